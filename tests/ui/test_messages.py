"""What the program says: in the status bar now, in the list later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QListWidget

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


def test_a_message_is_shown_and_kept(window: MainWindow) -> None:
    window.messages.note("Saved work.reel.")
    window.messages.error("The disk is full.", "details")

    assert [message.text for message in window.messages.all][-2:] == [
        "Saved work.reel.",
        "The disk is full.",
    ]
    assert window.status._message.text() == "The disk is full."


def test_the_list_shows_the_newest_first(window: MainWindow) -> None:
    window.messages.note("First.")
    window.messages.note("Second.")

    window.dialogs.open_notices()

    (shown,) = [w for w in window.findChildren(QListWidget) if w.accessibleName() == "Notices"]
    assert [shown.item(row).text().split("  ")[1] for row in range(2)] == ["Second.", "First."]


def test_a_hundred_are_kept(window: MainWindow) -> None:
    for number in range(120):
        window.messages.note(str(number))

    assert len(window.messages.all) == 100
    assert window.messages.all[0].text == "20"


def test_a_bug_is_a_sentence_with_a_report(window: MainWindow) -> None:
    window.messages.bug("Something went wrong.", "Traceback")

    assert "notices" in window.messages.all[-1].text
    assert window.messages.all[-1].details == "Traceback"
    QApplication.processEvents()

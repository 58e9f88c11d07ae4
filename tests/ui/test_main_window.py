"""The window as a whole: first page, workspaces, small windows, questions before it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.project.edits import effects
from app.project.model import EffectSpec
from app.ui.dialogs.model_browser import ModelBrowser
from app.ui.dialogs.question import Question
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow
    from app.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton


def questions(window: MainWindow) -> list[Question]:
    return [found for found in window.findChildren(Question) if found.isVisible()]


def test_the_first_page_has_pictures_of_the_sample(window: MainWindow, qtbot: QtBot) -> None:
    cards = window.viewer.first_run.cards.values()

    assert window.viewer.first_run.isVisible()
    qtbot.waitUntil(lambda: all(card.has_image for card in cards), timeout=60_000)


def test_a_clip_takes_the_place_of_the_first_page(
    window: MainWindow, add_clip: Callable[[Path], str], tmp_path: Path
) -> None:
    add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=6)))

    assert not window.viewer.first_run.isVisible()
    assert window.has_media()
    assert window.isWindowModified()


def test_workspaces_show_their_panels(window: MainWindow, studio: Studio) -> None:
    assert window.bin.isVisible()

    studio.view.show_workspace("deliver")
    assert window.deliver.isVisible()
    assert not window.viewer.isVisible()
    assert not window.timeline.isVisible()

    studio.view.show_workspace("annotate")
    assert window.viewer.isVisible()
    assert not window.bin.isVisible()

    studio.view.show_workspace("enhance")
    assert window.bin.isVisible()
    assert window.inspector.isVisible()


def test_what_a_workspace_hides_does_not_hand_its_focus_to_the_bar(
    window: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    studio.view.show_workspace("annotate")
    search = window.annotate.objects.search
    window.annotate.objects.filter()
    qtbot.waitUntil(search.hasFocus)

    studio.view.show_workspace("enhance")
    assert window.focusWidget() is None

    window.bin.add_button.setFocus()
    studio.view.show_workspace("deliver")
    focus = window.focusWidget()
    assert focus is None or not window.top_bar.isAncestorOf(focus)


def test_a_small_window_gives_way_to_the_picture(window: MainWindow, qtbot: QtBot) -> None:
    high = window.timeline.height()

    window.resize(1280, 720)
    qtbot.waitUntil(lambda: window.timeline.height() < high - 80)

    assert window.bin.width() < 60
    assert window.viewer.height() > 300


def test_every_control_has_a_name(window: MainWindow, studio: Studio) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit

    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
    for workspace in ("enhance", "annotate", "deliver"):
        studio.view.show_workspace(workspace)
        nameless = [
            widget
            for widget in _shown(window)
            if isinstance(widget, kinds)
            and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            and not widget.accessibleName()
            and not (isinstance(widget, QAbstractButton) and widget.text())
        ]
        assert not nameless


def test_f6_goes_round_the_panels(window: MainWindow) -> None:
    seen = set()
    for _ in range(6):
        window.focus_next_panel()
        focus = QApplication.focusWidget()
        assert focus is not None
        seen |= {p for p in (window.bin, window.viewer, window.timeline) if p.isAncestorOf(focus)}

    assert len(seen) == 3


def test_closing_asks_about_unsaved_work(
    window: MainWindow, add_clip: Callable[[Path], str], qtbot: QtBot, tmp_path: Path
) -> None:
    add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=6)))

    window.close()
    assert window.isVisible()
    (question,) = questions(window)
    QTest.mouseClick(question.buttons[""], LEFT)
    assert window.isVisible()

    window.close()
    question = questions(window)[-1]
    with qtbot.waitSignal(window.closed):
        QTest.mouseClick(question.buttons["discard"], LEFT)


def test_undo_says_what_it_would_undo(
    window: MainWindow, add_clip: Callable[[Path], str], qtbot: QtBot, tmp_path: Path
) -> None:
    action = window.actions_.action("edit.undo")
    assert action.text() == "Undo"

    add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=6)))

    assert action.text().startswith("Undo: ")


def _shown(window: MainWindow) -> list[QWidget]:
    return [widget for widget in window.findChildren(QWidget) if widget.isVisible()]


def test_a_result_that_needs_a_model_offers_to_fetch_it(
    window: MainWindow,
    studio: Studio,
    add_clip: Callable[[Path], str],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    clip = add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=6)))
    wanted = EffectSpec("upscale", (("model", "rlfn-x2"),))
    studio.document.apply("Add effect", effects.add_effect(clip, wanted))
    notice = window.viewer.notice
    qtbot.waitUntil(lambda: notice.isVisible(), timeout=60_000)

    assert "reelwright models get" not in notice.accessibleName()
    assert "rlfn-x2" in notice.accessibleName()
    assert notice.action.text() == "Download…"
    QTest.mouseClick(notice.action, LEFT)

    (browser,) = window.findChildren(ModelBrowser)
    assert browser.isVisible()

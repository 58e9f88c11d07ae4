"""The media bin, under real clicks, keys and drops."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.base.time import Span
from app.project.model import Clip, MediaFacts, MediaItem, Project, Track
from app.ui.dialogs.question import Question
from app.ui.document import Document
from app.ui.panels.media_bin import MediaBin
from app.ui.panels.media_rows import MIME
from app.ui.panels.sequence_rate import SequenceRateDialog
from app.ui.view_state import ViewState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton
FACTS = MediaFacts(Fraction(19, 2), 285, Fraction(30), vfr=False, width=640, height=360, sound=True)


def project_of(folder: Path, *names: str) -> Project:
    items = []
    for name in names:
        (folder / name).write_bytes(b"x" * 1_000_000)
        items.append(MediaItem(folder / name, name.split(".")[0], facts=FACTS))
    clip = Clip("c", items[0].id, Span(Fraction(0), Fraction(5)))
    return Project(tuple(items), (Track("t", "Video 1", (clip,)),))


@pytest.fixture
def document(tmp_path: Path) -> Document:
    document = Document()
    document.open(project_of(tmp_path, "coffee.mp4", "dog.mp4", "cups.mov"), None)
    return document


@pytest.fixture
def bin_(qtbot: QtBot, document: Document) -> Iterator[MediaBin]:
    panel = MediaBin(document, ViewState())
    qtbot.addWidget(panel)
    panel.resize(264, 600)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: all(row.file is not None for row in panel.rows.rows))
    yield panel
    panel.close_workers()


def click(qtbot: QtBot, panel: MediaBin, row: int, *, double: bool = False) -> None:
    point = panel.list.visualRect(panel.rows.index(row)).center()
    qtbot.mouseClick(panel.list.viewport(), LEFT, pos=point)
    if double:
        qtbot.mouseDClick(panel.list.viewport(), LEFT, pos=point)


def test_what_is_told(bin_: MediaBin) -> None:
    first, second, _ = bin_.rows.rows
    assert (first.figures, first.state) == ("640 × 360  ·  30 fps", "On timeline")
    assert second.state == "Not used"
    assert bin_.footer.text() == "3 clips  ·  0:28 total  ·  3.0 MB"


def test_filter(qtbot: QtBot, bin_: MediaBin) -> None:
    qtbot.keyClicks(bin_.search, "MOV")
    assert [row.item.id for row in bin_.rows.rows] == ["cups"]
    qtbot.keyClick(bin_.search, Qt.Key.Key_Escape)
    assert len(bin_.rows.rows) == 3


def test_double_click_appends(qtbot: QtBot, bin_: MediaBin, document: Document) -> None:
    with qtbot.waitSignal(bin_.acts.appended) as told:
        click(qtbot, bin_, 1, double=True)
    clips = document.project.tracks[0].clips
    assert told.args == [clips[1].at], "the timeline shows it"
    assert [clip.media_id for clip in clips] == ["coffee", "dog"]
    assert clips[1].at == 5
    assert clips[1].length == Fraction(19, 2)
    assert bin_._view.selection == {clips[1].id}


def test_enter_appends_all_marked_in_one_step(
    qtbot: QtBot, bin_: MediaBin, document: Document
) -> None:
    click(qtbot, bin_, 1)
    qtbot.keyClick(bin_.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(bin_.list, Qt.Key.Key_Return)
    assert [c.media_id for c in document.project.tracks[0].clips] == ["coffee", "dog", "cups"]
    assert document.undo_stack.count() == 1


def test_what_a_drag_carries(bin_: MediaBin) -> None:
    data = bin_.rows.mimeData([bin_.rows.index(2), bin_.rows.index(0)])
    assert bytes(data.data(MIME).data()).decode().split("\n") == ["coffee", "cups"]
    assert bin_.rows.flags(bin_.rows.index(0)) & Qt.ItemFlag.ItemIsDragEnabled
    assert bin_.list.dragEnabled()
    bin_.show_as("grid")
    assert bin_.list.dragEnabled()


def test_files_can_be_dropped(qtbot: QtBot, bin_: MediaBin, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "new.mp4"))])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(9, 9), action, data, LEFT, none)
    QApplication.sendEvent(bin_, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(bin_.files_dropped) as dropped:
        QApplication.sendEvent(bin_, QDropEvent(QPointF(9, 9), action, data, LEFT, none))
    assert dropped.args == [[tmp_path / "new.mp4"]]


def test_removing_what_is_used_asks(qtbot: QtBot, bin_: MediaBin, document: Document) -> None:
    click(qtbot, bin_, 0)
    qtbot.keyClick(bin_.list, Qt.Key.Key_Delete)
    box = bin_.window().findChild(Question)
    assert box is not None
    assert any("1 clip on the timeline" in label.text() for label in box.findChildren(QLabel))
    qtbot.mouseClick(box.buttons["remove"], LEFT)
    assert [item.id for item in document.project.media] == ["dog", "cups"]
    assert document.project.tracks[0].clips == ()


def test_removing_what_is_not_used_does_not_ask(
    qtbot: QtBot, bin_: MediaBin, document: Document
) -> None:
    click(qtbot, bin_, 1)
    qtbot.keyClick(bin_.list, Qt.Key.Key_Delete)
    assert [item.id for item in document.project.media] == ["coffee", "cups"]


def test_a_file_that_moved_is_found_again(
    qtbot: QtBot, bin_: MediaBin, document: Document, tmp_path: Path
) -> None:
    old = tmp_path / "dog.mp4"
    new = tmp_path / "hound.mp4"
    old.rename(new)
    bin_.look_at_files()
    qtbot.waitUntil(lambda: bin_.rows.rows[1].missing)
    assert bin_.notice.text == "File moved: dog.mp4."
    bin_.acts.relink_to(document.project.media[1], new)
    qtbot.waitUntil(lambda: not bin_.rows.rows[1].missing)
    assert not bin_.notice.isVisible()


def test_the_selection_is_that_of_the_window(qtbot: QtBot, bin_: MediaBin) -> None:
    bin_._view.select(["cups"])
    assert [row.item.id for row in bin_.selected()] == ["cups"]
    click(qtbot, bin_, 0)
    assert bin_._view.selection == {"coffee"}


def test_strip(qtbot: QtBot, bin_: MediaBin) -> None:
    bin_.set_collapsed(True)
    assert bin_.collapsed
    assert bin_.maximumWidth() == 44
    with qtbot.waitSignal(bin_.collapse_asked) as asked:
        qtbot.mouseClick(bin_.strip.open_button, LEFT)
    assert asked.args == [False]


def test_empty(qtbot: QtBot) -> None:
    panel = MediaBin(Document(), ViewState())
    qtbot.addWidget(panel)
    panel.show()
    button = next(b for b in panel.findChildren(QPushButton) if b.text() == "Import…")
    with qtbot.waitSignal(panel.import_asked):
        qtbot.mouseClick(button, LEFT)
    panel.close_workers()


def test_both_ways_to_show_are_drawn(qtbot: QtBot, bin_: MediaBin) -> None:
    bin_.show_as("list")
    assert not bin_.grab().isNull()
    qtbot.mouseClick(bin_.grid_button, LEFT)
    assert bin_.delegate.grid
    assert not bin_.grab().isNull()


def test_a_sequence_of_pictures_gets_another_rate(
    qtbot: QtBot, bin_: MediaBin, document: Document, tmp_path: Path
) -> None:
    facts = replace(FACTS, frames=50, duration=Fraction(2), rate=Fraction(25))
    item = MediaItem(tmp_path / "%04d.png", "pictures", rate=Fraction(25), facts=facts)
    document.apply("Import", lambda project: replace(project, media=(*project.media, item)))
    bin_.list.setCurrentIndex(bin_.rows.index(3))
    act = {command.id: command for command in bin_.commands()}["media.rate"]
    assert act.enabled is not None
    assert act.enabled()
    act.run()
    dialog = next(iter(bin_.window().findChildren(SequenceRateDialog)))

    dialog.rate.setCurrentText("fast")
    assert not dialog.accept_button.isEnabled()
    dialog.rate.setCurrentText("23.976")
    assert dialog.hint.text() == "Exactly 24000/1001 frames per second."
    qtbot.mouseClick(dialog.accept_button, LEFT)

    changed = document.project.media[-1]
    assert changed.rate == Fraction(24000, 1001)
    assert changed.facts is not None
    assert changed.facts.duration == 50 / Fraction(24000, 1001)
    document.undo_stack.undo()
    assert document.project.media[-1] == item


def test_films_keep_their_rate(bin_: MediaBin) -> None:
    bin_.list.setCurrentIndex(bin_.rows.index(0))
    act = {command.id: command for command in bin_.commands()}["media.rate"]
    assert act.enabled is not None
    assert not act.enabled()

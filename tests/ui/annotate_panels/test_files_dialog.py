"""Where the dialog of annotation files begins, and what Enter means in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.annotations.formats.registry import FORMATS, find_format
from app.ui.annotate_panels.files_dialog import AnnotationFilesDialog
from app.ui.background import Background
from app.ui.key_focus import KeyFocus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.annotate_panels.files_dialog import Direction
    from tests.ui.annotate_panels.scenes import Desk


@pytest.fixture
def work() -> Iterator[Background]:
    made = Background("files dialog")
    yield made
    made.close()


def opened(direction: Direction, desk: Desk, work: Background, qtbot: QtBot) -> QFileDialog:
    """The dialog, and in front of it the one for a file, which Enter has asked for."""
    dialog = AnnotationFilesDialog(desk.session, work, direction)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    if direction == "export":
        qtbot.waitUntil(dialog.formats.hasFocus)
        QTest.keyClick(dialog.formats, Qt.Key.Key_Return)
    else:
        dialog._ask_file()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QFileDialog)))
    return cast("QFileDialog", dialog.findChild(QFileDialog))


def test_a_file_is_read_in_the_format_it_is_in(
    desk: Desk, work: Background, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "labels.xml"
    find_format("cvat-video").write(desk.layer, path)
    dialog = AnnotationFilesDialog(desk.session, work, "import")
    qtbot.addWidget(dialog)
    dialog.show()

    dialog.choose(str(path))

    qtbot.waitUntil(dialog.go.isEnabled)
    assert dialog.format.name == "cvat-video"
    assert not dialog.problem.isVisible()
    dialog.formats.setCurrentRow(FORMATS.index(find_format("coco")))
    qtbot.waitUntil(dialog.go.isEnabled)
    assert dialog.format.name == "cvat-video"
    path.write_text("nothing of the kind")
    dialog.choose(str(path))
    qtbot.waitUntil(dialog.problem.isVisible)
    assert not dialog.go.isEnabled()


@pytest.mark.parametrize("direction", ["export", "import"])
def test_files_are_looked_for_beside_the_clip(
    direction: Direction, desk: Desk, work: Background, qtbot: QtBot, qapp: QApplication
) -> None:
    keys = KeyFocus(qapp)
    media = desk.session.media
    assert media is not None

    chooser = opened(direction, desk, work, qtbot)

    assert chooser.directory().absolutePath() == str(media.path.parent)
    if direction == "export":
        assert chooser.selectedFiles() == [str(media.path.with_suffix(".json"))]
    chooser.reject()
    keys.stop()
    keys.setParent(None)

"""The real window, driven by mouse and keys as an editor would: from a clip to a file and back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.jobs.job import JobState
from app.media.probe import probe
from app.ui.dialogs.export_dialog import ExportDialog
from app.ui.panels.effect_picker import EffectPicker
from app.ui.preview.wipe_handle import WipeHandle
from tests.helpers.clips import ClipKind, make_clip
from tests.helpers.exports import times

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.project.model import Clip
    from app.ui.application import Program

LEFT = Qt.MouseButton.LeftButton
RANGE = 2
"""Frames that are exported."""


@pytest.fixture
def clip_path(tmp_path: Path) -> Path:
    """A real clip where there is one."""
    folder = os.environ.get("REELWRIGHT_TEST_MEDIA")
    real = Path(folder) / "clips" / "04_coffee.mp4" if folder else None
    if real is not None and real.is_file():
        return real
    return make_clip(tmp_path / "clip.mp4", ClipKind(frames=50, size=(320, 180)))


class Editor:
    """Somebody at the window."""

    def __init__(self, program: Program, bot: QtBot) -> None:
        self.program = program
        self.bot = bot

    @property
    def clip(self) -> Clip:
        return self.program.studio.document.project.tracks[0].clips[0]

    def press(self, keys: str) -> None:
        """A shortcut, at whatever has the focus."""
        window = self.program.window
        if not window.isActiveWindow():  # the offscreen screen forgets it when a popup closes
            window.activateWindow()
            self.until(window.isActiveWindow)
        QTest.keySequence(QApplication.focusWidget() or window, keys)

    def until(self, done: object, seconds: float = 60) -> None:
        self.bot.waitUntil(done, timeout=int(seconds * 1000))  # type: ignore[arg-type]

    def add_effect(self, name: str) -> None:
        """By the button under the chain, and typing a part of the name."""
        panel = self.program.window.inspector.effects
        before = len(self.clip.effects)
        self.until(lambda: panel.add_button.isEnabled() and self.program.studio.kinds.ready)
        QTest.mouseClick(panel.add_button, LEFT)
        picker = next(p for p in panel.findChildren(EffectPicker) if p.isVisible())
        QTest.keyClicks(picker.search, name)
        QTest.keyClick(picker.search, Qt.Key.Key_Return)
        self.until(lambda: len(self.clip.effects) == before + 1)

    def sees(self, *states: str) -> None:
        """Waits until the viewer is in one of these states."""
        canvas = self.program.window.viewer.canvas
        self.until(lambda: canvas.state.kind in states)

    def scrub(self, x: int) -> None:
        """Press into the ruler of the timeline and drag a little."""
        canvas = self.program.window.timeline.canvas
        target = canvas.viewport() if hasattr(canvas, "viewport") else canvas
        QTest.mousePress(target, LEFT, pos=QPoint(x - 20, 10))
        for step in range(-20, 1, 5):
            QTest.mouseMove(target, QPoint(x + step, 10))
        QTest.mouseRelease(target, LEFT, pos=QPoint(x, 10))

    def drag_wipe(self) -> float:
        """Take the handle a fifth of the picture to the right; gives where it is then."""
        handle = self.program.window.viewer.canvas.findChild(WipeHandle)
        assert isinstance(handle, WipeHandle)
        start = QPoint(handle.width() // 2, handle.height() // 2)
        QTest.mousePress(handle, LEFT, pos=start)
        QTest.mouseMove(handle, start + QPoint(80, 0))
        QTest.mouseRelease(handle, LEFT, pos=start + QPoint(80, 0))
        return handle.value() / handle.maximum()


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_from_a_clip_to_a_file_and_back(
    program: Program,
    qtbot: QtBot,
    clip_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor, window, studio = Editor(program, qtbot), program.window, program.studio
    window.resize(1600, 1000)

    # Open a clip by the button of the first page.
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(clip_path)], ""))
    QTest.mouseClick(window.viewer.first_run.drop.import_media, LEFT)
    editor.until(lambda: bool(studio.document.project.tracks))
    editor.until(lambda: bool(studio.document.project.tracks[0].clips))
    studio.view.select([editor.clip.id])
    editor.sees("source")
    source = studio.document.project.media[0].facts
    assert source is not None

    # Add two effects.
    editor.add_effect("Denoise")
    editor.add_effect("Upscale")
    assert [spec.name for spec in editor.clip.effects] == ["denoise", "upscale"]
    editor.sees("cached")

    # Scrub, then look across the line.
    editor.scrub(400)
    assert studio.view.playhead > 0
    editor.sees("cached")
    assert studio.view.compare == "wipe"
    assert editor.drag_wipe() > 0.5

    # Export a range through the dialog.
    window.viewer.setFocus()
    editor.press("I")
    frame = 1 / source.rate
    studio.view.seek(studio.view.playhead + (RANGE - 1) * frame)
    editor.press("O")
    assert studio.document.project.selected_range is not None
    editor.press("Ctrl+E")
    dialog = next(d for d in window.findChildren(ExportDialog) if d.isVisible())
    editor.until(lambda: dialog.pane.form.codec.count() > 3)
    form = dialog.pane.form
    for field, text in ((form.folder, str(tmp_path)), (form.name, "part.mp4")):
        field.selectAll()
        QTest.keyClicks(field, text)
    QTest.mouseClick(form.what.segment("range"), LEFT)
    dialog.show_file.setChecked(False)
    with qtbot.waitSignal(studio.jobs.ended, timeout=120_000) as ended:
        QTest.mouseClick(dialog.export, LEFT)
    assert ended.args is not None
    assert ended.args[0].state is JobState.DONE, ended.args[0].problem
    written = probe(tmp_path / "part.mp4").video
    assert written is not None
    assert (written.format.width, written.format.height) == (2 * source.width, 2 * source.height)
    assert len(times(tmp_path / "part.mp4")) == RANGE

    # Save, begin another project, open it again.
    file = tmp_path / "work.reel"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    saved = studio.document.project
    editor.press("Ctrl+S")
    editor.until(lambda: studio.document.clean and studio.document.path == file)
    editor.press("Ctrl+N")
    editor.until(lambda: not studio.document.project.media)
    window.desk.open(file)
    editor.until(lambda: studio.document.path == file)
    assert studio.document.project == saved

    # Undo what is done now.
    studio.view.select([editor.clip.id])
    editor.add_effect("Sharpen")
    assert not studio.document.clean
    window.viewer.setFocus()
    editor.until(window.actions_.action("edit.undo").isEnabled)
    editor.press("Ctrl+Z")
    assert len(editor.clip.effects) == 2
    assert studio.document.clean

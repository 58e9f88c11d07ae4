"""The program around the window: languages and sizes changed live, crashes, and the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.jobs.job import JobState
from app.project.edits import effects
from app.project.edits import tracks as track_edits
from app.project.model import EffectSpec
from app.project.recovery_file import RecoveryFile
from app.project.storage import load
from app.ui.dialogs.question import Question
from app.ui.dialogs.settings_dialog import SettingsDialog
from app.ui.dialogs.tour import Tour
from app.ui.language import language
from app.ui.theme.theme import theme
from app.ui.widgets.combo import Combo
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.application import Program

ROOT = Path(__file__).parents[2]
LEFT = Qt.MouseButton.LeftButton


def with_clip(program: Program, bot: QtBot, path: Path) -> str:
    program.window.desk.import_paths([path])
    document = program.studio.document
    bot.waitUntil(lambda: any(track.clips for track in document.project.tracks), timeout=20_000)
    return document.project.tracks[0].clips[0].id


def test_the_language_changes_live_and_keeps_everything(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    clip = with_clip(program, qtbot, make_clip(tmp_path / "clip.mp4", ClipKind(frames=25)))
    document, before = program.studio.document, program.window
    document.apply("Sharpen it", effects.set_chain([clip], (EffectSpec("sharpen"),)))
    program.studio.view.seek(Fraction(1, 2))
    project = document.project

    program.settings.set("language", "zh_CN")
    qtbot.waitUntil(lambda: program.window is not before)

    assert language() == "zh_CN"
    assert "增强" in [program.window.actions_.action("workspace.enhance").text()]
    assert program.studio.document is document
    assert document.project is project
    assert program.studio.view.playhead == Fraction(1, 2)
    assert document.undo_stack.undoText() == "Sharpen it"
    document.undo_stack.undo()
    assert not document.project.tracks[0].clips[0].effects
    qtbot.wait(100)  # what the old window still had to say


def test_the_interface_size_changes_live(program: Program, qtbot: QtBot) -> None:
    before = program.window
    program.studio.view.show_workspace("deliver")

    program.settings.set("interface_size", 130)
    qtbot.waitUntil(lambda: program.window is not before)

    assert theme().scale == pytest.approx(1.3)
    assert program.studio.view.workspace == "deliver"
    assert program.window.deliver.isVisible()


def test_the_settings_stay_open_where_they_were(program: Program, qtbot: QtBot) -> None:
    def settings() -> SettingsDialog:
        found = program.window.findChildren(SettingsDialog)
        return next(dialog for dialog in found if dialog.isVisible())

    program.window.activateWindow()
    program.window.dialogs.open_settings(("cache", -1))
    for key, value, title in (
        ("language", "zh_CN", "缓存"),
        ("interface_size", 115, "缓存"),
        ("language", "en", "Cache"),
    ):
        before = program.window
        program.settings.set(key, value)
        qtbot.waitUntil(lambda before=before: program.window is not before, timeout=20_000)  # type: ignore[misc]

        assert settings().where()[0] == "cache"
        assert settings()._list.currentItem().text() == title
    settings().accept()
    program.settings.set("interface_size", 100)
    qtbot.waitUntil(lambda: theme().scale == 1)
    assert program.window.dialogs.settings_place() is None


def test_the_keyboard_stays_on_the_choice_of_the_language(program: Program, qtbot: QtBot) -> None:
    program.window.activateWindow()
    program.window.dialogs.open_settings()
    dialog = next(iter(program.window.findChildren(SettingsDialog)))
    combo = next(c for c in dialog.findChildren(Combo) if c.accessibleName() == "Language")
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    before = program.window

    combo.choose("zh_CN")
    combo.activated.emit(combo.currentIndex())
    qtbot.waitUntil(lambda: program.window is not before, timeout=20_000)

    focus = program.window.findChildren(SettingsDialog)[0].focusWidget()
    assert isinstance(focus, Combo)
    assert focus.value == "zh_CN"


def test_the_theme_changes_live(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    with_clip(program, qtbot, make_clip(tmp_path / "clip.mp4", ClipKind(frames=6)))
    window = program.window
    for choice in ("light", "dark", "system", "light"):
        program.settings.set("theme", choice)
        QApplication.processEvents()
        assert program.window is window
    assert not theme().dark


def test_a_job_goes_on_after_the_language_changed(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    clip = make_clip(tmp_path / "clip.mp4", ClipKind(frames=400, size=(320, 180)))
    with_clip(program, qtbot, clip)
    job = start_export(program, qtbot, tmp_path / "out.mp4")
    before = program.window

    program.settings.set("language", "zh_CN")
    qtbot.waitUntil(lambda: program.window is not before, timeout=20_000)
    queue = program.studio.jobs.queue
    qtbot.waitUntil(lambda: bool(queue.entries()), timeout=20_000)

    found = queue.find(job)
    assert found is not None
    assert found.state in (JobState.PAUSED, JobState.DONE)
    if found.state is JobState.PAUSED:
        assert found.interrupted


@pytest.mark.parametrize("what", ["export", "range", "import", "measure", "speed", "play"])
def test_closing_in_the_middle_leaves_nothing(
    program: Program, qtbot: QtBot, tmp_path: Path, what: str
) -> None:
    """The fixture joins everything; threads that are left fail the test."""
    clip = make_clip(tmp_path / "clip.mp4", ClipKind(frames=200, size=(320, 180)))
    name = with_clip(program, qtbot, clip)
    studio = program.studio
    qtbot.waitUntil(lambda: studio.kinds.ready, timeout=60_000)
    chain = effects.set_chain([name], (EffectSpec("denoise"), EffectSpec("sharpen")))
    studio.document.apply("Add effects", chain)
    studio.view.select([name])
    begin: dict[str, Callable[[], object]] = {
        "export": lambda: start_export(program, qtbot, tmp_path / "out.mp4"),
        "range": program.window.playback.render_range,
        "import": lambda: studio.files.import_media([tmp_path]),
        "measure": program.window.inspector.effects.measure,
        "speed": studio.machine.check_speed,
        "play": studio.player.play,
    }
    begin[what]()
    qtbot.wait(200)

    program.window.hide()
    studio.close()

    left = {path.name for path in tmp_path.iterdir()} - {"clip.mp4", "settings.json"}
    assert not {name for name in left if name.endswith(".mp4")}, left
    assert not [p for p in tmp_path.rglob("*") if p.suffix in (".part", ".partial", ".tmp")]


def test_closing_asks_about_a_job_that_runs(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.mp4", ClipKind(frames=400, size=(320, 180)))
    with_clip(program, qtbot, clip)
    start_export(program, qtbot, tmp_path / "out.mp4")

    program.window.close()

    assert program.window.isVisible()
    question = next(q for q in program.window.findChildren(Question) if q.isVisible())
    QTest.mouseClick(question.buttons["close"], LEFT)
    question = next(q for q in program.window.findChildren(Question) if q.isVisible())
    with qtbot.waitSignal(program.window.closed):
        QTest.mouseClick(question.buttons["discard"], LEFT)


def start_export(program: Program, bot: QtBot, output: Path) -> str:
    from app.render.job_runners import export_job
    from app.render.render_request import RenderRequest

    request = RenderRequest(program.studio.document.project, output, "sequence", codec="libx264")
    job = program.studio.jobs.add(export_job(request, "Export", "H.264"))
    bot.waitUntil(lambda: program.studio.jobs.running is not None, timeout=60_000)
    return job


CRASHING = """
import os, signal, sys
from fractions import Fraction
from pathlib import Path
from PySide6.QtCore import QTimer
from app.project.edits import tracks
from app.render.job_runners import export_job
from app.render.render_request import RenderRequest
from app.ui.application import Program, make_application
program = Program(make_application())
program.show()
studio = program.studio
def edit(*_):
    request = RenderRequest(studio.document.project, Path(sys.argv[2]), "sequence", codec="libx264")
    studio.jobs.add(export_job(request, "Export", "H.264"))
    studio.document.apply("Add track", tracks.add_track("Precious"))
    studio.autosave.written.connect(lambda: QTimer.singleShot(500, die))
def die():
    os.kill(os.getpid(), signal.SIGKILL)
studio.files.imported.connect(edit)
program.window.desk.import_paths([Path(sys.argv[1])])
program._app.exec()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")
def test_after_a_kill_the_next_start_offers_what_was_not_saved(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    from app.ui.application import Program
    from app.ui.settings import Settings

    clip = make_clip(tmp_path / "clip.mp4", ClipKind(frames=900, size=(640, 360)))
    command = [sys.executable, "-c", textwrap.dedent(CRASHING), str(clip), str(tmp_path / "o.mp4")]
    killed = subprocess.run(command, cwd=ROOT, env=dict(os.environ), check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL

    program = Program(qapp, Settings(tmp_path / "settings.json"))
    program.show()
    program.begin()
    window = program.window
    try:
        qtbot.waitUntil(lambda: bool(window.findChildren(Question)), timeout=20_000)
        question = window.findChildren(Question)[0]
        QTest.mouseClick(question.buttons["recover"], LEFT)
        document = program.studio.document
        qtbot.waitUntil(
            lambda: "Precious" in [track.name for track in document.project.tracks], timeout=20_000
        )
        assert not document.clean
        jobs = program.studio.jobs.queue.entries()
        assert [job.state for job in jobs] == [JobState.PAUSED]
        assert jobs[0].interrupted
    finally:
        window.hide()
        program.close()
        window.deleteLater()
        program.setParent(None)


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGTERM to catch here")
def test_being_ended_from_outside_asks_nobody_and_keeps_what_is_not_saved(
    qtbot: QtBot, tmp_path: Path
) -> None:
    from app.project.recovery import find_recoverable
    from app.project.recovery_file import recovery_folder

    clip = make_clip(tmp_path / "clip.mp4", ClipKind(frames=25))
    process = subprocess.Popen([sys.executable, "-m", "app", str(clip)], cwd=ROOT)
    try:
        folder = recovery_folder()
        qtbot.waitUntil(lambda: folder.is_dir() and any(folder.iterdir()), timeout=60_000)
        process.terminate()
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()

    (found,) = find_recoverable()[0]
    assert found


@pytest.mark.parametrize("closed", [False, True], ids=["screen gone", "closed and discarded"])
def test_unsaved_changes_go_only_where_the_user_said_so(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, closed: bool
) -> None:
    from app.project.recovery_file import recovery_folder
    from app.ui.application import Program
    from app.ui.settings import Settings

    program = Program(qapp, Settings(tmp_path / "settings.json"))
    program.show()
    with qtbot.waitSignal(program.studio.autosave.written, timeout=20_000):
        program.studio.document.apply("Add track", track_edits.add_track("Precious"))
    if closed:
        program.window.close()
        question = next(q for q in program.window.findChildren(Question) if q.isVisible())
        with qtbot.waitSignal(program.window.closed):
            QTest.mouseClick(question.buttons["discard"], LEFT)
    program.window.hide()
    program.close()  # what follows the event loop, however that came to its end
    program.window.deleteLater()
    program.setParent(None)

    assert len(list(recovery_folder().glob("*.recovery"))) == (0 if closed else 1)


def test_the_first_start_shows_how_things_work_once(program: Program, qtbot: QtBot) -> None:
    program.settings.set("tour_seen", False)
    program.show()
    begin(program, qtbot)
    tour = program.window.findChild(Tour)
    assert tour is not None
    assert tour.isVisible()
    program.window.dialogs.end_tour()
    qtbot.waitUntil(lambda: not tour.isVisible())

    begin(program, qtbot)
    assert not tour.isVisible()


def test_the_tour_does_not_cover_what_is_to_be_recovered(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.settings.set("tour_seen", False)
    RecoveryFile().write(track_edits.add_track("Precious")(program.studio.document.project), None)
    monkeypatch.setattr("app.project.recovery.still_runs", lambda _: False)
    program.show()
    begin(program, qtbot)
    assert program.window.findChild(Tour) is None
    assert not program.settings.get("tour_seen")


def begin(program: Program, qtbot: QtBot) -> None:
    with qtbot.waitSignal(program.studio.files.recoverable):
        program.begin()


def test_the_last_project_is_opened_again(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "work.reel"
    program.studio.document.apply("Add track", track_edits.add_track("Kept"))
    with qtbot.waitSignal(program.studio.files.saved):
        program.studio.files.save(file)
    assert load(file).project.tracks[0].name == "Kept"
    program.settings.set("last_project", str(file))
    program.studio.files.new()

    with qtbot.waitSignal(program.studio.files.opened):
        program.begin()

    assert program.studio.document.path == file

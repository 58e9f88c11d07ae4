"""The sound rows of the export form: what they offer, what they ask for, what they remember."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.base.time import Span
from app.jobs.queue import JobQueue
from app.media.side.sound_wish import SoundWish
from app.project.model import Clip, MediaItem, Project, Track
from app.render.export_order import from_payload
from app.render.job_runners import runners
from app.ui.dialogs.export_choices import ExportChoices, remembered, sound_of, stored
from app.ui.dialogs.export_dialog import ExportDialog
from app.ui.dialogs.export_presets import Preset, save, saved
from app.ui.dialogs.export_sound import ExportSound, coders_of, fitting
from app.ui.document import Document
from app.ui.job_thread import JobThread
from app.ui.settings import Settings
from app.ui.view_state import ViewState
from tests.helpers.side_clips import Clip as SideClip
from tests.helpers.side_clips import Sound, write_clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QAbstractButton
    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> Iterator[ExportDialog]:
    """Over a clip with two tracks, and a queue that is held."""
    path = write_clip(tmp_path / "two.mkv", SideClip(sounds=(Sound("aac"), Sound("ac3"))))
    item = MediaItem(path, "two")
    clip = Clip("clip", "two", Span(Fraction(0), Fraction(4)))
    document, jobs = Document(), JobThread(JobQueue(), runners())
    jobs.queue.pause_all()
    document.open(Project((item,), (Track("track", "Video 1", (clip,)),)), None)
    settings = Settings(tmp_path / "settings.json")
    settings.set("export", stored(ExportChoices(folder=str(tmp_path / "out"))))
    window = QWidget()
    qtbot.addWidget(window)
    made = ExportDialog(document, ViewState(), settings, jobs, parent=window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.open()
    qtbot.waitUntil(lambda: made.pane.form.codec.count() > 3, timeout=20_000)
    yield made
    made.reject()
    jobs.close()


def pick(sound: ExportSound, coder: str) -> None:
    """As the list does."""
    sound.coder.choose(coder)
    sound.coder.activated.emit(sound.coder.currentIndex())


def press(button: QAbstractButton) -> None:
    QTest.mouseClick(button, LEFT)


def test_what_is_chosen_is_what_is_asked_for_and_said(dialog: ExportDialog, qtbot: QtBot) -> None:
    sound = dialog.pane.form.sound
    qtbot.waitUntil(lambda: sound.effect == "Copied without loss", timeout=20_000)
    assert not sound.rate.isVisible()

    pick(sound, "libopus")
    sound.rate.choose("96")
    sound.rate.activated.emit(sound.rate.currentIndex())
    press(sound.tracks.segment("main"))

    said = "Encoded as Opus, 96 kbit/s.\n1 of 2 tracks is kept."
    qtbot.waitUntil(lambda: sound.effect == said, timeout=20_000)
    with qtbot.waitSignal(dialog.pane.submitted, timeout=20_000) as submitted:
        press(dialog.queue)
    (job,) = submitted.args[0]
    found = dialog.pane._jobs.queue.find(job)
    assert found is not None
    assert from_payload(found.spec.payload).sound == SoundWish("libopus", 96_000, "main")


def test_no_sound_leaves_nothing_to_choose(dialog: ExportDialog, qtbot: QtBot) -> None:
    sound = dialog.pane.form.sound
    pick(sound, "none")

    qtbot.waitUntil(lambda: sound.effect == "Left out", timeout=20_000)
    assert not sound.rate.isVisible()
    assert not sound.tracks.isVisible()


def test_another_kind_of_file_offers_what_it_takes(dialog: ExportDialog) -> None:
    sound, rows = dialog.pane.form.sound, dialog.pane.presets.rows
    pick(sound, "flac")
    press(rows["edit"])
    assert dialog.pane.form.choices.audio == ""

    offered = [sound.coder.itemData(row) for row in range(sound.coder.count())]
    assert offered == ["", "aac", "pcm_s24le", "none"]
    press(rows["png"])
    assert not sound.isVisible()


def test_a_typed_ending_counts(dialog: ExportDialog) -> None:
    form = dialog.pane.form
    pick(form.sound, "libopus")
    form.name.selectAll()
    QTest.keyClicks(form.name, "result.mov")

    assert form.choices.suffix == ".mov"
    assert form.choices.audio == ""


def test_several_clips_are_mixed(dialog: ExportDialog, qtbot: QtBot) -> None:
    form = dialog.pane.form
    press(form.what.segment("sequence"))
    qtbot.waitUntil(lambda: form.sound.effect == "Copied without loss", timeout=20_000)
    assert form.sound.coder.itemText(0) == "Copy without change"

    document = dialog.pane._document
    track = document.project.tracks[0]
    again = replace(track.clips[0], id="again", at=Fraction(4))
    both = replace(track, clips=(*track.clips, again))
    document.apply("Add", lambda project: replace(project, tracks=(both,)))
    dialog.pane.reload()

    qtbot.waitUntil(lambda: form.sound.coder.itemText(0) == "Encode as usual", timeout=20_000)
    assert not form.sound.tracks.isVisible()
    assert form.sound.effect == "Put together from the clips, encoded as AAC."


@pytest.mark.parametrize(
    ("suffix", "coders"),
    [
        (".mp4", ("aac", "libopus", "flac")),
        (".mov", ("aac", "pcm_s24le")),
        (".mkv", ("aac", "libopus", "flac", "pcm_s24le")),
        (".webm", ("libopus",)),
        (".gif", ()),
        (".png", ()),
    ],
)
def test_files_take_what_their_players_play(suffix: str, coders: tuple[str, ...]) -> None:
    assert coders_of(suffix) == coders
    assert fitting("none", suffix) == "none"


def test_a_rate_belongs_to_coders_with_a_loss() -> None:
    choices = ExportChoices(audio="flac", audio_rate=128)
    assert sound_of(choices) == SoundWish("flac")
    assert sound_of(replace(choices, audio="aac")) == SoundWish("aac", 128_000)


@pytest.mark.parametrize(
    "odd", [{"audio": "mp3"}, {"tracks": "none"}, {"audio_rate": 13}, {"audio_rate": True}]
)
def test_odd_settings_count_as_never_chosen(odd: dict[str, object]) -> None:
    found = remembered({"folder": "/x", **odd})
    assert (found.audio, found.audio_rate, found.tracks) == ("", 0, "all")


def test_presets_of_ones_own_keep_the_sound(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    mine = Preset("own:Quiet", "Quiet", audio="aac", audio_rate=96, tracks="main")
    save(settings, mine)
    settings.set("export_presets", [*settings.get("export_presets"), {"id": "b", "title": "B"}])

    assert saved(settings) == (mine, Preset("b", "B"))
    settings.set("export_presets", [{"id": "c", "title": "C", "audio_rate": "loud"}])
    assert saved(settings) == ()

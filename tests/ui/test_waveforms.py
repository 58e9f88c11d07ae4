from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.project.model import MediaFacts, MediaItem
from app.ui.waveforms import Waveforms
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

F = Fraction


def test_made_once_and_kept_on_disk(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", frames=50, clicks=(F(1),))
    media, folder = MediaItem(path, "m", fingerprint="f"), tmp_path / "waves"
    first = Waveforms(folder)
    with qtbot.waitSignal(first.ready):
        assert first.get(media) is None
        assert first.waiting(media)
    made = first.get(media)
    first.close()
    assert made is not None
    path.unlink()  # only the stored one can answer now
    second = Waveforms(folder)
    with qtbot.waitSignal(second.ready):
        second.get(media)
    kept = second.get(media)
    second.close()
    assert kept is not None
    assert kept.levels[0].tolist() == made.levels[0].tolist()


def test_no_sound_and_no_file_are_no_waveform(qtbot: QtBot, tmp_path: Path) -> None:
    waveforms = Waveforms(tmp_path)
    with qtbot.waitSignal(waveforms.ready):
        waveforms.get(MediaItem(tmp_path / "gone.mp4", "m"))
    assert waveforms.get(MediaItem(tmp_path / "gone.mp4", "m")) is None
    silent = MediaFacts(F(1), 25, F(25), False, 64, 48, False)
    assert waveforms.get(MediaItem(tmp_path / "x.mp4", "s", facts=silent)) is None
    assert not waveforms.waiting(MediaItem(tmp_path / "gone.mp4", "m"))
    waveforms.close()


def test_closing_stops_the_work(tmp_path: Path) -> None:
    waveforms = Waveforms(tmp_path / "waves")
    path = make_clip(tmp_path / "a.mp4", frames=100, clicks=(F(1),))
    for number in range(5):
        waveforms.get(MediaItem(path, str(number)))
    waveforms.close()
    assert waveforms.get(MediaItem(path, "later")) is None

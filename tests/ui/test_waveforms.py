from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.project.model import MediaFacts, MediaItem
from app.ui import waveforms
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
    made = Waveforms(tmp_path)
    with qtbot.waitSignal(made.ready):
        made.get(MediaItem(tmp_path / "gone.mp4", "m"))
    assert made.get(MediaItem(tmp_path / "gone.mp4", "m")) is None
    silent = MediaFacts(F(1), 25, F(25), False, 64, 48, False)
    assert made.get(MediaItem(tmp_path / "x.mp4", "s", facts=silent)) is None
    assert not made.waiting(MediaItem(tmp_path / "gone.mp4", "m"))
    made.close()


def test_closing_stops_the_work(tmp_path: Path) -> None:
    made = Waveforms(tmp_path / "waves")
    path = make_clip(tmp_path / "a.mp4", frames=100, clicks=(F(1),))
    for number in range(5):
        made.get(MediaItem(path, str(number)))
    made.close()
    assert made.get(MediaItem(path, "later")) is None


def stored(qtbot: QtBot, folder: Path, media: MediaItem) -> Path:
    """Make a waveform, and tell in which file it is kept."""
    first = Waveforms(folder)
    with qtbot.waitSignal(first.ready):
        first.get(media)
    first.close()
    return next(folder.glob("*.npz"))


@pytest.mark.parametrize("damage", ["garbage", "bomb", "pickle"])
def test_a_damaged_file_is_made_again(qtbot: QtBot, tmp_path: Path, damage: str) -> None:
    path = make_clip(tmp_path / "a.mp4", frames=50, clicks=(F(1),))
    media, folder = MediaItem(path, "m", fingerprint="f"), tmp_path / "waves"
    kept = stored(qtbot, folder, media)
    good = kept.stat().st_size
    times = np.array([0, 1, 400, 1])
    if damage == "garbage":
        kept.write_bytes(b"PK" + bytes(100))
    elif damage == "bomb":
        with kept.open("wb") as file:
            np.savez_compressed(file, finest=np.zeros((30 << 20, 3), np.int8), times=times)
    else:
        with kept.open("wb") as file:
            np.savez_compressed(file, finest=np.array([{"a": 1}], object), times=times)
    again = Waveforms(folder)
    with qtbot.waitSignal(again.ready):
        again.get(media)
    made = again.get(media)
    again.close()
    assert made is not None
    assert made.loudest(0, 2) > 0
    assert kept.stat().st_size == good


def test_the_disk_keeps_its_limit(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_clip(tmp_path / "a.mp4", frames=50, clicks=(F(1),))
    folder = tmp_path / "waves"
    each = stored(qtbot, folder, MediaItem(path, "m", fingerprint="0")).stat().st_size
    monkeypatch.setattr(waveforms, "BUDGET", 2 * each + each // 2)
    for number in range(1, 5):
        stored(qtbot, folder, MediaItem(path, "m", fingerprint=str(number)))
    assert len(list(folder.glob("*.npz"))) == 2

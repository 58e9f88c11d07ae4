from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, MediaError
from app.media.side.waveform import load_waveform, pyramid, read_waveform, save_waveform
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

F = Fraction


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_click_is_drawn_where_it_is_heard(tmp_path: Path, suffix: str) -> None:
    path = make_clip(tmp_path / f"a{suffix}", frames=75, clicks=(F(1), F(2)))
    waveform = read_waveform(path, CancelToken())
    assert waveform is not None
    columns = waveform.columns(0, 3, 300)
    loud = np.flatnonzero(columns[:, 1] > 0.4) / 100
    assert set(np.round(loud, 1)) == {1.0, 2.0}
    assert waveform.loudest(0.5, 1.5) > 0.8
    assert waveform.loudest(1.2, 1.8) < 0.1


def test_no_sound_is_none_and_no_file_is_an_error(tmp_path: Path) -> None:
    assert read_waveform(make_clip(tmp_path / "a.mp4", frames=4), CancelToken()) is None
    with pytest.raises(MediaError):
        read_waveform(tmp_path / "gone.mp4", CancelToken())


def test_it_can_be_stopped(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", frames=50, clicks=(F(1),))
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        read_waveform(path, cancel)


buckets = st.lists(
    st.tuples(st.integers(-127, 0), st.integers(0, 127), st.integers(0, 127)), min_size=1
)


@given(buckets, st.integers(1, 50), st.floats(-0.5, 0.5), st.floats(0.01, 1))
def test_no_peak_is_lost_at_any_zoom(
    rows: list[tuple[int, int, int]], count: int, start: float, length: float
) -> None:
    finest = np.array(rows, np.int8)
    waveform = pyramid(finest)
    columns = waveform.columns(start, start + length, count)
    first = max(0, int(np.ceil(start * 400)))
    last = min(len(finest), int(np.floor((start + length) * 400)))
    if last > first:
        assert columns[:, 1].max() * 127 >= finest[first:last, 1].max() - 1e-3
        assert columns[:, 0].min() * 127 <= finest[first:last, 0].min() + 1e-3
    assert np.abs(columns).max() <= 1


def test_silence_outside_of_the_sound() -> None:
    waveform = pyramid(np.full((400, 3), 100, np.int8), F(1))
    columns = waveform.columns(0, 3, 30)
    assert not columns[:10].any()
    assert (columns[10:20, 1] > 0.7).all()
    assert not columns[21:].any()


def test_a_stored_waveform_comes_back(tmp_path: Path) -> None:
    waveform = pyramid(np.arange(-60, 60, dtype=np.int8).reshape(40, 3), F(-1, 3), F(44_100, 110))
    save_waveform(waveform, tmp_path / "w.npz")
    back = load_waveform(tmp_path / "w.npz")
    assert (back.start, back.rate) == (waveform.start, waveform.rate)
    assert [level.tolist() for level in back.levels] == [
        level.tolist() for level in waveform.levels
    ]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not really", b"\x93NUMPY"])
def test_a_damaged_store_is_an_error(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "w.npz").write_bytes(damage)
    with pytest.raises(MediaError):
        load_waveform(tmp_path / "w.npz")


def test_real_clips(media_dir: Path) -> None:
    waveform = read_waveform(media_dir / "clips" / "bigbuckbunny.mp4", CancelToken())
    assert waveform is not None
    assert 0.02 < waveform.loudest(0, 5) <= 1
    assert abs(len(waveform.levels[0]) / float(waveform.rate) - 5.28) < 0.2
    assert waveform.nbytes < 20_000

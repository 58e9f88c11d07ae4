"""The sample clip that everybody sees first is there, small, and as its script draws it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.media.probe import probe
from app.media.video_reader import VideoReader

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "sample.mp4"


def test_it_is_short_small_and_has_sound() -> None:
    info = probe(SAMPLE)
    assert info.video is not None
    assert info.video.format.size == (640, 360)
    assert info.video.frame_count == 150
    assert [other.kind for other in info.others] == ["audio"]
    assert SAMPLE.stat().st_size < 1_000_000


def test_the_camera_stands_still_at_first_and_something_moves() -> None:
    with VideoReader(SAMPLE) as reader:
        first, later = (reader.frame(n).pixels.planes[0].astype(int) for n in (0, 60))
    changed = np.abs(later - first)[:200] > 24  # above the water, where everything shimmers
    assert 0.002 < changed.mean() < 0.1

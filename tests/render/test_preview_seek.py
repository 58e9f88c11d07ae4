"""A click far from a keyframe: a near frame at once, the exact one at the price of decoding it."""

from __future__ import annotations

import time as clock
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.base.cancel import CancelToken
from app.media.display import DisplayConverter
from app.media.probe import frame_index_of
from app.media.video_reader import VideoReader
from app.render.preview import near_frames
from app.render.preview.renderer import PreviewRenderer
from tests.helpers.clips import ClipKind, make_clip, read_number
from tests.helpers.seeking import DEAREST, QUICK, far_frames, measured, project_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import av

    from app.project.model import Project

F = Fraction
LONG = ("bigbuckbunny.mp4", "04_coffee.mp4", "cockatoo.mp4", "testvideo.mp4")
"""Real clips with a hundred frames and more from one keyframe to the next."""


@pytest.mark.parametrize("name", LONG)
def test_the_exact_frame_costs_little_more_than_decoding_it(name: str, media_dir: Path) -> None:
    path = media_dir / "clips" / name
    for number in far_frames(frame_index_of(path)):
        ratio, near = measured(path, number, showing)
        assert ratio < DEAREST
        assert near < QUICK


def showing(project: Project, time: Fraction) -> tuple[float, float]:
    """Processor time until the exact frame is a picture for the screen; wall time of the first."""
    renderer, convert = PreviewRenderer(), DisplayConverter()
    first = 0.0
    try:
        for shot in renderer.source(project, F(0), CancelToken()):
            convert.exact(shot.frame.pixels)
        began, start = clock.perf_counter(), clock.process_time()
        for shot in renderer.source(project, time, CancelToken()):
            convert.exact(shot.frame.pixels)
            first = first or clock.perf_counter() - began
        assert shot.exact
        return clock.process_time() - start, first
    finally:
        renderer.close()


@pytest.fixture
def long_clip(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "long.mkv", ClipKind(frames=120, gop=60))


@pytest.fixture
def renderer() -> Iterator[PreviewRenderer]:
    made = PreviewRenderer(device="cpu")
    yield made
    made.close()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decoding takes long, whatever is measured of these small pictures."""
    monkeypatch.setattr(near_frames, "PATIENCE", 0)


def look(renderer: PreviewRenderer, path: Path, number: int) -> list[int]:
    """The numbers on the frames that are shown for one."""
    shots = list(renderer.source(project_of(path), F(number, 25), CancelToken()))
    assert [shot.exact for shot in shots] == [False] * (len(shots) - 1) + [True]
    return [read_number(shot.frame.pixels) for shot in shots]


@pytest.mark.usefixtures("slow")
def test_the_nearest_frame_that_is_kept_stands_in(
    long_clip: Path, renderer: PreviewRenderer
) -> None:
    assert look(renderer, long_clip, 50) == [0, 50]
    assert look(renderer, long_clip, 20) == [0, 20]
    assert look(renderer, long_clip, 32) == [20, 32]
    # 20 to 50 are kept as well, but behind a keyframe there may be another scene.
    assert look(renderer, long_clip, 90) == [60, 90]


@pytest.mark.usefixtures("slow")
def test_going_on_does_not_begin_again(
    long_clip: Path, renderer: PreviewRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[int] = []
    convert = VideoReader._picture

    def noted(self: VideoReader, frame: av.VideoFrame) -> object:
        decoded.append(1)
        return convert(self, frame)

    assert look(renderer, long_clip, 30)[-1] == 30
    monkeypatch.setattr(VideoReader, "_picture", noted)
    # From 30 on: the frame and 16 before it are made pictures, and no keyframe.
    assert look(renderer, long_clip, 55) == [30, 55]
    assert len(decoded) <= 17


@pytest.mark.usefixtures("slow")
def test_without_anything_kept_a_walk_is_still_not_given_up(long_clip: Path) -> None:
    forgetful = PreviewRenderer(device="cpu", memory=1)
    try:
        assert look(forgetful, long_clip, 20) == [0, 20]
        assert look(forgetful, long_clip, 45) == [20, 45]
    finally:
        forgetful.close()


def test_quick_decoding_needs_no_stand_in(long_clip: Path, renderer: PreviewRenderer) -> None:
    """Once it is known that a whole stretch takes a moment, one picture is shown and not two."""
    shown = [len(look(renderer, long_clip, number)) for number in (50, 110, 40, 100, 30)]
    assert shown[0] == 2
    assert min(shown[1:]) == 1

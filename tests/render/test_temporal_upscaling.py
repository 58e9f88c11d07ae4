"""Upscaling with the frames around, on a real clip made small: no frame knows where it was cut."""

from __future__ import annotations

import contextlib
import itertools
import os
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.base.cancel import CancelToken
from app.base.time import FramePosition, Span
from app.effects import upscale_sequence
from app.inference.catalogue import Catalogue
from app.inference.weights_store import WeightsStore
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec, Excerpt, MediaItem
from app.render.chain import rendered
from app.render.plan import plan
from app.render.preview.regions import Rect, region_plan
from app.render.resources import open_resources
from app.render.stages import Stages
from tests.helpers.clips import make_clip
from tests.helpers.exports import export
from tests.helpers.previews import previewed

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Luma = NDArray[np.float64]

WIDTH, HEIGHT, FRAMES, CUT, LENGTH = 44, 36, 7, 4, 2
RATE = Fraction(25)


@pytest.fixture(autouse=True)
def _short_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a clip of few frames has several."""
    monkeypatch.setattr(upscale_sequence, "LENGTH", LENGTH)


@pytest.fixture(autouse=True)
def _weights(weights_dir: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", f"{weights_dir}{os.pathsep}{library_dir}")
    for model in ("basicvsr-vimeo", "animesr-v2"):
        if WeightsStore().find(Catalogue.load().find(model)) is None:
            pytest.skip(f"the weights of {model} are not in this folder")


@pytest.fixture(scope="module")
def large(media_dir: Path) -> list[Luma]:
    """Luma of two shots, four times as large as the source."""
    shots = ("carphone_pristine.mp4", CUT), ("bigbuckbunny.mp4", FRAMES - CUT)
    frames: list[Luma] = []
    for name, count in shots:
        with VideoReader(media_dir / "clips" / name) as reader:
            for _, frame in zip(range(count), reader.frames(), strict=False):
                plane = frame.pixels.planes[0][: 4 * HEIGHT, : 4 * WIDTH]
                frames.append(plane.astype(np.float64))
    return frames


@pytest.fixture(scope="module")
def source(large: list[Luma], tmp_path_factory: pytest.TempPathFactory) -> Path:
    small: list[Luma] = [f.reshape(HEIGHT, 4, WIDTH, 4).mean((1, 3)) for f in large]

    def draw(number: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
        if plane:
            return np.full((height, width), 0.5)
        return np.clip((small[number] - 16) / 219, 0, 1)

    path = tmp_path_factory.mktemp("temporal") / "small.mkv"
    size = (WIDTH, HEIGHT)
    return make_clip(path, size=size, frames=FRAMES, rate=RATE, draw=draw, codec="ffv1")


@pytest.fixture(scope="module")
def kept() -> dict[str, list[Luma]]:
    """What the tests of a model all compare with is made once."""
    return {}


@pytest.fixture(params=["basicvsr-vimeo", "animesr-v2"])
def model(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def whole(source: Path, model: str, kept: dict[str, list[Luma]]) -> list[Luma]:
    """The clip in one run."""
    if model not in kept:
        kept[model] = upscaled(source, enlarging(model))
    return kept[model]


def enlarging(model: str) -> EffectSpec:
    return EffectSpec("upscale", (("model", model),))


def upscaled(
    source: Path,
    *effects: EffectSpec,
    spans: tuple[Span, ...] = (),
    start: int | None = None,
    end: int | None = None,
) -> list[Luma]:
    """Luma of the frames of each span, each rendered by itself; by default of all."""
    first, last = (None if number is None else FramePosition(number) for number in (start, end))
    excerpt = Excerpt(MediaItem(source), first, last, effects)
    cancel = CancelToken()
    made: list[Luma] = []
    with VideoReader(source) as reader, open_resources("cpu", "fp32", cancel) as resources:
        decided = plan(excerpt, reader.info, reader.index)
        layout = decided.output.layout
        for span in spans or (decided.span,):
            frames = rendered(decided, reader, span, layout, resources, cancel, Stages())
            with contextlib.closing(frames):
                made += [frame.pixels.planes[0].astype(np.float64) for frame in frames]
    return made


def same(some: list[Luma], others: list[Luma]) -> bool:
    return len(some) == len(others) and all(map(np.array_equal, some, others))


def psnr(made: list[Luma], truth: list[Luma]) -> float:
    wrong = [a[8:-8, 8:-8] - b[8:-8, 8:-8] for a, b in zip(made, truth, strict=True)]
    return float(10 * np.log10(255**2 / np.mean(np.square(wrong))))


def test_the_result_does_not_depend_on_where_it_is_cut(
    source: Path, model: str, whole: list[Luma]
) -> None:
    times = [Fraction(number) / RATE for number in (0, 1, 3, 6, FRAMES)]
    pieces = tuple(Span(a, b) for a, b in itertools.pairwise(times))
    assert len(whole) == FRAMES
    assert same(upscaled(source, enlarging(model), spans=pieces), whole)


def test_nothing_of_another_shot_leaks_in(source: Path, model: str, whole: list[Luma]) -> None:
    assert same(upscaled(source, enlarging(model), end=CUT), whole[:CUT])
    assert same(upscaled(source, enlarging(model), start=CUT), whole[CUT:])


def test_the_plan_knows_how_far_the_model_looks(source: Path) -> None:
    with VideoReader(source) as reader:
        reaches = {
            name: plan(
                Excerpt(MediaItem(source), effects=(enlarging(name),)), reader.info, reader.index
            )
            for name in ("basicvsr-vimeo", "animesr-v2", "rlfn-x4")
        }
    assert [each.reach() for each in reaches.values()] == [
        (LENGTH + 4, LENGTH + 4), (LENGTH + 4, LENGTH + 1), (0, 0),
    ]  # fmt: skip
    part = Rect(8, 8, 40, 40)
    local = [region_plan(each, part) is not None for each in reaches.values()]
    assert local == [False, False, True], "what moves may come from anywhere"


def test_the_preview_shows_what_the_export_writes(
    source: Path, tmp_path: Path, model: str, whole: list[Luma]
) -> None:
    number, spec = 2, enlarging(model)
    seen = previewed(source, spec, end=FRAMES / RATE, at=number / RATE)
    export(source, tmp_path / "out.mkv", spec, codec="ffv1", device="cpu", precision="fp32")
    with VideoReader(tmp_path / "out.mkv") as reader:
        written = [frame.pixels.planes[0] for frame in reader.frames()]

    assert same([plane.astype(np.float64) for plane in written], whole)
    assert np.array_equal(seen.planes[0], written[number])


def test_frames_around_show_more_than_one_frame(media_dir: Path) -> None:
    clip = media_dir / "clips" / "carphone_pristine.mp4"
    smaller = EffectSpec("resize", (("width", WIDTH), ("filter", "bicubic")))
    truth = upscaled(clip, EffectSpec("crop"), end=CUT)
    alone, together = (
        psnr(upscaled(clip, smaller, enlarging(name), end=CUT), truth)
        for name in ("rlfn-x4", "basicvsr-vimeo")
    )
    assert together > alone + 0.5

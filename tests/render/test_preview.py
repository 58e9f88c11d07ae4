"""The preview shows, sample by sample, what the export writes."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, EffectError
from app.base.parameter import Keyframe, Keyframes
from app.base.time import Span
from app.media.video_reader import VideoReader
from app.project.model import Clip, EffectSpec, MediaFacts, MediaItem, Project, Track
from app.render.preview.renderer import PreviewRenderer, Shot
from tests.helpers.clips import make_clip, read_number
from tests.helpers.exports import export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.base.picture import Picture

F = Fraction
START, END = F(4, 25), F(16, 25)
AT = F(7, 3)
"""Where the clip lies on the timeline: on no frame of its own rate."""


def effect(name: str, **settings: Any) -> EffectSpec:
    return EffectSpec(name, tuple(settings.items()))


def keyed(*pairs: tuple[Fraction, float]) -> Keyframes:
    return Keyframes(tuple(Keyframe(time, value) for time, value in pairs))


RISING = keyed((F(0), -1.0), (F(1, 2), 1.0))

CHAINS = {
    "nothing": (),
    "upscale": (effect("upscale"),),
    "upscale to a size": (effect("upscale", size="150x100"),),
    "denoise": (effect("denoise", sigma=15.0),),
    "denoise, estimated": (effect("denoise"),),
    "denoise, temporal": (effect("denoise", sigma=15.0, method="temporal"),),
    "denoise, temporal and estimated": (effect("denoise", method="temporal"),),
    "crop": (effect("crop", left=3, top=5, right=2, bottom=1),),
    "keyframes": (effect("colour", exposure=RISING, saturation=1.3),),
    "deinterlace": (effect("deinterlace", mode="frame"),),
    "fields": (effect("deinterlace", mode="field"),),
    "fewer frames": (effect("frame-rate", rate="10"),),
    "more frames": (effect("frame-rate", rate="60"),),
    "all": (
        effect("deinterlace", mode="field"),
        effect("frame-rate", rate="30"),
        effect("denoise", sigma=keyed((F(0), 5.0), (F(1, 2), 20.0))),
        effect("upscale"),
        effect("sharpen", amount=keyed((F(0), 0.0), (F(1, 2), 2.0))),
        effect("rotate", angle="90"),
        effect("resize", width=90),
        effect("crop", left=4),
    ),
}


def project_of(path: Path, *effects: EffectSpec, start: Fraction = START) -> Project:
    clip = Clip("c", "m", Span(start, END), AT, effects)
    return Project((MediaItem(path, "m"),), (Track("t", "Track", (clip,)),))


@pytest.fixture(scope="session")
def noisy_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    noise = np.random.default_rng(1)

    def draw(number: int, plane: int, width: int, height: int) -> Any:
        ramp = (np.mgrid[0:height, 0:width][1] / width + number / 20) % 1
        return np.clip(0.1 + 0.7 * ramp + noise.normal(0, 0.03, (height, width)), 0, 1)

    path = tmp_path_factory.mktemp("preview") / "noisy.mkv"
    return make_clip(path, size=(72, 52), frames=20, fields="top", gop=7, b_frames=2, draw=draw)


@pytest.fixture
def renderer() -> Iterator[PreviewRenderer]:
    made = PreviewRenderer(device="cpu", precision="fp32")
    yield made
    made.close()


def exact(shots: Iterator[Shot]) -> Shot:
    last = list(shots)[-1]
    assert last.exact
    assert last.region is None
    return last


def same(a: Picture, b: Picture) -> bool:
    assert a.layout == b.layout
    return all(np.array_equal(p, q) for p, q in zip(a.planes, b.planes, strict=True))


def shown_at(renderer: PreviewRenderer, project: Project, time: Fraction) -> Shot:
    computes = renderer.computes(project, time)
    look = renderer.result if computes else renderer.source
    return exact(look(project, time, CancelToken()))


@pytest.mark.parametrize("name", CHAINS)
def test_result_is_what_a_lossless_export_holds(
    name: str, noisy_clip: Path, tmp_path: Path, renderer: PreviewRenderer
) -> None:
    """In any order of looking, at moments inside frames, and again out of memory."""
    project = project_of(noisy_clip, *CHAINS[name])
    output = tmp_path / "out.mkv"
    export(
        noisy_clip, output, *CHAINS[name], start=START, end=END,
        codec="ffv1", device="cpu", precision="fp32",
    )  # fmt: skip
    with VideoReader(output) as reader:
        frames = list(reader.frames())
        start = reader.index.start
        for frame in (frames[-1], frames[0], frames[1], *frames[3::3], frames[0]):
            moment = AT + frame.time - start + frame.duration / 3
            shot = shown_at(renderer, project, moment)
            assert same(shot.frame.pixels, frame.pixels)
            assert (shot.format.width, shot.format.height) == reader.format.size
            assert abs(shot.time - (AT + frame.time - start)) < F(1, 1000)


@pytest.mark.parametrize("chain", ["nothing", "upscale", "keyframes"])
def test_rgb_stays_rgb(chain: str, tmp_path: Path, renderer: PreviewRenderer) -> None:
    path = make_clip(tmp_path / "in.mkv", codec="ffv1", pix_fmt="gbrp10le", size=(40, 30))
    output = tmp_path / "out.mkv"
    export(
        path, output, *CHAINS[chain], start=START, end=END,
        codec="ffv1", device="cpu", precision="fp32",
    )  # fmt: skip
    with VideoReader(output) as reader:
        for number in (0, 5, 11):
            frame = reader.frame(number)
            shot = shown_at(
                renderer, project_of(path, *CHAINS[chain]), AT + frame.time - reader.index.start
            )
            assert shot.frame.pixels.layout.family == "rgb"
            assert same(shot.frame.pixels, frame.pixels)


def test_frames_of_a_variable_rate_are_found_by_time(
    tmp_path: Path, renderer: PreviewRenderer
) -> None:
    ticks = [0, 40, 45, 160, 161, 400, 640, 700]
    path = make_clip(
        tmp_path / "vfr.mkv", frames=8, pts=ticks, time_base=F(1, 1000), rate=F(25), gop=3
    )
    project = project_of(path, start=F(0))
    for number, tick in enumerate(ticks[:-2]):
        for moment in (F(tick, 1000), F(ticks[number + 1], 1000) - F(1, 3000)):
            shot = exact(renderer.source(project, AT + moment, CancelToken()))
            assert read_number(shot.frame.pixels) == number
            assert shot.time == AT + F(tick, 1000)


def test_a_gap_shows_nothing_and_the_topmost_picture_wins(
    tmp_path: Path, renderer: PreviewRenderer
) -> None:
    path = make_clip(tmp_path / "a.mkv", frames=25)
    sound = MediaItem(tmp_path / "s.wav", "s", facts=MediaFacts(F(1), 0, F(0), False, 0, 0, True))
    below = Clip("1", "m", Span(F(0), F(1)), F(0))
    above = Clip("2", "m", Span(F(10, 25), F(20, 25)), F(5, 25))
    heard = Clip("3", "s", Span(F(0), F(1)), F(0))
    tracks = tuple(Track(c.id, c.id, (c,)) for c in (below, above, heard))
    project = Project((MediaItem(path, "m"), sound), tracks)

    def seen(time: Fraction, project: Project = project) -> int | None:
        shots = list(renderer.source(project, time, CancelToken()))
        return read_number(shots[-1].frame.pixels) if shots else None

    assert [seen(F(n, 25)) for n in (0, 4, 5, 14, 15, 24, 25)] == [0, 4, 10, 19, 15, 24, None]
    hidden = replace(project, tracks=(tracks[0], replace(tracks[1], hidden=True), tracks[2]))
    assert seen(F(5, 25), hidden) == 5


def test_a_near_frame_stands_in_until_the_exact_one_is_decoded(
    tmp_path: Path, renderer: PreviewRenderer
) -> None:
    path = make_clip(tmp_path / "long.mkv", frames=90, gop=60)
    clip = Clip("c", "m", Span(F(0), F(90, 25)))
    project = Project((MediaItem(path, "m"),), (Track("t", "t", (clip,)),))

    def look(number: int) -> list[tuple[int, bool]]:
        shots = renderer.source(project, F(number, 25), CancelToken())
        return [(read_number(shot.frame.pixels), shot.exact) for shot in shots]

    assert look(50) == [(0, False), (50, True)]
    assert look(51) == [(51, True)]  # a step forward goes on decoding
    assert look(49) == [(49, True)]  # a step back was kept
    assert look(50) == [(50, True)]
    assert look(60) == [(60, True)]  # a keyframe


def test_a_search_that_is_given_up_goes_on_where_it_stopped(
    tmp_path: Path, renderer: PreviewRenderer
) -> None:
    path = make_clip(tmp_path / "long.mkv", frames=90, gop=90)
    clip = Clip("c", "m", Span(F(0), F(90, 25)))
    project = Project((MediaItem(path, "m"),), (Track("t", "t", (clip,)),))
    cancel = CancelToken()
    shots = renderer.source(project, F(80, 25), cancel)
    assert not next(shots).exact
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(shots)
    assert read_number(shown_at(renderer, project, F(80, 25)).frame.pixels) == 80


def test_a_changed_setting_or_file_is_seen(tmp_path: Path, renderer: PreviewRenderer) -> None:
    path = make_clip(tmp_path / "a.mkv", codec="ffv1")
    before = shown_at(renderer, project_of(path, effect("colour", exposure=0.5)), AT)
    after = shown_at(renderer, project_of(path, effect("colour", exposure=0.6)), AT)
    assert not same(before.frame.pixels, after.frame.pixels)
    make_clip(path, codec="ffv1", draw=lambda n, p, w, h: np.full((h, w), 0.5))
    changed = shown_at(renderer, project_of(path, effect("colour", exposure=0.5)), AT)
    assert not same(before.frame.pixels, changed.frame.pixels)


def test_a_chain_that_does_not_fit_says_so_and_the_next_one_works(
    noisy_clip: Path, renderer: PreviewRenderer
) -> None:
    with pytest.raises(EffectError, match="leaves nothing"):
        shown_at(renderer, project_of(noisy_clip, effect("crop", left=60, right=60)), AT)
    assert shown_at(renderer, project_of(noisy_clip, effect("crop", left=6)), AT).format.width == 66


def test_the_alternative_chain_is_another_result(
    noisy_clip: Path, renderer: PreviewRenderer
) -> None:
    project = project_of(noisy_clip, effect("crop", left=6))
    clip = replace(project.tracks[0].clips[0], alternative=(effect("crop", left=10),))
    project = replace(project, tracks=(replace(project.tracks[0], clips=(clip,)),))
    shots = renderer.result(project, AT, CancelToken(), alternative=True)
    assert exact(shots).format.width == 62
    assert shown_at(renderer, project, AT).format.width == 66


def test_sources_need_no_torch() -> None:
    import subprocess

    text = (
        "import sys; import app.render.preview.renderer, app.render.preview.range_render, "
        "app.render.preview.disk_cache; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", text], check=False).returncode == 0

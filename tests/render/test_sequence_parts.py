"""The small decisions behind a sequence: what is seen, where it lies, in which light."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.base.colour import ColourSpec, Matrix, Primaries, Range, Transfer, same_light
from app.base.frame import Frame
from app.base.picture import Picture, PixelLayout
from app.base.time import Span
from app.effects.light import converted
from app.inference.transfer import upload
from app.media.flat_pictures import black_picture
from app.media.side.mix_plan import SoundPart, joined_parts
from app.media.video_format import VideoFormat
from app.project.model import Clip, Project, Track
from app.project.queries import visible_clip
from app.render.sequence.composition import stretches
from app.render.sequence.fitting import placement
from app.render.sequence.slots import Slots, lateness, placed

TICK = Fraction(1, 25)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Up to three tracks of clips whose edges lie on quarter slots."""
    tracks = []
    for number in range(draw(st.integers(1, 3))):
        at, clips = Fraction(0), []
        for index in range(draw(st.integers(0, 4))):
            at += draw(st.integers(0, 12)) * TICK / 4
            source = Span(Fraction(0), draw(st.integers(1, 24)) * TICK / 4)
            clips.append(Clip(f"{number}.{index}", "m", source, at))
            at = clips[-1].end
        hidden = draw(st.booleans())
        tracks.append(Track(str(number), "", tuple(clips), hidden))
    return Project(tracks=tuple(tracks))


@given(projects())
def test_stretches_are_what_is_seen_at_every_moment(project: Project) -> None:
    found = stretches(project, Fraction(0), 60 * TICK)
    for slot in range(60 * 4):
        time = slot * TICK / 4
        shown = [each.clip for each in found if each.start <= time < each.end]
        assert shown == [clip for clip in [visible_clip(project, time)] if clip]


@given(
    st.lists(st.integers(0, 200), min_size=1, max_size=20, unique=True),
    st.integers(0, 20),
    st.integers(1, 30),
    st.sampled_from([Fraction(10), Fraction(24), Fraction(30000, 1001)]),
)
def test_every_slot_shows_the_last_frame_before_it(
    ticks: list[int], first: int, count: int, rate: Fraction
) -> None:
    times = [Fraction(tick, 40) for tick in sorted(ticks)]
    frames = [Frame(_picture(n), time, TICK) for n, time in enumerate(times)]
    slots = Slots(first, first + count, rate, Fraction(1, 3))
    out = list(placed(iter(frames), slots, Fraction(0)))
    assert [frame.time for frame in out if frame] == [n / rate for n in range(first, first + count)]
    for frame in out:
        assert frame is not None
        before = [n for n, time in enumerate(times) if time <= frame.time + Fraction(1, 3)]
        assert int(frame.pixels.planes[0][0, 0]) == (before[-1] if before else 0)


def _picture(number: int) -> Picture:
    plane = np.full((1, 1), number, np.uint8)
    return Picture((plane,), PixelLayout("gray", 8, (0, 0)), ColourSpec())


def test_only_rounded_times_may_be_late() -> None:
    def late(rate: Fraction | None, tick: Fraction) -> Fraction:
        return lateness(VideoFormat(4, 4, rate, tick))

    assert late(Fraction(25), Fraction(1, 1000)) == 0
    assert late(Fraction(24000, 1001), Fraction(1, 1000)) == Fraction(1, 1000)
    assert late(Fraction(24000, 1001), Fraction(1, 24000)) == 0
    assert late(None, Fraction(1, 1000)) == 0
    assert late(Fraction(30), Fraction(1, 25)) == 0


@pytest.mark.parametrize(
    ("picture", "frame", "expected"),
    [
        ((64, 48, 1), (64, 48, 1), (0, 0, 64, 48)),
        ((128, 96, 1), (64, 48, 1), (0, 0, 64, 48)),
        ((128, 32, 1), (64, 48, 1), (0, 16, 64, 16)),
        ((36, 64, 1), (1920, 1080, 1), (656, 0, 608, 1080)),
        ((720, 576, Fraction(16, 15)), (768, 576, 1), (0, 0, 768, 576)),
        ((1920, 1080, 1), (720, 576, Fraction(64, 45)), (0, 0, 720, 576)),
        ((853, 480, 1), (1280, 720, 1), (0, 0, 1280, 720)),
    ],
)
def test_pictures_fill_the_frame_in_their_own_shape(
    picture: tuple[int, int, Fraction],
    frame: tuple[int, int, Fraction],
    expected: tuple[int, int, int, int],
) -> None:
    found = placement(_format(picture), _format(frame))
    assert (found.x, found.y, found.width, found.height) == expected


def _format(size: tuple[int, int, Fraction]) -> VideoFormat:
    return VideoFormat(size[0], size[1], None, TICK, Fraction(size[2]))


@pytest.mark.parametrize(
    ("layout", "range_"),
    [
        (PixelLayout(), Range.LIMITED),
        (PixelLayout("yuv", 10, (1, 0)), Range.FULL),
        (PixelLayout("yuv", 8, (0, 0), alpha=True), Range.LIMITED),
        (PixelLayout("rgb", 16, (0, 0)), Range.FULL),
        (PixelLayout("gray", 8, (0, 0)), Range.LIMITED),
        (PixelLayout("rgb", 32, (0, 0), alpha=True), Range.FULL),
    ],
)
def test_black_is_black_in_every_layout(layout: PixelLayout, range_: Range) -> None:
    matrix = Matrix.RGB if layout.family == "rgb" else Matrix.BT709
    picture = black_picture(5, 3, layout, ColourSpec(matrix=matrix, range=range_))
    pixels = upload(picture, torch.device("cpu"))
    assert pixels.shape == (3 + layout.alpha, 3, 5)
    assert pixels[:3].abs().max() < 1e-6
    assert (pixels[3:] == 1).all()


SDR = ColourSpec(Matrix.BT709, Range.LIMITED, Primaries.BT709, Transfer.BT709)
PQ = ColourSpec(Matrix.BT2020_NCL, Range.LIMITED, Primaries.BT2020, Transfer.PQ)
HLG = ColourSpec(Matrix.BT2020_NCL, Range.LIMITED, Primaries.BT2020, Transfer.HLG)


def test_untagged_and_ordinary_light_are_the_same() -> None:
    assert same_light(SDR, ColourSpec())
    assert same_light(ColourSpec(), ColourSpec(transfer=Transfer.SRGB))
    assert not same_light(SDR, PQ)
    assert not same_light(PQ, HLG)
    assert not same_light(SDR, ColourSpec(primaries=Primaries.DISPLAY_P3))


@pytest.mark.parametrize("hdr", [PQ, HLG])
def test_ordinary_video_survives_a_stay_in_hdr(hdr: ColourSpec) -> None:
    """Up to the knee of the roll-off, which begins at 0.8 of white, 91 % of the signal."""
    rgb = torch.rand((3, 8, 8), generator=torch.Generator().manual_seed(0)) * 0.9
    back = converted(converted(rgb, SDR, hdr), hdr, SDR)
    assert (back - rgb).abs().max() < 5e-3


def test_white_is_where_broadcasters_put_it() -> None:
    """ITU-R BT.2408: 203 cd/m² is 58 % in PQ and 75 % in HLG."""
    white = torch.ones((3, 1, 1))
    assert converted(white, SDR, PQ).flatten().tolist() == pytest.approx([0.58] * 3, abs=0.005)
    assert converted(white, SDR, HLG).flatten().tolist() == pytest.approx([0.75] * 3, abs=0.01)


def test_highlights_are_rolled_off_not_clipped() -> None:
    ramp = torch.linspace(0.5, 0.75, 40).expand(3, 1, 40)
    ordinary = converted(ramp, PQ, SDR)
    assert ordinary.max() <= 1.0001
    assert (ordinary.diff(dim=2) > 0).all()


def test_gray_stays_gray_in_other_primaries() -> None:
    gray = torch.full((3, 1, 1), 0.5)
    wide = ColourSpec(Matrix.BT709, Range.LIMITED, Primaries.DISPLAY_P3, Transfer.BT709)
    assert converted(gray, wide, SDR).flatten().tolist() == pytest.approx([0.5] * 3, abs=1e-4)


def test_parts_that_go_on_are_joined() -> None:
    def part(start: int, end: int, shift: int = 0, stream: int = 1) -> SoundPart:
        return SoundPart(Path("a.wav"), stream, Fraction(start), Fraction(end), Fraction(shift))

    assert joined_parts([part(0, 1), part(1, 2), part(2, 3)]) == (part(0, 3),)
    apart = [part(0, 1), part(2, 3), part(3, 4, 5), part(4, 5, 5, 2)]
    assert joined_parts(apart) == tuple(apart)

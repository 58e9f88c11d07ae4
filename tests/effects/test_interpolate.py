"""Frames between frames: exact times, the source's own untouched, nothing across cuts."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import EffectError
from app.base.frame import Frame
from app.base.time import Span
from tests.effects.scenes import real_clip, scene, seen
from tests.effects.stage import (
    RATE,
    START,
    FakeBetween,
    FakePool,
    applied,
    context,
    effect,
    frames_of,
    source_format,
)

if TYPE_CHECKING:
    from torch import Tensor


def psnr(a: Tensor, b: Tensor) -> float:
    return -10 * math.log10(float((a.clamp(0, 1) - b).square().mean()))


def tiny(times: list[Fraction]) -> list[Frame[Tensor]]:
    """Frames at times after the start, each as bright as its number."""
    ends = [*times[1:], times[-1] + Fraction(1, 25)]
    return [
        Frame(torch.full((3, 2, 2), float(n)), START + time, end - time)
        for n, (time, end) in enumerate(zip(times, ends, strict=True))
    ]


gaps = st.lists(st.fractions(Fraction(1, 200), 3, max_denominator=90000), min_size=1, max_size=8)


class TestTimes:
    @given(gaps, st.integers(2, 8))
    def test_a_multiple_divides_every_interval_evenly(
        self, lengths: list[Fraction], times: int
    ) -> None:
        starts = [sum(lengths[:n], Fraction(0)) for n in range(len(lengths))]
        frames = tiny(starts)
        out = list(effect("interpolate", rate=f"x{times}").apply(
            iter(frames), source_format(), context()
        ))  # fmt: skip
        assert len(out) == times * len(frames)
        for number, frame in enumerate(out):
            source, part = frames[number // times], Fraction(number % times, times)
            assert frame.time == source.time + part * source.duration
            assert frame.duration == source.duration / times
        assert all(out[n * times].pixels is frames[n].pixels for n in range(len(frames)))

    @given(gaps, st.sampled_from(["24", "59.94", "60", "100"]))
    def test_a_rate_is_the_grid_of_the_frame_rate_effect(
        self, lengths: list[Fraction], rate: str
    ) -> None:
        starts = [sum(lengths[:n], Fraction(0)) for n in range(len(lengths))]
        out, held = (
            list(effect(name, rate=rate).apply(iter(tiny(starts)), source_format(), context()))
            for name in ("interpolate", "frame-rate")
        )
        assert [(f.time, f.duration) for f in out] == [(f.time, f.duration) for f in held]

    def test_formats(self) -> None:
        made = effect("interpolate", rate="x3").output_format(source_format())
        assert (made.rate, made.time_base) == (3 * RATE, Fraction(1, 90000))
        made = effect("interpolate", rate="59.94").output_format(source_format())
        assert made.rate == Fraction(60000, 1001)

    def test_times_rounded_by_the_file_are_the_frames_themselves(self) -> None:
        times = [Fraction(round(1000 * n / RATE), 1000) for n in range(60)]
        frames = tiny(times)
        out = list(effect("interpolate", rate="29.97").apply(
            iter(frames), source_format(), context()
        ))  # fmt: skip
        assert [a.pixels is b.pixels for a, b in zip(out[:60], frames, strict=True)] == [True] * 60

    @pytest.mark.parametrize("text", ["x1", "x9", "x", "fast", "", "0", "x2.5", "-2"])
    def test_nonsense_is_refused(self, text: str) -> None:
        with pytest.raises(EffectError, match="x2"):
            effect("interpolate", rate=text)


class TestPictures:
    @pytest.mark.parametrize("times", [2, 4])
    def test_a_pan_is_seen_between(self, times: int) -> None:
        whole = scene()
        pictures = [seen(whole, 8 * n, 4 * n) for n in range(3)]
        out = applied(effect("interpolate", rate=f"x{times}"), pictures)
        for part in range(1, times):
            wanted = seen(whole, 8 * part // times, 4 * part // times)
            inner = (..., slice(12, -12), slice(12, -12))
            assert psnr(out[part].pixels[inner], wanted[inner]) > 38
            blend = torch.lerp(pictures[0], pictures[1], part / times)
            assert psnr(blend[inner], wanted[inner]) < 30

    def test_what_is_in_front_hides_what_is_behind(self) -> None:
        whole, thing = scene(), scene(7)[:, :40, :40]
        pictures = []
        for place in (30, 36, 42):
            picture = seen(whole, 0, 0)
            picture[:, 40:80, place : place + 40] = thing
            pictures.append(picture)
        out = applied(effect("interpolate", rate="x2"), [pictures[0], pictures[2]])
        blend = (pictures[0] + pictures[2]) / 2
        assert psnr(out[1].pixels, pictures[1]) > psnr(blend, pictures[1]) + 6

    def test_nothing_is_made_across_a_cut_or_a_pause(self) -> None:
        one, two = seen(scene(), 0, 0), 1 - 0.8 * seen(scene(2), 0, 0)
        out = applied(effect("interpolate", rate="x2"), [one, two])
        assert [f.pixels is p for f, p in zip(out, (one, one, two, two), strict=True)] == [True] * 4
        late = [Frame(one, START, Fraction(2)), Frame(one + 0.01, START + 2, Fraction(1, 25))]
        made = effect("interpolate", rate="10")
        out = list(made.apply(iter(late), source_format(), context()))
        assert all(frame.pixels is one for frame in out[:20])

    def test_where_nothing_can_be_followed_pictures_blend(self) -> None:
        generator = torch.Generator().manual_seed(4)
        pictures = [0.5 + 0.05 * torch.randn((3, 64, 96), generator=generator) for _ in range(2)]
        out = applied(effect("interpolate", rate="x2"), pictures)
        assert (out[1].pixels - (pictures[0] + pictures[1]) / 2).abs().mean() < 0.02

    def test_frames_do_not_depend_on_where_a_render_begins(self) -> None:
        frames = frames_of([seen(scene(), 5 * n, -3 * n) for n in range(8)])
        made, source = effect("interpolate", rate="50"), source_format(168, 120)
        first, stop = frames[3].time, frames[5].time
        whole, part = (
            [f for f in made.apply(iter(given), source, context()) if first <= f.time < stop]
            for given in (frames, frames[2:6])
        )
        assert len(whole) > 2
        for ours, theirs in zip(part, whole, strict=True):
            assert ours.time == theirs.time
            assert torch.equal(ours.pixels, theirs.pixels)


class TestByNetwork:
    def test_it_is_asked_for_each_moment_between_and_only_these(self) -> None:
        network = FakeBetween()
        pictures = [seen(scene(), 4 * n, 0) for n in range(3)]
        made = effect("interpolate", rate="x4", model="rife")
        out = applied(made, pictures, pool=FakePool({"rife": network}))
        assert network.shares == [0.25, 0.5, 0.75] * 2
        assert all(out[4 * n].pixels is pictures[n] for n in range(3))
        assert torch.equal(out[5].pixels, torch.lerp(pictures[1], pictures[2], 0.25))

    def test_it_is_not_asked_across_a_cut_or_a_pause(self) -> None:
        network = FakeBetween()
        one, two = seen(scene(), 0, 0), 1 - 0.8 * seen(scene(2), 0, 0)
        made = effect("interpolate", rate="x2", model="rife")
        applied(made, [one, two], pool=FakePool({"rife": network}))
        late = [Frame(one, START, Fraction(2)), Frame(one + 0.01, START + 2, Fraction(1, 25))]
        list(made.apply(iter(late), source_format(), context(FakePool({"rife": network}))))
        assert not network.shares

    def test_it_is_not_asked_for_what_nobody_wants(self) -> None:
        network = FakeBetween()
        frames = frames_of([seen(scene(), 4 * n, 0) for n in range(4)])
        wanted = replace(
            context(FakePool({"rife": network})), wanted=Span(frames[1].time, frames[2].time)
        )
        made = effect("interpolate", rate="x4", model="rife")
        whole = made.apply(iter(frames), source_format(), context())
        part = list(made.apply(iter(frames), source_format(), wanted))
        assert len(network.shares) == 3
        theirs = [frame for frame in whole if wanted.wants(frame)]
        ours = [frame for frame in part if wanted.wants(frame)]
        assert [frame.time for frame in ours] == [frame.time for frame in theirs]
        assert all(torch.equal(a.pixels, b.pixels) for a, b in zip(ours, theirs, strict=True))

    def test_a_model_for_something_else_is_refused(self) -> None:
        with pytest.raises(EffectError, match="models list"):
            effect("interpolate", model="selfie-matte").output_format(source_format())


@pytest.mark.parametrize(
    ("name", "first", "gain"),
    [("04_coffee.mp4", 0, 4.0), ("cockatoo.mp4", 4, 2.0), ("car-detection.mp4", 60, 2.5)],
)
def test_real_frames_that_were_left_out_are_made_again(name: str, first: int, gain: float) -> None:
    """Every second frame; in dB above blending. The figures at full size are in `Interpolate`."""
    frames = real_clip(name, first, 11, (270, 480))
    out = applied(effect("interpolate", rate="x2"), [frame.pixels for frame in frames[::2]])
    made, blended, repeated = [], [], []
    for n in range(1, 10, 2):
        before, missing, after = (frames[n + by].pixels for by in (-1, 0, 1))
        made.append(psnr(out[n].pixels, missing))
        blended.append(psnr((before + after) / 2, missing))
        repeated.append(psnr(before, missing))
    assert sum(made) / 5 > sum(blended) / 5 + gain > sum(repeated) / 5 + gain

"""Frame rate and deinterlacing: exact times, and every moment in its order."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
import torch

from app.base.errors import EffectError
from app.base.frame import Frame
from tests.effects.stage import RATE, START, applied, context, effect, noise, source_format

if TYPE_CHECKING:
    from torch import Tensor


def shown(
    times: list[Fraction],
    rate: str,
    last: Fraction = Fraction(1, 25),
    tick: Fraction = Fraction(1, 30000),
) -> list[int]:
    """Which source frames are shown, in order, for frames at these times after the start."""
    source = replace(source_format(), time_base=tick)
    ends = [*times[1:], times[-1] + last]
    frames = [
        Frame(torch.full((3, 2, 2), float(n)), START + time, end - time)
        for n, (time, end) in enumerate(zip(times, ends, strict=True))
    ]
    made = effect("frame-rate", rate=rate)
    out = list(made.apply(iter(frames), source, context()))
    step = 1 / made.output_format(source_format()).time_base
    assert [(f.time - START) * step for f in out] == list(range(len(out)))
    return [int(frame.pixels[0, 0, 0]) for frame in out]


class TestFrameRate:
    def test_the_same_rate_changes_nothing(self) -> None:
        assert shown([n / RATE for n in range(30)], "30000/1001", 1 / RATE) == list(range(30))

    def test_times_rounded_to_milliseconds_do_not_stutter(self) -> None:
        rounded = [Fraction(round(1000 * n / RATE), 1000) for n in range(300)]
        assert shown(rounded, "29.97", 1 / RATE, Fraction(1, 1000)) == list(range(300))

    def test_ticks_as_coarse_as_frames_are_exact_times(self) -> None:
        out = shown([Fraction(n, 25) for n in range(10)], "30", tick=Fraction(1, 25))
        assert out == [0, 0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9]

    def test_half_the_rate_drops_every_second(self) -> None:
        assert shown([Fraction(n, 50) for n in range(10)], "25", Fraction(1, 50)) == [0, 2, 4, 6, 8]

    def test_25_become_30_by_showing_every_fifth_frame_twice(self) -> None:
        out = shown([Fraction(n, 25) for n in range(10)], "30")
        assert out == [0, 0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9]

    def test_uneven_times_give_what_is_on_screen(self) -> None:
        times = [Fraction(ms, 1000) for ms in (0, 33, 83, 99, 132, 182)]
        assert shown(times, "25", Fraction(18, 1000)) == [0, 1, 1, 3, 4]

    def test_film_to_video_repeats_two_and_three_times(self) -> None:
        out = shown([Fraction(n, 24) for n in range(8)], "60", Fraction(1, 24))
        assert sorted({out.count(n) for n in range(8)}) == [2, 3]
        assert len(out) == 20

    def test_a_gap_holds_the_last_picture(self) -> None:
        times = [Fraction(0), Fraction(1, 25), Fraction(11, 25)]
        assert shown(times, "25") == [0] + [1] * 10 + [2]

    def test_a_flash_shorter_than_a_slot_still_makes_a_video(self) -> None:
        assert shown([Fraction(0)], "10", Fraction(1, 100)) == [0]

    def test_the_grid_does_not_depend_on_where_a_part_begins(self) -> None:
        frames = [Frame(p, START + n / RATE, 1 / RATE) for n, p in enumerate(noise(40))]
        made, source = effect("frame-rate", rate="50"), source_format()
        whole = {f.time: f.pixels for f in made.apply(iter(frames), source, context())}
        part = list(made.apply(iter(frames[11:]), source, context()))
        assert all(whole[frame.time] is frame.pixels for frame in part)

    def test_two_hours_end_on_the_exact_time(self) -> None:
        rate = Fraction(24000, 1001)
        count = 2 * 3600 * 24
        frame = Frame(torch.zeros(3, 1, 1), START + count / rate, 1 / rate)
        (out,) = effect("frame-rate", rate="23.976").apply(
            iter([frame]), source_format(), context()
        )
        assert out.time == frame.time

    @pytest.mark.parametrize(
        ("text", "rate"),
        [("25", 25), ("23.976", Fraction(24000, 1001)), ("59.94", Fraction(60000, 1001)),
         ("12.5", Fraction(25, 2)), ("30000/1001", RATE)],
    )  # fmt: skip
    def test_rates_are_exact(self, text: str, rate: Fraction) -> None:
        made = effect("frame-rate", rate=text).output_format(source_format())
        assert (made.rate, made.time_base) == (rate, 1 / Fraction(rate))

    @pytest.mark.parametrize("text", ["", "fast", "0", "-25", "1/0", "1001", "nan", "1e999"])
    def test_nonsense_is_refused(self, text: str) -> None:
        with pytest.raises(EffectError, match="frame rate"):
            effect("frame-rate", rate=text)


def moving_bar(place: float) -> Tensor:
    """A bar with soft edges whose left edge is at `place`."""
    columns = torch.arange(64.0)
    profile = (columns - place).clamp(0, 1) * (place + 16 - columns).clamp(0, 1)
    return profile.expand(3, 32, 64).contiguous()


def woven(first: Tensor, second: Tensor, *, top_first: bool) -> Tensor:
    frame = first.clone()
    later = 1 if top_first else 0
    frame[:, later::2] = second[:, later::2]
    return frame


def place_of(picture: Tensor) -> float:
    """Centre of the bar."""
    profile = picture[0, 8:-8].mean(0)
    return float((profile * torch.arange(64.0)).sum() / profile.sum())


class TestDeinterlace:
    @pytest.mark.parametrize("top_first", [True, False])
    def test_fields_become_frames_in_the_order_they_were_taken(self, top_first: bool) -> None:
        moments = [moving_bar(4 + 2 * n) for n in range(12)]
        pictures = [woven(moments[n], moments[n + 1], top_first=top_first) for n in range(0, 12, 2)]
        made = effect("deinterlace", mode="field", order="top" if top_first else "bottom")
        frames = applied(made, pictures)
        assert len(frames) == 12
        assert [frame.time - START for frame in frames] == [n / (2 * RATE) for n in range(12)]
        assert all(frame.duration == 1 / (2 * RATE) for frame in frames)
        places = [place_of(frame.pixels) for frame in frames]
        steps = [b - a for a, b in itertools.pairwise(places[1:-1])]
        assert all(step == pytest.approx(2, abs=0.7) for step in steps)

    def test_combs_are_gone_and_times_stay(self) -> None:
        moments = [moving_bar(4 + 3 * n) for n in range(10)]
        pictures = [woven(moments[n], moments[n + 1], top_first=True) for n in range(0, 10, 2)]
        frames = applied(effect("deinterlace"), pictures)
        assert [frame.time - START for frame in frames] == [n / RATE for n in range(5)]
        for picture, frame in list(zip(pictures, frames, strict=True))[1:-1]:
            combed, clean = ((p[0, 1:] - p[0, :-1]).abs().mean() for p in (picture, frame.pixels))
            assert clean < 0.2 * combed

    def test_still_pictures_keep_their_lines(self) -> None:
        rows = torch.linspace(0, 40, 32).sin()[:, None] * 0.3 + 0.5
        still = rows.expand(3, 32, 64).contiguous()
        frames = applied(effect("deinterlace"), [still] * 5)
        assert (frames[2].pixels - still).abs().max() < 0.02

    def test_values_beside_the_range_survive(self) -> None:
        bright = torch.full((3, 16, 16), 1.05)
        bright[:, :, 8:] = -0.05
        frames = applied(effect("deinterlace"), [bright] * 3)
        assert torch.allclose(frames[1].pixels, bright, atol=1e-4)

    def test_the_format_doubles_the_rate(self) -> None:
        made = effect("deinterlace", mode="field").output_format(source_format())
        assert (made.rate, made.time_base) == (2 * RATE, Fraction(1, 60000))
        assert effect("deinterlace").output_format(source_format()) == source_format()

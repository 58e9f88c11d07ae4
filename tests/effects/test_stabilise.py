"""Shakes go, pans stay, nothing depends on where a render begins."""

from __future__ import annotations

import cmath
import itertools
import statistics

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.effects.camera_motion import camera_motion, gray_of
from app.effects.compact import Compact
from app.effects.linked import Step
from app.effects.paths import Map, smoothing
from app.effects.stabilise import _limited, warped
from tests.effects.scenes import SIZE, real_clip, scene, seen, shaken, unrest
from tests.effects.stage import applied, context, effect, frames_of, source_format

small = st.floats(-0.05, 0.05)
maps = st.builds(
    lambda size, turn, x, y: Map(cmath.exp(complex(size, turn)), complex(x, y)),
    small, small, st.floats(-90, 90), st.floats(-90, 90),
)  # fmt: skip


class TestPaths:
    @given(maps, maps, st.complex_numbers(max_magnitude=500))
    def test_maps_chain_and_turn_back(self, one: Map, two: Map, point: complex) -> None:
        assert one.then(two)(point) == pytest.approx(two(one(point)))
        assert one.inverse()(one(point)) == pytest.approx(point)

    @given(st.integers(0, 30), st.integers(0, 30), st.complex_numbers(max_magnitude=20))
    def test_a_steady_pan_is_its_own_smooth_path(
        self, past: int, future: int, shift: complex
    ) -> None:
        step = Step(Map(1, shift), 0.04)
        path = smoothing([step] * past, [step] * future, 30)
        assert abs(path.shift) < 1e-9 * (1 + abs(shift))
        assert path.scale == pytest.approx(1)

    def test_uneven_times_of_a_steady_pan_count(self) -> None:
        seconds = [0.04, 0.02, 0.1, 0.04, 0.08]
        steps = [Step(Map(1, 100 * time), time) for time in seconds]
        assert abs(smoothing(steps, steps[::-1], 5).shift) < 1e-9

    def test_a_single_jolt_is_nearly_undone(self) -> None:
        still = Step(Map(), 0.04)
        there, back = Step(Map(1, 10), 0.04), Step(Map(1, -10), 0.04)
        path = smoothing([there] + [still] * 29, [back] + [still] * 29, 30)
        assert path.shift.real == pytest.approx(-10, rel=0.05)


class TestMotion:
    @pytest.mark.parametrize(("right", "down"), [(0, 0), (7, -3), (-12, 9), (1, 0)])
    def test_a_shift_is_found(self, right: int, down: int) -> None:
        whole = scene()
        grays = [gray_of(picture, 1) for picture in (seen(whole, 0, 0), seen(whole, right, down))]
        found = camera_motion(*grays)
        assert abs(found.shift - complex(-right, -down)) < 0.1
        assert abs(found.scale - 1) < 0.002

    def test_turn_and_zoom_are_found_in_square_units(self) -> None:
        first, shown = seen(scene(), 0, 0), Map(1.02 * cmath.exp(0.03j), 2 - 1j)
        second = warped(first, shown, 2.0)
        found = camera_motion(gray_of(first, 2.0), gray_of(second, 2.0))
        assert abs(found.scale - shown.inverse().scale) < 0.003
        assert abs(found.shift - shown.inverse().shift) < 0.4

    def test_a_sharp_thing_that_moves_does_not_count(self) -> None:
        whole, generator = scene(), torch.Generator().manual_seed(1)
        thing = torch.rand((3, 40, 40), generator=generator)
        first, second = seen(whole, 0, 0), seen(whole, 3, 1)
        first[:, 40:80, 60:100] = thing
        second[:, 30:70, 70:110] = thing
        found = camera_motion(gray_of(first, 1), gray_of(second, 1))
        assert abs(found.shift - (-3 - 1j)) < 0.15

    @pytest.mark.parametrize("size", [(3, 1, 1), (3, 30, 30), (3, 120, 160)])
    def test_flat_pictures_do_not_move(self, size: tuple[int, ...]) -> None:
        gray = gray_of(torch.full(size, 0.5), 1)
        assert camera_motion(gray, gray) == Map()


class TestStabilise:
    def test_a_shaken_scene_stands_still(self) -> None:
        pictures = shaken(scene(), 40)
        frames = applied(effect("stabilise", border="edge", crop=20.0), pictures)
        assert unrest([frame.pixels for frame in frames]) < 0.15 * unrest(pictures)

    def test_a_pan_goes_on(self) -> None:
        pictures = [seen(scene(), 2 * n - 30, n - 15) for n in range(30)]
        for picture, frame in zip(
            pictures, applied(effect("stabilise", border="edge"), pictures), strict=True
        ):
            assert (frame.pixels - picture)[:, 8:-8, 8:-8].abs().mean() < 0.004

    def test_a_cut_begins_anew(self) -> None:
        one = shaken(scene(), 12)
        two = [1 - 0.8 * picture for picture in shaken(scene(2), 12, seed=9)]
        made = effect("stabilise")
        together = [f.pixels for f in applied(made, [*one, *two])]
        apart = [f.pixels for part in (one, two) for f in applied(made, part)]
        assert all(torch.equal(a, b) for a, b in zip(together, apart, strict=True))

    def test_frames_do_not_depend_on_where_a_render_begins(self) -> None:
        frames = frames_of(shaken(scene(), 75))
        made, source = effect("stabilise"), source_format(*SIZE[::-1])
        whole = list(made.apply(iter(frames), source, context()))[35:40]
        part = list(made.apply(iter(frames[5:70]), source, context()))[30:35]
        assert all(torch.equal(a.pixels, b.pixels) for a, b in zip(whole, part, strict=True))

    def test_without_strength_nothing_moves(self) -> None:
        pictures = shaken(scene(), 5)
        frames = applied(effect("stabilise", strength=0.0, border="edge"), pictures)
        for picture, frame in zip(pictures, frames, strict=True):
            assert (frame.pixels - picture).abs().max() < 1e-5

    def test_what_would_be_cut_away_is_darkened(self) -> None:
        (frame,) = applied(effect("stabilise", border="show", crop=10.0), [torch.ones(3, 100, 200)])
        assert torch.allclose(frame.pixels[:, 10:90, 20:180], torch.ones(()))
        assert frame.pixels[:, :10].max() < 0.5
        assert frame.pixels[:, :, :20].max() < 0.5

    @settings(max_examples=200)
    @given(maps, st.floats(0, 1), st.floats(0.001, 0.25))
    def test_corrections_stay_within_the_crop(self, shown: Map, share: float, crop: float) -> None:
        corner = 160 + 90j
        kept = _limited(shown, share, crop, corner)
        for point in (corner, -corner, corner.conjugate(), -corner.conjugate()):
            there = kept((1 - 2 * crop) * point)
            assert abs(there.real) <= 160 * (1 + 1e-9)
            assert abs(there.imag) <= 90 * (1 + 1e-9)


@given(st.integers(0, 2**32 - 1), st.floats(-3, 3), st.floats(0.01, 5))
def test_waiting_pictures_keep_their_codes(seed: int, low: float, span: float) -> None:
    """To a sixteenth of a 12-bit step of their range."""
    generator = torch.Generator().manual_seed(seed)
    pixels = low + span * torch.rand((3, 5, 7), generator=generator)
    assert (Compact.of(pixels).pixels() - pixels).abs().max() <= span / 131070 + 2e-6


def _shakes(frames: list[torch.Tensor]) -> list[float]:
    """Changes of speed from frame to frame, in samples."""
    grays = [gray_of(pixels, 1) for pixels in frames]
    speeds = [camera_motion(a, b).shift for a, b in itertools.pairwise(grays)]
    return [abs(b - a) for a, b in itertools.pairwise(speeds)]


def test_a_real_clip_that_was_shaken() -> None:
    """At 720p changes of speed fall from 7.6 samples to 0.17 (RMS); before the shake: 0.08."""
    clip, chance = real_clip("04_coffee.mp4", 0, 50, (270, 480)), np.random.default_rng(1)
    shakes = chance.normal(0, (3, 3, 0.006), (len(clip), 3))
    pictures = [
        warped(frame.pixels, Map(cmath.exp(1j * turn), complex(x, y)), 1.0)
        for frame, (x, y, turn) in zip(clip, shakes, strict=True)
    ]
    steady = [frame.pixels for frame in applied(effect("stabilise"), pictures)]
    before, after = (statistics.fmean(_shakes(each)) for each in (pictures, steady))
    assert after < 0.1 * before


def test_a_real_moving_hand() -> None:
    """At 720p the median change of speed falls from 6.5 samples to 2.8, or 0.7 if 15 % may go."""
    pictures = [frame.pixels for frame in real_clip("cockatoo.mp4", 2, 50, (270, 480))]
    made = effect("stabilise", crop=15.0, border="edge")
    steady = [frame.pixels for frame in applied(made, pictures)]
    assert statistics.median(_shakes(steady)) < 0.35 * statistics.median(_shakes(pictures))

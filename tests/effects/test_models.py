"""Upscale and denoise: what they ask of a network, and what they make of its answer."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import pytest
import torch

from app.base.errors import EffectError, ModelError
from app.base.parameter import Keyframe, Keyframes
from app.base.time import Span
from app.effects.noise_estimate import noise_level
from app.effects.windows import is_cut, windows
from tests.effects.stage import (
    RATE,
    FakeDenoiser,
    FakePool,
    applied,
    context,
    effect,
    frames_of,
    noise,
    source_format,
)

if TYPE_CHECKING:
    from pathlib import Path


class TestUpscale:
    def test_the_model_alone_gives_its_own_factor(self, pool: FakePool) -> None:
        (picture,) = noise(1)
        (frame,) = applied(effect("upscale"), [picture], pool=pool)
        whole = picture.repeat_interleave(2, 1).repeat_interleave(2, 2)
        assert torch.equal(frame.pixels, whole)
        assert pool.lent == ["reel-upscale-x2"]

    @pytest.mark.parametrize(
        ("settings", "size"),
        [
            ({"scale": 3.0}, (60, 42)),
            ({"scale": 8.0}, (160, 112)),
            ({"scale": 1.5}, (30, 21)),
            ({"scale": 1.33}, (26, 18)),
            ({"scale": 0.5}, (10, 7)),
            ({"size": "50x50"}, (50, 50)),
            ({"size": "28p"}, (40, 28)),
            ({"model": "three"}, (60, 42)),
        ],
    )
    def test_it_reaches_any_target(self, settings: dict[str, Any], size: tuple[int, int]) -> None:
        made = effect("upscale", **settings)
        assert made.output_format(source_format()).size == size
        (frame,) = applied(made, noise(1))
        assert frame.pixels.shape == (3, size[1], size[0])

    def test_a_target_beyond_the_factor_takes_several_passes_of_one_network(self) -> None:
        calls: list[torch.Size] = []
        network = FakePool().networks["reel-upscale-x2"]

        class Counting:
            traits = network.traits

            def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
                calls.append(pictures.shape)
                return network(pictures, sigma)

        pool = FakePool({"reel-upscale-x2": Counting()})
        applied(effect("upscale", scale=4.0), noise(2), pool=pool)
        assert [shape[-1] for shape in calls] == [20, 40, 20, 40]
        assert pool.lent == ["reel-upscale-x2"]

    def test_no_model_is_loaded_for_a_picture_that_is_large_enough(self, pool: FakePool) -> None:
        (frame,) = applied(effect("upscale", size="10x7"), noise(1), pool=pool)
        assert frame.pixels.shape == (3, 7, 10)
        assert pool.lent == []

    def test_networks_see_nothing_beyond_their_range(self) -> None:
        (frame,) = applied(effect("upscale"), [3 * p - 1 for p in noise(1)])
        assert float(frame.pixels.min()) == 0
        assert float(frame.pixels.max()) == 1

    def test_alpha_is_enlarged_beside(self) -> None:
        picture = torch.cat([noise(1)[0], torch.zeros(1, 14, 20)])
        picture[3, :, 10:] = 1
        (frame,) = applied(effect("upscale"), [picture])
        assert frame.pixels.shape == (4, 28, 40)
        assert torch.allclose(frame.pixels[3, :, :16], torch.tensor(0.0), atol=1e-5)
        assert torch.allclose(frame.pixels[3, :, 24:], torch.tensor(1.0), atol=1e-5)

    def test_the_shown_shape_is_kept(self) -> None:
        source = source_format(720, 480, Fraction(32, 27))
        doubled = effect("upscale").output_format(source)
        assert doubled.sample_aspect_ratio == Fraction(32, 27)
        full = effect("upscale", size="1920x1080").output_format(source)
        assert full.sample_aspect_ratio == 1

    def test_an_even_side_costs_no_further_pass(self) -> None:
        calls: list[str] = []
        pool = FakePool()
        network = pool.networks["reel-upscale-x2"]

        class Counting:
            traits = network.traits

            def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
                calls.append("once")
                return network(pictures, sigma)

        made = effect("upscale", size="540p")
        (frame,) = applied(
            made, noise(1, (3, 270, 479)), pool=FakePool({"reel-upscale-x2": Counting()})
        )
        assert frame.pixels.shape == (3, 540, 958)
        assert calls == ["once"]

    def test_sides_no_file_could_hold_are_refused(self) -> None:
        with pytest.raises(EffectError, match="sides are 1"):
            effect("upscale", scale=16.0).output_format(source_format(1920, 1080))

    @pytest.mark.parametrize(("text", "words"), [("1080", "1920x1080"), ("0x5", "sides are 1"),
                                                 ("99999x5", "sides are 1")])  # fmt: skip
    def test_what_is_no_size_is_refused(self, text: str, words: str) -> None:
        with pytest.raises(EffectError, match=words):
            effect("upscale", size=text).output_format(source_format())

    def test_nonsense_is_refused_before_anything_is_loaded(self) -> None:
        with pytest.raises(EffectError, match="not both"):
            effect("upscale", scale=2.0, size="1080p").output_format(source_format())
        with pytest.raises(EffectError, match="does not enlarge"):
            effect("upscale", model="reel-denoise").output_format(source_format())
        with pytest.raises(ModelError, match="Did you mean"):
            effect("upscale", model="reel-upscale-x3").output_format(source_format())


class TestDenoise:
    def test_a_given_level_is_what_the_network_gets(self) -> None:
        network = FakeDenoiser()
        (picture,) = noise(1)
        pool = FakePool({"reel-denoise": network})
        (frame,) = applied(effect("denoise", sigma=25.0), [picture], pool=pool)
        assert network.sigmas == [25.0]
        assert torch.allclose(frame.pixels, picture - 0.025)

    def test_the_level_may_change_over_time(self) -> None:
        network = FakeDenoiser()
        keys = Keyframes((Keyframe(Fraction(0), 0.0), Keyframe(4 / RATE, 40.0)))
        pool = FakePool({"reel-denoise": network})
        pictures = noise(5)
        frames = applied(effect("denoise", sigma=keys), pictures, pool=pool)
        assert network.sigmas == pytest.approx([10, 20, 30, 40])
        assert frames[0].pixels is pictures[0], "0 is estimated, and tiny pictures tell nothing"

    def test_strength_mixes(self) -> None:
        (picture,) = noise(1)
        (frame,) = applied(effect("denoise", sigma=50.0, strength=40.0), [picture])
        assert torch.allclose(frame.pixels, picture - 0.4 * 0.05)

    def test_clean_video_stays_as_it_is(self) -> None:
        slope = torch.linspace(0.1, 0.9, 96).expand(3, 64, 96).contiguous()
        slope = (slope * 255).round() / 255
        (frame,) = applied(effect("denoise"), [slope])
        assert frame.pixels is slope

    def test_noise_is_estimated_in_every_frame(self) -> None:
        network = FakeDenoiser()
        flat = torch.full((3, 96, 128), 0.5)
        pictures = [flat + torch.randn(flat.shape) * level / 255 for level in (20, 40, 5, 90)]
        pool = FakePool({"reel-denoise": network})
        applied(effect("denoise"), pictures, pool=pool)
        assert network.sigmas == pytest.approx([20, 40, 5, 75], rel=0.1)

    def test_the_network_fades_in_where_noise_is_hardly_there(self) -> None:
        flat = torch.full((3, 96, 128), 0.5)
        grain = torch.randn(flat.shape)
        changes = []
        for level in (1.0, 2.25, 6.0):
            picture = flat + grain * level / 255
            (frame,) = applied(effect("denoise"), [picture])
            changes.append(float((picture - frame.pixels).mean()) / level)
        assert changes == pytest.approx([0, 0.0005, 0.001], rel=0.2)

    def test_a_model_that_enlarges_is_refused(self) -> None:
        with pytest.raises(EffectError, match="upscale effect"):
            effect("denoise", model="three").output_format(source_format())

    def test_a_temporal_network_sees_its_neighbours(self) -> None:
        network = FakeDenoiser(past=2, future=1)
        pool = FakePool({"reel-denoise": network})
        pictures = [torch.full((3, 4, 4), n / 10) for n in range(4)]
        frames = applied(effect("denoise", sigma=10.0), pictures, pool=pool)
        assert len(frames) == 4
        seen = [[round(10 * float(p[0, 0, 0])) for p in window[0]] for window in network.windows]
        assert seen == [[0, 0, 0, 1], [0, 0, 1, 2], [0, 1, 2, 3], [1, 2, 3, 3]]


class TestDenoiseMethod:
    @pytest.mark.parametrize(
        ("settings", "model"),
        [
            ({}, "reel-denoise"),
            ({"method": "single"}, "reel-denoise"),
            ({"method": "temporal"}, "reel-denoise-temporal"),
            ({"model": "reel-denoise-temporal"}, "reel-denoise-temporal"),
            ({"model": "reel-denoise-temporal", "method": "single"}, "reel-denoise"),
        ],
    )
    def test_it_chooses_between_the_built_in_ones(
        self, pool: FakePool, settings: dict[str, Any], model: str
    ) -> None:
        applied(effect("denoise", sigma=10.0, **settings), noise(1), pool=pool)
        assert pool.lent == [model]

    def test_neighbours_that_nobody_wants_are_seen_and_not_cleaned(self) -> None:
        network = FakeDenoiser(past=2, future=2)
        pool = FakePool({"reel-denoise-temporal": network})
        frames = frames_of(noise(5))
        wanted = Span(frames[2].time, frames[3].time)
        lent = replace(context(pool), wanted=wanted)
        made = effect("denoise", sigma=20.0, method="temporal")
        (only,) = made.apply(iter(frames), source_format(), lent)
        assert only.time == frames[2].time
        assert len(network.windows) == 1
        whole = applied(made, noise(5), pool=FakePool())
        assert torch.equal(only.pixels, whole[2].pixels)

    def test_the_temporal_one_sees_five_frames_of_its_shot_at_the_level_of_the_middle(self) -> None:
        network = FakeDenoiser(past=2, future=2)
        pool = FakePool({"reel-denoise-temporal": network})
        flat = [torch.full((3, 96, 128), 0.2 if n < 3 else 0.7) for n in range(6)]
        pictures = [p + torch.randn(p.shape) * (10 + 5 * n) / 255 for n, p in enumerate(flat)]
        applied(effect("denoise", method="temporal"), pictures, pool=pool)
        assert network.sigmas == pytest.approx([10, 15, 20, 25, 30, 35], rel=0.1)
        shots = [{round(float(p.mean()), 1) for p in window[0]} for window in network.windows]
        assert shots == [{0.2}] * 3 + [{0.7}] * 3

    def test_what_it_was_given_is_what_the_next_window_sees(self) -> None:
        """Nothing cleaned is handed on, or a frame would depend on where a render began."""
        network = FakeDenoiser(past=2, future=2)
        pictures = noise(6, (3, 96, 128))
        pool = FakePool({"reel-denoise-temporal": network})
        applied(effect("denoise", sigma=50.0, method="temporal"), pictures, pool=pool)
        assert torch.equal(network.windows[3][0], torch.stack(pictures[1:]))

    def test_clean_frames_run_no_network(self) -> None:
        network = FakeDenoiser(past=2, future=2)
        slope = torch.linspace(0.1, 0.9, 96).expand(3, 64, 96).contiguous()
        pool = FakePool({"reel-denoise-temporal": network})
        frames = applied(effect("denoise", method="temporal"), [slope] * 4, pool=pool)
        assert network.sigmas == []
        assert all(frame.pixels is slope for frame in frames)

    def test_alpha_stays(self) -> None:
        pictures = noise(3, (4, 14, 20))
        frames = applied(effect("denoise", sigma=25.0, method="temporal"), pictures)
        assert all(torch.equal(f.pixels[3], p[3]) for f, p in zip(frames, pictures, strict=True))

    def test_a_model_that_cannot_is_refused_with_a_way_out(self) -> None:
        for method, words in (("temporal", "single frames only"), ("single", "neighbour frames")):
            model = "selfie-matte" if method == "temporal" else "five"
            with pytest.raises(EffectError, match=words):
                effect("denoise", method=method, model=model).output_format(source_format())


class TestWindows:
    def test_they_stop_at_cuts(self) -> None:
        pictures = [torch.full((3, 8, 8), level) for level in (0.1, 0.1, 0.8, 0.8, 0.8)]
        numbered = [p + n / 1000 for n, p in enumerate(pictures)]
        seen = [
            [next(n for n, p in enumerate(numbered) if p is near) for near in around]
            for _, around in windows(iter(frames_of(numbered)), 1, 2)
        ]
        assert seen == [[0, 0, 1, 1], [0, 1, 1, 1], [2, 2, 3, 4], [2, 3, 4, 4], [3, 4, 4, 4]]

    @pytest.mark.parametrize(("past", "future"), [(0, 0), (3, 0), (0, 3), (2, 2)])
    @pytest.mark.parametrize("count", [0, 1, 2, 9])
    def test_every_frame_comes_out_once(self, count: int, past: int, future: int) -> None:
        frames = frames_of(noise(count))
        out = list(windows(iter(frames), past, future))
        assert [frame.time for frame, _ in out] == [frame.time for frame in frames]
        assert all(len(around) == past + 1 + future for _, around in out)
        assert all(around[past] is frame.pixels for frame, around in out)

    def test_motion_is_no_cut_and_another_size_is(self) -> None:
        (picture,) = noise(1, (3, 60, 80))
        assert not is_cut(picture, picture.roll(7, 2))
        assert is_cut(picture, picture[:, :50])


class TestNoiseLevel:
    @pytest.mark.parametrize("sigma", [3.0, 10.0, 25.0, 50.0])
    def test_it_is_found_beside_texture(self, sigma: float) -> None:
        picture = torch.linspace(0.2, 0.8, 320).expand(3, 240, 320).clone()
        picture[:, :120] += 0.15 * torch.rand(120, 320) - 0.075
        noisy = picture + torch.randn(picture.shape) * sigma / 255
        assert noise_level(noisy) == pytest.approx(sigma, rel=0.1)

    def test_what_is_clipped_does_not_hide_it(self) -> None:
        picture = torch.zeros(3, 240, 320)
        picture[:, :, 200:] = 0.5
        noisy = (picture + torch.randn(picture.shape) * 15 / 255).clamp(0, 1)
        assert noise_level(noisy) == pytest.approx(15, rel=0.1)

    def test_tiny_and_flat_pictures_have_none(self) -> None:
        assert noise_level(torch.rand(3, 5, 5)) == 0
        assert noise_level(torch.zeros(4, 64, 64)) == 0

    @pytest.mark.parametrize("sigma", [5, 10, 25, 50])
    def test_it_is_found_in_real_pictures(self, media_dir: Path, sigma: int) -> None:
        errors = []
        for path in sorted((media_dir / "images" / "Kodak24").glob("*.png")):
            picture = picture_in(path)
            noisy = picture + torch.randn(picture.shape) * sigma / 255
            noisy = (noisy.clamp(0, 1) * 255).round() / 255
            errors.append(abs(noise_level(noisy) / sigma - 1))
        assert sum(errors) / len(errors) < 0.1
        # One of the 24 (kodim13, a brook before woods) has fine texture everywhere.
        assert sorted(errors)[-2] < 0.2

    def test_clean_pictures_have_little(self, media_dir: Path) -> None:
        paths = (media_dir / "images" / "Kodak24").glob("*.png")
        levels = sorted(noise_level(picture_in(path)) for path in paths)
        assert levels[len(levels) // 2] < 1.5


def picture_in(path: Path) -> torch.Tensor:
    with av.open(str(path)) as container:
        samples = next(container.decode(video=0)).to_ndarray(format="rgb24")
    return torch.from_numpy(samples).permute(2, 0, 1).float() / 255

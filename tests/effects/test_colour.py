"""Colour adjustments and sharpening: neutral means untouched, and each knob does its own thing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
import torch

from app.base.errors import EffectError
from app.base.parameter import Keyframe, Keyframes
from tests.effects.stage import RATE, applied, effect, noise, source_format

if TYPE_CHECKING:
    from pathlib import Path

LUMA = torch.tensor([0.299, 0.587, 0.114]).view(3, 1, 1)
"""The small test pictures are SD, hence BT.601."""


def colour(pixels: torch.Tensor, **settings: Any) -> torch.Tensor:
    (frame,) = applied(effect("colour", **settings), [pixels])
    return frame.pixels


class TestColour:
    def test_neutral_settings_keep_every_bit(self) -> None:
        for shape in ((3, 14, 20), (4, 14, 20)):
            picture = 3 * noise(1, shape)[0] - 1
            assert torch.equal(colour(picture), picture)

    def test_a_stop_is_twice_the_light(self) -> None:
        gray = torch.full((3, 4, 4), 0.4)
        assert torch.allclose(colour(gray, exposure=1.0) ** 2.4, 2 * gray**2.4)

    def test_exposure_and_its_opposite_lose_nothing(self) -> None:
        (picture,) = noise(1)
        there = colour(picture, exposure=2.0)
        assert float(there.max()) > 1
        assert torch.allclose(colour(there, exposure=-2.0), picture, atol=1e-6)

    def test_contrast_turns_around_the_middle(self) -> None:
        picture = torch.tensor([0.25, 0.5, 0.75]).expand(3, 1, 3).contiguous()
        assert torch.allclose(colour(picture, contrast=2.0)[0, 0], torch.tensor([0.0, 0.5, 1.0]))

    def test_without_saturation_there_is_only_luma(self) -> None:
        (picture,) = noise(1)
        gray = colour(picture, saturation=0.0)
        assert torch.allclose(gray, (LUMA * picture).sum(0).expand(3, -1, -1), atol=1e-6)

    def test_saturation_keeps_luma(self) -> None:
        (picture,) = noise(1)
        for amount in (0.5, 2.0):
            made = colour(picture, saturation=amount)
            assert torch.allclose((LUMA * made).sum(0), (LUMA * picture).sum(0), atol=1e-5)

    def test_warm_is_red_and_cool_is_blue(self) -> None:
        gray = torch.full((3, 2, 2), 0.5)
        red, green, blue = colour(gray, temperature=60.0)[:, 0, 0].tolist()
        assert red > green > blue
        red, green, blue = colour(gray, temperature=-60.0)[:, 0, 0].tolist()
        assert red < green < blue
        red, green, blue = colour(gray, tint=60.0)[:, 0, 0].tolist()
        assert red == pytest.approx(blue)
        assert green < red

    def test_gamma_brightens_the_middle_only(self) -> None:
        picture = torch.tensor([-0.1, 0.0, 0.25, 1.0]).expand(3, 1, 4).contiguous()
        dark, black, middle, white = colour(picture, gamma=2.0)[0, 0].tolist()
        assert (black, white) == pytest.approx((0, 1))
        assert middle == pytest.approx(0.5)
        assert dark < 0

    def test_settings_change_over_time_from_the_start_of_the_clip(self) -> None:
        keys = Keyframes((Keyframe(Fraction(0), 1.0), Keyframe(4 / RATE, 0.0)))
        pictures = noise(1) * 5
        frames = applied(effect("colour", saturation=keys), pictures)
        assert torch.equal(frames[0].pixels, pictures[0])
        assert torch.allclose(frames[4].pixels[0], frames[4].pixels[2], atol=1e-6)

    def test_alpha_is_no_colour(self) -> None:
        picture = noise(1, (4, 6, 6))[0]
        made = colour(picture, exposure=1.0, contrast=1.5, saturation=0.2, gamma=2.0)
        assert torch.equal(made[3], picture[3])


def cube_text(size: int, change: Any) -> str:
    steps = [n / (size - 1) for n in range(size)]
    rows = [change(r, g, b) for b in steps for g in steps for r in steps]
    lines = [" ".join(f"{value:.9f}" for value in row) for row in rows]
    return "\n".join(["# a comment", 'TITLE "test"', f"LUT_3D_SIZE {size}", "", *lines]) + "\n"


def write(folder: Path, text: str) -> str:
    path = folder / "look.cube"
    path.write_text(text)
    return str(path)


class TestLut:
    def test_an_identity_cube_changes_nothing(self, tmp_path: Path) -> None:
        (picture,) = noise(1)
        path = write(tmp_path, cube_text(9, lambda r, g, b: (r, g, b)))
        assert torch.allclose(colour(picture, lut=path), picture, atol=1e-6)

    def test_red_runs_fastest(self, tmp_path: Path) -> None:
        picture = torch.tensor([0.9, 0.1, 0.4]).view(3, 1, 1)
        path = write(tmp_path, cube_text(5, lambda r, g, b: (b, r, 1 - g)))
        assert colour(picture, lut=path).flatten().tolist() == pytest.approx([0.4, 0.9, 0.9])

    def test_grays_of_a_gray_cube_stay_gray(self, tmp_path: Path) -> None:
        path = write(tmp_path, cube_text(3, lambda r, g, b: (r**2, g**2, b**2)))
        gray = torch.linspace(0, 1, 33).expand(3, 1, 33).contiguous()
        made = colour(gray, lut=path)
        assert torch.allclose(made[0], made[1], atol=1e-6)
        assert torch.allclose(made[0], made[2], atol=1e-6)

    def test_curves_are_interpolated_and_domains_kept(self, tmp_path: Path) -> None:
        rows = "0 0 0\n0.25 0.5 1\n1 1 1\n"
        path = write(tmp_path, f"LUT_1D_SIZE 3\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 2 2 2\n{rows}")
        picture = torch.tensor([0.5, 1.5, 9.0]).view(3, 1, 1)
        made = colour(picture, lut=path).flatten().tolist()
        assert made == pytest.approx([0.125, 0.75, 1.0])

    def test_tabs_comments_and_other_programs_words_are_read(self, tmp_path: Path) -> None:
        rows = "0 0 0 # black\n1 1 1\n"
        text = f"\ufeff# made elsewhere\nTITLE x\nLUT_1D_SIZE\t2\nLUT_1D_INPUT_RANGE 0 1\n{rows}"
        (picture,) = noise(1)
        assert torch.allclose(colour(picture, lut=write(tmp_path, text)), picture, atol=1e-6)

    def test_alpha_and_type_are_kept(self, tmp_path: Path) -> None:
        path = write(tmp_path, cube_text(2, lambda r, g, b: (1 - r, 1 - g, 1 - b)))
        picture = noise(1, (4, 6, 6))[0].half()
        made = colour(picture, lut=path)
        assert made.dtype == torch.float16
        assert torch.equal(made[3], picture[3])
        assert torch.allclose(made[:3], 1 - picture[:3], atol=2e-3)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("LUT_3D_SIZE 2\n" + "0 0 0\n" * 7, "7 of 8"),
            ("LUT_3D_SIZE 2\n" + "0 0 0\n" * 9, "line 10"),
            ("LUT_1D_SIZE 2\n0 0 0\n1 1\n", "line 3"),
            ("LUT_1D_SIZE 2\n0 0 0\n1 x 1\n", "line 3"),
            ("LUT_1D_SIZE 2\n0 0 0\n1 1 inf\n", "line 3"),
            ("LUT_3D_SIZE 100000\n", "line 1"),
            ("LUT_3D_SIZE 1\n", "line 1"),
            ("LUT_3D_SIZE -4\n", "line 1"),
            ("LUT_1D_SIZE 2\nDOMAIN_MAX 0 0 0\n0 0 0\n1 1 1\n", "DOMAIN"),
            ("hello\n", "line 1"),
            ("", "not a whole"),
            ("\0\1\2" * 500, "line 1"),
        ],
    )
    def test_damage_is_told_with_its_line(self, tmp_path: Path, text: str, words: str) -> None:
        with pytest.raises(EffectError, match=words):
            effect("colour", lut=write(tmp_path, text)).output_format(source_format())

    def test_a_missing_file_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(EffectError, match="cannot be read"):
            effect("colour", lut=str(tmp_path / "none.cube")).output_format(source_format())


class TestSharpen:
    def sharpened(self, pixels: torch.Tensor, **settings: Any) -> torch.Tensor:
        (frame,) = applied(effect("sharpen", **settings), [pixels])
        return frame.pixels

    def test_no_amount_changes_nothing(self) -> None:
        (picture,) = noise(1)
        assert self.sharpened(picture, amount=0.0) is picture

    def test_edges_get_steeper_and_flats_stay(self) -> None:
        edge = torch.full((3, 12, 40), 0.3)
        edge[:, :, 20:] = 0.7
        made = self.sharpened(edge, amount=1.0, radius=1.5)
        assert float(made[0, 6, 20] - made[0, 6, 19]) > 0.5
        assert torch.allclose(made[:, :, :10], edge[:, :, :10], atol=1e-6)
        assert torch.allclose(made[:, :, 30:], edge[:, :, 30:], atol=1e-6)

    def test_colour_differences_are_not_raised(self) -> None:
        (picture,) = noise(1)
        made = self.sharpened(picture, amount=2.0)
        assert torch.allclose(made[0] - made[1], picture[0] - picture[1], atol=1e-5)

    def test_what_is_weaker_than_the_threshold_is_left_alone(self) -> None:
        faint = torch.full((3, 20, 20), 0.5) + (torch.rand(20, 20) - 0.5) * 4 / 255
        assert torch.allclose(self.sharpened(faint, amount=5.0, threshold=4.0), faint)
        assert not torch.allclose(self.sharpened(faint, amount=5.0), faint)

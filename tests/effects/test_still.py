"""A picture of the user's stands behind what is kept."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from app.base.colour import ColourSpec, Transfer
from app.base.errors import EffectError
from app.base.frame import Frame
from app.base.picture import Picture, PixelLayout
from app.effects.still import still
from app.media.picture_files import PictureWriter, picture_format
from tests.effects.stage import context, effect, face_layer, frames_of, source_format

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

SDR = ColourSpec()


def written(path: Path, rgb: Tensor) -> Path:
    """A picture file of `(3, H, W)`."""
    layout = PixelLayout("rgb", 8, (0, 0))
    format_, pix_fmt, layout = picture_format(path.suffix, layout)
    codes = (rgb * 255).round().byte().numpy()
    if layout.family == "yuv":  # gray, so that any matrix will do
        planes = (codes[0], np.full_like(codes[0], 128), np.full_like(codes[0], 128))
    else:
        planes = (codes[1], codes[2], codes[0])
    picture = Picture(planes, layout, ColourSpec(range=2))
    with PictureWriter(path, 0, format_, pix_fmt, path.with_suffix(".done")) as writer:
        writer.write(Frame(picture, Fraction(0), Fraction(1)))
    return path


def halves(height: int = 8, width: int = 16) -> Tensor:
    """Red on the left, blue on the right."""
    rgb = torch.zeros(3, height, width)
    rgb[0, :, : width // 2] = 1
    rgb[2, :, width // 2 :] = 1
    return rgb


def cut_before(path: Path, **settings: Any) -> Tensor:
    """White frames of 20 x 14 whose face stays; the picture is behind it."""
    made = effect("cut-out", background="picture", picture=str(path), edge=0.0, **settings)
    stage = replace(context(), layer=face_layer())
    (frame,) = made.apply(iter(frames_of([torch.ones(3, 14, 20)])), source_format(), stage)
    return frame.pixels


@pytest.mark.parametrize("ending", [".png", ".jpg", ".tif"])
def test_a_picture_is_behind_what_is_marked(tmp_path: Path, ending: str) -> None:
    path = written(tmp_path / f"behind{ending}", torch.full((3, 10, 10), 0.4))
    shown = cut_before(path)
    assert (shown[:, 3:9, 2:8] == 1).all()
    outside = torch.ones(14, 20, dtype=torch.bool)
    outside[3:9, 2:8] = False
    assert torch.allclose(shown[:, outside], torch.tensor(102 / 255), atol=2 / 255)


def test_a_matte_takes_one_too(tmp_path: Path) -> None:
    path = written(tmp_path / "behind.png", halves())
    made = effect("matte", background="picture", picture=str(path))
    assert made.output_format(source_format()) == source_format()


def test_fill_cuts_fit_shows_all_and_stretch_pulls(tmp_path: Path) -> None:
    path = written(tmp_path / "wide.png", halves(8, 32))
    one = Fraction(1)
    fill = still(path, "fill", 20, 20, one, SDR)
    fit = still(path, "fit", 20, 20, one, SDR)
    stretch = still(path, "stretch", 20, 20, one, SDR)
    assert fill.shape == fit.shape == stretch.shape == (3, 20, 20)
    assert fill[0, :, :8].min() > 0.9
    assert not fit[:, :7].any()
    assert not fit[:, 13:].any()
    assert fit[0, 8:12, :8].min() > 0.9
    assert stretch[2, :, 12:].min() > 0.9


def test_wide_samples_are_allowed_for(tmp_path: Path) -> None:
    path = written(tmp_path / "square.png", torch.ones(3, 16, 16))
    shown = still(path, "fit", 20, 20, Fraction(2), SDR)
    assert shown[0].amax(0).gt(0.5).sum() == 10


def test_white_is_as_bright_as_diffuse_white_in_hdr(tmp_path: Path) -> None:
    """203 cd/m² is 58 % in PQ (ITU-R BT.2408)."""
    path = written(tmp_path / "white.png", torch.ones(3, 8, 8))
    shown = still(path, "fill", 8, 8, Fraction(1), ColourSpec(transfer=Transfer.PQ))
    assert shown.mean() == pytest.approx(0.58, abs=0.005)


def test_softness_blurs_the_picture_alone(tmp_path: Path) -> None:
    path = written(tmp_path / "stripes.png", halves(14, 20))
    sharp, soft = cut_before(path, fit="stretch"), cut_before(path, fit="stretch", softness=15.0)
    assert sharp[0, 12, 9] > 0.9
    assert 0.3 < soft[0, 12, 9] < 0.8
    assert (soft[:, 3:9, 2:8] == 1).all()


def test_a_picture_that_changes_on_disk_is_read_again(tmp_path: Path) -> None:
    path = written(tmp_path / "a.png", torch.zeros(3, 8, 8))
    before = still(path, "fill", 8, 8, Fraction(1), SDR)
    written(path, torch.ones(3, 9, 9))
    assert still(path, "fill", 8, 8, Fraction(1), SDR).mean() > before.mean() + 0.9


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("gone.png", None, "There is no picture .*gone.png for the background"),
        ("notes.txt", b"hello", "notes.txt cannot be read as a picture"),
        ("broken.png", b"hello", "broken.png cannot be read as a picture"),
    ],
)
def test_what_is_no_picture_is_told(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    made = effect("cut-out", background="picture", picture=str(path))
    with pytest.raises(EffectError, match=words):
        made.output_format(source_format())


def test_no_picture_is_told() -> None:
    with pytest.raises(EffectError, match="choose one"):
        effect("cut-out", background="picture").output_format(source_format())

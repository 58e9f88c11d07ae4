"""Networks that find people are judged by masks that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.base.errors import ModelError
from app.inference.catalogue import MODELS_FOLDER, Catalogue
from app.inference.quality.matting import athletes, overlap, pasted, people_pasted
from app.inference.quality.measuring import measure

if TYPE_CHECKING:
    from pathlib import Path

    from app.inference.quality.pictures import Picture

cv2 = pytest.importorskip("cv2", reason="pictures are read with OpenCV")

CARD = Catalogue.load([MODELS_FOLDER / "cards"]).find("sinet")


class Matting:
    """Answers with a matte it was given."""

    def __init__(self, matte: np.ndarray) -> None:
        self.matte = torch.from_numpy(np.asarray(matte, np.float32))

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        return self.matte[None, None].expand(1, 3, -1, -1)


def somebody() -> Picture:
    """A red rectangle of 20 by 40 as its mask has it, in a gray picture."""
    made = np.full((60, 90, 4), 90, np.uint8)
    made[..., 3] = 0
    made[10:50, 30:50] = (200, 30, 30, 255)
    return made


def test_the_known_mask_is_perfect_and_anything_else_is_not() -> None:
    picture = somebody()
    mask = picture[..., 3] / 255
    assert overlap(CARD, Matting(mask), picture, 0) == 1  # type: ignore[arg-type]
    assert overlap(CARD, Matting(1 - mask), picture, 0) == 0  # type: ignore[arg-type]
    assert overlap(CARD, Matting(0 * mask), picture, 0) == 0  # type: ignore[arg-type]
    every = overlap(CARD, Matting(0 * mask + 1), picture, 0)  # type: ignore[arg-type]
    assert every == pytest.approx(20 * 40 / (60 * 90))


def test_somebody_pasted_stands_on_the_ground_as_large_as_may_be() -> None:
    ground = np.full((200, 300, 3), 10, np.uint8)
    made = pasted(somebody(), ground)
    rows, columns = np.nonzero(made[..., 3] > 127)
    assert made.shape == (200, 300, 4)
    assert (rows.max() + 1, rows.min()) == (200, 200 - 80), "twice as large and no more"
    assert (columns.min(), columns.max() + 1) == (130, 170)
    assert (made[150, 150] == (200, 30, 30, 255)).all()
    assert (made[:100, :, :3] == 10).all()
    assert (ground == 10).all()


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    (tmp_path / "images" / "Kodak24").mkdir(parents=True)
    with pytest.raises(ModelError, match=r"baby\.bmp"):
        measure(CARD, Matting(np.zeros((1, 1))), tmp_path / "images")  # type: ignore[arg-type]


def test_real_people_have_their_masks(media_dir: Path) -> None:
    made = list(people_pasted(media_dir / "images" / "Kodak24"))
    real = list(athletes(media_dir / "masks" / "judo_frames"))
    assert (len(made), len(real)) == (20, 2)
    for picture in (*made, *real):
        assert 0.03 < (picture[..., 3] > 127).mean() < 0.75

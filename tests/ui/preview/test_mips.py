from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize

from app.ui.preview.mips import Mips
from tests.ui.preview.conftest import noise, to_image, to_pixels


def test_fine_detail_becomes_its_mean_instead_of_shimmering() -> None:
    checks = np.indices((256, 256)).sum(0) % 2 * 255
    image = to_image(np.repeat(checks[:, :, None], 3, axis=2).astype(np.uint8))
    for side in (100, 64, 50, 20):
        small = to_pixels(Mips().shrunk(image, QSize(side, side)))
        assert small.shape == (side, side, 3)
        assert np.abs(small.astype(int) - 127).max() < 24, side
        assert abs(small.mean() - 127.5) < 2


def test_what_need_not_shrink_is_left_alone() -> None:
    image = to_image(noise(40, 30))
    assert Mips().shrunk(image, QSize(40, 30)) is image
    assert Mips().shrunk(image, QSize(80, 60)) is image


def test_copies_are_kept_and_forgotten() -> None:
    mips = Mips(pictures=2)
    images = [to_image(noise(64, 64, seed)) for seed in range(3)]
    first = mips.shrunk(images[0], QSize(16, 16))
    assert mips.shrunk(images[0], QSize(16, 16)) is first
    for image in images[1:]:
        mips.shrunk(image, QSize(16, 16))
    assert mips.shrunk(images[0], QSize(16, 16)) is not first


def test_odd_and_tiny_sizes() -> None:
    image = to_image(noise(7, 3))
    for size in (QSize(3, 1), QSize(1, 1), QSize(7, 1), QSize(2, 3)):
        assert Mips().shrunk(image, size).size() == size

"""Pictures for Qt: right colours, rows of any width, memory of their own."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from app.ui.images import black, image_of


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (33, 2), (640, 3)])
def test_every_pixel_arrives(size: tuple[int, int]) -> None:
    width, height = size
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 4), dtype=np.uint8)
    image = image_of(pixels)
    assert (image.width(), image.height()) == size
    for x, y in ((0, 0), (width - 1, height - 1)):
        blue, green, red, _ = (int(v) for v in pixels[y, x])
        assert image.pixelColor(x, y) == QColor(red, green, blue)


def test_the_image_outlives_and_ignores_its_origin() -> None:
    pixels = np.full((400, 300, 4), 200, np.uint8)
    image = image_of(pixels)
    pixels[:] = 0
    del pixels
    gc.collect()
    assert image.pixelColor(299, 399) == QColor(200, 200, 200)
    copy = QImage(image)
    del image
    gc.collect()
    assert copy.pixelColor(0, 0) == QColor(200, 200, 200)


def test_rows_that_lie_apart() -> None:
    wide = np.zeros((6, 20, 4), np.uint8)
    wide[:, :5] = (10, 20, 30, 255)
    image = image_of(wide[::2, :5])
    assert (image.width(), image.height()) == (5, 3)
    assert image.pixelColor(4, 2) == QColor(30, 20, 10)


def test_alpha_is_kept_and_premultiplied_for_painting() -> None:
    pixels = np.full((4, 4, 4), (0, 0, 255, 128), np.uint8)
    image = image_of(pixels, alpha=True)
    assert image.format() == QImage.Format.Format_ARGB32_Premultiplied
    assert image.pixelColor(1, 1) == QColor(255, 0, 0, 128)
    assert image_of(pixels).pixelColor(1, 1).alpha() == 255


def test_black() -> None:
    image = black()
    assert image.pixelColor(3, 3) == QColor(0, 0, 0)

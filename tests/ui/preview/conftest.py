"""Pictures whose every pixel is known."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.ui.language import use_language
from app.ui.preview.preview_image import PreviewImage, PreviewKind, Region
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

Made = Callable[..., PreviewImage]


@pytest.fixture(autouse=True)
def _usual_theme(qapp: object) -> Iterator[None]:
    theme().use("dark")
    use_language("en")
    yield
    theme().use("dark")
    use_language("en")


def to_image(pixels: NDArray[np.uint8]) -> QImage:
    height, width = pixels.shape[:2]
    data = np.ascontiguousarray(pixels)
    return QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def to_pixels(image: QImage) -> NDArray[np.uint8]:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return flat[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def noise(width: int, height: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def plain(width: int, height: int, grey: int) -> NDArray[np.uint8]:
    return np.full((height, width, 3), grey, np.uint8)


@pytest.fixture
def made() -> Made:
    """`made("result", pixels, id=2, time=…)`."""

    def make(
        kind: PreviewKind,
        pixels: NDArray[np.uint8],
        id: int = 1,
        time: int = 0,
        size: tuple[int, int] | None = None,
        region: Region | None = None,
        exact: bool = True,
    ) -> PreviewImage:
        image = to_image(pixels)
        width, height = size or (image.width(), image.height())
        return PreviewImage(id, Fraction(time), kind, image, exact, region, width, height)

    return make

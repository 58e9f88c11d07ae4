"""Chroma stays in its place: shifts are measured in luma samples, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
import torch

from app.base.colour import ChromaLocation, ColourSpec, Matrix, Range
from app.base.picture import Picture, PixelLayout
from app.inference.transfer import download, upload

if TYPE_CHECKING:
    from numpy.typing import NDArray

CPU = torch.device("cpu")
SIZE = 48
PLACES = {
    ChromaLocation.LEFT: (0.0, 0.5),
    ChromaLocation.CENTER: (0.5, 0.5),
    ChromaLocation.TOPLEFT: (0.0, 0.0),
    ChromaLocation.TOP: (0.5, 0.0),
    ChromaLocation.BOTTOMLEFT: (0.0, 1.0),
    ChromaLocation.BOTTOM: (0.5, 1.0),
}
"""Where the first sample of 4:2:0 chroma lies, in luma samples from the first (H.273 figure 1)."""


def spec(location: int) -> ColourSpec:
    return ColourSpec(Matrix.BT709, Range.FULL, chroma_location=location)


def blob(x: float, y: float) -> NDArray[np.float64]:
    """A round spot on a `SIZE` grid whose centroid is (x, y)."""
    at = np.arange(SIZE)
    return np.exp(-((at[None] - x) ** 2 + (at[:, None] - y) ** 2) / (2 * 4.0**2))


def centroid(plane: NDArray[Any]) -> tuple[float, float]:
    weights = plane - plane.min()
    weights = np.where(weights > 0.02 * weights.max(), weights, 0)
    rows, columns = np.indices(plane.shape)
    return (
        float((weights * columns).sum() / weights.sum()),
        float((weights * rows).sum() / weights.sum()),
    )


@pytest.mark.parametrize("location", list(PLACES))
class TestSiting:
    def test_uploading_puts_chroma_where_it_belongs(self, location: int) -> None:
        across, down = PLACES[ChromaLocation(location)]
        spot = blob(23.0, 25.0)
        # Sampled where the standard says the samples are, by the spot's own formula.
        at = np.arange(SIZE // 2) * 2
        gx = np.exp(-((at + across - 23.0) ** 2) / 32)
        gy = np.exp(-((at + down - 25.0) ** 2) / 32)
        chroma = np.rint(32768 + 16000 * gy[:, None] * gx[None]).astype(np.uint16)
        luma = np.full((SIZE, SIZE), 32768, np.uint16)
        neutral = np.full_like(chroma, 32768)
        layout = PixelLayout("yuv", 16, (1, 1))
        tensor = upload(Picture((luma, neutral, chroma), layout, spec(location)), CPU)
        wanted, found = centroid(spot), centroid(tensor[0].numpy())
        assert np.hypot(wanted[0] - found[0], wanted[1] - found[1]) < 0.1

    def test_downloading_puts_chroma_where_it_belongs(self, location: int) -> None:
        across, down = PLACES[ChromaLocation(location)]
        spot = blob(23.0, 25.0)
        tensor = torch.from_numpy(np.stack([0.5 + 0.4 * spot, 0 * spot + 0.5, 0 * spot + 0.5]))
        picture = download(tensor, PixelLayout("yuv", 16, (1, 1)), spec(location))
        x, y = centroid(picture.planes[2].astype(float))
        assert 2 * x + across == pytest.approx(23.0, abs=0.1)
        assert 2 * y + down == pytest.approx(25.0, abs=0.1)

    @pytest.mark.parametrize("interlaced", [False, True])
    @pytest.mark.parametrize("shift", [(1, 1), (1, 0), (0, 1), (2, 0), (2, 2)])
    def test_a_slope_comes_back_as_the_same_slope(
        self, location: int, shift: tuple[int, int], interlaced: bool
    ) -> None:
        rows, columns = np.indices((SIZE, SIZE))
        slope = 0.3 + 0.4 * (columns + 2 * rows) / (3 * SIZE)
        tensor = torch.from_numpy(np.stack([slope, np.full_like(slope, 0.5), 1 - slope]))
        layout = PixelLayout("yuv", 16, shift)
        picture = download(tensor, layout, spec(location), interlaced=interlaced)
        back = upload(picture, CPU)[:, 10:-10, 10:-10].numpy()
        step = 0.4 / (3 * SIZE)
        assert np.abs(back - tensor[:, 10:-10, 10:-10].numpy()).max() < 0.02 * step + 3e-5


def test_interlaced_chroma_belongs_to_its_field() -> None:
    """Two moments woven together: the chroma of one must not reach the lines of the other."""
    chroma = np.full((16, 16), 32768, np.uint16)
    chroma[1::2] = 45000
    planes = (np.full((32, 32), 32768, np.uint16), np.full_like(chroma, 32768), chroma)
    layout = PixelLayout("yuv", 16, (1, 1))
    woven = Picture(planes, layout, spec(ChromaLocation.LEFT), interlaced=True)
    tensor = upload(woven, CPU)
    assert float(tensor[0, 0::2].std()) < 1e-6
    assert float(tensor[0, 1::2].std()) < 1e-6
    back = download(tensor, layout, spec(ChromaLocation.LEFT), interlaced=True)
    assert np.array_equal(back.planes[2], chroma)


class TestAgainstFFmpeg:
    """swscale as an independent judge; its 8-bit arithmetic is a code or two off itself."""

    @pytest.fixture
    def rgb(self) -> NDArray[np.uint8]:
        """A smooth colourful picture: filters differ in sharpness, not in place."""
        rows, columns = np.indices((96, 128)) / 128
        waves = [np.sin(7 * columns + 3 * rows), np.cos(6 * rows), np.sin(5 * (columns - rows) + 1)]
        return np.rint(127.5 + 90 * np.stack(waves, -1)).astype(np.uint8)

    @pytest.mark.parametrize(
        ("matrix", "name"), [(Matrix.BT709, "ITU709"), (Matrix.SMPTE170M, "ITU601")]
    )
    @pytest.mark.parametrize(("range_", "word"), [(Range.LIMITED, "MPEG"), (Range.FULL, "JPEG")])
    def test_420_agrees(
        self, rgb: NDArray[np.uint8], matrix: int, name: str, range_: int, word: str
    ) -> None:
        frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
            format="yuv420p", dst_colorspace=name, dst_color_range=word, interpolation="BICUBIC"
        )
        theirs = [np.asarray(frame.to_ndarray())[:96], *_chroma(frame)]
        tensor = torch.from_numpy(rgb.astype(np.float32) / 255).permute(2, 0, 1)
        layout, colour = PixelLayout("yuv", 8, (1, 1)), ColourSpec(matrix, range_)
        ours = download(tensor, layout, colour).planes
        for a, b in zip(ours, theirs, strict=True):
            difference = a[4:-4, 4:-4].astype(int) - b[4:-4, 4:-4]
            assert np.abs(difference).max() <= 3
            assert abs(difference.mean()) < 0.6
        back = upload(Picture(ours, layout, colour), CPU)
        assert np.abs(back.permute(1, 2, 0).numpy() * 255 - rgb)[4:-4, 4:-4].mean() < 1.0


def _chroma(frame: av.VideoFrame) -> list[NDArray[np.uint8]]:
    """The Cb and Cr planes of a yuv420p frame without padding."""
    planes = []
    for plane in frame.planes[1:]:
        view = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
        planes.append(view[:, : plane.width])
    return planes

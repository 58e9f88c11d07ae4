"""Masks as run lengths: exact, small, and in the order COCO counts them.

A mask of width w and height h is read column by column (column-major); its counts are the lengths
of alternating runs, the first of zeros. This is COCO's encoding (cocoapi, `common/maskApi.h`), so a
mask never needs converting on its way to that family of formats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.annotations.rle_text import counts_from_text, text_from_counts
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

MAX_SAMPLES = 1 << 31
"""Pixels of the largest mask; counts then fit 32 bits with room to add two."""


MAX_RUNS = 1 << 20
"""Of the objects of one picture: at 7,680 × 4,320 one for each 32 pixels."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A set of pixels of a picture.

    Attributes:
        width, height: Of the whole picture, in pixels.
        runs: The counts as little-endian uint32, canonical: no empty run but perhaps the first.
    """

    width: int
    height: int
    runs: bytes

    @classmethod
    def from_array(cls, array: NDArray[Any]) -> Mask:
        """The mask of the non-zero samples of an `(h, w)` array."""
        height, width = array.shape
        return cls.from_crop(array, 0, 0, width, height)

    @classmethod
    def from_crop(cls, crop: NDArray[Any], left: int, top: int, width: int, height: int) -> Mask:
        """The mask of a `width` × `height` picture that is zero outside a crop lying inside it."""
        # A row of zeros below keeps the runs of two columns apart.
        padded = np.zeros((crop.shape[1], crop.shape[0] + 1), np.int8)
        padded[:, :-1] = (crop != 0).T
        change = np.flatnonzero(np.diff(padded.ravel(), prepend=np.int8(0)))
        column, row = np.divmod(change, crop.shape[0] + 1)
        place = (column + left) * height + row + top
        return cls._from_intervals(width, height, place[0::2], place[1::2])

    @classmethod
    def from_box(cls, left: int, top: int, right: int, bottom: int, size: tuple[int, int]) -> Mask:
        """The mask of the pixels between these edges, within a picture of that (width, height)."""
        width, height = size
        if left >= right or top >= bottom:
            return cls(width, height, np.array([width * height], "<u4").tobytes())
        starts = np.arange(left, right) * height + top
        return cls._from_intervals(width, height, starts, starts + (bottom - top))

    @classmethod
    def from_counts(
        cls, width: int, height: int, counts: Sequence[int] | NDArray[np.int64]
    ) -> Mask:
        """The mask with these run lengths (zeros first), empty runs allowed.

        Raises:
            AnnotationError: the runs do not fill the picture exactly.
        """
        if width < 1 or height < 1 or width * height > MAX_SAMPLES:
            raise AnnotationError(f"A mask of {width}×{height} pixels is not possible.")
        try:
            lengths = np.asarray(counts, np.int64)
        except (OverflowError, ValueError, TypeError):
            raise AnnotationError("A mask's run lengths are not whole numbers.") from None
        size = width * height
        if lengths.size and (lengths.min() < 0 or lengths.max() > size):
            raise AnnotationError("A mask has a run that does not fit its picture.")
        ends = np.cumsum(lengths)
        if not lengths.size or ends[-1] != size:
            raise AnnotationError("A mask's runs do not fill its picture.")
        starts = ends - lengths
        return cls._from_intervals(width, height, starts[1::2], ends[1::2])

    @classmethod
    def from_text(cls, width: int, height: int, text: str) -> Mask:
        """The mask of COCO's compressed string.

        Raises:
            AnnotationError: the string is damaged or does not fit the size.
        """
        return cls.from_counts(width, height, counts_from_text(text))

    @classmethod
    def _from_intervals(
        cls, width: int, height: int, starts: NDArray[np.intp], ends: NDArray[np.intp]
    ) -> Mask:
        """From rising, disjoint (perhaps touching or empty) intervals of ones."""
        full = starts < ends
        starts, ends = starts[full], ends[full]
        gap = starts[1:] != ends[:-1]
        starts = starts[np.concatenate([[True], gap])] if len(starts) else starts
        ends = ends[np.concatenate([gap, [True]])] if len(ends) else ends
        edges = np.empty(2 * len(starts) + 2, np.int64)
        edges[0], edges[1:-1:2], edges[2:-1:2], edges[-1] = 0, starts, ends, width * height
        counts = np.diff(edges)
        if len(counts) > 1 and counts[-1] == 0:
            counts = counts[:-1]
        return cls(width, height, counts.astype("<u4").tobytes())

    @property
    def counts(self) -> NDArray[np.uint32]:
        """`(n,)` run lengths, zeros first; read-only."""
        return np.frombuffer(self.runs, "<u4")

    @property
    def text(self) -> str:
        """COCO's compressed string."""
        return text_from_counts(self.counts)

    @property
    def area(self) -> int:
        """Pixels in the mask."""
        return int(self.counts[1::2].sum(dtype=np.int64))

    def to_array(self) -> NDArray[np.bool_]:
        """`(h, w)` booleans."""
        values = np.arange(len(self.runs) // 4) % 2 == 1
        return np.repeat(values, self.counts).reshape(self.width, self.height).T

    def intervals(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Starts and ends (exclusive) of the runs of ones, in column-major places."""
        ends = np.cumsum(self.counts, dtype=np.int64)
        return ends[0:-1:2], ends[1::2]

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom pixel edges; all zero for an empty mask."""
        starts, ends = self.intervals()
        if not len(starts):
            return 0, 0, 0, 0
        left, right = int(starts[0]) // self.height, (int(ends[-1]) - 1) // self.height + 1
        tops, bottoms = starts % self.height, (ends - 1) % self.height + 1
        # A run that goes on into the next column covers the bottom of one and the top of the other.
        wraps = bool(((starts // self.height) != ((ends - 1) // self.height)).any())
        top = 0 if wraps else int(tops.min())
        return left, top, right, self.height if wraps else int(bottoms.max())

    def overlap(self, other: Mask) -> int:
        """Pixels in both.

        Raises:
            AnnotationError: the masks belong to pictures of different sizes.
        """
        if (self.width, self.height) != (other.width, other.height):
            raise AnnotationError("Masks of pictures of different sizes cannot be compared.")
        starts, ends = self.intervals()
        return int((other._ones_before(ends) - other._ones_before(starts)).sum())

    def iou(self, other: Mask) -> float:
        """Intersection over union in [0, 1]; 0 when both are empty."""
        both = self.overlap(other)
        either = self.area + other.area - both
        return both / either if either else 0.0

    def _ones_before(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many ones lie before each place."""
        starts, ends = self.intervals()
        if not len(starts):
            return np.zeros_like(places)
        total = np.concatenate([[0], np.cumsum(ends - starts)])
        run = np.searchsorted(starts, places, side="right")
        inside = np.minimum(places, ends[np.maximum(run - 1, 0)]) - starts[np.maximum(run - 1, 0)]
        before: NDArray[np.int64] = total[np.maximum(run - 1, 0)] + inside
        return np.where(run > 0, before, 0)


def overlapping(masks: Iterable[Mask]) -> bool:
    """Whether any two masks of one picture share a pixel; in O(n log n) of all their runs."""
    spans = [mask.intervals() for mask in masks]
    if len(spans) < 2:
        return False
    starts = np.concatenate([start for start, _ in spans])
    ends = np.concatenate([end for _, end in spans])
    order = np.argsort(starts)
    return bool((starts[order][1:] < ends[order][:-1]).any())


def masks_of(pixels: NDArray[np.integer[Any]]) -> Iterator[tuple[int, Mask]]:
    """The mask of each number but 0 in an `(h, w)` picture of numbers, by rising number.

    Raises:
        AnnotationError: it is noise; a small file can hold more runs than any memory.
    """
    height, width = pixels.shape
    flat = pixels.T.ravel()
    changes = flat[1:] != flat[:-1]
    if np.count_nonzero(changes) >= MAX_RUNS:
        raise AnnotationError(
            f"The picture changes more than {MAX_RUNS:,} times from one object to another."
        )
    edges = np.concatenate([[0], np.flatnonzero(changes) + 1, [flat.size]])
    numbers = flat[edges[:-1]]
    order = np.argsort(numbers, kind="stable")
    first = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    for runs in np.split(order, first[1:]):
        if number := int(numbers[runs[0]]):
            yield number, Mask._from_intervals(width, height, edges[runs], edges[runs + 1])

"""COCO's compressed run lengths: a string of printable characters.

Six bits to a character, offset 48: five of the number, least significant first, and one saying
that more follow; the last character's top data bit is the sign. From the fourth on, counts are
written as the difference to the one two before (cocoapi, `common/maskApi.c`, `rleToString`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OFFSET = 48
_MORE = 0x20
_SIGN = 0x10
_LONGEST = 8
"""Characters of the longest number; 40 bits hold any difference of two counts of 32 bits."""


def text_from_counts(counts: NDArray[np.uint32]) -> str:
    """The compressed string of `(n,)` run lengths."""
    left = counts.astype(np.int64)
    left[3:] -= counts[1:-2]
    codes = np.zeros((len(left), _LONGEST), np.uint8)
    used = np.zeros(codes.shape, bool)
    going = np.ones(len(left), bool)
    for place in range(_LONGEST):
        used[:, place] = going
        digit, left = left & 0x1F, left >> 5
        finished = np.where(digit & _SIGN, left == -1, left == 0)
        codes[:, place] = digit + np.where(finished, 0, _MORE) + _OFFSET
        going &= ~finished
    return codes[used].tobytes().decode("ascii")


def counts_from_text(text: str) -> NDArray[np.int64]:
    """The run lengths of a compressed string; they may still be negative or too long.

    Raises:
        AnnotationError: not such a string.
    """
    try:
        codes = np.frombuffer(text.encode("ascii"), np.uint8).astype(np.int64) - _OFFSET
    except UnicodeEncodeError:
        raise AnnotationError("A mask's compressed text has a foreign character.") from None
    if not len(codes) or codes.min() < 0 or codes.max() >= 64 or codes[-1] & _MORE:
        raise AnnotationError("A mask's compressed text is damaged.")
    counts = _numbers(codes)
    counts[1::2] = np.cumsum(counts[1::2])
    counts[2::2] = np.cumsum(counts[2::2])
    return counts


def _numbers(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The signed numbers of a row of six-bit codes."""
    ends = np.flatnonzero(codes & _MORE == 0)
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts + 1
    if lengths.max() > _LONGEST:
        raise AnnotationError("A mask's compressed text holds a number that is too long.")
    place = np.arange(len(codes)) - np.repeat(starts, lengths)
    numbers = np.add.reduceat((codes & 0x1F) << (5 * place), starts)
    negative = codes[ends] & _SIGN != 0
    numbers[negative] -= np.int64(1) << (5 * lengths[negative])
    return numbers

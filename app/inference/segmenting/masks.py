"""From what a decoder of the Segment Anything family answers to one mask of the source's size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.base.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.inference.onnx_graph import OnnxGraph
    from app.inference.segmenting.feed import Room

LARGEST_MASK, MOST_MASKS = 4096, 16


def answers_of(decoder: OnnxGraph) -> tuple[str, ...]:
    """The outputs for masks and, where there is one, for how sure each is.

    Masks as the network made them come first: the large ones of some exports are cut to the sides
    of the picture they were exported with.
    """
    names = list(decoder.outputs)
    masks = [name for name in names if "low_res" in name] or [n for n in names if "mask" in n]
    scores = [name for name in names if "iou" in name or "score" in name]
    return (*(masks or names)[:1], *scores[:1])


def planes_of(masks: NDArray[Any], name: str) -> NDArray[np.float32]:
    """All masks, `(count, rows, columns)`; above 0 is inside.

    Raises:
        ModelError: they are none, or of an absurd size.
    """
    rows, columns = masks.shape[-2:] if masks.ndim >= 2 else (0, 0)
    count = masks.size // max(1, rows * columns)
    if not (0 < max(rows, columns) <= LARGEST_MASK and 0 < count <= MOST_MASKS):
        raise ModelError(f"{name} gives no masks; get another decoder.")
    return np.asarray(masks.reshape(count, rows, columns), np.float32)


def best_of(count: int, scores: NDArray[Any] | None, points: int) -> int:
    """Which mask to take, as segment-anything does it.

    Of four the first is for prompts that leave no doubt, the others for a single click, which may
    mean a part or the whole; else the surest.
    """
    if scores is None or scores.size != count:
        return 0
    if count == 4:
        return 0 if points > 2 else 1 + int(np.argmax(scores.ravel()[1:]))
    return int(np.argmax(scores))


def spread(plane: NDArray[np.float32], room: Room, width: int, height: int) -> NDArray[np.float32]:
    """A mask's values at the middles of the source's pixels, between its own by straight lines."""
    rows, columns = plane.shape
    above, below, far = _between(rows, room.span[1] / room.whole[1], height)
    tall = plane[above] * (1 - far)[:, None] + plane[below] * far[:, None]
    left, right, far = _between(columns, room.span[0] / room.whole[0], width)
    return np.asarray(tall[:, left] * (1 - far) + tall[:, right] * far, np.float32)


def _between(
    cells: int, share: float, count: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """The cells before and after each of `count` places, and how far it lies from the first."""
    places = ((np.arange(count) + 0.5) / count * share * cells - 0.5).clip(0, cells - 1)
    before = places.astype(np.intp)
    after = np.minimum(before + 1, cells - 1)
    return before, after, (places - before).astype(np.float32)

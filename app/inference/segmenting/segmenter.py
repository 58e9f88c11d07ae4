"""Masks from clicks and a box, by a pair of ONNX files: an encoder and a decoder.

The encoder looks at a picture once (seconds); the decoder answers each click (tens of
milliseconds). The decoder's interface is that of segment-anything's ONNX export
(A. Kirillov et al., "Segment Anything", ICCV 2023), as its relatives have it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.base.errors import ModelError
from app.inference.onnx_graph import OnnxGraph
from app.inference.segmenting.feed import Room, feed_of
from app.inference.segmenting.masks import answers_of, best_of, planes_of, spread
from app.inference.segmenting.prompt import Prompt, point_inputs

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.cancel import CancelToken

MOST_EMBEDDING = 512 << 20
"""Bytes of what an encoder may give for one picture."""

_STRIDE = 16
"""Units of a point for one cell of the embedding, in all networks of the family."""

_PROMPT = ("point_coords", "point_labels", "mask_input", "has_mask_input", "orig_im_size")


@dataclass(frozen=True, slots=True)
class Embedding:
    """What the encoder made of one picture: values by the decoder's inputs, and where it lies."""

    values: dict[str, NDArray[Any]]
    room: Room

    @property
    def main(self) -> NDArray[Any]:
        """The embedding proper, `(1, channels, rows, columns)`, among finer ones."""
        named = [each for name, each in self.values.items() if "image_embed" in name]
        return (named or list(self.values.values()))[0]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(each.nbytes for each in self.values.values())


class Segmenter:
    """The pair. One thread uses it; any other may `stop` it."""

    def __init__(self, encoder: Path, decoder: Path) -> None:
        """Open both.

        Raises:
            ModelError: a file is damaged, or the two are no such pair; says which and why.
        """
        self._encoder, self._decoder = OnnxGraph(encoder), OnnxGraph(decoder)
        self._inputs = point_inputs(self._decoder)
        self._given = _given(self._encoder, self._decoder)
        stretched = any("high_res" in name for name in self._given)
        self._feed = feed_of(self._encoder, free=self._inputs.of_any_size, stretched=stretched)
        self._answers = answers_of(self._decoder)

    def stop(self) -> None:
        """End what runs now; it raises `Cancelled` where it runs."""
        self._encoder.stop()
        self._decoder.stop()

    def check(self) -> None:
        """Ask for a mask on a black picture: whether the pair does what its inputs promise.

        Raises:
            ModelError: it does not.
        """
        black = np.zeros((self._feed.side, self._feed.side, 3), np.uint8)
        self.mask(self.embedding(black), Prompt(inside=((8.0, 8.0),)), 16, 16)

    def embedding(self, pixels: NDArray[np.uint8], cancel: CancelToken | None = None) -> Embedding:
        """Look at an `(h, w, 3)` R'G'B' picture of any size.

        Raises:
            Cancelled: the token was set, or `stop` called.
            ModelError: the encoder fails, or gives too much.
        """
        feeds = {self._feed.port.name: self._feed.picture(pixels)}
        found = self._encoder.run(feeds, list(self._given.values()), cancel)
        made = Embedding(dict(zip(self._given, found, strict=True)), Room((1, 1), (1, 1), (1, 1)))
        if made.size > MOST_EMBEDDING or made.main.ndim != 4:
            raise ModelError(f"{self._encoder.name} gives no embedding of a picture; get another.")
        units = _STRIDE * max(made.main.shape[2:])
        height, width = pixels.shape[:2]
        return Embedding(made.values, self._feed.room(height, width, units))

    def mask(
        self, embedding: Embedding, prompt: Prompt, width: int, height: int
    ) -> NDArray[np.bool_]:
        """The object, `(height, width)`: the size of the source, whatever was looked at.

        Raises:
            Cancelled: `stop` was called.
            ModelError: the decoder fails, gives no masks, or takes fewer points.
        """
        room = embedding.room
        across, down = room.span[0] / width, room.span[1] / height
        feeds = embedding.values | self._beside(embedding)
        feeds |= self._inputs.feeds(prompt, across, down)
        masks, *scores = self._decoder.run(feeds, self._answers)
        planes = planes_of(masks, self._decoder.name)
        best = best_of(len(planes), scores[0] if scores else None, prompt.count)
        return spread(planes[best], room, width, height) > 0

    def _beside(self, embedding: Embedding) -> dict[str, NDArray[Any]]:
        """No mask to go on from, and the size of the picture."""
        side = 4 * max(embedding.main.shape[2:])
        made: dict[str, NDArray[Any]] = {}
        for name, port in self._decoder.inputs.items():
            if name == "mask_input":
                made[name] = np.zeros((1, 1, *(n or side for n in port.shape[-2:])), port.dtype)
            elif name == "has_mask_input":
                made[name] = np.zeros(1, port.dtype)
            elif name == "orig_im_size":
                size = np.array(embedding.room.asked, port.dtype)
                made[name] = size[None] if len(port.shape) == 2 else size
        return made


def _given(encoder: OnnxGraph, decoder: OnnxGraph) -> dict[str, str]:
    """The encoder's output for each input of the decoder that is none of the prompt's."""
    wanted = [name for name in decoder.inputs if not name.endswith(_PROMPT)]
    made = {name: name for name in wanted if name in encoder.outputs}
    left = [name for name in wanted if name not in made]
    others = [name for name in encoder.outputs if name not in made.values()]
    if len(left) == 1 and len(others) == 1:  # the one says “embeddings”, say, and means the same
        made[left[0]] = others[0]
    elif left or not made:
        lacking = ", ".join(left or ["image_embeddings"])
        raise ModelError(
            f"{encoder.name} does not give {lacking}, which {decoder.name} takes; "
            "the two do not belong together."
        )
    return made

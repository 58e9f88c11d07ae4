"""Finding an object by clicks and a box, with a model the user has added."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.annotations.masks import Mask

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.base.cancel import CancelToken
    from app.inference.catalogue import ModelCard
    from app.inference.segmenting.prompt import Prompt
    from app.inference.segmenting.segmenter import Embedding, Segmenter
    from app.inference.weights_store import WeightsStore

ARCHITECTURE = "sam"

MOST_KEPT = 256 << 20
"""Bytes of what was seen on frames, so that coming back to one costs nothing."""


@dataclass(frozen=True)
class PromptRequest:
    """What to look for.

    Attributes:
        model: Id of the one to ask.
        picture: `(h, w, 3)` uint8.
        width, height: Of the source, which the mask is made for.
        prompt: In pixels of the source.
    """

    model: str
    picture: NDArray[np.uint8]
    width: int
    height: int
    prompt: Prompt


class Prompter:
    """Keeps the model and what it has seen. One thread finds; any other may `stop` it."""

    def __init__(self) -> None:
        self._model = ""
        self._pair: Segmenter | None = None
        self._seen: OrderedDict[bytes, Embedding] = OrderedDict()

    def find(self, request: PromptRequest, cancel: CancelToken) -> Mask | None:
        """The object; None where there is nothing. Seconds for a new picture, else much less.

        Raises:
            ModelError: the model is gone, damaged, or takes fewer points.
            Cancelled: the token was set, or `stop` called.
        """
        pair = self._opened(request.model)
        seen = self._looked_at(pair, request.picture, cancel)
        cancel.check()
        bits = pair.mask(seen, request.prompt, request.width, request.height)
        mask = Mask.from_array(bits)
        return mask if mask.area else None

    def stop(self) -> None:
        """End what runs now, once the token of what was asked for is set."""
        if self._pair is not None:
            self._pair.stop()

    def _opened(self, model: str) -> Segmenter:
        from app.inference.catalogue import Catalogue
        from app.inference.segmenting.segmenter import Segmenter
        from app.inference.weights_store import WeightsStore

        if self._pair is None or self._model != model:
            card = Catalogue.load().find(model)
            path = WeightsStore().path(card)
            self._seen.clear()
            self._pair = Segmenter(path, path.with_name(card.companions[0].name))
            self._model = model
        return self._pair

    def _looked_at(
        self, pair: Segmenter, picture: NDArray[np.uint8], cancel: CancelToken
    ) -> Embedding:
        """By the pixels themselves: a frame may be shown first small and then whole."""
        key = hashlib.blake2b(picture.tobytes() + bytes(str(picture.shape), "ascii")).digest()
        if key not in self._seen:
            self._seen[key] = pair.embedding(picture, cancel)
        self._seen.move_to_end(key)
        while len(self._seen) > 1 and sum(one.size for one in self._seen.values()) > MOST_KEPT:
            self._seen.popitem(last=False)
        return self._seen[key]


def pairs_here(store: WeightsStore) -> list[ModelCard]:
    """The models that can be asked: whole and of the right kind. Reads whole files once."""
    from app.inference.catalogue import Catalogue

    cards = Catalogue.load().by_task("segment")
    ours = (card for card in cards if card.architecture == ARCHITECTURE and card.companions)
    return [card for card in ours if store.find(card) is not None]

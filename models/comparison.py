"""Every model of a task beside the classical methods, on the same pictures in one run."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from app.base.cancel import CancelToken
from app.base.errors import ModelError
from app.inference.network import NetworkTraits
from app.inference.network_pool import NetworkPool
from app.inference.quality.deblocking import STRENGTH
from app.inference.quality.measuring import measure
from app.inference.quality.pictures import imresize, to_picture
from app.inference.weights_store import WeightsStore
from app.render.quality import coded_film

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from app.inference.catalogue import Catalogue, ModelCard
    from app.inference.network import Network
    from app.inference.quality.measure import Measure

NLM_STRENGTHS = (10, 15, 20, 25)
"""Of OpenCV's non-local means; the best one is shown, chosen on the very pictures: generous."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Attributes:
        name: Of the model or method.
        kind: "built in", "library", "classical" or "published".
        values: dB by name of the set; a published value may be of other pictures, see `note`.
        pace: Megapixels of input per second on this machine; None where nothing ran here.
        weights: Parameters' bytes, None for methods without.
        note: What to know about it.
    """

    name: str
    kind: str
    values: dict[str, float] = field(default_factory=dict)
    pace: float | None = None
    weights: int | None = None
    note: str = ""


class Classical:
    """A method without weights in the form of a network; the noise level is not told to it."""

    def __init__(self, work: Callable[[Any], Any], scale: int = 1) -> None:
        self._work = work
        self.traits = NetworkTraits(scale)

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        """`(1, 3, H, W)` in [0, 1], by way of bytes."""
        made = self._work(to_picture(pictures)).astype(np.float32) / 255.0
        return torch.from_numpy(made.transpose(2, 0, 1)[None].copy())


def enlarged(picture: NDArray[np.uint8], scale: int) -> NDArray[np.uint8]:
    """Bicubic, as MATLAB's `imresize`."""
    return imresize(picture, picture.shape[0] * scale, picture.shape[1] * scale)


def smoothed(picture: NDArray[np.uint8], strength: float) -> NDArray[np.uint8]:
    """OpenCV's `fastNlMeansDenoisingColored` with its usual windows."""
    import cv2

    bgr = np.ascontiguousarray(picture[..., ::-1])
    made = cv2.fastNlMeansDenoisingColored(bgr, None, strength, strength, 7, 21)
    return np.ascontiguousarray(made[..., ::-1], np.uint8)


def stylised(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """OpenCV's `stylization` as it comes."""
    import cv2

    made = cv2.stylization(np.ascontiguousarray(picture[..., ::-1]))
    return np.ascontiguousarray(made[..., ::-1], np.uint8)


def rows(catalogue: Catalogue, task: str, scale: int, images: Path) -> list[Row]:
    """Classical methods first, then every model of the task whose weights are here."""
    cards = [card for card in catalogue.all() if card.task == task and card.scale == scale]
    if not cards:
        return []
    own = sorted(cards, key=lambda card: (not card.id.startswith("reel-"), card.size))
    return [*_classical(own[0], scale, images), *_models(catalogue, own, images)]


def _classical(card: ModelCard, scale: int, images: Path) -> Iterator[Row]:
    plain = replace(card, input=replace(card.input, past=0, future=0, colour="rgb"))
    if card.task == "upscale":
        bicubic = Classical(lambda picture: enlarged(picture, scale), scale)
        yield _row("bicubic", "classical", plain, bicubic, images)
        return
    if card.task == "deblock":
        left_alone = Classical(lambda picture: picture)
        yield replace(_row("as compressed", "classical", plain, left_alone, images), pace=None)
        return
    if card.task == "style":
        yield _row("OpenCV stylization", "classical", plain, Classical(stylised), images)
        return
    tried = [
        _row(
            "OpenCV non-local means",
            "classical",
            plain,
            Classical(partial(smoothed, strength=strength)),
            images,
            f"best of h = {', '.join(map(str, NLM_STRENGTHS))}: {strength}",
        )
        for strength in NLM_STRENGTHS
    ]
    yield max(tried, key=lambda row: sum(row.values.values()))


def _models(catalogue: Catalogue, cards: list[ModelCard], images: Path) -> Iterator[Row]:
    with NetworkPool(catalogue, WeightsStore(), torch.device("cpu"), "fp32", CancelToken()) as pool:
        for card, kind, network in _present(pool, cards):
            yield _row(card.id, kind, card, network, images)


def _present(
    pool: NetworkPool, cards: Iterable[ModelCard]
) -> Iterator[tuple[ModelCard, str, Network]]:
    """The models whose weights are on this machine, and whether they are ours."""
    store = WeightsStore()
    for card in cards:
        if store.find(card) is not None:
            with pool.borrow(card.id) as network:
                yield card, "built in" if card.id.startswith("reel-") else "library", network


def coded_rows(catalogue: Catalogue, images: Path) -> list[Row]:
    """Enlarging coded film twice: bicubic, all that see one frame, and cleaning it before."""
    plain = catalogue.find("reel-upscale-x2")
    bicubic = Classical(lambda picture: enlarged(picture, 2), 2)
    rows = [_coded_row("bicubic", "classical", plain, bicubic, images)]
    cards = [card for card in catalogue.all() if coded_film.measures(card) and card.scale == 2]
    ours = sorted(cards, key=lambda card: (not card.id.startswith("reel-"), card.size))
    with NetworkPool(catalogue, WeightsStore(), torch.device("cpu"), "fp32", CancelToken()) as pool:
        for card, kind, network in _present(pool, ours):
            rows.append(_coded_row(card.id, kind, card, network, images))
        with pool.borrow("reel-deblock") as first, pool.borrow(plain.id) as second:
            both = _Cleaned(first, second)
            name = f"reel-deblock, then {plain.id}"
            weights = plain.size + catalogue.find("reel-deblock").size
            row = _coded_row(name, "two built in", plain, both, images)
            rows.append(replace(row, weights=weights))
    return rows


class _Cleaned:
    """Takes compression out of pictures before a network enlarges them."""

    def __init__(self, first: Network, second: Network) -> None:
        self._first, self._second = first, second
        self.traits = second.traits

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        return self._second(self._first(pictures, STRENGTH))


def _coded_row(name: str, kind: str, card: ModelCard, network: Network, images: Path) -> Row:
    more = coded_film.measures(card)
    wanted = {each.name(folder) for each in more for folder in each.sets}
    return _row(name, kind, card, network, images, wanted=wanted, more=more)


def _row(
    name: str,
    kind: str,
    card: ModelCard,
    network: Network,
    images: Path,
    note: str = "",
    wanted: Container[str] | None = None,
    more: tuple[Measure, ...] = (),
) -> Row:
    watch = _Watch(network)
    try:
        figures = measure(card, watch, images, wanted, more)
    except ModelError as error:
        return Row(name, kind, note=str(error))
    weights = None if kind == "classical" else card.size
    values = {f.set: f.value for f in figures if "gain" not in f.metric}
    return Row(name, kind, values, watch.pace, weights, note)


class _Watch:
    """Passes calls on and looks at the clock; the first call warms up and does not count."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._pixels = 0
        self._seconds = 0.0
        self._warm = False
        self.traits = network.traits
        self.device = getattr(network, "device", torch.device("cpu"))

    @property
    def pace(self) -> float | None:
        """Megapixels of input per second."""
        return self._pixels / 1e6 / self._seconds if self._seconds else None

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        began = time.perf_counter()
        made = self._network(pictures, sigma)
        if self._warm:
            self._seconds += time.perf_counter() - began
            self._pixels += pictures.shape[-2] * pictures.shape[-1]
        self._warm = True
        return made

"""The figures of any card, measured anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.inference.catalogue import Catalogue, Figure, ModelCard
    from app.inference.weights_store import WeightsStore

    Measurement = Callable[[ModelCard, Path], list[Figure]]


def measured(
    card: ModelCard,
    catalogue: Catalogue,
    store: WeightsStore,
    images: Path,
    device: str,
    cancel: CancelToken,
) -> list[Figure]:
    """The figures that a card has, or all there are of its task where it has none.

    Args:
        card: Of a model whose weights are here.
        catalogue, store: Where those are found.
        images: Folder of benchmark pictures; `clips/` and `masks/` lie beside it.
        device: Where to measure networks that make pictures; others choose for themselves.
        cancel: Heard between tiles.

    Raises:
        ModelError: there is no measure, or weights or material are missing.
        AppError: a library is missing, or a clip cannot be read.
        Cancelled: as asked.
    """
    if card.task in (own := measurements()):
        return own[card.task](card, images.parent)
    from app.inference.device import choose_device
    from app.inference.network_pool import NetworkPool
    from app.inference.quality.measuring import measure
    from app.render.quality import coded_film

    wanted = {figure.set for figure in card.quality} or None
    with (
        NetworkPool(catalogue, store, choose_device(device), "fp32", cancel) as pool,
        pool.borrow(card.id) as network,
    ):
        return measure(card, network, images, wanted, coded_film.measures(card))


def measurements() -> dict[str, Measurement]:
    """Those of networks that look or listen and give no pictures, by their task."""
    from app.render.quality.cutting import cuts_known
    from app.render.quality.finding import faces_found, things_found
    from app.render.quality.following import followed
    from app.render.quality.knowing_again import known_again
    from app.render.quality.listening import speech_heard
    from app.render.quality.naming import named
    from app.render.quality.reading import text_read

    return {
        "detect": things_found,
        "faces": faces_found,
        "track": followed,
        "features": known_again,
        "classify": named,
        "text": text_read,
        "voice": speech_heard,
        "shots": cuts_known,
    }

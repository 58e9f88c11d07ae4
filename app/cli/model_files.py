"""`reelwright models get` and `add`: weights onto this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.base.cancel import CancelToken
from app.base.errors import ModelError
from app.cli.columns import facts
from app.cli.json_output import put_json
from app.cli.model_lists import document, licence_rows
from app.cli.progress_line import ProgressLine
from app.cli.running import on_worker, put, say

if TYPE_CHECKING:
    from app.inference.catalogue import ModelCard
    from app.inference.weights_store import WeightsStore


def get(
    models: Annotated[list[str], typer.Argument(metavar="MODEL", help="Ids of models.")],
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")] = False,
) -> None:
    """Fetch the weights of models.

    The licence is shown first. An interrupted download goes on where it stopped.

    \b
    JSON: a list of what `models show --json` gives.
    """
    from app.inference.catalogue import Catalogue
    from app.inference.weights_store import WeightsStore

    catalogue, store = Catalogue.load(), WeightsStore()
    cards = [catalogue.find(model) for model in models]
    paths = [_fetched(card, store) for card in cards]
    if json:
        put_json([document(card, path) for card, path in zip(cards, paths, strict=True)])
        return
    for card, path in zip(cards, paths, strict=True):
        put(f"{card.id}: {path}")


def _fetched(card: ModelCard, store: WeightsStore) -> Path:
    if store.find(card) is None:
        say(facts([("model", f"{card.id}: {card.title}"), *licence_rows(card)]))
    with ProgressLine(unit="bytes") as line:

        def work(cancel: CancelToken) -> Path:
            return store.get(card, line, cancel)

        return on_worker(work, line.stopping)


def add(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Weights: .pth, .safetensors, .onnx …")
    ],
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")] = False,
) -> None:
    """Add a weights file of your own; a copy is kept.

    \b
    JSON: what `models show --json` gives.
    """
    from app.inference.weights_store import WeightsStore

    if not file.is_file():
        raise ModelError(f"There is no file {file}; check the name.")
    store = WeightsStore()
    card = on_worker(lambda cancel: store.add(file))
    path = store.path(card)
    if json:
        put_json(document(card, path))
        return
    scale = f", ×{card.scale}" if card.scale > 1 else ""
    put(f"{card.id}: {card.architecture} for {card.task}{scale}, kept as {path}")
    say("Its licence is not known to this program; read it where the file came from.")

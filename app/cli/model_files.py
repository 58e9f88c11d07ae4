"""`reelwright models get` and `add`: weights onto this machine."""

from __future__ import annotations

from enum import StrEnum
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
    from app.inference.probing import Finding
    from app.inference.weights_store import WeightsStore


class White(StrEnum):
    """Answers to what white is inside a network."""

    FOUND_OUT = "auto"
    ONE = "1"
    FULL = "255"


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
    task: Annotated[
        str, typer.Option(help="What it is for: upscale, restore, denoise …; else assumed.")
    ] = "",
    white: Annotated[
        White, typer.Option("--range", help="Value of white inside it; else found out.")
    ] = White.FOUND_OUT,
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")] = False,
) -> None:
    """Add a weights file of your own; a copy is kept.

    An ONNX file is tried on a test picture first; you are told what was found out and what is
    only assumed.

    Of an encoder and a decoder that find objects from clicks, name either; the other one is taken
    from beside it.

    \b
    JSON: what `models show --json` gives.
    """
    from app.inference.weights_store import WeightsStore

    if not file.is_file():
        raise ModelError(f"There is no file {file}; check the name.")
    store = WeightsStore()
    value = 0 if white is White.FOUND_OUT else int(white.value)
    finding = on_worker(lambda cancel: _finding(file))
    if finding is not None:
        say(" ".join(sentences(finding, asked=bool(value), task=task)))
        value = value or finding.white
    card = on_worker(lambda cancel: store.add(file, task=task, white=value))
    path = store.path(card)
    if json:
        put_json(document(card, path))
        return
    scale = f", ×{card.scale}" if card.scale > 1 else ""
    put(f"{card.id}: {card.architecture} for {card.task}{scale}, kept as {path}")
    say("Its licence is not known to this program; read it where the file came from.")


def _finding(file: Path) -> Finding | None:
    from app.inference.probing import what_is  # draws in torch: only when asked

    return what_is(file)


def sentences(finding: Finding, *, asked: bool, task: str) -> list[str]:
    """What a network does, for people; `asked`: its range was told by the user."""
    size = f"{finding.scale} times as large" if finding.scale > 1 else "in the same size"
    told = [f"It takes {'colour' if finding.colour else 'gray'} pictures and gives them {size}."]
    if finding.multiple > 1:
        told.append(f"Sides are filled up to multiples of {finding.multiple}.")
    if finding.sure:
        told.append(f"White is {finding.white} inside: a test picture came back only so.")
    elif not asked:
        told.append("White is taken to be 1 inside; if pictures look wrong, try --range 255.")
    if not task and len(finding.tasks) > 1:
        rest = ", ".join(finding.tasks[1:])
        told.append(f"It is kept for {finding.tasks[0]}; --task changes that: {rest}.")
    return told

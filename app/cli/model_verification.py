"""`reelwright models verify`: are the weights what their cards say, and as good?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled, ModelError, UsageError
from app.base.progress import Progress
from app.cli.columns import columns
from app.cli.json_output import put_json
from app.cli.progress_line import ProgressLine
from app.cli.running import on_worker, put

if TYPE_CHECKING:
    from app.inference.catalogue import Catalogue, Figure, ModelCard
    from app.inference.weights_store import WeightsStore

TOLERANCE_DB, TOLERANCE_SHARE = 0.05, 0.02
"""What measured quality may fall below a card: the last digit depends on the machine's rounding,
and of things that are counted one may tip over."""

State = Literal["intact", "damaged", "absent"]


@dataclass(frozen=True, slots=True)
class Check:
    """How one model fared.

    Attributes:
        model: Its id.
        state: Of its files.
        ok: Whether anything is wrong; absent weights are not, unless they were asked for.
        problem: A sentence, or "".
        quality: Measured figures, when asked for.
    """

    model: str
    state: State
    ok: bool
    problem: str = ""
    quality: tuple[Figure, ...] = ()


def verify(
    models: Annotated[
        list[str] | None, typer.Argument(metavar="MODEL", help="Ids; all when left away.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every model, as when none is named.")
    ] = False,
    builtin: Annotated[
        bool, typer.Option("--builtin", help="Only the models that come with the program.")
    ] = False,
    quality: Annotated[
        bool, typer.Option("--quality", help="Measure quality too and compare it with the card.")
    ] = False,
    images: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Folder with Set5, Set14, CBSD68_12, Kodak24; clips/ and masks/ lie beside it. "
            "By default images/ in the folder that REELWRIGHT_TEST_MEDIA names.",
        ),
    ] = None,
    device: Annotated[
        str, typer.Option(metavar="D", help="Where to measure: auto, cpu, cuda …")
    ] = "auto",
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")] = False,
) -> None:
    """Check the weights on this machine.

    Their digests are compared with those of the cards; the exit code is 1 if any is wrong.

    \b
    JSON: a list of model, state (intact, damaged, absent), ok, problem, quality (set,
    metric, value, condition).
    """
    from app.inference.catalogue import Catalogue

    if every and (models or builtin):
        raise UsageError("Name models, or --builtin, or --all: one of the three.")
    catalogue = Catalogue.load()
    cards = _chosen(catalogue, models or [], builtin)
    benchmark = _benchmark(images) if quality else None
    wanted = bool(models) or builtin
    checks = _run(catalogue, cards, wanted, benchmark, device)
    put_json(checks) if json else put(_table(checks))
    failed = [check.model for check in checks if not check.ok]
    if failed:
        raise ModelError(f"Not in order: {', '.join(failed)}; fetch or add them again.")


def _chosen(catalogue: Catalogue, models: Sequence[str], builtin: bool) -> list[ModelCard]:
    from app.inference.catalogue import BuiltinSource

    cards = [catalogue.find(model) for model in models] or list(catalogue.all())
    if builtin:
        cards = [c for c in cards if isinstance(c.source, BuiltinSource) and not c.added]
    return cards


def _benchmark(images: Path | None) -> Path:
    media = os.environ.get("REELWRIGHT_TEST_MEDIA")
    folder = images or (Path(media) / "images" if media else None)
    if folder is None or not folder.is_dir():
        raise UsageError("Quality is measured on benchmark pictures; name them by --images FOLDER.")
    return folder


def _run(
    catalogue: Catalogue,
    cards: list[ModelCard],
    wanted: bool,
    images: Path | None,
    device: str,
) -> list[Check]:
    with ProgressLine() as line:

        def work(cancel: CancelToken) -> list[Check]:
            return list(_checks(catalogue, cards, wanted, images, device, line, cancel))

        return on_worker(work, line.stopping)


def _checks(
    catalogue: Catalogue,
    cards: list[ModelCard],
    wanted: bool,
    images: Path | None,
    device: str,
    line: ProgressLine,
    cancel: CancelToken,
) -> Iterator[Check]:
    from app.inference.weights_store import WeightsStore

    store = WeightsStore()
    for card in cards:
        cancel.check()
        line(Progress(0, stage=f"Checking {card.id}"))
        check = _file_check(store, card, wanted)
        if images is not None and check.state == "intact" and (card.quality or wanted):
            check = _quality_check(catalogue, store, card, images, device, cancel)
        yield check


def _file_check(store: WeightsStore, card: ModelCard, wanted: bool) -> Check:
    if store.find(card) is not None:
        return Check(card.id, "intact", True)
    try:
        store.path(card)
    except ModelError as error:
        # The store's sentence alone tells damaged files from absent ones; those that come with
        # the program are never rightly absent.
        damaged = "damaged" in str(error)
        return Check(
            card.id, "damaged" if damaged else "absent", not damaged and not wanted, str(error)
        )
    return Check(card.id, "intact", True)


def _quality_check(
    catalogue: Catalogue,
    store: WeightsStore,
    card: ModelCard,
    images: Path,
    device: str,
    cancel: CancelToken,
) -> Check:
    from app.render.quality.measuring import measured

    try:
        figures = tuple(measured(card, catalogue, store, images, device, cancel))
    except Cancelled:
        raise
    except AppError as error:
        return Check(card.id, "intact", False, str(error))
    problem = "; ".join(_shortfalls(card, figures))
    return Check(card.id, "intact", not problem, problem, figures)


def _shortfalls(card: ModelCard, figures: Sequence[Figure]) -> Iterator[str]:
    found = {(figure.set, figure.metric): figure for figure in figures}
    for promised in card.quality:
        figure = found.get((promised.set, promised.metric))
        told = f"{promised.value:g} {promised.metric}"
        if figure is None:
            yield f"{promised.set}: {told} was not measured; its pictures are not there"
        elif figure.condition != promised.condition:
            yield f"{promised.set}: {told} was measured otherwise: {figure.condition}"
        elif figure.value < promised.value - _tolerance(promised):
            yield f"{promised.set}: {figure.value:g} instead of {told}"


def _tolerance(figure: Figure) -> float:
    return TOLERANCE_DB if figure.metric.endswith("dB") else TOLERANCE_SHARE


def _table(checks: Sequence[Check]) -> str:
    rows = []
    for check in checks:
        figures = ", ".join(f"{f.set} {f.value:g} {f.metric}" for f in check.quality)
        rows.append((check.model, check.state, figures if check.ok else check.problem))
    return columns(rows)

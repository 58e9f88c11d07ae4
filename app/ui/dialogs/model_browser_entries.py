"""What the model browser shows of a model, and which ones, in which order. Pure but for reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.ui.language import tr, tr_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from app.base.progress import Progress
    from app.inference.catalogue import Figure, ModelCard
    from app.inference.speed import ModelSpeed
    from app.inference.weights_store import WeightsStore

LIGHT = 20_000_000
"""Bytes of weights up to which a model that was never measured is taken to run without a GPU."""

SLOWEST = 0.5
"""Frames per second on the processor from which on it counts as running without a GPU."""

WORST_DB, BEST_DB = 20.0, 42.0
"""Ends of the quality bar where quality is told in decibels; else it goes from 0 to 1."""

SORTS = ("quality", "name", "size", "speed")
FILTERS = ("commercial", "here", "processor")


@dataclass(frozen=True, slots=True)
class Entry:
    """A model on this machine.

    Attributes:
        card: Everything about it.
        state: "intact", "damaged" or "absent".
        removable: Whether files of it can be deleted here.
        speed: As measured here; None: not yet.
        progress: While it is being fetched.
        busy: A word while something else is done with it, or "".
        fault: What went wrong last, or "".
    """

    card: ModelCard
    state: str = "absent"
    removable: bool = False
    speed: ModelSpeed | None = None
    progress: Progress | None = None
    busy: str = ""
    fault: str = ""

    @property
    def here(self) -> bool:
        """Whether it can be used now."""
        return self.state == "intact"

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.card.files)

    @property
    def quality(self) -> float | None:
        """The first figure of its card."""
        figures = self.card.quality
        return figures[0].value if figures else None

    @property
    def runs_without_gpu(self) -> bool:
        """Measured quick enough on the processor, or light while not measured."""
        if self.speed is not None and not self.speed.gpu:
            return self.speed.fps >= SLOWEST
        return self.size <= LIGHT


@dataclass(frozen=True, slots=True)
class Listing:
    """All models, and the bytes of the models folder."""

    entries: tuple[Entry, ...]
    folder: Path
    folder_bytes: int

    def changed(self, model: str, **fields: object) -> Listing:
        """The same with other fields of one entry."""
        entries = tuple(
            replace(each, **fields) if each.card.id == model else each  # type: ignore[arg-type]
            for each in self.entries
        )
        return replace(self, entries=entries)


def read_listing(store: WeightsStore) -> Listing:
    """Look at cards, weights and notes; hashes files the first time, so only on a worker."""
    from app.inference.catalogue import Catalogue
    from app.inference.speed import SpeedNotes

    speeds = SpeedNotes().all()
    entries = tuple(
        Entry(card, store.state(card), store.holds(card), speeds.get(card.sha256))
        for card in Catalogue.load().all()
    )
    folder = store.downloads
    size = sum(each.stat().st_size for each in folder.glob("*") if each.is_file())
    return Listing(entries, folder, size)


def chosen(
    entries: Iterable[Entry], task: str, text: str, filters: Iterable[str], sort: str
) -> list[Entry]:
    """The entries to show, in order; `task` "" means all."""
    words, filters = text.casefold().split(), frozenset(filters)
    found = [
        entry
        for entry in entries
        if (not task or entry.card.task == task) and _has(entry, words) and _passes(entry, filters)
    ]
    orders = {
        "name": lambda entry: entry.card.title.casefold(),
        "size": lambda entry: entry.size,
        "speed": lambda entry: -(entry.speed.fps if entry.speed else -1),
        # dB of two tasks, or of ×2 and ×4, say nothing beside each other
        "quality": lambda entry: (entry.card.task, entry.card.scale, -(entry.quality or -1)),
    }
    return sorted(found, key=orders[sort])


def task_counts(entries: Sequence[Entry]) -> list[tuple[str, int]]:
    """(task, how many), in the order of the cards' own list; "" is all."""
    from app.inference.card_file import TASKS

    counts = [(task, sum(entry.card.task == task for entry in entries)) for task in TASKS]
    return [("", len(entries)), *(pair for pair in counts if pair[1])]


def task_words(task: str) -> str:
    """A task in the user's language."""
    if task == "track":  # a track of the timeline is another word in other languages
        return tr("Tracking")
    return tr_data(task.capitalize()) if task else tr("All tasks")


def figure_words(figure: Figure) -> str:
    """A measured value in few digits; what it is a share of is too long for the bar."""
    decibels = figure.metric.endswith("dB")
    return f"{figure.value:.1f} dB" if decibels else f"{figure.value:.2f}"


def share_of(figure: Figure) -> float:
    """How far the quality bar goes, in [0, 1] unless beyond its ends."""
    if not figure.metric.endswith("dB"):
        return figure.value
    return (figure.value - WORST_DB) / (BEST_DB - WORST_DB)


def _has(entry: Entry, words: Iterable[str]) -> bool:
    card = entry.card
    told = f"{card.id} {card.title} {card.summary} {card.licence} {tr_data(card.title)}".casefold()
    return all(word in told for word in words)


def _passes(entry: Entry, filters: frozenset[str]) -> bool:
    allowed = entry.card.commercial_use in ("yes", "share-alike")
    return (
        ("commercial" not in filters or allowed)
        and ("here" not in filters or entry.here)
        and ("processor" not in filters or entry.runs_without_gpu)
    )

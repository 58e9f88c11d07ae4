"""Listing, fetching, measuring, adding and removing models, away from the GUI thread."""

from __future__ import annotations

import threading
import urllib.error
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled
from app.inference.weights_store import WeightsStore
from app.ui.background import Background
from app.ui.dialogs.model_browser_entries import read_listing

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.inference.catalogue import ModelCard
    from app.inference.probing import Finding


class ModelWork(QObject):
    """One thread for everything quick, one for measuring, one for each download. GUI thread only.

    Signals:
        listed(Listing): everything was looked at.
        progressed(id, Progress): bytes of a download.
        fetched(id, fault): a download ended; fault is "", "cancelled", "offline" or a sentence.
        measured(id, fault): a measurement ended.
        looked_at(path, finding): a file was tried; see `probing.what_is`.
        added(id, fault): a file was taken in (id), or refused (fault).
    """

    listed = Signal(object)
    progressed = Signal(str, object)
    fetched = Signal(str, str)
    measured = Signal(str, str)
    looked_at = Signal(object, object)
    added = Signal(str, str)

    def __init__(self, store: WeightsStore | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store or WeightsStore()
        self._quick = Background("models", self)
        self._slow = Background("model speed", self)
        self._quick.answered.connect(self._take)
        self._slow.answered.connect(self._take)
        self._fetching: dict[str, tuple[threading.Thread, CancelToken]] = {}
        self._measuring: dict[str, CancelToken] = {}

    @property
    def fetching(self) -> tuple[str, ...]:
        """Ids of the models that are being downloaded."""
        return tuple(self._fetching)

    def list(self) -> None:
        """Look at everything again."""
        self._quick.ask("list", lambda: read_listing(self.store))

    def fetch(self, card: ModelCard) -> None:
        """Download the weights of a model, again if they are damaged."""
        if card.id in self._fetching:
            return
        cancel = CancelToken()
        thread = threading.Thread(target=self._fetch, args=(card, cancel), name=f"fetch {card.id}")
        self._fetching[card.id] = (thread, cancel)
        thread.start()

    def cancel_fetch(self, model: str) -> None:
        """Stop a download; what is there is kept for the next time."""
        if model in self._fetching:
            self._fetching[model][1].cancel()

    def measure(self, card: ModelCard, device: str, precision: str) -> None:
        """Measure the speed of a model that is here."""
        cancel = self._measuring[card.id] = CancelToken()
        self._slow.ask(("measure", card.id), lambda: self._measure(card, device, precision, cancel))

    def cancel_measuring(self) -> None:
        """Stop all measurements."""
        for model, cancel in self._measuring.items():
            cancel.cancel()
            self._slow.forget(("measure", model))

    def look_at(self, path: Path) -> None:
        """Find out what a file of the user's own is."""
        self._quick.ask(("look at", str(path)), lambda: _look_at(path))

    def add(self, path: Path, task: str = "", white: int = 0) -> None:
        """Take a copy of a file of the user's own, once a loader knows it."""
        self._quick.ask(("add", str(path)), lambda: self.store.add(path, task=task, white=white).id)

    def remove(self, card: ModelCard) -> None:
        """Delete the weights of a model that lie in the models folder, and look again."""
        self._quick.ask(("remove", card.id), lambda: self.store.remove(card))

    def close(self) -> None:
        """Cancel everything and join all threads."""
        self.cancel_measuring()
        for _, cancel in self._fetching.values():
            cancel.cancel()
        for thread, _ in list(self._fetching.values()):
            thread.join()
        self._fetching.clear()
        self._quick.close()
        self._slow.close()

    def _fetch(self, card: ModelCard, cancel: CancelToken) -> None:
        def report(progress: Progress) -> None:
            self.progressed.emit(card.id, progress)

        fault = ""
        try:
            if self.store.state(card) == "damaged":
                self.store.remove(card)
            self.store.get(card, report, cancel)
        except Cancelled:
            fault = "cancelled"
        except AppError as error:
            fault = "offline" if is_offline(error) else str(error)
        self._quick.ask(("fetched", card.id), lambda: fault)

    def _measure(self, card: ModelCard, device: str, precision: str, cancel: CancelToken) -> object:
        from app.inference.catalogue import Catalogue
        from app.inference.speed import SpeedNotes, measure_speed

        speed = measure_speed(card, Catalogue.load(), self.store, device, precision, cancel)  # type: ignore[arg-type]
        SpeedNotes().note(card, speed)
        return ""

    def _take(self, key: object, answer: object) -> None:
        fault = str(answer) if isinstance(answer, AppError) else ""
        fault = "cancelled" if isinstance(answer, Cancelled) else fault
        if key == "list":
            self.listed.emit(answer)
            return
        what, name = key if isinstance(key, tuple) else ("", "")
        if what == "fetched":
            if name not in self._fetching:
                return  # closed in the meantime
            self._fetching.pop(name)[0].join()
            self.fetched.emit(name, str(answer))
        elif what == "measure":
            self._measuring.pop(name, None)
            self.measured.emit(name, fault)
        elif what == "look at" and not fault:
            self.looked_at.emit(Path(name), answer)
            return
        elif what in ("add", "look at"):
            self.added.emit("" if fault else str(answer), fault)
        self.list()


def _look_at(path: Path) -> Finding | None:
    from app.inference.probing import what_is  # draws in torch: only when asked

    return what_is(path)


def is_offline(error: BaseException) -> bool:
    """Whether a download failed because no server could be reached at all."""
    cause = error.__cause__
    if isinstance(cause, urllib.error.HTTPError):
        return False
    if isinstance(cause, urllib.error.URLError):
        return isinstance(cause.reason, OSError)
    return isinstance(cause, ConnectionRefusedError)

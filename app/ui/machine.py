"""What this computer is and how quick it is, found out in the background."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.errors import AppError
from app.ui.background import Background
from app.ui.language import tr, tr_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.inference.device_memory import MemoryUse
    from app.inference.speed import ModelSpeed

CHECKED = "reel-upscale-x2"
"""The model that stands for all in the speed check: built in, so that it is always there."""


@dataclass(frozen=True, slots=True)
class MachineLoad:
    """Memory that is taken now; `gpu` None where the device has none of its own."""

    process: MemoryUse
    gpu: MemoryUse | None = None


class Machine(QObject):
    """GUI thread only; the questions are answered on one worker.

    Signals:
        described(text): a sentence for the first-run page and the status bar.
        checking(bool): whether the speed check runs.
        loaded(MachineLoad): answer to `look`.
        weights_known(dict): answer to `ask_weights`.
    """

    described = Signal(str)
    checking = Signal(bool)
    loaded = Signal(object)
    weights_known = Signal(object)

    def __init__(self, device: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._device = device
        self._words = ""
        self._background = Background("machine", self)
        self._background.answered.connect(self._take)
        self._waiting: list[Callable[[list[tuple[str, str]]], None]] = []

    @property
    def words(self) -> str:
        """The device in words; "" before it is known."""
        return self._words

    def describe(self) -> None:
        """Find out what there is, and what was measured on it before."""
        device = self._device()
        self._background.ask("describe", lambda: _describe(device))

    def check_speed(self) -> None:
        """Measure; takes some seconds."""
        device = self._device()
        self.checking.emit(True)
        self._background.ask("check", lambda: _measure(device))

    def look(self) -> None:
        """Find out how much memory is taken; nothing comes before the device is known."""
        if self._words:
            device = self._device()
            self._background.ask("load", lambda: _load(device))

    def ask_weights(self, question: Callable[[], dict[str, str]]) -> None:
        """Find out whether models are here; reads whole files the first time."""
        self._background.ask("weights", question)

    def find_devices(self, tell: Callable[[list[tuple[str, str]]], None]) -> None:
        """Tell which devices can be chosen, later."""
        self._waiting.append(tell)
        self._background.ask("devices", _devices)

    def close(self) -> None:
        """Join the worker."""
        self._background.close()

    def _take(self, key: object, answer: object) -> None:
        if key == "check":
            self.checking.emit(False)
        if key == "devices":
            waiting, self._waiting = self._waiting, []
            for tell in waiting:
                tell(answer if isinstance(answer, list) else [])
        elif isinstance(answer, MachineLoad):
            self.loaded.emit(answer)
        elif isinstance(answer, dict):
            self.weights_known.emit(answer)
        elif key in ("load", "weights"):
            return  # a device that is gone is told by whoever computes on it
        elif isinstance(answer, AppError):
            self.described.emit(str(answer))
        elif isinstance(answer, tuple):
            found, speed = answer
            self._words = _in_words(found)
            self.described.emit(_sentence(self._words, speed))


def _describe(name: str) -> tuple[str, ModelSpeed | None]:
    from app.inference.catalogue import Catalogue
    from app.inference.device import choose_device, describe
    from app.inference.speed import SpeedNotes

    card = Catalogue.load().find(CHECKED)
    return describe(choose_device(name)), SpeedNotes().all().get(card.sha256)


def _load(name: str) -> MachineLoad:
    from app.inference.device import choose_device
    from app.inference.device_memory import gpu_memory, process_memory

    return MachineLoad(process_memory(), gpu_memory(choose_device(name)))


def _measure(name: str) -> tuple[str, ModelSpeed | None]:
    from app.base.cancel import CancelToken
    from app.inference.catalogue import Catalogue
    from app.inference.device import choose_device, describe
    from app.inference.speed import SpeedNotes, measure_speed
    from app.inference.weights_store import WeightsStore

    catalogue = Catalogue.load()
    card = catalogue.find(CHECKED)
    speed = measure_speed(card, catalogue, WeightsStore(), name, "auto", CancelToken())
    SpeedNotes().note(card, speed)
    return describe(choose_device(name)), speed


def _devices() -> list[tuple[str, str]]:
    from app.inference.device import list_devices

    return list_devices()


def _in_words(device: str) -> str:
    """What the core calls a device, in the user's language; names of products stay."""
    processor = re.fullmatch(r"processor, (\d+) threads", device)
    if processor is None:
        return device
    return tr_count("processor, {n} thread", "processor, {n} threads", int(processor[1]))


def _sentence(words: str, speed: ModelSpeed | None) -> str:
    if speed is None:
        return tr("This computer: {device}. Speed: not measured yet.", device=words)
    return tr(
        "This computer: {device}. Upscale ×2 from 640 × 360 runs at about {fps} fps.",
        device=words,
        fps=f"{speed.fps:.1f}",
    )

"""The presets there are, read and written in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.errors import AppError
from app.effects.presets import Preset, PresetFolder, PresetStep, user_presets, write_preset
from app.project.model import EffectSpec
from app.ui.background import Background

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


class PresetShelf(QObject):
    """Shipped and own presets. GUI thread only.

    Signals:
        changed(): `presets` is another tuple.
        failed(sentence): what was asked for did not work.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, folder: PresetFolder | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder or user_presets()
        self.presets: tuple[Preset, ...] = ()
        self._number = 0
        self._background = Background("presets", self)
        self._background.answered.connect(self._take)
        self._do(lambda: None)

    def save(self, title: str, chain: Iterable[EffectSpec]) -> None:
        """Keep a chain under a title, in place of an own one that has it."""
        preset = Preset(title, steps_of(chain))
        self._do(lambda: self._folder.save(preset))

    def rename(self, preset: Preset, title: str) -> None:
        """Give an own one another title."""
        self._do(lambda: self._folder.rename(preset, title))

    def remove(self, preset: Preset) -> None:
        """Delete an own one."""
        self._do(lambda: self._folder.remove(preset))

    def bring_in(self, path: Path) -> None:
        """Take a copy of a file."""
        self._do(lambda: self._folder.bring_in(path))

    def write_out(self, preset: Preset, path: Path) -> None:
        """Write a file for others."""
        self._do(lambda: write_preset(preset, path))

    def close(self) -> None:
        """Join the thread once everything that was asked for is written."""
        self._background.close(finish=True)

    def _do(self, act: Callable[[], object]) -> None:
        def work() -> object:
            act()
            return self._folder.all()

        self._number += 1  # no act may replace another
        self._background.ask(self._number, work)

    def _take(self, _: object, answer: object) -> None:
        if isinstance(answer, AppError):
            self.failed.emit(str(answer))
        elif isinstance(answer, tuple) and answer != self.presets:
            self.presets = answer
            self.changed.emit()


def chain_of(preset: Preset) -> tuple[EffectSpec, ...]:
    """A preset as the project has chains."""
    return tuple(EffectSpec(step.name, step.settings, step.enabled) for step in preset.steps)


def steps_of(chain: Iterable[EffectSpec]) -> tuple[PresetStep, ...]:
    """The way back."""
    return tuple(PresetStep(spec.name, spec.settings, spec.enabled) for spec in chain)


def preset_of(chain: tuple[EffectSpec, ...], presets: Iterable[Preset]) -> Preset | None:
    """The preset that a chain is exactly, whatever the order of its settings."""
    if not chain:
        return None
    wanted = _loose(chain)
    return next((each for each in presets if _loose(chain_of(each)) == wanted), None)


def _loose(chain: tuple[EffectSpec, ...]) -> list[object]:
    return [(spec.name, dict(spec.settings), spec.enabled) for spec in chain]

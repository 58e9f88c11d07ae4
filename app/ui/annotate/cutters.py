"""Which models the magic wand can ask, and which of them it asks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.inference.weights_store import WeightsStore
from app.ui.annotate.prompting import pairs_here
from app.ui.background import Background
from app.ui.language import tr_data

if TYPE_CHECKING:
    from app.ui.annotate.toolbox import Toolbox


class Cutters(QObject):
    """Looks each time the wand is taken in hand. GUI thread only; `close` before the window goes.

    Signals:
        changed(): there are others than before.
    """

    changed = Signal()

    def __init__(self, toolbox: Toolbox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._toolbox, self._store = toolbox, WeightsStore()
        self._work = Background("models of the wand", self)
        self.models: list[tuple[str, str]] = []
        """Id and title of each."""
        self._work.answered.connect(self._answered)
        toolbox.tool_changed.connect(self._look)

    def close(self) -> None:
        """Wait for the look that is on."""
        self._work.close()

    def _look(self, tool: str) -> None:
        if tool == "wand":
            self._work.ask("models", partial(pairs_here, self._store))

    def _answered(self, _key: object, answer: object) -> None:
        """A model that was added just now is the one to use; one that is gone is not."""
        if not isinstance(answer, list):
            return  # a card somebody wrote cannot be read: the browser of models says so
        found = [(card.id, tr_data(card.title)) for card in answer]
        ids, before = [model for model, _ in found], {model for model, _ in self.models}
        fresh = [model for model in ids if model not in before]
        if fresh or self._toolbox.cutter not in ("", *ids):
            self._toolbox.set_cutter((fresh or [""])[0])
        if found != self.models:
            self.models = found
            self.changed.emit()

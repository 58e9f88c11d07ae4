"""What effects there are, learnt in the background: their code brings torch along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.errors import AppError
from app.ui.background import Background

if TYPE_CHECKING:
    from app.effects.effect import EffectKind
    from app.inference.catalogue import ModelCard


@dataclass(frozen=True, slots=True)
class Known:
    """Effects in the order of menus, and models by id."""

    kinds: tuple[EffectKind, ...]
    cards: dict[str, ModelCard]


class EffectKinds(QObject):
    """The registry of effects as the window sees it. GUI thread only.

    Signals:
        kinds_ready(): the kinds are known now; once.
        models_changed(): the list of models was read (again).
    """

    kinds_ready = Signal()
    models_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known = Known((), {})
        self._background = Background("effect kinds", self)
        self._background.answered.connect(self._take)

    @property
    def ready(self) -> bool:
        """Whether the effects are known already."""
        return bool(self._known.kinds)

    @property
    def all(self) -> tuple[EffectKind, ...]:
        """Every effect, in the order of menus; empty until `kinds_ready`."""
        return self._known.kinds

    @property
    def cards(self) -> dict[str, ModelCard]:
        """Models by id; empty until `models_changed`."""
        return self._known.cards

    def find(self, name: str) -> EffectKind | None:
        """The effect of a name; None while nothing is known, or for good when it is not known."""
        return next((kind for kind in self._known.kinds if kind.name == name), None)

    def load(self) -> None:
        """Begin to read effects and models; call it once the window is visible."""
        self._background.ask("models", load_models)
        self._background.ask("kinds", load_kinds)

    def reload_models(self) -> None:
        """Read the model cards again: one was added or removed."""
        self._background.ask("models", load_models)

    def close(self) -> None:
        """Stop and join the thread; waits for an import that runs."""
        self._background.close()

    def _take(self, key: object, answer: object) -> None:
        if isinstance(answer, AppError):
            return
        if key == "kinds" and isinstance(answer, tuple):
            self._known = Known(answer, self._known.cards)
            self.kinds_ready.emit()
        if key == "models" and isinstance(answer, dict):
            self._known = Known(self._known.kinds, answer)
            self.models_changed.emit()


def load_kinds() -> tuple[EffectKind, ...]:
    """All effects. Imports torch: seconds the first time."""
    from app.effects.registry import EFFECTS

    return EFFECTS


def load_models() -> dict[str, ModelCard]:
    """All model cards by id; reads some dozens of small files."""
    from app.inference.catalogue import Catalogue

    return {card.id: card for card in Catalogue.load().all()}


_TASKS = {
    "upscale": ("upscale",),
    "denoise": ("denoise", "restore", "deblock"),
    "low-light": ("lowlight",),
    "auto-colour": ("colour",),
}


def fits(effect: str, card: ModelCard) -> bool:
    """Whether a model can be chosen for an effect, as the effect itself would say."""
    if card.task not in _TASKS.get(effect, (effect,)):
        return False
    if effect == "upscale":
        return card.scale > 1
    return effect != "denoise" or (card.scale == 1 and max(card.input.past, card.input.future) <= 2)

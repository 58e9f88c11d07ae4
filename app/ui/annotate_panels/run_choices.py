"""How analyses are to look: asked before a run, remembered for the next one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.errors import UsageError
from app.ui.annotate_panels.run_dialog import RunDialog
from app.ui.language import tr_data
from app.ui.panels.forms.form import ModelChoice, in_place_of_models
from app.ui.panels.licence import mark_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.base.parameter import Parameter, Setting
    from app.inference.catalogue import ModelCard
    from app.ui.background import Background
    from app.ui.settings import Settings as Stored

    Then = Callable[[dict[str, Setting]], object]

_KEY = "analyses"


class RunChoices(QObject):
    """Asks in a dialog over the window. GUI thread only.

    Args:
        stored: Where choices are remembered, by analysis.
        work: Reads the catalogue of models.
        window: The dialogs stand before it.
        parent: Owns this object.

    Signals:
        model_wanted(id): the weights of a model are to be fetched.
    """

    model_wanted = Signal(str)

    def __init__(
        self, stored: Stored, work: Background, window: QWidget, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stored, self._work, self._window = stored, work, window
        self._asked: dict[str, Callable[[list[ModelChoice], set[str]], object]] = {}
        self.dialog: RunDialog | None = None
        work.answered.connect(self._answered)

    def of(self, name: str, parameters: Sequence[Parameter]) -> dict[str, Setting]:
        """What was chosen last time, as far as it is still valid."""
        remembered = self._stored.get(_KEY).get(name)
        given = remembered if isinstance(remembered, dict) else {}
        chosen: dict[str, Setting] = {}
        for parameter in parameters:
            if parameter.name in given:
                try:
                    chosen[parameter.name] = parameter.validated(given[parameter.name])
                except UsageError:
                    continue  # of another version of the program, or a hand's
        return chosen

    def ask(
        self, name: str, title: str, summary: str, parameters: Sequence[Parameter], task: str,
        then: Then,
    ) -> None:  # fmt: skip
        """Show the form; `then` gets what was chosen, after it was remembered.

        Args:
            name: Of the analysis.
            title, summary: In the user's language.
            parameters: What to ask for.
            task: Of the models it needs; "" for none.
            then: Called once, not at all if the user gives up.
        """
        show = partial(self._show, name, title, summary, parameters, then)
        if not task or all(parameter.name != "model" for parameter in parameters):
            show([], set())
            return
        self._asked[name] = show
        self._work.ask(("models for", name), partial(_models_for, task))

    def model_came(self, model: str, problem: str = "") -> None:
        """The weights of a model were fetched, unless there was a problem."""
        if self.dialog is not None and not problem:
            self.dialog.model_came(model)

    def _show(
        self, name: str, title: str, summary: str, parameters: Sequence[Parameter], then: Then,
        models: list[ModelChoice], absent: set[str],
    ) -> None:  # fmt: skip
        settings = self.of(name, parameters)
        offered = [*in_place_of_models(parameters), *models]
        dialog = RunDialog(title, summary, parameters, settings, offered, self._window, absent)
        dialog.model_wanted.connect(self.model_wanted)
        dialog.chosen.connect(partial(self._chosen, name, then))
        dialog.destroyed.connect(self._gone)
        self.dialog = dialog
        dialog.open()

    def _chosen(self, name: str, then: Then, settings: dict[str, Setting]) -> None:
        self._stored.set(_KEY, {**self._stored.get(_KEY), name: settings})
        then(settings)

    def _gone(self) -> None:
        self.dialog = None

    def _answered(self, key: object, answer: object) -> None:
        if not isinstance(key, tuple) or key[0] != "models for":
            return
        show = self._asked.pop(key[1], None)
        if show is not None:
            found = answer if isinstance(answer, list) else []
            choices = [ModelChoice(c.id, tr_data(c.title), mark_of(c.commercial_use))
                       for c, _ in found]  # fmt: skip
            show(choices, {card.id for card, here in found if not here})


def _models_for(task: str) -> list[tuple[ModelCard, bool]]:
    """What can do a task, and whether its weights are on this computer."""
    from app.inference.catalogue import Catalogue
    from app.inference.weights_store import WeightsStore

    store = WeightsStore()
    return [(card, store.find(card) is not None) for card in Catalogue.load().by_task(task)]

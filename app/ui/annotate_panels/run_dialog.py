"""Asks how an analysis is to look, by the parameters' own description."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.panels.forms.form import Form
from app.ui.panels.forms.row_title import DOT_COLUMN
from app.ui.panels.notice import Notice
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.base.parameter import Parameter, Setting, Settings
    from app.ui.panels.forms.form import ModelChoice

_START = Fraction(0)
"""Nothing here changes over time: one time is as good as any."""


class RunDialog(Dialog):
    """The parameters of one analysis and a button that runs it.

    Signals:
        chosen(settings): every parameter that is not as it is by default; a dict.
        model_wanted(id): the weights of a model are to be fetched.
    """

    chosen = Signal(object)
    model_wanted = Signal(str)

    def __init__(
        self,
        title: str,
        summary: str,
        parameters: Sequence[Parameter],
        settings: Settings,
        models: Sequence[ModelChoice] = (),
        parent: QWidget | None = None,
        absent: Collection[str] = (),
    ) -> None:
        """Args: as named; `absent` are models whose weights are not on this computer."""
        super().__init__(title, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._defaults = {each.name: each.default for each in parameters}
        self.form = Form(parameters, models)
        self.settings: dict[str, Setting] = dict(settings)
        self._absent = set(absent)
        self.missing = Notice("warning", "warn")
        self.missing.acted.connect(self._want_model)
        self._lay_out(summary)
        self.form.changed.connect(self._changed)
        self._show()

    def reset(self) -> None:
        """Every parameter as it is by default."""
        self.settings = {}
        self._show()

    @property
    def model(self) -> str:
        """The model that would run; "" where none is asked for."""
        chosen = self.settings.get("model", self._defaults.get("model", ""))
        return chosen if isinstance(chosen, str) else ""

    def model_came(self, model: str) -> None:
        """The weights of a model are here now."""
        self._absent.discard(model)
        self._show()

    def run(self) -> None:
        """Close and tell what was chosen."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()  # a number that is being typed counts
        chosen = {n: v for n, v in self.settings.items() if v != self._defaults[n]}
        self.chosen.emit(chosen)
        self.accept()

    def _lay_out(self, summary: str) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        dots = theme().px(DOT_COLUMN)  # stand in the margin, so that names begin where words do
        column.setContentsMargins(18 - dots, 14, 18, 16)
        column.setSpacing(10)
        words = Label(summary, "body", "tx2")
        words.setWordWrap(True)
        words.setContentsMargins(dots, 0, 0, 0)
        column.addWidget(words)
        self.form.fill_dialog()
        column.addWidget(self.form)
        column.addWidget(self.missing)
        column.addStretch(1)
        body.setMinimumWidth(theme().px(440))
        self.set_body(body)
        reset = Button(tr("Reset"), height=32)
        reset.setToolTip(tr("All parameters as they are by default"))
        reset.clicked.connect(self.reset)
        self.add_footer_left(reset)
        cancel = Button(tr("Cancel"), height=32)
        self.go = Button(tr("Run"), "", True, 32)
        cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self.run)
        self.go.setDefault(True)
        for button in (cancel, self.go):
            self.add_footer_right(button)

    def _changed(self, name: str, setting: Setting, _merge: str) -> None:
        self.settings[name] = setting
        self._show()

    def _show(self) -> None:
        self.form.show_settings(self.settings, _START, Fraction(1))
        absent = self.model in self._absent
        words = tr("The model is not on this computer yet.") if absent else ""
        self.missing.tell(words, tr("Download…"))
        self.go.setEnabled(not absent)

    def _want_model(self) -> None:
        self.model_wanted.emit(self.model)

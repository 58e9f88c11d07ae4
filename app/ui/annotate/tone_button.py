"""The button for brightness and contrast of the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QMenu, QWidget, QWidgetAction

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.labels import Label
from app.ui.widgets.slider import Slider

if TYPE_CHECKING:
    from app.ui.annotate.tone import Tone


class ToneButton(IconButton):
    """Opens two sliders; its icon is loud while the picture is shown otherwise than it is."""

    def __init__(self, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__("sun", tr("Brightness and contrast of the view"), parent=parent)
        self._tone = tone
        self.brightness, self.contrast = Slider(-1, 1, 0.02), Slider(-1, 1, 0.02)
        self.reset = Button(tr("Reset"), height=24)
        self.setMenu(self._made_menu())
        for slider in (self.brightness, self.contrast):
            slider.moved.connect(lambda _: self._set())
        self.reset.clicked.connect(lambda: tone.set(0.0, 0.0))
        tone.changed.connect(self._show)
        self._show()

    def _made_menu(self) -> QMenu:
        menu = QMenu(self)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(12, 10, 12, 10)
        rows = ((tr("Brightness"), self.brightness), (tr("Contrast"), self.contrast))
        for row, (name, slider) in enumerate(rows):
            slider.setAccessibleName(name)
            slider.setMinimumWidth(theme().px(160))
            grid.addWidget(Label(name, "body", "tx2"), row, 0)
            grid.addWidget(slider, row, 1)
        grid.addWidget(Label(tr("For the eye only; frames stay as they are."), "small", "tx3"),
                       2, 0, 1, 2)  # fmt: skip
        grid.addWidget(self.reset, 3, 1)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(body)
        menu.addAction(holder)
        return menu

    def _set(self) -> None:
        self._tone.set(self.brightness.value, self.contrast.value)

    def _show(self) -> None:
        self.brightness.set_value(self._tone.brightness)
        self.contrast.set_value(self._tone.contrast)
        self.reset.setEnabled(self._tone.map is not None)
        self.set_token("accent" if self._tone.map is not None else "tx2")

"""The strip above the picture: which clip, how to compare, how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.ui.language import tr
from app.ui.preview.bar import Bar
from app.ui.preview.mode_choice import ModeChoice
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.combo import Combo
from app.ui.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from app.ui.preview.modes.mode import Mode

HEIGHT, SMALL_HEIGHT = 36, 32
_SCALES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
_AIR = 52  # logical pixels for margins and gaps
_NAME_ROOM = 150  # logical pixels that the clip's name may always have


class ViewerHeader(Bar):
    """Says what the user chooses; the panel does it.

    Signals:
        mode_chosen(id), setting_chosen(value of the mode's own setting), quality_chosen("full" or
        "half"), fit_chosen(), scale_chosen(float), peep_toggled(bool), safe_areas_toggled(bool).
    """

    mode_chosen = Signal(str)
    setting_chosen = Signal(str)
    quality_chosen = Signal(str)
    fit_chosen = Signal()
    scale_chosen = Signal(float)
    peep_toggled = Signal(bool)
    safe_areas_toggled = Signal(bool)

    def __init__(self, modes: Sequence[Mode], parent: QWidget | None = None) -> None:
        super().__init__(HEIGHT, line_above=False, parent=parent)
        self.name = ElidedLabel("", "panel", "tx")
        self.place = Label("", "body", "tx3")
        self.modes = ModeChoice(modes)
        self.setting = Combo()
        self.quality = Combo()
        self.zoom = Combo()
        self.peep = IconButton("magnifying-glass-plus", tr("Pixel values"), checkable=True)
        self.safe = IconButton("grid-four", tr("Safe areas"), checkable=True)
        self._alternative: tuple[QWidget, ...] = ()
        self._spare: tuple[QWidget, ...] = ()
        self._annotating = False
        self._zoom_key: tuple[str, bool] | None = None
        self._fill()
        self._connect()

    def set_clip(self, name: str, place: str = "") -> None:
        """Which clip is shown, and where it stands: "Clip 1 of 2"."""
        self.name.setText(name)
        self.place.setText(place)

    def set_mode(self, mode: Mode) -> None:
        """Show a mode as chosen, with its own setting."""
        self.modes.choose(mode.id)
        choices = mode.choices()
        self.setting.setVisible(bool(choices))
        self.setting.set_choices(choices)
        self.setting.choose(mode.choice())
        self.setting.setAccessibleName(mode.title())
        self._arrange()

    def set_zoom(self, scale: float, *, fits: bool) -> None:
        """Show the scale; 1.0 is 100 %."""
        percent = f"{round(scale * 100)}%"
        if (percent, fits) == self._zoom_key:
            return
        self._zoom_key = (percent, fits)
        choices = [("fit", tr("Fit {percent}", percent=percent) if fits else tr("Fit"))]
        choices += [(str(one), f"{round(one * 100)}%") for one in _SCALES]
        round_one = next((str(one) for one in _SCALES if abs(one - scale) < 1e-6), "")
        if not fits and not round_one:
            choices.append(("now", percent))
        self.zoom.set_choices(choices)
        self.zoom.choose("fit" if fits else round_one or "now")

    def show_title_only(self, title_only: bool) -> None:
        """With nothing to show there is nothing to choose."""
        for part in (self.modes, self.quality, self.zoom, self.peep, self.safe, self.place):
            part.setVisible(not title_only)
        self.setting.setVisible(not title_only and self.setting.count() > 0)
        self.name.set_token("tx2" if title_only else "tx")
        if title_only:
            self.name.setText(tr("Viewer"))

    def add_alternative(self, middle: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        """Take in the controls of another workspace; hidden until they are shown."""
        self._alternative, self._spare = (*middle, *right), tuple(right)
        for part in middle:
            self.middle.addWidget(part)
        for place, part in enumerate(right):
            self.right.insertWidget(place, part)
        self.show_alternative(on=False)

    def show_alternative(self, *, on: bool) -> None:
        """Show those controls in place of the modes and what belongs to results."""
        self._annotating = on
        for part in self._alternative:
            part.setVisible(on)
        for part in (self.modes, self.quality, self.peep, self.safe):
            part.setVisible(not on)
        self.setting.setVisible(not on and self.setting.count() > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the modes what is left."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < theme().px(700)
        for part in self._spare:  # how shapes look can wait for a wider window
            part.setVisible(self._annotating and not narrow)
        self.place.setMaximumWidth(0 if narrow else 16777215)
        left = min(theme().px(_NAME_ROOM), self.name.sizeHint().width())
        left += 0 if narrow else self.place.sizeHint().width() + self.left.spacing()
        shown = [part for part in self._tools() if not part.isHidden()]
        right = sum(part.sizeHint().width() + self.right.spacing() for part in shown)
        free = self.width() - theme().px(_AIR)
        self.modes.fit_into(free - 2 * max(left, right), free - left - right)

    def _tools(self) -> tuple[QWidget, ...]:
        return (self.setting, self.quality, self.zoom, self.peep, self.safe)

    def _fill(self) -> None:
        self.left.addWidget(self.name)
        self.left.addWidget(self.place)
        self.left.addStretch(1)
        self.middle.addWidget(self.modes)
        for part in self._tools():
            self.right.addWidget(part)
        self.quality.set_choices([("full", tr("Full quality")), ("half", tr("Half quality"))])
        self.quality.setAccessibleName(tr("Preview quality"))
        self.quality.setToolTip(tr("Preview quality"))
        self.zoom.setAccessibleName(tr("Zoom"))
        self.zoom.setToolTip(tr("Zoom (wheel over the picture)"))
        self.set_zoom(1.0, fits=True)
        for combo in (self.quality, self.zoom):
            combo.setMinimumWidth(combo.sizeHint().width())

    def _connect(self) -> None:
        self.modes.chosen.connect(self.mode_chosen)
        self.setting.chosen.connect(self.setting_chosen)
        self.quality.chosen.connect(self.quality_chosen)
        self.zoom.chosen.connect(self._zoom_chosen)
        self.peep.clicked.connect(self.peep_toggled)
        self.safe.clicked.connect(self.safe_areas_toggled)

    def _zoom_chosen(self, value: str) -> None:
        if value == "fit":
            self.fit_chosen.emit()
        elif value != "now":
            self.scale_chosen.emit(float(value))

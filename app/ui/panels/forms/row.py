"""One parameter of an effect: name, control, key, and what is wrong with it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from app.base.errors import UsageError
from app.base.parameter import Keyframes, value_at
from app.ui.language import tr, tr_data
from app.ui.panels.forms.diamond import Diamond
from app.ui.panels.forms.keys import key_state, toggled, with_value
from app.ui.panels.forms.row_title import RowTitle
from app.ui.panels.notice import Notice

if TYPE_CHECKING:
    from fractions import Fraction

    from PySide6.QtGui import QContextMenuEvent

    from app.base.parameter import Parameter, Setting
    from app.base.time import Time
    from app.ui.panels.forms.editors import Editor

_numbers = count(1)


class ParameterRow(QWidget):
    """Shows a setting as it is at the playhead and turns edits into settings.

    Signals:
        changed(setting, merge): the user gave a valid setting; edits with the same `merge`
            belong to one drag, "" stands alone.
    """

    changed = Signal(object, str)

    def __init__(self, parameter: Parameter, editor: Editor) -> None:
        super().__init__()
        self.parameter = parameter
        self.name = tr_data(parameter.title)
        self.editor = editor
        self._setting: Setting = parameter.default
        self._time: Time
        self._frame: Fraction
        self._merge = ""
        self.title = RowTitle(self.name, help_of(parameter))
        self.diamond = Diamond()
        self.fault = Notice("warning-circle", "err")
        self.fault.hide()
        self._lay_out()
        editor.set_name(self.name, help_of(parameter))
        editor.edited.connect(self._edited)
        editor.began.connect(self._began)
        editor.ended.connect(self._ended)
        self.title.reset_asked.connect(self.reset)
        self.diamond.clicked.connect(self.toggle_key)

    @property
    def animated(self) -> bool:
        """Whether its value changes over time."""
        return isinstance(self._setting, Keyframes)

    def show_setting(self, setting: Setting, time: Time, frame: Time) -> None:
        """Show a setting at `time` since the clip's start; `frame` is how long one lasts."""
        self._setting, self._time, self._frame = setting, time, frame
        self.fault.hide()
        self.title.show_changed(changed=setting != self.parameter.default)
        self._show_value()

    def show_time(self, time: Time) -> None:
        """The playhead moved; a value that does not change over time stays as it is shown."""
        self._time = time
        if self.animated:
            self._show_value()

    def toggle_key(self) -> None:
        """Set a key at the playhead, or take it away."""
        if self.parameter.animated:
            self.changed.emit(toggled(self._setting, self._time, self._frame), "")

    def reset(self) -> None:
        """Go back to the default."""
        if self._setting != self.parameter.default:
            self.changed.emit(self.parameter.default, "")

    def leave_keys_out(self) -> None:
        """Keep no room for a key beside the control."""
        for part in (self.diamond, self.fault):
            self._grid.removeWidget(part)
        self._grid.addWidget(self.fault, 1, 0, 1, 2)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offer what the row can do, also from the keyboard's menu key."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        reset = menu.addAction(tr("Reset {name}", name=self.name), self.reset)
        reset.setEnabled(self._setting != self.parameter.default)
        if self.parameter.animated:
            here = self.diamond.state == "here"
            words = tr("Remove the key here") if here else tr("Set a key here")
            menu.addAction(words, self.toggle_key)
        menu.popup(event.globalPos())

    def _show_value(self) -> None:
        self.editor.show_value(value_at(self._setting, self._time))
        if self.parameter.animated:
            state = key_state(self._setting, self._time, self._frame)
            self.diamond.show_state(state, self.name)

    def _edited(self, value: object) -> None:
        try:
            valid = self.parameter.validated(value)  # type: ignore[arg-type]
        except UsageError as error:
            self.fault.tell(str(error))
            return
        self.fault.hide()
        setting = valid
        if self.animated and isinstance(valid, int | float):
            setting = with_value(self._setting, float(valid), self._time, self._frame)
        if setting != self._setting:
            self._setting = setting
            self.changed.emit(setting, self._merge)

    def _began(self) -> None:
        self._merge = f"parameter {next(_numbers)}"

    def _ended(self) -> None:
        self._merge = ""

    def _lay_out(self) -> None:
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.title, 0, 0)
        grid.addWidget(self.editor, 0, 1)
        grid.addWidget(self.diamond, 0, 2)
        grid.addWidget(self.fault, 1, 0, 1, 3)
        if not self.parameter.animated:
            # its room stays, so that the controls of all rows are equally wide
            policy = self.diamond.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self.diamond.setSizePolicy(policy)
            self.diamond.hide()


def help_of(parameter: Parameter) -> str:
    """What a tool tip explains: help, and what the numbers are."""
    if parameter.name == "model":
        return ""
    unit = tr_data(parameter.unit) if parameter.unit else ""
    return " ".join(part for part in (tr_data(parameter.help), unit and f"({unit})") if part)

"""The strip of tools at the left edge of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.annotate.tool_names import TOOL_ICONS, TOOL_KEYS, tool_help, tool_name
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import IconButton

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from app.ui.annotate.toolbox import Toolbox

WIDTH, SMALL_WIDTH = 44, 40
_BUTTON = 31  # its icon is 19
_GROUPS = (
    ("select", "pan"),
    ("box", "polygon", "brush", "eraser", "points"),
    ("polyline", "ellipse", "wand"),
)


class ToolStrip(QWidget):
    """One button for each tool; the one in hand is down. Arrow keys walk.

    Signals:
        keys_wanted(): the button for the sheet of keys.
    """

    keys_wanted = Signal()

    def __init__(self, toolbox: Toolbox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._toolbox = toolbox
        self._width = WIDTH
        self.setAccessibleName(tr("Tools"))
        self.buttons: dict[str, IconButton] = {}
        self.keys = IconButton("keyboard", tr("Keys of this workspace"), "F1", size=_BUTTON)
        self._lay_out()
        self.keys.clicked.connect(self.keys_wanted)
        toolbox.tool_changed.connect(self._show)
        theme().changed.connect(self._follow_theme)
        self._show(toolbox.current)
        self._follow_theme()

    def set_small(self, small: bool) -> None:
        """Narrower, for small windows."""
        self._width = SMALL_WIDTH if small else WIDTH
        self._follow_theme()

    def set_key(self, tool: str, key: str) -> None:
        """Tell an edited shortcut."""
        self.buttons[tool].set_key(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Up and Down walk through the buttons."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        order = [*self.buttons.values(), self.keys]
        held = [place for place, button in enumerate(order) if button.hasFocus()]
        if step is None or not held:
            super().keyPressEvent(event)
        elif 0 <= held[0] + step < len(order):
            order[held[0] + step].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Surface, and thin rules between groups."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("bg1"))
        for group in _GROUPS[:-1]:
            last = self.buttons[group[-1]].geometry()
            y = last.bottom() + 1 + theme().px(5)
            inset = theme().px(9)
            painter.fillRect(inset, y, self.width() - 2 * inset, 1, theme().colour("line"))

    def _lay_out(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(2)
        for number, group in enumerate(_GROUPS):
            if number:
                column.addSpacing(9)
            for tool in group:
                column.addWidget(self._button(tool), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        column.addWidget(self.keys, 0, Qt.AlignmentFlag.AlignHCenter)

    def _button(self, tool: str) -> IconButton:
        button = IconButton(
            TOOL_ICONS[tool], tool_name(tool), TOOL_KEYS[tool], checkable=True, size=_BUTTON
        )
        button.set_help(tool_help(tool))
        button.clicked.connect(lambda: self._choose(tool))
        self.buttons[tool] = button
        return button

    def _choose(self, tool: str) -> None:
        self._toolbox.choose(tool)
        self._show(self._toolbox.current)

    def _show(self, current: str) -> None:
        for tool, button in self.buttons.items():
            button.setChecked(tool == current)

    def _follow_theme(self) -> None:
        self.setFixedWidth(theme().px(self._width))
        self.update()

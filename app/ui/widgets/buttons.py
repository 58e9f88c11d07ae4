"""Buttons with words and buttons with an icon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Button(QPushButton):
    """A button with words. `primary` is for the one thing most people came to do.

    It takes the focus by Tab only, so that Space still plays after a click. `height` is in
    logical pixels at 100 % interface size: 24 dense, 26 panel, 28 dialog, 32 dialog footer.
    """

    def __init__(
        self,
        text: str,
        icon: str = "",
        primary: bool = False,
        height: int = 26,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        self._height = height
        self.setProperty("primary", primary)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    @property
    def primary(self) -> bool:
        """Whether it is filled with the accent."""
        return bool(self.property("primary"))

    def set_icon(self, name: str) -> None:
        """Put another icon, or none ("") before the words."""
        self._icon_name = name
        self._follow_theme()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter presses as Space does."""
        if event.key() in ENTER and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def _follow_theme(self) -> None:
        self.setFixedHeight(theme().px(self._height))
        self.setIconSize(QSize(theme().px(16), theme().px(16)))
        if self._icon_name:
            self.setIcon(icons.icon(self._icon_name, "on_fill" if self.primary else "tx"))
        else:
            self.setIcon(icons.nothing())


class IconButton(QToolButton):
    """A square button with an icon; its name and key stand in the tool tip.

    Args:
        icon: A name as for `app.ui.theme.icons.icon`.
        name: What it does, in the user's language; also its accessible name.
        key: The shortcut as portable text, or "".
        checkable: Whether it stays down.
        size: Edge in logical pixels at 100 % interface size.
    """

    def __init__(
        self,
        icon: str,
        name: str,
        key: str = "",
        checkable: bool = False,
        size: int = 26,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._token = "tx2"
        self._name, self._key, self._help = name, key, ""
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.set_icon(icon)
        self._tell_name()
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    @property
    def icon_name(self) -> str:
        """The icon now."""
        return self._icon_name

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        icons.icon(name)  # a name that is not known fails here, not while painting
        self._icon_name = name
        self.update()

    def set_token(self, token: str) -> None:
        """Draw the icon in another colour of the palette while it is not down."""
        self._token = token
        self.update()

    def set_name(self, name: str, key: str | None = None) -> None:
        """Change what it is called, and its key if one is given."""
        self._name = name
        self._key = self._key if key is None else key
        self._tell_name()

    def set_key(self, key: str) -> None:
        """Change the shortcut told in the tool tip; "" for none."""
        self._key = key
        self._tell_name()

    def set_help(self, text: str) -> None:
        """Say more below the name in the tool tip; "" for nothing."""
        self._help = text
        self._tell_name()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A square."""
        return QSize(theme().px(self._size), theme().px(self._size))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter presses as Space does."""
        if event.key() in ENTER and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the state behind, the icon and the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_behind(painter)
        self._paint_icon(painter)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def _paint_behind(self, painter: QPainter) -> None:
        down = self.isDown() or self.isChecked()
        if self.isEnabled() and (down or self.underMouse()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("sel" if down else "bg3"))
            painter.drawRoundedRect(self.rect(), 5, 5)

    def _paint_icon(self, painter: QPainter) -> None:
        on = self.isDown() or self.isChecked()
        token = "dis" if not self.isEnabled() else "accent" if on else self._token
        size = round(self._size * 0.61)
        picture = icons.pixmap(self._icon_name, theme().px(size), token, self.devicePixelRatioF())
        extent = picture.deviceIndependentSize()
        x = round((self.width() - extent.width()) / 2)
        y = round((self.height() - extent.height()) / 2)
        painter.drawPixmap(QPoint(x, y), picture)

    def _tell_name(self) -> None:
        self.setAccessibleName(self._name)
        lines = (with_key(self._name, self._key), self._help)
        self.setToolTip("\n".join(line for line in lines if line))

    def _follow_theme(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()


def with_key(name: str, key: str) -> str:
    """Tool tip of a control: "Cut (B)"; the key as this system writes it."""
    if not key:
        return name
    shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{name} ({shown})"

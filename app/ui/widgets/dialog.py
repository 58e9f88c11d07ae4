"""The frame of all dialogs: title above, buttons below, the window behind dimmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.divider import Divider
from app.ui.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QMouseEvent, QPaintEvent, QShowEvent

RADIUS = 8
MARGIN = 24
"""Of the window around a sheet that would be larger; both edges together."""


class Sheet(QDialog):
    """A modal surface with rounded corners in front of its dimmed window; Escape closes it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setModal(True)
        self._backdrop: _Backdrop | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)
        theme().changed.connect(self.update)

    def place(self, window: QWidget) -> None:
        """Stand in the middle of `window`."""
        self.move(window.mapToGlobal(window.rect().center()) - self.rect().center())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Dim the window and stand before it."""
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None and self._backdrop is None:
            window = parent.window()
            self._backdrop = _Backdrop(window)
            self.resize(self.size().boundedTo(window.size() - QSize(MARGIN, MARGIN)))
            self.place(window)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Give the window its light back."""
        super().hideEvent(event)
        if self._backdrop is not None and not event.spontaneous():
            self._backdrop.end()
            self._backdrop = None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the rounded surface."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("line2"), 1))
        painter.setBrush(theme().colour("bg1"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, RADIUS, RADIUS)


class Dialog(Sheet):
    """A sheet with a header of its own, which moves it, and ×.

    Put one widget in by `set_body`; the footer appears with the first button.
    """

    def __init__(self, title: str, subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._body: QWidget | None = None
        self._header = _Header(title, subtitle, self)
        self._footer = _Footer(self)
        self.column.addWidget(self._header)
        self.column.addWidget(Divider())
        self.column.addWidget(self._footer)
        self._footer.hide()

    def set_body(self, widget: QWidget) -> None:
        """Put `widget` between header and footer; the one before is deleted later."""
        if self._body is not None:
            self.column.removeWidget(self._body)
            self._body.deleteLater()
        self._body = widget
        self.column.insertWidget(2, widget, 1)

    def set_subtitle(self, text: str) -> None:
        """The quieter words after the title."""
        self._header.subtitle.setText(text)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Begin at the first control of the body, else at the button that Enter means."""
        super().showEvent(event)
        stop = _first_stop(self._body) or _default_of(self._footer) or _first_stop(self._footer)
        if stop is not None and not _holds_focus(self._body):
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_footer_left(self, widget: QWidget) -> None:
        """Add a control at the left end of the footer."""
        self._footer.left.addWidget(widget)
        self._footer.show()

    def add_footer_right(self, widget: QWidget) -> None:
        """Add a control at the right end; the most likely one comes last."""
        self._footer.right.addWidget(widget)
        self._footer.show()


def _first_stop(part: QWidget | None) -> QWidget | None:
    """The first control inside that Tab would stop at."""
    stops = part.findChildren(QWidget) if part is not None else []
    tab = Qt.FocusPolicy.TabFocus
    return next((w for w in stops if w.focusPolicy() & tab and _reachable(w)), None)


def _default_of(part: QWidget) -> QWidget | None:
    found = (button for button in part.findChildren(QPushButton) if button.isDefault())
    return next((button for button in found if _reachable(button)), None)


def _reachable(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _holds_focus(part: QWidget | None) -> bool:
    focus = part.window().focusWidget() if part is not None else None
    return part is not None and focus is not None and part.isAncestorOf(focus)


class _Header(QFrame):
    def __init__(self, title: str, subtitle: str, dialog: QDialog) -> None:
        super().__init__(dialog)
        self.subtitle = ElidedLabel(subtitle, "body", "tx2")
        close = IconButton("x", tr("Close"), "Esc")
        close.clicked.connect(dialog.reject)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(Label(title, "dialog", "tx"))
        row.addWidget(self.subtitle, 1)
        row.addWidget(close)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        handle = self.window().windowHandle()
        if event.button() == Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()

    def _follow_theme(self) -> None:
        self.setFixedHeight(theme().px(46))


class _Footer(QFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.left, self.right = QHBoxLayout(), QHBoxLayout()
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.addLayout(self.left)
        row.addStretch(1)
        row.addLayout(self.right)
        for part in (self.left, self.right, row):
            part.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Divider())
        column.addLayout(row, 1)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def _follow_theme(self) -> None:
        self.setFixedHeight(theme().px(56))


class _Backdrop(QWidget):
    """Darkens a window as long as it lives."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def end(self) -> None:
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), theme().colour("hud", 0.55))

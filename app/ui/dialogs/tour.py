"""The first-run tour: three callouts that point at parts of the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent


GAP = 12
_FORTH = {Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the window and what to say of it."""

    target: QWidget
    title: str
    text: str


def usual_steps(media: QWidget, viewer: QWidget, effects: QWidget) -> tuple[Step, ...]:
    """The three steps: bring a clip, improve it, compare."""
    return (
        Step(
            media,
            tr("Bring in a video"),
            tr("Drop files here, or choose Import. Your originals are never changed."),
        ),
        Step(
            effects,
            tr("Add effects"),
            tr("Effects run from top to bottom. The size of the picture after each is shown."),
        ),
        Step(
            viewer,
            tr("Compare, then export"),
            tr("Drag the line to see source and result. What you see here is what is exported."),
        ),
    )


class Tour(QWidget):
    """Lies over a window, which it dims but for the part it talks of.

    Keys: Right, Enter or Space goes on, Left back, Escape skips.

    Signals:
        finished(to_the_end): the tour is over; False when it was skipped.
    """

    finished = Signal(bool)

    def __init__(self, window: QWidget, steps: Sequence[Step]) -> None:
        super().__init__(window)
        self._window = window
        self._steps = tuple(steps)
        self._at = 0
        self._callout = _Callout(self)
        self._callout.skip.clicked.connect(lambda: self._end(False))
        self._callout.back.clicked.connect(lambda: self._go(-1))
        self._callout.next.clicked.connect(lambda: self._go(1))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()
        theme().changed.connect(self._show_step)

    @property
    def step(self) -> int:
        """Number of the step that is shown, from 0."""
        return self._at

    @property
    def callout(self) -> QWidget:
        """The box with the words and buttons."""
        return self._callout

    def start(self) -> None:
        """Begin, whether it was seen or not."""
        self._at = 0
        self.setGeometry(self._window.rect())
        self._window.installEventFilter(self)
        self.show()
        self.raise_()
        self._show_step()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
            self._show_step()
        return False

    def event(self, event: QEvent) -> bool:
        """Claim the keys before shortcuts of the window see them."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Keep Tab among the buttons of the callout."""
        buttons = [part for part in self._callout.buttons() if part.isEnabled()]
        focus = self._window.focusWidget()
        at = buttons.index(focus) if focus in buttons else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        buttons[(at + (1 if forward else -1)) % len(buttons)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go on, back, or end."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self._end(False)
        elif key in _FORTH:
            self._go(1)
        elif key == Qt.Key.Key_Left:
            self._go(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Keep clicks from the window below."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Dim all but the target, and ring that."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._target().isEmpty():
            painter.fillRect(self.rect(), theme().colour("hud", 0.6))
            return
        hole = QRectF(self._target()).adjusted(1, 1, -1, -1)
        dim = QPainterPath()
        dim.addRect(QRectF(self.rect()))
        dim.addRoundedRect(hole, 6, 6)
        painter.fillPath(dim, theme().colour("hud", 0.6))
        painter.setPen(QPen(theme().colour("accent"), 2))
        painter.drawRoundedRect(hole, 6, 6)

    def _go(self, by: int) -> None:
        if self._at + by >= len(self._steps):
            self._end(True)
            return
        self._at = max(0, self._at + by)
        self._show_step()

    def _end(self, to_the_end: bool) -> None:
        self._window.removeEventFilter(self)
        self.hide()
        self.finished.emit(to_the_end)

    def _show_step(self) -> None:
        if not self._steps:
            return
        self._callout.show_step(self._steps[self._at], self._at, len(self._steps))
        self._callout.move(_beside(self._target(), self._callout.size(), self.rect()))
        self.setAccessibleName(self._steps[self._at].title)
        self.setAccessibleDescription(self._steps[self._at].text)
        self.update()

    def _target(self) -> QRect:
        """Where the part is; empty while it is folded away."""
        target = self._steps[self._at].target
        if not target.isVisibleTo(self._window):
            return QRect()
        corner = target.mapTo(self._window, QPoint(0, 0))
        return QRect(corner, target.size()).intersected(self.rect())


class _Callout(Card):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = Label("", "dialog", "tx")
        self._text = Label("", "body", "tx2")
        self._count = Label("", "small", "tx3")
        self.skip = Button(tr("Skip"), height=28)
        self.back = Button(tr("Back"), height=28)
        self.next = Button(tr("Next"), primary=True, height=28)
        self._text.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._count, 1)
        for button in self.buttons():
            row.addWidget(button)
        column = QVBoxLayout()
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(row)
        self.body.addLayout(column)

    def buttons(self) -> tuple[Button, Button, Button]:
        """From left to right."""
        return (self.skip, self.back, self.next)

    def show_step(self, step: Step, at: int, count: int) -> None:
        self._title.setText(step.title)
        self._text.setText(step.text)
        self._count.setText(tr("{n} of {count}", n=at + 1, count=count))
        self.back.setEnabled(at > 0)
        self.next.setText(tr("Start") if at + 1 == count else tr("Next"))
        width = theme().px(320)
        self.setFixedWidth(width)
        self.resize(width, self.heightForWidth(width))


def _beside(target: QRect, size: QSize, room: QRect) -> QPoint:
    """A corner for the callout: right of the target, left, below, above, or over its middle."""
    if target.isEmpty():
        return room.center() - QRect(QPoint(0, 0), size).center()
    middle = target.center() - QRect(QPoint(0, 0), size).center()
    places = (
        QPoint(target.right() + GAP, middle.y()),
        QPoint(target.left() - GAP - size.width(), middle.y()),
        QPoint(middle.x(), target.bottom() + GAP),
        QPoint(middle.x(), target.top() - GAP - size.height()),
    )
    inner = room.adjusted(GAP, GAP, -GAP, -GAP)
    for place in places:
        box = _pushed_in(QRect(place, size), inner)
        if not box.intersects(target):
            return box.topLeft()
    return _pushed_in(QRect(middle, size), inner).topLeft()


def _pushed_in(box: QRect, room: QRect) -> QRect:
    """The box moved as little as needed to lie in the room."""
    x = max(room.left(), min(box.left(), room.right() - box.width()))
    y = max(room.top(), min(box.top(), room.bottom() - box.height()))
    return QRect(QPoint(x, y), box.size())

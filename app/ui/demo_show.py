"""The demo that runs by itself: scenes one after the other, until somebody touches anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent

_TOUCHES = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.KeyPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}
_SLOW_MS = 30_000
"""A scene that waits for something goes on after this, come what may."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that is shown.

    Attributes:
        caption: What the audience reads meanwhile, in the user's language.
        start: Does it.
        seconds: How long it stays.
        step: Called thirty times a second with the share of the time that is gone, in [0, 1].
        ready: Asked before the time begins to run; None means at once.
    """

    caption: str
    start: Callable[[], object]
    seconds: float
    step: Callable[[float], object] | None = None
    ready: Callable[[], bool] | None = None


class DemoShow(QObject):
    """Plays scenes over a window, again and again. GUI thread only.

    Args:
        window: What the scenes play in.
        scenes: In order.
        forever: Whether to begin again after the last one.
        again_after: Seconds without a touch after which a stopped show begins again; 0 for never.

    Signals:
        stopped(): somebody touched the mouse or a key; the window is theirs.
        rounds_changed(n): all scenes were shown n times.
    """

    stopped = Signal()
    rounds_changed = Signal(int)

    def __init__(
        self,
        window: QWidget,
        scenes: Sequence[Scene],
        *,
        forever: bool = True,
        again_after: float = 0,
    ) -> None:
        super().__init__(window)
        self._idle = QTimer(self, singleShot=True, interval=round(again_after * 1000))
        self._idle.timeout.connect(self.start)
        self._scenes = tuple(scenes)
        self._forever = forever
        self._place = -1
        self._round = 0
        self._elapsed = 0
        self._waited = 0
        self._caption = _Caption(window)
        self._clock = QTimer(self, interval=33)
        self._clock.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Whether it plays."""
        return self._clock.isActive()

    def start(self) -> None:
        """Begin with the first scene."""
        self._idle.stop()
        self._listen(True)
        self._place, self._round = -1, 0
        self._clock.start()
        self._next()

    def stop(self) -> None:
        """Leave the window as it is now."""
        if not self.running:
            return
        self._clock.stop()
        self._caption.hide()
        if self._idle.interval():
            self._idle.start()
        else:
            self._listen(False)
        self.stopped.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The first touch ends the show and does nothing else; Qt's own events do not count."""
        if event.type() not in _TOUCHES or not event.spontaneous():
            return False
        if self._idle.isActive():
            self._idle.start()
        if not self.running:
            return False
        self.stop()
        return True

    def _listen(self, on: bool) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
            if on:
                app.installEventFilter(self)

    def _next(self) -> None:
        self._place += 1
        if self._place == len(self._scenes):
            self._round += 1
            self.rounds_changed.emit(self._round)
            if not self._forever:
                self.stop()
                return
            self._place = 0
        scene = self._scenes[self._place]
        self._elapsed = self._waited = 0
        self._caption.show_text(scene.caption)
        scene.start()

    def _tick(self) -> None:
        scene = self._scenes[self._place]
        if scene.ready is not None and self._waited < _SLOW_MS and not scene.ready():
            self._waited += self._clock.interval()
            return
        self._elapsed += self._clock.interval()
        share = min(1.0, self._elapsed / (scene.seconds * 1000))
        if scene.step is not None:
            scene.step(share)
        if share >= 1:
            self._next()


class _Caption(QLabel):
    """One sentence over the picture, below the labels at its upper edge."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("DemoCaption")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show a sentence."""
        self.setFont(theme().font("dialog"))
        self.setText(text)
        self.adjustSize()
        self.resize(self.width() + theme().px(40), theme().px(44))
        window = self.parentWidget()
        if window is not None:
            self.move((window.width() - self.width()) // 2, theme().px(130))
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """White on dark in every theme, as all words on a picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("hud", 0.69))
        painter.drawRoundedRect(self.rect(), 8, 8)
        painter.setPen(theme().colour("on_hud"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

"""The picture itself: paints what a mode makes of the layers, and lets the user move about."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QNativeGestureEvent, QPainter
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget
from shiboken6 import isValid

from app.ui.language import tr
from app.ui.preview.canvas_painting import paint_canvas
from app.ui.preview.hud_texts import HudTexts, hud_texts
from app.ui.preview.layers import Layers
from app.ui.preview.mips import Mips
from app.ui.preview.modes.single import SourceOnly
from app.ui.preview.modes.table import MODES
from app.ui.preview.navigation import Navigation
from app.ui.preview.viewer_state import ViewerState
from app.ui.preview.zoom import Zoom
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import BY_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import (
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from app.ui.annotate.tone import ToneMap
    from app.ui.preview.modes.mode import Mode
    from app.ui.preview.preview_image import PreviewImage
    from app.ui.preview.scene import Pane

    Overlay = Callable[[QPainter, "Canvas"], None]


_SETTLE_MS = 150


class Canvas(QWidget):
    """Shows pictures. GUI thread only.

    Attributes:
        layers, zoom, state: What there is to show, where, and how far it is.
        chains: Effects of the chain and of the alternative, in words.
        navigation: Set its `left_pans` to False where tools use the left button.
        words: Gives other labels than those of the mode, or None where it has none to say.
        overlays, tone, mips, pointer, ring, moving: For `canvas_painting`.

    Signals:
        visible_region_changed(QRect): which pixels of the frame are in view.
        zoom_changed(): scale, or whether the picture is fitted in.
        space_tapped(): the user pressed Space here and did not pan.
        described(str): the text summary changed.
    """

    visible_region_changed = Signal(object)
    zoom_changed = Signal()
    space_tapped = Signal()
    described = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layers = Layers()
        self.zoom = Zoom()
        self.state = ViewerState()
        self.chains = ("", "")
        self.navigation = Navigation(self)
        self.mips = Mips()
        self._modes: dict[str, Mode] = {made.id: made for made in (kind(self) for kind in MODES)}
        self._mode = self._modes["result"]
        self._held = SourceOnly(self)
        self._holding = False
        self._before: QWidget | None = None
        self.overlays: list[Overlay] = []
        self.tone: ToneMap | None = None
        self.words: Callable[[], HudTexts | None] | None = None
        self._flags = {"hud": True, "peep": False, "safe": False}
        self.pointer: QPointF | None = None
        self._region = QRect()
        self.ring = False
        self.moving = False
        self._settled = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._prepare()

    def _prepare(self) -> None:
        self.setAccessibleName(tr("Viewer"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for mode in self._modes.values():
            mode.changed.connect(self.refresh)
        self.navigation.zoomed.connect(self._zoom_by)
        self.navigation.panned.connect(self._pan)
        self.navigation.space_tapped.connect(self.space_tapped)
        self._settled.timeout.connect(self._settle)
        theme().changed.connect(self.update)
        self._mode.enter(self)

    # What is shown

    def put(self, image: PreviewImage) -> bool:
        """Show a picture; False if it came too late, or nobody wants it, and is dropped."""
        wanted = image.kind == "source" or self._mode is not self._held
        taken = wanted and self.layers.put(image)
        if taken:
            self.lay_out()
        return taken

    def clear(self) -> None:
        """Show nothing."""
        self.layers.clear()
        self.state = ViewerState()
        self.lay_out()

    def set_state(self, state: ViewerState) -> None:
        """Say how far the result is."""
        self.state = state
        self.refresh()

    def set_tone(self, tone: ToneMap | None) -> None:
        """Show pictures brighter or darker than they are, or (None) as they are."""
        self.tone = tone
        self.update()

    def add_overlay(self, paint: Overlay) -> None:
        """Have something painted above the pictures and below the labels: shapes, say."""
        self.overlays.append(paint)
        self.update()

    # How it is shown

    @property
    def mode(self) -> Mode:
        """What paints now."""
        return self._held if self._holding else self._mode

    def mode_of(self, id: str) -> Mode:
        """The mode of an id of `MODES`.

        Raises:
            KeyError: there is none.
        """
        return self._held if id == self._held.id else self._modes[id]

    def set_mode(self, id: str) -> None:
        """Compare in another way."""
        if id != self._mode.id:
            self._mode.leave()
            self._mode = self.mode_of(id)
            self._mode.enter(self)
            self.lay_out()

    def hold_source(self, hold: bool) -> None:
        """Show the source alone, as long as this holds."""
        if hold != self._holding:
            self._holding = hold
            self.lay_out()

    def hold_source_until_release(self) -> None:
        """The key of it went down somewhere in the window: its release must come here."""
        before = QApplication.focusWidget()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None if before is self else before
        self.hold_source(True)

    def shows(self, flag: str) -> bool:
        """Whether `hud`, `peep` (pixel values) or `safe` (safe areas) is on."""
        return self._flags[flag]

    def set_shows(self, flag: str, on: bool) -> None:
        """Turn `hud`, `peep` or `safe` on or off."""
        self._flags[flag] = on
        self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        self.zoom.fit()
        self.lay_out()

    def set_scale(self, scale: float) -> None:
        """Device pixels per pixel of the frame; 1.0 is 1:1."""
        self.zoom.set_scale(scale)
        self.lay_out()

    def step_zoom(self, direction: int) -> None:
        """To the next round scale."""
        self.zoom.step(direction)
        self.lay_out()

    # Where it is

    def panes(self) -> tuple[Pane, ...]:
        """The parts of the canvas, as the mode divides it."""
        return self.mode.panes(QRectF(self.rect()))

    def picture(self) -> QRectF:
        """Where the frame lies in the first pane, in logical pixels."""
        return self.zoom.picture(self.panes()[0].rect)

    def seen(self, pane: Pane) -> QRectF:
        """The part of a pane that shows the frame, in logical pixels; empty without a picture."""
        if self.layers.size is None:
            return QRectF()
        return self.zoom.picture(pane.rect).intersected(pane.rect)

    def to_frame(self, point: QPointF) -> QPointF:
        """A point of the canvas in pixels of the frame."""
        return self.zoom.to_frame(point, self._pane_at(point))

    def visible_region(self) -> QRect:
        """Which pixels of the frame are in view; empty without a picture."""
        return QRect() if self.layers.size is None else self.zoom.visible(self.panes()[0].rect)

    def describe(self) -> str:
        """What is to be seen, in words."""
        if self.layers.size is None:
            return tr("No picture")
        texts = self.texts()
        parts = (texts.bottom_left, self.mode.describe(), texts.bottom_right)
        percent = tr("zoom {percent} %", percent=round(self.zoom.scale * 100))
        return ", ".join(part for part in (*parts, percent) if part)

    def texts(self) -> HudTexts:
        """The labels for what is shown now."""
        own = self.words() if self.words is not None else None
        return own or hud_texts(self.mode, self.layers, self.state, self.chains)

    def lay_out(self) -> None:
        """Take sizes anew; called after anything that moves the picture."""
        self.moving = self._settled.isActive()
        self._settled.start()
        panes = self.panes()
        self.zoom.set_pane(panes[0].rect.size(), self.devicePixelRatioF())
        self.zoom.set_frame(*(self.layers.size or (1, 1)))
        self._mode.place(QRectF() if self._holding else self.seen(panes[0]))
        region = self.visible_region()
        if region != self._region:
            self._region = region
            self.visible_region_changed.emit(region)
        self.zoom_changed.emit()
        self.refresh()

    def refresh(self) -> None:
        """Paint, and tell the summary anew."""
        summary = self.describe()
        if summary != self.accessibleDescription():
            self.setAccessibleDescription(summary)
            self.described.emit(summary)
        self.update()

    # Events

    def sizeHint(self) -> QSize:  # noqa: N802
        """Enough to see something."""
        return QSize(640, 360)

    def event(self, event: QEvent) -> bool:
        """Pinches, keys that are shortcuts elsewhere, and moves to another screen."""
        kind = event.type()
        if kind == QEvent.Type.NativeGesture:
            return self.navigation.gesture(cast("QNativeGestureEvent", event))
        if kind == QEvent.Type.ShortcutOverride and self.navigation.overrides(event):
            event.accept()
            return True
        if kind == QEvent.Type.DevicePixelRatioChange:
            self.lay_out()
        if kind == QEvent.Type.WindowDeactivate:
            self.hold_source(False)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit again."""
        self.lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom."""
        self.navigation.wheel(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the picture."""
        self.navigation.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Pan, or look at another pixel."""
        self.pointer = event.position()
        self.navigation.move(event)
        if self._flags["peep"]:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go of it."""
        self.navigation.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """From fitted to 1:1 at this point, and back."""
        if event.button() == Qt.MouseButton.LeftButton and self.navigation.left_pans:
            if self.zoom.fits:
                self.zoom.set_scale(
                    1.0, event.position() - self._pane_at(event.position()).topLeft()
                )
            else:
                self.zoom.fit()
            self.lay_out()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """No pixel to look at."""
        self.pointer = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        r"""Space and Alt with arrows move; `\` shows the source."""
        if event.key() == Qt.Key.Key_Backslash:
            self.hold_source(True)
        elif not self.navigation.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Back from the source."""
        if event.key() == Qt.Key.Key_Backslash:
            if not event.isAutoRepeat():
                self.hold_source(False)
                self._give_focus_back()
        elif not self.navigation.key_released(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the ring when keys brought the focus here."""
        self.ring = event.reason() in BY_KEYS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the ring away, and whatever was held by keys."""
        self.ring = False
        self.navigation.forget()
        self.hold_source(False)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Everything, bottom first."""
        paint_canvas(QPainter(self), self)

    def _settle(self) -> None:
        """Nothing came for a while: paint once more, as well as can be."""
        if self.moving:
            self.moving = False
            self.update()

    def _give_focus_back(self) -> None:
        """To where it was before the key went down."""
        before, self._before = self._before, None
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pane_at(self, point: QPointF) -> QRectF:
        panes = self.panes()
        return next((pane.rect for pane in panes if pane.rect.contains(point)), panes[0].rect)

    def _zoom_by(self, factor: float, point: QPointF) -> None:
        anchor = point - self._pane_at(point).topLeft()
        self.zoom.set_scale(self.zoom.scale * factor, anchor)
        self.lay_out()

    def _pan(self, by: QPointF) -> None:
        self.zoom.pan(by)
        self.lay_out()

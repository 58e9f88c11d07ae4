"""Where the picture lies in a pane: scale and centre, the same for all panes. No painting.

Scale is in device pixels per pixel of the frame, so that 1.0 is 1:1 on any screen. A pane is a
rectangle of the canvas in logical pixels.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF

STEPS = (
    0.05,
    0.1,
    0.25,
    0.33,
    0.5,
    0.67,
    0.75,
    1.0,
    1.5,
    2.0,
    3.0,
    4.0,
    6.0,
    8.0,
    12.0,
    16.0,
    32.0,
)
MARGIN = 8  # logical pixels around a picture that is fitted in
SMALLEST, LARGEST = STEPS[0], STEPS[-1]


class Zoom:
    """Scale and centre for a frame of a given size. GUI thread; tell it sizes before asking."""

    def __init__(self) -> None:
        self._frame = QSizeF(1, 1)
        self._pane = QSizeF(1, 1)
        self._ratio = 1.0
        self._fit = True
        self._scale = 1.0
        self._centre = QPointF(0.5, 0.5)

    @property
    def fits(self) -> bool:
        """Whether the whole frame is kept in view."""
        return self._fit

    @property
    def scale(self) -> float:
        """Device pixels per pixel of the frame."""
        return self._fitting_scale() if self._fit else self._scale

    @property
    def frame(self) -> QSizeF:
        """Size of the frame in its own pixels."""
        return QSizeF(self._frame)

    def set_frame(self, width: int, height: int) -> None:
        """Another frame size; the same part of the picture stays in the middle."""
        self._frame = QSizeF(max(1, width), max(1, height))

    def set_pane(self, size: QSizeF, ratio: float) -> None:
        """Size of one pane in logical pixels, and device pixels per logical one."""
        self._pane = QSizeF(max(1.0, size.width()), max(1.0, size.height()))
        self._ratio = ratio

    def fit(self) -> None:
        """Show the whole frame, and keep doing so when sizes change."""
        self._fit = True
        self._centre = QPointF(0.5, 0.5)

    def set_scale(self, scale: float, anchor: QPointF | None = None) -> None:
        """Set the scale; the point `anchor` (from the pane's top left) stays where it is."""
        pane = QRectF(QPointF(0, 0), self._pane)
        anchor = pane.center() if anchor is None else anchor
        at = self._within(anchor, self._exact(pane))
        self._fit = False
        self._scale = min(max(scale, SMALLEST), LARGEST)
        self._hold(at, anchor)

    def step(self, direction: int, anchor: QPointF | None = None) -> None:
        """Go to the next of the round scales, larger (+1) or smaller (-1)."""
        now = self.scale
        place = (
            bisect_right(STEPS, now * 1.001)
            if direction > 0
            else bisect_left(STEPS, now * 0.999) - 1
        )
        self.set_scale(STEPS[min(max(place, 0), len(STEPS) - 1)], anchor)

    def pan(self, by: QPointF) -> None:
        """Move the picture by logical pixels; it never leaves the pane."""
        side = self._logical()
        self._fit = False if self._can_pan() else self._fit
        self._centre -= QPointF(
            by.x() / (self._frame.width() * side), by.y() / (self._frame.height() * side)
        )
        self._keep_inside()

    def picture(self, pane: QRectF) -> QRectF:
        """Where the frame lies, in logical pixels, its corner on a whole device pixel."""
        exact = self._exact(QRectF(QPointF(0, 0), pane.size()))  # alike in panes of one size
        return QRectF(
            self._snap(pane.x()) + self._snap(exact.x()),
            self._snap(pane.y()) + self._snap(exact.y()),
            self._snap(exact.width()),
            self._snap(exact.height()),
        )

    def to_frame(self, point: QPointF, pane: QRectF) -> QPointF:
        """A point of the canvas in pixels of the frame; may lie outside of it."""
        return self._within(point, self.picture(pane))

    def visible(self, pane: QRectF) -> QRect:
        """The pixels of the frame that are seen in a pane, partly seen ones included."""
        seen = self.picture(pane).intersected(pane)
        if seen.isEmpty():
            return QRect()
        first, last = self.to_frame(seen.topLeft(), pane), self.to_frame(seen.bottomRight(), pane)
        found = QRectF(first, last).adjusted(1e-6, 1e-6, -1e-6, -1e-6).toAlignedRect()
        return found.intersected(QRect(0, 0, int(self._frame.width()), int(self._frame.height())))

    def _exact(self, pane: QRectF) -> QRectF:
        """Where the frame would lie if there were no device pixels."""
        side = self._logical()
        width, height = self._frame.width() * side, self._frame.height() * side
        left = pane.left() + pane.width() / 2 - self._centre.x() * width
        top = pane.top() + pane.height() / 2 - self._centre.y() * height
        return QRectF(left, top, width, height)

    def _within(self, point: QPointF, picture: QRectF) -> QPointF:
        return QPointF(
            (point.x() - picture.x()) / picture.width() * self._frame.width(),
            (point.y() - picture.y()) / picture.height() * self._frame.height(),
        )

    def _fitting_scale(self) -> float:
        room = (self._pane - QSizeF(2 * MARGIN, 2 * MARGIN)).expandedTo(QSizeF(1, 1))
        across, down = room.width() / self._frame.width(), room.height() / self._frame.height()
        return self._ratio * min(across, down)

    def _logical(self) -> float:
        return self.scale / self._ratio

    def _snap(self, length: float) -> float:
        return round(length * self._ratio) / self._ratio

    def _can_pan(self) -> bool:
        side = self._logical() * 1.0001
        return (
            self._frame.width() * side > self._pane.width() + 1
            or self._frame.height() * side > self._pane.height() + 1
        )

    def _hold(self, at: QPointF, anchor: QPointF) -> None:
        """Choose the centre so that the frame's point `at` lies under `anchor`."""
        side = self._logical()
        self._centre = QPointF(
            (at.x() - (anchor.x() - self._pane.width() / 2) / side) / self._frame.width(),
            (at.y() - (anchor.y() - self._pane.height() / 2) / side) / self._frame.height(),
        )
        self._keep_inside()

    def _keep_inside(self) -> None:
        side = self._logical()
        self._centre = QPointF(
            _kept(self._centre.x(), self._pane.width() / (self._frame.width() * side)),
            _kept(self._centre.y(), self._pane.height() / (self._frame.height() * side)),
        )


def _kept(centre: float, seen: float) -> float:
    """The nearest centre that leaves no gap beside the picture, of which a share `seen` fits."""
    return 0.5 if seen >= 1 else min(max(centre, seen / 2), 1 - seen / 2)

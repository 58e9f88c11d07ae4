"""A card to start from an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_PICTURE = 96
_PAD = 10
_WORDS = 88  # title and three lines, in the taller of our scripts
_LINE = 14


class ExampleCard(QAbstractButton):
    """Picture, icon, title and two lines; grey in place of the picture until there is one."""

    def __init__(self, icon: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._words = text
        self._image: QImage | None = None
        self._with_picture = True
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._follow_theme)

    def set_image(self, image: QImage) -> None:
        """Show a frame of the example."""
        self._image = image
        self.update()

    @property
    def has_image(self) -> bool:
        """Whether there is a frame to show."""
        return self._image is not None

    def set_compact(self, compact: bool) -> None:
        """Leave the picture out."""
        self._with_picture = not compact
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Three of them fill the column."""
        height = _WORDS + _PAD + (_PICTURE + _PAD if self._with_picture else -_LINE)
        return QSize(theme().px(259), theme().px(height))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrower in a narrow window."""
        return QSize(theme().px(150), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """All of it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hot = self.underMouse() or self.isDown()
        painter.setPen(QPen(theme().colour("ctl" if hot else "line"), 1))
        painter.setBrush(theme().colour("bg2"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 6, 6)
        pad = theme().px(_PAD)
        inside = QRectF(self.rect()).adjusted(pad, pad, -pad, -pad)
        if self._with_picture:
            self._paint_picture(painter, QRectF(inside.topLeft(), inside.topRight()))
            inside.setTop(inside.top() + theme().px(_PICTURE + _PAD))
        self._paint_words(painter, inside)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), 6)

    def _paint_picture(self, painter: QPainter, top: QRectF) -> None:
        box = QRectF(top.left(), top.top(), top.width(), theme().px(_PICTURE))
        edge = QPainterPath()
        edge.addRoundedRect(box, 3, 3)
        painter.save()
        painter.setClipPath(edge)
        painter.fillRect(box, theme().colour("bg3"))
        if self._image is not None and not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self._image, _middle(self._image, box))
        painter.restore()

    def _paint_words(self, painter: QPainter, inside: QRectF) -> None:
        size = theme().px(16)
        picture = icons.pixmap(self._icon_name, size, "accent", self.devicePixelRatioF())
        painter.drawPixmap(inside.topLeft() + QRectF(1, 1, 0, 0).topLeft(), picture)
        painter.setFont(theme().font("panel"))
        painter.setPen(theme().colour("tx"))
        title = inside.adjusted(size + 10, 0, 0, 0)
        title.setHeight(size + 3)
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(title.width())
        )
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(theme().font("body"))
        painter.setPen(theme().colour("tx2"))
        inside.setTop(title.bottom() + theme().px(7))
        painter.drawText(inside, Qt.TextFlag.TextWordWrap, self._words)

    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()


def _middle(image: QImage, box: QRectF) -> QRectF:
    """The largest part of the picture in the shape of the box."""
    scale = min(image.width() / box.width(), image.height() / box.height())
    part = QRectF(0, 0, box.width() * scale, box.height() * scale)
    part.moveCenter(QRectF(image.rect()).center())
    return part

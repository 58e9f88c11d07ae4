"""Dropping files and folders onto a widget, with a bright edge while they hover."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QDropEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QPaintEvent


class DropZone(QObject):
    """Makes a widget, with everything in it, take local files.

    Signals:
        dropped(list[Path]): files and folders in the order given. Nothing was looked at yet.
    """

    dropped = Signal(object)

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self._target = target
        self._edge = _Edge(target)
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    @property
    def hovered(self) -> bool:
        """Whether files hover over it now."""
        return not self._edge.isHidden()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take drags of files; leave everything else alone."""
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self._edge.hide()
        elif isinstance(event, QDropEvent) and kind == QEvent.Type.Drop:
            return self._drop(event)
        elif isinstance(event, QDropEvent):  # drags that enter and move are its subclasses
            return self._hover(event)
        return super().eventFilter(watched, event)

    def _hover(self, event: QDropEvent) -> bool:
        if not local_paths(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)  # originals are never changed or moved
        event.accept()
        self._edge.cover()
        return True

    def _drop(self, event: QDropEvent) -> bool:
        paths = local_paths(event.mimeData())
        self._edge.hide()
        if not paths:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(paths)
        return True


def local_paths(data: QMimeData) -> list[Path]:
    """Files and folders of this computer in a drag; addresses on a network are left out."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class _Edge(QWidget):
    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self._target = target
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()

    def cover(self) -> None:
        self.setGeometry(self._target.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("accent", 0.08))
        painter.setPen(QPen(theme().colour("accent"), 2))
        painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

"""Figures about the annotations of a clip."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.annotations.statistics import as_csv, figures
from app.base.files import write_atomically
from app.ui.annotate_panels.swatches import label_icon
from app.ui.language import tr, tr_count
from app.ui.theme.theme import theme
from app.ui.timeline.surface import draw_text
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    from app.annotations.layer import AnnotationLayer
    from app.annotations.statistics import Figures, LabelFigures


class StatisticsDialog(Dialog):
    """A table with a row for each label, and how much there is on each frame.

    Signals:
        problem(str): the table could not be written, one sentence.
    """

    problem = Signal(str)

    def __init__(self, layer: AnnotationLayer, parent: QWidget | None = None) -> None:
        super().__init__(tr("Statistics"), layer.media.file_name, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.figures: Figures = figures(layer)
        self.table = _table(layer, self.figures)
        self.plot = FramePlot(self.figures.per_frame)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(Label(self._summary(layer), "body", "tx2"))
        column.addWidget(self.table, 1)
        column.addWidget(Label(tr("Things on each frame"), "name", "tx"))
        column.addWidget(self.plot)
        self.set_body(body)
        self.export = Button(tr("Export table…"), height=32)
        self.export.clicked.connect(self._ask)
        done = Button(tr("Done"), primary=True, height=32)
        done.clicked.connect(self.accept)
        self.add_footer_left(self.export)
        self.add_footer_right(done)
        self.resize(theme().px(720), theme().px(560))

    def write(self, path: str) -> None:
        """Write the table as CSV."""
        try:
            write_atomically(Path(path), as_csv(self.figures).encode())
        except OSError as error:
            name, reason = Path(path).name, error.strerror
            self.problem.emit(tr("{name} cannot be written: {reason}.", name=name, reason=reason))

    def _summary(self, layer: AnnotationLayer) -> str:
        tracks = tr_count("{n} track", "{n} tracks", len(layer.tracks))
        parts = tr_count("{n} segment", "{n} segments", len(layer.segments))
        frames = tr_count("{n} frame", "{n} frames", layer.media.frame_count)
        empty = tr_count(
            "{n} frame without labels", "{n} frames without labels", self.figures.empty
        )
        return " · ".join((tracks, parts, frames, empty))

    def _ask(self) -> None:
        dialog = QFileDialog(self, tr("Export table"), "statistics.csv", "CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.write)
        dialog.open()


class FramePlot(QWidget):
    """How many things are seen on each frame, as a filled curve."""

    def __init__(self, counts: NDArray[np.int32]) -> None:
        super().__init__()
        self._counts = counts
        most = int(counts.max()) if len(counts) else 0
        self.setAccessibleName(tr("At most {n} things on one frame", n=most))
        self.setFixedHeight(theme().px(110))

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as there is room."""
        return QSize(theme().px(400), theme().px(110))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw axis, curve and figures."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(36, 8, -4, -20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("lane"))
        painter.drawRoundedRect(box, 4, 4)
        if not len(self._counts):
            return
        most = max(1, int(self._counts.max()))
        self._paint_curve(painter, box, most)
        words = theme().colour("tx3")
        draw_text(painter, QRectF(4, box.top() - 6, 30, 14), f"{most:,}", "small", words)
        draw_text(painter, QRectF(4, box.bottom() - 8, 30, 14), "0", "small", words)
        draw_text(painter, QRectF(box.left(), box.bottom() + 2, 60, 16), "0", "small", words)
        last = f"{len(self._counts) - 1:,}"
        width = painter.fontMetrics().horizontalAdvance(last) + 2
        area = QRectF(box.right() - width, box.bottom() + 2, width + 2, 16)
        draw_text(painter, area, last, "small", words)

    def _paint_curve(self, painter: QPainter, box: QRectF, most: int) -> None:
        # The highest of the frames that share a pixel, so that no peak is lost.
        columns = max(1, min(len(self._counts), int(box.width())))
        edges = np.linspace(0, len(self._counts), columns, endpoint=False).astype(int)
        heights = np.maximum.reduceat(self._counts, edges)
        step = box.width() / columns
        points = [QPointF(box.left(), box.bottom())]
        for place, height in enumerate(heights.tolist()):
            y = box.bottom() - height / most * (box.height() - 2)
            points += [QPointF(box.left() + place * step, y),
                       QPointF(box.left() + (place + 1) * step, y)]  # fmt: skip
        points.append(QPointF(box.right(), box.bottom()))
        painter.setPen(QPen(theme().colour("accent"), 1))
        painter.setBrush(theme().colour("accent", 0.3))
        painter.drawPolygon(QPolygonF(points))


def _table(layer: AnnotationLayer, found: Figures) -> QTableWidget:
    titles = (tr("Label"), tr("Accepted"), tr("Suggested"), tr("Keyframes"), tr("Frames"),
              tr("Shortest"), tr("Median"), tr("Longest"))  # fmt: skip
    table = QTableWidget(len(found.labels), len(titles))
    table.setHorizontalHeaderLabels(list(titles))
    table.verticalHeader().hide()
    table.setAccessibleName(tr("Counts per label"))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.verticalHeader().setDefaultSectionSize(theme().px(26))
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for number, row in enumerate(found.labels):
        for column, text in enumerate(_cells(row)):
            item = QTableWidgetItem(text)
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            else:
                item.setIcon(label_icon(layer, row.label))
            table.setItem(number, column, item)
    return table


def _cells(row: LabelFigures) -> tuple[str, ...]:
    name = f"{row.label} ({row.group})" if row.group else row.label
    counts = (row.accepted, row.suggested, row.keyframes, row.frames, row.shortest)
    return (name, *(f"{count:,}" for count in counts), f"{row.middle:,.10g}", f"{row.longest:,}")

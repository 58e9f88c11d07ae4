"""Jobs in the top bar, for workspaces without a jobs panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.jobs.job import JobState
from app.ui.language import tr_count
from app.ui.panels import job_words
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.ui.job_thread import JobThread

_WIDTH = 190


class JobChip(QAbstractButton):
    """Name and share of the running job; else how many wait for somebody. Hidden without both.

    `clicked` should show the jobs.
    """

    def __init__(self, jobs: JobThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._fraction: float | None = None
        self._icon = ("queue", "tx2")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme().font("body"))  # its width is told by the letters it is drawn in
        theme().changed.connect(self._follow_theme)
        jobs.happened.connect(self._follow)
        self._follow()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as its words, up to a limit."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(min(words + theme().px(42), theme().px(_WIDTH)), theme().px(26))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the chip, filled as far as the job is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        edge = QPainterPath()
        edge.addRoundedRect(box, 5, 5)
        painter.fillPath(edge, theme().colour("bg3" if self.underMouse() else "bg2"))
        if self._fraction:
            painter.save()
            painter.setClipPath(edge)
            done = QRectF(0, self.height() - 3, self.width() * self._fraction, 3)
            painter.fillRect(done, theme().colour("accent"))
            painter.restore()
        painter.setPen(theme().colour("line"))
        painter.drawPath(edge)
        self._paint_words(painter)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def _paint_words(self, painter: QPainter) -> None:
        name, token = self._icon
        side = theme().px(16)
        picture = icons.pixmap(name, side, token, self.devicePixelRatioF())
        painter.drawPixmap(theme().px(8), (self.height() - side) // 2, picture)
        painter.setFont(theme().font("body"))
        painter.setPen(theme().colour("tx"))
        room = self.rect().adjusted(theme().px(30), 0, -theme().px(10), 0)
        middle = Qt.TextElideMode.ElideMiddle
        words = painter.fontMetrics().elidedText(self.text(), middle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def _follow(self) -> None:
        jobs = self._jobs.queue.entries()
        states = [job.state for job in jobs]
        running, others = self._jobs.running, states.count(JobState.RUNNING) - 1
        failed, paused = states.count(JobState.FAILED), states.count(JobState.PAUSED)
        self._fraction = None
        if running is not None:
            share = job_words.percent(running.progress)
            self._fraction = None if running.progress is None else running.progress.fraction
            more = f"  +{others}" if others > 0 else ""
            self._say("queue", "tx2", f"{share}  {running.spec.title}{more}".strip())
        elif failed:
            self._say(
                "warning-circle", "err", tr_count("{n} job failed", "{n} jobs failed", failed)
            )
        elif paused:
            self._say("pause", "warn", tr_count("{n} job paused", "{n} jobs paused", paused))
        else:
            self._say("queue", "tx2", "")
        self.setVisible(bool(self.text()))

    def _say(self, icon: str, token: str, text: str) -> None:
        changed = text != self.text()
        self._icon = (icon, token)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(job_words.summary(self._jobs.queue.entries()))
        if changed:
            self.updateGeometry()
        self.update()

    def _follow_theme(self) -> None:
        self.setFont(theme().font("body"))
        self.updateGeometry()
        self.update()

"""The Deliver workspace: what to export on the left, what is being exported on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.dialogs.export_pane import ExportPane
from app.ui.language import tr
from app.ui.panels.jobs_panel import JobsPanel
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.divider import Divider
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

    from app.ui.background import Background
    from app.ui.command import Command
    from app.ui.document import Document
    from app.ui.job_thread import JobThread
    from app.ui.settings import Settings
    from app.ui.thumbnails import Thumbnails
    from app.ui.view_state import ViewState

_SETTLE_MS = 200


class DeliverPage(QWidget):
    """Follows document and selection while it is shown. GUI thread only; ends by `close_work`."""

    def __init__(
        self,
        document: Document,
        view: ViewState,
        settings: Settings,
        jobs: JobThread,
        thumbnails: Thumbnails | None = None,
        work: Background | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.pane = ExportPane(document, view, settings, jobs, thumbnails, work)
        self.jobs = JobsPanel(jobs)
        self.queue = Button(tr("Add to queue"), height=32)
        self.export = Button(tr("Export"), "export", primary=True, height=32)
        self._subject = ElidedLabel(self.pane.subtitle(), "body", "tx2")
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._reload)
        self._lay_out()
        self.queue.clicked.connect(lambda: self.pane.submit(start=False))
        self.export.clicked.connect(lambda: self.pane.submit(start=True))
        self.pane.subtitle_changed.connect(self._subject.setText)
        self.pane.ready_changed.connect(self._set_ready)
        self._set_ready(bool(self.pane.subjects))
        for signal in (document.changed, view.selection_changed):
            signal.connect(self._settle.start)

    def commands(self) -> tuple[Command, ...]:
        """Those of the jobs."""
        return self.jobs.commands()

    def close_work(self) -> None:
        """Stop asking."""
        self._settle.stop()
        self.pane.close_work()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Look at once what there is to export now."""
        super().showEvent(event)
        self._settle.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nobody looks, so nothing is asked."""
        super().hideEvent(event)
        self._settle.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The gutter between the panels."""
        QPainter(self).fillRect(self.rect(), theme().colour("bg0"))

    def _lay_out(self) -> None:
        form = Panel(tr("Export"))
        form.add_to_header(self._subject)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pane, 1)
        column.addWidget(Divider())
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 12, 16, 12)
        foot.setSpacing(8)
        foot.addStretch(1)
        for button in (self.queue, self.export):
            button.setMinimumWidth(theme().px(88))
            foot.addWidget(button)
        column.addLayout(foot)
        form.set_content(inside)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(form, 1)
        row.addWidget(self.jobs)
        self.jobs.setFixedWidth(theme().px(340))

    def _reload(self) -> None:
        if self.isVisible():
            self.pane.reload()

    def _set_ready(self, ready: bool) -> None:
        self.queue.setEnabled(ready)
        self.export.setEnabled(ready)

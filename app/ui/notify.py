"""Telling people who look elsewhere: a notification, the taskbar, the folder that opens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from app.jobs.job import Job, JobState
from app.ui.language import tr
from app.ui.panels import job_words

if TYPE_CHECKING:
    from app.jobs.job import JobEvent
    from app.ui.job_thread import JobThread

LONG_SECONDS = 30.0
"""Shorter work is not worth a notification."""

_SHOWN_MS = 10_000


class JobNotices(QObject):
    """Follows jobs for one window. GUI thread only; does nothing where the desktop can nothing.

    Args:
        jobs: What to follow.
        window: While it is active nobody needs to be told.
        icon: Of the program, for the notification.
    """

    def __init__(self, jobs: JobThread, window: QWidget, icon: QIcon | None = None) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._window = window
        self._title = ""
        self._tray = self._make_tray(icon or QIcon())
        jobs.ended.connect(self._ended)
        jobs.happened.connect(self._follow)

    def _make_tray(self, icon: QIcon) -> QSystemTrayIcon | None:
        """A tray icon that shows up only to say something."""
        able = QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()
        return QSystemTrayIcon(icon, self) if able and not icon.isNull() else None

    def _ended(self, job: Job) -> None:
        if job.state is JobState.DONE and job.spec.payload.get("show_when_done") is True:
            self._open_folder(job)
        if job.state is JobState.CANCELLED or job.seconds < LONG_SECONDS:
            return
        if not self._window.isActiveWindow():
            self._tell(job)

    def _tell(self, job: Job) -> None:
        QApplication.alert(self._window)
        if self._tray is None:
            return
        kind = QSystemTrayIcon.MessageIcon.Information
        if job.state is JobState.FAILED:
            kind = QSystemTrayIcon.MessageIcon.Warning
        self._tray.show()
        self._tray.showMessage(job.spec.title, job_words.state_words(job), kind, _SHOWN_MS)

    def _open_folder(self, job: Job) -> None:
        folder = Path(job.outcome.output).parent if job.outcome is not None else None
        if folder is not None and folder.is_dir():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _follow(self, event: JobEvent) -> None:
        running = self._jobs.running
        share = job_words.percent(running.progress) if running is not None else ""
        self._badge(running)
        self._retitle(share)

    def _badge(self, running: Job | None) -> None:
        """The number on the program's icon where desktops have one: percent done."""
        fraction = (
            None if running is None or running.progress is None else running.progress.fraction
        )
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setBadgeNumber(0 if fraction is None else int(fraction * 100))

    def _retitle(self, share: str) -> None:
        """`42 % · Project`, which is what a taskbar shows everywhere."""
        title = self._window.windowTitle()
        if self._title and title.startswith(self._title):
            title = title.removeprefix(self._title)
        self._title = tr("{share} · ", share=share) if share else ""
        if self._window.windowTitle() != self._title + title:
            self._window.setWindowTitle(self._title + title)

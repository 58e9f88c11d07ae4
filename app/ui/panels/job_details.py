"""Why a job failed, for those who want to know more or to report it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.panels import job_words
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from app.jobs.job import Job


class JobDetails(Dialog):
    """The sentence, and the log below it to copy."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(tr("Details"), job.spec.title, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sentence = Label(job_words.problem(job), "body", "tx")
        sentence.setWordWrap(True)
        self.log = QPlainTextEdit(job.details)
        self.log.setReadOnly(True)
        self.log.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.log.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.log.setAccessibleName(tr("Details"))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(12)
        column.addWidget(sentence)
        column.addWidget(self.log, 1)
        self.set_body(body)
        copy = Button(tr("Copy"), "copy", height=32)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(job.details))
        close = Button(tr("Close"), primary=True, height=32)
        close.clicked.connect(self.accept)
        self.add_footer_left(copy)
        self.add_footer_right(close)
        self.resize(680, 420)

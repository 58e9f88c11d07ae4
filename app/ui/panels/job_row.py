"""One job in the list: a card while it has a bar to show, a line before and after that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.jobs.eta import Estimate
from app.jobs.job import Job, JobState
from app.render.job_runners import EXPORT
from app.ui.language import tr
from app.ui.panels import job_words
from app.ui.panels.job_question import CancelQuestion
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.focus_ring import paint_focus_ring
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.progress_bar import ProgressBar
from app.ui.widgets.thumbnail import Thumbnail

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from app.base.picture import Picture

MARKS = {
    JobState.WAITING: ("clock", "tx3"),
    JobState.DONE: ("check-circle", "ok"),
    JobState.FAILED: ("warning-circle", "err"),
    JobState.CANCELLED: ("x-circle", "tx3"),
}
"""Icon and colour of jobs without a bar; words always say the same."""

MOVABLE = (JobState.WAITING, JobState.PAUSED)


class JobRow(QFrame):
    """Shows a job. It is rebuilt when the state changes, so that the focus stays in the list.

    Signals (each says the job's id):
        pause_wanted, resume_wanted, retry_wanted, remove_wanted, show_wanted, details_wanted.
        model_wanted(id of a model): its weights are to be fetched.
        cancel_wanted(id, keep part).
        step_wanted(id, by): Alt+Up or Alt+Down.
        focus_wanted(id, by): Up or Down.
        dragged(id, y): a drag is at this height in global pixels.
        dropped(id).
    """

    pause_wanted = Signal(str)
    resume_wanted = Signal(str)
    retry_wanted = Signal(str)
    remove_wanted = Signal(str)
    show_wanted = Signal(str)
    details_wanted = Signal(str)
    model_wanted = Signal(str)
    cancel_wanted = Signal(str, bool)
    step_wanted = Signal(str, int)
    focus_wanted = Signal(str, int)
    dragged = Signal(str, int)
    dropped = Signal(str)

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self._built: tuple[JobState, bool] | None = None
        self._parts: QWidget | None = None
        self._pressed: QPointF | None = None
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        theme().changed.connect(self.update)
        self.show_job(job, Estimate(), None)

    @property
    def movable(self) -> bool:
        """Whether its place in the order means anything."""
        return self.job.state in MOVABLE

    def show_job(self, job: Job, estimate: Estimate, picture: Picture | None) -> None:
        """Bring everything up to date."""
        self.job = job
        kind = (job.state, job.outcome is not None)
        if kind != self._built:
            self._built = kind
            self._rebuild()
        if isinstance(self._parts, _BarParts):
            self._parts.show_job(job, estimate, picture)
        elif isinstance(self._parts, _LineParts):
            self._parts.show_job(job)
        self.setAccessibleName(job_words.spoken(job, estimate))

    def ask_about_cancelling(self) -> None:
        """Ask in place what should become of what is finished; nothing to ask if nothing is."""
        if self.job.finished or not self.job.begun:
            self._give_up()
        elif isinstance(self._parts, _BarParts):
            self._parts.ask()

    def _give_up(self) -> None:
        if self.job.finished:
            self.remove_wanted.emit(self.job.id)
        else:
            self.cancel_wanted.emit(self.job.id, False)

    def _rebuild(self) -> None:
        focused = self.isAncestorOf(QApplication.focusWidget() or self)
        if self._parts is not None:
            self._column.removeWidget(self._parts)
            self._parts.hide()
            self._parts.deleteLater()
        bar = self.job.state in (JobState.RUNNING, JobState.PAUSED)
        self._parts = _BarParts(self) if bar else _LineParts(self)
        self._column.addWidget(self._parts)
        if focused:
            self.setFocus()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Everything the buttons do, and the order."""
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.step_wanted.emit(self.job.id, step)
        elif step:
            self.focus_wanted.emit(self.job.id, step)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.ask_about_cancelling()
        elif key == Qt.Key.Key_Space:
            self._pause_or_resume()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Perhaps the beginning of a drag."""
        if event.button() == Qt.MouseButton.LeftButton and self.movable:
            self._pressed = event.position()
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag, once it is far enough to be meant."""
        if self._pressed is None:
            return
        far = (event.position() - self._pressed).manhattanLength()
        self._dragging = self._dragging or far >= QApplication.startDragDistance()
        if self._dragging:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(self.job.id, round(event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drop."""
        if self._dragging:
            self.dropped.emit(self.job.id)
        self._pressed, self._dragging = None, False
        self.unsetCursor()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A card while there is a bar, else a line below; the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(self._parts, _BarParts):
            painter.setPen(QPen(theme().colour("line"), 1))
            painter.setBrush(theme().colour("bg2"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        else:
            line = QRectF(0, self.height() - 1, self.width(), 1)
            painter.fillRect(line, theme().colour("line"))
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def _pause_or_resume(self) -> None:
        if self.job.state is JobState.PAUSED:
            self.resume_wanted.emit(self.job.id)
        elif not self.job.finished:
            self.pause_wanted.emit(self.job.id)

    def _act(self) -> None:
        if self.job.outcome is not None and self.job.outcome.output:
            self.show_wanted.emit(self.job.id)
        elif self.job.state in (JobState.FAILED, JobState.CANCELLED):
            self.retry_wanted.emit(self.job.id)
        elif self.job.state is JobState.PAUSED:
            self.resume_wanted.emit(self.job.id)


class _BarParts(QWidget):
    """Thumbnail, words, bar and buttons of a job that runs or is paused."""

    def __init__(self, row: JobRow) -> None:
        super().__init__(row)
        self._row = row
        self._running = row.job.state is JobState.RUNNING
        self._shown: Picture | None = None
        self._thumbnail = Thumbnail(56, 32)
        self._thumbnail.set_icon("film-strip" if row.job.spec.kind == EXPORT else "magic-wand")
        self._title = ElidedLabel("", "name", "tx")
        self._detail = ElidedLabel("", "small", "tx3")
        self._bar = ProgressBar("accent" if self._running else "tx3")
        self._percent = Label("", "name", "tx")
        self._amount = ElidedLabel("", "small", "tx2")
        self._left = Label("", "small", "tx2")
        self._question = CancelQuestion()
        self._question.hide()
        self._question.answered.connect(self._answered)
        self._lay_out()

    def ask(self) -> None:
        self._question.ask()

    def show_job(self, job: Job, estimate: Estimate, picture: Picture | None) -> None:
        self._title.setText(job.spec.title)
        self._detail.setText(job.spec.detail)
        self._bar.set_fraction(None if job.progress is None else job.progress.fraction)
        self._amount.setText(job_words.amount(job.progress))
        if self._running:
            self._percent.setText(job_words.percent(job.progress))
            self._left.setText(job_words.time_left(job, estimate))
        else:
            self._percent.setText(job_words.state_words(job))
        self._percent.setVisible(bool(self._percent.text()))
        self.setToolTip(job_words.pace(job.progress) if self._running else "")
        if picture is not None and picture is not self._shown:
            self._shown = picture
            self._thumbnail.set_image(image_of(picture))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        head.addWidget(self._thumbnail)
        head.addLayout(words, 1)
        for button in self._buttons():
            head.addWidget(button)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._percent)
        foot.addWidget(self._amount, 1)
        foot.addWidget(self._left)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addLayout(foot)
        column.addWidget(self._question)

    def _buttons(self) -> tuple[IconButton, IconButton]:
        row = self._row
        if self._running:
            first = IconButton("pause", tr("Pause"))
            first.clicked.connect(lambda: row.pause_wanted.emit(row.job.id))
        else:
            first = IconButton("play", tr("Resume"))
            first.clicked.connect(lambda: row.resume_wanted.emit(row.job.id))
        cancel = IconButton("x", tr("Cancel"))
        cancel.clicked.connect(row.ask_about_cancelling)
        return first, cancel

    def _answered(self, answer: str) -> None:
        if answer != "go on":
            self._row.cancel_wanted.emit(self._row.job.id, answer == "keep")
        self._row.setFocus()


class _LineParts(QWidget):
    """Mark, words and buttons of a job that waits or is over.

    Why a job failed needs the whole width and perhaps several lines; all else fits beside the
    buttons.
    """

    def __init__(self, row: JobRow) -> None:
        super().__init__(row)
        self._row = row
        self._mark = QLabel()
        self._title = ElidedLabel("", "name", "tx")
        failed = row.job.state is JobState.FAILED
        self._words = Label("", "small", "err") if failed else ElidedLabel("", "small", "tx3")
        self._words.setWordWrap(failed)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 7, 8, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._mark, 0, 0, 1 if failed else 2, 1)
        grid.addWidget(self._title, 0, 1)
        buttons = self._buttons()
        grid.addWidget(self._words, 1, 1, 1, 1 + len(buttons) if failed else 1)
        for number, button in enumerate(buttons):
            grid.addWidget(button, 0, 2 + number, 1 if failed else 2, 1)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def show_job(self, job: Job) -> None:
        self._title.setText(job.spec.title)
        self._words.setText(job_words.state_words(job))
        notes = job.outcome.notes if job.outcome is not None else ()
        self.setToolTip("\n".join(notes))

    def _buttons(self) -> list[QWidget]:
        row, state = self._row, self._row.job.state
        buttons: list[QWidget] = []
        if row.job.outcome is not None and row.job.outcome.output:
            buttons.append(_button(tr("Show"), lambda: row.show_wanted.emit(row.job.id)))
        model = job_words.missing_model(row.job)
        if model:
            buttons.append(_button(tr("Download…"), lambda: row.model_wanted.emit(model)))
        if state is JobState.CANCELLED or model:
            again = IconButton("arrow-clockwise", tr("Retry"), size=24)
            again.clicked.connect(lambda: row.retry_wanted.emit(row.job.id))
            buttons.append(again)
        elif state is JobState.FAILED:
            buttons.append(_button(tr("Retry"), lambda: row.retry_wanted.emit(row.job.id)))
        if row.job.details:
            details = IconButton("info", tr("Details…"), size=24)
            details.clicked.connect(lambda: row.details_wanted.emit(row.job.id))
            buttons.append(details)
        name = tr("Remove from the list") if row.job.finished else tr("Cancel")
        away = IconButton("x", name, size=24)
        away.clicked.connect(row.ask_about_cancelling)
        return [*buttons, away]

    def _follow_theme(self) -> None:
        name, token = MARKS[self._row.job.state]
        ratio = self.devicePixelRatioF()
        self._mark.setPixmap(icons.pixmap(name, theme().px(16), token, ratio))


def _button(text: str, act: Callable[[], None]) -> Button:
    button = Button(text, height=24)
    button.clicked.connect(act)
    return button


def image_of(picture: Picture) -> QImage:
    """A small R'G'B' picture of 8 bit as Qt has it; the image owns its samples."""
    green, blue, red = picture.planes
    height, width = green.shape
    samples = bytearray(width * height * 3)
    for place, plane in enumerate((red, green, blue)):
        samples[place::3] = plane.tobytes()
    image = QImage(bytes(samples), width, height, width * 3, QImage.Format.Format_RGB888)
    return image.copy()

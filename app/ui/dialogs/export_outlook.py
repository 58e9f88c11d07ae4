"""The right of the export dialog: picture, size and time as measured, and what will change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.language import tr, tr_data
from app.ui.panels import words
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import Label
from app.ui.widgets.thumbnail import Thumbnail

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QImage, QResizeEvent

_LOW = 320
"""Height in pixels of the design below which the picture goes."""

_MARKS = {
    "change": ("arrow-up-right", "accent"),
    "same": ("equals", "tx3"),
    "note": ("info", "tx2"),
    "warning": ("warning", "warn"),
}


class Change(Protocol):
    """One thing to know about an export, as the core says it: see `app.render.advice`."""

    @property
    def kind(self) -> str:
        """`change`, `same`, `note` or `warning`."""
        ...

    @property
    def title(self) -> str:
        """What it is about."""
        ...

    @property
    def template(self) -> str:
        """A sentence with `{name}` for each of `values`."""
        ...

    @property
    def values(self) -> Mapping[str, str]:
        """Numbers and names."""
        ...


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured for the whole export; see `app.render.export_measure`."""

    fps: float
    seconds: float
    size: int
    stages: Mapping[str, float]


class Outlook(QWidget):
    """Says nothing that was not measured or planned.

    Signals:
        measure_wanted(): the user asked for figures.
    """

    measure_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.thumbnail = Thumbnail(272, 153)
        self.figures = _FiguresCard()
        self.figures.measure.clicked.connect(self.measure_wanted)
        self._changes = QVBoxLayout()
        self._changes.setSpacing(8)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.thumbnail)
        column.addWidget(self.figures)
        column.addWidget(Label(tr("What will change"), "panel", "tx"))
        column.addLayout(self._changes)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where it is low, figures matter more than the picture."""
        super().resizeEvent(event)
        self.thumbnail.setVisible(self.height() >= theme().px(_LOW))

    def show_picture(self, image: QImage | None, badge: str) -> None:
        """The picture of what is exported, and its length."""
        self.thumbnail.set_image(image)
        self.thumbnail.set_badge(badge)

    def show_changes(self, changes: Sequence[Change]) -> None:
        """List changes, one line for everything kept, then notes and warnings."""
        self._clear()
        kept = [change for change in changes if change.kind == "same"]
        told = False
        for change in changes:
            if change.kind != "same":
                self._changes.addWidget(_Line(change.kind, *_worded(change)))
            elif not told:
                told = True
                titles = tr(", ").join(tr_data(one.title) for one in kept)
                details = tr(", ").join(_worded(one)[1] for one in kept)
                self._changes.addWidget(_Line("same", tr("Kept: {what}", what=titles), details))

    def show_remark(self, text: str) -> None:
        """Say one thing in place of the list."""
        self._clear()
        self._changes.addWidget(_Line("note", text, ""))

    def _clear(self) -> None:
        while (item := self._changes.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _worded(change: Change) -> tuple[str, str]:
    return tr_data(change.title), tr_data(change.template).format(**change.values)


class _Line(QWidget):
    """An icon, a title and a sentence."""

    def __init__(self, kind: str, title: str, detail: str) -> None:
        super().__init__()
        self._kind = kind
        self._mark = QLabel()
        head = Label(title, "name", "tx")
        head.setWordWrap(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(head)
        if detail:
            below = Label(detail, "small", "tx2")
            below.setWordWrap(True)
            column.addWidget(below)
        line.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def _follow_theme(self) -> None:
        name, token = _MARKS.get(self._kind, _MARKS["note"])
        ratio = self.devicePixelRatioF()
        self._mark.setPixmap(icons.pixmap(name, theme().px(14), token, ratio))


class _FiguresCard(Card):
    """Size and time, or how to get them."""

    def __init__(self) -> None:
        super().__init__()
        self._size = Label("", "title", "tx")
        self._time = Label("", "title", "tx")
        self._base = Label("", "small", "tx2")
        self._source = Label("", "small", "tx2")
        self._steps = Label("", "small", "tx2")
        self._steps.setWordWrap(True)
        self.measure = Button(tr("Measure"), "gauge", height=24)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        for column, (title, figure, base) in enumerate(
            (
                (tr("File size"), self._size, self._source),
                (tr("Time"), self._time, self._base),
            )
        ):
            grid.addWidget(Label(title, "small", "tx2"), 0, column)
            grid.addWidget(figure, 1, column)
            grid.addWidget(base, 2, column)
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self._steps)
        self.body.addWidget(self.measure, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_figures(None, None)

    @property
    def said(self) -> str:
        """Everything it says, for those who cannot see it."""
        labels = (self._size, self._source, self._time, self._base, self._steps)
        return ", ".join(label.text() for label in labels if label.text())

    def show_source(self, size: int | None) -> None:
        """Bytes of the source, to compare with."""
        text = "" if size is None else tr("source is {size}", size=words.bytes_words(size))
        self._source.setText(text)

    def show_figures(self, figures: Figures | None, source: int | None) -> None:
        """Show them, or that nobody measured yet."""
        self.show_source(source)
        self.measure.setVisible(figures is None)
        self.measure.setEnabled(True)
        self._steps.setVisible(figures is not None)
        if figures is None:
            for label in (self._size, self._time):
                label.setText("–")
            self._base.setText(tr("Not measured yet"))
            return
        self._size.setText(size_range(figures.size))
        took = words.duration_words(figures.seconds)
        self._time.setText(tr("about {time}", time=took))
        self._base.setText(tr("measured {speed}", speed=words.speed_words(figures.fps)))
        self._steps.setText(_steps(figures))
        self._steps.setVisible(bool(figures.stages))

    def show_measuring(self) -> None:
        """Say that it is being found out."""
        self._base.setText(tr("Measuring"))
        self.measure.setEnabled(False)


def size_range(size: int) -> str:
    """`5 to 7 MB`: two seconds say so much about the rest, and no more."""
    low, high = round(size * 0.8), round(size * 1.25)
    least, most = words.bytes_words(low), words.bytes_words(high)
    if least == most:
        return tr("about {size}", size=most)
    if least.split()[-1] == most.split()[-1]:
        return tr("{low} to {high}", low=least.split()[0], high=most)
    return tr("{low} to {high}", low=least, high=most)


def _steps(figures: Figures) -> str:
    names = {"decode": tr("Read"), "effects": tr("Effects"), "encode": tr("Encode")}
    parts = [
        tr("{step} {time}", step=names[name], time=words.duration_words(seconds))
        for name, seconds in figures.stages.items()
        if name in names and seconds > 0
    ]
    return tr("Steps") + "  " + "  ".join(parts) if parts else ""

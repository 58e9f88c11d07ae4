"""Annotations to files of other tools, and from them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.annotations.edits.merging import Arrivals, arrivals, take_in
from app.annotations.edits.review import reviewed, suggestions
from app.annotations.formats.registry import FORMATS
from app.base.errors import AppError
from app.ui.annotate_panels.file_reading import read_in_its_format
from app.ui.language import tr, tr_count, tr_data
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from app.annotations.edits.merging import Way
    from app.annotations.formats.format import AnnotationFormat, Prepared
    from app.annotations.layer import AnnotationLayer
    from app.ui.annotation_session import AnnotationSession
    from app.ui.background import Background

Direction = Literal["export", "import"]


class AnnotationFilesDialog(Dialog):
    """The formats on the left; on the right what one of them does to this layer.

    Everything slow happens on `work`.

    Signals:
        told(str): something to say in the status bar.
    """

    told = Signal(str)

    def __init__(
        self,
        session: AnnotationSession,
        work: Background,
        direction: Direction,
        parent: QWidget | None = None,
    ) -> None:
        title = tr("Export annotations") if direction == "export" else tr("Import annotations")
        media = session.media
        super().__init__(title, media.path.name if media else "", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._work, self.direction = session, work, direction
        self._path, self._by_hand = "", False
        self._read: AnnotationLayer | None = None
        self._asked: AnnotationLayer | None = None
        self._ready: Prepared | None = None
        self._before = session.layer
        self.formats = QListWidget()
        self.losses, self.problem = Label("", "body", "tx2"), Label("", "body", "err")
        self.unreviewed = Switch()
        self.way = Segmented([("merge", tr("Keep")), ("replace", tr("Replace"))])
        self.file = ElidedLabel(tr("No file chosen"), "body", "tx2")
        self._lay_out()
        self._add_buttons()
        work.answered.connect(self._answered)
        self.formats.currentRowChanged.connect(lambda _: self._format_changed())
        self.unreviewed.toggled.connect(lambda _: self._format_changed())
        self.way.chosen.connect(lambda _: self._show_arrivals())
        self.formats.setCurrentRow(0)
        self._by_hand = False
        self.resize(theme().px(680), theme().px(440))

    @property
    def format(self) -> AnnotationFormat:
        """The one that is chosen."""
        return FORMATS[max(0, self.formats.currentRow())]

    def layer_to_write(self) -> AnnotationLayer | None:
        """What would be exported."""
        layer = self._before
        if layer is None or self.unreviewed.isChecked():
            return layer
        return reviewed(layer)

    def choose(self, path: str) -> None:
        """The file to write or to read."""
        self._path, self._read = path, None
        self._say_problem("")
        if self.direction == "export":
            layer, format_ = self.layer_to_write(), self.format
            if layer is not None:
                self.go.setEnabled(False)
                write = self._ready.write if self._ready else partial(format_.write, layer)
                self._work.ask("write", partial(write, Path(path)))
            return
        self.file.setText(Path(path).name)
        self._read_file()

    def _read_file(self) -> None:
        if self._path and self._before is not None:
            self.go.setEnabled(False)
            self.losses.setText(tr("Reading {name}…", name=Path(self._path).name))
            read = partial(
                read_in_its_format, Path(self._path), self._before.media, self.format,
                by_hand=self._by_hand,
            )  # fmt: skip
            self._work.ask("read", read)

    def _format_changed(self) -> None:
        self._say_problem("")
        self._by_hand = True
        if self.direction == "import":
            self._read = None
            self.losses.setText(tr("Choose a file to see what is in it."))
            self._read_file()
            return
        layer = self._asked = self.layer_to_write()
        self._ready = None
        self.losses.setText(tr("Looking at what this format can hold…"))
        if layer is not None:
            self._work.ask("losses", partial(_prepared, self.format, layer))

    def _answered(self, key: object, answer: object) -> None:
        if key not in ("losses", "write", "read"):
            return
        if isinstance(answer, AppError):
            self.losses.setText("")
            self._say_problem(str(answer))
            self.go.setEnabled(self.direction == "export")
        elif key == "losses" and isinstance(answer, tuple):
            self._show_prepared(*answer)
        elif key == "write":
            self.told.emit(tr("Annotations written to {name}.", name=Path(self._path).name))
            self.accept()
        elif key == "read" and isinstance(answer, tuple):
            format_, self._read = answer
            self._show_format(format_)
            self._show_arrivals()

    def _show_format(self, format_: AnnotationFormat) -> None:
        """Mark the format that a file turned out to be in; it is read already."""
        before = self.formats.blockSignals(True)
        self.formats.setCurrentRow(FORMATS.index(format_))
        self.formats.blockSignals(before)

    def _show_prepared(
        self, format_: AnnotationFormat, layer: AnnotationLayer, ready: Prepared
    ) -> None:
        if format_ is not self.format or layer is not self._asked:
            return
        self._ready = ready
        if ready.losses:
            lines = (f"•  {tr_data(one)}" for one in ready.losses)
            words = tr("This is lost:") + "\n" + "\n".join(lines)
        else:
            words = tr("Nothing is lost.")
        self.losses.setText(words)

    def _show_arrivals(self) -> None:
        if self._read is None or self._before is None:
            return
        self._say_problem("")
        way: Way = "replace" if self.way.value == "replace" else "merge"
        try:
            found = arrivals(self._before, self._read, way)
        except AppError as error:
            self.losses.setText("")
            self._say_problem(str(error))
            self.go.setEnabled(False)
            return
        self.losses.setText(_arrival_words(found))
        self.go.setEnabled(True)

    def _import(self) -> None:
        read, way = self._read, self.way.value
        if read is None:
            return
        try:
            self._session.apply(
                tr("Import annotations"),
                lambda layer: take_in(layer, read, "replace" if way == "replace" else "merge"),
            )
        except AppError as error:
            self._say_problem(str(error))
            return
        self.told.emit(tr("Annotations imported from {name}.", name=Path(self._path).name))
        self.accept()

    def _ask_file(self) -> None:
        export, format_ = self.direction == "export", self.format
        stem = Path(self._before.media.file_name).stem if self._before else "annotations"
        kinds = f"{format_.title} (*{format_.suffix})" if format_.suffix else ""
        start = stem + (format_.suffix or f"-{format_.name}")
        place = self._folder() / start if export else self._folder()
        if kinds and not export:
            # Which format a file is in is seen from the file: any may be chosen at once.
            every = tr("All files (*)")
            kinds = f"{kinds};;{every}" if self._by_hand else f"{every};;{kinds}"
        dialog = QFileDialog(self, self.windowTitle(), str(place), kinds)
        if export:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(format_.suffix.lstrip("."))
        elif format_.suffix:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        else:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.choose)
        dialog.open()

    def _folder(self) -> Path:
        """Where the clip lies: what belongs to it is looked for and kept beside it."""
        media = self._session.media
        return media.path.parent if media is not None and media.path.parent.is_dir() else Path.cwd()

    def _say_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _lay_out(self) -> None:
        self.formats.setAccessibleName(tr("Formats"))
        self.formats.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.formats.setFixedWidth(theme().px(240))
        for format_ in FORMATS:
            item = QListWidgetItem(tr_data(format_.title))
            item.setToolTip(format_.suffix or tr("Folder"))
            item.setSizeHint(QSize(0, theme().px(28)))
            self.formats.addItem(item)
        for label in (self.losses, self.problem):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.problem.hide()
        right = QVBoxLayout()
        right.setSpacing(10)
        if self.direction == "export":
            right.addLayout(self._unreviewed_row())
        else:
            right.addLayout(self._file_row())
        right.addWidget(self.losses)
        right.addWidget(self.problem)
        right.addStretch(1)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(18, 14, 18, 14)
        row.setSpacing(16)
        row.addWidget(self.formats)
        row.addLayout(right, 1)
        self.set_body(body)

    def _unreviewed_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        count = sum(map(len, suggestions(self._before))) if self._before else 0
        self.unreviewed.setAccessibleName(tr("Include unreviewed"))
        self.unreviewed.setEnabled(count > 0)
        words = tr_count("{n} suggestion", "{n} suggestions", count)
        row.addWidget(Label(tr("Include unreviewed"), "body", "tx"))
        row.addWidget(Label(words, "small", "tx3"))
        row.addStretch(1)
        row.addWidget(self.unreviewed)
        return row

    def _file_row(self) -> QVBoxLayout:
        choose = Button(tr("Choose…"))
        choose.clicked.connect(self._ask_file)
        first = QHBoxLayout()
        first.addWidget(self.file, 1)
        first.addWidget(choose)
        second = QHBoxLayout()
        second.addWidget(Label(tr("What is there already"), "body", "tx2"))
        second.addStretch(1)
        self.way.setAccessibleName(tr("What is there already"))
        second.addWidget(self.way)
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addLayout(first)
        column.addLayout(second)
        return column

    def _add_buttons(self) -> None:
        cancel = Button(tr("Cancel"), height=32)
        cancel.clicked.connect(self.reject)
        export = self.direction == "export"
        self.go = Button(tr("Export…") if export else tr("Import"), primary=True, height=32)
        self.go.setDefault(True)
        self.go.setEnabled(export and self._before is not None)
        self.go.clicked.connect(self._ask_file if export else self._import)
        self.add_footer_right(cancel)
        self.add_footer_right(self.go)


def _prepared(
    format_: AnnotationFormat, layer: AnnotationLayer
) -> tuple[AnnotationFormat, AnnotationLayer, Prepared]:
    return format_, layer, format_.prepare(layer)


def _arrival_words(found: Arrivals) -> str:
    """What an import would change, one line each."""
    tracks = tr_count("{n} new track", "{n} new tracks", found.tracks)
    parts = tr_count("{n} new segment", "{n} new segments", found.segments)
    labels = tr_count("{n} new label", "{n} new labels", found.labels)
    counts = ((tracks, found.tracks), (parts, found.segments), (labels, found.labels))
    lines = [words for words, count in counts if count] or [tr("Nothing new.")]
    if found.tags:
        lines.append(tr_count("{n} new tag", "{n} new tags", found.tags))
    if found.known:
        lines.append(
            tr_count("{n} is there already and is left out",
                     "{n} are there already and are left out", found.known)
        )  # fmt: skip
    if found.gone:
        lines.append(tr_count("{n} thing of yours goes", "{n} things of yours go", found.gone))
    return "\n".join(lines)

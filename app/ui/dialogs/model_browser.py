"""Models: what there is, what it may and can, and getting it onto this computer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.base.progress import Progress
from app.ui.dialogs.model_browser_card import ModelTile
from app.ui.dialogs.model_browser_entries import (
    FILTERS,
    SORTS,
    Entry,
    Listing,
    chosen,
    task_counts,
)
from app.ui.dialogs.model_browser_tasks import TaskList
from app.ui.dialogs.model_browser_unknown import UnknownNetwork
from app.ui.dialogs.model_browser_work import ModelWork
from app.ui.language import tr, tr_count
from app.ui.panels.notice import Notice
from app.ui.panels.words import bytes_words
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.combo import Combo
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.divider import Divider
from app.ui.widgets.labels import Label
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from app.inference.probing import Finding
    from app.ui.settings import Settings

COLUMNS = 3
TYPES = "*.safetensors *.pth *.pt *.onnx *.bin"


class ModelBrowser(Dialog):
    """Lists, fetches, measures, adds and deletes models.

    Args:
        settings: Device and precision for measuring.
        work: Does it, and is closed by its owner: downloads go on while the dialog is closed.
            Without one the dialog has its own, which ends with it.
        model: Id of the one to show first.
        parent: The window.

    Signals:
        models_changed(): a model came, went, or got its weights.
    """

    models_changed = Signal()

    def __init__(
        self,
        settings: Settings,
        work: ModelWork | None = None,
        model: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Models"), parent=parent)
        self._settings, self._wanted = settings, model
        self._listing: Listing | None = None
        self._task = ""
        self.tiles: dict[str, ModelTile] = {}
        self._own = work is None
        self.work = work or ModelWork(parent=self)
        self.tasks = TaskList()
        self.search = SearchField(tr("Search models"))
        self.sort = Combo(height=28)
        self.boxes = {name: QCheckBox(_filter_words(name)) for name in FILTERS}
        self.add_button = Button(tr("Add from file…"), "folder-open", height=28)
        self.measure_button = Button(tr("Measure all installed"), "gauge", height=28)
        self.open_button = Button(tr("Open"), height=24)
        self.folder_size = Label("", "body", "tx")
        self.notice = Notice()
        self.nothing = Label(tr("No model fits. Change the search or the filters."), "body", "tx3")
        self._grid = QGridLayout()
        self._lay_out()
        self._connect()
        self.work.list()

    def done(self, result: int) -> None:
        """Close; what an own `ModelWork` does is cancelled and joined."""
        if self._own:
            self.work.close()
        super().done(result)

    def shown(self) -> list[str]:
        """Ids of the models on show, in order."""
        return list(self.tiles)

    # What the user does

    def fetch(self, model: str) -> None:
        """Download the weights of a model."""
        entry = self._entry(model)
        if entry is not None and self._listing is not None:
            self.notice.tell("")
            self._update(model, progress=Progress(0), fault="")
            self.work.fetch(entry.card)

    def measure_all(self) -> None:
        """Measure every model that is here; pressed again: stop."""
        running = [e for e in self._entries() if e.busy]
        if running:
            self.work.cancel_measuring()
            for entry in running:
                self._update(entry.card.id, busy="")
            return
        for entry in self._entries():
            if entry.here:
                self._measure(entry)

    def add_file(self, path: Path) -> None:
        """Take a copy of a weights file, after asking about one that does not say what it is."""
        self.add_button.setEnabled(False)
        self.notice.tell("")
        self.work.look_at(path)

    # Following

    def _take_listing(self, listing: object) -> None:
        if not isinstance(listing, Listing):
            self.notice.tell(str(listing))
            return
        for old in self._entries():  # what runs goes on
            listing = listing.changed(
                old.card.id, progress=old.progress, busy=old.busy, fault=old.fault
            )
        for model in self.work.fetching:  # begun before the dialog was opened
            old_entry = next(each for each in listing.entries if each.card.id == model)
            listing = listing.changed(model, progress=old_entry.progress or Progress(0))
        self._listing = listing
        here = sum(entry.here for entry in listing.entries)
        self.set_subtitle(
            tr_count("{n} model, {here} on this computer", "{n} models, {here} on this computer",
                     len(listing.entries), here=here)
        )  # fmt: skip
        self.folder_size.setText(bytes_words(listing.folder_bytes))
        self.tasks.show_tasks(task_counts(listing.entries), self._task)
        self._refresh()
        if self._wanted in self.tiles:
            tile, self._wanted = self.tiles[self._wanted], ""
            tile.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(tile)

    def _refresh(self) -> None:
        filters = [name for name, box in self.boxes.items() if box.isChecked()]
        entries = chosen(
            self._entries(), self._task, self.search.text(), filters, self.sort.value or SORTS[0]
        )
        old = self.tiles
        self.tiles = {
            entry.card.id: old.get(entry.card.id) or self._tile(entry) for entry in entries
        }
        for model, tile in old.items():
            self._grid.removeWidget(tile)
            if model not in self.tiles:
                tile.hide()
                tile.deleteLater()
        before: QWidget = self.add_button
        for number, entry in enumerate(entries):
            tile = self.tiles[entry.card.id]
            tile.show_entry(entry)
            self._grid.addWidget(tile, number // COLUMNS, number % COLUMNS)
            tile.show()
            QWidget.setTabOrder(before, tile)
            before = tile
        self.nothing.setVisible(not entries and self._listing is not None)

    def _update(self, model: str, **fields: object) -> None:
        if self._listing is None:
            return
        self._listing = self._listing.changed(model, **fields)
        entry = self._entry(model)
        if entry is not None and model in self.tiles:
            self.tiles[model].show_entry(entry)
        busy = any(each.busy for each in self._listing.entries)
        self.measure_button.setText(tr("Stop measuring") if busy else tr("Measure all installed"))

    def _progressed(self, model: str, progress: Progress) -> None:
        entry = self._entry(model)
        if entry is not None and entry.progress is not None:
            self._update(model, progress=progress)

    def _fetched(self, model: str, fault: str) -> None:
        self._update(model, progress=None)
        if fault == "offline":
            here = sum(entry.here for entry in self._entries())
            self.notice.tell(
                tr_count("No network. {n} model on this computer still works.",
                         "No network. {n} models on this computer still work.", here)
            )  # fmt: skip
        elif fault not in ("", "cancelled"):
            self.notice.tell(fault)
        else:
            self.models_changed.emit()

    def _measured(self, model: str, fault: str) -> None:
        self._update(model, busy="")
        if fault not in ("", "cancelled"):
            self.notice.tell(fault)

    def _looked_at(self, path: Path, finding: Finding | None) -> None:
        if finding is None:
            self.work.add(path)
            return
        question = UnknownNetwork(path.name, finding, self)
        question.answered.connect(lambda task, white: self.work.add(path, task, white))
        question.rejected.connect(lambda: self.add_button.setEnabled(True))
        question.open()

    def _added(self, model: str, fault: str) -> None:
        self.add_button.setEnabled(True)
        if fault:
            self.notice.tell(fault)
            return
        self._wanted = model
        self.models_changed.emit()

    def _act(self, action: str, model: str) -> None:
        entry = self._entry(model)
        if entry is None:
            return
        if action == "fetch":
            self.fetch(model)
        elif action == "cancel":
            self.work.cancel_fetch(model)
        elif action == "measure":
            self._measure(entry)
        elif action == "remove":
            self.work.remove(entry.card)
            self.models_changed.emit()
        elif action == "select":
            for name, tile in self.tiles.items():
                tile.set_selected(name == model)

    def _measure(self, entry: Entry) -> None:
        self._update(entry.card.id, busy=tr("Measuring…"))
        device, precision = self._settings.get("device"), self._settings.get("precision")
        self.work.measure(entry.card, device, precision)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, tr("Add a model from a file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(tr("Model weights ({pattern})", pattern=TYPES))
        dialog.fileSelected.connect(lambda path: self.add_file(Path(path)))
        dialog.open()

    def _open_folder(self) -> None:
        if self._listing is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._listing.folder)))

    def _choose_task(self, task: str) -> None:
        if task != self._task:
            self._task = task
            self._refresh()

    def _entries(self) -> tuple[Entry, ...]:
        return self._listing.entries if self._listing is not None else ()

    def _entry(self, model: str) -> Entry | None:
        return next((each for each in self._entries() if each.card.id == model), None)

    # Making

    def _tile(self, entry: Entry) -> ModelTile:
        tile = ModelTile(entry)
        tile.asked.connect(self._act)
        return tile

    def _connect(self) -> None:
        self.tasks.chosen.connect(self._choose_task)
        self.search.textChanged.connect(self._refresh)
        self.sort.chosen.connect(self._refresh)
        for box in self.boxes.values():
            box.toggled.connect(self._refresh)
        self.add_button.clicked.connect(self._choose_file)
        self.measure_button.clicked.connect(self.measure_all)
        self.open_button.clicked.connect(self._open_folder)
        self.work.listed.connect(self._take_listing)
        self.work.progressed.connect(self._progressed)
        self.work.fetched.connect(self._fetched)
        self.work.measured.connect(self._measured)
        self.work.looked_at.connect(self._looked_at)
        self.work.added.connect(self._added)

    def _lay_out(self) -> None:
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left())
        row.addWidget(Divider(vertical=True))
        row.addWidget(self._right(), 1)
        self.set_body(body)
        self.resize(theme().px(1180), theme().px(760))

    def _left(self) -> QWidget:
        left = QWidget()
        left.setFixedWidth(theme().px(214))
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        column.addWidget(Label(tr("Task"), "small", "tx2"))
        column.addWidget(self.tasks, 1)
        column.addWidget(Divider())
        column.addWidget(Label(tr("Show only"), "small", "tx2"))
        for box in self.boxes.values():
            box.setFont(theme().font("body"))
            column.addWidget(box)
        rule = tr("Weights under 20 MB, or measured on the processor here at 0.5 fps or more.")
        self.boxes["processor"].setToolTip(rule)
        column.addWidget(Divider())
        column.addWidget(Label(tr("Speed and quality"), "small", "tx2"))
        words = tr(
            "Speed is measured on this computer with 640 × 360 frames; quality comes from the "
            "model's card. Compare quality within one task only. A dash means not measured yet."
        )
        note = Label(words, "small", "tx3")
        note.setWordWrap(True)
        column.addWidget(note)
        column.addWidget(self.measure_button)
        column.addSpacing(12)
        column.addWidget(Label(tr("Models folder"), "small", "tx2"))
        folder = QHBoxLayout()
        folder.addWidget(self.folder_size, 1)
        folder.addWidget(self.open_button)
        column.addLayout(folder)
        return left

    def _right(self) -> QWidget:
        right, top = QWidget(), QHBoxLayout()
        self.sort.set_choices([(name, _sort_words(name)) for name in SORTS])
        self.sort.setAccessibleName(tr("Sort"))
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.sort)
        top.addWidget(self.add_button)
        inside = QWidget()
        cards = QVBoxLayout(inside)
        cards.setContentsMargins(0, 0, 4, 0)
        self._grid.setSpacing(8)
        for number in range(COLUMNS):
            self._grid.setColumnStretch(number, 1)
        cards.addLayout(self._grid)
        cards.addWidget(self.nothing)
        cards.addStretch(1)
        self.nothing.hide()
        self._scroll = QScrollArea()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        column = QVBoxLayout(right)
        column.setContentsMargins(14, 12, 12, 12)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.notice)
        column.addWidget(self._scroll, 1)
        self.notice.hide()
        return right


def _filter_words(name: str) -> str:
    return {
        "commercial": tr("Commercial use allowed"),
        "here": tr("On this computer"),
        "processor": tr("Runs without a GPU"),
    }[name]


def _sort_words(name: str) -> str:
    return {
        "quality": tr("Sort: best quality for its task"),
        "name": tr("Sort: name"),
        "size": tr("Sort: smallest first"),
        "speed": tr("Sort: fastest here"),
    }[name]

"""The media bin: what was imported, what of it is used, and what is missing."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.background import Background
from app.ui.language import tr, tr_count
from app.ui.panels.media_acts import MediaActs
from app.ui.panels.media_delegate import MediaDelegate
from app.ui.panels.media_rows import FileFacts, MediaRow, MediaRows, file_facts
from app.ui.panels.media_strip import COLLAPSED, MediaStrip
from app.ui.panels.notice import Notice
from app.ui.panels.words import bytes_words, length_words
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.divider import Divider
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.panel import Panel
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage

    from app.project.model import Project
    from app.ui.command import Command
    from app.ui.document import Document
    from app.ui.thumbnails import Thumbnails
    from app.ui.view_state import ViewState


class MediaBin(QFrame):
    """List or grid of all sources. GUI thread only; call `close_workers` at the end.

    Signals:
        import_asked(): files are to be chosen.
        files_dropped(paths): a list of `Path` was dropped here.
        collapse_asked(bool): the user folds the bin to a strip, or opens it.

    Attributes:
        acts: What can be done to marked sources.
    """

    import_asked = Signal()
    files_dropped = Signal(object)
    collapse_asked = Signal(bool)

    def __init__(
        self, document: Document, view: ViewState, thumbnails: Thumbnails | None = None
    ) -> None:
        super().__init__()
        self._document, self._view, self._thumbnails = document, view, thumbnails
        self._files: dict[str, FileFacts] = {}
        self._background = Background("media files", self)
        self.rows = MediaRows(self)
        self.acts = MediaActs(document, view, self.selected, self)
        self.delegate = MediaDelegate(self._picture, self)
        self.list = QListView()
        self.search = SearchField(tr("Filter by name or note"))
        self.notice = Notice(action=tr("Locate…"))
        self.footer = ElidedLabel("", "small", "tx2")
        self.list_button = IconButton("list", tr("List"), checkable=True)
        self.grid_button = IconButton("squares-four", tr("Grid"), checkable=True)
        self.add_button = IconButton("plus", tr("Import"), "Ctrl+I")
        self.panel, self.strip = Panel(tr("Media")), MediaStrip()
        self._pages, self._stack = QStackedWidget(), QStackedWidget()
        self._prepare_list()
        self._lay_out()
        self._connect()
        self.show_as("list")
        self.setAcceptDrops(True)
        self.look_at_files()
        self._refresh()

    def show_as(self, kind: str) -> None:
        """Show a "list" or a "grid"."""
        grid = kind == "grid"
        self.delegate.grid = grid
        self.list_button.setChecked(not grid)
        self.grid_button.setChecked(grid)
        mode = QListView.ViewMode.IconMode if grid else QListView.ViewMode.ListMode
        self.list.setViewMode(mode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setDragEnabled(True)  # a change of mode takes it away
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setWrapping(grid)
        self.list.scheduleDelayedItemsLayout()

    def set_collapsed(self, collapsed: bool) -> None:
        """Be a strip of `COLLAPSED` pixels, or whole."""
        self._pages.setCurrentIndex(int(collapsed))
        width = theme().px(COLLAPSED)
        self.setMinimumWidth(width if collapsed else theme().px(200))
        self.setMaximumWidth(width if collapsed else 16777215)

    @property
    def collapsed(self) -> bool:
        """Whether it is a strip."""
        return self._pages.currentIndex() == 1

    def selected(self) -> tuple[MediaRow, ...]:
        """The marked rows, in the order of the bin."""
        places = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return tuple(self.rows.rows[place] for place in places)

    def commands(self) -> tuple[Command, ...]:
        """What menus can do with marked sources."""
        return self.acts.commands()

    def close_workers(self) -> None:
        """Stop and join the thread that looks at files."""
        self._background.close()

    def menu(self) -> QMenu:
        """For the marked rows; deleted when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for command in self.commands():
            action = menu.addAction(command.text, command.run)
            action.setEnabled(command.enabled is None or command.enabled())
        return menu

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files from outside."""
        if event.mimeData().hasUrls() and event.source() is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Say which."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter appends, Delete removes, the menu key opens the menu."""
        if watched is self.list and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.acts.append()
                return True
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.acts.remove()
                return True
        return super().eventFilter(watched, event)

    # Following

    def _refresh(self) -> None:
        project = self._document.project
        self.rows.show_project(project, self.search.text(), self._files)
        self._show_selection()
        count = len(project.media)
        self.panel.set_note(str(count) if count else "")
        self.footer.setText(self._totals(project))
        self._stack.setCurrentIndex(0 if not count else 1)
        missing = [row for row in self.rows.rows if row.missing]
        words = ""
        if missing:
            name = missing[0].item.path.name
            one, more = tr("File moved: {name}.", name=name), len(missing) - 1
            others = tr_count("File moved: {name} and {n} other.",
                              "File moved: {name} and {n} others.", more, name=name)  # fmt: skip
            words = others if more else one
        self.notice.tell(words)

    def _totals(self, project: Project) -> str:
        facts = [item.facts for item in project.media if item.facts is not None]
        length = sum((each.duration for each in facts), Fraction(0))
        size = sum(self._files[item.id].size for item in project.media if item.id in self._files)
        if not project.media:
            return ""
        clips = tr_count("{n} clip", "{n} clips", len(project.media))
        return tr(
            "{clips}  ·  {length} total  ·  {size}",
            clips=clips, length=length_words(length), size=bytes_words(size),
        )  # fmt: skip

    def _document_changed(self, before: Project, after: Project) -> None:
        if before.media is not after.media:
            self.look_at_files()
        if before.media is not after.media or before.tracks is not after.tracks:
            self._refresh()

    def look_at_files(self) -> None:
        """See anew, on a worker, which sources are there."""
        media = self._document.project.media
        if media:
            self._background.ask("files", lambda: file_facts(media))

    def _take_files(self, _: object, answer: object) -> None:
        if isinstance(answer, dict):
            self._files = answer
            self._refresh()

    def _show_selection(self) -> None:
        """Mark what is selected in the window."""
        model = self.list.selectionModel()
        wanted = {place for id in self._view.selection if (place := self.rows.row_of(id)) >= 0}
        if wanted == {index.row() for index in model.selectedIndexes()}:
            return
        selection = QItemSelection()
        for place in wanted:
            selection.select(self.rows.index(place), self.rows.index(place))
        blocked = model.blockSignals(True)
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        model.blockSignals(blocked)
        self.list.viewport().update()

    def _selection_made(self) -> None:
        ids = [row.item.id for row in self.selected()]
        if ids:
            self._view.select(ids)

    def _picture(self, row: MediaRow, height: int) -> QImage | None:
        if self._thumbnails is None or row.item.facts is None:
            return None
        # A tenth in: first frames are often black.
        return self._thumbnails.get(row.item, row.item.facts.duration / 10, height)

    def _locate(self) -> None:
        missing = next((n for n, row in enumerate(self.rows.rows) if row.missing), -1)
        if missing >= 0:
            self.list.setCurrentIndex(self.rows.index(missing))
            self.acts.relink()

    def _open_menu(self, point: object) -> None:
        self.menu().popup(self.list.viewport().mapToGlobal(point))  # type: ignore[call-overload]

    # Making

    def _prepare_list(self) -> None:
        self.list.setModel(self.rows)
        self.list.setItemDelegate(self.delegate)
        self.list.setAccessibleName(tr("Media"))
        self.list.setProperty("navigation", True)  # the card in hand has the ring, not the list
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.installEventFilter(self)

    def _lay_out(self) -> None:
        for button in (self.grid_button, self.list_button, self.add_button):
            self.panel.add_to_header(button)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(8, 8, 8, 6)
        top.setSpacing(8)
        top.addWidget(self.search)
        top.addWidget(self.notice)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(Divider())
        self.footer.setContentsMargins(12, 6, 12, 6)
        column.addWidget(self.footer)
        words = tr("Imported clips appear here.")
        empty = EmptyState(
            "film-strip", tr("No media yet"), words, tr("Import…"), self.import_asked.emit
        )
        self._stack.addWidget(empty)
        self._stack.addWidget(inside)
        self.panel.set_content(self._stack)
        self._pages.addWidget(self.panel)
        self._pages.addWidget(self.strip)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _connect(self) -> None:
        self._document.changed.connect(self._document_changed)
        self._background.answered.connect(self._take_files)
        self._view.selection_changed.connect(self._show_selection)
        self.list.selectionModel().selectionChanged.connect(self._selection_made)
        self.list.doubleClicked.connect(lambda _: self.acts.append())
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.search.textChanged.connect(self._refresh)
        self.notice.acted.connect(self._locate)
        self.list_button.clicked.connect(lambda: self.show_as("list"))
        self.grid_button.clicked.connect(lambda: self.show_as("grid"))
        self.add_button.clicked.connect(self.import_asked)
        self.strip.open_button.clicked.connect(lambda: self.collapse_asked.emit(False))
        self.strip.add_button.clicked.connect(self.import_asked)
        theme().changed.connect(self.list.scheduleDelayedItemsLayout)
        if self._thumbnails is not None:
            self._thumbnails.ready.connect(self._show_thumbnail)

    def _show_thumbnail(self) -> None:
        self.list.viewport().update()

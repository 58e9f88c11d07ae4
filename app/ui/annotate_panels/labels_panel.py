"""The kinds of things there are: choosing, making and changing them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QListView, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.annotations.edits import labels as edits
from app.annotations.edits.tags import is_tagged, tag_clip, untag_clip
from app.annotations.label_set import read_labels, write_labels
from app.base.errors import AppError
from app.ui.annotate_panels.label_delegate import LabelDelegate
from app.ui.annotate_panels.label_editor import LabelEditor
from app.ui.annotate_panels.label_rows import LabelModel, LabelRow
from app.ui.annotate_panels.label_shortcuts import check_key, keys_of
from app.ui.command import ANNOTATE, Command
from app.ui.dialogs.question import ask
from app.ui.language import tr, tr_count
from app.ui.theme import icons
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.panel import Panel
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from app.annotations.model import Label
    from app.ui.annotate.visibility import Visibility
    from app.ui.annotation_session import AnnotationSession
    from app.ui.background import Background

_FILTER = "JSON (*.json)"
_MINE = (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Up, Qt.Key.Key_Down)


class LabelsPanel(QWidget):
    """Objects and groups of segments. GUI thread only; files are read and written on `work`.

    Signals:
        told(str): something to say in the status bar.
        problem(str): something went wrong, one sentence.
    """

    told = Signal(str)
    problem = Signal(str)

    def __init__(
        self, session: AnnotationSession, visibility: Visibility, work: Background
    ) -> None:
        super().__init__()
        self._session, self._visibility, self._work = session, visibility, work
        self.panel = Panel(tr("Labels"))
        self.search = SearchField(tr("Search labels"))
        self.search.hide()
        self.model = LabelModel(self)
        self.list = _LabelList(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(LabelDelegate(session, visibility, self.list))
        self._lay_out()
        self._connect()
        self.refresh()

    def commands(self) -> tuple[Command, ...]:
        """What can be done here."""
        here = (ANNOTATE,)

        def ready() -> bool:
            return self._session.layer is not None

        return (
            Command("annotate.new_label", tr("New label…"), self.add, (), "plus", here, ready),
            Command("annotate.import_labels", tr("Import label set…"), self.ask_import, (), "",
                    here, ready),
            Command("annotate.export_labels", tr("Export label set…"), self.ask_export, (), "",
                    here, ready),
        )  # fmt: skip

    def refresh(self) -> None:
        """Show the layer as it is now."""
        layer = self._session.layer
        self.model.show(layer, self.search.text().strip())
        empty = layer is None or not layer.labels
        self._pages.setCurrentIndex(1 if empty else 0)
        self._empty.setEnabled(layer is not None)
        self._show_chosen()

    def add(self, group: str = "") -> None:
        """Ask for a new label."""
        if self._session.layer is None:
            return
        LabelEditor(None, self._groups(), self._add, self.window(), group).open()

    def edit(self, name: str) -> None:
        """Ask for everything about a label."""
        label = self._label(name)
        if label is not None:
            use = partial(self._change, name)
            LabelEditor(label, self._groups(), use, self.window()).open()

    def delete(self, name: str) -> None:
        """Take a label away; where it is used, ask first."""
        layer = self._session.layer
        if layer is None:
            return
        names = [one.label for one in layer.tracks] + [one.label for one in layer.segments]
        used = [*names, *(tag.label for tag in layer.tags)].count(name)
        if not used:
            self._delete(name)
            return
        text = tr_count(
            "{n} thing has this label and is deleted with it. You can undo this.",
            "{n} things have this label and are deleted with it. You can undo this.",
            used,
        )
        choices = (("", tr("Cancel")), ("delete", tr("Delete all")))
        title = tr("Delete label “{name}”?", name=name)

        def answered(answer: str) -> None:
            if answer:
                self._delete(name)

        ask(self.window(), title, text, choices, answered)

    def ask_import(self) -> None:
        """Ask for a file with labels."""
        dialog = QFileDialog(self.window(), tr("Import label set"), "", _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.import_file)
        dialog.open()

    def import_file(self, path: str) -> None:
        """Take in the labels of a file."""
        self._work.ask("read labels", partial(read_labels, Path(path)))

    def ask_export(self) -> None:
        """Ask where the labels are to be written."""
        dialog = QFileDialog(self.window(), tr("Export label set"), "labels.json", _FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.export_file)
        dialog.open()

    def export_file(self, path: str) -> None:
        """Write the labels to a file."""
        layer = self._session.layer
        if layer is not None:
            self._work.ask("write labels", partial(write_labels, layer.labels, Path(path)))

    def menu_for(self, name: str) -> QMenu:
        """What can be done to a label; "" for the panel itself."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if name:
            self._fill_menu(menu, name)
            menu.addSeparator()
        _add(menu, "plus", tr("New label…"), self.add)
        _add(menu, "", tr("Import label set…"), self.ask_import)
        _add(menu, "", tr("Export label set…"), self.ask_export)
        layer = self._session.layer
        unused = _add(menu, "trash", tr("Remove unused labels"), self.remove_unused)
        unused.setEnabled(layer is not None and bool(edits.unused_labels(layer)))
        return menu

    def remove_unused(self) -> None:
        """Take away all labels that nothing has, as one step."""
        self._session.apply(tr("Remove unused labels"), edits.remove_unused_labels)
        layer, chosen = self._session.layer, self._session.label
        if layer is not None and all(label.name != chosen for label in layer.labels):
            self._session.choose_label("")

    def _fill_menu(self, menu: QMenu, name: str) -> None:
        hidden = self._visibility.is_label_hidden(name)
        locked = self._visibility.is_label_locked(name)
        _add(menu, "pencil-simple", tr("Edit…"), partial(self.edit, name))
        _add(
            menu,
            "eye-slash",
            tr("Show all of it") if hidden else tr("Hide all of it"),
            partial(self._visibility.set_label_hidden, name, not hidden),
        )
        _add(
            menu,
            "lock-simple",
            tr("Unlock all of it") if locked else tr("Lock all of it"),
            partial(self._visibility.set_label_locked, name, not locked),
        )
        layer = self._session.layer
        tagged = layer is not None and is_tagged(layer, name)
        words = tr("Take it off the clip") if tagged else tr("Put it on the whole clip")
        _add(menu, "tag", words, partial(self._tag, name, on=not tagged))
        _add(menu, "arrow-up", tr("Move up"), partial(self._move, name, -1))
        _add(menu, "arrow-down", tr("Move down"), partial(self._move, name, 1))
        _add(menu, "trash", tr("Delete…"), partial(self.delete, name))  # fmt: skip

    def _tag(self, name: str, *, on: bool) -> None:
        change = tag_clip if on else untag_clip
        words = tr("Tag the clip {name}", name=name) if on else tr("Untag the clip")
        self._session.apply(words, lambda layer: change(layer, name))

    def _lay_out(self) -> None:
        find = IconButton("magnifying-glass", tr("Search labels"), checkable=True)
        find.toggled.connect(self._show_search)
        plus = IconButton("plus", tr("New label"))
        plus.clicked.connect(lambda: self.add())
        more = IconButton("dots-three-vertical", tr("More"))
        more.clicked.connect(lambda: self._popup("", more.mapToGlobal(more.rect().bottomLeft())))
        self.find_button, self.plus, self.more = find, plus, more
        for button in (find, plus, more):
            self.panel.add_to_header(button)
        self._empty = EmptyState(
            "tag",
            tr("No labels yet"),
            tr("Labels say what things are. Make one, or import a set."),
            tr("New label"),
            self.add,
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        holder = QVBoxLayout()
        holder.setContentsMargins(8, 6, 8, 2)
        holder.addWidget(self.search)
        column.addLayout(holder)
        column.addWidget(self._pages, 1)
        self.panel.set_content(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.panel)

    def _connect(self) -> None:
        self._session.layer_changed.connect(self.refresh)
        self._session.label_changed.connect(self._show_chosen)
        self._visibility.changed.connect(self.list.viewport().update)
        self.search.textChanged.connect(lambda _: self.refresh())
        self.list.chosen.connect(self._session.choose_label)
        self.list.opened.connect(self.edit)
        self.list.deleted.connect(self.delete)
        self.list.menu_wanted.connect(self._popup)
        self._work.answered.connect(self._answered)

    def _show_search(self, on: bool) -> None:
        self.search.setVisible(on)
        if on:
            self.search.setFocus()
        else:
            self.search.clear()

    def _show_chosen(self) -> None:
        place = self.model.place(self._session.label)
        index = self.model.index(place) if place >= 0 else self.model.index(-1)
        if self.list.currentIndex() != index:
            self.list.setCurrentIndex(index)
        self.list.viewport().update()

    def _popup(self, name: str, position: QPoint) -> None:
        self.menu_for(name).popup(position)

    def _label(self, name: str) -> Label | None:
        layer = self._session.layer
        return next((one for one in layer.labels if one.name == name), None) if layer else None

    def _groups(self) -> list[str]:
        layer = self._session.layer
        return [*dict.fromkeys(one.group for one in layer.labels if one.group)] if layer else []

    def _add(self, label: Label) -> None:
        layer = self._session.layer
        if layer is not None and self._label(label.name) is not None:
            edits.rename_label(layer, "", label.name)  # says that the name is taken
        self._check_key(label, "")
        self._session.apply(tr("Add label"), lambda one: edits.put_label(one, label))
        self._session.choose_label(label.name)

    def _change(self, name: str, label: Label) -> None:
        self._check_key(label, name)
        chosen = self._session.label == name
        self._session.apply(tr("Edit label"), lambda one: edits.change_label(one, name, label))
        if chosen:
            self._session.choose_label(label.name)

    def _check_key(self, label: Label, name: str) -> None:
        """Refuse a key of another label or of a command; one that stays is no matter."""
        before = self._label(name)
        if before is None or keys_of(before) != keys_of(label):
            layer = self._session.layer
            others = [one for one in layer.labels if one.name != name] if layer else []
            check_key(label, others, self.window())

    def _delete(self, name: str) -> None:
        self._session.apply(tr("Delete label"), lambda layer: edits.remove_label(layer, name))
        if self._session.label == name:
            self._session.choose_label("")

    def _move(self, name: str, by: int) -> None:
        self._session.apply(tr("Move label"), lambda layer: edits.move_label(layer, name, by))

    def _answered(self, key: object, answer: object) -> None:
        if key not in ("read labels", "write labels"):
            return
        if isinstance(answer, AppError):
            self.problem.emit(str(answer))
        elif key == "write labels":
            self.told.emit(tr("Label set written."))
        elif isinstance(answer, tuple):
            self._take_in(answer)

    def _take_in(self, labels: tuple[Label, ...]) -> None:
        layer = self._session.layer
        if layer is None:
            return
        known = {label.name for label in layer.labels}
        new = sum(label.name not in known for label in labels)
        self._session.apply(tr("Import labels"), lambda one: edits.add_labels(one, labels))
        words = tr_count("{n} new label.", "{n} new labels.", new)
        self.told.emit(words if new else tr("All of these labels are there already."))


class _LabelList(QListView):
    """Arrows choose, Enter opens, Delete deletes."""

    chosen = Signal(str)
    opened = Signal(str)
    deleted = Signal(str)
    menu_wanted = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Labels"))
        self.setProperty("navigation", True)  # the label in hand has the ring, not the list
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.clicked.connect(lambda index: self.chosen.emit(self._name(index)))
        self.doubleClicked.connect(lambda index: self.opened.emit(self._name(index)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key, name = event.key(), self._name(self.currentIndex())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and name:
            self.opened.emit(name)
        elif key == Qt.Key.Key_Delete and name:
            self.deleted.emit(name)
        elif key == Qt.Key.Key_Space and name:
            self.chosen.emit(name)
        else:
            super().keyPressEvent(event)
            now = self._name(self.currentIndex())
            if now and now != name:
                self.chosen.emit(now)

    def event(self, event: QEvent) -> bool:
        """Delete belongs to the list while it has the keyboard, not to the shortcut."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in _MINE:
            event.accept()
            return True
        return super().event(event)

    def _ask_menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        self.menu_wanted.emit(self._name(index), self.viewport().mapToGlobal(point))

    def _name(self, index: QModelIndex) -> str:
        row = index.data(Qt.ItemDataRole.UserRole)
        return row.name if isinstance(row, LabelRow) else ""


def _add(menu: QMenu, icon: str, text: str, run: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    if icon:
        action.setIcon(icons.icon(icon))
    action.triggered.connect(lambda: run())
    return action

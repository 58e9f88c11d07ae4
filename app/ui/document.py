"""The one door through which the project changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.project.model import Project

if TYPE_CHECKING:
    from pathlib import Path

    from app.project.model import Edit


class Document(QObject):
    """Holds the current project, its undo history and the file it belongs to. GUI thread only.

    Signals:
        changed(before, after): two `Project` values; compare parts with `is` to see what differs.
        replaced(): another project was opened; nothing of the old one is left.
        clean_changed(bool): whether everything is saved.
        path_changed(path): the file, or None.
    """

    changed = Signal(object, object)
    replaced = Signal()
    clean_changed = Signal(bool)
    path_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = Project()
        self._path: Path | None = None
        self._read_only = False
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(1000)
        self.undo_stack.cleanChanged.connect(self.clean_changed)

    @property
    def project(self) -> Project:
        """The current value; hold it to have a snapshot."""
        return self._project

    @property
    def path(self) -> Path | None:
        """The `.reel` file, None before the first save."""
        return self._path

    @property
    def read_only(self) -> bool:
        """Whether the file was written by a newer version, so that it must not be overwritten."""
        return self._read_only

    @property
    def clean(self) -> bool:
        """Whether the project is as it was last saved."""
        return self.undo_stack.isClean()

    def apply(self, label: str, edit: Edit, merge: str | None = None) -> None:
        """Change the project by one undo step.

        Args:
            label: What the step is called in the Edit menu, already in the user's language.
            edit: Gives the new project; giving back the same object adds no step.
            merge: Steps that follow each other with the same key become one: a drag, say. Begin
                each drag with a fresh key.
        """
        after = edit(self._project)
        if after is not self._project:
            self.undo_stack.push(_Step(self, label, self._project, after, merge))

    def open(self, project: Project, path: Path | None, *, read_only: bool = False) -> None:
        """Replace everything, forgetting the history."""
        before, self._project = self._project, project
        self._read_only = read_only
        self.undo_stack.clear()
        self.undo_stack.setClean()
        self._set_path(path)
        self.replaced.emit()
        self.changed.emit(before, project)

    def recovered(self, project: Project, path: Path | None) -> None:
        """Open what a crash left behind: it counts as unsaved."""
        self.open(project, path)
        self.undo_stack.resetClean()

    def saved(self, path: Path, project: Project | None = None) -> None:
        """Note that the current project now is in `path`.

        Args:
            path: The file.
            project: What was written. Where the current one is another by now, changed while it
                was being written, that stays unsaved.
        """
        self._read_only = False
        self._set_path(path)
        if project is None or project is self._project:
            self.undo_stack.setClean()
        else:
            self.undo_stack.resetClean()

    def forget_listeners(self) -> None:
        """Nobody hears of changes any more: the window is about to be built anew."""
        for signal in (self.changed, self.replaced, self.clean_changed, self.path_changed):
            signal.disconnect()
        stack = self.undo_stack
        for signal in (stack.indexChanged, stack.cleanChanged):
            signal.disconnect()
        stack.cleanChanged.connect(self.clean_changed)

    def _set_path(self, path: Path | None) -> None:
        if path != self._path:
            self._path = path
            self.path_changed.emit(path)

    def _show(self, project: Project) -> None:
        before, self._project = self._project, project
        if before is not project:
            self.changed.emit(before, project)


class _Step(QUndoCommand):
    """Swaps two references."""

    def __init__(
        self, document: Document, label: str, before: Project, after: Project, merge: str | None
    ) -> None:
        super().__init__(label)
        self._document = document
        self._before = before
        self._after = after
        self._merge = merge

    def redo(self) -> None:
        self._document._show(self._after)

    def undo(self) -> None:
        self._document._show(self._before)

    def id(self) -> int:
        # -1 tells Qt not to try; the key decides, because Qt's id is one C int for all drags.
        return -1 if self._merge is None else 1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802
        if not isinstance(other, _Step) or other._merge != self._merge:
            return False
        self._after = other._after
        # A drag that was taken back leaves no step behind that would undo nothing.
        self.setObsolete(self._after is self._before)
        return True

"""Files of the window: projects opened and saved, media imported and found again, on workers."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled
from app.project.edits import media
from app.project.edits.parts import add_part
from app.project.model import MediaItem, Project
from app.ui import file_work
from app.ui.background import Background
from app.ui.file_work import Import
from app.ui.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.project.otio_reading import Part
    from app.project.recovery import Recoverable
    from app.project.relink import Relinked
    from app.project.storage import Loaded
    from app.ui.autosave import Autosave
    from app.ui.document import Document
    from app.ui.settings import Settings

MOST_RECENT = 12


class ProjectFiles(QObject):
    """Reads and writes what a document needs. GUI thread; disks are touched on two threads.

    Whether unsaved changes may be lost is asked by the window, before it calls.

    Signals:
        opened(Path or None): the document holds another project now.
        saved(Path): everything up to the call of `save` is in the file.
        imported(tuple[MediaItem, ...]): an import has ended; what was in the bin before is in it
            too. The items are in the document already, as one step to undo.
        missing(tuple[MediaItem, ...]): sources of the opened project that are not there.
        relinked(Relinked): a search has ended; what was found for sure is in the document.
        recoverable(list[Recoverable]): what crashes left behind; may be empty.
        failed(text): a sentence for the user.
        refused(text): the same, of a source that could not be imported.
        notes(text): the same, less urgent.
        busy(bool): whether anything is being read, written or looked for.
    """

    opened = Signal(object)
    saved = Signal(object)
    imported = Signal(object)
    missing = Signal(object)
    relinked = Signal(object)
    recoverable = Signal(object)
    failed = Signal(str)
    refused = Signal(str)
    notes = Signal(str)
    busy = Signal(bool)
    _inspected = Signal(object, object)

    def __init__(
        self, document: Document, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._settings = settings
        self._running: dict[int, tuple[str, Any]] = {}
        self._asked = count()
        self._project_number = 0
        self._imports: list[Import] = []
        self._search = CancelToken()
        # An import of a hundred films must not keep a project from being saved.
        self._projects = Background("project files", self)
        self._media = Background("media files", self)
        for background in (self._projects, self._media):
            background.answered.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._inspected.connect(self._add, Qt.ConnectionType.QueuedConnection)
        document.replaced.connect(self._stop_media)

    def new(self) -> None:
        """Begin an empty project."""
        self._document.open(Project(), None)
        self.opened.emit(None)

    def open(self, path: Path) -> None:
        """Read a project and put it in the place of the current one, or say why not."""
        self._ask(self._projects, ("open", path), lambda: file_work.load_project(path))

    def save(self, path: Path | None = None) -> None:
        """Write the project as it is now, to its own file or to another that it then belongs to."""
        target = path or self._document.path
        if target is None:
            raise ValueError("a new project needs a name first")
        if self._document.read_only and target == self._document.path:
            self.failed.emit(
                tr(
                    "{name} was made by a newer version and would lose things. "
                    "Save it under another name.",
                    name=target.name,
                )
            )
            return
        project = self._document.project
        subject = (target, self._project_number)
        self._ask(
            self._projects, ("save", subject), lambda: file_work.save_project(project, target)
        )

    def import_media(self, paths: Iterable[Path]) -> None:
        """Add files, the contents of folders, and numbered pictures as sequences."""
        known = {item.path: item for item in self._document.project.media}
        wish = Import(next(self._asked), tuple(paths), known)
        self._imports.append(wish)
        found = self._inspected.emit
        self._ask(self._media, ("import", wish), lambda: file_work.import_media(wish, found))

    def cancel_import(self) -> None:
        """Stop importing; what has been looked at stays."""
        for wish in self._imports:
            wish.cancel.cancel()

    def check_media(self) -> None:
        """Look which sources are not there; `missing` tells, unless there are none."""
        items = self._document.project.media
        self._ask(self._media, ("check", ""), lambda: file_work.missing_media(items))

    def relink(self, folders: Sequence[Path]) -> None:
        """Look for missing sources in folders, and use those that are surely the right ones."""
        items, cancel = self._document.project.media, self._search
        self._ask(
            self._media, ("relink", ""), lambda: file_work.relinked_media(items, folders, cancel)
        )

    def replace_media(self, media_id: str, path: Path) -> None:
        """Use another file in place of a source, once it has been looked at."""
        self._ask(self._media, ("replace", media_id), lambda: file_work.inspect_media(path))

    def import_timeline(self, path: Path) -> None:
        """Add the tracks of an OpenTimelineIO file on top of those that are there."""
        self._ask(
            self._media, ("timeline", self._project_number), lambda: file_work.read_timeline(path)
        )

    def export_timeline(self, path: Path) -> None:
        """Write the timeline as OpenTimelineIO; `notes` tells what is lost."""
        project = self._document.project
        self._ask(self._projects, ("export", path), lambda: file_work.write_timeline(project, path))

    def look_for_recoverable(self) -> None:
        """Look for projects that nobody saved."""
        self._ask(self._projects, ("look", ""), file_work.find_recoverable)

    def recover(self, item: Recoverable, autosave: Autosave) -> None:
        """Open an unsaved project; its file goes when there is a new copy of it."""
        self._ask(
            self._projects, ("recover", (item, autosave)), lambda: file_work.recover_project(item)
        )

    def discard(self, item: Recoverable) -> None:
        """Delete an unsaved project for good."""
        self._ask(self._projects, ("discard", item), lambda: file_work.discard_copy(item))

    def recent(self) -> list[Path]:
        """Projects opened and saved last, newest first; they may be gone meanwhile."""
        return [Path(text) for text in self._settings.get("recent_files") if isinstance(text, str)]

    def forget_recent(self) -> None:
        """Empty the list of recent projects."""
        self._settings.set("recent_files", [])

    def close(self) -> None:
        """Stop imports, finish saves, join the threads."""
        self._stop_media()
        self._media.close()
        self._projects.close(finish=True)

    def _stop_media(self) -> None:
        self._project_number += 1
        self._search.cancel()
        self._search = CancelToken()
        self.cancel_import()

    def _ask(self, background: Background, wish: tuple[str, object], work: Any) -> None:
        number = next(self._asked)
        self._running[number] = wish
        if len(self._running) == 1:
            self.busy.emit(True)
        background.ask(number, work)

    def _take(self, number: int, answer: Any) -> None:
        kind, subject = self._running.pop(number)
        if isinstance(answer, AppError):
            self._say(kind, subject, answer)
        else:
            getattr(self, f"_after_{kind}")(subject, answer)
        if not self._running:
            self.busy.emit(False)

    def _say(self, kind: str, subject: Any, error: AppError) -> None:
        if kind == "import":
            self._imports.remove(subject)
        if kind == "open":
            self._forget(subject)
        if not isinstance(error, Cancelled):
            self.failed.emit(str(error))

    def _after_open(self, path: Path, loaded: Loaded) -> None:
        self._document.open(loaded.project, path, read_only=loaded.read_only)
        self._remember(path)
        self.opened.emit(path)
        for note in loaded.notes[: file_work.MOST_NAMES]:
            self.notes.emit(note)
        self.check_media()

    def _after_save(self, subject: tuple[Path, int], project: Project) -> None:
        path, number = subject
        if number == self._project_number:
            self._document.saved(path, project)
        self._remember(path)
        self.saved.emit(path)

    def _after_check(self, _: object, items: tuple[MediaItem, ...]) -> None:
        there = {item.id: item for item in self._document.project.media}
        gone = tuple(item for item in items if there.get(item.id) is item)
        if gone:
            self.missing.emit(gone)

    def _after_relink(self, _: object, found: Relinked) -> None:
        self._document.apply(tr("Relink media"), media.relink(found.paths))
        self.relinked.emit(found)

    def _after_replace(self, media_id: str, item: MediaItem) -> None:
        self._document.apply(tr("Replace media"), media.replace_media(media_id, item))

    def _after_timeline(self, number: int, part: Part) -> None:
        if number == self._project_number:
            self._document.apply(tr("Import timeline"), add_part(part.project))
        for note in part.notes:
            self.notes.emit(note)
        self.check_media()

    def _after_export(self, path: Path, losses: list[str]) -> None:
        self.notes.emit(tr("{name} is written.", name=path.name))
        for sentence in losses:
            self.notes.emit(sentence)

    def _after_look(self, _: object, answer: tuple[list[Recoverable], list[str]]) -> None:
        items, sentences = answer
        self.recoverable.emit(items)
        for sentence in sentences:
            self.notes.emit(sentence)

    def _after_recover(self, subject: tuple[Recoverable, Autosave], project: Project) -> None:
        item, autosave = subject
        self._document.recovered(project, item.path)
        autosave.take_over(item)
        self.opened.emit(item.path)
        self.check_media()

    def _after_discard(self, *_: object) -> None:
        pass

    def _after_import(self, wish: Import, _: object) -> None:
        self._imports.remove(wish)
        for sentence in file_work.notes_of(wish):
            self.notes.emit(sentence)
        for sentence in file_work.failures_of(wish):
            self.refused.emit(sentence)
        there = {item.id for item in self._document.project.media}
        items = tuple(i for i in (*wish.known_before, *wish.items) if i.id in there)
        if items:
            self.imported.emit(items)

    def _add(self, wish: Import, item: MediaItem) -> None:
        """Put one source into the bin; all of one import are one step to undo."""
        if wish.cancel.cancelled:
            return
        there = next((o for o in self._document.project.media if o.path == item.path), None)
        if there is not None:
            wish.known_before.append(there)
            return
        wish.items.append(item)
        self._document.apply(tr("Import media"), media.add_media([item]), f"import {wish.number}")

    def _remember(self, path: Path) -> None:
        if not str(path).isprintable():
            return  # a name that is no text cannot be listed
        others = [text for text in self._settings.get("recent_files") if text != str(path)]
        self._settings.set("recent_files", [str(path), *others][:MOST_RECENT])

    def _forget(self, path: Path) -> None:
        others = [text for text in self._settings.get("recent_files") if text != str(path)]
        self._settings.set("recent_files", others)

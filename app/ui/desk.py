"""Projects and media of the window: asked for, opened, saved, imported, put on the timeline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.dialogs.question import ask
from app.ui.language import tr
from app.ui.rescue import Rescue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.project.model import MediaItem
    from app.ui.messages import Messages
    from app.ui.studio import Studio
    from app.ui.timeline.panel import TimelinePanel

PROJECT_FILTER = "Reelwright (*.reel)"
OTIO_FILTER = "OpenTimelineIO (*.otio)"


class Desk(QObject):
    """Asks before anything unsaved is lost. GUI thread only.

    Signals:
        ready_to_close(): the user answered, and the window may close now.
    """

    ready_to_close = Signal()

    def __init__(
        self, studio: Studio, window: QWidget, timeline: TimelinePanel, messages: Messages
    ) -> None:
        super().__init__(window)
        self._studio = studio
        self._window = window
        self._timeline = timeline
        self._messages = messages
        self._after_save: Callable[[], object] | None = None
        self._place: tuple[object, str | None] | None = None
        files = studio.files
        files.imported.connect(self._imported)
        files.failed.connect(self._failed)
        files.refused.connect(messages.error)
        files.notes.connect(messages.note)
        files.saved.connect(self._saved)
        studio.autosave.failed.connect(messages.error)
        studio.watch.replaced.connect(self._media_replaced)
        self.rescue = Rescue(studio, window, messages, self.unless_unsaved, self._media_dir)

    def new(self) -> None:
        """Begin an empty project."""
        self.unless_unsaved(self._studio.files.new)

    def open(self, path: Path) -> None:
        """Open a project file."""
        self.unless_unsaved(lambda: self._studio.files.open(path))

    def save(self) -> None:
        """Write the project to its file; a new one is asked for a name."""
        if self._studio.document.path is None or self._studio.document.read_only:
            self.ask_save_as()
        else:
            self._studio.files.save()

    def import_paths(
        self, paths: Iterable[Path], time: object = None, track: str | None = None
    ) -> None:
        """Import files and folders; a project among them is opened instead.

        Args:
            paths: What was dropped or chosen.
            time: Where on the timeline the first one goes; None for its end if it is empty.
            track: On which track.
        """
        paths = list(paths)
        projects = [path for path in paths if path.suffix.lower() == ".reel"]
        if projects:
            self.open(projects[0])
            return
        for timeline in [path for path in paths if path.suffix.lower() == ".otio"]:
            self._studio.files.import_timeline(timeline)
            paths.remove(timeline)
        self._place = (time, track) if time is not None else None
        self._studio.files.import_media(paths)

    def ask_open(self) -> None:
        """Choose a project file and open it."""
        self._choose_file(tr("Open project"), PROJECT_FILTER, self.open)

    def ask_save_as(self) -> None:
        """Choose a name and save."""
        path, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save project"), str(self._start() / tr("untitled.reel")),
            PROJECT_FILTER,
        )  # fmt: skip
        if path:
            chosen = Path(path)
            self._studio.files.save(chosen if chosen.suffix else chosen.with_suffix(".reel"))
        else:
            self._after_save = None

    def ask_import(self) -> None:
        """Choose media files and import them."""
        paths, _ = QFileDialog.getOpenFileNames(self._window, tr("Import media"), self._media_dir())
        if paths:
            self.import_paths(map(Path, paths))

    def ask_import_folder(self) -> None:
        """Choose a folder and import what is in it."""
        path = QFileDialog.getExistingDirectory(
            self._window, tr("Import folder"), self._media_dir()
        )
        if path:
            self.import_paths([Path(path)])

    def ask_otio_import(self) -> None:
        """Choose an edit of another program."""
        self._choose_file(tr("Import timeline"), OTIO_FILTER, self._studio.files.import_timeline)

    def ask_otio_export(self) -> None:
        """Choose where to write the edit."""
        path, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export timeline"), str(self._start() / "timeline.otio"), OTIO_FILTER
        )
        if path:
            self._studio.files.export_timeline(Path(path))

    def may_close(self) -> bool:
        """Whether nothing unsaved would be lost; if not, asks, and tells by `ready_to_close`."""
        if self._studio.document.clean:
            return True
        self._ask_unsaved(self.ready_to_close.emit)
        return False

    def unless_unsaved(self, act: Callable[[], object]) -> None:
        """Do something that replaces the project, once the user has said what of it to keep."""
        if self._studio.document.clean:
            act()
        else:
            self._ask_unsaved(act)

    def _ask_unsaved(self, act: Callable[[], object]) -> None:
        path = self._studio.document.path
        name = path.name if path else tr("New project")

        def answered(choice: str) -> None:
            if choice == "discard":
                self._studio.document.undo_stack.setClean()
                act()
            elif choice == "save":
                self._after_save = act
                self.save()

        ask(
            self._window,
            tr("Save changes?"),
            tr("{name} has changes that are not saved.", name=name),
            [("", tr("Cancel")), ("discard", tr("Do not save")), ("save", tr("Save"))],
            answered,
        )

    def _saved(self, path: Path) -> None:
        self._messages.note(tr("Saved {name}.", name=path.name))
        act, self._after_save = self._after_save, None
        if act is not None:
            act()

    def _failed(self, sentence: str) -> None:
        self._after_save = None
        self._messages.error(sentence)

    def _media_replaced(self, path: Path) -> None:
        self._messages.note(tr("{name} has changed on disk and is read anew.", name=path.name))

    def _imported(self, items: Sequence[MediaItem]) -> None:
        """Put what was dropped where it was dropped; a first import fills the empty timeline."""
        place, self._place = self._place, None
        empty = not any(track.clips for track in self._studio.document.project.tracks)
        usable = [item.id for item in items if item.facts is not None]
        if usable and place is not None:
            self._timeline.add_media(usable, *place)  # type: ignore[arg-type]
        elif usable and empty:
            self._timeline.add_media(usable[:1])

    def _choose_file(self, title: str, kinds: str, then: Callable[[Path], object]) -> None:
        path, _ = QFileDialog.getOpenFileName(self._window, title, str(self._start()), kinds)
        if path:
            then(Path(path))

    def _start(self) -> Path:
        path = self._studio.document.path
        return path.parent if path else Path.home()

    def _media_dir(self) -> str:
        media = self._studio.document.project.media
        return str(media[-1].path.parent if media else self._start())

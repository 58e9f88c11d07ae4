"""What a crash or a moved folder left behind: the user is asked what to do about it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.project.edits import media
from app.ui.dialogs.question import ask
from app.ui.language import tr, tr_count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.project.model import MediaItem
    from app.project.recovery import Recoverable
    from app.project.relink import Relinked
    from app.ui.messages import Messages
    from app.ui.studio import Studio

MOST_NAMES = 3


class Rescue(QObject):
    """Asks about unsaved projects and missing sources. GUI thread only.

    Args:
        studio: Its files are listened to.
        window: Over which questions are asked.
        messages: Told what came of a search.
        unless_unsaved: Does something that replaces the project, once nothing is lost by it.
        media_dir: Where to look for sources at first.
    """

    def __init__(
        self,
        studio: Studio,
        window: QWidget,
        messages: Messages,
        unless_unsaved: Callable[[Callable[[], object]], None],
        media_dir: Callable[[], str],
    ) -> None:
        super().__init__(window)
        self._studio = studio
        self._window = window
        self._messages = messages
        self._unless_unsaved = unless_unsaved
        self._media_dir = media_dir
        self._left: list[Recoverable] = []
        studio.files.recoverable.connect(self._found)
        studio.files.missing.connect(self._missing)
        studio.files.relinked.connect(self._relinked)

    def _found(self, items: Sequence[Recoverable]) -> None:
        self._left = list(items)
        self._ask_next()

    def _ask_next(self) -> None:
        """About one after the other; one that is recovered puts the others off."""
        if not self._left:
            return
        item = self._left.pop(0)
        ask(
            self._window,
            tr("Recover unsaved changes?"),
            tr(
                "{name} was not saved before Reelwright ended unexpectedly. "
                "The last copy is of {time}.",
                name=_name(item),
                time=f"{datetime.fromtimestamp(item.written).astimezone():%Y-%m-%d %H:%M}",
            ),
            [("", tr("Later")), ("discard", tr("Discard")), ("recover", tr("Recover"))],
            lambda choice: self._answered(item, choice),
        )

    def _answered(self, item: Recoverable, choice: str) -> None:
        files = self._studio.files
        if choice == "recover":
            self._unless_unsaved(lambda: files.recover(item, self._studio.autosave))
        elif choice == "discard":
            files.discard(item)
            self._ask_next()

    def _missing(self, items: Sequence[MediaItem]) -> None:
        ask(
            self._window,
            tr("Files have moved"),
            tr("Not found: {names}. Show a folder to look in; nothing in the project is lost.",
               names=_names([item.path for item in items])),
            [("", tr("Later")), ("locate", tr("Locate…"))],
            lambda choice: self._locate() if choice else None,
        )  # fmt: skip

    def _locate(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self._window, tr("Where are the files now?"), self._media_dir()
        )
        if folder:
            self._studio.files.relink([Path(folder)])

    def _relinked(self, found: Relinked) -> None:
        if found.paths:
            self._messages.note(
                tr_count("{n} file found again.", "{n} files found again.", len(found.paths))
            )
        if found.doubtful:
            self._ask_doubtful(found.doubtful)
        elif not found.paths:
            self._messages.error(tr("None of the missing files is in that folder. Try another."))

    def _ask_doubtful(self, doubtful: dict[str, Path]) -> None:
        def answered(choice: str) -> None:
            if choice:
                self._studio.document.apply(tr("Relink media"), media.relink(doubtful))

        ask(
            self._window,
            tr("Use these files?"),
            tr("{names}: the name is right, but the contents have changed.",
               names=_names(list(doubtful.values()))),
            [("", tr("Keep looking")), ("use", tr("Use them"))],
            answered,
        )  # fmt: skip


def _name(item: Recoverable) -> str:
    if item.path or item.name:
        return item.path.name if item.path else item.name
    return tr("A new project with {clip}", clip=item.clip) if item.clip else tr("New project")


def _names(paths: Sequence[Path]) -> str:
    """The first few, and how many more."""
    names = ", ".join(path.name for path in paths[:MOST_NAMES])
    more = len(paths) - MOST_NAMES
    if more <= 0:
        return names
    return tr_count("{names} and one more", "{names} and {n} more", more, names=names)

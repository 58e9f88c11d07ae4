"""What can be done to the sources that are marked in the bin."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base.time import Span
from app.project.edits import clips as clip_edits
from app.project.edits import media as edits
from app.project.ids import new_id
from app.project.queries import find_clip
from app.ui.command import Command
from app.ui.dialogs.question import ask
from app.ui.language import tr, tr_count
from app.ui.panels.sequence_rate import SequenceRateDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.project.model import MediaItem
    from app.ui.document import Document
    from app.ui.panels.media_rows import MediaRow
    from app.ui.view_state import ViewState


class MediaActs(QObject):
    """Acts on marked sources, each one step to undo. GUI thread only.

    Args:
        document, view: What is changed, and where new clips are selected.
        marked: Gives the marked rows, in the order of the bin.
        panel: The bin; dialogs stand before its window.

    Signals:
        appended(seconds): clips were put behind the last one; the first of them starts there.
    """

    appended = Signal(object)

    def __init__(
        self,
        document: Document,
        view: ViewState,
        marked: Callable[[], tuple[MediaRow, ...]],
        panel: QWidget,
    ) -> None:
        super().__init__(panel)
        self._document, self._view = document, view
        self._marked, self._panel = marked, panel

    def commands(self) -> tuple[Command, ...]:
        """What menus offer."""
        some = lambda: bool(self._marked())  # noqa: E731
        return (
            Command("media.append", tr("Add to the timeline"), self.append, icon="arrow-down",
                    enabled=some),
            Command("media.reveal", tr("Show in folder"), self.reveal, icon="folder-open",
                    enabled=some),
            Command("media.relink", tr("Relink…"), self.relink, icon="link", enabled=some),
            Command("media.rate", tr("Frame rate of the pictures…"), self.set_rate, icon="timer",
                    enabled=lambda: any(row.item.rate is not None for row in self._marked())),
            Command("media.remove", tr("Remove from the project"), self.remove, icon="trash",
                    enabled=some),
        )  # fmt: skip

    def append(self) -> None:
        """Put the marked sources behind the last clip, each as a whole."""
        new: list[str] = []
        for row in self._marked():
            facts = row.item.facts
            if facts is None or row.missing:
                continue
            clip_id = new_id()
            new.append(clip_id)
            span = Span(Fraction(0), facts.duration)
            edit = clip_edits.append_clip(None, row.item.id, span, None, clip_id)
            words = tr("Add {name} to the timeline", name=row.item.path.name)
            self._document.apply(words, edit, f"append {new[0]}")
        if new:
            self._view.select(new)
            first = find_clip(self._document.project, new[0])
            if first is not None:
                self.appended.emit(first.at)

    def reveal(self) -> None:
        """Open the folder of the first marked source."""
        for row in self._marked()[:1]:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(row.item.path.parent)))

    def relink(self) -> None:
        """Ask where the file of the first marked source is now."""
        for row in self._marked()[:1]:
            item = row.item
            title = tr("Locate {name}", name=item.path.name)
            dialog = QFileDialog(self._panel.window(), title, str(item.path.parent))
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.fileSelected.connect(lambda path, item=item: self.relink_to(item, Path(path)))
            dialog.open()

    def relink_to(self, item: MediaItem, path: Path) -> None:
        """Take a source from another file from now on."""
        words = tr("Relink {name}", name=item.path.name)
        self._document.apply(words, edits.relink({item.id: path}))

    def set_rate(self) -> None:
        """Ask how fast the first marked sequence of pictures is."""
        item = next((row.item for row in self._marked() if row.item.rate is not None), None)
        if item is None or item.rate is None:
            return
        dialog = SequenceRateDialog(item.path.name, item.rate, self._panel.window())
        dialog.chosen.connect(partial(self._set_rate, item))
        dialog.open()

    def remove(self) -> None:
        """Take the marked sources away; asks first when clips of them are on the timeline."""
        rows = self._marked()
        used = sum(row.used for row in rows)
        if not used:
            self._remove(rows)
            return
        words = tr_count(
            "{n} clip on the timeline uses it and goes too.",
            "{n} clips on the timeline use it and go too.",
            used,
        )
        ask(
            self._panel.window(),
            tr("Remove from the project?"),
            f"{words} {tr('You can undo this. No file is deleted.')}",
            [("", tr("Cancel")), ("remove", tr("Remove"))],
            lambda answer: self._remove(rows) if answer else None,
        )

    def _set_rate(self, item: MediaItem, rate: Fraction) -> None:
        from app.project.importing import retimed  # brings the decoders along

        new = retimed(item, rate)
        words = tr("Set the frame rate of {name}", name=item.path.name)
        self._document.apply(words, edits.update_media(item.id, rate=new.rate, facts=new.facts))

    def _remove(self, rows: tuple[MediaRow, ...]) -> None:
        step = f"remove media {new_id()}"
        for row in rows:
            words = tr("Remove {name}", name=row.item.path.name)
            self._document.apply(words, edits.remove_media(row.item.id), step)

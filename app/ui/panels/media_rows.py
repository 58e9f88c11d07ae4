"""The media bin as a list for Qt: one row for each source that the filter lets through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.project.queries import clips
from app.ui.language import tr
from app.ui.panels.words import rate_words, size_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.project.model import MediaItem, Project

MIME = "application/x-reelwright-media"
"""Ids of sources, UTF-8, one in a line: what is dragged from the bin to the timeline."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the disk says of a source: whether it is there, and its bytes."""

    there: bool
    size: int = 0


@dataclass(frozen=True, slots=True)
class MediaRow:
    """One source as it is shown."""

    item: MediaItem
    used: int
    file: FileFacts | None

    @property
    def missing(self) -> bool:
        """Whether the file was looked for and not found."""
        return self.file is not None and not self.file.there

    @property
    def figures(self) -> str:
        """`640 × 360 · 30 fps`."""
        facts = self.item.facts
        if facts is None:
            return tr("Reading…")
        rate = rate_words(None if facts.vfr else facts.rate)
        return f"{size_words(facts.width, facts.height)}  ·  {rate}"

    @property
    def state(self) -> str:
        """Whether it is used, or gone."""
        if self.missing:
            return tr("File not found")
        return tr("On timeline") if self.used else tr("Not used")

    @property
    def words(self) -> str:
        """All of it, for screen readers and tool tips."""
        parts = (self.item.path.name, self.figures, self.state, self.item.note)
        return "\n".join(part for part in parts if part)


class MediaRows(QAbstractListModel):
    """Rows in the order of the bin. GUI thread only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[MediaRow, ...] = ()

    def show_project(self, project: Project, text: str, files: Mapping[str, FileFacts]) -> None:
        """Show the sources whose name or note has all words of `text`."""
        used: dict[str, int] = {}
        for _, clip in clips(project):
            used[clip.media_id] = used.get(clip.media_id, 0) + 1
        rows = tuple(
            MediaRow(item, used.get(item.id, 0), files.get(item.id))
            for item in project.media
            if _has(item, text.casefold().split())
        )
        if rows == self.rows:
            return
        if [row.item.id for row in rows] == [row.item.id for row in self.rows]:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def row_of(self, media_id: str) -> int:
        """The place of a source; -1 when it is not shown."""
        return next((n for n, row in enumerate(self.rows) if row.item.id == media_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """How many are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, tool tip, or the `MediaRow` itself."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.item.path.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.words
        return row if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be dragged out."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """What a drag carries."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """Ids in the order of the bin."""
        places = sorted({index.row() for index in indexes})
        ids = "\n".join(self.rows[place].item.id for place in places)
        data = QMimeData()
        data.setData(MIME, QByteArray(ids.encode()))
        return data


def _has(item: MediaItem, words: Sequence[str]) -> bool:
    told = f"{item.path.name} {item.note}".casefold()
    return all(word in told for word in words)


def file_facts(items: Sequence[MediaItem]) -> dict[str, FileFacts]:
    """Look at the disk; for a worker. Numbered pictures count as there when their folder is."""
    from app.media.image_sequence import looks_special

    found: dict[str, FileFacts] = {}
    for item in items:
        try:
            if looks_special(item.path):
                found[item.id] = FileFacts(item.path.parent.is_dir())
            else:
                found[item.id] = FileFacts(there=True, size=item.path.stat().st_size)
        except OSError:
            found[item.id] = FileFacts(there=False)
    return found

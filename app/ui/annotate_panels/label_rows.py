"""What the list of labels shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.annotations.edits.tags import is_tagged
from app.annotations.statistics import label_counts
from app.ui.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QObject

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Label

Index = QModelIndex | QPersistentModelIndex
_DIGITS = range(1, 10)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label, or the head of a group (then `name` is "").

    Attributes:
        name: Of the label.
        group: Of the label, or shown by the head.
        count: "1 + 1": accepted things and, if there are any, suggestions.
        key: What chooses it: "1", "Alt 1", or "".
        tagged: Whether the whole clip has it.
    """

    name: str
    group: str
    count: str = ""
    key: str = ""
    tagged: bool = False


def label_keys(labels: tuple[Label, ...]) -> dict[str, str]:
    """What chooses each label: its own key, else the number of its place."""
    found: dict[str, str] = {}
    objects = [label for label in labels if not label.group]
    taken = {label.hotkey for label in objects}
    for number, label in enumerate(objects, 1):
        own = str(number) if number in _DIGITS and str(number) not in taken else ""
        found[label.name] = label.hotkey or own
    parts = [label for label in labels if label.group]
    taken = {label.hotkey for label in parts}
    free = iter([str(number) for number in _DIGITS if str(number) not in taken])
    for label in parts:
        key = label.hotkey or next(free, "")
        found[label.name] = f"Alt {key}" if key else ""
    return found


def label_rows(layer: AnnotationLayer, search: str = "") -> Iterator[LabelRow]:
    """Objects first, then the groups of segments, each with a head."""
    counts, keys = label_counts(layer), label_keys(layer.labels)
    for group in dict.fromkeys(["", *(label.group for label in layer.labels)]):
        labels = [label for label in layer.labels if label.group == group]
        labels = [label for label in labels if search.lower() in label.name.lower()]
        if labels:
            yield LabelRow("", group)
        for label in labels:
            accepted, open_ = counts[label.name]
            count = f"{accepted:,} + {open_:,}" if open_ else f"{accepted:,}"
            tagged = is_tagged(layer, label.name)
            yield LabelRow(label.name, group, count, keys[label.name], tagged)


def group_title(group: str) -> str:
    """What stands above the labels of a group."""
    return tr("{group} segments", group=group) if group else tr("Objects")


class LabelModel(QAbstractListModel):
    """The rows for a list view."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[LabelRow, ...] = ()

    def show(self, layer: AnnotationLayer | None, search: str) -> bool:
        """Show a layer's labels; gives whether there are other rows than before."""
        rows = tuple(label_rows(layer, search)) if layer else ()
        if rows == self.rows:
            return False
        same = [row.name for row in rows] == [row.name for row in self.rows]
        if same and len(rows) == len(self.rows):
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return False
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """How many."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads cannot be chosen."""
        if not self.rows[index.row()].name:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for screen readers, the row for the painter."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role == Qt.ItemDataRole.ToolTipRole and row.tagged:
            return tr("{name}, on the whole clip", name=row.name)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.name or group_title(row.group)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = tr("{name}, on the whole clip", name=row.name) if row.tagged else row.name
            words = tr("{name}, {count}, key {key}", name=name, count=row.count, key=row.key)
            return words if row.name else group_title(row.group)
        return None

    def place(self, name: str) -> int:
        """The row of a label, -1 when it is not shown."""
        return next((n for n, row in enumerate(self.rows) if row.name and row.name == name), -1)

"""Asks for how many frames something stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.language import tr, tr_count
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label
from app.ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_USUAL = 10


class PropagateDialog(Dialog):
    """A number of frames, and what will come of it.

    Signals:
        chosen(count): frames after this one.
    """

    chosen = Signal(int)

    def __init__(self, frame: int, frame_count: int, parent: QWidget | None = None) -> None:
        super().__init__(tr("Propagate"), parent=parent)
        self._frame = frame
        most = max(1, frame_count - 1 - frame)
        self.field = NumberField(1, most, 0)
        self.field.set_value(min(_USUAL, most))
        self.field.setAccessibleName(tr("Frames"))
        self._outcome = Label("", "body", "tx2")
        self._lay_out()
        self.field.edited.connect(lambda _: self._tell())
        self.field.textEdited.connect(lambda _: self._tell())
        self._tell()

    @property
    def count(self) -> int:
        """Frames after this one."""
        return round(self.field.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter does it, also from the field."""
        if event.key() in (0x01000004, 0x01000005):
            self._accept()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 18, 16)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Label(tr("Following frames that keep these shapes"), "body", "tx"))
        self.field.setFixedWidth(theme().px(72))
        row.addWidget(self.field)
        row.addStretch(1)
        column.addLayout(row)
        self._outcome.setMinimumWidth(theme().px(360))
        column.addWidget(self._outcome)
        self.set_body(body)
        cancel, go = Button(tr("Cancel"), height=32), Button(tr("Propagate"), "", True, 32)
        cancel.clicked.connect(self.reject)
        go.clicked.connect(self._accept)
        for button in (cancel, go):
            self.add_footer_right(button)

    def _tell(self) -> None:
        last = self._frame + self.count
        self._outcome.setText(
            tr_count(
                "Frame {first} to {last}. Keyframes between are replaced.",
                "Frames {first} to {last}. Keyframes between are replaced.",
                self.count + 1,
                first=self._frame,
                last=last,
            )
        )

    def _accept(self) -> None:
        self.field.clearFocus()
        self.accept()
        self.chosen.emit(self.count)

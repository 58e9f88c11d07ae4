"""The left of the export dialog: purposes, ours and the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.dialogs import export_presets
from app.ui.language import tr
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.divider import Divider
from app.ui.widgets.focus_ring import paint_focus_ring
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPaintEvent

    from app.ui.dialogs.export_presets import Preset
    from app.ui.settings import Settings


class PresetList(QWidget):
    """Arrow keys move and choose; Delete forgets one of the user's.

    Signals:
        chosen(Preset): the user chose it.
        save_wanted(): the user wants to keep what the form shows.
    """

    chosen = Signal(object)
    save_wanted = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.rows: dict[str, _Row] = {}
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(8, 12, 8, 4)
        self._column.setSpacing(2)
        scroll = QScrollArea()
        scroll.setWidget(self._inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.save_button = Button(tr("Save as preset…"), height=28)
        self.save_button.clicked.connect(self.save_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 4, 12, 14)
        foot.addWidget(self.save_button)
        column.addLayout(foot)
        self.fill()

    def fill(self) -> None:
        """List what there is."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = {}
        self._add(tr("Presets"), export_presets.shipped(), own=False)
        own = export_presets.saved(self._settings)
        if own:
            self._column.addSpacing(6)
            self._column.addWidget(Divider())
            self._column.addSpacing(6)
            self._add(tr("Yours"), own, own=True)
        self._column.addStretch(1)

    def show_chosen(self, preset_id: str) -> None:
        """Mark a preset; an unknown id marks none."""
        for id_, row in self.rows.items():
            row.setChecked(id_ == preset_id)
        marked = preset_id if preset_id in self.rows else next(iter(self.rows), "")
        for id_, row in self.rows.items():
            policy = Qt.FocusPolicy.TabFocus if id_ == marked else Qt.FocusPolicy.NoFocus
            row.setFocusPolicy(policy)

    def step(self, preset_id: str, by: int) -> None:
        """Choose the neighbour as the user."""
        ids = list(self.rows)
        place = ids.index(preset_id) + by
        if 0 <= place < len(ids):
            self._choose(self.rows[ids[place]].preset)
            self.rows[ids[place]].setFocus(Qt.FocusReason.TabFocusReason)

    def forget(self, preset_id: str) -> None:
        """Delete one of the user's."""
        row = self.rows.get(preset_id)
        if row is not None and row.own:
            export_presets.forget(self._settings, row.preset)
            self.fill()

    def _add(self, title: str, presets: tuple[Preset, ...], *, own: bool) -> None:
        head = Label(title, "small", "tx3")
        head.setContentsMargins(4, 0, 0, 4)
        self._column.addWidget(head)
        for preset in presets:
            row = _Row(preset, self, own=own)
            row.clicked.connect(lambda _=False, preset=preset: self._choose(preset))
            self.rows[preset.id] = row
            self._column.addWidget(row)

    def _choose(self, preset: Preset) -> None:
        self.show_chosen(preset.id)
        self.chosen.emit(preset)


class _Row(QAbstractButton):
    def __init__(self, preset: Preset, owner: PresetList, *, own: bool) -> None:
        super().__init__(owner)
        self.preset = preset
        self.own = own
        self._owner = owner
        self.setCheckable(True)
        self.setAccessibleName(preset.title)
        self.setAccessibleDescription(preset.detail)
        self.setToolTip(preset.detail)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme().px(170), theme().px(42))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme().px(80), theme().px(42))

    def nextCheckState(self) -> None:  # noqa: N802
        """A click on the chosen one leaves it chosen."""
        self.setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self._owner.step(self.preset.id, step)
        elif event.key() == Qt.Key.Key_Delete and self.own:
            self._owner.forget(self.preset.id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        if not self.own:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        away = QAction(tr("Delete preset"), menu)
        away.triggered.connect(lambda: self._owner.forget(self.preset.id))
        menu.addAction(away)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("sel" if self.isChecked() else "bg3"))
            painter.drawRoundedRect(self.rect(), 5, 5)
        side = theme().px(16)
        token = "accent" if self.isChecked() else "tx2"
        picture = icons.pixmap(self.preset.icon, side, token, self.devicePixelRatioF())
        painter.drawPixmap(theme().px(9), (self.height() - side) // 2, picture)
        self._paint_words(painter)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def _paint_words(self, painter: QPainter) -> None:
        x, half = theme().px(34), self.height() // 2
        width = self.width() - x - theme().px(6)
        painter.setFont(theme().font("name"))
        painter.setPen(theme().colour("tx"))
        _text(painter, QRect(x, 2, width, half - 2), self.preset.title, bottom=True)
        painter.setFont(theme().font("small"))
        painter.setPen(theme().colour("tx2" if self.isChecked() else "tx3"))
        _text(painter, QRect(x, half, width, half - 2), self.preset.detail, bottom=False)


def _text(painter: QPainter, box: QRect, text: str, *, bottom: bool) -> None:
    edge = Qt.AlignmentFlag.AlignBottom if bottom else Qt.AlignmentFlag.AlignTop
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, edge | Qt.AlignmentFlag.AlignLeft, words)

"""The top of the Effects tab: which clip, which preset, which of the two chains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.panels.preset_combo import PresetCombo
from app.ui.panels.words import rate_words
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.thumbnail import Thumbnail

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from app.ui.panels.chain_facts import FrameShape
    from app.ui.panels.preset_shelf import PresetShelf


class ChainHeader(QWidget):
    """Thumbnail, name and preset; below them A/B and the size of the source."""

    def __init__(self, shelf: PresetShelf) -> None:
        super().__init__()
        self.picture = Thumbnail(40, 24)
        self.name = ElidedLabel("", "name", "tx")
        self.presets = PresetCombo(shelf)
        self.chains = Segmented([("a", tr("A")), ("b", tr("B"))])
        self.chains.setAccessibleName(tr("Chain to edit"))
        self.chains.segment("a").setToolTip(tr("Chain A: what is exported"))
        self.chains.segment("b").setToolTip(tr("Chain B: only to compare with, never exported"))
        self.size_label = Label("", "small", "tx2")
        self.size_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.copy_button = IconButton("copy", tr("Copy these effects to other clips"), size=24)
        self._lay_out()
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def show_clip(self, name: str, others: int, image: QImage | None) -> None:
        """Show a clip; `others` counts further selected ones."""
        self.name.setText(tr("{name} + {n}", name=name, n=others) if others else name)
        self.picture.set_image(image)

    def show_source(self, shape: FrameShape | None) -> None:
        """Show the frame before the first effect."""
        if shape is None:
            self.size_label.setText("")
            return
        self.size_label.setText(f"↓  {shape.words}, {rate_words(shape.rate)}")

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.picture)
        first.addWidget(self.name, 1)
        first.addWidget(self.presets)
        second.setSpacing(8)
        second.addWidget(self.chains)
        second.addWidget(self.size_label, 1)
        second.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 2)
        column.setSpacing(6)
        column.addLayout(first)
        column.addLayout(second)

    def _follow_theme(self) -> None:
        self.presets.setFixedWidth(theme().px(146))
        self.chains.setFixedWidth(theme().px(64))

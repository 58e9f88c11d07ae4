"""What is in the middle of the window before there is a project: three ways to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.language import tr
from app.ui.preview.example_card import ExampleCard
from app.ui.preview.recent_list import RecentList
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from PySide6.QtGui import QImage, QPaintEvent, QResizeEvent

_WIDEST = 812
_COMPACT_BELOW = 590  # logical pixels of height
_BARE_BELOW = 470  # no pictures at all


class FirstRun(QScrollArea):
    """Says what the user chose.

    Signals:
        import_wanted(), open_wanted(), example_chosen("enhance", "annotate" or "demo"),
        speed_check_wanted(), recent_chosen(Path).
    """

    import_wanted = Signal()
    open_wanted = Signal()
    example_chosen = Signal(str)
    speed_check_wanted = Signal()
    recent_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drop = DropCard()
        self.recent = RecentList()
        self.cards = _example_cards()
        self.computer = ComputerStrip()
        self._or = Label(tr("Or start from an example"), "body", "tx3")
        self._lay_out()
        self.drop.import_media.clicked.connect(lambda: self.import_wanted.emit())
        self.drop.open_project.clicked.connect(lambda: self.open_wanted.emit())
        self.computer.check.clicked.connect(lambda: self.speed_check_wanted.emit())
        self.recent.chosen.connect(self.recent_chosen)
        for name, card in self.cards.items():
            card.clicked.connect(lambda _=False, name=name: self.example_chosen.emit(name))

    def set_images(self, images: Mapping[str, QImage]) -> None:
        """Pictures for the cards, by the names of `example_chosen`."""
        for name, image in images.items():
            self.cards[name].set_image(image)

    def set_recent(self, paths: Sequence[Path]) -> None:
        """Projects that were open lately, newest first; none hides the list."""
        self.recent.set_paths(paths)

    def set_computer(self, text: str, *, can_check: bool = True) -> None:
        """A sentence about this computer, with what was measured on it; "" hides the strip."""
        self.computer.words.setText(text)
        self.computer.check.setEnabled(can_check)
        self.computer.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave pictures out rather than make people scroll."""
        super().resizeEvent(event)
        compact = self.height() < theme().px(_COMPACT_BELOW)
        self.drop.set_compact(compact)
        for card in self.cards.values():
            card.set_compact(self.height() < theme().px(_BARE_BELOW))

    def _lay_out(self) -> None:
        page = _Page()
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(self.drop)
        column.addWidget(self.recent)
        column.addWidget(self._or, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._row_of_cards())
        column.addWidget(self.computer)
        column.addStretch(1)
        sides = QHBoxLayout(page)
        sides.setContentsMargins(20, 16, 20, 16)
        holder = QWidget()
        holder.setLayout(column)
        holder.setMaximumWidth(theme().px(_WIDEST))
        column.setContentsMargins(0, 0, 0, 0)
        sides.addWidget(holder, 100)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)

    def _row_of_cards(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        for card in self.cards.values():
            row.addWidget(card)
        return row


class DropCard(QWidget):
    """The large box with a dashed edge. Dropping works everywhere in the viewer, not only here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.import_media = Button(tr("Import media…"), "folder-open", primary=True, height=32)
        self.open_project = Button(tr("Open project…"), height=32)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._title = Label(tr("Drop video here to start"), "title", "tx")
        self._text = Label(
            tr(
                "MP4, MOV, MKV, AVI, WebM, GIF, or a folder of still frames. "
                "Originals are never changed."
            ),
            "body",
            "tx2",
        )
        self._column = QVBoxLayout(self)
        self._column.setSpacing(6)
        self._fill()
        self.set_compact(False)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def set_compact(self, compact: bool) -> None:
        """Take less height."""
        self._picture.setVisible(not compact)
        side = theme().px(16 if compact else 40)
        self._column.setContentsMargins(20, side, 20, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The dashed edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme().colour("ctl"), 1.5)
        pen.setDashPattern([4, 2.5])
        painter.setPen(pen)
        painter.setBrush(theme().colour("bg1"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)

    def _fill(self) -> None:
        self._text.setWordWrap(True)
        for words in (self._title, self._text):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.import_media)
        buttons.addWidget(self.open_project)
        buttons.addStretch(1)
        self._column.addWidget(self._picture)
        self._column.addSpacing(4)
        self._column.addWidget(self._title)
        self._column.addWidget(self._text)
        self._column.addSpacing(8)
        self._column.addLayout(buttons)

    def _follow_theme(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap("film-strip", theme().px(32), "accent", ratio))
        self.update()


class ComputerStrip(QWidget):
    """What this computer can do, as far as it was measured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QLabel()
        self.words = ElidedLabel("", "body", "tx2")
        self.check = Button(tr("Run speed check"), height=26)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 7, 6)
        row.setSpacing(10)
        row.addWidget(self._picture)
        row.addWidget(self.words, 1)
        row.addWidget(self.check)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.setBrush(theme().colour("bg2"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _follow_theme(self) -> None:
        picture = icons.pixmap("cpu", theme().px(16), "tx2", self.devicePixelRatioF())
        self._picture.setPixmap(picture)
        self.update()


class _Page(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        # The viewer's own surround is dark in both themes; words of the theme need its surface.
        token = "canvas" if theme().dark else "bg0"
        QPainter(self).fillRect(self.rect(), theme().colour(token))


def _example_cards() -> dict[str, ExampleCard]:
    return {
        "enhance": ExampleCard(
            "sliders-horizontal",
            tr("Clean and enlarge a clip"),
            tr("Remove noise, upscale ×2, and compare with a wipe."),
        ),
        "annotate": ExampleCard(
            "bounding-box",
            tr("Label a clip"),
            tr("Draw one box, let a model follow it, then check the result."),
        ),
        "demo": ExampleCard(
            "lightning",
            tr("Try the offline demo"),
            tr("One short clip, two small models. No network needed."),
        ),
    }

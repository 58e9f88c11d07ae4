"""The cards of a chain with the frame sizes between them, and where a dragged card would go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.panels.words import rate_words
from app.ui.theme.theme import theme
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.project.model import EffectSpec
    from app.ui.panels.chain_facts import ChainFacts, FrameShape
    from app.ui.panels.effect_card import EffectCard


class ChainList(QWidget):
    """Cards from top to bottom in processing order.

    Signals:
        moved(from, to): the user dragged a card to another place.
    """

    moved = Signal(int, int)

    def __init__(self, make: Callable[[EffectSpec], EffectCard]) -> None:
        super().__init__()
        self._make = make
        self.cards: list[EffectCard] = []
        self.sizes: list[SizeLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._marker = _Marker(self)
        self._marker.hide()

    def show_chain(self, chain: Sequence[EffectSpec]) -> None:
        """Have one card for each effect, keeping those that show the same one already."""
        cards = self._matched(chain)
        if cards != self.cards:
            self._place(cards)

    def show_sizes(self, facts: ChainFacts | None) -> None:
        """Write the frame size behind each card; in accent where it differs from before."""
        for number, label in enumerate(self.sizes):
            if facts is None or number >= len(facts.steps):
                label.show_words("", changed=False)
                continue
            before, after = facts.before(number), facts.steps[number].after
            words = after.words if before.rate == after.rate else f"{after.words}{rate_of(after)}"
            label.show_words(words, changed=before != after)

    def _matched(self, chain: Sequence[EffectSpec]) -> list[EffectCard]:
        """The same cards for the same values, then for the same effects in order."""
        spare = list(self.cards)
        found: list[EffectCard | None] = []
        for spec in chain:
            card = next((each for each in spare if each.spec is spec), None)
            found.append(card)
            if card is not None:
                spare.remove(card)
        for number, spec in enumerate(chain):
            if found[number] is None:
                card = next((each for each in spare if each.spec.name == spec.name), None)
                found[number] = card
                if card is not None:
                    spare.remove(card)
        return [card or self._added(spec) for card, spec in zip(found, chain, strict=True)]

    def _added(self, spec: EffectSpec) -> EffectCard:
        card = self._make(spec)
        card.dragged.connect(lambda point: self._show_target(card, point))
        card.dropped.connect(lambda point: self._drop(card, point))
        card.drag_cancelled.connect(self._marker.hide)
        return card

    def _place(self, cards: list[EffectCard]) -> None:
        for gone in [card for card in self.cards if card not in cards]:
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for label in self.sizes:
            self._column.removeWidget(label)
            label.hide()  # a frame may be painted before it is gone
            label.deleteLater()
        self.cards, self.sizes = cards, [SizeLabel() for _ in cards]
        before: QWidget = self
        for place, (card, label) in enumerate(zip(cards, self.sizes, strict=True)):
            self._column.removeWidget(card)
            self._column.insertWidget(2 * place, card)
            self._column.insertWidget(2 * place + 1, label)
            QWidget.setTabOrder(before, card)
            before = card

    def _show_target(self, card: EffectCard, point: QPointF) -> None:
        self._marker.put_at(self._gap(self._target(point)), self.width())

    def _drop(self, card: EffectCard, point: QPointF) -> None:
        self._marker.hide()
        from_, to = self.cards.index(card), self._target(point)
        to -= to > from_  # taking it out moves the later ones up
        if to != from_:
            self.moved.emit(from_, to)

    def _target(self, point: QPointF) -> int:
        """Before which card the pointer is."""
        y = self.mapFromGlobal(point).y()
        middles = [card.geometry().center().y() for card in self.cards]
        return sum(y > middle for middle in middles)

    def _gap(self, place: int) -> int:
        if place < len(self.cards):
            return self.cards[place].geometry().top() - theme().px(2)
        return self.cards[-1].geometry().bottom() + theme().px(2)


class SizeLabel(Label):
    """`↓ 640 × 360` between two cards."""

    def __init__(self) -> None:
        super().__init__("", "small", "tx2")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._resize()
        theme().changed.connect(self._resize)

    def show_words(self, words: str, *, changed: bool) -> None:
        """Show a size, in accent where it is another one than before."""
        self.setText(f"↓  {words}" if words else "↓")
        self.set_token("accent" if changed else "tx2")

    def _resize(self) -> None:
        self.setFixedHeight(theme().px(20))


class _Marker(QWidget):
    """The line where a dragged card would go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def put_at(self, y: int, width: int) -> None:
        self.setGeometry(0, max(0, y - 1), width, 3)
        self.show()
        self.raise_()

    def paintEvent(self, event: object) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("accent"))
        painter.drawRoundedRect(QRectF(self.rect()), 1.5, 1.5)


def rate_of(shape: FrameShape) -> str:
    """`, 30 fps`; nothing where frames stand at uneven times."""
    return f", {rate_words(shape.rate)}" if shape.rate is not None else ""

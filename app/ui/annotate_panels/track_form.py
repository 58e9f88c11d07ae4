"""The card of the selected track: keyframe, attributes, states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.annotations.edits.keyframes import keyframe_at
from app.annotations.edits.tracks import find_track
from app.annotations.interpolation import shape_at
from app.ui.annotate.label_colours import label_colour
from app.ui.annotate_panels.attribute_fields import AttributeField, field_for
from app.ui.annotate_panels.cards import paint_card, paint_mark, thing_name, track_detail
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.annotations.model import AttributeKind, AttributeValue, Track
    from app.ui.annotate.visibility import Visibility
    from app.ui.annotate_panels.track_acts import TrackActs
    from app.ui.annotation_session import AnnotationSession


class TrackForm(QWidget):
    """One track, by id, at the frame under the playhead.

    Signals:
        menu_wanted(track_id, position): its menu, at a global position.
        resized(): it needs another height.
    """

    menu_wanted = Signal(int, object)
    resized = Signal()

    def __init__(
        self, session: AnnotationSession, visibility: Visibility, acts: TrackActs, number: int
    ) -> None:
        super().__init__()
        self._session, self._visibility, self._acts, self._number = (
            session, visibility, acts, number,
        )  # fmt: skip
        self.fields: list[AttributeField] = []
        self._kinds: tuple[AttributeKind, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(9, theme().px(4), 9, theme().px(10))
        self._column.setSpacing(theme().px(6))
        self._add_head()
        self._add_keyframe()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(theme().px(12), 0, theme().px(8), 0)
        self._grid.setVerticalSpacing(theme().px(6))
        self._grid.setColumnMinimumWidth(0, theme().px(86))
        self._grid.setColumnStretch(1, 1)
        self._column.addLayout(self._grid)
        self._add_states()
        self._add_review()
        self._column.addStretch(1)
        self.refresh()

    def wanted_height(self, width: int) -> int:
        """What it needs at a width."""
        self._column.activate()
        return max(self._column.minimumSize().height(), self.sizeHint().height())

    def refresh(self) -> None:
        """Show how things stand on this frame."""
        track, frame = self._track(), self._session.frame
        if track is None:
            return
        locked, hidden = self._visibility.is_locked(track), self._visibility.is_hidden(track)
        self.name.setText(thing_name(track))
        self.detail.setText(track_detail(track, locked=locked))
        name = thing_name(track)
        self.eye.set_icon("eye-slash" if hidden else "eye")
        hide = tr("Show {name}", name=name) if hidden else tr("Hide {name}", name=name)
        self.eye.set_name(hide, "H")
        self.lock.set_icon("lock-simple" if locked else "lock-simple-open")
        self.lock.set_token("warn" if locked else "tx2")
        lock = tr("Unlock {name}", name=name) if locked else tr("Lock {name}", name=name)
        self.lock.set_name(lock, "L")
        self._show_states(track, frame, locked=locked)
        self._show_attributes(track, frame, locked=locked)
        suggested = not track.provenance.accepted
        self._review.setVisible(suggested)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The card."""
        layer, track = self._session.layer, self._track()
        if layer is None or track is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = self.rect().adjusted(8, theme().px(3), -8, -theme().px(3))
        paint_card(painter, card, selected=True, focus=False)
        head = QRect(card.left(), card.top(), card.width(), theme().px(46))
        paint_mark(painter, head, label_colour(layer, track.label))
        painter.fillRect(
            card.left() + 1, head.bottom(), card.width() - 2, 1, theme().colour("line")
        )

    def _track(self) -> Track | None:
        layer = self._session.layer
        return find_track(layer, self._number) if layer else None

    def _add_head(self) -> None:
        self.name, self.detail = ElidedLabel("", "name", "tx"), ElidedLabel("", "small", "tx2")
        self.eye = IconButton("eye", tr("Hide or show"), "H", size=30)
        self.lock = IconButton("lock-simple-open", tr("Lock or unlock"), "L", size=30)
        self.menu = IconButton("dots-three-vertical", tr("More"), size=30)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.detail)
        head = QWidget()
        head.setFixedHeight(theme().px(44))
        row = QHBoxLayout(head)
        row.setContentsMargins(theme().px(19), 0, theme().px(3), 0)
        row.setSpacing(0)
        row.addLayout(words, 1)
        for button in (self.eye, self.lock, self.menu):
            row.addWidget(button)
        self._column.addWidget(head)
        flags = self._visibility
        self.eye.clicked.connect(lambda: flags.toggle("hidden", (self._number,)))
        self.lock.clicked.connect(lambda: flags.toggle("locked", (self._number,)))
        self.menu.clicked.connect(self._ask_menu)

    def _add_keyframe(self) -> None:
        self.previous = IconButton("caret-double-left", tr("Previous keyframe"), "E")
        self.diamond = IconButton("diamond", tr("Keyframe on or off"), "K")
        self.next = IconButton("caret-double-right", tr("Next keyframe"), "R")
        row = QHBoxLayout()
        row.setContentsMargins(theme().px(12), 0, theme().px(3), 0)
        row.setSpacing(theme().px(2))
        row.addWidget(Label(tr("Keyframe"), "body", "tx2"))
        row.addStretch(1)
        for button in (self.previous, self.diamond, self.next):
            row.addWidget(button)
        self._column.addLayout(row)
        self.previous.clicked.connect(lambda: self._acts.go_to_key(self._number, -1))
        self.next.clicked.connect(lambda: self._acts.go_to_key(self._number, 1))
        self.diamond.clicked.connect(lambda: self._acts.toggle_keyframe(self._number))

    def _add_states(self) -> None:
        self.occluded, self.outside = QCheckBox(tr("Occluded")), QCheckBox(tr("Outside"))
        self.pinned = QCheckBox(tr("Pinned"))
        row = QHBoxLayout()
        row.setContentsMargins(theme().px(10), 0, theme().px(4), 0)
        row.setSpacing(theme().px(6))
        for box, key in ((self.occluded, "Q"), (self.outside, "O"), (self.pinned, "P")):
            box.setFont(theme().font("body"))
            box.setToolTip(f"{box.text()} ({key})")
            row.addWidget(box)
        row.addStretch(1)
        self._column.addLayout(row)
        self.occluded.clicked.connect(lambda on: self._acts.set_occluded(self._number, on))
        self.outside.clicked.connect(lambda on: self._acts.set_outside(self._number, on))
        self.pinned.clicked.connect(self._pin)

    def _add_review(self) -> None:
        self._review = QWidget()
        row = QHBoxLayout(self._review)
        row.setContentsMargins(theme().px(12), 0, theme().px(8), 0)
        row.setSpacing(6)
        self.accept, self.reject = Button(tr("Accept")), Button(tr("Reject"))
        row.addWidget(self.accept, 1)
        row.addWidget(self.reject, 1)
        self._column.addWidget(self._review)
        self.accept.clicked.connect(lambda: self._acts.accept((self._number,)))
        self.reject.clicked.connect(lambda: self._acts.reject((self._number,)))

    def _show_states(self, track: Track, frame: int, *, locked: bool) -> None:
        known = frame >= 0
        key = keyframe_at(track, frame) if known else None
        self.diamond.set_icon("diamond-fill" if key else "diamond")
        self.diamond.set_token("accent" if len(track.keyframes) > 1 or key else "tx2")
        state = self._acts.state(self._number)
        self.occluded.setChecked(state is not None and state.occluded)
        self.outside.setChecked(known and shape_at(track, frame) is None)
        self.pinned.setChecked(self._visibility.is_pinned(track))
        for widget in (self.diamond, self.occluded, self.outside):
            widget.setEnabled(known and not locked)

    def _show_attributes(self, track: Track, frame: int, *, locked: bool) -> None:
        layer = self._session.layer
        labels = layer.labels if layer else ()
        kinds = next((label.attributes for label in labels if label.name == track.label), ())
        if kinds != self._kinds:
            self._kinds = kinds
            self._make_fields()
        state = self._acts.state(self._number)
        known = {**track.attributes, **(state.attributes if state else {})}
        for field in self.fields:
            field.show_value(known.get(field.kind.name, field.kind.default))
            field.widget.setEnabled(frame >= 0 and not locked)

    def _make_fields(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = [field_for(kind, self._set) for kind in self._kinds]
        for place, field in enumerate(self.fields):
            words = ElidedLabel(field.kind.name, "body", "tx2")
            words.setFixedWidth(theme().px(86))
            self._grid.addWidget(words, place, 0)
            # A switch would stand in the middle of its cell, and take the name with it.
            fixed = field.widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Fixed
            side = Qt.AlignmentFlag.AlignLeft if fixed else Qt.AlignmentFlag(0)
            self._grid.addWidget(field.widget, place, 1, side)
        self.resized.emit()

    def _set(self, kind: AttributeKind, value: AttributeValue) -> None:
        self._acts.set_attribute(self._number, kind, value)

    def _pin(self, on: bool) -> None:
        self._visibility.set_flag("pinned", (self._number,), on)

    def _ask_menu(self) -> None:
        place = self.menu.mapToGlobal(self.menu.rect().bottomLeft())
        self.menu_wanted.emit(self._number, place)

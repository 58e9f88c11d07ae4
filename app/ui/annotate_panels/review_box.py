"""What models suggested and nobody answered yet: accept, reject, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.annotations.model import Track
from app.ui.annotate_panels.suggestion_list import ROW, SuggestionList
from app.ui.language import tr, tr_count
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from app.annotations.edits.review import Suggestions
    from app.annotations.search import Thing
    from app.ui.annotate.toolbox import Toolbox
    from app.ui.annotate_panels.track_acts import TrackActs
    from app.ui.annotation_session import AnnotationSession


class ReviewBox(QWidget):
    """The suggestions with a head and what can be done to all of them."""

    def __init__(
        self, session: AnnotationSession, acts: TrackActs, toolbox: Toolbox, *, small: bool
    ) -> None:
        super().__init__()
        self._session, self._acts, self._toolbox, self._small = session, acts, toolbox, small
        self.title, self.note = Label("", "name", "tx"), ElidedLabel("", "small", "tx2")
        self.list = SuggestionList(session, acts)
        self._scored = True
        self.accept_all = Button(tr("Accept all above"))
        self.score = NumberField(0, 1, 2)
        self.score.setAccessibleName(tr("Score from which all are accepted"))
        self.score.setFixedWidth(theme().px(54))
        self.reject_all = Button(tr("Reject all"))
        self._lay_out()
        # What a filter hides is not answered: nobody can see it.
        self.accept_all.clicked.connect(self._accept)
        self.reject_all.clicked.connect(lambda: acts.reject_all(self._suggestions()))
        self.score.edited.connect(toolbox.set_threshold)
        toolbox.settings_changed.connect(self._show_threshold)
        self._show_threshold()

    def show_things(self, things: Sequence[Thing]) -> None:
        """Show these."""
        self.list.show_things(things)
        for button in (self.accept_all, self.reject_all):
            button.setEnabled(bool(things))
        self._show_scored(any(thing.provenance.score is not None for thing in things))
        self.title.setText(tr_count("{n} to review", "{n} to review", len(things)))
        models = {thing.provenance.model for thing in things if thing.provenance.model}
        one = next(iter(models), "")
        several = tr_count("from {n} model", "from {n} models", len(models))
        self.note.setText(tr("from {model}", model=one) if len(models) == 1 else several)
        self.note.setVisible(bool(models))
        if self._small:
            rows = min(3, len(things))
            self.list.setFixedHeight(rows * theme().px(ROW) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A card around, where it stands below other things."""
        if self._small:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().colour("line"), 1))
            painter.setBrush(theme().colour("bg1"))
            box = QRectF(self.rect()).adjusted(8.5, 0.5, -8.5, -8.5)
            painter.drawRoundedRect(box, 5.5, 5.5)

    def _accept(self) -> None:
        if self._scored:
            self._acts.accept_from(self._toolbox.threshold, self._suggestions())
        else:
            self._acts.accept(*self._suggestions())

    def _show_scored(self, scored: bool) -> None:
        """Where no model says how sure it is, there is no score to choose: all are meant."""
        self._scored = scored
        self.accept_all.setText(tr("Accept all above") if scored else tr("Accept all"))
        self.score.setVisible(scored)

    def _suggestions(self) -> Suggestions:
        tracks = [thing.id for thing in self.list.model_.things if isinstance(thing, Track)]
        parts = [thing.id for thing in self.list.model_.things if not isinstance(thing, Track)]
        return frozenset(tracks), frozenset(parts)

    def _lay_out(self) -> None:
        self._mark = Label("", "name", "model")
        self._tint()
        theme().changed.connect(self._tint)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._mark)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.note)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.accept_all, 1)
        foot.addWidget(self.score)
        foot.addWidget(self.reject_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 9, 16, 16)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        if self._small:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _tint(self) -> None:
        self._mark.setPixmap(icons.pixmap("sparkle", theme().px(16), "model", 2))

    def _show_threshold(self) -> None:
        self.score.set_value(self._toolbox.threshold)

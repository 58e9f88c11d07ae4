"""Tracks on this frame, all of them, and what is to be reviewed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.annotations.queries import index_of
from app.annotations.search import attribute_names, parse
from app.annotations.statistics import next_empty
from app.base.errors import AnnotationError
from app.ui.annotate_panels.review_box import ReviewBox
from app.ui.annotate_panels.statistics_dialog import StatisticsDialog
from app.ui.annotate_panels.track_list import TrackList
from app.ui.annotate_panels.track_menu import track_menu
from app.ui.annotate_panels.track_orders import ORDERS, begin_of
from app.ui.command import ANNOTATE, Command
from app.ui.language import tr
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import Label
from app.ui.widgets.panel import TabPanel
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint

    from app.annotations.model import Track
    from app.annotations.search import Query, Thing
    from app.ui.annotate.toolbox import Toolbox
    from app.ui.annotate.visibility import Visibility
    from app.ui.annotate_panels.track_acts import TrackActs
    from app.ui.annotation_session import AnnotationSession

_TYPING = 150
"""Milliseconds after the last letter until the list is filtered."""


class ObjectsPanel(QWidget):
    """Three tabs over one selection. GUI thread only.

    Signals:
        told(str): something to say in the status bar.
    """

    told = Signal(str)

    def __init__(
        self,
        session: AnnotationSession,
        visibility: Visibility,
        toolbox: Toolbox,
        acts: TrackActs,
    ) -> None:
        super().__init__()
        self._session, self._visibility, self._acts = session, visibility, acts
        self._query: Query = parse("")
        self._order = "number"
        self._here_ids: set[int] = set()
        self._filtered_out = False
        self.tabs = TabPanel()
        self.search = SearchField(tr("Filter: car and occluded, score<0.5"))
        self.problem = Label("", "small", "err")
        self.here = TrackList(session, visibility, acts, tr("Tracks on this frame"))
        self.all = TrackList(session, visibility, acts, tr("All tracks"))
        self.review_here = ReviewBox(session, acts, toolbox, small=True)
        self.review = ReviewBox(session, acts, toolbox, small=False)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING)
        self._lay_out()
        self._connect()
        self.refresh()

    @property
    def header(self) -> QWidget:
        """What a dock is dragged by."""
        return self.tabs.header

    def commands(self) -> tuple[Command, ...]:
        """What can be done here."""
        here = (ANNOTATE,)

        def ready() -> bool:
            return self._session.layer is not None and self._session.frame >= 0

        def going(step: int) -> Callable[[], None]:
            return partial(self.go_to_empty, step)

        return (
            Command("annotate.filter", tr("Filter tracks"), self.filter, ("Ctrl+Shift+F",),
                    "funnel", here),
            Command("annotate.statistics", tr("Statistics…"), self.show_statistics, (),
                    "chart-bar", here, ready),
            Command("annotate.next_empty", tr("Next frame without labels"), going(1),
                    ("Alt+Right",), "", here, ready),
            Command("annotate.previous_empty", tr("Previous frame without labels"), going(-1),
                    ("Alt+Left",), "", here, ready),
        )  # fmt: skip

    def refresh(self) -> None:
        """Show the layer as it is now."""
        layer = self._session.layer
        tracks = list(layer.tracks) if layer else []
        found = [track for track in tracks if self._query.matches(track)]
        self.all.show_tracks(sorted(found, key=ORDERS[self._order]))
        self._pages_all.setCurrentIndex(0 if found else 2 if tracks else 1)
        things: list[Thing] = [t for t in tracks if not t.provenance.accepted]
        things += [p for p in (layer.segments if layer else ()) if not p.provenance.accepted]
        things.sort(key=begin_of)
        shown = [thing for thing in things if self._query.matches(thing)]
        self.review.show_things(shown)
        self._pages_review.setCurrentIndex(0 if shown else 2 if things else 1)
        self.review_here.show_things(shown)
        self.review_here.setVisible(bool(shown))
        count = f"{len(things):,}" if things else ""
        title = tr("Review {n}", n=count) if count else tr("Review")
        self.tabs.set_tab_title("review", title)
        self._show_frame()

    def filter(self, query: str | None = None) -> None:
        """Show the field to filter by, or filter by a query."""
        self.find_button.setChecked(True)
        self._filter_row.show()
        if query is not None:
            self.search.setText(query)
            self._filter()
        else:
            self.search.setFocus()

    def sort(self, order: str) -> None:
        """Sort by "number", "label", "start", "length" or "score"."""
        self._order = order
        self.refresh()

    def go_to_empty(self, step: int) -> None:
        """Seek to the next (1) or previous (-1) stretch of frames with nothing on them."""
        layer = self._session.layer
        found = next_empty(layer, self._session.frame, step) if layer else None
        if found is None:
            self.told.emit(tr("There is no frame without labels in this direction."))
        else:
            self._session.seek(found)

    def show_statistics(self) -> None:
        """Open the figures."""
        if self._session.layer is not None:
            dialog = StatisticsDialog(self._session.layer, self.window())
            dialog.problem.connect(self.told)
            dialog.open()

    def _lay_out(self) -> None:
        self.find_button = IconButton("funnel", tr("Filter tracks"), "Ctrl+Shift+F", checkable=True)
        self.more_button = IconButton("sort-ascending", tr("Sort and more"))
        self.tabs.add_to_header(self.find_button)
        self.tabs.add_to_header(self.more_button)
        self._nothing_here = EmptyState(
            "bounding-box",
            tr("Nothing on this frame"),
            tr("Draw on the picture, or go to a frame with tracks."),
        )
        nothing = EmptyState("bounding-box", tr("No tracks"), tr("What you draw appears here."))
        done = EmptyState(
            "check-circle", tr("No suggestions left"), tr("What models find is reviewed here.")
        )
        self._pages_here = _pages(self.here, self._nothing_here, self._no_match())
        self._pages_all = _pages(self.all, nothing, self._no_match())
        self._pages_review = _pages(self.review, done, self._no_match())
        here = QWidget()
        column = QVBoxLayout(here)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._pages_here, 1)
        column.addWidget(self.review_here)
        self.tabs.add_tab("frame", tr("On this frame"), here)
        self.tabs.add_tab("all", tr("All"), self._pages_all)
        self.tabs.add_tab("review", tr("Review"), self._pages_review)
        self._filter_row = QWidget()
        row = QVBoxLayout(self._filter_row)
        row.setContentsMargins(8, 6, 8, 2)
        row.setSpacing(2)
        row.addWidget(self.search)
        row.addWidget(self.problem)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._filter_row.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.tabs.insert_below_header(self._filter_row)
        outer.addWidget(self.tabs)

    def _connect(self) -> None:
        session = self._session
        session.layer_changed.connect(self.refresh)
        session.frame_changed.connect(self._show_frame)
        session.selection_changed.connect(self._show_selection)
        self.tabs.tab_shown.connect(lambda _: self._show_frame())
        for tracks in (self.here, self.all):
            tracks.menu_wanted.connect(self._show_menu)
        self.find_button.toggled.connect(self._show_filter)
        self.more_button.clicked.connect(self._show_more)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self._typing.timeout.connect(self._filter)

    def _show_frame(self) -> None:
        """What is on the frame under the playhead; out of sight, only when it is shown."""
        self.all.refresh_form()
        if self.tabs.current != "frame":
            return
        self.here.show_tracks(self._on_frame())
        shown = bool(self.here.model_.tracks)
        self._pages_here.setCurrentIndex(0 if shown else 2 if self._filtered_out else 1)
        self.here.refresh_form()

    def _show_selection(self) -> None:
        """The rows are others only if something is selected, or was, that is not seen here."""
        chosen, shown = self._session.selection, self.here.model_.tracks
        usual = chosen <= self._here_ids and len(shown) == len(self._here_ids)
        if self.tabs.current == "frame" and not usual:
            self._show_frame()

    def _on_frame(self) -> list[Track]:
        layer, frame = self._session.layer, self._session.frame
        self._here_ids, self._filtered_out = set(), False
        if layer is None or frame < 0:
            return []
        chosen = self._session.selection
        seen = {track.id for track in index_of(layer).tracks_at(frame)}
        # What is selected stays in sight, so that it can be brought back from outside.
        tracks = [track for track in layer.tracks if track.id in seen or track.id in chosen]
        found = [track for track in tracks if self._query.matches(track, frame)]
        self._filtered_out = bool(tracks) and not found
        self._here_ids = {t.id for t in found if t.id in seen and t.provenance.accepted}
        accepted = [track for track in found if track.provenance.accepted or track.id in chosen]
        return sorted(accepted, key=ORDERS[self._order])

    def _show_filter(self, on: bool) -> None:
        self._filter_row.setVisible(on)
        if on:
            self.search.setFocus()
        elif self.search.text():
            self.search.clear()
            self._filter()

    def _filter(self) -> None:
        self._typing.stop()
        try:
            self._query = self._parsed(self.search.text())
        except AnnotationError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.problem.hide()
        self.refresh()

    def _parsed(self, text: str) -> Query:
        """The query, of which every name is known in the layer."""
        layer = self._session.layer
        query = parse(text, layer.media.frame_count if layer else None)
        if layer is not None and query.attributes:
            query.check(attribute_names(layer))
        return query

    def _show_more(self) -> None:
        self.more_menu().popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def more_menu(self) -> QMenu:
        """Orders, figures, frames without labels."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        names = (("number", tr("By number")), ("label", tr("By label")),
                 ("start", tr("By first frame")), ("length", tr("By length")),
                 ("score", tr("By score")))  # fmt: skip
        for order, words in names:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(order == self._order)
            action.triggered.connect(partial(self._sort, order))
            group.addAction(action)
        menu.addSeparator()
        for command in self.commands():
            action = menu.addAction(command.text)
            action.setEnabled(command.enabled is None or command.enabled())
            action.triggered.connect(partial(_run, command))
        return menu

    def _no_match(self) -> EmptyState:
        title, words = tr("Nothing matches the filter"), tr("Change its words, or clear it.")
        return EmptyState("funnel", title, words, tr("Clear filter"), lambda: self.filter(""))

    def _sort(self, order: str, _checked: bool = False) -> None:
        self.sort(order)

    def _show_menu(self, number: int, position: QPoint) -> None:
        if number not in self._session.selection:
            self._session.select({number})
        track_menu(self, self._session, self._acts, number).popup(position)


def _run(command: Command, _checked: bool = False) -> None:
    command.run()


def _pages(*widgets: QWidget) -> QStackedWidget:
    pages = QStackedWidget()
    for widget in widgets:
        pages.addWidget(widget)
    return pages

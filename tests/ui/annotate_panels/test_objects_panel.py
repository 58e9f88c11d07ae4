"""Cards of tracks, their forms, review, filter and figures."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QMenu, QWidget

from app.annotations.edits.keyframes import keyframe_at
from app.annotations.edits.tracks import add_tracks, change_track
from app.annotations.interpolation import shape_at
from app.annotations.model import Keyframe, Segment, Track
from app.annotations.shapes import Polyline
from app.ui.annotate_panels.objects_panel import ObjectsPanel
from app.ui.annotate_panels.statistics_dialog import StatisticsDialog
from app.ui.annotate_panels.suggestion_list import (
    SuggestionList,
    button_boxes,
    suggestion_rect,
)
from app.ui.annotate_panels.text_dialog import TextDialog
from app.ui.annotate_panels.track_acts import TrackActs
from app.ui.annotate_panels.track_list import TrackList, card_rect, spots_of
from app.ui.annotate_panels.track_menu import track_menu
from app.ui.widgets.combo import Combo
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.switch import Switch
from tests.ui.annotate_panels.scenes import crowd

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.annotations.layer import AnnotationLayer
    from app.ui.annotate_panels.track_form import TrackForm
    from app.ui.annotate_panels.track_list import Spot
    from tests.ui.annotate_panels.scenes import Desk

LEFT = Qt.MouseButton.LeftButton
Thing = TypeVar("Thing", Track, Segment)


@pytest.fixture
def panel(desk: Desk, qtbot: QtBot) -> ObjectsPanel:
    made = ObjectsPanel(desk.session, desk.visibility, desk.toolbox, TrackActs(desk.session))
    made.resize(320, 700)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def numbers(tracks: TrackList) -> list[int]:
    return [track.id for track in tracks.model_.tracks]


def click(tracks: TrackList, number: int, spot: Spot = "") -> None:
    card = card_rect(tracks.visualRect(tracks.model_.index(tracks.model_.place(number))))
    place = spots_of(card)[spot].center().toPoint() if spot else card.topLeft() + QPoint(40, 12)
    QTest.mouseClick(tracks.viewport(), LEFT, pos=place)


def answer(things: SuggestionList, row: int, name: str) -> None:
    rect = suggestion_rect(things.visualRect(things.model_.index(row)))
    QTest.mouseClick(things.viewport(), LEFT, pos=button_boxes(rect)[name].center().toPoint())


def without_scores(layer: AnnotationLayer) -> AnnotationLayer:
    def plain(thing: Thing) -> Thing:
        return replace(thing, provenance=replace(thing.provenance, score=None))

    tracks, parts = tuple(map(plain, layer.tracks)), tuple(map(plain, layer.segments))
    return replace(layer, tracks=tracks, segments=parts)


def form_of(tracks: TrackList) -> TrackForm:
    assert tracks.form is not None
    return tracks.form


def test_the_frame_decides_what_is_shown(panel: ObjectsPanel, desk: Desk) -> None:
    assert numbers(panel.here) == [1, 2, 3, 5]
    desk.session.seek(90)
    assert numbers(panel.here) == [1, 5]
    panel.tabs.show_tab("all")
    assert numbers(panel.all) == [1, 2, 3, 4, 5]


def test_a_click_selects_and_opens_the_form(panel: ObjectsPanel, desk: Desk) -> None:
    click(panel.here, 1)
    assert desk.session.selection == {1}
    form = form_of(panel.here)
    assert (form.name.text(), form.detail.text()) == ("person 1", "Box track, 9 keyframes")
    desk.session.select({2})
    assert form_of(panel.here).name.text() == "dog 2"
    desk.session.select({1, 2})
    assert panel.here.form is None


def test_eye_lock_and_menu_of_a_card(panel: ObjectsPanel, desk: Desk) -> None:
    click(panel.here, 2, "eye")
    click(panel.here, 2, "lock")
    assert desk.visibility.has("hidden", 2)
    assert desk.visibility.has("locked", 2)
    assert desk.session.selection == frozenset()
    click(panel.here, 3, "menu")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == "Delete track").trigger()
    menu.close()
    assert numbers(panel.here) == [1, 2, 5]


def test_attributes_are_set_by_their_controls(panel: ObjectsPanel, desk: Desk) -> None:
    desk.session.seek(170)
    click(panel.here, 1)
    fields = {field.kind.name: field.widget for field in form_of(panel.here).fields}
    pose, facing, helmet = fields["Pose"], fields["Facing"], fields["Helmet"]
    assert isinstance(pose, Combo)
    assert pose.value == "bending"
    assert isinstance(facing, Segmented)
    QTest.mouseClick(facing.segment("away"), LEFT)
    key = keyframe_at(desk.track(1), 170)
    assert key is not None
    assert key.attributes["Facing"] == "away"
    assert isinstance(helmet, Switch)
    QTest.mouseClick(helmet, LEFT)
    assert desk.track(1).attributes["Helmet"] is True
    speed = fields["Speed"]
    speed.setFocus()
    QTest.keyClicks(speed, "7*3")
    QTest.keyClick(speed, Qt.Key.Key_Return)
    note = fields["Note"]
    note.setFocus()
    QTest.keyClicks(note, "runs")
    QTest.keyClick(note, Qt.Key.Key_Return)
    key = keyframe_at(desk.track(1), 170)
    assert key is not None
    assert (key.attributes["Speed"], key.attributes["Note"]) == (21.0, "runs")
    desk.session.seek(20)
    assert facing.value == "right"


def test_keys_of_a_field_are_none_of_the_list(
    panel: ObjectsPanel, desk: Desk, qtbot: QtBot
) -> None:
    """Enter takes the value; it does not open the menu of the track, too."""
    desk.session.seek(170)
    click(panel.here, 1)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    note = next(f.widget for f in form_of(panel.here).fields if f.kind.name == "Note")
    note.setFocus()
    QTest.keyClicks(note, "runs")

    with qtbot.assertNotEmitted(panel.here.menu_wanted):
        QTest.keyClick(note, Qt.Key.Key_Return)
        QTest.keyClick(note, Qt.Key.Key_Down)

    assert desk.session.selection == {1}
    assert QApplication.activePopupWidget() is None


def test_delete_is_left_to_the_window_where_it_ends_tracks(
    panel: ObjectsPanel, desk: Desk, qtbot: QtBot
) -> None:
    """It is one act wherever it is pressed: whole tracks go by the command of that name."""
    fired = list[str]()
    for key in ("Del", "Shift+Del"):
        QShortcut(QKeySequence(key), panel).activated.connect(partial(fired.append, key))
    click(panel.here, 1)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.here.setFocus()

    QTest.keyClick(panel.here, Qt.Key.Key_Delete)
    QTest.keyClick(panel.here, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)

    assert fired == ["Del", "Shift+Del"]
    assert desk.steps == 0


def test_attributes_stand_in_two_straight_columns(panel: ObjectsPanel, desk: Desk) -> None:
    click(panel.here, 1)
    form = form_of(panel.here)
    form.resize(300, 400)
    QApplication.processEvents()
    names = [form._grid.itemAtPosition(n, 0) for n in range(len(form.fields))]
    assert len({name.geometry().x() for name in names if name}) == 1
    assert len({field.widget.x() for field in form.fields}) == 1


def test_states_and_keyframes_in_the_form(panel: ObjectsPanel, desk: Desk) -> None:
    click(panel.here, 1)
    form = form_of(panel.here)
    QTest.mouseClick(form.next, LEFT)
    assert desk.session.frame == 186
    desk.session.seek(190)
    QTest.mouseClick(form.diamond, LEFT)
    assert keyframe_at(desk.track(1), 190) is not None
    form.occluded.click()
    assert form.occluded.isChecked()
    form.outside.click()
    assert shape_at(desk.track(1), 195) is None
    # Outside, it stays in sight while it is selected.
    assert 1 in numbers(panel.here)
    form_of(panel.here).outside.click()
    assert shape_at(desk.track(1), 195) is not None
    form_of(panel.here).pinned.click()
    assert desk.visibility.is_pinned(desk.track(1))
    desk.visibility.set_flag("locked", [1], True)
    assert not form_of(panel.here).diamond.isEnabled()


def test_renumbering_says_what_is_wrong(panel: ObjectsPanel, desk: Desk) -> None:
    panel._show_menu(1, QPoint(0, 0))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == "Renumber…").trigger()
    menu.close()
    windows = QApplication.topLevelWidgets()
    dialog = next(one for one in windows if isinstance(one, TextDialog) and one.isVisible())
    dialog.field.setText("2")
    QTest.mouseClick(dialog.done_button, LEFT)
    assert dialog.problem.text() == "Track 2 exists already."
    dialog.field.setText("77")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert desk.track(77).label == "person"


def test_accepting_and_rejecting_one(panel: ObjectsPanel, desk: Desk) -> None:
    things = panel.review_here.list
    assert [thing.label for thing in things.model_.things] == ["leash", "release", "throw"]
    answer(things, 0, "accept")
    assert desk.track(4).provenance.accepted
    answer(things, 0, "reject")
    assert all(part.id != 8 for part in desk.layer.segments)
    assert desk.steps == 2
    assert 4 in numbers(panel.here)


def test_all_at_once_is_one_step(panel: ObjectsPanel, desk: Desk) -> None:
    box = panel.review_here
    box.score.setFocus()
    box.score.selectAll()
    QTest.keyClicks(box.score, "0.75")
    QTest.keyClick(box.score, Qt.Key.Key_Return)
    assert desk.toolbox.threshold == 0.75
    QTest.mouseClick(box.accept_all, LEFT)
    assert desk.segment(4).provenance.accepted
    assert desk.segment(8).provenance.accepted
    assert not desk.track(4).provenance.accepted
    assert desk.steps == 1
    QTest.mouseClick(box.reject_all, LEFT)
    assert desk.steps == 2
    assert not box.isVisible()
    desk.document.undo_stack.undo()
    assert box.isVisible()


def test_a_score_that_nothing_reaches_is_told(desk: Desk, qtbot: QtBot) -> None:
    acts = TrackActs(desk.session)
    with qtbot.waitSignal(acts.refused) as told:
        acts.accept_from(1.0)
    assert told.args == ["No suggestion has a score of 1.00 or more."]
    assert desk.steps == 0


def test_without_any_scores_all_are_accepted(panel: ObjectsPanel, desk: Desk) -> None:
    box = panel.review_here
    assert (box.accept_all.text(), box.score.isVisible()) == ("Accept all above", True)
    desk.session.apply("Forget scores", without_scores)
    assert (box.accept_all.text(), box.score.isVisible()) == ("Accept all", False)

    QTest.mouseClick(box.accept_all, LEFT)

    assert desk.track(4).provenance.accepted
    assert desk.segment(8).provenance.accepted
    assert desk.steps == 2


def test_a_suggestion_shows_the_words_that_were_read(panel: ObjectsPanel, desk: Desk) -> None:
    def read(layer: AnnotationLayer) -> AnnotationLayer:
        return change_track(layer, 4, lambda one: replace(one, attributes={"text": "EXIT 12"}))

    desk.session.apply("Read", read)

    things = panel.review_here.list.model_
    (place,) = (n for n, thing in enumerate(things.things) if isinstance(thing, Track))
    assert "“EXIT 12”, " in str(things.index(place).data())


def test_only_what_a_model_can_follow_is_offered_to_be_followed(desk: Desk, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    line = Track(70, "gate", (Keyframe(0, Polyline(((0, 0), (9, 9)))),))
    desk.session.apply("Draw", lambda layer: add_tracks(layer, [line]))

    def offered(number: int) -> dict[str, bool]:
        menu = track_menu(parent, desk.session, TrackActs(desk.session), number)
        return {act.text(): act.isEnabled() for act in menu.actions()}

    assert offered(1)["Track forward"]
    assert offered(1)["Track backward"]
    assert not offered(70)["Track forward"]
    assert not offered(70)["Track backward"]


def test_review_by_keys(panel: ObjectsPanel, desk: Desk) -> None:
    panel.tabs.show_tab("review")
    things = panel.review.list
    things.setFocus()
    things.setCurrentIndex(things.model_.index(0))
    QTest.keyClick(things, Qt.Key.Key_Down)
    assert desk.session.segments == {8}
    assert desk.session.frame == 153
    QTest.keyClick(things, Qt.Key.Key_Return)
    QTest.keyClick(things, Qt.Key.Key_Delete)
    assert [thing.label for thing in things.model_.things] == ["leash"]


def test_an_answer_goes_on_to_the_next_whoever_gave_it(
    panel: ObjectsPanel, desk: Desk, qtbot: QtBot
) -> None:
    panel.tabs.show_tab("review")
    things = panel.review.list
    with qtbot.waitActive(panel.window()):
        panel.window().activateWindow()
    things.setFocus()
    things.setCurrentIndex(things.model_.index(0))
    first, second, third = things.model_.things

    QTest.keyClick(things, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: desk.session.segments == {second.id})
    assert desk.session.frame == 153

    panel.review._acts.accept((), (second.id,))  # as the key Y does, from the canvas's command
    qtbot.waitUntil(lambda: desk.session.segments == {third.id})
    assert first.id not in {one.id for one in desk.layer.tracks}


def test_a_long_name_is_cut_and_number_and_score_are_not(panel: ObjectsPanel, desk: Desk) -> None:
    """Cards that differ in nothing but the number, or the score, do not look the same."""
    panel.tabs.show_tab("review")
    leash = replace(desk.track(4), label="a leash of uncommon length, worn")
    better = replace(leash.provenance, score=0.11)
    pictures = []
    for one in (leash, replace(leash, id=77), replace(leash, provenance=better)):
        labels = (replace(desk.layer.labels[0], name=leash.label),)
        desk.show(replace(desk.layer, labels=labels, tracks=(one,), segments=(), tags=()))
        things = panel.review.list
        rect = suggestion_rect(things.visualRect(things.model_.index(0)))
        names = rect.adjusted(0, 0, 0, -rect.height() // 2)
        names.setRight(int(button_boxes(rect)["accept"].left()))
        pictures.append(things.viewport().grab(names).toImage())
    first, numbered, scored = pictures
    assert first != numbered
    assert first != scored


def test_what_a_filter_hides_is_not_answered(panel: ObjectsPanel, desk: Desk, qtbot: QtBot) -> None:
    panel.tabs.show_tab("review")
    panel.filter("leash")
    assert [thing.label for thing in panel.review.list.model_.things] == ["leash"]

    QTest.mouseClick(panel.review.reject_all, LEFT)

    assert all(track.label != "leash" for track in desk.layer.tracks)
    assert {part.label for part in desk.layer.segments} >= {"release", "throw"}
    assert not panel.review.isVisible()
    panel.filter("")
    assert len(panel.review.list.model_.things) == 2


def test_a_filter_that_nothing_matches_says_so(panel: ObjectsPanel, desk: Desk) -> None:
    panel.filter("unicorn")
    for tab in ("frame", "all", "review"):
        panel.tabs.show_tab(tab)
        words = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
        assert "Nothing matches the filter" in words
        assert not {"No tracks", "No suggestions left", "Nothing on this frame"} & set(words)


def test_filtering(panel: ObjectsPanel, desk: Desk, qtbot: QtBot) -> None:
    panel.tabs.show_tab("all")
    QTest.mouseClick(panel.find_button, LEFT)
    QTest.keyClicks(panel.search, "dog or score<0.8")
    qtbot.waitUntil(lambda: numbers(panel.all) == [2, 4])
    panel.filter("score<")
    assert panel.problem.isVisible()
    assert numbers(panel.all) == [2, 4]
    QTest.mouseClick(panel.find_button, LEFT)
    assert numbers(panel.all) == [1, 2, 3, 4, 5]
    assert not panel.problem.isVisible()


def test_a_filter_by_a_name_that_is_not_known_says_what_is(
    panel: ObjectsPanel, desk: Desk, qtbot: QtBot
) -> None:
    panel.tabs.show_tab("all")
    QTest.mouseClick(panel.find_button, LEFT)
    QTest.keyClicks(panel.search, "framez > 10")
    qtbot.waitUntil(panel.problem.isVisible)
    assert "frames" in panel.problem.text()
    panel.filter(f"frames>{desk.layer.media.frame_count}")
    assert not panel.problem.isVisible()
    assert numbers(panel.all) == []
    panel.filter("frames > 10")
    assert numbers(panel.all)


def test_sorting(panel: ObjectsPanel) -> None:
    panel.tabs.show_tab("all")
    menu = panel.more_menu()
    next(action for action in menu.actions() if action.text() == "By label").trigger()
    menu.close()
    assert numbers(panel.all) == [3, 2, 4, 1, 5]
    panel.sort("score")
    assert numbers(panel.all)[0] == 4


def test_figures_are_written(panel: ObjectsPanel, desk: Desk, tmp_path: Path) -> None:
    panel.show_statistics()
    windows = QApplication.topLevelWidgets()
    dialog = next(one for one in windows if isinstance(one, StatisticsDialog) and one.isVisible())
    assert dialog.table.rowCount() == len(desk.layer.labels)
    assert not dialog.plot.grab().isNull()
    dialog.write(str(tmp_path / "s.csv"))
    assert (tmp_path / "s.csv").read_text().startswith("label,group,accepted")
    dialog.accept()


def test_frames_without_labels(panel: ObjectsPanel, desk: Desk, qtbot: QtBot) -> None:
    desk.show(replace(desk.layer, tracks=(desk.track(3),), segments=()))
    panel.go_to_empty(1)
    assert desk.session.frame == 210
    panel.go_to_empty(-1)
    assert desk.session.frame == 41
    with qtbot.waitSignal(panel.told):
        panel.go_to_empty(-1)


def test_a_thousand_tracks_stay_smooth(panel: ObjectsPanel, desk: Desk) -> None:
    desk.show(crowd(desk.layer.media, 1000, 10))
    panel.tabs.show_tab("all")
    QApplication.processEvents()
    taken = []
    for place in range(12):
        start = time.perf_counter()
        desk.session.seek(100 + place)
        panel.all.verticalScrollBar().setValue(place * 2000)
        QApplication.processEvents()
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.05
    assert panel.all.form is None


def test_a_click_on_one_of_a_thousand_tracks_is_answered_at_once(
    panel: ObjectsPanel, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    timeline = desk.add_timeline(tmp_path)
    qtbot.addWidget(timeline)
    timeline.show()
    qtbot.waitExposed(timeline)
    desk.show(crowd(desk.layer.media, 1000, 200))
    timeline.fit()
    panel.tabs.show_tab("all")
    assert sum(len(track.keyframes) for track in desk.layer.tracks) > 200_000
    taken = []
    for number in range(1, 16):
        settle()
        start = time.thread_time()
        click(panel.all, number)
        QApplication.processEvents()  # forms, lists and the timeline are drawn
        taken.append(time.thread_time() - start)
        assert desk.session.selection == {number}
        assert form_of(panel.all).isVisible()
    print(f"{1e3 * min(taken):.1f} ms at best of {len(taken)}")
    # The best of many, in processor time: other programs fill caches on a shared machine, too.
    # 11 to 13 ms on quiet cores, where a picture lasts 16; the bound leaves room for slow ones.
    assert min(taken) < 0.030


def settle() -> None:
    """As between two clicks: what was put away is gone."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_no_track_is_renamed_in_the_list(panel: ObjectsPanel, desk: Desk) -> None:
    panel.tabs.show_tab("all")
    panel.all.setCurrentIndex(panel.all.model_.index(2))
    QTest.keyClick(panel.all, Qt.Key.Key_F2)
    assert panel.all.state() == QAbstractItemView.State.NoState

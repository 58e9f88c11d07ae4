"""The context menus of tracks and segments, the same in panels and on the timeline."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.annotations.edits.tracks import find_track
from app.annotations.interpolation import shape_at
from app.render.seeded_job import analysis_for
from app.ui.annotate_panels.swatches import label_icon
from app.ui.annotate_panels.text_dialog import TextDialog
from app.ui.language import tr, tr_count
from app.ui.theme import icons

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtGui import QAction

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Segment
    from app.ui.annotate_panels.track_acts import TrackActs
    from app.ui.annotation_session import AnnotationSession


def track_menu(parent: QWidget, session: AnnotationSession, acts: TrackActs, number: int) -> QMenu:
    """The menu of a track; of all selected ones, if it is one of them."""
    menu = _new(parent)
    layer = session.layer
    track = find_track(layer, number) if layer else None
    if layer is None or track is None:
        return menu
    ids = frozenset(session.selection if number in session.selection else {number})
    if not track.provenance.accepted:
        _add(menu, "check", tr("Accept"), partial(acts.accept, ids))
        _add(menu, "x", tr("Reject"), partial(acts.reject, ids))
        menu.addSeparator()
    labels = menu.addMenu(icons.icon("tag"), tr("Label"))
    _fill_labels(labels, layer, track.label, "", partial(acts.relabel, ids))
    _add(menu, "arrow-up", tr("Bring forward"), partial(acts.lift, ids, 1))
    _add(menu, "arrow-down", tr("Send back"), partial(acts.lift, ids, -1))
    menu.addSeparator()
    for icon, words, way in (
        ("arrow-right", tr("Track forward"), 1), ("arrow-left", tr("Track backward"), -1)
    ):  # fmt: skip
        follow = _add(menu, icon, words, partial(acts.follow, ids, way))
        follow.setEnabled(_can_be_followed(session, ids))
    menu.addSeparator()
    _add(menu, "eye-slash", tr("Anonymise"), partial(acts.hide, [f"#{id_}" for id_ in sorted(ids)]))
    words = tr("Anonymise every “{label}”", label=track.label.replace("&", "&&"))
    _add(menu, "eye-slash", words, partial(acts.hide, [track.label]))
    menu.addSeparator()
    _add(menu, "scissors", tr("Split track here"), partial(acts.split, number))
    join = _add(menu, "link", tr("Join selected tracks"), partial(acts.join, ids))
    join.setEnabled(len(ids) > 1)
    _add(menu, "", tr_count("End track here", "End {n} tracks here", len(ids)),
         partial(acts.end_here, ids))  # fmt: skip
    _add(menu, "hash", tr("Renumber…"), partial(_ask_number, parent, acts, number))
    menu.addSeparator()
    words = tr_count("Delete track", "Delete {n} tracks", len(ids))
    _add(menu, "trash", words, partial(acts.delete, ids))
    return menu


def label_menu(
    parent: QWidget, layer: AnnotationLayer, current: str, choose: Callable[[str], object]
) -> QMenu:
    """The labels of the same group, to choose another one."""
    menu = _new(parent)
    group = next((label.group for label in layer.labels if label.name == current), "")
    _fill_labels(menu, layer, current, group, choose)
    return menu


def segment_menu(
    parent: QWidget, session: AnnotationSession, acts: TrackActs, part: Segment
) -> QMenu:
    """What a segment's menu begins with: review and its label."""
    menu, layer = _new(parent), session.layer
    if layer is None:
        return menu
    ids = frozenset(session.segments | {part.id})
    if not part.provenance.accepted:
        _add(menu, "check", tr("Accept"), partial(acts.accept, (), ids))
        _add(menu, "x", tr("Reject"), partial(acts.reject, (), ids))
        menu.addSeparator()
    group = next((label.group for label in layer.labels if label.name == part.label), "")
    labels = menu.addMenu(icons.icon("tag"), tr("Label"))
    _fill_labels(labels, layer, part.label, group, partial(acts.relabel_segments, ids))
    menu.addSeparator()
    return menu


def _fill_labels(
    menu: QMenu, layer: AnnotationLayer, current: str, group: str, choose: Callable[[str], object]
) -> None:
    for label in layer.labels:
        if label.group == group:
            action = menu.addAction(label_icon(layer, label.name), label.name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(label.name == current)
            action.triggered.connect(partial(_choose, choose, label.name))


def _choose(choose: Callable[[str], object], name: str, _checked: bool = False) -> None:
    choose(name)


def _can_be_followed(session: AnnotationSession, ids: Collection[int]) -> bool:
    """Whether one of them is seen on this frame in a shape that a model can go on from."""
    layer, frame = session.layer, session.frame
    tracks = [track for track in layer.tracks if track.id in ids] if layer else []
    shown = [shape_at(track, frame) for track in tracks]
    return any(one is not None and analysis_for(one.shape) is not None for one in shown)


def _ask_number(parent: QWidget, acts: TrackActs, number: int) -> None:
    use = partial(acts.number, number)
    dialog = TextDialog(tr("Renumber track"), tr("Number"), str(number), use, parent.window())
    dialog.open()


def _new(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _add(menu: QMenu, icon: str, text: str, run: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    if icon:
        action.setIcon(icons.icon(icon))
    action.triggered.connect(lambda: run())
    return action

"""Context menus of the annotation rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from app.ui.annotate_panels.track_menu import label_menu, segment_menu, track_menu
from app.ui.theme import icons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QMenu, QWidget

    from app.ui.annotate_panels.track_acts import TrackActs
    from app.ui.command import Command
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.hit import Hit

_SEGMENT = ("segment_start", "segment_end", "split_segment", "loop_segment", "delete_segments")


class AnnotationMenus:
    """Builds them; each deletes itself when it closes."""

    def __init__(
        self, parent: QWidget, shown: Annotations, acts: TrackActs, commands: Iterable[Command]
    ) -> None:
        self._parent, self._shown, self._acts = parent, shown, acts
        self._commands = {command.id: command for command in commands}

    def for_hit(self, hit: Hit) -> QMenu | None:
        """The menu of a thing on the canvas; selects it first."""
        session = self._shown.session
        if hit.kind in ("object", "diamond"):
            if hit.item not in session.selection:
                session.select({hit.item})
            return track_menu(self._parent, session, self._acts, hit.item)
        part = self._shown.segment(hit.item)
        if part is None or not hit.kind.startswith("segment"):
            return None
        if part.id not in session.segments:
            session.select(())
            session.select_segments({part.id})
        menu = segment_menu(self._parent, session, self._acts, part)
        for name in _SEGMENT:
            self._add(menu, self._commands[f"annotate.{name}"])
        return menu

    def for_track(self, number: int) -> QMenu:
        """The menu of a track's name."""
        return track_menu(self._parent, self._shown.session, self._acts, number)

    def labels_of(self, hit: Hit) -> QMenu | None:
        """The labels a double-clicked thing could have."""
        layer, part = self._shown.layer, self._shown.segment(hit.item)
        if layer is None:
            return None
        if part is not None and hit.kind.startswith("segment"):
            return label_menu(
                self._parent, layer, part.label, partial(self._acts.relabel_segments, {part.id})
            )
        track = self._shown.track(hit.item) if hit.kind in ("object", "diamond") else None
        if track is None:
            return None
        return label_menu(self._parent, layer, track.label, partial(self._acts.relabel, {track.id}))

    def _add(self, menu: QMenu, command: Command) -> None:
        native = QKeySequence.SequenceFormat.NativeText
        key = "\t" + QKeySequence(command.keys[0]).toString(native) if command.keys else ""
        action = menu.addAction(command.text + key)
        if command.icon:
            action.setIcon(icons.icon(command.icon))
        action.setEnabled(command.enabled is None or command.enabled())
        action.triggered.connect(lambda: command.run())

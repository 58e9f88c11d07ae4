"""Context menus of what can be pointed at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from app.project.edits import markers, tracks
from app.ui.language import tr
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.timeline import keys
from app.ui.timeline.track_flags import hide_flag, lock_flag, mute_flag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.project.model import Edit, Track
    from app.ui.command import Command
    from app.ui.timeline.actions import Actions
    from app.ui.timeline.hit import Hit
    from app.ui.timeline.state import TimelineState

_CLIP = (
    "split", "", "cut", "copy", "paste", "duplicate", "", "trim_start", "trim_end", "", "delete",
    "ripple_delete",
)  # fmt: skip
_RULER = ("set_in", "set_out", "clear_range", "", "add_marker", "", "count_frames", "fit")
_EMPTY = ("paste", "select_all", "", "add_track", "", "fit")


class Menus:
    """Builds menus from the commands, so that words, keys and states are the same everywhere.

    A menu deletes itself when it closes.
    """

    def __init__(
        self,
        parent: QWidget,
        state: TimelineState,
        actions: Actions,
        commands: Mapping[str, Command],
        rename: Callable[[str], None],
        rename_track: Callable[[str], None],
    ) -> None:
        """The last two begin renaming a marker and a track, by their ids."""
        self._parent, self._state, self._actions = parent, state, actions
        self._commands, self._rename, self._rename_track = commands, rename, rename_track

    def for_hit(self, hit: Hit) -> QMenu:
        """The menu of a thing on the canvas."""
        if hit.kind in ("clip", "start", "end"):
            if hit.id not in self._state.view.selection:
                self._state.view.select([hit.id])
            return self._of(_CLIP)
        if hit.kind == "marker":
            return self._of_marker(hit.id)
        if hit.kind == "key" and hit.row is not None and hit.key is not None:
            row = hit.row
            return self._of_key(keys.ChosenKey(row.clip, row.effect, row.parameter, hit.key))
        if hit.kind in ("ruler", "in", "out", "cache", "shot"):
            return self._of(_RULER)
        return self._of(_EMPTY)

    def for_track(self, track_id: str) -> QMenu:
        """The menu of a track's name."""
        menu = self._new()
        track = self._state.track(track_id)
        self._add_commands(menu, ("add_track",))
        if track is not None:
            menu.addSeparator()
            self._add_places(menu, track)
            menu.addSeparator()
            for flag in (hide_flag(track), mute_flag(track), lock_flag(track)):
                _add(menu, flag.icon, flag.act, partial(self._apply, flag.act, flag.edit))
            menu.addSeparator()
            remove = partial(self._actions.remove_track, track_id)
            _add(menu, "trash", tr("Remove track"), remove).setEnabled(not track.locked)
        return menu

    def _add_places(self, menu: QMenu, track: Track) -> None:
        """Its name, and where it lies; upper tracks cover lower ones."""
        rename = partial(self._rename_track, track.id)
        _add(menu, "pencil-simple", tr("Rename…"), rename).setEnabled(not track.locked)
        all_tracks = self._state.project.tracks
        place = next(n for n, other in enumerate(all_tracks) if other.id == track.id)
        for icon, words, to in (
            ("arrow-up", tr("Move track up"), place + 1),
            ("arrow-down", tr("Move track down"), place - 1),
        ):
            move = partial(self._apply, words, tracks.move_track(track.id, to))
            _add(menu, icon, words, move).setEnabled(0 <= to < len(all_tracks))

    def _apply(self, label: str, edit: Edit) -> None:
        self._state.document.apply(label, edit)

    def _of(self, names: tuple[str, ...]) -> QMenu:
        menu = self._new()
        self._add_commands(menu, names)
        return menu

    def _of_marker(self, marker_id: str) -> QMenu:
        menu = self._new()
        _add(menu, "pencil-simple", tr("Rename…"), lambda: self._rename(marker_id))
        colours = menu.addMenu(tr("Colour"))
        for number, name in enumerate(_colour_names()):
            edit = markers.edit_marker(marker_id, colour=number)
            action = colours.addAction(_swatch(number), name)
            action.triggered.connect(partial(self._apply, tr("Colour marker"), edit))
        menu.addSeparator()
        edit = markers.remove_marker(marker_id)
        removing = partial(self._apply, tr("Remove marker"), edit)
        _add(menu, "trash", tr("Remove marker"), removing)
        return menu

    def _of_key(self, key: keys.ChosenKey) -> QMenu:
        menu = self._new()
        self._state.choose_key(key)
        found = keys.find_key(self._state.project, key)
        for smooth, name in ((False, tr("Linear")), (True, tr("Smooth"))):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(found is not None and found.smooth == smooth)
            action.triggered.connect(partial(self._apply, name, keys.smoothed(key, smooth)))
        menu.addSeparator()
        _add(menu, "trash", tr("Remove keyframe"), self._actions.delete)
        return menu

    def _new(self) -> QMenu:
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _add_commands(self, menu: QMenu, names: tuple[str, ...]) -> None:
        for name in names:
            if not name:
                menu.addSeparator()
                continue
            command = self._commands[f"timeline.{name}"]
            action = _add(menu, command.icon, command.text + _key(command), command.run)
            action.setEnabled(command.enabled is None or command.enabled())
            if command.checked is not None:
                action.setCheckable(True)
                action.setChecked(command.checked())


def _add(menu: QMenu, icon: str, text: str, run: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    if icon:
        action.setIcon(icons.icon(icon))
    action.triggered.connect(lambda: run())
    return action


def _key(command: Command) -> str:
    """The key as a hint only: as a shortcut of the menu it would be there twice."""
    if not command.keys:
        return ""
    native = QKeySequence.SequenceFormat.NativeText
    return "\t" + QKeySequence(command.keys[0]).toString(native)


def _colour_names() -> tuple[str, ...]:
    return (tr("Blue"), tr("Amber"), tr("Rose"), tr("Green"), tr("Violet"), tr("Teal"))


def _swatch(number: int) -> QIcon:
    picture = QPixmap(16, 16)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().label_colour(number))
    painter.drawRoundedRect(2, 2, 12, 12, 3, 3)
    painter.end()
    return QIcon(picture)

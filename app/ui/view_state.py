"""Where the user is looking: one playhead, one selection and one workspace for all panels."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.base.time import Time

Workspace = Literal["enhance", "annotate", "deliver"]
CompareMode = Literal["result", "side", "wipe", "flicker", "difference", "ab", "source"]
COMPARE_MODES: tuple[CompareMode, ...] = ("result", "side", "wipe", "flicker", "difference", "ab")
"""Those that are offered; the source alone is what Annotate shows."""


class ViewState(QObject):
    """Not part of the project: nothing here is undone or makes the project unsaved. GUI thread.

    Signals:
        playhead_changed(Time): seconds on the timeline, exact.
        selection_changed(frozenset[str]): ids of clips, media items or markers.
        workspace_changed(str), compare_changed(str), playing_changed(bool).
    """

    playhead_changed = Signal(object)
    selection_changed = Signal(object)
    workspace_changed = Signal(str)
    compare_changed = Signal(str)
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playhead: Time = Fraction(0)
        self._selection: frozenset[str] = frozenset()
        self._workspace: Workspace = "enhance"
        self._compare: CompareMode = "wipe"
        self._playing = False

    @property
    def playhead(self) -> Time:
        """Seconds on the timeline, never below 0."""
        return self._playhead

    def seek(self, time: Time) -> None:
        """Move the playhead; who shows pictures follows."""
        time = max(Fraction(0), time)
        if time != self._playhead:
            self._playhead = time
            self.playhead_changed.emit(time)

    @property
    def selection(self) -> frozenset[str]:
        """Ids of what is selected."""
        return self._selection

    def select(self, ids: Iterable[str]) -> None:
        """Select exactly these."""
        selection = frozenset(ids)
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit(selection)

    @property
    def workspace(self) -> Workspace:
        """Which of the three is shown."""
        return self._workspace

    def show_workspace(self, workspace: Workspace) -> None:
        """Change panels and keys, never data."""
        if workspace != self._workspace:
            self._workspace = workspace
            self.workspace_changed.emit(workspace)

    @property
    def compare(self) -> CompareMode:
        """How the viewer sets source and result against each other."""
        return self._compare

    def set_compare(self, mode: CompareMode) -> None:
        """Choose how to compare."""
        if mode != self._compare:
            self._compare = mode
            self.compare_changed.emit(mode)

    @property
    def playing(self) -> bool:
        """Whether the playhead moves by itself."""
        return self._playing

    def set_playing(self, playing: bool) -> None:
        """Said by the player; others ask the player."""
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)

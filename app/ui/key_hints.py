"""Which three keys matter most at a moment: a table, and who reads the moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer

from app.ui.dialogs.command_words import key_text
from app.ui.language import tr
from app.ui.status_keys import MOST

if TYPE_CHECKING:
    from app.ui.actions import Actions
    from app.ui.annotate.stage import Stage
    from app.ui.status_keys import StatusKeys
    from app.ui.studio import Studio

_PAUSE_MS = 60
"""While a film plays, the frame changes more often than anybody reads."""


class Hint(NamedTuple):
    """A command and one word for what it does; `key` where the picture takes it itself."""

    command: str
    word: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """What decides.

    Attributes:
        workspace: Which of the three.
        media: Whether the timeline holds anything.
        playing: Whether the playhead moves by itself.
        selected: Whether clips, or in Annotate tracks, are selected.
        ranged: Whether there is In and Out.
        tool: The tool in hand, in Annotate.
        suggested: Whether a suggestion waits for an answer.
        segments: Whether segments are selected.
        clicks: Whether the wand asks a model.
    """

    workspace: str
    media: bool = True
    playing: bool = False
    selected: bool = False
    ranged: bool = False
    tool: str = "select"
    suggested: bool = False
    segments: bool = False
    clicks: bool = False


def hints(moment: Moment) -> tuple[Hint, ...]:
    """What matters most, in this order; some may have no key, so there are more than three."""
    if moment.workspace == "deliver":
        return _deliver()
    if not moment.media:
        return _beginning()
    return _annotate(moment) if moment.workspace == "annotate" else _enhance(moment)


def _beginning() -> tuple[Hint, ...]:
    return (
        Hint("file.import", tr("import")),
        Hint("file.open", tr("open project")),
        Hint("help.commands", tr("all commands")),
    )


def _deliver() -> tuple[Hint, ...]:
    return (
        Hint("file.export", tr("export dialog")),
        Hint("workspace.enhance", tr("back to the picture")),
        Hint("help.keys", tr("all keys")),
    )


def _enhance(moment: Moment) -> tuple[Hint, ...]:
    play = Hint("transport.play", tr("pause") if moment.playing else tr("play"))
    compare = Hint("viewer.next_mode", tr("compare"))
    if moment.playing:
        return (
            play,
            Hint("player.shuttle_back", tr("backwards")),
            Hint("player.shuttle_forward", tr("faster")),
        )
    if moment.ranged:
        render = Hint("preview.render_range", tr("render In to Out"))
        return render, Hint("timeline.clear_range", tr("clear In and Out")), compare, play
    if moment.selected:
        split = Hint("timeline.split", tr("split"))
        return split, Hint("timeline.delete", tr("remove")), compare, play
    return play, compare, Hint("timeline.set_in", tr("set In")), Hint("help.keys", tr("all keys"))


def _annotate(moment: Moment) -> tuple[Hint, ...]:
    if moment.tool != "select":
        return _drawing(moment.tool, clicks=moment.clicks)
    if moment.suggested:
        return (
            Hint("annotate.accept", tr("accept")),
            Hint("annotate.reject", tr("reject")),
            Hint("annotate.next_uncertain", tr("next uncertain")),
        )
    if moment.selected:
        return (
            Hint("annotate.keyframe", tr("keyframe")),
            Hint("annotate.outside", tr("outside")),
            Hint("annotate.next_key", tr("next keyframe")),
            Hint("annotate.next_frame", tr("next frame")),
        )
    if moment.segments:
        return (
            Hint("annotate.segment_end", tr("end here")),
            Hint("annotate.split_segment", tr("split")),
            Hint("annotate.next_segment", tr("next segment")),
        )
    return (
        Hint("annotate.draw_again", tr("draw")),
        Hint("annotate.next_frame", tr("next frame")),
        Hint("annotate.segment_start", tr("start segment")),
        Hint("help.keys", tr("all keys")),
    )


def _drawing(tool: str, *, clicks: bool) -> tuple[Hint, ...]:
    away = Hint("", tr("put tool away"), "Esc")
    if tool in ("polygon", "polyline", "points") or (tool == "wand" and clicks):
        return Hint("", tr("finish"), "Enter"), Hint("", tr("last point away"), "Backspace"), away
    if tool in ("brush", "eraser"):
        return Hint("", tr("smaller"), "["), Hint("", tr("larger"), "]"), away
    if tool == "wand":
        return Hint("", tr("finish"), "Enter"), Hint("", tr("take more"), "]"), away
    first = Hint("annotate.label.1", tr("first label"))
    return first, Hint("annotate.next_frame", tr("next frame")), away


class KeyHints(QObject):
    """Keeps the keys in the status bar right. GUI thread only."""

    def __init__(self, studio: Studio, stage: Stage, actions: Actions, shown: StatusKeys) -> None:
        super().__init__(actions)
        self._studio, self._stage = studio, stage
        self._actions, self._shown = actions, shown
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self.tell)
        session, view = studio.session, studio.view
        for signal in (
            *(view.workspace_changed, view.selection_changed, view.playing_changed),
            view.playhead_changed,
            *(session.selection_changed, session.segments_selected, session.frame_changed),
            *(session.layer_changed, stage.toolbox.tool_changed),
            stage.toolbox.settings_changed,
            *(studio.document.changed, studio.settings.changed),
        ):
            signal.connect(self._look)
        self.tell()

    def tell(self) -> None:
        """Show what matters now."""
        found = [(self._key(hint), hint.word) for hint in hints(self._moment())]
        self._shown.show_keys([(key_text(key), word) for key, word in found if key][:MOST])

    def _look(self, *_: object) -> None:
        if not self._later.isActive():
            self._later.start()

    def _key(self, hint: Hint) -> str:
        """The key of a hint; "" for one that would do nothing now."""
        if hint.key:
            return hint.key
        command = self._actions.command(hint.command)
        if command.enabled is not None and not command.enabled():
            return ""
        return next(iter(self._actions.keys(command)), "")

    def _moment(self) -> Moment:
        view, session, stage = self._studio.view, self._studio.session, self._stage
        project = self._studio.document.project
        annotating = view.workspace == "annotate"
        return Moment(
            view.workspace,
            any(track.clips for track in project.tracks),
            view.playing,
            bool(session.selection if annotating else view.selection),
            project.selected_range is not None,
            stage.toolbox.current,
            stage.ready and stage.suggestion() is not None,
            bool(session.segments),
            bool(stage.toolbox.cutter),
        )

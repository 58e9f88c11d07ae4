"""Letting a model follow what somebody drew."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from app.analyses.seeded_registry import find_seeded
from app.annotations.edits.continuing import reach
from app.annotations.edits.keyframes import keyframe_at, put, state_at
from app.annotations.edits.tracks import change_track, find_track
from app.annotations.interpolation import shape_at
from app.base.parameter import Parameter
from app.render.seeded_job import analysis_for, continue_job
from app.ui.command import ANNOTATE, Command
from app.ui.language import tr, tr_data

if TYPE_CHECKING:
    from app.annotations.model import Keyframe, Track
    from app.base.parameter import Setting, Settings
    from app.ui.annotate_panels.model_runs import ModelRuns
    from app.ui.annotation_session import AnnotationSession

FORWARDS, BACKWARDS = 1, -1
_DIRECTIONS = {"forward": (1,), "backward": (-1,), "both": (1, -1)}
_WAYS = (
    Parameter("direction", "Direction", "choice", "forward", choices=tuple(_DIRECTIONS)),
    Parameter(
        "frames",
        "Most frames",
        "whole",
        0,
        0,
        1_000_000,
        "frames",
        zero="all",
        help="All: to the next keyframe, cut or the end.",
    ),
)
"""What is asked beside the parameters of the analysis."""


class TrackRuns(QObject):
    """Starts jobs that find how the selected things go on. GUI thread only.

    Boxes are followed, masks and polygons carried on; up to the next keyframe, the next cut or
    the clip's end. What is found arrives as a suggestion that becomes part of the track when it
    is accepted.

    Signals:
        told(str): something to say in the status bar.
    """

    told = Signal(str)

    def __init__(
        self, session: AnnotationSession, runs: ModelRuns, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._runs = session, runs

    def commands(self) -> tuple[Command, ...]:
        """Both ways, and with a form."""
        asking = Command(
            "annotate.track.settings",
            tr("Track with settings…"),
            self.ask,
            (),
            "sliders-horizontal",
            (ANNOTATE,),
            self.possible,
        )
        ways = (
            Command(
                f"annotate.track.{name}",
                words,
                partial(self.follow, direction),
                (key,),
                icon,
                (ANNOTATE,),
                self.possible,
            )
            for name, words, direction, key, icon in (
                ("forward", tr("Track forward"), FORWARDS, "T", "arrow-right"),
                ("back", tr("Track backward"), BACKWARDS, "Shift+T", "arrow-left"),
            )
        )
        return (*ways, asking)

    def ask(self) -> None:
        """Let the user say how and how far to follow, then start."""
        chosen, choices = self._chosen(), self._runs.choices
        name = analysis_for(chosen[0][1].shape) if chosen else None
        if name is None or choices is None:
            return
        kind = find_seeded(name)
        title, summary = tr_data(kind.title), tr_data(kind.summary)
        parameters = (*_WAYS, *kind.parameters)
        choices.ask(name, title, summary, parameters, kind.task, self._follow_as)

    def possible(self) -> bool:
        """Whether something that can be followed is selected here."""
        return bool(self._chosen())

    def follow(self, direction: int) -> None:
        """Start a job for each selected thing that goes on this way, set as the last time."""
        self._follow((direction,))

    def _follow_as(self, settings: Settings) -> None:
        self._follow(_DIRECTIONS[str(settings.get("direction", "forward"))])

    def _follow(self, directions: tuple[int, ...]) -> None:
        chosen = self._chosen()
        started = [self._start(*one, way) for one in chosen for way in directions]
        if chosen and not any(started):
            self.told.emit(tr("There is nothing to fill: a keyframe, a cut or an end of the clip "
                              "is right beside it."))  # fmt: skip

    def _start(self, track: Track, key: Keyframe, direction: int) -> bool:
        media, layer = self._session.media, self._session.layer
        analysis = analysis_for(key.shape)
        if media is None or layer is None or analysis is None:
            return False
        settings = self._settings(analysis)
        most = cast("int", settings.pop("frames", 0))
        settings.pop("direction", None)
        frames = reach(layer, track, key.frame, direction, most)
        if frames[0] == frames[1]:
            return False
        self._hold(track, key)
        name = f"{track.label} {track.id}"
        ahead, back = tr("Track {name} forward", name=name), tr("Track {name} backward", name=name)
        title = ahead if direction > 0 else back
        spec = continue_job(
            media.path, media.id, analysis, settings, track, key, frames, title, media.path.name
        )
        self._runs.add(spec, media.id)
        self.told.emit(tr("{title}: frames {first} to {last}.", title=title, first=frames[0],
                          last=frames[1]))  # fmt: skip
        return True

    def _settings(self, analysis: str) -> dict[str, Setting]:
        """As they were chosen last."""
        choices, kind = self._runs.choices, find_seeded(analysis)
        return choices.of(analysis, (*_WAYS, *kind.parameters)) if choices else {}

    def _hold(self, track: Track, key: Keyframe) -> None:
        """What it starts from becomes a keyframe, if it was seen between two only."""
        if keyframe_at(track, key.frame) is None:
            words, number = tr("Add keyframe"), track.id
            self._session.apply(
                words, lambda layer: change_track(layer, number, lambda one: put(one, key))
            )

    def _chosen(self) -> list[tuple[Track, Keyframe]]:
        """Selected tracks that are seen here in a shape that can be followed."""
        layer, frame = self._session.layer, self._session.frame
        if layer is None or frame < 0:
            return []
        found = (find_track(layer, number) for number in sorted(self._session.selection))
        seen = [track for track in found if track is not None and shape_at(track, frame)]
        states = [(track, state_at(track, frame)) for track in seen]
        return [(track, key) for track, key in states if analysis_for(key.shape)]

"""The transport drives the player, and the player the viewer."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.time import Span
from app.project.edits import ranges
from app.project.queries import length
from app.ui.command import ANNOTATE, DELIVER, ENHANCE, Command
from app.ui.language import tr
from app.ui.timeline.frames import timeline_rate

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.base.time import Time
    from app.ui.preview.viewer import ViewerPanel
    from app.ui.studio import Studio
    from app.ui.timeline.panel import TimelinePanel


class Playback(QObject):
    """Connects viewer, timeline and player. GUI thread only.

    Signals:
        told(sentence): how far rendering a range is, or why it ended.
        rendering_changed(): see `rendering`.
    """

    told = Signal(str)
    rendering_changed = Signal()

    def __init__(self, studio: Studio, viewer: ViewerPanel, timeline: TimelinePanel) -> None:
        super().__init__(viewer)
        self._studio = studio
        self._viewer = viewer
        transport, player, view = viewer.transport, studio.player, studio.view
        viewer.play_toggled.connect(player.toggle)
        viewer.step.connect(player.step)
        viewer.seek.connect(self._seek)
        viewer.end_wanted.connect(timeline.go_to_end)
        viewer.cut_wanted.connect(timeline.go_to_cut)
        timeline.loop_wanted.connect(self._play_range)
        transport.loop_toggled.connect(self._set_loop)
        transport.in_wanted.connect(timeline.set_in)
        transport.out_wanted.connect(timeline.set_out)
        transport.volume_changed.connect(self._set_volume)
        transport.muted.connect(player.set_muted)
        view.playing_changed.connect(transport.set_playing)
        view.playhead_changed.connect(self._show_time)
        studio.document.changed.connect(self._show_total)
        player.frame.connect(viewer.show_image)
        player.failed.connect(self.told)
        self._rendered: Span | None = None
        studio.preview.range_progress.connect(self._range_moved)
        studio.preview.range_ended.connect(self._range_ended)
        studio.preview.range_stopped.connect(self._range_stopped)
        transport.set_volume(studio.settings.get("volume"))
        player.set_volume(studio.settings.get("volume"))
        transport.set_loop(studio.settings.get("loop"))
        player.set_loop(studio.settings.get("loop"))
        self._show_total()

    def commands(self) -> tuple[Command, ...]:
        """Shuttling, under the keys of each workspace."""
        player, spaces = self._studio.player, (ENHANCE, DELIVER)
        return (
            Command("player.shuttle_back", tr("Play backwards"), lambda: player.shuttle(-1),
                    ("J",), workspaces=spaces),
            Command("player.pause", tr("Pause"), player.pause, ("K",), workspaces=spaces),
            Command("player.shuttle_forward", tr("Play forwards, faster each time"),
                    lambda: player.shuttle(1), ("L",), workspaces=spaces),
            Command("player.shuttle_back_annotate", tr("Play backwards"),
                    lambda: player.shuttle(-1), ("Ctrl+J",), workspaces=(ANNOTATE,)),
            Command("player.pause_annotate", tr("Pause"), player.pause, ("Ctrl+K",),
                    workspaces=(ANNOTATE,)),
            Command("player.shuttle_forward_annotate", tr("Play forwards, faster each time"),
                    lambda: player.shuttle(1), ("Ctrl+L",), workspaces=(ANNOTATE,)),
            Command("preview.render_range", tr("Render In to Out"), self.render_range,
                    ("Ctrl+R",), "play", spaces, self._anything),
        )  # fmt: skip

    def render_range(self) -> None:
        """Compute the result from In to Out in the background and then play it in a loop.

        While that goes on, the same command stops it; what was made is kept.
        """
        if self.rendering:
            self._studio.preview.cancel_range()
            return
        self._rendered = self.range()
        self._studio.preview.render_range(self._studio.document.project, self._rendered)
        self.rendering_changed.emit()

    @property
    def rendering(self) -> bool:
        """Whether a range is being computed."""
        return self._rendered is not None

    def range(self) -> Span:
        """From In to Out, or everything."""
        project = self._studio.document.project
        return project.selected_range or Span(Fraction(0), length(project))

    def set_range(self, span: Span) -> None:
        """Put In and Out."""
        self._studio.document.apply(tr("Set In and Out"), ranges.set_range(span))

    def _range_moved(self, progress: Progress) -> None:
        if progress.fraction is not None:
            done = f"{progress.fraction:.0%}"
            self.told.emit(tr("Rendering In to Out: {percent}", percent=done))

    def _range_ended(self, sentence: str) -> None:
        span = self._rendered
        self._end_range(sentence or tr("In to Out is rendered; it plays in real time."))
        if not sentence and span is not None and self._is_watched(span):
            self._studio.view.seek(span.start)
            self._play_range()

    def _play_range(self) -> None:
        """From the playhead, over and over; how it is played next time stays as it was set."""
        self._studio.player.set_loop(True)
        self._viewer.transport.set_loop(True)
        self._studio.player.play()

    def _range_stopped(self) -> None:
        self._end_range(tr("Rendering In to Out was stopped. What was made is kept."))

    def _end_range(self, sentence: str) -> None:
        self._rendered = None
        self.rendering_changed.emit()
        self.told.emit(sentence)

    def _is_watched(self, span: Span) -> bool:
        """Whether nobody has turned to something else meanwhile."""
        view = self._studio.view
        inside = span.start <= view.playhead and (span.end is None or view.playhead <= span.end)
        return inside and not view.playing and view.workspace == ENHANCE and span == self.range()

    def _anything(self) -> bool:
        return bool(length(self._studio.document.project))

    def _seek(self, time: Time) -> None:
        self._studio.view.seek(min(time, length(self._studio.document.project)))

    def _set_loop(self, loop: bool) -> None:
        self._studio.player.set_loop(loop)
        self._studio.settings.set("loop", loop)

    def _set_volume(self, volume: float) -> None:
        self._studio.player.set_volume(volume)
        self._studio.settings.set("volume", volume)

    def _show_time(self, time: Time) -> None:
        self._viewer.transport.set_time(time, timeline_rate(self._studio.document.project))

    def _show_total(self) -> None:
        self._viewer.transport.set_total(length(self._studio.document.project))
        self._show_time(self._studio.view.playhead)

"""Plays the timeline at its own pace, with sound."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.base.time import Span
from app.project.queries import length
from app.ui.preview.clock import Clock, SteadyClock
from app.ui.preview.frame_feed import FeedRun, FrameFeed
from app.ui.preview.frame_queue import FrameQueue
from app.ui.preview.route import Route
from app.ui.preview.sound_device import open_device
from app.ui.preview.sound_output import OpenDevice, SoundOutput, SoundRun

if TYPE_CHECKING:
    from app.base.time import Time
    from app.project.model import Project
    from app.ui.document import Document
    from app.ui.preview_thread import PreviewThread
    from app.ui.view_state import ViewState

SPEEDS = (1, 2, 4)
SLOWEST, FASTEST = Fraction(1, 4), Fraction(4)

_PATIENCE = 2.0
"""Seconds to wait for the first pictures and the sound device before the clock starts anyway."""

_SETTLE_MS = 80
"""Playing goes on that long after somebody else has moved the playhead for the last time."""

_LONGEST_NAP = 10
"""Milliseconds between two looks at the clock, at most."""


class Player(QObject):
    """Shows frames when they are due, and moves the playhead with them. GUI thread only.

    The sound device is the clock; without one (or without sound, or backwards) it is the
    processor's. Frames that come too late are dropped. Rendered stretches play as results.

    Signals:
        frame(PreviewImage): a source, and after it the result of the same moment if it is there.
        failed(sentence): what is played cannot be read.

    Attributes:
        shown, dropped: Frames since playing began.
    """

    frame = Signal(object)
    failed = Signal(str)
    _feed_failed = Signal(str)

    def __init__(
        self,
        document: Document,
        view: ViewState,
        preview: PreviewThread,
        parent: QObject | None = None,
        *,
        open_device: OpenDevice = open_device,
    ) -> None:
        """Start nothing yet.

        Args:
            document: What to play.
            view: Whose playhead moves.
            preview: Finds frames when stepping, and keeps results.
            parent: As of any QObject.
            open_device: Opens a loudspeaker.
        """
        super().__init__(parent)
        self._document = document
        self._view = view
        self._preview = preview
        self._feed_failed.connect(self._fail, Qt.ConnectionType.QueuedConnection)
        self._feed = FrameFeed(self._feed_failed.emit)
        self._sound = SoundOutput(open_device)
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._resume = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._resume.timeout.connect(self._go_on)
        self._play: _Play | None = None
        self._speed = Fraction(1)
        self._loop = False
        self._volume = 1.0
        self._muted = False
        self._silent = False
        self._size = (1280, 720)
        self._steps = 0
        self._ticket = 0
        self._ended_at: Time | None = None
        self._moving = False
        self.shown = 0
        self.dropped = 0
        view.playhead_changed.connect(self._playhead_moved)
        preview.stepped.connect(self._stepped)
        document.changed.connect(self._document_changed)

    def play(self, speed: float | Fraction = 1) -> None:
        """Play from the playhead on.

        Args:
            speed: Timeline seconds per second, 0.25 to 4; below 0 backwards.
        """
        project, wanted = self._document.project, Fraction(speed)
        if not length(project) or not wanted:
            self.pause()
            return
        size = min(max(abs(wanted), SLOWEST), FASTEST)
        self._speed = size if wanted > 0 else -size
        self.shown = self.dropped = 0
        self._steps = 0
        self._silent = False
        self._view.set_playing(True)
        self._preview.cancel()
        self._begin(project)

    def pause(self) -> None:
        """Stop on the frame that is shown."""
        if not self._active:
            return
        self._end()
        self._view.set_playing(False)

    def toggle(self) -> None:
        """Play or pause."""
        if self._active:
            self.pause()
        else:
            self.play()

    def shuttle(self, way: int) -> None:
        """Play this way (1 or -1); faster each time, up to four times."""
        now = abs(self._speed) if self._active and self._speed * way > 0 else 0
        faster = next((speed for speed in SPEEDS if speed > now), SPEEDS[-1])
        self.play(faster * way)

    def step(self, frames: int) -> None:
        """Pause, and go to the frame that many further (backwards if negative)."""
        self.pause()
        self._steps += frames
        self._ask_step()

    def set_loop(self, loop: bool) -> None:
        """Play In to Out (or everything) round and round."""
        if loop != self._loop:
            self._loop = loop
            self._again()

    def set_volume(self, volume: float) -> None:
        """0 to 1."""
        self._volume = min(max(volume, 0.0), 1.0)

    def set_muted(self, muted: bool) -> None:
        """Play without sound, at the same pace."""
        self._muted = muted

    def set_picture_size(self, width: int, height: int) -> None:
        """Pixels of the screen that pictures are seen on: larger ones would be a waste."""
        self._size = (max(64, width), max(64, height))

    @property
    def speed(self) -> Fraction:
        """Timeline seconds per second, below 0 backwards; 0 while paused."""
        return self._speed if self._active else Fraction(0)

    def close(self) -> None:
        """Stop, and join all threads."""
        self._end()
        self._feed.close()
        self._sound.close()

    # One play

    @property
    def _active(self) -> bool:
        """Whether it plays, or will go on in a moment."""
        return self._play is not None or self._resume.isActive()

    def _begin(self, project: Project) -> None:
        self._end()
        play = _Play(abs(self._speed))
        route = self._route(project)
        renderer = self._preview.renderer
        results = renderer.results if renderer is not None else None
        run = FeedRun(project, route, play.speed, self._size, play.place, results, play.queue)
        if not (route.backwards or self._silent) and _may_sound(project):
            play.sound = SoundRun(project, route, play.speed, self._loudness)
            self._sound.play(play.sound)
        self._feed.play(run)
        self._play = play
        self._timer.start(0)

    def _go_on(self) -> None:
        """The playhead lies still after somebody else has moved it."""
        self._begin(self._document.project)

    def _end(self) -> None:
        self._timer.stop()
        self._resume.stop()
        play, self._play = self._play, None
        if play is None:
            return
        self._count(play)
        self._feed.stop()
        if play.sound is not None:
            play.sound.stop()

    def _again(self) -> None:
        """Go on from here with what has changed."""
        if self._active:
            self._begin(self._document.project)

    def _route(self, project: Project) -> Route:
        whole = Span(Fraction(0), length(project))
        span = (project.selected_range or whole) if self._loop else whole
        end = min(span.end or length(project), length(project))
        span = Span(span.start, end) if span.start < end else whole
        start, backwards = self._view.playhead, self._speed < 0
        at_end = start == self._ended_at or start >= length(project)
        if at_end and not backwards and not self._loop:
            start = span.start
        self._ended_at = None
        return Route(start, span, self._loop, backwards)

    def _tick(self) -> None:
        play = self._play
        if play is None:
            return
        if not play.started:
            if not play.may_start():
                self._timer.start(2)
                return
            play.start()
        if play.sound is not None and play.sound.state == "none" and play.clock is play.sound:
            self._silent = True  # the device has gone
            self._again()
            return
        due = play.queue.take(play.place())
        if due is not None:
            self.shown += 1
            play.until = due.place + due.lasts
            for image in due.images:
                self.frame.emit(image)
            self._seek(due.time)
        if self._play is not play:
            return  # whoever looked at the picture stopped it
        if play.queue.finished and play.queue.empty and play.place() >= play.until:
            self._ended_at = self._view.playhead
            self.pause()
            return
        self._timer.start(play.nap())

    def _count(self, play: _Play) -> None:
        self.dropped += play.queue.dropped
        play.queue.dropped = 0

    def _loudness(self) -> float:
        return 0.0 if self._muted else self._volume

    # Steps

    def _ask_step(self) -> None:
        if self._steps and not self._ticket:
            steps, self._steps = self._steps, 0
            self._ticket = self._preview.step(self._document.project, self._view.playhead, steps)

    def _stepped(self, ticket: int, time: Time) -> None:
        if ticket != self._ticket:
            return
        self._ticket = 0
        if not self._active:
            self._seek(time)
            self._ask_step()

    def _seek(self, time: Time) -> None:
        self._moving = True
        try:
            self._view.seek(time)
        finally:
            self._moving = False

    def _playhead_moved(self) -> None:
        """Somebody else moved it: go on from there as soon as it lies still."""
        if self._active and not self._moving:
            self._end()
            self._resume.start()

    def _document_changed(self, before: Project, after: Project) -> None:
        if before.tracks is not after.tracks or before.media is not after.media:
            self._again()

    def _fail(self, sentence: str) -> None:
        self.pause()
        self.failed.emit(sentence)


class _Play:
    """Clock and queue of one play.

    Attributes:
        until: Seconds of timeline when the frame that is shown has had its time.
    """

    def __init__(self, speed: Fraction) -> None:
        self.speed = speed
        self.queue = FrameQueue()
        self.sound: SoundRun | None = None
        self.clock: Clock = SteadyClock()
        self.started = False
        self._waiting = SteadyClock()
        self._waiting.start()
        self.until = 0.0

    def may_start(self) -> bool:
        """Whether pictures and sound are there, or have been waited for long enough."""
        sound = self.sound is None or self.sound.state != "opening"
        return (self.queue.ready and sound) or self._waiting.seconds() > _PATIENCE

    def start(self) -> None:
        """Let the clock run: that of the sound if there is one to be heard."""
        if self.sound is not None and self.sound.state == "ready":
            self.clock = self.sound
        self.started = True
        self.clock.start()

    def place(self) -> float:
        """Seconds of timeline passed."""
        return self.clock.seconds() * float(self.speed) if self.started else 0.0

    def nap(self) -> int:
        """Milliseconds until there is something to do."""
        place = self.queue.next_place
        if place is None:
            return 2
        left = (place - self.place()) / float(self.speed)
        return max(0, min(_LONGEST_NAP, math.floor(left * 1000)))


def _may_sound(project: Project) -> bool:
    silent = {m.id for m in project.media if m.facts is not None and not m.facts.sound}
    heard = (track for track in project.tracks if not track.muted)
    return any(clip.media_id not in silent for track in heard for clip in track.clips)

"""Pictures of what is played, decoded and scaled ahead on a thread of their own."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.errors import AppError
from app.ui.images import black, image_of
from app.ui.preview.frame_queue import Waiting
from app.ui.preview.preview_image import PreviewImage
from app.ui.preview.run_thread import RunThread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.base.picture import Picture
    from app.base.time import Time
    from app.media.display import DisplayConverter
    from app.media.video_format import VideoFormat
    from app.project.model import Project
    from app.render.preview.kept import KeptResults
    from app.render.preview.readers import Readers
    from app.ui.preview.frame_queue import FrameQueue
    from app.ui.preview.preview_image import PreviewKind
    from app.ui.preview.route import Leg, Route

    _Picture = tuple[PreviewKind, Picture, VideoFormat]

_log = logging.getLogger(__name__)

_SIGN_OF_LIFE = 0.25
"""Seconds after which even a late picture is shown, so that something moves."""

_JUMP = 1.0
"""Seconds of delay from which on decoding goes on where the clock is."""

_QUICKEST = 60
"""Pictures per second that are worth scaling, however fast it plays."""


@dataclass(eq=False)
class FeedRun:
    """The pictures of one play.

    Attributes:
        project, route, speed: What is played; `speed` in timeline seconds per second, above 0.
        size: (width, height) that pictures are fitted into.
        place: Seconds of timeline that have passed by now; thread-safe.
        results: Where rendered stretches are found; None plays sources only.
        queue: Where pictures go.
    """

    project: Project
    route: Route
    speed: Fraction
    size: tuple[int, int]
    place: Callable[[], float]
    results: KeptResults | None
    queue: FrameQueue

    def stop(self) -> None:
        """Nobody wants more pictures. Any thread."""
        self.queue.close()


class FrameFeed(RunThread[FeedRun]):
    """Fills the queues of runs, one after the other; keeps files open between them."""

    def __init__(self, failed: Callable[[str], object]) -> None:
        """Start nothing yet; `failed` gets a sentence, on the feed's thread."""
        super().__init__("playback")
        self._failed = failed

    def _work(self) -> None:
        from app.media.display import DisplayConverter
        from app.render.preview.readers import Readers

        readers, converter = Readers(memory=0), DisplayConverter()
        for run in self._runs():
            try:
                _Filler(run, readers, converter).fill()
            except AppError as error:
                self._failed(str(error))
            except Exception:  # noqa: BLE001 - the outermost place: what arrives here is a bug
                _log.exception("playback failed")
            run.queue.finish()
        readers.close()


class _Filler:
    """Fills the queue of one run."""

    def __init__(self, run: FeedRun, readers: Readers, converter: DisplayConverter) -> None:
        self._run = run
        self._readers = readers
        self._converter = converter
        self._pushed = -1e9
        self._shown_size = (1920, 1080)

    def fill(self) -> None:
        """Until the route ends or nobody wants any more."""
        place: Time | None = Fraction(0)
        while place is not None and not self._run.queue.closed:
            place = self._fill_from(place)

    def _fill_from(self, place: Time) -> Time | None:
        """Decode from a place of the route; the place to jump to if it is much too slow."""
        for leg in self._run.route.legs(place):
            pictures = _backwards if leg.end < leg.start else _forwards
            for due in pictures(self, leg):
                if self._run.queue.closed:
                    return None
                late = self._run.place() - due.place
                if late > _JUMP * self._run.speed:
                    return Fraction(self._run.place() + _SIGN_OF_LIFE * float(self._run.speed))
                self._offer(due, late)
        return None

    def _offer(self, due: _Due, late: float) -> None:
        """Scale and pass on, unless it is too late or comes too soon after the one before."""
        since = (due.place - self._pushed) / float(self._run.speed)
        if not due.last and since < 1 / _QUICKEST - 0.002:
            return
        if not due.last and late > due.lasts and since < _SIGN_OF_LIFE:
            self._run.queue.drop()
            return
        self._pushed = due.place
        images = tuple(self._images(due))
        self._run.queue.put(Waiting(due.place, due.lasts, due.time, images))

    def _images(self, due: _Due) -> Iterator[PreviewImage]:
        if not due.pictures:
            size = self._shown_size
            yield PreviewImage(0, due.time, "source", black(), True, None, *size)
        for kind, picture, format_ in due.pictures:
            yield self._image(kind, picture, format_, due.time)

    def _image(
        self, kind: PreviewKind, picture: Picture, format_: VideoFormat, time: Time
    ) -> PreviewImage:
        from app.media.display import shown_size

        shown = shown_size(format_)
        if kind == "source":
            self._shown_size = shown
        pixels = self._converter.scaled(picture, fitted(shown, self._run.size))
        return PreviewImage(0, time, kind, image_of(pixels), False, None, *shown)

    # Where pictures come from

    @property
    def run(self) -> FeedRun:
        """What is played."""
        return self._run

    @property
    def readers(self) -> Readers:
        """Open files."""
        return self._readers


@dataclass(frozen=True, slots=True)
class _Due:
    """A moment's pictures, not yet scaled; none in a gap.

    Attributes:
        place: Seconds of timeline passed when it is due.
        time: On the timeline.
        lasts: Seconds of timeline until the next one.
        last: Whether the leg ends with it.
    """

    place: float
    time: Time
    lasts: float
    pictures: tuple[_Picture, ...] = ()
    last: bool = False


def fitted(picture: tuple[int, int], room: tuple[int, int]) -> tuple[int, int]:
    """The picture's size made to fit, never larger than it is; sides even."""
    scale = min(1.0, room[0] / picture[0], room[1] / picture[1])
    width, height = (max(2, round(side * scale / 2) * 2) for side in picture)
    return width, height


def _forwards(filler: _Filler, leg: Leg) -> Iterator[_Due]:
    """Every frame of a leg, in order; a black one for each gap."""
    from app.render.sequence.composition import stretches

    moment = leg.start
    for stretch in stretches(filler.run.project, leg.start, leg.end):
        if stretch.start > moment:
            yield _gap(leg, moment, stretch.start)
        yield from _frames(filler, leg, stretch.start, stretch.end)
        moment = stretch.end
    if moment < leg.end:
        yield _gap(leg, moment, leg.end)


def _gap(leg: Leg, start: Time, end: Time) -> _Due:
    return _Due(float(leg.place + abs(start - leg.start)), start, float(end - start))


def _frames(filler: _Filler, leg: Leg, start: Time, end: Time) -> Iterator[_Due]:
    """Frames of one clip between two moments at which nothing else is seen."""
    from app.base.time import Span
    from app.render.preview.place import place_at, timeline_time

    place = place_at(filler.run.project, start)
    if place is None:
        return
    reader = filler.readers.open(place.media)
    index, clip = reader.index, place.clip
    shift = index.start + clip.source.start - clip.at
    first = index.time_of(index.number_at(start + shift))
    stop = max(end + shift, first + Fraction(1, 1_000_000))
    results = _Results.of(filler.run, start, end, shift)
    frames = reader.frames(Span(first, stop))
    try:
        for frame in frames:
            begins = max(start, timeline_time(clip, index, frame.time))
            ends = min(end, begins + frame.duration)
            pictures: list[_Picture] = [("source", frame.pixels, reader.format)]
            if results is not None:
                pictures += results.at(begins + shift)
            due = float(leg.place + begins - leg.start)
            last = ends >= leg.end
            yield _Due(due, begins, float(ends - begins), tuple(pictures), last)
    finally:
        close = getattr(frames, "close", None)
        if close is not None:
            close()


_GROUP = 24
"""Pictures kept of one group between two keyframes when playing backwards."""


def _backwards(filler: _Filler, leg: Leg) -> Iterator[_Due]:
    """Frames of a leg from its end to its beginning, a group between keyframes at a time."""
    from app.render.sequence.composition import stretches

    moment = leg.start
    for stretch in reversed(stretches(filler.run.project, leg.end, leg.start)):
        if stretch.end < moment:
            yield _gap_back(leg, moment, stretch.end)
        yield from _frames_back(filler, leg, stretch.start, stretch.end)
        moment = stretch.start
    if moment > leg.end:
        yield _gap_back(leg, moment, leg.end)


def _gap_back(leg: Leg, start: Time, end: Time) -> _Due:
    return _Due(float(leg.place + leg.start - start), end, float(start - end))


def _frames_back(filler: _Filler, leg: Leg, start: Time, end: Time) -> Iterator[_Due]:
    from app.base.time import Span
    from app.render.preview.place import place_at

    place = place_at(filler.run.project, start)
    if place is None:
        return
    reader = filler.readers.open(place.media)
    index, shift = reader.index, reader.index.start + place.clip.source.start - place.clip.at
    lowest, number = index.number_at(start + shift), index.number_at(end + shift)
    if number > lowest and index.time_of(number) >= end + shift:
        number -= 1
    while number >= lowest:
        key = max(lowest, index.keyframe_before(number))
        every = max(1, (number - key) // _GROUP)
        span = Span(index.time_of(key), index.time_of(number) + index.duration_of(number))
        group: list[_Due] = []
        for count, frame in enumerate(reader.frames(span)):
            if filler.run.queue.closed:
                return
            if count % every:
                continue
            begins = max(start, frame.time - shift)
            ends = min(end, frame.time + frame.duration * every - shift)
            due = float(leg.place + leg.start - ends)
            picture: _Picture = ("source", frame.pixels, reader.format)
            group.append(_Due(due, begins, float(ends - begins), (picture,), begins <= leg.end))
        yield from reversed(group)
        number = key - 1


@dataclass(slots=True)
class _Results:
    """Results of a clip that is rendered as far as it is played."""

    kept: KeptResults
    stream: str
    format: VideoFormat

    @staticmethod
    def of(run: FeedRun, start: Time, end: Time, shift: Time) -> _Results | None:
        """None unless all of the stretch is there: switching back and forth would flicker."""
        from app.base.time import Span
        from app.render.preview.place import place_at
        from app.render.preview.shown_times import uncovered

        place = place_at(run.project, start)
        if run.results is None or place is None:
            return None
        prepared = run.results.of_clip(run.project, place.clip)
        if prepared is None:
            return None
        wanted = Span(start + shift, end + shift)
        if uncovered(wanted, run.results.covered(prepared.stream)):
            return None
        return _Results(run.results, prepared.stream, prepared.whole)

    def at(self, moment: Time) -> list[_Picture]:
        """The result on screen at a moment of the source's clock."""
        frame = self.kept.get(self.stream, moment)
        return [] if frame is None else [("result", frame.pixels, self.format)]

"""What the window shows of a project at a moment: the source at once, then the exact result."""

from __future__ import annotations

import time as clock
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.media.display import shown_size
from app.project.queries import excerpt_of
from app.render.preview.computing import Computing
from app.render.preview.frame_store import FrameStore
from app.render.preview.kept import KeptResults, Ready
from app.render.preview.near_frames import NearFrames
from app.render.preview.place import Place, place_at, timeline_time
from app.render.preview.prepared import Preparations, Prepared, source_stream
from app.render.preview.readers import KeptFrames, Readers
from app.render.preview.single import frame_on_screen, region_on_screen
from app.render.preview.stepping import frame_start, last_frame, stepped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Time
    from app.inference.device import Precision
    from app.media.video_format import VideoFormat
    from app.media.video_reader import VideoReader
    from app.project.model import Project
    from app.render.preview.disk_cache import DiskCache
    from app.render.preview.regions import Rect

Region = tuple[int, int, int, int]
"""x, y, width, height in pixels of the frame as it is displayed."""

MEMORY = 1 << 30

QUICK_SECONDS = 0.4
"""A chain that takes no longer for a whole frame is not worth doing in two parts."""

LARGE_PART = 0.6
"""Share of the frame from which on a part costs almost what the whole does."""


_UNSAVED = 16
"""Results that wait for a quiet moment to go to the disk; the oldest go without."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture to show.

    Attributes:
        frame: With its time on the source's clock. Where `region` is set, the picture is that
            part alone.
        format: Of the whole picture.
        time: Where the frame begins on the timeline, in seconds.
        exact: Whether it is the frame that was asked for; a near one stands in for it.
        region: x, y, width, height in pixels of the frame as it is displayed; None means all.
    """

    frame: Frame[Picture]
    format: VideoFormat
    time: Time
    exact: bool = True
    region: Region | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of the whole frame as it is displayed, with square pixels."""
        return shown_size(self.format)


class PreviewRenderer:
    """Owns open files, a device with networks, and pictures that were made.

    One thread, apart from what says otherwise. torch is imported with the first result.

    Attributes:
        results: What was computed; thread-safe.
        preparations: How; thread-safe.
        device, precision: As set.
    """

    def __init__(
        self,
        device: str = "auto",
        precision: Precision = "auto",
        memory: int = MEMORY,
        disk: DiskCache | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            device, precision: "auto" or a name.
            memory: Bytes of pictures to keep.
            disk: Where results are kept from one day to the next.
        """
        self._store = FrameStore(memory)
        self.preparations = Preparations()
        self.results = KeptResults(self._store, disk, self.preparations)
        self._readers = Readers()
        self._near = NearFrames(self._store)
        self._computing = Computing(device, precision)
        self._seconds: dict[str, float] = {}
        self._unsaved: deque[tuple[str, Frame[Picture]]] = deque(maxlen=_UNSAVED)

    @property
    def device(self) -> str:
        """The device's name, or "auto"."""
        return self._computing.device

    @property
    def precision(self) -> Precision:
        """The number format's name, or "auto"."""
        return self._computing.precision

    def source(self, project: Project, time: Time, cancel: CancelToken) -> Iterator[Shot]:
        """The source's frame at a moment: perhaps a near one first, then the exact one.

        Nothing comes in a gap. A near one comes only where the exact one takes decoding.

        Raises:
            MediaError: the file cannot be read.
            Cancelled: somebody asked; what was decoded on the way is not lost.
        """
        place = place_at(project, time)
        if place is None:
            return
        reader = self._readers.open(place.media)
        stream, moment = source_stream(place.media), place.media_time(reader.index)
        kept = self._store.get(stream, moment)
        if kept is None:
            number = reader.index.number_at(moment)
            wanted = reader.index.time_of(number)
            for frame in self._near.frames(stream, reader, number, cancel):
                yield _shot(place, reader, frame, reader.format, exact=frame.time == wanted)
            return
        yield _shot(place, reader, kept, reader.format)

    def computes(self, project: Project, time: Time, *, alternative: bool = False) -> bool:
        """Whether a result differs from the source: there is an effect that is on."""
        place = place_at(project, time)
        if place is None:
            return False
        chain = place.clip.alternative if alternative else place.clip.effects
        return any(spec.enabled for spec in chain)

    def result(
        self,
        project: Project,
        time: Time,
        cancel: CancelToken,
        region: Region | None = None,
        frame: tuple[int, int] | None = None,
        *,
        alternative: bool = False,
        half: bool = False,
    ) -> Iterator[Shot]:
        """What an export shows at a moment, sample by sample; perhaps a part of it first.

        Nothing comes in a gap, nor without an effect that is on.

        Args:
            project: With the clip.
            time: On the timeline.
            cancel: Checked once per frame and per tile.
            region: What is looked at, in pixels of a frame of the size `frame`.
            frame: (width, height) that `region` is meant in; None means the result's own.
            alternative: Whether to run the clip's B chain.
            half: Whether half the size will do; such shots are not exact.

        Raises:
            AppError: the file cannot be read, the chain does not fit, a model is missing, ….
            Cancelled: somebody asked.
        """
        place = place_at(project, time)
        if place is None or not self.computes(project, time, alternative=alternative):
            return
        reader = self._readers.open(place.media)
        excerpt = excerpt_of(project, place.clip, alternative=alternative)
        resources = self._computing.lend(cancel)
        prepared = self.preparations.make(excerpt, reader, resources, half=half)
        moment, format_ = place.media_time(reader.index), prepared.whole
        kept = self.results.get(prepared.stream, moment)
        if kept is None:
            source = KeptFrames(reader, cancel)
            part = None if half else self._part(prepared, region, frame)
            if part is not None:
                from app.render.preview.regions import region_plan

                small = region_plan(prepared.plan, part)
                if small is not None:
                    piece = region_on_screen(small, part, source, moment, resources, cancel)
                    shown = _displayed(part, format_)
                    yield _shot(place, reader, piece, format_, region=shown)
            started = clock.perf_counter()
            kept = frame_on_screen(prepared.plan, source, moment, resources, cancel)
            self._seconds[prepared.stream] = clock.perf_counter() - started
            self.results.put(prepared.stream, kept)
            if self.results.saves and not half:
                self._unsaved.append((prepared.stream, kept))
        yield _shot(place, reader, kept, format_, exact=not half)

    def ready(self, project: Project) -> Ready:
        """Stretches of the timeline whose results are kept. Any thread but the window's."""
        return self.results.ready(project)

    def step(self, project: Project, time: Time, frames: int) -> Time:
        """Where the frame `frames` further begins on the timeline, backwards if negative."""
        return stepped(project, time, frames, self._readers.index_of)

    def frame_start(self, project: Project, time: Time) -> Time:
        """Where the frame on screen at a moment begins on the timeline."""
        return frame_start(project, time, self._readers.index_of)

    def last_frame(self, project: Project) -> Time:
        """Where the timeline's last frame begins."""
        return last_frame(project, self._readers.index_of)

    @property
    def has_unsaved(self) -> bool:
        """Whether `save_one` has something to do."""
        return bool(self._unsaved)

    def save_one(self) -> bool:
        """Put one result onto the disk, in a quiet moment; whether there was one."""
        if not self._unsaved:
            return False
        self.results.save(*self._unsaved.pop())
        return True

    def configure(self, device: str, precision: Precision) -> None:
        """Compute elsewhere, or otherwise, from now on."""
        self._computing.configure(device, precision)
        self.preparations.forget()

    def set_memory(self, memory: int) -> None:
        """Bytes of pictures to keep. Any thread."""
        self._store.set_budget(memory)

    def close(self) -> None:
        """Let go of files, networks and pictures."""
        self._readers.close()
        self._computing.close()
        self._unsaved.clear()
        self._store.clear()

    def _part(
        self, prepared: Prepared, region: Region | None, frame: tuple[int, int] | None
    ) -> Rect | None:
        """What to compute first, in samples of the result; None where that is not worth it."""
        plan = prepared.plan
        if region is None or self._seconds.get(prepared.stream, QUICK_SECONDS) < QUICK_SECONDS:
            return None
        if not any(hasattr(step.effect, "model") for step in plan.steps):
            return None
        part = _in_samples(region, frame or shown_size(plan.output), plan.output)
        whole = plan.output.width * plan.output.height
        small = 0 < part.width * part.height < LARGE_PART * whole and part.width > 0
        return part if small else None


def _shot(
    place: Place,
    reader: VideoReader,
    frame: Frame[Picture],
    format_: VideoFormat,
    *,
    exact: bool = True,
    region: Region | None = None,
) -> Shot:
    begins = timeline_time(place.clip, reader.index, frame.time)
    return Shot(frame, format_, begins, exact, region)


def _in_samples(region: Region, frame: tuple[int, int], format_: VideoFormat) -> Rect:
    """A region in pixels of a frame as samples of a picture, out to whole chroma samples."""
    from app.render.preview.regions import Rect

    x, y, width, height = region
    across, down = format_.width / frame[0], format_.height / frame[1]
    left, top = max(0, int(x * across)) // 4 * 4, max(0, int(y * down)) // 4 * 4
    right = min(format_.width, -int(-(x + width) * across // 4) * 4)
    bottom = min(format_.height, -int(-(y + height) * down // 4) * 4)
    return Rect(left, top, max(left, right), max(top, bottom))


def _displayed(rect: Rect, format_: VideoFormat) -> Region:
    """Samples as pixels of the frame as it is displayed."""
    width, height = shown_size(format_)
    across, down = width / format_.width, height / format_.height
    left, top = round(rect.left * across), round(rect.top * down)
    return left, top, round(rect.right * across) - left, round(rect.bottom * down) - top

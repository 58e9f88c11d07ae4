"""Results in memory and on disk as one, and when they are ready on the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.project.queries import clips, excerpt_of, find_media
from app.render.preview.shown_times import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Span, Time
    from app.project.model import Clip, Project
    from app.render.preview.disk_cache import DiskCache
    from app.render.preview.frame_store import FrameStore
    from app.render.preview.prepared import Preparations, Prepared


class Ready(NamedTuple):
    """Stretches of the timeline whose results are kept, in seconds; a moment may be in both."""

    memory: tuple[Span, ...] = ()
    disk: tuple[Span, ...] = ()


class KeptResults:
    """Looks for results in memory first, then on disk. Thread-safe; may wait for the disk."""

    def __init__(
        self, memory: FrameStore, disk: DiskCache | None, preparations: Preparations
    ) -> None:
        self._memory = memory
        self._disk = disk
        self._preparations = preparations

    @property
    def saves(self) -> bool:
        """Whether there is a place on disk."""
        return self._disk is not None

    @property
    def nbytes(self) -> tuple[int, int]:
        """Bytes in memory and on disk; what is in both counts twice."""
        disk = self._disk
        return self._memory.nbytes, disk.nbytes if disk is not None else 0

    def set_disk(self, disk: DiskCache | None) -> None:
        """Keep results there from now on; None for memory alone."""
        self._disk = disk

    def get(self, stream: str, time: Time) -> Frame[Picture] | None:
        """The result on screen at a time of the source's clock; from disk it goes to memory."""
        frame, disk = self._memory.get(stream, time), self._disk
        if frame is None and disk is not None:
            frame = disk.get(stream, time)
            if frame is not None:
                self._memory.put(stream, frame)
        return frame

    def put(self, stream: str, frame: Frame[Picture]) -> None:
        """Keep a result in memory."""
        self._memory.put(stream, frame)

    def save(self, stream: str, frame: Frame[Picture]) -> None:
        """Keep a result on disk, where there is a place for it; packing takes a while."""
        disk = self._disk
        if disk is not None:
            disk.put(stream, frame)

    def covered(self, stream: str) -> tuple[Span, ...]:
        """Times of the source's clock whose results are in memory or on disk."""
        disk = self._disk
        saved = disk.spans(stream) if disk is not None else ()
        both = sorted((*self._memory.spans(stream), *saved), key=lambda span: span.start)
        return joined((span.start, span.end) for span in both if span.end is not None)

    def clear(self) -> None:
        """Forget all results, in memory and on disk (where they may be of other projects)."""
        self._memory.clear()
        disk = self._disk
        if disk is not None:
            disk.clear()

    def of_clip(self, project: Project, clip: Clip) -> Prepared | None:
        """How frames of a clip were computed, if any were."""
        if not any(spec.enabled for spec in clip.effects):
            return None
        if find_media(project, clip.media_id) is None:
            return None
        return self._preparations.find(excerpt_of(project, clip))

    def ready(self, project: Project) -> Ready:
        """What is kept of a project, in timeline time."""
        memory: list[tuple[Time, Time]] = []
        saved: list[tuple[Time, Time]] = []
        disk = self._disk
        for _, clip in clips(project):
            prepared = self.of_clip(project, clip)
            if prepared is None:
                continue
            memory += _on_timeline(clip, prepared, self._memory.spans(prepared.stream))
            if disk is not None:
                saved += _on_timeline(clip, prepared, disk.spans(prepared.stream))
        return Ready(joined(sorted(memory)), joined(sorted(saved)))


def _on_timeline(
    clip: Clip, prepared: Prepared, spans: tuple[Span, ...]
) -> Iterator[tuple[Time, Time]]:
    shift = clip.at - clip.source.start - prepared.start
    for span in spans:
        assert span.end is not None
        start, end = max(clip.at, span.start + shift), min(clip.end, span.end + shift)
        if start < end:
            yield start, end

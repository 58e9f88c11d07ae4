"""Everything in a file except its main video, on its way into an export."""

from __future__ import annotations

import contextlib
import heapq
from operator import itemgetter
from pathlib import PurePath
from typing import TYPE_CHECKING

import av
from av.stream import AttachmentStream
from av.subtitles.stream import SubtitleStream

from app.media.opening import open_input
from app.media.side.audio import copied_audio
from app.media.side.copy import copied_cover, copied_subtitles, copied_video
from app.media.side.plan import SidePlan, StreamPlan, plan_side_streams
from app.media.side.source import SideSource
from app.media.side.subtitles import add_converter, converted_subtitles
from app.media.side.tags import copy_identity, moved_chapters
from app.media.side.transcode import AudioTranscoder, add_encoder
from app.media.side.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from app.base.time import Span, Time
    from app.media.side.copy import Timed

__all__ = ["SidePlan", "SideStreams", "StreamPlan", "plan_side_streams"]

_COVER_NAMES = {"image/jpeg": "cover.jpg", "image/png": "cover.png"}


class SideStreams:
    """Adds the side streams to an output and gives their packets; a context manager.

    One thread. Memory: a packet or a second of sound per stream, and the attachments.
    """

    def __init__(
        self,
        source: Path,
        plan: SidePlan,
        output: av.container.OutputContainer,
        span: Span | None,
        shift: Time,
    ) -> None:
        """Add streams, tags, chapters and attachments to `output`, before its header is written.

        Args:
            source: What the plan was made of.
            plan: From `plan_side_streams`.
            output: An open container of the plan's format.
            span: The part to export, in the source's time; None for all of it.
            shift: Seconds added to the source's times: -span.start lets a part begin at 0.

        Raises:
            MediaError: `source` cannot be opened.
        """
        self._path, self._plan, self._output = source, plan, output
        self._window = Window(span, shift)
        self._runs: list[Iterator[Timed]] = []
        self._sources: list[SideSource] = []
        self._transcoders: list[AudioTranscoder] = []
        with contextlib.ExitStack() as stack:
            self._describe()
            for stream_plan in plan.streams:
                if stream_plan.action != "drop":
                    self._add(stream_plan, stack)
            self._stack = stack.pop_all()

    def packets(self) -> Iterator[Timed]:
        """All packets with their output times in seconds, in rising (decode) time; call once.

        Each carries its output stream, and its times in a time base of its own, which `mux`
        rescales. Audio times may be below zero (see `side_audio`).
        """
        yield from heapq.merge(*self._runs, key=itemgetter(0))

    @property
    def notes(self) -> tuple[str, ...]:
        """What went wrong on the way, in sentences; complete when the packets are through."""
        notes = [note for source in self._sources for note in source.notes]
        damaged = sum(transcoder.damaged for transcoder in self._transcoders)
        if damaged:
            notes.append(f"{damaged} damaged audio packets were replaced by silence.")
        return tuple(dict.fromkeys(notes))

    def close(self) -> None:
        """Let go of the source."""
        self._runs.clear()
        self._stack.close()

    def __enter__(self) -> SideStreams:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _describe(self) -> None:
        """Tags and chapters."""
        self._output.metadata.update(dict(self._plan.tags))
        with open_input(self._path) as opened:
            chapters = moved_chapters(opened.chapters(), self._window)
        if chapters:
            self._output.set_chapters(chapters)

    def _add(self, plan: StreamPlan, stack: contextlib.ExitStack) -> None:
        source = SideSource(self._path, plan.index, stack)
        self._sources.append(source)
        if plan.action == "attach":
            self._attach(source, plan)
            return
        output = self._new_stream(source.stream, plan)
        copy_identity(source.stream, output, self._plan.container)
        self._runs.append(self._run(source, output, plan))

    def _new_stream(self, stream: av.stream.Stream, plan: StreamPlan) -> av.stream.Stream:
        if plan.action == "transcode":
            assert isinstance(stream, av.AudioStream)
            return add_encoder(self._output, stream, plan.target, plan.bit_rate)
        if plan.action == "convert":
            assert isinstance(stream, SubtitleStream)
            return add_converter(self._output, stream, plan.target)
        return self._output.add_stream_from_template(stream, opaque=True)

    def _run(
        self, source: SideSource, output: av.stream.Stream, plan: StreamPlan
    ) -> Iterator[Timed]:
        if plan.action == "transcode":
            assert isinstance(output, av.AudioStream)
            transcoder = AudioTranscoder(source, output, self._window)
            self._transcoders.append(transcoder)
            return transcoder.packets()
        if plan.action == "convert":
            assert isinstance(output, SubtitleStream)
            return converted_subtitles(source, output, self._window, self._plan.container)
        if plan.kind == "audio":
            return copied_audio(source, output, self._window, self._plan.container)
        if plan.kind == "cover art":
            return copied_cover(source, output)
        copied = copied_subtitles if plan.kind == "subtitle" else copied_video
        return copied(source, output, self._window)

    def _attach(self, source: SideSource, plan: StreamPlan) -> None:
        """Put a font or a cover into the header; Matroska knows covers by their media type."""
        stream = source.stream
        if isinstance(stream, AttachmentStream):
            data = stream.data
        else:
            data = next((bytes(packet) for packet in source.packets() if packet.size), b"")
        name = stream.metadata.get("filename") or _COVER_NAMES.get(plan.target, "attachment")
        attached = self._output.add_attachment(PurePath(name).name, plan.target, data)
        description = stream.metadata.get("title")
        if description:
            attached.metadata["title"] = description

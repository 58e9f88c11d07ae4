"""libavfilter for the few filters that are better there than rewritten."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import av.filter

from app.base.errors import MediaError
from app.media.pictures import to_av, to_picture
from app.media.pixel_format import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.colour import ColourSpec
    from app.base.picture import Picture, PixelLayout


class FilterGraph:
    """One filter between a source and a sink: pictures in, pictures out, in order.

    Not thread-safe. What is inside is freed with the object.

    Args:
        filter_name: FFmpeg's name, `bwdif` say.
        options: In FFmpeg's syntax, `mode=send_field:parity=tff`; written by us, never by a file.
        size: (width, height) of the pictures.
        layout: Of the pictures, in and out.
        colour: Tags of what comes out; the samples are not touched.

    Raises:
        MediaError: this FFmpeg lacks the filter, or it refuses such pictures.
    """

    def __init__(
        self,
        filter_name: str,
        options: str,
        size: tuple[int, int],
        layout: PixelLayout,
        colour: ColourSpec,
    ) -> None:
        self._layout, self._colour = layout, colour
        self._pushed = 0
        self._graph = av.filter.Graph()
        width, height = size
        source = f"video_size={width}x{height}:pix_fmt={name_of(layout)}:time_base=1/1"
        try:
            chain = (("buffer", source), (filter_name, options), ("buffersink", None))
            nodes = [self._graph.add(name, arguments) for name, arguments in chain]
            nodes[0].link_to(nodes[1])
            nodes[1].link_to(nodes[2])
            self._graph.configure()
        except (av.FFmpegError, ValueError) as error:
            raise MediaError(
                f"FFmpeg's filter {filter_name} does not take {layout.words} pictures of "
                f"{width}x{height} ({error}); leave out the effect that needs it."
            ) from error

    def push(self, picture: Picture) -> Iterator[Picture]:
        """Feed one picture; yields those that are ready, none for the first ones of some filters.

        Exhaust the iterator before the next call.

        Raises:
            MediaError: the filter failed.
        """
        frame = to_av(picture)
        frame.pts, frame.time_base = self._pushed, Fraction(1)
        self._pushed += 1
        yield from self._through(frame)

    def flush(self) -> Iterator[Picture]:
        """Say that nothing follows; yields what the filter still held. Nothing may be pushed after.

        Raises:
            MediaError: the filter failed.
        """
        if self._pushed:
            yield from self._through(None)

    def _through(self, frame: av.VideoFrame | None) -> Iterator[Picture]:
        try:
            self._graph.push(frame)
        except av.FFmpegError as error:
            raise MediaError(f"FFmpeg's filter failed: {error}.") from error
        while (ready := self._pull()) is not None:
            yield to_picture(ready, self._colour, layout=self._layout)

    def _pull(self) -> av.VideoFrame | None:
        try:
            frame = self._graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return None
        except av.FFmpegError as error:
            raise MediaError(f"FFmpeg's filter failed: {error}.") from error
        return frame if isinstance(frame, av.VideoFrame) else None

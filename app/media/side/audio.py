"""Audio packets copied at their exact times."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.media.side.copy import Stamp, Timed
from app.media.side.rules import MOV_FAMILY

if TYPE_CHECKING:
    from collections.abc import Iterator

    import av

    from app.base.time import Time
    from app.media.side.source import SideSource
    from app.media.side.window import Window

_HAVE_CODEC_DELAY = ("matroska", "webm")
"""Containers that say how much a decoder drops at the start, and so hold that much before zero."""


def copied_audio(
    source: SideSource, output: av.stream.Stream, window: Window, container: str
) -> Iterator[Timed]:
    """The packets heard in the window, moved by its shift to the nearest sample.

    Where packets are cut is a matter of the container:

    - mp4 and mov have edit lists. The packet that overlaps the start and one before it (lossy
      codecs decode a packet right only after its predecessor) keep their times before zero, and
      players do not play them. So does the priming of AAC and Opus.
    - Matroska, WebM and NUT have no times before zero (but Matroska's codec delay): one that begins
      earlier is left out (at most one packet's length of silence, usually 21 ms). Moving it to
      zero would shift the sound, and writing it as it is makes FFmpeg shift the video.

    At the end all packets stay that begin before it.
    """
    stream = source.stream
    assert stream.codec_context is not None
    rate = _rate_of(stream)
    stamp = Stamp(output, Fraction(1, rate))
    clock = SampleClock(stream, smooth=container in MOV_FAMILY)
    for packet in source.packets():
        placed = clock.place(packet)
        if placed is None:
            continue
        time, length = placed
        if window.is_past(time):
            return
        moved = time + window.shift
        unheard = packet.is_discard and moved >= 0  # cut out by an edit list in mid-stream
        if not unheard and time >= _first_time(window, container, length, clock.padding):
            yield stamp(packet, moved, length)


def _first_time(window: Window, container: str, length: Time, padding: Time) -> Time:
    """The earliest source time a packet may begin at (see `copied_audio`)."""
    zero = -window.shift
    if container not in MOV_FAMILY:
        start = zero if window.start is None else max(zero, window.start)
        # Half a millisecond, because the file's own time of that packet was rounded to one.
        return start - (padding + Fraction(1, 2000) if container in _HAVE_CODEC_DELAY else 0)
    if window.start is None:
        return zero - 3600  # Everything; but a damaged time must not make an endless edit.
    # Edit lists hide what comes before zero only.
    return window.start - 2 * length if window.start <= zero else window.start


class SampleClock:
    """Tells the exact times of a stream's audio packets.

    Containers round: Matroska to 1 ms, which makes a packet of 21.33 ms begin up to half a
    millisecond off. Put into mp4, those times would become samples' lengths that vary, which some
    players hear as clicks. As packets follow each other without gaps, the true time is where the
    one before ended, as long as the rounded one is within a tick of it (the idea of FFmpeg's
    `av_rescale_delta`).

    Attributes:
        padding: Seconds at the start that a decoder drops, written as Matroska's codec delay.
    """

    def __init__(self, stream: av.stream.Stream, *, smooth: bool) -> None:
        self._rate = _rate_of(stream)
        self._tick = stream.time_base or Fraction(1, self._rate)
        self._frame = int(getattr(stream.codec_context, "frame_size", 0) or 0)
        self._smooth = smooth and self._tick != Fraction(1, self._rate)
        self._next: Time | None = None
        self._by_matroska = "matroska" in stream.container.format.name
        self.padding = opus_delay(stream)

    def place(self, packet: av.Packet[av.stream.Stream]) -> tuple[Time, Time] | None:
        """Source time and length of a packet in seconds; None for one without content."""
        if not packet.size:
            return None
        ticks = packet.pts if packet.pts is not None else packet.dts
        if self._next is None:
            self._learn_padding(packet)
        expected = self._next if self._next is not None else -self.padding
        time = expected if ticks is None else ticks * self._tick
        if self._smooth and abs(time - expected) <= max(self._tick, Fraction(1, self._rate)):
            time = expected
        length = self._length_of(packet)
        self._next = time + length
        return time, length

    def _length_of(self, packet: av.Packet[av.stream.Stream]) -> Time:
        """A packet's length: whole samples where those are known."""
        if self._frame:
            return Fraction(self._frame, self._rate)
        length = (packet.duration or 0) * self._tick
        return Fraction(round(length * self._rate), self._rate) if self._smooth else length

    def _learn_padding(self, packet: av.Packet[av.stream.Stream]) -> None:
        """Matroska's codec delay of other codecs shows only in what the decoder is to skip."""
        if self._by_matroska and packet.has_sidedata("skip_samples"):
            skipped = int.from_bytes(bytes(packet.get_sidedata("skip_samples"))[:4], "little")
            self.padding = max(self.padding, Fraction(skipped, self._rate))


def _rate_of(stream: av.stream.Stream) -> int:
    """Samples per second."""
    return int(stream.codec_context.sample_rate)  # type: ignore[attr-defined]


def opus_delay(stream: av.stream.Stream) -> Time:
    """Seconds an Opus decoder drops at the start (the pre-skip of RFC 7845, section 5.1)."""
    header = stream.codec_context.extradata or b""
    if not header.startswith(b"OpusHead") or len(header) < 12:
        return Fraction(0)
    return Fraction(int.from_bytes(header[10:12], "little"), 48_000)

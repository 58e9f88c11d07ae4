"""Packets that go into the output as they are, at their exact times."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.time import Time, to_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

    import av

    from app.media.side.source import SideSource
    from app.media.side.window import Window

Timed = tuple[Time, "av.Packet[av.stream.Stream]"]
"""A packet and its time in the output, in seconds."""

_NO_TIME = Fraction(0)


class Stamp:
    """Puts packets of one output stream at their times, in its ticks, always rising."""

    def __init__(self, output: av.stream.Stream, tick: Fraction, *, together: bool = False) -> None:
        """Of `output`, in `tick` seconds; `together` allows packets at one and the same time."""
        self._output, self._tick, self._step = output, tick, 0 if together else 1
        self._last: int | None = None

    def __call__(self, packet: av.Packet[av.stream.Stream], time: Time, length: Time) -> Timed:
        """Give a packet without reordering its time and its length, both in seconds.

        Times that do not rise (a broken source) are moved behind the one before: a muxer would
        refuse the whole file for them.
        """
        ticks = to_ticks(time, self._tick)
        if self._last is not None:
            ticks = max(ticks, self._last + self._step)
        self._last = ticks
        packet.pts = packet.dts = ticks
        packet.duration = to_ticks(length, self._tick)
        packet.time_base = self._tick
        packet.stream = self._output
        return ticks * self._tick, packet


def copied_cover(source: SideSource, output: av.stream.Stream) -> Iterator[Timed]:
    """The one packet of a cover picture."""
    stamp = Stamp(output, Fraction(1, 1000))
    for packet in source.packets():
        if packet.size:
            packet.is_keyframe = True
            yield stamp(packet, _NO_TIME, _NO_TIME)
            return


def copied_subtitles(
    source: SideSource, output: av.stream.Stream, window: Window
) -> Iterator[Timed]:
    """Subtitles as they are, clipped to the window: one shown at its start begins there.

    A packet that does not say how long it is shown (PGS pictures) counts at its time alone.
    """
    tick = source.stream.time_base or Fraction(1, 1000)
    stamp = Stamp(output, tick, together=True)
    for packet in source.packets():
        time = packet.pts if packet.pts is not None else packet.dts
        if not packet.size or time is None:
            continue
        if window.is_past(time * tick):
            return
        length = packet.duration or 0
        clipped = window.clip(time * tick, (time + (length or 1)) * tick)
        if clipped is not None:
            start, end = clipped
            yield stamp(packet, start, end - start if length else _NO_TIME)


def copied_video(source: SideSource, output: av.stream.Stream, window: Window) -> Iterator[Timed]:
    """A further video stream, whole (`Window.span` is not looked at)."""
    tick = source.stream.time_base or Fraction(1, 90_000)
    offset = to_ticks(window.shift, tick)
    delay = getattr(source.stream.codec_context, "has_b_frames", 0)
    last: int | None = None
    for packet in source.packets():
        if not packet.size or packet.pts is None:
            continue
        length = packet.duration or 1
        decode = packet.dts
        if decode is None:  # Matroska before the first reordered frame is through
            decode = packet.pts - int(delay) * length if last is None else last + 1
        last = decode if last is None else max(decode, last + 1)
        packet.pts, packet.dts = max(packet.pts, last) + offset, last + offset
        packet.time_base, packet.stream = tick, output
        yield packet.dts * tick, packet

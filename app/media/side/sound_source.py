"""An audio stream read from a moment on."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av

from app.media.side.source import SideSource

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Iterator
    from pathlib import Path

    from app.base.time import Time

_RUN_IN = Fraction(1)
"""Seconds decoded before the first sample that counts: all coders have settled by then."""

_WORTH_SEEKING = Fraction(5)
"""Seconds that are read through rather than jumped over."""

_SEEKABLE = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "nut", "wav")
"""Formats whose times are as exact after a jump as they are from the beginning."""


class SoundSource(SideSource):
    """A `SideSource` whose packets begin a little before `begins`, a time on the file's clock."""

    def __init__(self, path: Path, index: int, stack: contextlib.ExitStack, begins: Time) -> None:
        super().__init__(path, index, stack)
        self._from = begins - _RUN_IN
        if self._container.format.name in _SEEKABLE and self._far():
            self._jump()

    def _far(self) -> bool:
        tick = self.stream.time_base or Fraction(1)
        return self._from - (self.stream.start_time or 0) * tick > _WORTH_SEEKING

    def _jump(self) -> None:
        tick = self.stream.time_base or Fraction(1)
        try:
            self._container.seek(int(self._from / tick), stream=self.stream)
        except av.FFmpegError:
            # A file without an index is read through.
            self._container.seek(self.stream.start_time or 0, stream=self.stream)

    def packets(self) -> Iterator[av.Packet[av.stream.Stream]]:
        """Those that matter, in the file's order, then an empty one that flushes a decoder."""
        for packet in super().packets():
            time = packet.pts if packet.pts is not None else packet.dts
            early = time is not None and time * (packet.time_base or 0) < self._from
            if not (packet.size and early):
                yield packet

"""What is heard of a timeline, as samples."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import OrderedDict
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from app.base.errors import AppError
from app.media.side.sound_reader import CHANNELS, RATE, SoundReader
from app.project.queries import find_media

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.time import Time
    from app.project.model import Clip, Project, Track

_OPEN = 8


class SoundMix:
    """Adds up the tracks that are not muted. One thread at a time; keeps files open."""

    def __init__(self) -> None:
        self._readers: OrderedDict[Path, SoundReader | None] = OrderedDict()

    def block(
        self, project: Project, start: Time, count: int, speed: Fraction
    ) -> NDArray[np.float32]:
        """Sound from `start` on.

        Args:
            project: With the clips.
            start: Seconds on the timeline.
            count: Samples to give, at 48 kHz.
            speed: Timeline seconds per second; above 0. Pitch follows it, as with a tape.

        Returns:
            `(count, 2)`, within [-1, 1].
        """
        first = math.floor(start * RATE)
        if speed == 1:
            return np.clip(self._mixed(project, first, count), -1, 1)
        needed = math.ceil(count * speed) + 2
        samples = self._mixed(project, first, needed)
        places = np.arange(count) * float(speed)
        lower = places.astype(np.int64)
        share = (places - lower)[:, None].astype(np.float32)
        return np.clip(samples[lower] * (1 - share) + samples[lower + 1] * share, -1, 1)

    def close(self) -> None:
        """Let go of all files."""
        while self._readers:
            reader = self._readers.popitem()[1]
            if reader is not None:
                reader.close()

    def _mixed(self, project: Project, first: int, count: int) -> NDArray[np.float32]:
        out = np.zeros((count, CHANNELS), np.float32)
        for track in project.tracks:
            if track.muted:
                continue
            for clip in _heard(track, Fraction(first, RATE), Fraction(first + count, RATE)):
                self._add(out, project, clip, first)
        return out

    def _add(self, out: NDArray[np.float32], project: Project, clip: Clip, first: int) -> None:
        media = find_media(project, clip.media_id)
        if media is None or (media.facts is not None and not media.facts.sound):
            return
        reader = self._reader(media.path)
        begin = max(first, math.ceil(clip.at * RATE))
        end = min(first + len(out), math.ceil(clip.end * RATE))
        if reader is None or end <= begin:
            return
        shift = round((clip.source.start - clip.at) * RATE)
        out[begin - first : end - first] += reader.read(begin + shift, end - begin)

    def _reader(self, path: Path) -> SoundReader | None:
        """None for a file without sound, or that cannot be read: the picture says so."""
        if path not in self._readers:
            try:
                reader = SoundReader(path)
            except (AppError, OSError):
                self._readers[path] = None
                return None
            self._readers[path] = reader if reader.has_sound else None
            if not reader.has_sound:
                reader.close()
            while len(self._readers) > _OPEN:
                oldest = self._readers.popitem(last=False)[1]
                if oldest is not None:
                    oldest.close()
        self._readers.move_to_end(path)
        return self._readers[path]


def _heard(track: Track, start: Time, end: Time) -> Iterator[Clip]:
    """Clips of a track between two moments."""
    place = max(0, bisect_right(track.clips, start, key=lambda clip: clip.at) - 1)
    for clip in track.clips[place:]:
        if clip.at >= end:
            return
        if clip.end > start:
            yield clip

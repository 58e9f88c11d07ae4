"""Texts of tracks, kept from one writing of a project to the next.

Tracks do not change, and an edit replaces few of them: of a layer with many the text is made once.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.annotations.layer_json import plain_track
from app.project.layout import Piece, lines

if TYPE_CHECKING:
    from app.annotations.layer_json import Plain
    from app.annotations.model import Track

LONG = 8
"""Keyframes from which a track surely stands on several lines, which is what a piece does."""

MOST = 256 << 20
"""Letters kept; what comes after them is made anew each time."""

Key = tuple[int, str, bool]


class TrackTexts:
    """What was written last. Its owner writes from one thread at a time.

    A text lives as long as its track is part of what is written: those that were not asked for
    are forgotten by `settle`.
    """

    def __init__(self) -> None:
        self._before: dict[Key, tuple[Track, str]] = {}
        self._now: dict[Key, tuple[Track, str]] = {}
        self._size = 0

    def __len__(self) -> int:
        return len(self._before)

    def plain(self, track: Track) -> Plain | Piece:
        """What stands for a track in a document."""
        if len(track.keyframes) < LONG:
            return plain_track(track)
        return Piece(partial(self._text, track))

    def settle(self) -> None:
        """A document is written; forget what it did not hold."""
        self._before, self._now, self._size = self._now, {}, 0

    def _text(self, track: Track, indent: str, ascii_only: bool) -> str:
        # The track is kept with its text, so that no other one gets its address.
        key = (id(track), indent, ascii_only)
        known = self._now.get(key) or self._before.get(key)
        text = known[1] if known else lines(plain_track(track), indent, ascii_only=ascii_only)
        if key not in self._now and self._size + len(text) <= MOST:
            self._now[key] = (track, text)
            self._size += len(text)
        return text

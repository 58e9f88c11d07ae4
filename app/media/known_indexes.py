"""Frame indexes of files that were demuxed a moment ago.

Import, preview, timeline and export all need the same index of the same file, and making one
reads the whole file. Indexes are immutable, so threads share them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from app.media.file_state import state_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction
    from pathlib import Path

    from app.media.frame_index import FrameIndex

MOST_BYTES = 64 << 20
"""Of all of them together: some eight million frames."""

_Key = tuple["Path", "Fraction", tuple[int, int]]


class KnownIndexes:
    """The most recently used indexes, within a number of bytes. Any thread."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, FrameIndex] = OrderedDict()

    def index(self, path: Path, rate: Fraction, make: Callable[[], FrameIndex]) -> FrameIndex:
        """The index of a file as it is now; made if it is not known, raising as `make` does.

        What has no state of its own, a pattern of pictures or a pipe, is made anew each time.
        """
        state = state_of(path)
        if state is None:
            return make()
        key = (path.absolute(), rate, state)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        index = make()  # outside the lock: another file must not wait for this one
        if state_of(path) == state:
            self._keep(key, index)
        return index

    def _keep(self, key: _Key, index: FrameIndex) -> None:
        with self._lock:
            self._kept[key] = index
            while sum(map(_size, self._kept.values())) > self._most:
                self._kept.popitem(last=False)


def _size(index: FrameIndex) -> int:
    return index.pts.nbytes + index.keyframes.nbytes


KNOWN = KnownIndexes()
"""Of this process."""

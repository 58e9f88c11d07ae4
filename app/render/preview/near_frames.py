"""Which frame stands in for one that takes long to decode, and when none need to."""

from __future__ import annotations

import time as clock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.media.frame_index import FrameIndex
    from app.media.video_reader import VideoReader
    from app.render.preview.frame_store import FrameStore

PATIENCE = 0.06
"""Seconds of decoding that are waited for: showing another frame first costs time, too."""

_FEWEST, _MOST = 8, 64
"""Frames that are decoded without a stand-in, whatever was measured."""


class NearFrames:
    """Decodes frames of sources that are not kept. One thread.

    A stand-in is of the same group of pictures: the nearest frame that is kept, which costs
    nothing, or the keyframe, which is decoded on the way anyway.
    """

    def __init__(self, store: FrameStore) -> None:
        self._store = store
        self._seconds: dict[str, float] = {}

    def frames(
        self, stream: str, reader: VideoReader, number: int, cancel: CancelToken
    ) -> Iterator[Frame[Picture]]:
        """The exact frame, which is kept from now on; perhaps a stand-in before it.

        Raises:
            MediaError: it cannot be decoded.
            Cancelled: somebody asked; what was decoded on the way is not lost.
        """
        key = reader.index.keyframe_before(number)
        anew = not reader.is_near(number, number - key)
        if not reader.is_near(number, self._soon(stream)):
            near = self._kept(stream, reader.index, number, key)
            # Going back for the keyframe must not lose the way that is done already.
            if near is None and (anew or reader.is_near(key, 0)):
                near = reader.frame(key, cancel)
                self._store.put(stream, near)
            if near is not None:
                yield near
            cancel.check()
        start = clock.perf_counter()
        frame = reader.frame(number, cancel)
        if anew and number - key >= _FEWEST:
            self._learn(stream, (clock.perf_counter() - start) / (number - key))
        self._store.put(stream, frame)
        yield frame

    def _soon(self, stream: str) -> int:
        """Frames that are decoded in a moment, by what was measured last."""
        seconds = self._seconds.get(stream)
        return _FEWEST if not seconds else min(_MOST, max(_FEWEST, int(PATIENCE / seconds)))

    def _learn(self, stream: str, seconds: float) -> None:
        self._seconds[stream] = (self._seconds.get(stream, seconds) + seconds) / 2

    def _kept(self, stream: str, index: FrameIndex, number: int, key: int) -> Frame[Picture] | None:
        time = index.time_of(number)
        around = self._store.around(stream, time)
        # Beyond a keyframe there may be another shot.
        same = [f for f in around if index.keyframe_before(index.number_at(f.time)) == key]
        return min(same, key=lambda frame: abs(frame.time - time), default=None)

"""Shapes that were copied, to be put down on other frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.edits.placing import Copied, copy_tracks

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.annotations.layer import AnnotationLayer


class ShapeClipboard:
    """Of this window only: shapes mean nothing to other programs. GUI thread."""

    def __init__(self) -> None:
        self._copied: tuple[Copied, ...] = ()
        self._from: tuple[str, int] = ("", -1)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to paste."""
        return not self._copied

    @property
    def copied(self) -> tuple[Copied, ...]:
        """What was copied last."""
        return self._copied

    def copy(self, layer: AnnotationLayer, ids: Collection[int], media_id: str, frame: int) -> int:
        """Take what tracks are on a frame of a source; how many were seen there."""
        found = copy_tracks(layer, ids, frame)
        if found:
            self._copied, self._from = found, (media_id, frame)
        return len(found)

    def continues(self, selection: Collection[int], media_id: str, frame: int) -> frozenset[int]:
        """Ids of copied tracks that go on: still selected, on another frame of the same source."""
        media, copied_from = self._from
        if media != media_id or copied_from == frame:
            return frozenset()
        return frozenset(one.track_id for one in self._copied) & frozenset(selection)

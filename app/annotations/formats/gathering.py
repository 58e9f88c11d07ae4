"""Shapes found one after another, tied together to tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.density import dense_keyframes
from app.annotations.model import Keyframe, Track

if TYPE_CHECKING:
    from collections.abc import Mapping


class Gathering:
    """Tracks seen on exactly the frames for which a shape was added."""

    def __init__(self) -> None:
        self._seen: dict[int, dict[int, Keyframe]] = {}
        self._labels: dict[int, str] = {}
        self._loose: list[tuple[str, Keyframe]] = []

    def add(self, id_: int, label: str, keyframe: Keyframe) -> str:
        """Add a shape of a track.

        Returns:
            What is wrong with it: a second label or a second shape on that frame; else "".
        """
        if self._labels.setdefault(id_, label) != label:
            return f"gives object {id_} a second label"
        seen = self._seen.setdefault(id_, {})
        if keyframe.frame in seen:
            return f"is a second shape of object {id_} on frame {keyframe.frame}, counted from 0"
        seen[keyframe.frame] = keyframe
        return ""

    def has(self, id_: int, frame: int) -> Keyframe | None:
        """The shape of a track on a frame."""
        return self._seen.get(id_, {}).get(frame)

    def put(self, id_: int, keyframe: Keyframe) -> None:
        """Take a shape's place."""
        self._seen[id_][keyframe.frame] = keyframe

    def add_loose(self, label: str, keyframe: Keyframe) -> None:
        """Add a shape that belongs to no other one."""
        self._loose.append((label, keyframe))

    def tracks(self, frame_count: int) -> tuple[Track, ...]:
        """The tracks by number; after them what is loose, numbered on."""
        first = max(self._seen, default=0) + 1
        for id_, (label, keyframe) in enumerate(self._loose, first):
            self._seen[id_], self._labels[id_] = {keyframe.frame: keyframe}, label
        self._loose = []
        return tuple(
            Track(id_, self._labels[id_], dense_keyframes(_in_order(seen), frame_count))
            for id_, seen in sorted(self._seen.items())
        )


def _in_order(seen: Mapping[int, Keyframe]) -> list[Keyframe]:
    return [seen[frame] for frame in sorted(seen)]

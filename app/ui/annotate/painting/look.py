"""How a shape is to look, and what it says in its name tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.annotations.masks import Mask
from app.ui.annotate.label_colours import label_colour, label_marker
from app.ui.language import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from app.annotations.interpolation import ShapeAt
    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import SkeletonKind
    from app.ui.annotate.visibility import Visibility


@dataclass(frozen=True)
class Look:
    """One shape's.

    Attributes:
        colour: Of its label, as on video.
        marker: Form of the mark in its tag: "square", "circle" or "triangle".
        name: "person 1".
        words: A quieter word after it: "keyframe", "locked"; "" for none.
        icon: Name of the icon at the end of its tag, a padlock say; "" for none.
        score: Two decimals, or "".
        skeleton: What skeletons of its label are made of.
    """

    colour: QColor
    marker: str = "square"
    name: str = ""
    words: str = ""
    icon: str = ""
    score: str = ""
    selected: bool = False
    hovered: bool = False
    provisional: bool = False
    occluded: bool = False
    outside: bool = False
    locked: bool = False
    skeleton: SkeletonKind | None = None


class Looks:
    """The looks of the things of one layer, as long as a paint lasts."""

    def __init__(self, layer: AnnotationLayer, visibility: Visibility) -> None:
        self._layer = layer
        self._visibility = visibility
        self._labels: dict[str, tuple[QColor, str, SkeletonKind | None]] = {}

    def of(
        self,
        shown: ShapeAt,
        *,
        selected: bool = False,
        hovered: bool = False,
        outside: bool = False,
        coming: bool = False,
    ) -> Look:
        """How a thing looks on its frame; one that is still `coming` has no number yet."""
        track, origin = shown.track, shown.origin
        locked = not coming and self._visibility.is_locked(track)
        pinned = not coming and self._visibility.is_pinned(track)
        score = origin.score if origin.score is not None else track.provenance.score
        provisional = not track.provenance.accepted
        colour, marker, skeleton = self.label(track.label)
        return Look(
            colour,
            marker,
            track.label if coming else f"{track.label} {track.id}",
            _words(shown, selected=selected, outside=outside, locked=locked, pinned=pinned),
            "lock" if locked else "push-pin" if pinned else "sparkle" if provisional else "",
            f"{score:.2f}" if provisional and score is not None else "",
            selected,
            hovered,
            provisional,
            origin.occluded,
            outside,
            locked,
            skeleton,
        )

    def label(self, name: str) -> tuple[QColor, str, SkeletonKind | None]:
        """Colour, marker and skeleton of a label."""
        if name not in self._labels:
            label = next((one for one in self._layer.labels if one.name == name), None)
            self._labels[name] = (
                label_colour(self._layer, name, on_video=True),
                label_marker(self._layer, name),
                label.skeleton if label else None,
            )
        return self._labels[name]


def _words(shown: ShapeAt, *, selected: bool, outside: bool, locked: bool, pinned: bool) -> str:
    if outside:
        return tr("outside")
    if locked:
        return tr("locked")
    if shown.origin.occluded:
        return tr("occluded")
    if pinned:
        return tr("pinned")
    if selected and shown.is_keyframe:
        return tr("keyframe")
    return tr("mask") if isinstance(shown.shape, Mask) else ""

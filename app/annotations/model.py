"""What can be said about a clip: labels, tracks of keyframes, segments, tags; immutable values.

Frames are 0-based in presentation order; spans of frames are half-open. `extra`
holds what an imported file said and we have no word for, by format name, so that it can be given
back to that format.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from app.annotations.shapes import Shape

AttributeValue = str | int | float | bool
Attributes = Mapping[str, AttributeValue]
Extra = Mapping[str, Any]

NONE: Mapping[str, Any] = MappingProxyType({})
"""The empty mapping all share."""


def nothing() -> Mapping[str, Any]:
    """`NONE`: dataclasses take no mapping as a default, only a maker of one."""
    return NONE


MAX_FRAME = 10**8
"""Frames of the longest clip: 19 days at 60 per second. A number above it is damage."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")


AttributeType = Literal["text", "number", "choice", "switch"]


@dataclass(frozen=True, slots=True)
class AttributeKind:
    """Something a label's things can have: a pose, a number plate.

    Attributes:
        name: Unique within the label.
        type: What values it takes: str, float, one of `choices`, bool.
        default: Of a new thing; None when there is none.
        choices: Of type "choice", in order.
        mutable: Whether it may change from keyframe to keyframe; else it is the track's.
    """

    name: str
    type: AttributeType = "text"
    default: AttributeValue | None = None
    choices: tuple[str, ...] = ()
    mutable: bool = True


@dataclass(frozen=True, slots=True)
class SkeletonKind:
    """What a label's skeletons are made of: named joints and the bones between them.

    Attributes:
        joints: Names, in order.
        bones: Pairs of places in `joints`, from 0.
    """

    joints: tuple[str, ...]
    bones: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        count = len(self.joints)
        if not count or len(set(self.joints)) != count:
            raise AnnotationError("A skeleton's joints need names, each once.")
        if any(not 0 <= end < count for bone in self.bones for end in bone):
            raise AnnotationError("A skeleton has a bone between joints it does not have.")


@dataclass(frozen=True, slots=True)
class Label:
    """A kind of thing; its name is its identity within the layer.

    Attributes:
        name: As shown and as exported.
        colour: `#rrggbb`, lower case, or "" to let the window choose.
        group: For labels of segments: the row they share on the timeline, "Action" say; "" for
            labels of objects.
        attributes: What its things can have.
        skeleton: What its skeletons are made of, None where it has none.
        hotkey: One key that chooses it, "" for none.
    """

    name: str
    colour: str = ""
    extra: Extra = field(default_factory=nothing)
    group: str = ""
    attributes: tuple[AttributeKind, ...] = ()
    skeleton: SkeletonKind | None = None
    hotkey: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            raise AnnotationError("A label needs a name.")
        if self.colour and not _COLOUR.fullmatch(self.colour):
            raise AnnotationError(f"“{self.colour}” is not a colour; write #rrggbb.")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who said so.

    Attributes:
        source: A person's hand or a model.
        model, version: Which model (or analysis), "" for a hand.
        score: The model's confidence in [0, 1], None when it gives none.
        accepted: Whether a person stands behind it; a model's findings start without.
    """

    source: Literal["hand", "model"] = "hand"
    model: str = ""
    version: str = ""
    score: float | None = None
    accepted: bool = True


HAND = Provenance()


@dataclass(frozen=True, slots=True)
class Keyframe:
    """What is known of a thing at one frame.

    Attributes:
        frame: Where.
        shape: Its place; on an outside keyframe, where interpolation was heading.
        z_order: Higher ones lie on top of lower ones.
        outside: From here on it is not to be seen, until a keyframe that is not outside.
        occluded: Partly or wholly covered by something else.
        score: The model's confidence at this frame, if it gives one.
    """

    frame: int
    shape: Shape
    outside: bool = False
    occluded: bool = False
    attributes: Attributes = field(default_factory=nothing)
    score: float | None = None
    extra: Extra = field(default_factory=nothing)
    z_order: int = 0


@dataclass(frozen=True, slots=True)
class Track:
    """One thing over time: keyframes with rising frames, at least one.

    The last keyframe, if not outside, holds to the end of the clip.

    Attributes:
        id: Unique in the layer.
        label: Name of its label.
        keyframes: With rising frames.
        attributes: Those that hold for all frames; a keyframe's own win over them.
    """

    id: int
    label: str
    keyframes: tuple[Keyframe, ...]
    provenance: Provenance = HAND
    attributes: Attributes = field(default_factory=nothing)
    extra: Extra = field(default_factory=nothing)

    def __post_init__(self) -> None:
        frames = [keyframe.frame for keyframe in self.keyframes]
        if not frames or any(a >= b for a, b in pairwise(frames)):
            raise AnnotationError(f"Track {self.id} needs keyframes at rising frames.")
        if frames[0] < 0 or frames[-1] >= MAX_FRAME:
            raise AnnotationError(f"Track {self.id} has a keyframe at an impossible frame.")


@dataclass(frozen=True, slots=True)
class Segment:
    """A label over the frames `[start, stop)`; segments may overlap."""

    id: int
    label: str
    start: int
    stop: int
    attributes: Attributes = field(default_factory=nothing)
    provenance: Provenance = HAND
    extra: Extra = field(default_factory=nothing)

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.stop <= MAX_FRAME:
            raise AnnotationError(
                f"Segment {self.id} must end after its start, both within the clip."
            )


@dataclass(frozen=True, slots=True)
class Tag:
    """A label on the whole clip."""

    label: str
    provenance: Provenance = HAND
    attributes: Attributes = field(default_factory=nothing)

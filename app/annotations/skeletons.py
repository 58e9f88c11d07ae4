"""Skeletons as people say them: joints by name, bones as pairs of their numbers, counted from 1.

COCO counts the ends of bones from 1 too (`skeleton` in “Data format”, cocodataset.org).
"""

from __future__ import annotations

import re
from itertools import pairwise

from app.annotations.model import SkeletonKind
from app.base.errors import AnnotationError

PERSON = SkeletonKind(
    (
        "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder",
        "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip",
        "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle",
    ),
    (
        (15, 13), (13, 11), (16, 14), (14, 12), (11, 12), (5, 11), (6, 12), (5, 6), (5, 7),
        (6, 8), (7, 9), (8, 10), (1, 2), (0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 6),
    ),
)  # fmt: skip
"""A person as COCO's keypoints have one."""

_BONE = re.compile(r"\s*(\d{1,5})\s*[-\N{EN DASH}]\s*(\d{1,5})\s*")


def skeleton_of(joints: str, bones: str) -> SkeletonKind | None:
    """The skeleton of two texts such as `head, hip, foot` and `1-2, 2-3`; None without joints.

    Without bones it is a chain.

    Raises:
        AnnotationError: a joint is there twice, or a bone makes no sense.
    """
    names = tuple(part.strip() for part in joints.split(",") if part.strip())
    if not names:
        return None
    return SkeletonKind(names, _bones(bones, len(names)))


def bones_text(skeleton: SkeletonKind) -> str:
    """Its bones as `skeleton_of` reads them."""
    return ", ".join(f"{a + 1}-{b + 1}" for a, b in skeleton.bones)


def _bones(text: str, count: int) -> tuple[tuple[int, int], ...]:
    if not text.strip():
        return tuple(pairwise(range(count)))
    return tuple(_bone(part, count) for part in text.split(",") if part.strip())


def _bone(text: str, count: int) -> tuple[int, int]:
    found = _BONE.fullmatch(text)
    ends = [int(end) for end in found.groups()] if found else []
    if not ends or not all(1 <= end <= count for end in ends) or ends[0] == ends[1]:
        raise AnnotationError(
            f"“{text.strip()}” is no bone: give the numbers of two joints, such as 1-2; "
            f"there are {count} joints."
        )
    return ends[0] - 1, ends[1] - 1

"""The layers our readers' tests write: the reference object, and some that move."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.annotations.density import dense_keyframes
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box, Polygon

WIDTH, HEIGHT, FRAMES = 64, 48, 6
MEDIA = MediaFacts("clip.mp4", WIDTH, HEIGHT, FRAMES)
LABELS = (Label("pedestrian"), Label("car"))


def boxes() -> AnnotationLayer:
    """The reference box on frame 1, and a moving one, covered, from frame 0 to 3."""
    still = dense_keyframes([Keyframe(1, Box(5, 4, 15, 9))], FRAMES)
    moving = (
        Keyframe(0, Box(20, 10, 30, 30), occluded=True),
        Keyframe(3, Box(26, 13, 36, 33), occluded=True),
        Keyframe(4, Box(26, 13, 36, 33), outside=True),
    )
    tracks = Track(7, "car", still), Track(9, "pedestrian", moving)
    return AnnotationLayer(MEDIA, LABELS, tracks)


def people(by: float = 0) -> AnnotationLayer:
    """Only people, perhaps moved."""
    layer = boxes()
    moved = Box(5 + by, 4, 15 + by, 9)
    still = Track(7, "pedestrian", dense_keyframes([Keyframe(1, moved)], FRAMES))
    return replace(layer, tracks=(still, layer.tracks[1]))


def masks(by: int = 0) -> AnnotationLayer:
    """A walking person in two pieces with a hole, and a car partly behind it."""

    def person(frame: int) -> Mask:
        bits = np.zeros((HEIGHT, WIDTH), bool)
        left = 5 + frame + by
        bits[4:20, left : left + 12] = bits[30:33, left : left + 4] = True
        bits[8:11, left + 3 : left + 5] = False
        return Mask.from_array(bits)

    walking = dense_keyframes([Keyframe(frame, person(frame)) for frame in range(4)], FRAMES)
    car = (Keyframe(0, Polygon((((10, 10), (50, 10), (50, 40), (10, 40)),))),)
    tracks = Track(2, "car", car), Track(3, "pedestrian", walking)
    return AnnotationLayer(MEDIA, LABELS, tracks)

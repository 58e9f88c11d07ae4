"""Detections and the tracker together: one thing under several labels is one track."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from app.analyses.analysis import AnalysisContext
from app.analyses.detecting import Detecting
from app.analyses.registry import find_analysis
from app.analyses.tracker import Detection
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.shapes import Box
from app.base.cancel import CancelToken
from app.base.frame import Frame
from app.inference.catalogue import Catalogue
from app.media.video_format import VideoFormat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.analyses.detectors import Detector
    from app.inference.catalogue import ModelCard

SIGHTINGS = [("truck", 0.55), ("truck", 0.55), ("car", 0.9), ("car", 0.9), ("truck", 0.55)]
"""What a detector calls the one thing there is: more often a truck, more surely a car."""


class _Calls:
    """Finds the thing a pixel further on each frame, and weakly as a boat as well."""

    def __init__(self) -> None:
        self._frame = 0

    def __call__(self, picture: NDArray[np.uint8], least: float) -> list[Detection]:
        (label, score), x = SIGHTINGS[self._frame], self._frame
        self._frame += 1
        again = Detection(Box(10 + x, 10, 51 + x, 30), "boat", 0.52)
        return [Detection(Box(10 + x, 10, 50 + x, 30), label, score), again]


def layer_of(*, mixed: bool) -> AnnotationLayer:
    def opened(model: str) -> tuple[ModelCard, Detector]:
        return Catalogue.load().find(model), _Calls()

    detecting = Detecting("fastestdet", opened, 0.5, frozenset(), 1, 5, mixed)
    pixels = np.zeros((40, 80, 3), np.uint8)
    frames = (Frame(pixels, Fraction(n), Fraction(1)) for n in range(len(SIGHTINGS)))
    source = VideoFormat(80, 40, Fraction(1), Fraction(1))
    found = list(detecting.run(frames, source, AnalysisContext(int, CancelToken())))
    return detecting.assemble(found, MediaFacts("clip.mp4", 80, 40, len(SIGHTINGS)))


def test_a_thing_of_changing_labels_is_one_track_of_the_surest() -> None:
    (track,) = layer_of(mixed=True).tracks
    assert track.label == "car"
    assert [key.frame for key in track.keyframes] == [0, 1, 2, 3, 4]


def test_labels_that_may_not_change_are_tracks_of_their_own() -> None:
    assert {track.label for track in layer_of(mixed=False).tracks} == {"truck", "car", "boat"}


def test_labels_may_change_if_nobody_says_otherwise() -> None:
    kind = find_analysis("detect")
    running = kind.make({each.name: each.default for each in kind.parameters})
    assert cast("Detecting", running).mixed

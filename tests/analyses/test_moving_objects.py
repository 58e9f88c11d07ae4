"""Moving objects, against exact truth."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.analyses.analysis import AnalysisContext
from app.analyses.registry import make_analysis
from app.annotations.interpolation import shape_at, stretches
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.base.cancel import CancelToken
from app.base.errors import EffectError
from tests.analyses.moving_squares import FORMAT, HEIGHT, WIDTH, Square, clip, number_of

if TYPE_CHECKING:
    from app.annotations.model import Track

ACROSS = Square(10, 20, 2.0, 0.3)
BACK = Square(220, 90, -2.2, 0.0, colour=(30, 90, 210))
LATE = Square(100, -24, 0.0, 2.5, side=30, begin=50, colour=(240, 240, 240))
COUNT = 110


def found(squares: tuple[Square, ...], count: int = COUNT, **options: Any) -> AnnotationLayer:
    settings = options.pop("settings", {})
    analysis = make_analysis("moving-objects", settings)
    context = AnalysisContext(number_of, CancelToken())
    findings = list(analysis.run(clip(squares, count, **options), FORMAT, context))
    return analysis.assemble(findings, MediaFacts("clip.mp4", WIDTH, HEIGHT, count))


def ious(track: Track, square: Square, count: int = COUNT) -> list[float]:
    """IoU with the truth on every frame the square is wholly in the picture."""
    values = []
    for frame in range(count):
        truth = square.mask(frame)
        if truth.sum() == square.side**2:
            shape = shape_at(track, frame)
            assert shape is None or isinstance(shape.shape, Mask)
            theirs = Mask.from_array(truth)
            values.append(theirs.iou(shape.shape) if shape else 0.0)  # type: ignore[arg-type]
    return values


def best(layer: AnnotationLayer, square: Square, count: int = COUNT) -> tuple[Track, list[float]]:
    return max(
        ((track, ious(track, square, count)) for track in layer.tracks),
        key=lambda pair: sum(pair[1]),
    )


def test_squares_are_found_followed_and_counted() -> None:
    layer = found((ACROSS, BACK, LATE))
    assert len(layer.tracks) == 3
    whose = [best(layer, square) for square in (ACROSS, BACK, LATE)]
    assert sorted(track.id for track, _ in whose) == [1, 2, 3]
    for _, values in whose:
        assert min(values) >= 0.7
        assert np.mean(values) >= 0.85


def test_the_first_frame_already_knows() -> None:
    layer = found((ACROSS,))
    track, values = best(layer, ACROSS)
    assert track.keyframes[0].frame == 0
    assert values[0] >= 0.7


def test_a_still_picture_has_nothing_in_it() -> None:
    assert found((), 60).tracks == ()


def test_heavy_noise_makes_no_objects() -> None:
    layer = found((ACROSS,), noise=12.0)
    assert len(layer.tracks) == 1


def test_a_change_of_exposure_is_no_object() -> None:
    layer = found((ACROSS,), dark=(60, 90))
    assert len(layer.tracks) == 1
    assert min(best(layer, ACROSS)[1]) >= 0.6


def test_one_that_vanishes_for_a_moment_stays_the_same() -> None:
    hidden = [Square(10, 20, 2.0, 0, end=60), Square(10 + 2 * 66, 20, 2.0, 0, begin=66)]
    layer = found(tuple(hidden), 100)
    assert len(layer.tracks) == 1
    assert list(stretches(layer.tracks[0], 100)) == [(0, 60), (66, 100)]


def test_one_that_stays_away_comes_back_as_another() -> None:
    hidden = [Square(10, 20, 2.0, 0, end=50), Square(10 + 2 * 80, 20, 1.0, 0, begin=80)]
    assert len(found(tuple(hidden)).tracks) == 2


@pytest.mark.parametrize(
    "settings", [{"min-area": 5}, {"min-length": 200}, {"min-travel": 100}], ids=str
)
def test_small_short_and_idle_things_are_dropped(settings: dict[str, float]) -> None:
    assert found((ACROSS,), settings=settings).tracks == ()


def test_without_opencv_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(EffectError, match="pip install opencv-python-headless"):
        found((ACROSS,), 3)


def test_large_pictures_are_worked_on_small_and_answered_large() -> None:
    """1536 pixels across: the model sees 1280 of them, masks have all."""
    scale, quick = 6, Square(10, 20, 8.0, 0)
    large = replace(FORMAT, width=WIDTH * scale, height=HEIGHT * scale)
    frames = (
        frame.with_pixels(frame.pixels.repeat(scale, 0).repeat(scale, 1))
        for frame in clip((quick,), 20, noise=2.0)
    )
    analysis = make_analysis("moving-objects", {"warmup": 15})
    results = list(analysis.run(frames, large, AnalysisContext(number_of, CancelToken())))
    mask = results[16].findings[0].shape
    assert isinstance(mask, Mask)
    assert mask.iou(Mask.from_array(quick.mask(16).repeat(scale, 0).repeat(scale, 1))) >= 0.85

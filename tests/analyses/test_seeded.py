"""Following a box and carrying a mask on, against exact truth and on real frames."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from app.analyses.seeded import Seed, Sighting, thinned, track_of
from app.annotations.interpolation import shape_at
from app.annotations.masks import Mask
from app.annotations.model import HAND, Keyframe
from app.annotations.shapes import Box, Points, box_around
from app.base.cancel import CancelToken
from app.base.errors import Cancelled, EffectError, ModelError, UsageError
from app.render.annotate_seeded import annotate_seeded
from app.render.bench.annotation_masks import (
    boundary_agreement,
    grown,
    j_and_f,
    region_overlap,
)
from tests.analyses.moving_squares import Square, lossless

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.model import Track

COUNT, MIDDLE = 40, 20
SQUARE = Square(30, 40, 2.0, 0.6, side=40)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lossless clip of one square on its way."""
    path: Path = tmp_path_factory.mktemp("clips") / "square.mkv"
    return lossless(path, (SQUARE,), COUNT, noise=2.0)


def truth(frame: int) -> Box:
    edges = SQUARE.box(frame)
    assert edges is not None
    return Box(*map(float, edges))


def box_on(track: Track, frame: int) -> Box:
    found = shape_at(track, frame)
    assert found is not None
    return box_around(found.shape)


def test_a_track_says_how_sure_its_sightings_were() -> None:
    seed = Seed(3, Box(0, 0, 9, 9), "car")
    seen = [Sighting(4, Box(1, 0, 10, 9), 0.9), Sighting(5, Box(2, 0, 11, 9), 0.6)]

    assert track_of(1, seed, seen, 10, HAND).provenance.score == 0.75
    unsaid = [replace(one, score=None) for one in seen]
    assert track_of(1, seed, unsaid, 10, HAND).provenance.score is None


@pytest.mark.parametrize("method", ["nanotrack-v2", "mil"])
def test_a_box_is_followed_both_ways(
    video: Path, weights_dir: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(weights_dir))
    seed = Seed(MIDDLE, truth(MIDDLE), "thing")
    first, last = (0, COUNT - 1) if method != "mil" else (MIDDLE - 5, MIDDLE + 5)
    track = annotate_seeded(video, "follow", {"method": method}, seed, (first, last))
    overlaps = [box_on(track, frame).iou(truth(frame)) for frame in range(first, last + 1)]
    assert min(overlaps) > 0.6
    assert np.mean(overlaps) > 0.75
    assert len(track.keyframes) < last - first + 1
    told = track.provenance
    assert (told.source, told.model, told.accepted) == ("model", method, False)
    assert told.version
    assert box_on(track, MIDDLE) == truth(MIDDLE)


@pytest.mark.parametrize("method", ["nanotrack-v2", "mil"])
def test_what_has_left_the_picture_is_lost(
    tmp_path: Path, weights_dir: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(weights_dir))
    square, gone = Square(130, 40, 6.0, 0.0, side=36), 21
    clip = lossless(tmp_path / "leaving.mkv", (square,), 40, noise=2.0)
    assert square.box(gone - 1) is not None
    assert square.box(gone) is None
    seed = Seed(0, Box(130, 40, 166, 76), "thing")

    def last(score: float) -> int:
        track = annotate_seeded(clip, "follow", {"method": method, "score": score}, seed, (0, 39))
        return max(frame for frame in range(40) if shape_at(track, frame) is not None)

    assert gone - 6 <= last(0.5) <= gone + 1
    assert last(0) == 39


def test_what_is_covered_for_a_moment_is_not_lost(tmp_path: Path) -> None:
    before, after = Square(60, 40, 3.0, 0.0, side=36, end=10), Square(99, 40, 3.0, 0.0, 36, 13)
    clip = lossless(tmp_path / "covered.mkv", (before, after), 30, noise=2.0)
    seed = Seed(0, Box(60, 40, 96, 76), "thing")

    track = annotate_seeded(clip, "follow", {"method": "mil"}, seed, (0, 29))

    assert all(shape_at(track, frame) is not None for frame in range(30))


def test_without_weights_the_fallback_follows(video: Path) -> None:
    seed = Seed(MIDDLE, truth(MIDDLE), "thing")
    track = annotate_seeded(video, "follow", {}, seed, (MIDDLE, MIDDLE + 2))
    assert track.provenance.model == "mil"
    assert shape_at(track, MIDDLE - 1) is None
    assert shape_at(track, MIDDLE + 3) is None
    with pytest.raises(ModelError, match="models get nanotrack-v2"):
        annotate_seeded(video, "follow", {"method": "nanotrack-v2"}, seed)


def test_a_mask_is_carried_both_ways(video: Path) -> None:
    seed = Seed(MIDDLE, Mask.from_array(SQUARE.mask(MIDDLE)), "thing")
    seen: list[Sighting] = []
    track = annotate_seeded(video, "propagate", {}, seed, preview=seen.append)
    expected = [*range(MIDDLE + 1, COUNT), *reversed(range(MIDDLE))]
    assert [each.frame for each in seen] == expected
    for frame in range(0, COUNT, 3):
        found = shape_at(track, frame)
        assert found is not None
        assert isinstance(found.shape, Mask)
        assert j_and_f(found.shape.to_array(), SQUARE.mask(frame)) > 0.9


def test_two_runs_agree(video: Path) -> None:
    seed = Seed(MIDDLE, truth(MIDDLE), "thing")
    near = (MIDDLE - 3, MIDDLE + 3)
    first = annotate_seeded(video, "propagate", {}, seed, near)
    assert annotate_seeded(video, "propagate", {}, seed, near) == first


def test_what_cannot_be_followed_is_refused(video: Path) -> None:
    box = truth(MIDDLE)
    cases = [
        ("follow", Seed(MIDDLE, Points(((1.0, 1.0),)), "x"), "such a shape"),
        ("follow", Seed(MIDDLE, Box(5, 5, 6, 6), "x"), "too small"),
        ("propagate", Seed(MIDDLE, Box(5, 5, 6, 6), "x"), "too small"),
        ("propagate", Seed(MIDDLE, Mask.from_array(np.ones((5, 5))), "x"), "of this clip"),
        ("follow", Seed(COUNT, box, "x"), "must lie within"),
    ]
    for name, seed, words in cases:
        with pytest.raises(EffectError, match=words):
            annotate_seeded(video, name, {}, seed)
    with pytest.raises(UsageError, match="Did you mean “follow”"):
        annotate_seeded(video, "folow", {}, Seed(0, box, "x"))


def test_cancelling_is_heard(video: Path) -> None:
    token = CancelToken()
    seed = Seed(MIDDLE, truth(MIDDLE), "thing")
    with pytest.raises(Cancelled):
        annotate_seeded(video, "propagate", {}, seed, None, lambda _: token.cancel(), token)


def test_keyframes_are_thinned_as_far_as_asked() -> None:
    def box(frame: int) -> Box:
        x = min(frame, 10) * 4.0
        return Box(x, 0, x + 10, 10 + (0.5 if frame == 5 else 0))

    keys = tuple(Keyframe(frame, box(frame)) for frame in range(20))
    assert [key.frame for key in thinned(keys, 1.0)] == [0, 10, 19]
    assert [key.frame for key in thinned(keys, 1.0, frozenset({3}))] == [0, 3, 10, 19]
    assert 5 in [key.frame for key in thinned(keys, 0.1)]
    gone = (*keys[:8], replace(keys[8], outside=True), *keys[12:])
    assert [key.frame for key in thinned(gone, 1.0)] == [0, 7, 8, 12, 19]


def test_the_seed_stays_as_drawn() -> None:
    seed = Seed(5, Box(0, 0, 10, 10), "x")
    seen = [Sighting(5, Box(3, 3, 9, 9)), Sighting(6, Box(1, 0, 11, 10), 0.7)]
    track = track_of(1, seed, seen, 10, HAND)
    assert [(key.frame, key.outside) for key in track.keyframes] == [
        (5, False),
        (6, False),
        (7, True),
    ]
    assert track.keyframes[0].shape == seed.shape


def test_j_and_f_of_simple_masks() -> None:
    mask = np.zeros((100, 100), bool)
    mask[20:60, 20:60] = True
    assert j_and_f(mask, mask) == 1
    assert j_and_f(np.zeros_like(mask), np.zeros_like(mask)) == 1
    assert j_and_f(np.zeros_like(mask), mask) == 0
    half = mask.copy()
    half[:, 40:] = False
    assert region_overlap(half, mask) == 0.5
    shifted = np.roll(mask, 1, axis=1)
    assert region_overlap(shifted, mask) == pytest.approx(39 / 41)
    assert boundary_agreement(shifted, mask) == 1  # within 0.8 % of the diagonal: 2 pixels
    assert boundary_agreement(np.roll(mask, 10, axis=1), mask) < 0.7


def test_growing_reaches_as_far_as_a_disc() -> None:
    mask = np.zeros((21, 30), bool)
    mask[10, 2] = True
    rows, columns = np.mgrid[0:21, 0:30]
    for radius in (0, 1, 4, 8):
        assert np.array_equal(
            grown(mask, radius), (rows - 10) ** 2 + (columns - 2) ** 2 <= radius**2
        )


@pytest.mark.slow
@pytest.mark.parametrize(("frame", "turn"), [(0, 13), (5, 13), (8, 15), (13, 0)])
def test_real_masks_survive_the_way_there_and_back(media_dir: Path, frame: int, turn: int) -> None:
    """Each known mask of `judo` is of other people, so only the way back can be judged."""
    folder = media_dir / "masks"
    with Image.open(folder / "judo_masks" / f"{frame:05d}.png") as image:
        known = np.asarray(image) > 0
    known = np.pad(known, ((0, 0), (0, 854 - known.shape[1])))
    clip_of = folder / "judo_frames" / "%05d.jpg"
    way = (min(frame, turn), max(frame, turn))
    there = annotate_seeded(
        clip_of, "propagate", {}, Seed(frame, Mask.from_array(known), "judo"), way
    )
    end = shape_at(there, turn)
    assert end is not None
    back = annotate_seeded(clip_of, "propagate", {}, Seed(turn, end.shape, "judo"), way)
    found = shape_at(back, frame)
    assert found is not None
    assert isinstance(found.shape, Mask)
    assert j_and_f(found.shape.to_array(), known) > 0.85

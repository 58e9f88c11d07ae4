"""What detectors, classifiers, features and readers are judged by: pictures that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.analyses.text_reader import Line
from app.analyses.tracker import Detection
from app.annotations.shapes import Box
from app.base.errors import ModelError
from app.inference.quality.captions import FONTS, captioned
from app.render.quality import naming, reading
from app.render.quality.finding import agreement
from app.render.quality.knowing_again import ACROSS, DOWN, rank_one
from app.render.quality.known_boxes import CAR_CLIP, CARS, FACES, FOLLOWED, LOOKED_AT, things
from app.render.quality.material import Place, shown
from tests.render.quality.made_media import level_of, write_levels

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

KNOWN = {
    Place("images/a.png"): (("car", Box(10, 10, 60, 50)), ("person", Box(80, 20, 100, 90))),
    Place("images/b.png"): (("person", Box(5, 30, 40, 110)),),
}


def test_a_detector_that_knows_is_perfect(tmp_path: Path) -> None:
    rows = list(KNOWN.values())

    def knowing(picture: Pixels, least: float) -> list[Detection]:
        return [Detection(box, kind, 0.9) for kind, box in rows[level_of(picture)]]

    media = write_levels(tmp_path, (place.path for place in KNOWN))
    assert agreement(knowing, KNOWN, media) == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda kind, box: [], 0.0),
        (lambda kind, box: [Detection(box, "zebra", 0.9)], 0.0),
        (lambda kind, box: [Detection(box, "car", 0.9)], 0.5 * 1 + 0.5 * 0),
    ],
)
def test_finding_nothing_or_calling_it_otherwise_is_not(
    tmp_path: Path, change: Callable[[str, Box], list[Detection]], expected: float
) -> None:
    rows = list(KNOWN.values())

    def mistaken(picture: Pixels, least: float) -> list[Detection]:
        found = [each for kind, box in rows[level_of(picture)] for each in change(kind, box)]
        return sorted(found, key=lambda each: each.box != rows[0][0][1])

    media = write_levels(tmp_path, (place.path for place in KNOWN))
    assert agreement(mistaken, KNOWN, media) == pytest.approx(expected, abs=0.01)


def test_missing_pictures_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"images.a\.png"):
        agreement(lambda picture, least: [], KNOWN, tmp_path)


def test_known_boxes_lie_on_their_pictures(media_dir: Path) -> None:
    boxes = {place: [box for _, box in row] for place, row in things().items()}
    for place, row in [*boxes.items(), *((p, list(f)) for p, f in FACES.items())]:
        height, width = shown(media_dir, place).shape[:2]
        assert all(box.clamped(width, height) == box and box.area > 0 for box in row), place


def test_every_car_is_known_where_it_is_looked_for() -> None:
    assert all(frame in CARS[car] for car, frame in FOLLOWED.items())
    assert {place.frame for place in things() if place.path == CAR_CLIP} == set(LOOKED_AT)


CONTENTS = {"images/a.png": ("tiger", "cat"), "images/b.png": ("barn",)}


def namer(*answers: str) -> naming.Namer:
    return lambda picture, most: [(word, 0.5) for word in answers[level_of(picture)].split()]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("tiger", "barn"), (1.0, 1.0)),
        (("cat tiger", "house barn"), (0.5, 1.0)),
        (("house", ""), (0.0, 0.0)),
    ],
)
def test_names_are_right_or_not(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answers: tuple[str, str],
    expected: tuple[float, float],
) -> None:
    monkeypatch.setattr(naming, "CONTENTS", CONTENTS)
    media = write_levels(tmp_path, CONTENTS)
    assert naming.accuracy(namer(*answers), media) == expected


def test_every_name_is_one_the_classifier_knows() -> None:
    from app.analyses.imagenet_names import IMAGENET_NAMES

    assert {name for names in naming.CONTENTS.values() for name in names} <= set(IMAGENET_NAMES)


def pictures(count: int) -> list[Pixels]:
    return [np.full((500, 500, 3), 10 * n, np.uint8) for n in range(count)]


def test_looks_that_are_each_their_own_are_known_again() -> None:
    calls: list[int] = []

    def each_its_own(picture: Pixels, boxes: Sequence[Box]) -> NDArray[np.float32]:
        """The n-th picture is shown twice, its boxes in the same order."""
        first = len(calls) // 2 * ACROSS * DOWN
        calls.append(first)
        return np.eye(3 * ACROSS * DOWN, dtype=np.float32)[first : first + len(boxes)]

    assert rank_one(each_its_own, pictures(3)) == 1


def test_looks_that_are_all_the_same_are_not() -> None:
    def all_the_same(picture: Pixels, boxes: Sequence[Box]) -> NDArray[np.float32]:
        return np.ones((len(boxes), 1), np.float32)

    assert rank_one(all_the_same, pictures(3)) <= 1 / (3 * ACROSS * DOWN)


def line(text: str, picture: Pixels) -> Line:
    height, width = picture.shape[:2]
    return Line(Box(10, height - 44, width - 10, height - 20), text, 0.9)


def test_edits_are_those_of_levenshtein() -> None:
    assert reading.edits("kitten", "sitting") == 3
    assert reading.edits("", "abc") == reading.edits("abc", "") == 3
    assert reading.edits("same", "same") == 0


def test_reading_all_is_perfect_and_reading_nothing_is_not(tmp_path: Path) -> None:
    known = {Place("images/a.png"): ("No entry", "2002"), Place("images/b.png"): ("Exit",)}
    media = write_levels(tmp_path, (place.path for place in known))
    rows = list(known.values())

    def all_of_it(picture: Pixels, least: float) -> list[Line]:
        return [line(text, picture) for text in rows[level_of(picture)]]

    assert reading.signs_read(all_of_it, media, known) == 1  # type: ignore[arg-type]
    assert reading.signs_read(lambda *_: [], media, known) == 0  # type: ignore[arg-type]
    assert reading.accuracy([("Nn entry", "No entry"), ("", "Exit")]) == pytest.approx(6 / 11)


def test_captions_are_asked_for_where_they_were_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CAPTIONED", 8)
    media = write_levels(tmp_path, (f"images/Kodak24/kodim{n:02d}.png" for n in range(1, 9)))

    def knows(picture: Pixels, least: float) -> list[Line]:
        own = Line(Box(5, 5, 50, 20), "a sign in the picture", 0.9)
        return [own, line(reading.CAPTIONS[level_of(picture)], picture)]

    assert reading.captions_read(knows, media) == 1  # type: ignore[arg-type]
    assert reading.captions_read(lambda *_: [], media) == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("font", FONTS)
def test_a_caption_is_drawn_below_and_the_picture_stays(font: str) -> None:
    picture = np.full((120, 400, 3), 90, np.uint8)
    made = captioned(picture, "What have you done?", font, 0.8)
    rows = np.nonzero((made != 90).any(axis=(1, 2)))[0]
    assert (picture == 90).all()
    assert made.max() > 240
    assert 120 - 24 - 40 < rows.min() < rows.max() < 118

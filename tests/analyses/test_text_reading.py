"""Reading one picture: regions, letters, and the real networks on what a test draws."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from app.analyses.text import open_reader
from app.analyses.text_decoding import decoded, letters_in
from app.analyses.text_reader import Line, TextReader, in_reading_order
from app.analyses.text_regions import GROWTH, lying, regions_of
from app.annotations.shapes import Box
from app.base.errors import ModelError
from tests.analyses.detector_files import fixed_answer
from tests.analyses.drawn_text import Caption, drawn

if TYPE_CHECKING:
    from pathlib import Path

    from app.analyses.text_following import Reader

SIZE = 640, 360
CLOSE = 8
"""Pixels a box may reach beyond the ink, or fall short of it."""


@pytest.fixture(scope="module")
def reader(library_dir: Path) -> Reader:
    finder, reader = (library_dir / f"PP-OCRv6_{part}_small.onnx" for part in ("det", "rec"))
    return TextReader(finder, reader, 960)


def steps(*best: int, sure: float = 0.8) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    table = np.full((len(best), 4), (1 - sure) / 3, np.float32)
    table[range(len(best)), best] = sure
    return table


def test_repeated_letters_are_one_unless_a_blank_lies_between() -> None:
    letters = letters_in("a\nb\n", "it")
    assert letters == ("", "a", "b", " ")
    assert decoded(steps(1, 1, 0, 1, 2, 2, 3, 2, 0), letters)[0] == "aab b"
    assert decoded(steps(0, 0), letters) == ("", 0.0)


def test_the_score_is_the_mean_of_the_letters_alone() -> None:
    table = np.concatenate([steps(1, sure=0.9), steps(0, 0, sure=0.5), steps(2, sure=0.7)])
    assert decoded(table, letters_in("a\nb", "it"))[1] == pytest.approx(0.8)


def test_letters_that_look_like_line_ends_are_letters() -> None:
    assert len(letters_in("a\n\x85\n\u2028\nb", "it")) == 2 + 4


@pytest.mark.parametrize("text", ["", "x" * 300_000])
def test_a_file_without_letters_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match="which letters"):
        letters_in(text, "it")


@pytest.mark.parametrize("degrees", [0, 12, 30, 330, 348])
def test_a_turned_region_becomes_a_turned_box_that_has_grown(degrees: int) -> None:
    width, height = 180.0, 20.0
    likely = np.zeros((240, 320), np.float32)
    corners = cv2.boxPoints(((160, 120), (width, height), degrees))
    cv2.fillPoly(likely, [np.round(corners).astype(np.int32)], 0.9)
    (box,) = regions_of(likely, 0.5)
    assert abs((box.rotation - degrees + 180) % 360 - 180) < 1
    assert math.dist(((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2), (160, 120)) < 2
    by = GROWTH * width * height / (2 * (width + height))
    assert box.x1 - box.x0 == pytest.approx(width + 2 * by, abs=5)
    assert box.y1 - box.y0 == pytest.approx(height + 2 * by, abs=5)


def test_a_short_word_with_a_letter_that_hangs_below_lies_level() -> None:
    likely = np.zeros((60, 140), np.float32)
    likely[20:32, 10:110] = 0.9
    likely[30:38, 95:109] = 0.9
    (box,) = regions_of(likely, 0.5)
    assert box.rotation == 0


def test_faint_and_tiny_regions_are_left_out() -> None:
    likely = np.zeros((60, 90), np.float32)
    likely[10:20, 10:60] = 0.4
    likely[40:42, 10:12] = 0.9
    assert regions_of(likely, 0.5) == []
    assert len(regions_of(likely, 0.3)) == 1


def test_a_crop_lies_level() -> None:
    picture = drawn((Caption("LEVEL", 250, 190, turn=25),), SIZE)
    level = Caption("LEVEL", 250, 190).box(SIZE)
    x, y = (level.x0 + level.x1) / 2 - 320, (level.y0 + level.y1) / 2 - 180
    cos, sin = math.cos(math.radians(25)), math.sin(math.radians(25))
    cx, cy = 320 + x * cos - y * sin, 180 + x * sin + y * cos
    half = (level.x1 - level.x0) / 2, (level.y1 - level.y0) / 2
    crop = lying(picture, Box(cx - half[0], cy - half[1], cx + half[0], cy + half[1], 25))
    straight = drawn((Caption("LEVEL", 250, 190),), SIZE)
    x0, y0, x1, y1 = map(int, level.edges)
    assert crop.shape == (y1 - y0, x1 - x0, 3)
    assert np.corrcoef(crop.ravel(), straight[y0:y1, x0:x1].ravel())[0, 1] > 0.9


def test_lines_are_read_row_by_row() -> None:
    places = {"d": (10, 90), "b": (200, 8), "a": (10, 12), "c": (400, 5), "e": (10, 121)}
    lines = [Line(Box(x, y, x + 100, y + 30), text, 1) for text, (x, y) in places.items()]
    assert "".join(line.text for line in in_reading_order(lines)) == "abcde"


def test_drawn_words_are_read_where_they_are(reader: Reader) -> None:
    captions = (
        Caption("Hello World", 40, 60),
        Caption("Reel 2024", 400, 64, scale=1.3),
        Caption("The quick brown fox, 42", 60, 180),
        Caption("small print here", 330, 300, scale=0.6),
    )
    lines = reader(drawn(captions, SIZE), 0.8)
    assert [line.text for line in lines] == [caption.text for caption in captions]
    for line, caption in zip(lines, captions, strict=True):
        ink = caption.box(SIZE)
        assert np.abs(np.subtract(line.box.edges, ink.edges)).max() <= CLOSE
        assert line.box.rotation == 0
        assert line.score > 0.9


@pytest.mark.parametrize("degrees", [-40, -15, 20, 35])
def test_turned_words_are_read_in_turned_boxes(reader: Reader, degrees: int) -> None:
    caption = Caption("Turned words", 200, 190, turn=degrees)
    (line,) = reader(drawn((caption,), SIZE), 0.8)
    assert line.text == caption.text
    assert abs((line.box.rotation - degrees + 180) % 360 - 180) < 2
    level, box = Caption("Turned words", 200, 190).box(SIZE), line.box
    assert box.x1 - box.x0 == pytest.approx(level.x1 - level.x0, abs=2 * CLOSE)
    assert box.y1 - box.y0 == pytest.approx(level.y1 - level.y0, abs=2 * CLOSE)


@pytest.mark.parametrize("degrees", [90, -90])
def test_words_that_stand_are_read_either_way(reader: Reader, degrees: int) -> None:
    caption = Caption("Upwards", 250, 190, turn=degrees)
    (line,) = reader(drawn((caption,), SIZE), 0.8)
    assert (line.text, line.box.rotation) == ("Upwards", degrees % 360)


def test_a_large_picture_is_read_in_full(reader: Reader) -> None:
    """Searched at half its size, read at its own."""
    size = 1920, 1080
    caption = Caption("Read at full size", 700, 600, scale=1.2)
    (line,) = reader(drawn((caption,), size), 0.8)
    assert line.text == caption.text
    assert np.abs(np.subtract(line.box.edges, caption.box(size).edges)).max() <= 2 * CLOSE


def test_nothing_is_read_on_a_blank_picture(reader: Reader) -> None:
    assert reader(drawn((), SIZE), 0.1) == []


def test_pictures_of_any_size_are_taken(reader: Reader) -> None:
    for size in ((1, 1), (33, 7), (1000, 3)):
        assert reader(drawn((), size), 0.1) == []


def test_missing_weights_name_the_command() -> None:
    with pytest.raises(ModelError, match="reelwright models get pp-ocrv6-small"):
        open_reader("pp-ocrv6-small", 960)


def test_a_file_that_reads_nothing_is_refused(tmp_path: Path) -> None:
    path = fixed_answer(tmp_path / "a.onnx", np.zeros((1, 20, 8), np.float32))
    with pytest.raises(ModelError, match=r"a\.onnx does not say which letters it knows"):
        TextReader(path, path, 960)

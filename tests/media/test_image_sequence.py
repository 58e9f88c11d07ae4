"""Numbered pictures and wildcards are read as a video."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.base.errors import MediaError
from app.media.image_sequence import find_sequence, is_sequence, numbered
from app.media.video_reader import VideoReader
from tests.helpers.clips import drawn_frame, gradient, read_number

if TYPE_CHECKING:
    from pathlib import Path


def write_pictures(folder: Path, numbers: list[int], name: str = "{:05d}.png") -> None:
    for number in numbers:
        frame = drawn_frame(64, 48, "gbrp", number, gradient)
        frame.reformat(format="rgb24").save(str(folder / name.format(number)))


def numbers_in(path: Path, rate: Fraction = Fraction(25)) -> list[int]:
    with VideoReader(path, rate=rate) as reader:
        return [read_number(frame.pixels) for frame in reader.frames()]


def test_numbered_pictures_start_at_the_lowest_number(tmp_path: Path) -> None:
    write_pictures(tmp_path, list(range(7, 12)))
    assert numbers_in(tmp_path / "%05d.png") == [7, 8, 9, 10, 11]


def test_numbers_without_padding_come_in_their_order(tmp_path: Path) -> None:
    write_pictures(tmp_path, list(range(8, 13)), "a{}b.png")
    assert numbers_in(tmp_path / "a%db.png") == [8, 9, 10, 11, 12]


def test_reading_stops_at_a_gap_which_is_known(tmp_path: Path) -> None:
    write_pictures(tmp_path, [1, 2, 3, 6, 7])
    assert numbers_in(tmp_path / "%05d.png") == [1, 2, 3]
    sequence = find_sequence(tmp_path / "%05d.png")
    assert (sequence.first, sequence.count, sequence.later) == (1, 3, 2)


def test_a_wildcard_takes_everything_in_the_order_of_names(tmp_path: Path) -> None:
    write_pictures(tmp_path, [1, 5, 30])
    assert numbers_in(tmp_path / "*.png") == [1, 5, 30]
    assert numbers_in(tmp_path / "0000?.png") == [1, 5]


def test_the_rate_is_the_one_asked_for_exactly(tmp_path: Path) -> None:
    write_pictures(tmp_path, [0, 1, 2])
    rate = Fraction(24_000, 1001)
    with VideoReader(tmp_path / "%05d.png", rate=rate) as reader:
        assert reader.format.rate == rate
        assert [frame.time for frame in reader.frames()] == [n / rate for n in range(3)]


def test_any_picture_of_a_sequence_can_be_asked_for(tmp_path: Path) -> None:
    write_pictures(tmp_path, list(range(3, 20)))
    with VideoReader(tmp_path / "%05d.png", cache_bytes=1) as reader:
        order = [12, 3, 16, 0, 4, 3]
        assert [read_number(reader.frame(n).pixels) for n in order] == [n + 3 for n in order]


def test_one_picture_is_a_video_of_one_frame(tmp_path: Path) -> None:
    write_pictures(tmp_path, [9])
    with VideoReader(tmp_path / "00009.png") as reader:
        assert len(reader.index) == 1
        assert read_number(reader.frame(0).pixels) == 9


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(tmp_path: Path) -> None:
    write_pictures(tmp_path, [4], "100%d.png")
    assert not is_sequence(tmp_path / "100%d.png")
    assert is_sequence(tmp_path / "%d.png")
    assert not is_sequence(tmp_path / "a%20b.png")


@pytest.mark.parametrize("name", ["50% of it's größe", "%03d", "a[1]{2}*?", r"back\slash"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    write_pictures(folder, [1, 2])
    assert numbers_in(folder / "%05d.png") == [1, 2]
    assert numbers_in(folder / "*.png") == [1, 2]
    assert numbers_in(folder / "00002.png") == [2]


@pytest.mark.parametrize("name", ["100%d.png", "50%.png", "a[1]{2}.png"])
def test_a_single_picture_may_have_any_name(tmp_path: Path, name: str) -> None:
    drawn_frame(64, 48, "gbrp", 5, gradient).reformat(format="rgb24").save(str(tmp_path / "a.png"))
    (tmp_path / "a.png").rename(tmp_path / name)
    assert numbers_in(tmp_path / name) == [5]


@pytest.mark.parametrize("pattern", ["%05d.png", "*.png", "%03d.tif"])
def test_a_pattern_that_matches_nothing_says_what_to_check(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(MediaError, match=r"No picture matches .* check the folder and the number"):
        find_sequence(tmp_path / pattern)


def test_a_folder_that_is_not_there_matches_nothing(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="No picture matches"):
        VideoReader(tmp_path / "gone" / "%05d.png")


def test_numbers_are_put_into_the_pattern(tmp_path: Path) -> None:
    assert numbered(tmp_path / "a%04db.png", 12).name == "a0012b.png"
    assert numbered(tmp_path / "%d.png", 123_456).name == "123456.png"
    with pytest.raises(MediaError, match=r"has no number in it; write a pattern such as"):
        numbered(tmp_path / "a.png", 1)

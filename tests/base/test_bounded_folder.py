"""A folder that never grows beyond its budget, and believes nothing it reads."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from app.base.bounded_folder import BoundedFolder

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_was_written_is_there_on_another_day(tmp_path: Path) -> None:
    files = BoundedFolder(tmp_path, ".x", 100)
    assert files.write(tmp_path / "a" / "1.x", b"one")
    again = BoundedFolder(tmp_path, ".x", 100)
    assert again.paths() == [tmp_path / "a" / "1.x"]
    assert again.read(tmp_path / "a" / "1.x", 10) == b"one"
    assert again.nbytes == 3
    assert names(tmp_path) == ["1.x"]


def test_the_longest_unused_go_first_and_so_do_empty_folders(tmp_path: Path) -> None:
    gone: list[Path] = []
    files = BoundedFolder(tmp_path, ".x", 25, gone=gone.append)
    a, b, c = (tmp_path / name / "1.x" for name in "abc")
    for path in (a, b):
        files.write(path, bytes(10))
    assert files.read(a, 10) is not None
    files.write(c, bytes(10))
    assert gone == [b]
    assert not b.parent.exists()
    assert files.paths() == [a, c]
    assert files.nbytes == 20


def test_use_is_remembered_across_days(tmp_path: Path) -> None:
    files = BoundedFolder(tmp_path, ".x", 100)
    old, new = tmp_path / "old.x", tmp_path / "new.x"
    for path, age in ((old, 2000), (new, 1000)):
        files.write(path, bytes(10))
        os.utime(path, (age, age))
    assert files.read(old, 10) is not None
    BoundedFolder(tmp_path, ".x", 15)
    assert names(tmp_path) == ["old.x"]


def test_a_larger_file_than_expected_is_not_read(tmp_path: Path) -> None:
    files = BoundedFolder(tmp_path, ".x", 100)
    path = tmp_path / "1.x"
    files.write(path, b"one")
    path.write_bytes(bytes(50))
    assert files.read(path, 10) is None
    assert path not in files
    assert not path.exists()


def test_strangers_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.x").write_bytes(bytes(50))
    (tmp_path / "letter.txt").write_bytes(bytes(50))
    files = BoundedFolder(tmp_path, ".x", 10, ours=lambda path: path.stem.isdigit())
    files.write(tmp_path / "1.x", bytes(11))
    assert names(tmp_path) == ["holiday.x", "letter.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be made read-only there")
def test_a_place_that_takes_nothing_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    files = BoundedFolder(tmp_path / "file", ".x", 100)
    assert not files.write(tmp_path / "file" / "1.x", b"one")
    assert files.read(tmp_path / "file" / "1.x", 10) is None
    assert files.nbytes == 0

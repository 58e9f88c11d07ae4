"""Moved sources are found again, and others are not taken for them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, MediaError
from app.project import relink
from app.project.edits import media
from app.project.fingerprint import BLOCK, fingerprint
from app.project.model import MediaItem, Project
from app.project.relink import Relinked, find_moved, is_there, missing

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def item(path: Path, content: bytes = b"", name: str = "m") -> MediaItem:
    """A source that lay at `path` with a content, and is not there any more."""
    there = path.exists()
    mark = fingerprint(write(path, content)) if content else ""
    if content and not there:
        path.unlink()
    return MediaItem(path, name, mark)


def test_a_fingerprint_is_of_the_content(tmp_path: Path) -> None:
    big = os.urandom(5 * BLOCK)
    marks = [fingerprint(write(tmp_path / name, big)) for name in "ab"]
    assert marks[0] == marks[1]
    for place in (0, len(big) // 2, len(big) - 1):
        changed = bytearray(big)
        changed[place] ^= 1
        assert fingerprint(write(tmp_path / "c", bytes(changed))) != marks[0]
    assert fingerprint(write(tmp_path / "d", big + b"x")) != marks[0]
    assert fingerprint(write(tmp_path / "e", b"")).startswith("0:")
    with pytest.raises(MediaError):
        fingerprint(tmp_path / "gone")


def test_a_moved_file_is_found_by_name_and_content(tmp_path: Path) -> None:
    lost = item(tmp_path / "old" / "film.mp4", b"film")
    write(tmp_path / "new" / "a" / "film.mp4", b"other")
    right = write(tmp_path / "new" / "b" / "film.mp4", b"film")
    assert find_moved([lost], [tmp_path / "new"]) == Relinked({"m": right})


def test_a_renamed_file_is_found_by_content(tmp_path: Path) -> None:
    lost = item(tmp_path / "old" / "film.mp4", b"film")
    write(tmp_path / "new" / "x.mp4", b"xxxx")
    right = write(tmp_path / "new" / "renamed.mkv", b"film")
    assert find_moved([lost], [tmp_path / "new"]).paths == {"m": right}


def test_a_file_of_the_same_name_only_is_doubtful(tmp_path: Path) -> None:
    lost = item(tmp_path / "old" / "film.mp4", b"film")
    other = write(tmp_path / "new" / "FILM.mp4", b"another cut")
    assert find_moved([lost], [tmp_path / "new"]) == Relinked({}, {"m": other})


def test_without_a_fingerprint_the_name_has_to_do(tmp_path: Path) -> None:
    lost = item(tmp_path / "old" / "day 2" / "film.mp4")
    write(tmp_path / "new" / "day 1" / "film.mp4", b"1")
    right = write(tmp_path / "new" / "day 2" / "film.mp4", b"2")
    assert find_moved([lost], [tmp_path / "new"]).paths == {"m": right}


def test_a_moved_sequence_is_found(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / "old" / f"{number:03}.png", bytes([number]))
    lost = MediaItem(tmp_path / "old" / "%03d.png", "m")
    lost = MediaItem(lost.path, "m", fingerprint(lost.path))
    assert is_there(lost.path)
    (tmp_path / "old").rename(tmp_path / "new")
    assert missing([lost]) == [lost]
    found = find_moved([lost], [tmp_path])
    assert found.paths == {"m": tmp_path / "new" / "%03d.png"}
    project = media.relink(found.paths)(Project((lost,)))
    assert missing(project.media) == []


def test_a_walk_is_bounded_and_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = item(tmp_path / "old.mp4", b"film")
    for name in "abcde":
        write(tmp_path / "new" / name, b"1")
    (tmp_path / "new" / "loop").symlink_to(tmp_path / "new")
    assert find_moved([lost], [tmp_path / "new", tmp_path / "nowhere"]).complete
    monkeypatch.setattr(relink, "MOST_FILES", 3)
    assert not find_moved([lost], [tmp_path / "new"]).complete
    stopped = CancelToken()
    stopped.cancel()
    with pytest.raises(Cancelled):
        find_moved([lost], [tmp_path / "new"], stopped)

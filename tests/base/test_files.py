"""A file is whole or not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.base.files import appearing, write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_takes_its_name_only_when_it_is_finished(tmp_path: Path) -> None:
    target = tmp_path / "größe 100% 'a'.txt"
    with appearing(target) as partial:
        partial.write_bytes(b"whole")
        assert not target.exists()
    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_atomically(target, b"old")
    with pytest.raises(ZeroDivisionError), appearing(target) as partial:
        partial.write_bytes(bytes(1 // 0))
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]

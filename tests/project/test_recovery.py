"""Recovery files: whose owner is gone they are found, and damaged ones do no harm."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from app.base.errors import ProjectError
from app.project import recovery
from app.project.model import Project
from app.project.recovery import RecoveryFile, discard, find_recoverable, recover
from tests.project.samples import clip, project, row

if TYPE_CHECKING:
    from pathlib import Path


def orphan(folder: Path, pid: int | None = None) -> Path:
    """A recovery file as one would lie there after its owner was killed."""
    RecoveryFile(folder).write(SAMPLE, folder / "film.reel")
    file = next(folder.glob("*.recovery"))
    head, _, rest = file.read_bytes().partition(b"\n")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    changed = json.loads(head) | {"pid": gone.pid if pid is None else pid}
    file.write_bytes(json.dumps(changed).encode() + b"\n" + rest)
    return file


SAMPLE = project(row(clip("a", 0, 4)))


def test_nothing_is_recovered_from_those_who_live(tmp_path: Path) -> None:
    mine = RecoveryFile(tmp_path)
    mine.write(Project(name="mine"), None)
    assert find_recoverable(tmp_path) == ([], [])
    mine.remove()
    mine.remove()
    assert list(tmp_path.iterdir()) == []


def test_an_orphan_is_found_and_recovered(tmp_path: Path) -> None:
    file = orphan(tmp_path)
    (item,), notes = find_recoverable(tmp_path)
    assert (item.file, item.path, notes) == (file, tmp_path / "film.reel", [])
    assert recover(item) == SAMPLE
    assert file.exists(), "until the window has a copy of its own"
    discard(item)
    assert find_recoverable(tmp_path) == ([], [])


def test_a_copy_that_is_being_written_is_let_be(tmp_path: Path) -> None:
    (tmp_path / ".x.partial.recovery").write_bytes(b"{")
    assert find_recoverable(tmp_path) == ([], [])
    assert (tmp_path / ".x.partial.recovery").exists()


def test_the_number_of_a_process_may_belong_to_another_by_now(tmp_path: Path) -> None:
    orphan(tmp_path, pid=1)
    assert len(find_recoverable(tmp_path)[0]) == 1


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert find_recoverable(tmp_path / "gone") == ([], [])
    assert find_recoverable() == ([], [])
    assert recovery.recovery_folder().name == "recovery"


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]\n{}", b"\xff\n", b'{"format": "reel'])
def test_a_damaged_head_is_kept_aside(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.recovery").write_bytes(data)
    found, notes = find_recoverable(tmp_path)
    assert found == []
    assert "kept as" in notes[0]
    assert (tmp_path / "x.damaged").read_bytes() == data
    assert find_recoverable(tmp_path) == ([], []), "said once"


def test_a_damaged_project_is_kept_aside(tmp_path: Path) -> None:
    file = orphan(tmp_path)
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    (item,), _ = find_recoverable(tmp_path)
    with pytest.raises(ProjectError, match="damaged; it is kept as"):
        recover(item)
    assert find_recoverable(tmp_path) == ([], [])
    assert file.with_suffix(".damaged").exists()


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ProjectError, match="save the project now"):
        RecoveryFile(tmp_path / "file").write(Project(), None)

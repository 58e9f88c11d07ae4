"""Recovery files: whose owner is gone they are found, and damaged ones do no harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.base.errors import ProjectError
from app.project import recovery_file
from app.project.edits import markers
from app.project.model import Project
from app.project.recovery import Recoverable, discard, find_recoverable, recover
from app.project.recovery_file import RecoveryFile, recovery_folder
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
    assert recovery_folder().name == "recovery"


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


def journalled(folder: Path, acts: int) -> tuple[Recoverable, list[Project]]:
    """What lies there of a document after some acts, and its states; nobody owns it any more."""
    file, states = RecoveryFile(folder), [SAMPLE]
    for second in range(acts):
        states.append(markers.add_marker(Fraction(second), f"act {second}")(states[-1]))
    for state in states:
        file.write(state, None)
    return Recoverable(next(folder.glob("*.recovery")), None, "", 0), states


def test_each_act_is_added_and_costs_what_it_changed(tmp_path: Path) -> None:
    item, states = journalled(tmp_path, 5)
    journal = item.file.with_suffix(".journal")
    assert len(journal.read_bytes().splitlines()) == 5
    assert len(journal.read_bytes()) < item.file.stat().st_size
    assert recover(item) == states[-1]
    discard(item)
    assert list(tmp_path.iterdir()) == []


def test_what_has_no_name_is_known_by_its_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.project.recovery.still_runs", lambda _: False)
    file = RecoveryFile(tmp_path)
    file.write(Project(), None)
    file.write(SAMPLE, None)  # the clip came in as an act
    (item,), _ = find_recoverable(tmp_path)
    assert (item.name, item.clip) == ("", "m.mp4")
    file.write(replace(SAMPLE, name="Reel one"), None)
    (item,), _ = find_recoverable(tmp_path)
    assert item.name == "Reel one"


@pytest.mark.parametrize("left", range(0, 400, 19))
def test_a_journal_that_is_torn_gives_the_acts_before(tmp_path: Path, left: int) -> None:
    item, states = journalled(tmp_path, 3)
    journal = item.file.with_suffix(".journal")
    data = journal.read_bytes()[:left]
    journal.write_bytes(data)
    whole = sum(line.endswith(b"}}\n") for line in data.splitlines(keepends=True))
    assert recover(item) in states[whole : whole + 2], "the newline alone may be missing"


@pytest.mark.parametrize(
    "line", [b"nonsense", b"[]", b'{"number": "x"}', b'{"number": 9, "changes": {"media": 3}}']
)
def test_a_line_that_makes_no_sense_ends_a_journal(tmp_path: Path, line: bytes) -> None:
    item, states = journalled(tmp_path, 3)
    journal = item.file.with_suffix(".journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join((*lines[:2], line + b"\n", lines[2])))
    assert recover(item) == states[2]


def test_a_journal_of_an_older_copy_counts_for_nothing(tmp_path: Path) -> None:
    """Killed between a new copy and the end of the journal of the old one."""
    item, _ = journalled(tmp_path, 3)
    old = item.file.with_suffix(".journal").read_bytes()
    file = RecoveryFile(tmp_path / "new")
    for second in range(4):
        file.write(SAMPLE, tmp_path / f"{second}.reel")  # another path: each time a whole copy
    (whole,) = (tmp_path / "new").glob("*.recovery")
    whole.with_suffix(".journal").write_bytes(old)
    assert recover(Recoverable(whole, None, "", 0)) == SAMPLE


def test_a_journal_begins_anew_before_it_grows_out_of_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery_file, "SHORT", 2000)
    item, states = journalled(tmp_path, 60)
    size = item.file.with_suffix(".journal").stat().st_size
    assert size < max(2000, item.file.stat().st_size) + 1000
    assert recover(item) == states[-1]


def test_after_a_write_that_failed_the_next_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, more = RecoveryFile(tmp_path), markers.add_marker(Fraction(1))(SAMPLE)
    file.write(SAMPLE, None)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", raising)
        with pytest.raises(ProjectError, match="save the project now"):
            file.write(more, None)
    file.write(more, None)
    (whole,) = tmp_path.glob("*.recovery")
    assert not whole.with_suffix(".journal").exists()
    assert recover(Recoverable(whole, None, "", 0)) == more


def raising(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ProjectError, match="save the project now"):
        RecoveryFile(tmp_path / "file").write(Project(), None)

"""The journal of an export that several threads write to."""

from __future__ import annotations

import threading
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.render.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal.open(tmp_path / "work", "job")
    yield made
    made.close()


def note(journal: Journal, *numbers: int) -> None:
    for number in numbers:
        journal.path(number).touch()
        journal.note(number, Fraction(4 * number), 100)


def test_it_knows_where_the_first_gap_is(journal: Journal) -> None:
    assert journal.unbroken == 0
    note(journal, 3, 0, 1)
    assert journal.unbroken == 2
    before = journal.segments(Fraction(1), stop=journal.unbroken)
    assert [segment.start for segment in before] == [1, 5]
    assert len(journal.segments(Fraction(1))) == 3


def test_threads_that_finish_segments_at_once_lose_none(journal: Journal, tmp_path: Path) -> None:
    threads = [
        threading.Thread(target=note, args=(journal, *range(first, 40, 4))) for first in range(4)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert journal.frames % 100 == 0
        assert journal.frames_before(7) <= 700
    journal.close()
    again = Journal.open(tmp_path / "work", "job")
    assert sorted(again.done) == list(range(40))
    assert again.frames == 4000
    again.close()

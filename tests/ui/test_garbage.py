"""Widgets that nobody holds go on the GUI thread, however busy others are."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from app.ui.garbage import MANY, ROUND_MS, YOUNG, GarbageRounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def rounds() -> Iterator[GarbageRounds]:
    gc.collect()  # what earlier tests made does not count
    made = GarbageRounds()
    yield made
    made.stop()


class Ring(QObject):
    """Holds itself."""

    def __init__(self) -> None:
        super().__init__()
        self.ring = self


def test_a_busy_worker_deletes_no_widget(qtbot: QtBot, rounds: GarbageRounds) -> None:
    died_on: list[str] = []
    for _ in range(50):
        weakref.finalize(Ring(), lambda: died_on.append(threading.current_thread().name))

    def busy() -> None:
        kept: list[list[int]] = []
        for _ in range(50 * YOUNG):
            kept.append([])

    worker = threading.Thread(target=busy, name="busy")
    worker.start()
    worker.join()
    assert died_on == []
    qtbot.waitUntil(lambda: len(died_on) == 50, timeout=40 * ROUND_MS)
    assert set(died_on) == {threading.current_thread().name}


def test_a_large_file_that_was_read_is_never_looked_at(qtbot: QtBot, rounds: GarbageRounds) -> None:
    before = gc.get_freeze_count()
    kept = [[number] for number in range(2 * MANY)]
    try:
        qtbot.waitUntil(lambda: gc.get_freeze_count() >= before + len(kept))
    finally:
        gc.unfreeze()


def test_python_looks_itself_again_when_it_did_before() -> None:
    gc.enable()
    try:
        made = GarbageRounds()
        assert not gc.isenabled()
        made.stop()
        assert gc.isenabled()
    finally:
        gc.disable()


def test_what_is_settled_is_not_looked_at(rounds: GarbageRounds) -> None:
    before = gc.get_freeze_count()
    kept = [[number] for number in range(10_000)]
    rounds.settle()
    try:
        assert gc.get_freeze_count() >= before + len(kept)
    finally:
        gc.unfreeze()

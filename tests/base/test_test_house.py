"""The house rules for tests hold: own folders, no threads left behind."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import platformdirs
import pytest

from tests.helpers.threads import check_no_threads


def test_user_folders_are_fresh(tmp_path: Path) -> None:
    home = Path.home()
    assert tmp_path.parent in home.parents
    assert list(home.iterdir()) == []
    assert platformdirs.user_cache_path("reelwright").is_relative_to(home)
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert "REELWRIGHT_WEIGHTS" not in os.environ


def test_a_thread_left_behind_is_named_with_its_birthplace() -> None:
    before, stop = set(threading.enumerate()), threading.Event()
    thread = threading.Thread(target=stop.wait, name="forgotten", daemon=True)
    thread.start()
    try:
        with pytest.raises(pytest.fail.Exception, match=r"(?s)forgotten.*test_test_house"):
            check_no_threads(before, patience=0.05)
    finally:
        stop.set()
        thread.join()

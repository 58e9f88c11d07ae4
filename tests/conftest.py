"""What every test stands on: its own user folders, fixed seeds, and no threads left behind."""

from __future__ import annotations

import gc
import itertools
import os
import random
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # `tests.helpers`, however pytest was started

from app.base.waiting import wait_briefly  # noqa: E402
from tests.helpers.threads import check_no_threads, note_starts  # noqa: E402

# Before Qt and torch read them.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
os.environ.setdefault("OMP_NUM_THREADS", str(CORES))
wait_briefly()

settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")

note_starts()

# On whichever thread Python finds a widget that nobody holds, Qt would delete it there: see
# app/ui/garbage.py. Tests look for garbage on this thread, between them.
gc.disable()
_rounds = itertools.count(1)


@pytest.fixture(autouse=True)
def _no_threads_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    check_no_threads(before)


@pytest.fixture(autouse=True)
def _garbage_goes_on_this_thread() -> Iterator[None]:
    yield
    gc.collect(2 if next(_rounds) % 100 == 0 else 1)


@pytest.fixture(autouse=True)
def _fresh_user_folders(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read from, or written to, the folders of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    folders = {"CONFIG": ".config", "DATA": ".local/share", "CACHE": ".cache", "STATE": ".state"}
    for name, folder in folders.items():
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    for name in [name for name in os.environ if name.startswith("REELWRIGHT_")]:
        if not name.startswith("REELWRIGHT_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _fixed_seeds() -> None:
    random.seed(0)
    np.random.seed(0)
    torch: Any = sys.modules.get("torch")  # importing it takes seconds, and most tests do not
    if torch is not None:
        torch.manual_seed(0)
        if torch.get_num_threads() > CORES:
            torch.set_num_threads(CORES)


def _folder_named_by(variable: str, what: str) -> Path:
    value = os.environ.get(variable)
    if not value:
        pytest.skip(f"{variable} is not set; it names a folder of {what}")
    folder = Path(value)
    if not folder.is_dir():
        pytest.skip(f"{variable} names {folder}, which is not a folder")
    return folder


@pytest.fixture(scope="session")
def media_dir() -> Path:
    """Folder of real media: `clips/`, `images/`, `masks/`."""
    return _folder_named_by("REELWRIGHT_TEST_MEDIA", "real clips and pictures")


@pytest.fixture(scope="session")
def weights_dir() -> Path:
    """Folder of real weights: `upscale/`, `denoise/`, …."""
    return _folder_named_by("REELWRIGHT_TEST_WEIGHTS", "model weights")


@pytest.fixture(scope="session")
def library_dir() -> Path:
    """Folder of the weights that package archives hold, as `make library` leaves them."""
    return _folder_named_by("REELWRIGHT_TEST_LIBRARY", "the weights that `make library` fetches")

"""A desk that is put away after each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.annotate_panels.scenes import Desk, make_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture(scope="session")
def park_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.helpers.clips import ClipKind, make_clip
    from tests.ui.annotate_panels.scenes import FRAMES, RATE, SIZE

    folder = tmp_path_factory.mktemp("park")
    return make_clip(folder / "park.mp4", ClipKind(FRAMES, SIZE, RATE))


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, park_clip: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path, park_clip)
    yield made
    made.close()

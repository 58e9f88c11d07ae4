"""A timeline that is put away after each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.timeline.scenes import Scene, make_scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.project.model import Project


@pytest.fixture
def show(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Scene]]:
    """Shows a project: `show(project, width=…)`."""
    scenes: list[Scene] = []

    def shown(project: Project, **size: int) -> Scene:
        scene = make_scene(tmp_path, project, **size)
        qtbot.addWidget(scene.panel)
        qtbot.waitExposed(scene.panel)
        scenes.append(scene)
        return scene

    yield shown
    for scene in scenes:
        scene.thumbnails.close()
        scene.waveforms.close()

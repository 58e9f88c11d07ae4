"""Commands and settings for the dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app.ui.command import ANNOTATE, DELIVER, ENHANCE, EVERYWHERE, Command
from app.ui.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def done() -> list[str]:
    """Ids of the commands that were run."""
    return []


@pytest.fixture
def commands(done: list[str]) -> tuple[Command, ...]:
    def command(
        id: str, text: str, *keys: str, where: tuple[str, ...] = EVERYWHERE, on: bool = True
    ) -> Command:
        return Command(
            id, text, lambda: done.append(id), keys, workspaces=where, enabled=lambda: on
        )

    return (
        command("file.open", "Open project…", "Ctrl+O"),
        command("file.save", "Save project", "Ctrl+S"),
        command("timeline.split", "Cut at playhead", "B", where=(ENHANCE,)),
        command("timeline.marker", "Add marker", "M", where=(ENHANCE, DELIVER)),
        command("annotate.keyframe", "Set keyframe", "K", where=(ANNOTATE,)),
        command("help.commands", "Search commands", "Ctrl+K", where=(ENHANCE, DELIVER)),
        command("edit.redo", "Redo", "Ctrl+Shift+Z", on=False),
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    widget.resize(1280, 720)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    return widget

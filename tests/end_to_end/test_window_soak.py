"""Somebody who opens, scrubs, edits and exports at random, for minutes: memory stays flat.

Seconds and seed come from `REELWRIGHT_TEST_SOAK_SECONDS` (600) and `REELWRIGHT_TEST_SOAK_SEED` (1).
"""

from __future__ import annotations

import os
import random
import time
from fractions import Fraction
from typing import TYPE_CHECKING

import psutil
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from app.jobs.job import JobState
from app.project.edits import clips as clip_edits
from app.project.edits import effects
from app.project.model import EffectSpec
from app.project.queries import clips, length
from app.render.job_runners import export_job
from app.render.render_request import RenderRequest
from app.ui.command import EVERYWHERE
from app.ui.view_state import COMPARE_MODES
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.application import Program

SECONDS = float(os.environ.get("REELWRIGHT_TEST_SOAK_SECONDS", "600"))
SEED = int(os.environ.get("REELWRIGHT_TEST_SOAK_SEED", "1"))
GROWTH_MB = 60
"""Allowed between the quarters: caches fill, then stay as they are."""
CHAINS: tuple[tuple[EffectSpec, ...], ...] = (
    (),
    (EffectSpec("sharpen"),),
    (EffectSpec("denoise"),),
    (EffectSpec("denoise"), EffectSpec("sharpen")),
)


class Restless:
    """A user without a plan. Everything goes through what the window offers."""

    def __init__(self, program: Program, bot: QtBot, folder: Path, seed: int) -> None:
        self.program, self.bot, self.folder = program, bot, folder
        self.chance = random.Random(seed)
        self.files = [
            make_clip(folder / f"clip{n}.mp4", ClipKind(frames=50, size=(160, 96)))
            for n in range(3)
        ]
        self.counts: dict[str, int] = {}

    def acts(self) -> dict[Callable[[], object], int]:
        """What can be done, and how often."""
        return {
            self.scrub: 40,
            self.edit: 20,
            self.undo: 12,
            self.look: 10,
            self.play: 6,
            self.workspace: 4,
            self.dialog: 4,
            self.export: 3,
            self.render: 2,
            self.reopen: 2,
            self.looks: 1,
        }

    def act(self) -> None:
        """One thing at random, then a little time."""
        acts = self.acts()
        if not self._clips():
            self.open()
        else:
            (chosen,) = self.chance.choices(list(acts), list(acts.values()))
            chosen()
            name = chosen.__name__
            self.counts[name] = self.counts.get(name, 0) + 1
        self.bot.wait(self.chance.randrange(5, 120))

    def open(self) -> None:
        self.program.window.desk.import_paths([self.chance.choice(self.files)])
        self.bot.waitUntil(lambda: bool(self._clips()), timeout=60_000)

    def scrub(self) -> None:
        end = length(self.program.studio.document.project)
        self.program.studio.view.seek(end * Fraction(self.chance.randrange(100), 100))

    def edit(self) -> None:
        document = self.program.studio.document
        clip = self.chance.choice(self._clips())
        kind = self.chance.choice(("chain", "split", "delete", "move"))
        if kind == "chain":
            document.apply("Chain", effects.set_chain([clip], self.chance.choice(CHAINS)))
        elif kind == "split" and len(self._clips()) < 12:
            playhead = self.program.studio.view.playhead
            document.apply("Split", clip_edits.split_at([clip], playhead))
        elif kind == "delete" and len(self._clips()) > 1:
            document.apply("Delete", clip_edits.delete_clips([clip]))
        elif kind == "move":
            by = Fraction(self.chance.randrange(-10, 10), 25)
            document.apply("Move", clip_edits.move_clips([clip], by, 0))
        self.program.studio.view.select([clip])

    def undo(self) -> None:
        stack = self.program.studio.document.undo_stack
        (stack.redo if self.chance.random() < 0.4 else stack.undo)()

    def look(self) -> None:
        self.program.studio.view.set_compare(self.chance.choice(COMPARE_MODES))
        canvas = self.program.window.viewer.canvas
        QTest.mouseMove(canvas, QPoint(self.chance.randrange(400), self.chance.randrange(200)))

    def play(self) -> None:
        self.program.studio.player.play()
        self.bot.wait(self.chance.randrange(100, 800))
        self.program.studio.player.pause()

    def workspace(self) -> None:
        self.program.studio.view.show_workspace(self.chance.choice(EVERYWHERE))  # type: ignore[arg-type]

    def dialog(self) -> None:
        dialogs = self.program.window.dialogs
        self.chance.choice(
            (
                dialogs.open_export,
                dialogs.open_settings,
                dialogs.open_palette,
                dialogs.open_models,
                dialogs.open_keys,
                dialogs.open_shortcuts,
            )
        )()
        self.bot.wait(self.chance.randrange(50, 400))
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                QTest.keyClick(widget, Qt.Key.Key_Escape)
        dialogs.close()

    def export(self) -> None:
        queue = self.program.studio.jobs.queue
        if len([j for j in queue.entries() if j.state is not JobState.DONE]) > 2:
            queue.clear_finished()
            return
        output = self.folder / f"out{self.chance.randrange(4)}.mp4"
        project = self.program.studio.document.project
        request = RenderRequest(project, output, "sequence", codec="libx264", overwrite=True)
        job = self.program.studio.jobs.add(export_job(request, "Soak", "H.264"))
        if self.chance.random() < 0.4:
            self.bot.wait(self.chance.randrange(10, 500))
            queue.cancel(job, keep_part=self.chance.random() < 0.5)
        queue.clear_finished()

    def render(self) -> None:
        self.program.window.playback.render_range()

    def reopen(self) -> None:
        """Save, and open what was saved."""
        files, document = self.program.studio.files, self.program.studio.document
        path = self.folder / "work.reel"
        files.save(path)
        self.bot.waitUntil(lambda: document.clean, timeout=60_000)
        with self.bot.waitSignal(files.opened, timeout=60_000):
            files.open(path)

    def looks(self) -> None:
        """Another theme, or another language: a new window."""
        key, values = self.chance.choice(
            (("theme", ("dark", "light")), ("language", ("en", "zh_CN")))
        )
        self.program.settings.set(key, self.chance.choice(values))
        self.bot.wait(300)

    def _clips(self) -> list[str]:
        return [clip.id for _, clip in clips(self.program.studio.document.project)]


def memory_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


@pytest.mark.soak
def test_hours_of_work_need_no_more_memory_than_minutes(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    user = Restless(program, qtbot, tmp_path, SEED)
    program.settings.set("cache_memory_mb", 128)
    user.open()
    qtbot.waitUntil(lambda: program.studio.kinds.ready, timeout=120_000)
    began = time.monotonic()
    levels: list[tuple[float, float]] = []
    while (gone := time.monotonic() - began) < SECONDS:
        user.act()
        levels.append((gone, memory_mb()))

    quarters = [
        max(level for at, level in levels if n <= 4 * at / SECONDS < n + 1) for n in range(4)
    ]
    print("RSS MB by quarter", [round(level) for level in quarters], user.counts)
    assert quarters[3] - quarters[1] < GROWTH_MB

"""From a click until the exact frame is painted, against decoding it and nothing else."""

from __future__ import annotations

import time as clock
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.media.probe import frame_index_of
from app.ui.preview.canvas import Canvas
from app.ui.preview_thread import PreviewRequest, PreviewThread
from tests.helpers.seeking import DEAREST, QUICK, far_frames, measured

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.project.model import Project
    from app.ui.preview.preview_image import PreviewImage


class Screen:
    """The preview's thread with a canvas that shows what comes."""

    def __init__(self, qtbot: QtBot, project: Project) -> None:
        self._qtbot, self._project = qtbot, project
        self._thread, self._canvas = PreviewThread(), Canvas()
        qtbot.addWidget(self._canvas)
        self._canvas.resize(960, 540)
        self._canvas.show()
        self._thread.shown.connect(self._show)
        self._first = self._exact = -1.0
        self._asked = 0

    def _show(self, image: PreviewImage) -> None:
        self._canvas.put(image)
        self._canvas.repaint()
        now = clock.perf_counter()
        self._first = now if self._first < 0 else self._first
        self._exact = now if image.exact else self._exact

    def look(self, time: Fraction) -> tuple[float, float]:
        """Processor time until the exact frame is painted, and wall time of the first one."""
        self._asked, self._first, self._exact = self._asked + 1, -1.0, -1.0
        began, start = clock.perf_counter(), clock.process_time()
        self._thread.request(PreviewRequest(self._asked, self._project, time))
        while self._exact < 0:
            with self._qtbot.waitSignal(self._thread.shown, timeout=20_000):
                pass
        return clock.process_time() - start, self._first - began

    def close(self) -> None:
        self._thread.close()


@pytest.mark.parametrize("name", ["04_coffee.mp4", "testvideo.mp4"])
def test_the_exact_frame_is_painted_at_the_price_of_decoding_it(
    name: str, media_dir: Path, qtbot: QtBot
) -> None:
    path = media_dir / "clips" / name

    def show(project: Project, time: Fraction) -> tuple[float, float]:
        screen = Screen(qtbot, project)
        try:
            screen.look(Fraction(0))
            return screen.look(time)
        finally:
            screen.close()

    ratio, near = measured(path, far_frames(frame_index_of(path))[-1], show)
    assert ratio < DEAREST
    assert near < QUICK

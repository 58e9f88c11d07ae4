"""What the demo shows: the sample clip cleaned, enlarged, painted, annotated and exported."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTemporaryDir

from app.base.time import Span
from app.project.edits import effects, ranges
from app.project.model import EffectSpec
from app.project.queries import clips, length
from app.render.job_runners import export_job
from app.render.render_request import RenderRequest
from app.ui.demo_show import DemoShow, Scene
from app.ui.examples import SAMPLE
from app.ui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.main_window import MainWindow

DENOISE = EffectSpec("denoise", (("model", "reel-denoise"),))
UPSCALE = EffectSpec("upscale", (("model", "reel-upscale-x2"),))
STYLE = EffectSpec("style", (("style", "great-wave"),))

IDLE_SECONDS = 90
"""On a stand the show begins again when nobody touched anything for so long."""

MASKS = {"min-length": 60, "min-travel": 0.7}
"""The sample's camera stands still for 87 frames: what is seen for shorter is not worth showing."""

SHOWN_FRAMES = 12
"""Of the export in the show: it has to be over in seconds on any machine."""


def open_sample(window: MainWindow, then: Callable[[], object] | None = None) -> None:
    """A new project with the sample clip on its timeline, cleaned and enlarged."""
    files, document = window.studio.files, window.studio.document

    def imported(_: object) -> None:
        files.imported.disconnect(imported)
        ids = [clip.id for _, clip in clips(document.project)]
        document.apply(tr("Add effects"), effects.set_chain(ids, (DENOISE, UPSCALE)))
        window.studio.view.select(ids[:1])
        if then is not None:
            then()

    def begin() -> None:
        files.new()
        files.imported.connect(imported)
        files.import_media([SAMPLE])

    window.desk.unless_unsaved(begin)


def start_demo(window: MainWindow, *, kiosk: bool = False) -> None:
    """Open the sample and play the show over it; a stand shows it over the whole screen."""
    if kiosk:
        window.showFullScreen()

    def play() -> None:
        pause = IDLE_SECONDS if kiosk else 0
        DemoShow(window, _Scenes(window).all(), again_after=pause).start()

    open_sample(window, play)


class _Scenes:
    """The scenes over one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._studio = window.studio
        self._folder = QTemporaryDir()  # goes with the scenes
        self._clip = next(clip for _, clip in clips(window.studio.document.project)).id

    def all(self) -> tuple[Scene, ...]:
        """In order."""
        return (
            Scene(tr("A small, noisy clip. Nothing leaves this computer."), self._source, 4),
            Scene(tr("Noise removed by a built-in model: look across the line."), self._denoise, 6,
                  self._wipe, self._computed),
            Scene(tr("Twice the size: source on the left, result on the right."), self._upscale, 6,
                  ready=self._computed),
            Scene(tr("What changed, eight times as strong."), self._difference, 4),
            Scene(tr("In the manner of a painting, steady from frame to frame."), self._style, 5,
                  self._wipe, self._computed),
            Scene(tr("What moves is found and outlined, frame by frame."), self._masks, 6.5,
                  ready=self._found),
            Scene(tr("A stretch is rendered in the background, then plays."), self._render, 8,
                  ready=self._rendered),
            Scene(tr("Exports run in a queue that survives a crash."), self._export, 6,
                  ready=self._exported),
        )  # fmt: skip

    def _source(self) -> None:
        self._studio.player.pause()
        self._studio.view.show_workspace("enhance")
        self._chain()
        self._studio.view.seek(length(self._studio.document.project) / 3)
        self._studio.view.set_compare("result")
        self._window.viewer.canvas.fit()

    def _denoise(self) -> None:
        self._chain(DENOISE)
        self._studio.view.set_compare("wipe")

    def _wipe(self, share: float) -> None:
        """The line goes to and fro, and comes to rest in the middle."""
        self._window.viewer.set_wipe(0.5 + 0.42 * math.sin(share * 2 * math.tau))

    def _upscale(self) -> None:
        self._chain(DENOISE, UPSCALE)
        self._studio.view.set_compare("side")

    def _difference(self) -> None:
        self._studio.view.set_compare("difference")

    def _style(self) -> None:
        self._chain(STYLE)
        self._studio.view.set_compare("wipe")

    def _masks(self) -> None:
        """What an earlier round found is still there: it need not be found again."""
        self._studio.view.show_workspace("annotate")
        self._studio.view.seek(Fraction(0))
        if not self._masked():
            self._window.annotate.runs.start("moving-objects", MASKS)

    def _render(self) -> None:
        self._studio.player.pause()
        self._studio.view.show_workspace("enhance")
        self._chain(DENOISE, UPSCALE)
        self._studio.view.seek(length(self._studio.document.project) / 3)
        rate = self._rate()
        start = self._studio.view.playhead
        span = Span(start, start + SHOWN_FRAMES / rate)
        self._studio.document.apply(tr("Set In and Out"), ranges.set_range(span))
        self._studio.view.set_compare("wipe")
        self._window.playback.render_range()

    def _export(self) -> None:
        self._studio.player.pause()
        output = Path(self._folder.path()) / "demo.mp4"
        request = RenderRequest(
            self._studio.document.project, output, "range", codec="libx264", overwrite=True
        )
        self._studio.jobs.add(export_job(request, tr("Demo export"), "H.264"))
        self._studio.view.show_workspace("deliver")

    def _computed(self) -> bool:
        return self._window.viewer.canvas.state.kind == "cached"

    def _masked(self) -> bool:
        layer = self._studio.session.layer
        return layer is not None and bool(layer.tracks)

    def _found(self) -> bool:
        """The clip plays slowly, so that the part in which the camera stands still lasts."""
        return self._masked() and self._played(Fraction(1, 2))

    def _rendered(self) -> bool:
        return not self._window.playback.rendering and self._played()

    def _played(self, speed: Fraction = Fraction(1)) -> bool:
        """The clip plays from here on."""
        if not self._studio.view.playing:
            self._studio.player.play(speed)
        return True

    def _exported(self) -> bool:
        return not self._studio.jobs.unfinished

    def _rate(self) -> Fraction:
        media = self._studio.document.project.media[0]
        return media.facts.rate if media.facts else Fraction(25)

    def _chain(self, *chain: EffectSpec) -> None:
        self._studio.document.apply(tr("Demo"), effects.set_chain([self._clip], chain), "demo")

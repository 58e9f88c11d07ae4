"""Everything of this package, put together on a canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.annotate.acts import Acts
from app.ui.annotate.commands import annotate_commands
from app.ui.annotate.cutters import Cutters
from app.ui.annotate.header import AnnotateHeader
from app.ui.annotate.hud import annotate_hud
from app.ui.annotate.stage import Stage
from app.ui.annotate.strip import ToolStrip
from app.ui.annotate.tone import Tone
from app.ui.annotate.toolbox import Toolbox
from app.ui.annotate.visibility import Visibility

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.annotation_session import AnnotationSession
    from app.ui.command import Command
    from app.ui.preview.canvas import Canvas
    from app.ui.view_state import ViewState


class AnnotateTools(QObject):
    """The tools of one viewer. GUI thread only; `close` before the window goes.

    Attributes:
        toolbox, visibility, tone: Shared with panels.
        stage, acts: What is drawn, and what keys do.
        strip, header: Widgets to put in place.
        cutters: The models of the magic wand.

    Signals:
        told(str): a sentence for the user.
    """

    told = Signal(str)

    def __init__(
        self,
        canvas: Canvas,
        session: AnnotationSession,
        view: ViewState,
        step: Callable[[int], object],
        parent: QObject | None = None,
    ) -> None:
        """Put everything on a canvas.

        Args:
            canvas: The viewer's.
            session: What is annotated.
            view: Says which workspace is shown.
            step: Moves the playhead by frames: the player's.
            parent: Owns this object.
        """
        super().__init__(parent)
        self._step = step
        self._canvas = canvas
        self.toolbox = Toolbox(self)
        self.visibility = Visibility(session, self)
        self.tone = Tone(self)
        self.stage = Stage(canvas, session, view, self.toolbox, self.visibility)
        self.acts = Acts(self.stage)
        self.strip = ToolStrip(self.toolbox)
        self.header = AnnotateHeader(self.toolbox, self.visibility, self.tone)
        self.cutters = Cutters(self.toolbox, self)
        self.cutters.changed.connect(lambda: self.header.set_cutters(self.cutters.models))
        self.stage.told.connect(self.told)
        self.tone.changed.connect(self._follow_tone)
        view.workspace_changed.connect(lambda _: self._follow_tone())
        canvas.words = lambda: annotate_hud(self.stage)

    def commands(self) -> tuple[Command, ...]:
        """All acts with their words and keys."""
        return annotate_commands(self.stage, self.acts, self._step)

    def close(self) -> None:
        """End what runs in the background, and wait for it."""
        self.stage.close()
        self.cutters.close()

    def _follow_tone(self) -> None:
        """Only where shapes are drawn: elsewhere colours are judged."""
        self._canvas.set_tone(self.tone.map if self.stage.active else None)

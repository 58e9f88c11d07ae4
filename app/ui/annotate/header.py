"""The part of the viewer's header that says what is drawn, and how outlines look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.annotate.tone_button import ToneButton
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.combo import Combo
from app.ui.widgets.labels import Label
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.slider import Slider

if TYPE_CHECKING:
    from app.ui.annotate.tone import Tone
    from app.ui.annotate.toolbox import Toolbox
    from app.ui.annotate.visibility import Visibility

_KINDS = {"box": "box", "polygon": "polygon", "brush": "mask", "eraser": "mask", "wand": "mask"}
_TOOLS = {"box": "box", "polygon": "polygon", "mask": "brush"}


class AnnotateHeader(QWidget):
    """What is drawn (box, polygon, mask), for how long, and the strength of outlines.

    The parts `kind` and `how` belong in the middle of the header, `look` at its right.

    Attributes:
        kind, mode, cutter, outlines, tone: The controls.
        how: Holds `mode`, and `cutter` while the wand is in hand and has a choice.
        look: Holds outlines and tone; this widget holds the others until somebody takes it away.
    """

    def __init__(
        self, toolbox: Toolbox, visibility: Visibility, tone: Tone, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._toolbox, self._visibility = toolbox, visibility
        self._small = False
        self.kind = Segmented(
            [("box", tr("Box")), ("polygon", tr("Polygon")), ("mask", tr("Mask"))]
        )
        self.mode, self.cutter = Combo(), Combo()
        self.how = QWidget()
        self.outlines = Slider(0, 1, 0.05)
        self.outlines_name = Label(tr("Outlines"), "body", "tx2")
        self.tone = ToneButton(tone)
        self.look = QWidget()
        self._lay_out()
        self._connect()

    def set_small(self, small: bool) -> None:
        """In small windows only the kind of shape is left."""
        self._small = small
        self.mode.setVisible(not small)
        self._show()
        self.outlines.setVisible(not small)
        self.outlines_name.setVisible(not small)

    def set_cutters(self, models: list[tuple[str, str]]) -> None:
        """Offer models, by id and title, to look for objects with."""
        self.cutter.set_choices([("", tr("By colours")), *models])
        self._show()

    def _lay_out(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.kind.setAccessibleName(tr("Shape to draw"))
        self.mode.setAccessibleName(tr("How long what is drawn lasts"))
        self.outlines.setAccessibleName(tr("Strength of outlines"))
        self.outlines.setToolTip(tr("Strength of outlines"))
        self.mode.set_choices(
            [("track", tr("Track, moves over time")), ("shape", tr("Shape, on one frame"))]
        )
        self.cutter.setAccessibleName(tr("What the magic wand finds objects with"))
        self.cutter.setToolTip(
            tr("With a model: a click adds, Alt and a click take away, a drag frames it.")
        )
        self.outlines.setFixedWidth(theme().px(72))
        row, how, look = QHBoxLayout(self), QHBoxLayout(self.how), QHBoxLayout(self.look)
        for layout, parts in (
            (look, (self.outlines_name, self.outlines, self.tone)),
            (how, (self.mode, self.cutter)),
            (row, (self.kind, self.how, self.look)),
        ):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(8)
            for part in parts:
                layout.addWidget(part)

    def _connect(self) -> None:
        toolbox, visibility = self._toolbox, self._visibility
        self.kind.chosen.connect(lambda kind: toolbox.choose(_TOOLS[kind]))
        self.mode.chosen.connect(toolbox.set_mode)
        self.cutter.chosen.connect(toolbox.set_cutter)
        self.outlines.moved.connect(visibility.set_outlines)
        toolbox.tool_changed.connect(lambda _: self._show())
        toolbox.mode_changed.connect(lambda _: self._show())
        toolbox.settings_changed.connect(self._show)
        visibility.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        """The kind that is drawn, or was drawn last; none of the three for points, say."""
        current = self._toolbox.current
        drawing = current if current in _KINDS else self._toolbox.last_drawn
        self.kind.choose(_KINDS.get(drawing, ""))
        self.mode.choose(self._toolbox.mode)
        self.cutter.choose(self._toolbox.cutter)
        self.cutter.setVisible(current == "wand" and self.cutter.count() > 1 and not self._small)
        self.outlines.set_value(self._visibility.outlines)

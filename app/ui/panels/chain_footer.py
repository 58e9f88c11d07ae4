"""What a chain costs here, and the two buttons that put it to work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.panels.words import duration_words, share_words, speed_words
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.divider import Divider
from app.ui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from app.render.chain_speed import ChainSpeed


class ChainFooter(QWidget):
    """Always visible below the chain. Figures are measured on this computer, or not there.

    Signals:
        measure_asked(): the user wants the speed measured; again: to stop it.
        render_asked(), export_asked().
    """

    measure_asked = Signal()
    render_asked = Signal()
    export_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.speed, self.memory, self.range = _Fact(), _Fact(), _Fact()
        self.measure = IconButton("gauge", tr("Measure the speed of this chain"))
        self.render_button = Button(tr("Render In to Out"), "play", primary=True, height=28)
        self.export_button = Button(tr("Export…"), height=28)
        self.export_button.setToolTip(tr("Export… (Ctrl+E)"))
        self.measure.clicked.connect(self.measure_asked)
        self.render_button.clicked.connect(self.render_asked)
        self.export_button.clicked.connect(self.export_asked)
        self._lay_out()
        self.show_rendering(running=False)
        self.show_speed(None, None)

    def show_speed(self, speed: ChainSpeed | None, seconds: float | None) -> None:
        """Show a measurement; `seconds` is what the range will take, None without one."""
        memory = tr("GPU memory") if speed is not None and speed.gpu else tr("Memory")
        nothing = tr("Not measured yet")
        self.speed.show_fact(
            tr("Speed here"), speed_words(speed.fps) if speed else nothing, quiet=speed is None
        )
        share = share_words(speed.memory, speed.memory_total) if speed else "–"
        self.memory.show_fact(memory, share, quiet=speed is None)
        time = "–" if seconds is None else duration_words(seconds)
        self.range.show_fact(tr("In to Out"), time, quiet=seconds is None)
        device = tr("Measured on {device}, without encoding", device=speed.device) if speed else ""
        for fact in (self.speed, self.memory, self.range):
            fact.setToolTip(device or tr("A dash means not measured yet."))

    def show_measuring(self, *, running: bool) -> None:
        """Say that it is being measured; the button then stops it."""
        self.measure.set_icon("x" if running else "gauge")
        stop = tr("Stop measuring")
        self.measure.set_name(stop if running else tr("Measure the speed of this chain"))
        if running:
            self.speed.show_fact(tr("Speed here"), tr("Measuring…"), quiet=True)

    def show_rendering(self, *, running: bool) -> None:
        """Say that In to Out is being rendered; the button then stops it."""
        words = tr("Stop rendering") if running else tr("Render In to Out")
        self.render_button.setText(words)
        self.render_button.setToolTip(f"{words} (Ctrl+R)")

    def _lay_out(self) -> None:
        facts = QHBoxLayout()
        facts.setSpacing(8)
        for fact in (self.speed, self.memory, self.range):
            facts.addWidget(fact)
            facts.addStretch(1)
        facts.addWidget(self.measure, 0, Qt.AlignmentFlag.AlignVCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.render_button, 7)
        buttons.addWidget(self.export_button, 3)
        inside = QVBoxLayout()
        inside.setContentsMargins(14, 8, 14, 10)
        inside.setSpacing(8)
        inside.addLayout(facts)
        inside.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Divider())
        column.addLayout(inside)


class _Fact(QWidget):
    """A quiet name over a figure."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.figure = ElidedLabel("", "small", "tx3"), ElidedLabel("", "name", "tx")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for part in (self.name, self.figure):
            column.addWidget(part)

    def show_fact(self, name: str, figure: str, *, quiet: bool) -> None:
        self.name.setText(name)
        self.figure.setText(figure)
        self.figure.set_token("tx3" if quiet else "tx")
        self.setAccessibleName(f"{name}: {figure}")

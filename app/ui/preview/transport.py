"""The strip below the picture: time, playing, in and out, sound."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.ui.language import tr
from app.ui.preview.bar import Bar
from app.ui.preview.flat_button import FlatButton, PlayButton
from app.ui.preview.time_field import TimeField
from app.ui.theme.theme import theme
from app.ui.timecode import frame_number, timecode
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.divider import Divider
from app.ui.widgets.labels import Label
from app.ui.widgets.slider import Slider

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from app.base.time import Time

HEIGHT, SMALL_HEIGHT = 44, 38


class Transport(Bar):
    """Says what the user wants; the player does it.

    Signals:
        play_toggled(), stepped(frames), cut_wanted(-1 or +1), end_wanted(-1 first, +1 last),
        loop_toggled(bool), in_wanted(), out_wanted(), volume_changed(0..1), muted(bool),
        full_screen_wanted(), jumped(Time in seconds), refused(str, why a typed time is none).
    """

    play_toggled = Signal()
    stepped = Signal(int)
    cut_wanted = Signal(int)
    end_wanted = Signal(int)
    loop_toggled = Signal(bool)
    in_wanted = Signal()
    out_wanted = Signal()
    volume_changed = Signal(float)
    muted = Signal(bool)
    full_screen_wanted = Signal()
    jumped = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(HEIGHT, line_above=True, parent=parent)
        self._time: Time = Fraction(0)
        self._total: Time = Fraction(0)
        self._rate: Fraction | None = Fraction(25)
        self._drop: bool | None = None
        self._frames = False
        self._moves: dict[str, IconButton] = {}
        self.time = TimeField()
        self.total = Label("", "body", "tx3")
        self.rate = Label("", "body", "tx2")
        self.play = PlayButton("play-fill", tr("Play"), "Space", size=34)
        self.loop = IconButton("repeat", tr("Loop"), checkable=True, size=30)
        self.mark_in = FlatButton(f"[  {tr('In')}", tr("Mark in"), "I")
        self.mark_out = FlatButton(f"{tr('Out')}  ]", tr("Mark out"), "O")
        self.rule = Divider(vertical=True)
        self.mute = IconButton("speaker-high", tr("Mute"), checkable=True)
        self.volume = Slider(0.0, 1.0, 0.01)
        self.full_screen = IconButton("corners-out", tr("Full screen"), "F11")
        self._fill()
        self._connect()
        self._show_times()

    def set_time(self, time: Time, rate: Fraction | None, drop_frame: bool | None = None) -> None:
        """Show where the playhead is.

        Args:
            time: Seconds on the timeline.
            rate: Frames per second; None for a variable rate, which is shown in real time.
            drop_frame: None does what is usual for the rate.
        """
        self._time, self._rate, self._drop = time, rate, drop_frame
        self._show_times()

    def set_total(self, total: Time) -> None:
        """How long everything is."""
        self._total = total
        self._show_times()

    def show_frames(self, frames: bool) -> None:
        """Frame numbers rather than timecode, as in Annotate."""
        self._frames = frames
        self._show_times()

    def show_keys(self, key: Callable[[str], str]) -> None:
        """Tell the keys that are in force; `key` gives that of a command, "" for none."""
        buttons: dict[str, IconButton | FlatButton] = {
            "transport.play": self.play,
            "timeline.set_in": self.mark_in,
            "timeline.set_out": self.mark_out,
            "view.full_screen": self.full_screen,
            **self._moves,
        }
        for command, button in buttons.items():
            button.set_key(key(command))

    def set_playing(self, playing: bool) -> None:
        """Show what the button does next."""
        self.play.set_icon("pause-fill" if playing else "play-fill")
        self.play.set_name(tr("Pause") if playing else tr("Play"))

    def set_loop(self, loop: bool) -> None:
        """Show whether playing begins again at the end."""
        self.loop.setChecked(loop)

    def set_volume(self, volume: float) -> None:
        """Show a volume in [0, 1]."""
        self.volume.set_value(volume)
        self._show_volume()

    def set_muted(self, muted: bool) -> None:
        """Show whether the sound is off."""
        self.mute.setChecked(muted)
        self._show_volume()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Let go of the least needed when there is little room."""
        super().resizeEvent(event)
        width = self.width() / theme().scale
        self.rate.setVisible(width >= 780)
        self.total.setVisible(width >= 700)
        self.volume.setVisible(width >= 640)
        for part in (self.mark_in, self.mark_out, self.rule):
            part.setVisible(width >= 560)

    def _fill(self) -> None:
        for part in (self.time, self.total, self.rate):
            self.left.addWidget(part)
        self.left.insertSpacing(2, 6)
        self.left.addStretch(1)
        add, end, cut, step = self._add_move, self.end_wanted, self.cut_wanted, self.stepped
        add("first", "skip-back", tr("First frame"), lambda: end.emit(-1))
        add("previous_cut", "caret-double-left", tr("Previous cut"), lambda: cut.emit(-1))
        add("previous_frame", "caret-left", tr("Previous frame"), lambda: step.emit(-1))
        self.middle.addWidget(self.play)
        add("next_frame", "caret-right", tr("Next frame"), lambda: step.emit(1))
        add("next_cut", "caret-double-right", tr("Next cut"), lambda: cut.emit(1))
        add("last", "skip-forward", tr("Last frame"), lambda: end.emit(1))
        self.middle.addWidget(self.loop)
        ends: tuple[QWidget, ...] = (self.mark_in, self.mark_out, self.rule, self.mute)
        for tool in (*ends, self.volume, self.full_screen):
            self.right.addWidget(tool)
        self.rule.setFixedHeight(theme().px(20))
        self.volume.setMaximumWidth(theme().px(90))
        self.volume.setAccessibleName(tr("Volume"))
        self.volume.setToolTip(tr("Volume"))
        self.volume.set_value(0.8)

    def _add_move(self, command: str, icon: str, name: str, go: Callable[[], None]) -> None:
        button = IconButton(icon, name, size=30)
        self._moves[f"transport.{command}"] = button
        button.setAutoRepeat(icon in ("caret-left", "caret-right"))  # frame after frame
        button.clicked.connect(lambda: go())
        self.middle.addWidget(button)

    def _connect(self) -> None:
        self.time.jumped.connect(self.jumped)
        self.time.refused.connect(self.refused)
        self.play.clicked.connect(lambda: self.play_toggled.emit())
        self.loop.clicked.connect(self.loop_toggled)
        self.mark_in.clicked.connect(lambda: self.in_wanted.emit())
        self.mark_out.clicked.connect(lambda: self.out_wanted.emit())
        self.mute.clicked.connect(self._mute_clicked)
        self.volume.moved.connect(self._volume_moved)
        self.full_screen.clicked.connect(lambda: self.full_screen_wanted.emit())

    def _show_times(self) -> None:
        self.time.show_time(self._time, self._rate, self._drop, frames=self._frames)
        self.total.setText(f"/ {self._total_words()}")
        self.rate.setText(rate_words(self._rate))

    def _total_words(self) -> str:
        if self._frames and self._rate is not None:
            return str(frame_number(self._total, self._rate))
        return timecode(self._total, self._rate, drop=self._drop)

    def _mute_clicked(self, muted: bool) -> None:
        self._show_volume()
        self.muted.emit(muted)

    def _volume_moved(self, volume: float) -> None:
        self._show_volume()
        self.volume_changed.emit(volume)

    def _show_volume(self) -> None:
        muted = self.mute.isChecked()
        silent = muted or self.volume.value == 0
        self.mute.set_icon("speaker-x" if silent else "speaker-high")
        self.mute.set_name(tr("Unmute") if muted else tr("Mute"))


def rate_words(rate: Fraction | None) -> str:
    """`30 fps`, `29.97 fps`; a variable rate says so."""
    if rate is None:
        return tr("VFR")
    text = f"{float(rate):.3f}".rstrip("0").rstrip(".")
    return tr("{rate} fps", rate=text)

"""The viewer with its strips: shows what previews make, says what the user wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.preview import header as header_strip
from app.ui.preview import transport as transport_strip
from app.ui.preview.canvas import Canvas
from app.ui.preview.drop_zone import DropZone
from app.ui.preview.first_run import FirstRun
from app.ui.preview.header import ViewerHeader
from app.ui.preview.modes.table import MODES
from app.ui.preview.modes.wipe import Wipe
from app.ui.preview.transport import Transport
from app.ui.preview.viewer_commands import viewer_commands
from app.ui.preview.viewer_notice import ViewerNotice
from app.ui.preview.viewer_state import StateKind, ViewerState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject, QRect

    from app.ui.command import Command
    from app.ui.preview.preview_image import PreviewImage
    from app.ui.view_state import CompareMode, ViewState

_CYCLE: tuple[str, ...] = tuple(mode.id for mode in MODES)


class ViewerPanel(QWidget):
    """Header, picture and transport, or the first-run page in their place. GUI thread only.

    It decodes nothing and decides nothing about time: connect its signals to the player and the
    preview, and give it what they make. `transport`, `header`, `first_run` and `canvas` are open
    for what is not repeated here.

    Signals:
        visible_region_changed(QRect): pixels of the result that are in view.
        quality_chosen("full" or "half"): how previews should be computed.
        dropped(list[Path]): files and folders, from anywhere on the viewer.
        play_toggled(), step(frames), seek(Time), cut_wanted(+-1), end_wanted(+-1): from buttons,
            keys and typed positions.
        action_wanted(), details_wanted(): the buttons of an error.
    """

    visible_region_changed = Signal(object)
    quality_chosen = Signal(str)
    dropped = Signal(object)
    play_toggled = Signal()
    step = Signal(int)
    seek = Signal(object)
    cut_wanted = Signal(int)
    end_wanted = Signal(int)
    action_wanted = Signal()
    details_wanted = Signal()

    def __init__(self, view: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.canvas = Canvas()
        self.header = ViewerHeader([self.canvas.mode_of(mode.id) for mode in MODES])
        self.transport = Transport()
        self.first_run = FirstRun()
        self.notice = ViewerNotice(self.canvas)
        self._clip = ("", "")
        self._stack = QStackedWidget()
        self._drop_zone = DropZone(self)
        self._lay_out()
        self._connect()
        self._show_mode(view.compare)

    # What is shown

    def set_source(self, image: PreviewImage) -> None:
        """Show the unprocessed frame; results of other frames give way to it."""
        self.canvas.put(image)

    def set_result(self, image: PreviewImage) -> None:
        """Show what the chain made, of the whole frame or of a region."""
        self.canvas.put(image)

    def show_image(self, image: PreviewImage) -> None:
        """Any of the three, by its own kind."""
        self.canvas.put(image)

    def forget_results(self) -> None:
        """The chain is empty or another clip is shown: go back to the source alone."""
        self.canvas.layers.forget("result")
        self.canvas.layers.forget("alternative")
        self.canvas.lay_out()

    def set_result_size(self, width: int, height: int) -> None:
        """How large results of this clip are, before the first comes: scales are of that size."""
        self.canvas.layers.set_size(width, height)
        self.canvas.lay_out()

    def set_state(
        self, kind: StateKind, frame: int | None = None, message: str = "", action: str = ""
    ) -> None:
        """Say how far the result of the frame is; for "error" with a sentence and an action."""
        self.canvas.set_state(ViewerState(kind, frame, message, action))
        self.notice.show_error(message if kind == "error" else "", action)
        self._place_notice()

    def set_clip(self, name: str, place: str = "", chain: str = "", alternative: str = "") -> None:
        """Name the clip, its place ("Clip 1 of 2"), and its chains ("Denoise → Upscale ×2")."""
        if (name, place) != self._clip:
            self._clip = (name, place)
            self.forget_results()  # they are another clip's, whatever their time says
        self.header.set_clip(name, place)
        self.canvas.chains = (chain, alternative)
        self.canvas.refresh()

    def clear(self) -> None:
        """Show no picture: there is no clip at the playhead."""
        self.canvas.clear()
        self.notice.show_error("", "")
        self.set_clip("")

    def visible_region(self) -> QRect:
        """Pixels of the result that are in view; empty without a picture."""
        return self.canvas.visible_region()

    # How it is shown

    def show_first_run(self, first_run: bool) -> None:
        """The page to begin with, or the viewer."""
        if first_run == (self._stack.currentWidget() is self.first_run):
            return
        self._stack.setCurrentWidget(self.first_run if first_run else self.canvas)
        self.header.show_title_only(first_run)
        self.transport.setVisible(not first_run)
        if not first_run:
            self.header.set_clip(*self._clip)
            self._show_mode(self.view.compare)

    def set_small(self, small: bool) -> None:
        """Lower strips, for small windows."""
        heights = (header_strip.SMALL_HEIGHT, transport_strip.SMALL_HEIGHT)
        normal = (header_strip.HEIGHT, transport_strip.HEIGHT)
        self.header.set_bar_height((heights if small else normal)[0])
        self.transport.set_bar_height((heights if small else normal)[1])

    def cycle_mode(self, by: int) -> None:
        """To the next (+1) or previous (-1) way to compare."""
        at = _CYCLE.index(self.view.compare) if self.view.compare in _CYCLE else 0
        self._choose_mode(_CYCLE[(at + by) % len(_CYCLE)])

    def set_wipe(self, position: float) -> None:
        """Put the line of the wipe elsewhere, [0, 1] of the visible picture."""
        mode = self.canvas.mode_of("wipe")
        if isinstance(mode, Wipe):
            mode.move_to(position)

    def set_shows(self, flag: str, on: bool) -> None:
        """Turn `hud`, `peep` (pixel values) or `safe` (safe areas) on or off."""
        self.canvas.set_shows(flag, on)
        self.header.peep.setChecked(self.canvas.shows("peep"))
        self.header.safe.setChecked(self.canvas.shows("safe"))

    def commands(self) -> Sequence[Command]:
        """What the viewer can do."""
        return viewer_commands(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep the error sentence on the picture when the canvas changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place_notice()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.setAccessibleName(tr("Viewer"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        column.addWidget(self.transport)
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.first_run)
        self.canvas.installEventFilter(self)

    def _connect(self) -> None:
        canvas, header, transport = self.canvas, self.header, self.transport
        canvas.visible_region_changed.connect(self.visible_region_changed)
        canvas.zoom_changed.connect(self._show_zoom)
        canvas.space_tapped.connect(transport.play_toggled)
        header.mode_chosen.connect(self._choose_mode)
        header.setting_chosen.connect(lambda value: canvas.mode_of(self.view.compare).choose(value))
        header.fit_chosen.connect(canvas.fit)
        header.scale_chosen.connect(canvas.set_scale)
        header.peep_toggled.connect(lambda on: self.set_shows("peep", on))
        header.safe_areas_toggled.connect(lambda on: self.set_shows("safe", on))
        header.quality_chosen.connect(self.quality_chosen)
        self.notice.acted.connect(self.action_wanted)
        self.notice.details_wanted.connect(self.details_wanted)
        self._drop_zone.dropped.connect(self.dropped)
        self.view.compare_changed.connect(self._show_mode)
        self.view.playing_changed.connect(transport.set_playing)
        self._connect_transport()

    def _connect_transport(self) -> None:
        transport = self.transport
        transport.play_toggled.connect(self.play_toggled)
        transport.stepped.connect(self.step)
        transport.jumped.connect(self.seek)
        transport.cut_wanted.connect(self.cut_wanted)
        transport.end_wanted.connect(self.end_wanted)

    def _choose_mode(self, id: str) -> None:
        self.view.set_compare(cast("CompareMode", id))

    def _show_mode(self, id: str) -> None:
        self.canvas.set_mode(id)
        self.header.set_mode(self.canvas.mode_of(id))

    def _show_zoom(self) -> None:
        self.header.set_zoom(self.canvas.zoom.scale, fits=self.canvas.zoom.fits)

    def _place_notice(self) -> None:
        if not self.notice.isHidden():
            self.notice.place(self.canvas.rect())

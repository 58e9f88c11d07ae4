"""Where the annotations of a frame meet the mouse: what is shown, what is held, what is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.annotations.edits import keyframes, placing
from app.annotations.edits.tracks import find_track, next_track_id
from app.annotations.interpolation import ShapeAt, shape_at
from app.annotations.masks import Mask
from app.annotations.shapes import Points, Skeleton
from app.ui.annotate.geometry import vertices
from app.ui.annotate.painting.look import Look, Looks
from app.ui.annotate.painting.overlay import Overlay
from app.ui.annotate.snapping import REACH, Snapping
from app.ui.annotate.stage_events import StageEvents
from app.ui.annotate.tools.table import make_tools
from app.ui.language import tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from app.annotations.model import Track
    from app.annotations.shapes import Point, Shape
    from app.ui.annotate.place import Place
    from app.ui.annotate.toolbox import Toolbox
    from app.ui.annotate.tools.tool import Tool
    from app.ui.annotate.visibility import Visibility
    from app.ui.annotation_session import AnnotationSession
    from app.ui.preview.canvas import Canvas
    from app.ui.view_state import ViewState

Pixels = Callable[[], "NDArray[np.uint8] | None"]


class Stage(QObject):
    """The annotations on the canvas, while the workspace is Annotate. GUI thread only.

    Attributes:
        canvas, session, toolbox, visibility: What it brings together.
        tool: In hand.
        held: Shapes under a drag, by id of their track, painted in place of what is said; None
            for a track that its tool paints itself.
        guides: Edges that something snaps to now, across and down, in pixels of the source.
        pixels: Gives the frame's pixels, `(h, w, 3)` uint8, to tools that look at them; what the
            canvas shows unless set to something better.

    Signals:
        told(str): a sentence for the user.
        pressed(): the left button went down for a tool; connect it to the player's pause.
    """

    told = Signal(str)
    pressed = Signal()

    def __init__(
        self,
        canvas: Canvas,
        session: AnnotationSession,
        view: ViewState,
        toolbox: Toolbox,
        visibility: Visibility,
    ) -> None:
        super().__init__(canvas)
        self.canvas, self.session = canvas, session
        self.toolbox, self.visibility = toolbox, visibility
        self.held: dict[int, Shape | None] = {}
        self.guides: tuple[list[float], list[float]] = ([], [])
        self.hovered: int | None = None
        self.pixels: Pixels = self._shown_pixels
        self._view = view
        self._anew = False
        self._drawn: tuple[int, int] | None = None
        self._object_label = ""
        self.tools = make_tools(self)
        self.tool: Tool = self.tools[toolbox.current]
        self.overlay = Overlay(self)
        self.events = StageEvents(self)
        canvas.add_overlay(self.overlay)
        self._connect()
        self._follow_workspace()

    def _connect(self) -> None:
        session, update = self.session, self.canvas.update
        session.layer_changed.connect(lambda *_: update())
        session.frame_changed.connect(self._frame_changed)
        session.selection_changed.connect(self._selection_changed)
        session.coming_changed.connect(update)
        session.label_changed.connect(self._label_changed)
        self.visibility.changed.connect(update)
        self.toolbox.tool_changed.connect(self._take)
        self.toolbox.drawing_anew.connect(self._begin_anew)
        self.toolbox.settings_changed.connect(update)
        self._view.workspace_changed.connect(lambda _: self._follow_workspace())

    # What is there

    @property
    def active(self) -> bool:
        """Whether annotations are shown and drawn now."""
        return self._view.workspace == "annotate"

    @property
    def ready(self) -> bool:
        """Whether there is a frame to draw on."""
        return self.active and self.session.layer is not None and self.session.frame >= 0

    def shapes(self) -> list[ShapeAt]:
        """What is painted, lowest first: not what is hidden, and as far as a drag has moved it."""
        found = [one for one in self.session.shapes if not self.visibility.is_hidden(one.track)]
        if not self.held:
            return found
        moved = []
        for one in found:
            shape = self.held.get(one.track.id, one.shape)
            if shape is not None:
                moved.append(one if shape is one.shape else replace(one, shape=shape))
        return moved

    def ghosts(self) -> list[ShapeAt]:
        """Selected tracks that are outside on this frame, where they are heading."""
        layer, frame = self.session.layer, self.session.frame
        selected = [
            track
            for track in (layer.tracks if layer and self.session.selection else ())
            if track.id in self.session.selection and not self.visibility.is_hidden(track)
        ]
        ghosts = []
        for track in selected:
            if track.keyframes[0].frame <= frame and shape_at(track, frame) is None:
                state = keyframes.state_at(track, frame)
                ghosts.append(ShapeAt(track, frame, state.shape, state))
        return ghosts

    def touchable(self) -> list[ShapeAt]:
        """What the mouse can take hold of, lowest first."""
        return [one for one in self.shapes() if not self.visibility.is_locked(one.track)]

    def movable(self, track: Track) -> bool:
        """Whether a track may be given another shape."""
        return not (self.visibility.is_locked(track) or self.visibility.is_pinned(track))

    def has_handles(self, shown: ShapeAt, look: Look) -> bool:
        """Whether a shape shows handles: it alone is selected, and may be changed."""
        if not look.selected:
            return False
        alone = self.session.selection == {shown.track.id}
        return alone and not look.outside and self.movable(shown.track)

    def single(self) -> ShapeAt | None:
        """The one shape with handles."""
        found = [one for one in self.shapes() if self.session.selection == {one.track.id}]
        return found[0] if found and self.movable(found[0].track) else None

    def suggestion(self) -> ShapeAt | None:
        """The suggestion that Y and X are about: the selected one, else the first on the frame."""
        found = [one for one in self.shapes() if not one.track.provenance.accepted]
        chosen = [one for one in found if one.track.id in self.session.selection]
        return next(iter(chosen or found), None)

    # What is done

    def draw(self, shape: Shape, *, keeps: bool = False) -> None:
        """Put a drawn shape on the frame: on the selected track if it goes on, or as a new one.

        Args:
            shape: What was drawn.
            keeps: Whether the tool stays in hand: a brush, which is rarely done with one stroke.
        """
        number = self.target(type(shape))
        layer, frame = self.session.layer, self.session.frame
        if layer is None:
            return
        if number is not None:
            self.place({number: shape}, tr("Set shape of {name}", name=self.name(number)))
        else:
            label, lasting = self.label_to_draw(), self.toolbox.mode == "track"
            number = next_track_id(layer)
            self.session.apply(
                tr("Draw {label}", label=label),
                lambda one: placing.draw_track(one, label, frame, shape, lasting=lasting),
            )
            self.session.select({number})
            self._drawn = (number, frame)
        self._anew = False
        if not keeps:
            self.toolbox.drawn()

    def place(self, shapes: dict[int, Shape], words: str, merge: str | None = None) -> None:
        """Give tracks, by id, other shapes on the frame, by one step."""
        frame = self.session.frame
        self.session.apply(words, lambda one: placing.place_shapes(one, frame, shapes), merge)

    def target(self, kind: type) -> int | None:
        """The track that a drawn shape of a kind goes on with; None for a new one."""
        layer, frame = self.session.layer, self.session.frame
        if self._anew or layer is None or len(self.session.selection) != 1:
            return None
        (number,) = self.session.selection
        track = find_track(layer, number)
        if track is None or not self.movable(track):
            return None
        # A second shape on the frame of the first one is another thing; strokes add up instead.
        if self._drawn == (number, frame) and kind is not Mask:
            return None
        seen = shape_at(track, frame)
        if seen is None and self.toolbox.mode == "shape":
            return None
        shape = seen.shape if seen else keyframes.state_at(track, frame).shape
        return number if isinstance(shape, kind) else None

    def label_to_draw(self) -> str:
        """The label of what is drawn next: the one of objects that was chosen last."""
        layer, chosen = self.session.layer, self.session.label
        labels = layer.labels if layer else ()
        objects = [label.name for label in labels if not label.group]
        for name in (chosen, self._object_label):
            if name in objects:
                return name
        if chosen and not any(label.name == chosen for label in labels):
            return chosen
        return next(iter(objects), "object")

    def look_to_draw(self, number: int | None = None, *, provisional: bool = False) -> Look:
        """How what is being drawn looks: like its track, or like the label drawn next."""
        layer = self.session.layer
        assert layer is not None, "tools work only where there is a layer"
        track = find_track(layer, number) if number is not None else None
        label = track.label if track else self.label_to_draw()
        colour, marker, skeleton = Looks(layer, self.visibility).label(label)
        return Look(colour, marker, selected=True, provisional=provisional, skeleton=skeleton)

    def name(self, number: int) -> str:
        """What a track is called: "person 1"."""
        track = find_track(self.session.layer, number) if self.session.layer else None
        return f"{track.label} {track.id}" if track else str(number)

    def snapping(self, place: Place, without: Collection[int] = ()) -> Snapping:
        """What there is to snap to, except for some tracks."""
        others = [one for one in self.shapes() if one.track.id not in without]
        corners = [point for one in others for point in vertices(one.shape)]
        size = (place.width, place.height)
        return Snapping.to((one.shape.bounds for one in others), corners, size, place.length(REACH))

    @staticmethod
    def snapped(point: Point, shape: Shape, snapping: Snapping) -> Point:
        """A point of a shape, snapped; one that is no corner of an outline stays."""
        if not isinstance(shape, Points | Skeleton):
            return snapping.point(point)
        return point

    def show_guides(self, snapping: Snapping, points: Iterable[tuple[float, float]]) -> None:
        """Show which of the points snapped to an edge."""
        points = list(points)
        across = [x for x, _ in points if x in snapping.across]
        down = [y for _, y in points if y in snapping.down]
        self.guides = (across, down) if snapping.reach else ([], [])

    def let_go(self) -> None:
        """Nothing is held any more."""
        self.held = {}
        self.guides = ([], [])
        self.canvas.update()

    def close(self) -> None:
        """End what runs in the background."""
        for tool in self.tools.values():
            tool.close()

    # What happens elsewhere

    def _take(self, tool: str) -> None:
        self.tool.cancel()
        self.tool = self.tools[tool]
        self._follow_workspace()

    def _follow_workspace(self) -> None:
        if not self.active:
            self.tool.cancel()
        self.canvas.navigation.left_pans = not self.active or self.toolbox.current == "pan"
        self.hovered = None
        self.canvas.setCursor(self.tool.cursor if self.active else self.tools["select"].cursor)
        self.canvas.update()

    def _frame_changed(self) -> None:
        self.tool.frame_changed()
        self.hovered = None
        self.canvas.update()

    def _selection_changed(self) -> None:
        self._anew = False
        self.canvas.update()

    def _begin_anew(self) -> None:
        self._anew = True

    def _label_changed(self, name: str) -> None:
        labels = self.session.layer.labels if self.session.layer else ()
        if any(label.name == name and not label.group for label in labels):
            self._object_label = name
        self._begin_anew()

    def _shown_pixels(self) -> NDArray[np.uint8] | None:
        """The frame as the canvas has it, perhaps smaller than it is."""
        source = self.canvas.layers.source
        if source is None:
            return None
        image = source.image.convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
        return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()

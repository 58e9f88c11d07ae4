"""The analysis of events: what was drawn are the lines and zones, what moves is counted there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from app.analyses.events import Line, Zone, events_of, segments_of
from app.annotations.shapes import Polygon, Polyline
from app.base.errors import AnnotationError, UsageError
from app.base.parameter import Parameter, complete
from app.base.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.analyses.events import Anchor
    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Track
    from app.base.parameter import Setting, Settings


@dataclass(frozen=True, slots=True)
class LayerKind:
    """What menus, forms and the command line know of an analysis of what is annotated already.

    Attributes:
        name, title, summary, parameters, task: See `AnalysisKind`.
        look: Gives a layer of what was found alone, from complete settings.
    """

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    look: Callable[[AnnotationLayer, dict[str, Setting]], AnnotationLayer]
    task: str = ""


def look_at_layer(kind: LayerKind, layer: AnnotationLayer, settings: Settings) -> AnnotationLayer:
    """What such an analysis finds in a layer.

    Raises:
        UsageError: no such parameter, or a value that is not valid.
        AnnotationError: the layer holds nothing it could look at.
    """
    return kind.look(layer, complete(kind.parameters, settings, kind.title))


def _events(layer: AnnotationLayer, settings: dict[str, Setting]) -> AnnotationLayer:
    chosen = _chosen(layer, str(settings["places"]))
    lines = [line for track in chosen for line in _lines(track)]
    zones = [zone for track in chosen for zone in _zones(track)]
    if not lines and not zones:
        raise AnnotationError(
            "There is no line and no area to watch; draw a polyline or a polygon first."
        )
    places = {track.id for track in chosen}
    things = replace(layer, tracks=tuple(t for t in layer.tracks if t.id not in places))
    anchor = cast("Anchor", settings["anchor"])
    labels, segments = segments_of(events_of(things, lines, zones, anchor))
    return replace(
        layer, labels=tuple(labels), tracks=(), segments=tuple(segments), tags=(), extra={}, cuts=()
    )


def _chosen(layer: AnnotationLayer, places: str) -> list[Track]:
    """The drawn lines and areas that are meant."""
    drawn = [t for t in layer.tracks if isinstance(t.keyframes[0].shape, Polyline | Polygon)]
    wanted = [word.strip() for word in places.split(",") if word.strip()]
    if not wanted:
        return drawn
    for word in wanted:
        if not any(_is(track, word) for track in drawn):
            hint = did_you_mean(word, {track.label for track in drawn})
            raise UsageError(f"There is no line and no area “{word}”.{hint}")
    return [track for track in drawn if any(_is(track, word) for word in wanted)]


def _is(track: Track, word: str) -> bool:
    return word in (track.label, f"#{track.id}")


def _name(track: Track) -> str:
    return f"{track.label} {track.id}"


def _lines(track: Track) -> Iterable[Line]:
    """One for each leg; where it was drawn first, for places do not move."""
    shape = track.keyframes[0].shape
    if isinstance(shape, Polyline):
        for start, end in pairwise(shape.points):
            yield Line(_name(track), start, end)


def _zones(track: Track) -> Iterable[Zone]:
    shape = track.keyframes[0].shape
    if isinstance(shape, Polygon):
        yield Zone(_name(track), shape.rings[0])


EVENTS = LayerKind(
    "events",
    "Events",
    "Marks where tracks cross drawn lines, and enter or leave drawn areas.",
    (
        Parameter(
            "places",
            "Lines and areas",
            "text",
            "",
            zero="all",
            help="Labels, or numbers of tracks such as #3, with commas. Left and right are those "
            "of a walk along the line.",
        ),
        Parameter(
            "anchor",
            "A thing is at",
            "choice",
            "middle",
            choices=("middle", "foot"),
            help="The middle of its box, or of the box's lower edge where it stands.",
        ),
    ),
    _events,
)

LAYER_ANALYSES: tuple[LayerKind, ...] = (EVENTS,)


def find_layer_analysis(name: str) -> LayerKind | None:
    """The analysis of that name; None if there is none."""
    return next((kind for kind in LAYER_ANALYSES if kind.name == name), None)

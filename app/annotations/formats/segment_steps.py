"""Steps of `keeping` for formats of segments: what they cannot say of a layer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.formats.frame_clock import MILLISECONDS, FrameClock
from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import one_line
from app.annotations.model import HAND, NONE, Label

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Segment

OBJECTS = Step(
    "Objects and their places in the picture are left out.",
    lambda layer: replace(layer, tracks=()) if layer.tracks else layer,
)


def changed_segments(
    layer: AnnotationLayer, change: Callable[[Segment], Segment | None]
) -> AnnotationLayer:
    """The layer with every segment changed, or dropped for None; itself if all are as before."""
    segments = tuple(new for part in layer.segments if (new := change(part)) is not None)
    return layer if segments == layer.segments else replace(layer, segments=segments)


def _timed(layer: AnnotationLayer) -> AnnotationLayer:
    if layer.media.pts or not (layer.segments or layer.cuts):
        return layer
    return replace(layer, segments=(), cuts=())


TIMED = Step(
    "Segments and shots are left out: the times of the clip's frames are not known.", _timed
)


TIMED_SEGMENTS = Step(
    "Segments are left out: the times of the clip's frames are not known.",
    lambda layer: layer if layer.media.pts or not layer.segments else replace(layer, segments=()),
)


def _within(layer: AnnotationLayer) -> AnnotationLayer:
    count = layer.media.frame_count
    if any(cut >= count for cut in layer.cuts):
        layer = replace(layer, cuts=tuple(cut for cut in layer.cuts if cut < count))

    def inside(part: Segment) -> Segment | None:
        if part.start >= count:
            return None
        return part if part.stop <= count else replace(part, stop=count)

    return changed_segments(layer, inside)


WITHIN = Step("What lies beyond the clip's last frame is cut off.", _within)


def settled_in(sentence: str, rate_of: Callable[[FrameClock], Fraction]) -> Step:
    """Segments begin and end at frames that the format's units can tell apart."""

    def change(layer: AnnotationLayer) -> AnnotationLayer:
        if not layer.segments:
            return layer
        clock = FrameClock(layer.media)
        rate = rate_of(clock)

        def settled(part: Segment) -> Segment:
            start, stop = clock.settled(part.start, part.stop, rate)
            same = (start, stop) == (part.start, part.stop)
            return part if same else replace(part, start=start, stop=stop)

        return changed_segments(layer, settled)

    return Step(sentence, change)


def settled_cuts_in(sentence: str, rate_of: Callable[[FrameClock], Fraction]) -> Step:
    """Cuts stand at frames that the format's units can tell apart, and within the clip."""

    def change(layer: AnnotationLayer) -> AnnotationLayer:
        if not layer.cuts:
            return layer
        clock = FrameClock(layer.media)
        rate = rate_of(clock)
        cuts = clock.cuts((clock.units(cut, rate) for cut in layer.cuts), rate)
        return layer if cuts == layer.cuts else replace(layer, cuts=cuts)

    return Step(sentence, change)


CUTS_IN_MILLISECONDS = settled_cuts_in(
    "Cuts move to frames that whole milliseconds can tell apart.", lambda _: MILLISECONDS
)
IN_MILLISECONDS = settled_in(
    "Segments move to frames that whole milliseconds can tell apart.", lambda _: MILLISECONDS
)


def _in_order(layer: AnnotationLayer) -> AnnotationLayer:
    parts = tuple(sorted(layer.segments, key=lambda part: (part.start, part.stop, part.id)))
    return layer if parts == layer.segments else replace(layer, segments=parts)


IN_ORDER = Step("Segments come in the order of time.", _in_order)


def _numbered(layer: AnnotationLayer) -> AnnotationLayer:
    parts = tuple(replace(part, id=number) for number, part in enumerate(layer.segments, 1))
    return layer if parts == layer.segments else replace(layer, segments=parts)


NUMBERED = Step("Segments are numbered anew.", _numbered)

SEGMENT_ATTRIBUTES = Step(
    "Attributes of segments are left out.",
    lambda layer: changed_segments(
        layer, lambda part: replace(part, attributes=NONE) if part.attributes else part
    ),
)
SEGMENT_PROVENANCE = Step(
    "Who made the segments, a hand or which model, is left out.",
    lambda layer: changed_segments(
        layer, lambda part: part if part.provenance == HAND else replace(part, provenance=HAND)
    ),
)


BARE_SEGMENTS = (SEGMENT_ATTRIBUTES, SEGMENT_PROVENANCE)
"""For formats that say of a segment when it is and what it is called."""


def own_words(name: str, fitting: Callable[[Segment], dict[str, object]]) -> Step:
    """What a file of this format said about a segment, as far as it still fits the segment."""

    def change(part: Segment) -> Segment:
        if name not in part.extra:
            return part
        words = fitting(part)
        if words == part.extra[name]:
            return part
        rest = {key: value for key, value in part.extra.items() if key != name}
        return replace(part, extra=rest | ({name: words} if words else {}))

    return Step(
        "What a file said of segments that have changed since is left out.",
        lambda layer: changed_segments(layer, change),
    )


def _changed_labels(layer: AnnotationLayer, change: Callable[[Label], Label]) -> AnnotationLayer:
    labels = tuple(map(change, layer.labels))
    return layer if labels == layer.labels else replace(layer, labels=labels)


DETAILS_BUT_GROUPS = Step(
    "The labels' keys, lists of attributes and skeletons are left out.",
    lambda layer: _changed_labels(
        layer, lambda label: Label(label.name, label.colour, label.extra, label.group)
    ),
)


def plain_groups(clean: Callable[[str], str]) -> Step:
    """Groups with nothing the format's text cannot hold."""
    return Step(
        "Signs of the groups' names that the format cannot hold are changed.",
        lambda layer: _changed_labels(
            layer, lambda label: replace(label, group=clean(label.group))
        ),
    )


ONE_LINE_GROUPS = plain_groups(lambda group: one_line(group, ""))


def _only_used(layer: AnnotationLayer) -> AnnotationLayer:
    used = {part.label for part in layer.segments}
    labels = tuple(label for label in layer.labels if label.name in used)
    return layer if len(labels) == len(layer.labels) else replace(layer, labels=labels)


ONLY_USED = Step("Labels without segments are left out.", _only_used)


def _in_order_of_use(layer: AnnotationLayer) -> AnnotationLayer:
    order = {
        name: place for place, name in enumerate(dict.fromkeys(p.label for p in layer.segments))
    }
    labels = tuple(sorted(layer.labels, key=lambda label: order[label.name]))
    return layer if labels == layer.labels else replace(layer, labels=labels)


IN_ORDER_OF_USE = Step("Labels come in the order in which segments have them.", _in_order_of_use)
USED = (ONLY_USED, IN_ORDER_OF_USE)

"""Marks of single frames -> segments: neighbouring frames with the same mark are one stretch."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from app.annotations.layer import AnnotationLayer
from app.annotations.model import Label, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.analyses.analysis import FrameFindings
    from app.annotations.layer import MediaFacts
    from app.annotations.model import Provenance


def layer_of_stretches(
    findings: Sequence[FrameFindings],
    media: MediaFacts,
    colours: Mapping[str, str],
    group: str,
    provenance: Provenance,
    min_length: int,
) -> AnnotationLayer:
    """A layer of the stretches that are long enough.

    Args:
        findings: In order of frames; each mark covers one frame.
        media: The clip.
        colours: By label, in the order in which labels are to be listed.
        group: Of the labels.
        provenance: Who found them.
        min_length: Frames of the shortest stretch that is told.
    """
    rows = sorted(
        (begin, stop, name)
        for name in colours
        for begin, stop in _stretches(findings, name)
        if stop - begin >= min_length
    )
    segments = tuple(
        Segment(id_, name, begin, stop, provenance=provenance)
        for id_, (begin, stop, name) in enumerate(rows, 1)
    )
    used = {segment.label for segment in segments}
    labels = tuple(Label(name, colours[name], group=group) for name in colours if name in used)
    return AnnotationLayer(media, labels, segments=segments)


def _stretches(findings: Sequence[FrameFindings], name: str) -> Iterator[tuple[int, int]]:
    begin = stop = -1
    for mark in chain.from_iterable(found.marks for found in findings):
        if mark.label != name:
            continue
        if mark.start != stop:
            if stop > begin:
                yield begin, stop
            begin = mark.start
        stop = mark.stop
    if stop > begin:
        yield begin, stop

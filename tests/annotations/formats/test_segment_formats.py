"""What formats of segments share: what comes back is what is kept, whatever the layer holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.annotations.formats.activitynet import ActivityNetFormat
from app.annotations.formats.ava import AvaFormat
from app.annotations.formats.csv_table import CsvFormat
from app.annotations.formats.edl import EdlFormat
from app.annotations.formats.elan import ElanFormat
from app.annotations.formats.otio import OtioFormat
from app.annotations.formats.srt import SrtFormat
from app.annotations.formats.webvtt import WebVttFormat
from app.annotations.model import AttributeKind, Segment
from tests.annotations.formats.trips import check_trip, varied_layers
from tests.annotations.layers import FRAMES, attributes, names, provenances

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer
    from tests.annotations.formats.trips import KeepingFormat

OURS: list[KeepingFormat] = [
    *(ActivityNetFormat(), AvaFormat(), WebVttFormat(), SrtFormat(), EdlFormat(), OtioFormat()),
    *(ElanFormat(), CsvFormat(), CsvFormat(dense=True)),
]
some = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@st.composite
def segment_layers(draw: st.DrawFn) -> AnnotationLayer:
    """Layers with several segments, cuts, groups and what else there is about labels."""
    layer = draw(varied_layers())
    groups = st.sampled_from(["", "Action", "Segments", "Shots"]) | names
    kinds = st.sampled_from([(), (AttributeKind("pose", "choice", "up", ("up", "down"), False),)])
    labels = tuple(
        replace(
            label, group=draw(groups), attributes=draw(kinds), hotkey=draw(st.sampled_from("1 "))
        )
        for label in layer.labels
    )
    ids = draw(st.lists(st.integers(0, 10**6), max_size=5, unique=True))
    segments = []
    for id_ in ids:
        start = draw(st.integers(0, FRAMES))
        stop = start + draw(st.integers(1, 4))
        label = draw(st.sampled_from(labels)).name
        segments.append(Segment(id_, label, start, stop, draw(attributes), draw(provenances)))
    cuts = sorted(draw(st.sets(st.integers(1, FRAMES + 1), max_size=4)))
    return replace(layer, labels=labels, segments=tuple(segments), cuts=tuple(cuts))


@pytest.mark.parametrize("format_", OURS, ids=lambda format_: format_.name)
@some
@given(layer=segment_layers())
def test_what_comes_back_is_what_is_kept(
    format_: KeepingFormat, layer: AnnotationLayer, tmp_path: Path
) -> None:
    check_trip(format_, layer, tmp_path)

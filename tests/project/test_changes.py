"""Changes between two states of a project: small, and as good as the whole of the second state."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.annotations.layer import AnnotationLayer
from app.annotations.layer_json import plain_track
from app.annotations.model import Tag
from app.project.changes import change_document, changes
from app.project.edits import markers
from app.project.edits.layers import with_layer
from app.project.model import Project
from app.project.writing import plain
from tests.annotations.layers import layers
from tests.project.samples import many, media
from tests.project.test_edit_invariants import EDITS, projects

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer


def follows(before: Project, after: Project) -> None:
    """Whether changes alone, as they stand in a file, lead from one document to the other."""
    old, told = json.dumps(plain(before)), json.dumps(changes(before, after))
    document = json.loads(old)
    assert change_document(document, json.loads(told)) == json.loads(json.dumps(plain(after)))
    assert document == json.loads(old), "a state before must stay what it was"


@settings(max_examples=40, deadline=None)
@given(projects(), st.data())
def test_changes_lead_from_each_state_to_the_next(before: Project, data: st.DataObject) -> None:
    for name in data.draw(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=3)):
        after = data.draw(EDITS[name])(before)
        follows(before, after)
        follows(after, before)
        before = after


@st.composite
def edited(draw: st.DrawFn) -> tuple[AnnotationLayer, AnnotationLayer]:
    """A layer, and one of the same clip that shares some of its tracks, in whatever order."""
    before, other = draw(layers(dense=False)), draw(layers(dense=False))
    kept = {track.id: track for track in before.tracks if draw(st.booleans())}
    tracks = draw(st.permutations([*({t.id: t for t in other.tracks} | kept).values()]))
    labels = {label.name: label for label in (*other.labels, *before.labels)}
    return before, replace(
        other, media=before.media, labels=tuple(labels.values()), tracks=tuple(tracks)
    )


@settings(max_examples=40, deadline=None)
@given(edited())
def test_changes_of_layers_lead_there_too(pair: tuple[AnnotationLayer, AnnotationLayer]) -> None:
    bare = Project((media("m"), media("n")))
    before, after = (with_layer(bare, "m", layer) for layer in pair)
    follows(bare, markers.add_marker(Fraction(1))(bare))
    follows(markers.add_marker(Fraction(1))(bare), bare)
    for first, second in ((before, after), (after, before), (bare, after), (after, bare)):
        follows(first, second)
    follows(before, with_layer(before, "n", pair[1]))


@given(layers(dense=False))
def test_each_part_of_a_layer_can_change_alone(layer: AnnotationLayer) -> None:
    project = with_layer(Project((media("m"),)), "m", layer)
    tag = Tag(layer.labels[0].name)
    for other in (
        replace(layer, tags=(*layer.tags, tag)),
        replace(layer, cuts=(3, 7)),
        replace(layer, segments=()),
        replace(layer, extra={"coco": "kept"}),
        replace(layer, media=replace(layer.media, file_name="b.mp4")),
    ):
        follows(project, with_layer(project, "m", other))
        follows(with_layer(project, "m", other), project)


def test_nothing_to_tell_is_nothing() -> None:
    sample = many(10)
    assert changes(sample, sample) == {}


def test_an_act_tells_what_it_changed_and_no_more() -> None:
    before = many(2000)
    told = changes(before, markers.add_marker(Fraction(10**6))(before))
    assert set(told) == {"markers"}
    assert set(told["markers"]) == {"rows"}
    assert len(told["markers"]["rows"]) == 1


@settings(max_examples=10)
@given(layers(dense=False).filter(lambda layer: len(layer.tracks) > 1))
def test_an_edited_track_is_told_without_the_others(layer: AnnotationLayer) -> None:
    before = with_layer(Project((media("m"),)), "m", layer)
    last = replace(layer.tracks[-1], attributes={"seen": "late"})
    after = with_layer(before, "m", replace(layer, tracks=(*layer.tracks[:-1], last)))
    (told,) = changes(before, after)["layers"]["changed"]
    assert told["layer"] == {"tracks": {"rows": [plain_track(last)]}}


@pytest.mark.parametrize(
    "told", [{"tracks": {"order": ["nobody"]}}, {"layers": {"rows": [{}]}}, {"values": 3}, 4]
)
def test_what_are_no_changes_is_refused(told: object) -> None:
    with pytest.raises((KeyError, TypeError, AttributeError)):
        change_document(json.loads(json.dumps(plain(many(4)))), told)  # type: ignore[arg-type]

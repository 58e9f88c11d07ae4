"""Finding tracks and segments by a few words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.annotations.model import Keyframe, Provenance, Segment, Track
from app.annotations.search import Thing, parse
from app.annotations.shapes import Box
from app.base.errors import AnnotationError

BOX = Box(0, 0, 4, 4)
CAR = Track(
    1, "car", (Keyframe(2, BOX), Keyframe(5, BOX, occluded=True, attributes={"Speed": 30.0})),
    Provenance("model", "finder", "1", 0.4, accepted=False), {"Plate": "ABC 1"},
)  # fmt: skip
TRUCK = Track(2, "truck", (Keyframe(0, BOX), Keyframe(9, BOX, outside=True)))
LIGHT = Track(7, "traffic light", (Keyframe(0, BOX, z_order=3),), attributes={"On": True})
ANY = Track(8, "object", (Keyframe(0, BOX),))
RUN = Segment(1, "run", 10, 30)
THINGS: dict[str, Thing] = {"car": CAR, "truck": TRUCK, "light": LIGHT, "any": ANY, "run": RUN}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "car truck light any run"),
        ("car", "car"),
        ("CAR", "car"),
        ('"traffic light"', "light"),
        ("traffic", "light"),
        ("car and occluded", "car"),
        ("car occluded", "car"),
        ("truck occluded", ""),
        ("car or truck", "car truck"),
        ("not (car or truck)", "light any run"),
        ("car or truck and occluded", "car"),
        ("score<0.5", "car"),
        ("score >= 0.4", "car"),
        ("no score", "truck light any run"),
        ("no label", "any"),
        ("label=car", "car"),
        ("label=traffic", ""),
        ("label!=car", "truck light any run"),
        ("suggested", "car"),
        ("accepted hand track", "truck light any"),
        ("model=finder", "car"),
        ("outside", "truck"),
        ("segment length>=20", "run"),
        ("start>0 and end<6", "car"),
        ("keyframes=2", "car truck"),
        ("id=7", "light"),
        ("layer>2", "light"),
        ("speed>=30", "car"),
        ("no speed", "truck light any run"),
        ("on=yes", "light"),
        ('plate="abc 1"', "car"),
        ("box", "car truck light any"),
        ("mask", ""),
    ],
)
def test_queries(query: str, found: str) -> None:
    test = parse(query)
    assert [name for name, thing in THINGS.items() if test.matches(thing)] == found.split()


@pytest.mark.parametrize(
    ("query", "found"),
    [("frames=9", "truck"), ("frames>=20", "light any run"), ("frames > 10 car", "car")],
)
def test_frames_are_those_a_thing_is_seen_on_to_the_end_of_the_clip(query: str, found: str) -> None:
    test = parse(query, frame_count=20)
    assert [name for name, thing in THINGS.items() if test.matches(thing)] == found.split()


def test_a_name_that_nothing_has_is_answered_by_those_there_are() -> None:
    query = parse("car and spede>=30")
    with pytest.raises(AnnotationError, match=r"“spede” is not known here.*frames.*speed"):
        query.check(["Speed"])
    parse("speed>=30 frames>2 no score").check(["Speed"])


def test_a_frame_narrows_states_and_attributes() -> None:
    occluded, fast = parse("occluded"), parse("speed=30")
    assert not occluded.matches(CAR, 3)
    assert occluded.matches(CAR, 5)
    assert not fast.matches(CAR, 2)
    assert fast.matches(CAR, 7)
    assert parse("outside").matches(TRUCK, 9)
    assert not parse("outside").matches(TRUCK, 8)
    assert parse("keyframe").matches(CAR, 5)
    assert not parse("keyframe").matches(CAR, 4)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("(car", "not closed"),
        ("car)", "“)” is not understood"),
        ("car and", "missing at the end"),
        ("score<", "no value after “score<”"),
        ("score<many", "“many” is no number"),
        ("<5", "no name before “<”"),
        ("no", "needs a name"),
        ("!", "not understood"),
        ("not", "missing at the end"),
    ],
)
def test_what_cannot_be_read_is_said(query: str, says: str) -> None:
    with pytest.raises(AnnotationError, match=says.replace("(", r"\(").replace(")", r"\)")):
        parse(query)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    try:
        query = parse(text)
    except AnnotationError:
        return
    for thing in THINGS.values():
        query.matches(thing)
        query.matches(thing, 3)

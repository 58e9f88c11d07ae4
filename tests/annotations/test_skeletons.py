"""Skeletons as texts: what people write is what they get."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.annotations.model import SkeletonKind
from app.annotations.skeletons import PERSON, bones_text, skeleton_of
from app.base.errors import AnnotationError

names = st.lists(st.text("abcdé_ -", min_size=1, max_size=5), min_size=1, max_size=6)


@st.composite
def skeletons(draw: st.DrawFn) -> SkeletonKind:
    joints = tuple(dict.fromkeys(name.strip() or "x" for name in draw(names)))
    ends = st.integers(0, len(joints) - 1)
    pairs = st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1])
    some = draw(st.lists(pairs, min_size=1, max_size=6)) if len(joints) > 1 else []
    return SkeletonKind(joints, tuple(some))


@given(skeletons())
def test_what_is_shown_is_read_as_the_same(skeleton: SkeletonKind) -> None:
    assert skeleton_of(", ".join(skeleton.joints), bones_text(skeleton)) == skeleton


def test_without_bones_it_is_a_chain() -> None:
    made = skeleton_of("head, hip, foot", " ")
    assert made == SkeletonKind(("head", "hip", "foot"), ((0, 1), (1, 2)))
    assert skeleton_of(" , ", "1-2") is None


def test_a_long_dash_and_blanks_are_fine() -> None:
    made = skeleton_of("a,b,c", "1 – 3,  2-3 ,")
    assert made == SkeletonKind(("a", "b", "c"), ((0, 2), (1, 2)))


@pytest.mark.parametrize("bones", ["1-4", "0-1", "1-1", "a-b", "1", "1-2-3", "1-999999"])
def test_what_is_no_bone_is_named(bones: str) -> None:
    with pytest.raises(AnnotationError, match=f"“{bones}” is no bone.*there are 3 joints"):
        skeleton_of("a, b, c", f"1-2, {bones}")


def test_the_person_of_coco_has_the_bones_of_its_documentation() -> None:
    assert len(PERSON.joints) == 17
    by_name = {(PERSON.joints[a], PERSON.joints[b]) for a, b in PERSON.bones}
    assert ("left_shoulder", "left_elbow") in by_name
    assert ("nose", "right_eye") in by_name
    assert bones_text(PERSON).startswith("16-14, 14-12, 17-15, 15-13, 12-13, 6-12")

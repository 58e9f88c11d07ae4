"""What is lost is found once, for telling and for writing; nothing is remembered in between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.annotations.formats.keeping import Step, kept
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Label, Tag
from app.base.errors import AnnotationError

LAYER = AnnotationLayer(MediaFacts("c.mp4", 8, 6, 9), (Label("a"),), tags=(Tag("a"),), cuts=(3,))
PLAIN = replace(LAYER, tags=(), cuts=())


class Counted(SteppedFormat):
    """A format whose steps count how often they are taken."""

    def __init__(self) -> None:
        self.taken = 0
        self.steps = (Step("Tags are lost.", self._tags), Step("Cuts are lost.", self._cuts))
        self.written: list[tuple[AnnotationLayer, AnnotationLayer, Path]] = []

    def _tags(self, layer: AnnotationLayer) -> AnnotationLayer:
        self.taken += 1
        return replace(layer, tags=())

    def _cuts(self, layer: AnnotationLayer) -> AnnotationLayer:
        self.taken += 1
        return replace(layer, cuts=())

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        self.written.append((layer, whole, path))


def test_a_prepared_layer_is_written_without_taking_a_step_again() -> None:
    format_ = Counted()
    ready = format_.prepare(LAYER)
    assert ready.losses == ("Tags are lost.", "Cuts are lost.")
    assert not format_.written
    ready.write(Path("a"))
    ready.write(Path("b"))
    assert format_.taken == 2
    assert format_.written == [(PLAIN, LAYER, Path("a")), (PLAIN, LAYER, Path("b"))]


def test_layers_prepared_side_by_side_do_not_meet() -> None:
    format_, other = Counted(), replace(LAYER, cuts=(1,), labels=(Label("a"), Label("b")))
    first, second = format_.prepare(LAYER), format_.prepare(other)
    first.write(Path("a"))
    second.write(Path("b"))
    assert [whole for _, whole, _ in format_.written] == [LAYER, other]
    assert format_.written[1][0] == replace(other, tags=(), cuts=())


def test_writing_at_once_is_the_same() -> None:
    format_ = Counted()
    format_.write(LAYER, Path("a"))
    assert format_.written == [(PLAIN, LAYER, Path("a"))]
    assert format_.loses(PLAIN) == []


def test_what_cannot_be_written_is_told_and_refused() -> None:
    def never(layer: AnnotationLayer) -> AnnotationLayer:
        raise AnnotationError("It cannot be.")

    format_ = Counted()
    format_.steps = (format_.steps[0], Step("Never.", never))
    ready = format_.prepare(LAYER)
    assert ready.losses == ("Tags are lost.", "It cannot be.")
    for write in (ready.write, lambda path: format_.write(LAYER, path)):
        with pytest.raises(AnnotationError, match="cannot be"):
            write(Path("a"))
    assert not format_.written


def test_a_step_with_nothing_to_take_is_not_told() -> None:
    told: list[str] = []
    assert kept(PLAIN, Counted().steps, told.append) == PLAIN
    assert told == []

"""What is lost is found once, whether it is told first or written at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.annotations.formats.keeping import Step, kept, losses
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Label, Tag
from app.base.errors import AnnotationError

LAYER = AnnotationLayer(MediaFacts("c.mp4", 8, 6, 9), (Label("a"),), tags=(Tag("a"),), cuts=(3,))


class Counted:
    """Steps that count how often they are taken."""

    def __init__(self) -> None:
        self.taken = 0
        self.steps = (Step("Tags are lost.", self.tags), Step("Cuts are lost.", self.cuts))

    def tags(self, layer: AnnotationLayer) -> AnnotationLayer:
        self.taken += 1
        return replace(layer, tags=())

    def cuts(self, layer: AnnotationLayer) -> AnnotationLayer:
        self.taken += 1
        return replace(layer, cuts=())


def test_writing_after_telling_takes_no_step_again() -> None:
    counted = Counted()
    assert losses(LAYER, counted.steps) == ["Tags are lost.", "Cuts are lost."]
    assert kept(LAYER, counted.steps) == replace(LAYER, tags=(), cuts=())
    assert counted.taken == 2


def test_another_layer_or_other_steps_are_looked_at() -> None:
    counted = Counted()
    losses(LAYER, counted.steps)
    assert kept(replace(LAYER, cuts=(1,)), counted.steps[1:]).cuts == ()
    assert counted.taken == 3
    losses(LAYER, counted.steps)
    assert kept(LAYER, counted.steps[:1]) == replace(LAYER, tags=())


def test_what_cannot_be_written_is_refused_after_telling_so() -> None:
    def never(layer: AnnotationLayer) -> AnnotationLayer:
        raise AnnotationError("It cannot be.")

    steps = (Step("Never.", never),)
    assert losses(LAYER, steps) == ["It cannot be."]
    with pytest.raises(AnnotationError, match="cannot be"):
        kept(LAYER, steps)

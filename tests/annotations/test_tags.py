"""Labels on the whole clip."""

from __future__ import annotations

from app.annotations.edits.tags import is_tagged, tag_clip, untag_clip
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Label, Provenance, Tag

MEDIA = MediaFacts("clip.mp4", 64, 48, 100)
LABELS = (Label("night"), Label("rain"))
LAYER = AnnotationLayer(MEDIA, LABELS)


def test_a_tag_is_put_on_once_and_taken_off() -> None:
    tagged = tag_clip(LAYER, "night")
    assert tagged.tags == (Tag("night"),)
    assert is_tagged(tagged, "night")
    assert tag_clip(tagged, "night") is tagged
    assert untag_clip(tagged, "night").tags == ()
    assert untag_clip(LAYER, "night") is LAYER


def test_a_suggested_tag_is_accepted_and_keeps_who_found_it() -> None:
    found = Tag("rain", Provenance("model", "someone", "1", 0.7, accepted=False))
    layer = AnnotationLayer(MEDIA, LABELS, tags=(found,))
    (tag,) = tag_clip(layer, "rain").tags
    assert tag.provenance == Provenance("model", "someone", "1", 0.7, accepted=True)

"""Tracks of CVAT's video files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.annotations.formats.coco_fields import MAX_ID, shared
from app.annotations.formats.cvat_elements import keyframe_from, shape_element
from app.annotations.formats.cvat_meta import CvatHead, Maker, head_from
from app.annotations.formats.cvat_shapes import TAGS, plain_words
from app.annotations.formats.xml_document import Xml, placed
from app.annotations.layer import AnnotationLayer
from app.annotations.model import HAND, NONE, Keyframe, Label, Provenance, Track

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.annotations.formats.xml_document import XmlNode
    from app.annotations.layer import MediaFacts
    from app.annotations.model import Attributes

_OURS = {"id", "label", "source"}
_GUESSED = Provenance("model", accepted=False)


def track_element(track: Track, label: Label, media: MediaFacts) -> Xml:
    """A track with its keyframes."""
    marks: dict[str, str | float | bool] = {"id": track.id, "label": track.label}
    marks["source"] = source_word(track.provenance)
    marks |= plain_words(track.extra.get("cvat", {}), {"id", "label"})
    return Xml("track", marks, _keyframe_elements(track, label, media))


def source_word(provenance: Provenance) -> str:
    """CVAT's word for who made something."""
    return "manual" if provenance.source == "hand" else "auto"


def maker_of(row: XmlNode, told: Maker | None) -> tuple[Provenance, dict[str, Any]]:
    """Who made something, and CVAT's word for it if it is not one of ours."""
    word = row.get("source")
    text = word.text if word else "manual"
    provenance = told.provenance if told else _GUESSED if text == "auto" else HAND
    return provenance, {} if text == source_word(provenance) else {"source": text}


def layer_of(root: XmlNode, media: MediaFacts | None) -> AnnotationLayer:
    """The layer of a video file.

    Raises:
        AnnotationError: anything in it that is not valid, with its place.
    """
    if image := root.child("image"):
        image.refuse("belongs to CVAT's format for images; read the file as cvat-images")
    head = head_from(root, media)
    reading = _Reading(head, head.kinds(), head.joints())
    tracks = tuple(reading.track(row) for row in root.all("track"))
    with placed(root):
        used = dict.fromkeys(track.label for track in tracks)
        known = {label.name for label in head.labels}
        labels = (*head.labels, *(Label(name) for name in used if name not in known))
        return AnnotationLayer(head.media, labels, tracks)


def _keyframe_elements(track: Track, label: Label, media: MediaFacts) -> Iterator[Xml]:
    for key in track.keyframes:
        marks: dict[str, str | float | bool] = {"frame": key.frame, "keyframe": True}
        marks["outside"] = key.outside
        yield shape_element(key.shape, key, marks, track.attributes, label, media)


@dataclass(frozen=True, slots=True)
class _Reading:
    head: CvatHead
    kinds: dict[str, Any]
    joints: dict[str, tuple[str, ...]]

    def track(self, row: XmlNode) -> Track:
        """The track of an element."""
        id_, label = row["id"].whole(0, MAX_ID), row["label"].text
        told = self.head.tracks.get(id_)
        keyframes = self._keyframes(row, label, told.attributes if told else NONE)
        lasting = told.attributes if told else self._lasting(keyframes, label)
        if told is None and lasting:
            keyframes = [_without(key, lasting) for key in keyframes]
        provenance, source = maker_of(row, told)
        others = plain_words(row.attributes, _OURS)
        extra = shared({"cvat": others | source} if others or source else {})
        with placed(row):
            return Track(id_, label, tuple(self._closed(keyframes)), provenance, lasting, extra)

    def _keyframes(self, row: XmlNode, label: str, lasting: Attributes) -> list[Keyframe]:
        """The keyframes; all shapes where the file marks none as one."""
        shapes = [shape for shape in row.children if shape.tag in TAGS]
        marked = [shape for shape in shapes if _is_keyframe(shape)]
        kinds, joints = self.kinds.get(label, {}), self.joints.get(label, ())
        keys = [
            keyframe_from(shape, None, self.head.media, kinds, joints, lasting)
            for shape in marked or shapes
        ]
        if not keys:
            row.refuse("has no shapes")
        frames: dict[int, Keyframe] = {}
        for key, shape in zip(keys, marked or shapes, strict=True):
            if key.frame in frames:
                shape.refuse(f"is a second shape of its track on frame {key.frame}")
            frames[key.frame] = key
        return [frames[frame] for frame in sorted(frames)]

    def _lasting(self, keyframes: list[Keyframe], label: str) -> Attributes:
        """What a label declares not to change, and does not; CVAT repeats it on every shape."""
        fixed = {name for name, kind in self.kinds.get(label, {}).items() if not kind.mutable}
        first = keyframes[0].attributes
        return shared(
            {
                name: first[name]
                for name in first
                if name in fixed
                and all(key.attributes.get(name, first[name]) == first[name] for key in keyframes)
            }
        )

    def _closed(self, keyframes: list[Keyframe]) -> list[Keyframe]:
        """With an end where the task ends, if the clip goes on."""
        last, stop = keyframes[-1], self.head.stop
        if last.outside or not last.frame < stop < self.head.media.frame_count:
            return keyframes
        return [*keyframes, Keyframe(stop, last.shape, outside=True)]


def _is_keyframe(shape: XmlNode) -> bool:
    if (own := shape.get("keyframe")) and own.flag():
        return True
    joints = shape.children if shape.tag == "skeleton" else ()
    return any((mark := row.get("keyframe")) and mark.flag() for row in joints)


def _without(key: Keyframe, lasting: Attributes) -> Keyframe:
    own = {name: value for name, value in key.attributes.items() if name not in lasting}
    return replace(key, attributes=shared(own))

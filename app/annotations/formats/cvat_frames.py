"""The frames of CVAT's image files as a layer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.annotations.formats.coco_fields import MAX_ID, shared
from app.annotations.formats.cvat_elements import keyframe_from
from app.annotations.formats.cvat_labels import attributes_from
from app.annotations.formats.cvat_meta import CvatHead, Maker, head_from
from app.annotations.formats.cvat_shapes import TAGS, plain_words
from app.annotations.formats.cvat_tracks import maker_of
from app.annotations.formats.gathering import Gathering
from app.annotations.formats.xml_document import placed
from app.annotations.layer import AnnotationLayer
from app.annotations.model import MAX_FRAME, NONE, Label, Segment

if TYPE_CHECKING:
    from app.annotations.formats.xml_document import XmlNode
    from app.annotations.layer import MediaFacts
    from app.annotations.model import AttributeKind, Track

_TAG = {"label", "source", "segment_id"}

_Run = tuple[int, str, tuple[Any, ...], tuple[Any, ...]]
"""What makes tags of following frames one segment: number, label, attributes, other words."""


def layer_of(root: XmlNode, media: MediaFacts | None) -> AnnotationLayer:
    """The layer of a file of images.

    Raises:
        AnnotationError: anything in it that is not valid, with its place.
    """
    if track := root.child("track"):
        track.refuse("belongs to CVAT's format for video; read the file as cvat-video")
    images = list(root.all("image"))
    frames = [image["id"].whole(0, MAX_FRAME - 1) for image in images]
    sizes = [_size(image) for image in images]
    head = head_from(root, media, next(filter(None, sizes), None), max(frames, default=-1) + 1)
    reading = _Reading(head)
    seen: set[int] = set()
    in_order = sorted(zip(frames, images, sizes, strict=True), key=lambda row: row[0])
    for frame, image, size in in_order:
        if frame in seen:
            image.refuse(f"is a second image of frame {frame}")
        seen.add(frame)
        if size not in (None, (head.media.width, head.media.height)):
            image.refuse("has a size of its own; a layer describes one clip")
        reading.image(image, frame)
    with placed(root):
        return reading.layer()


def _size(image: XmlNode) -> tuple[int, int] | None:
    width, height = image.get("width"), image.get("height")
    return (width.whole(1, 1 << 20), height.whole(1, 1 << 20)) if width and height else None


class _Reading:
    """One file being read, image by image."""

    def __init__(self, head: CvatHead) -> None:
        self._head = head
        self._kinds, self._joints = head.kinds(), head.joints()
        self._found = Gathering()
        self._used: dict[str, None] = {}
        self._makers: dict[int, Maker] = {}
        self._order: dict[int, None] = dict.fromkeys(head.tracks)
        self._loose: list[Maker] = []
        self._segments = _Segments(head)

    def image(self, image: XmlNode, frame: int) -> None:
        """Take in a frame."""
        for row in image.children:
            if row.tag in TAGS:
                self._shape(row, frame)
            elif row.tag == "tag":
                label = row["label"].text
                self._used[label] = None
                self._segments.add(row, frame, label, self._kinds.get(label, {}))

    def layer(self) -> AnnotationLayer:
        """All there was."""
        head = self._head
        tracks = {track.id: track for track in self._found.tracks(head.media.frame_count)}
        loose = [id_ for id_ in tracks if id_ not in self._makers]
        self._makers |= zip(loose, self._loose, strict=True)
        order = [id_ for id_ in (*self._order, *loose) if id_ in tracks]
        known = {label.name for label in head.labels}
        labels = (*head.labels, *(Label(name) for name in self._used if name not in known))
        made = tuple(_made(tracks[id_], self._makers[id_]) for id_ in order)
        return AnnotationLayer(head.media, labels, made, self._segments.all())

    def _shape(self, row: XmlNode, frame: int) -> None:
        label = row["label"].text
        self._used[label] = None
        id_ = _track_id(row)
        told = None if id_ is None else self._head.tracks.get(id_)
        key = keyframe_from(
            row,
            frame,
            self._head.media,
            self._kinds.get(label, {}),
            self._joints.get(label, ()),
            told.attributes if told else NONE,
        )
        provenance, source = maker_of(row, told)
        maker = told or Maker(provenance, NONE, shared({"cvat": source} if source else {}))
        if id_ is None:
            self._found.add_loose(label, key)
            self._loose.append(maker)
            return
        self._makers.setdefault(id_, maker)
        self._order[id_] = None
        if problem := self._found.add(id_, label, key):
            row.refuse(problem)


def _made(track: Track, maker: Maker) -> Track:
    return replace(
        track, provenance=maker.provenance, attributes=maker.attributes, extra=maker.extra
    )


def _track_id(row: XmlNode) -> int | None:
    """A shape's track, which some programs keep among the attributes."""
    if found := row.get("track_id"):
        return found.whole(0, MAX_ID)
    attributes = (each for each in row.all("attribute") if each["name"].text == "track_id")
    kept = next(attributes, None)
    return kept.content.whole(0, MAX_ID) if kept else None


class _Segments:
    """Tags of frames, joined to segments where frames follow each other."""

    def __init__(self, head: CvatHead) -> None:
        self._head = head
        self._runs: dict[_Run, list[Segment]] = {}

    def add(self, row: XmlNode, frame: int, label: str, kinds: dict[str, AttributeKind]) -> None:
        """Take in a tag of a frame."""
        attributes, _ = attributes_from(row, kinds)
        number = row.get("segment_id")
        id_ = number.whole(0, MAX_ID) if number else -1
        provenance, source = maker_of(row, self._head.segments.get(id_))
        words = plain_words(row.attributes, _TAG) | source
        runs = self._runs.setdefault(
            (id_, label, tuple(attributes.items()), tuple(words.items())), []
        )
        stop = min(frame + self._head.step, self._head.media.frame_count)
        if runs and runs[-1].stop == frame:
            runs[-1] = replace(runs[-1], stop=stop)
            return
        extra = shared({"cvat": words} if words else {})
        with placed(row):
            runs.append(
                Segment(max(0, id_), label, frame, stop, shared(attributes), provenance, extra)
            )

    def all(self) -> tuple[Segment, ...]:
        """Those with a number in the order told, then the others, numbered on."""
        numbered: dict[int, Segment] = {}
        loose = []
        for (id_, *_), runs in self._runs.items():
            if id_ >= 0 and id_ not in numbered:
                numbered[id_] = runs[0]
                loose += runs[1:]
            else:
                loose += runs
        order = [id_ for id_ in self._head.segments if id_ in numbered]
        order += [id_ for id_ in numbered if id_ not in self._head.segments]
        first = max(numbered, default=0) + 1
        return (
            *(numbered[id_] for id_ in order),
            *(replace(segment, id=id_) for id_, segment in enumerate(loose, first)),
        )

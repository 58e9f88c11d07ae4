"""ELAN annotation files as layers, everything in them doubted. No media is opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.annotations.formats.elan_tiers import SHOTS, TAG, UNGROUPED, by_group
from app.annotations.formats.frame_clock import FrameClock
from app.annotations.formats.needs import need_times
from app.annotations.formats.segment_list import SegmentList
from app.annotations.formats.xml_document import read_xml
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Label, Segment, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.formats.xml_document import XmlNode
    from app.annotations.layer import MediaFacts

_ID = re.compile(r"a(0|[1-9][0-9]{0,14})")
_LONGEST = 10**15
"""Milliseconds; nothing lasts longer."""
_DEEPEST = 100
"""Annotations that refer to annotations."""


def layer_of(path: Path, media: MediaFacts) -> AnnotationLayer:
    """The annotations of all tiers.

    Raises:
        AnnotationError: anything in the file that is not valid, with its line.
    """
    return _Reading(read_xml(path, "ANNOTATION_DOCUMENT"), media, path).layer()


class _Reading:
    """One document being read."""

    def __init__(self, root: XmlNode, media: MediaFacts, path: Path) -> None:
        self._root, self._media, self._path = root, media, path
        self._clock = FrameClock(media)
        header = root.child("HEADER")
        self._words = [
            (word.attributes.get("NAME", ""), word.text)
            for word in (header.all("PROPERTY") if header else ())
        ]
        self._ours = dict(self._words)
        self._slots = self._times()
        self._found = SegmentList(self._labels())

    def layer(self) -> AnnotationLayer:
        """Everything."""
        places: list[int] = []
        spans = self._spans()
        for tier in self._root.all("TIER"):
            is_shots = tier["LINGUISTIC_TYPE_REF"].text == self._ours.get(SHOTS)
            for node in _annotations(tier):
                span = spans[node["ANNOTATION_ID"].text]
                if is_shots:
                    places += span
                else:
                    self._add(tier, node, *span)
        tags = tuple(Tag(text) for name, text in self._words if name == TAG and text)
        for tag in tags:
            self._found.labels.setdefault(tag.label, Label(tag.label))
        if places:
            need_times(self._media, self._path)
        return AnnotationLayer(
            self._media,
            by_group(self._found.labels.values()),
            segments=self._found.in_order(),
            tags=tags,
            cuts=self._clock.cuts(places),
        )

    def _add(self, tier: XmlNode, node: XmlNode, start: int, stop: int) -> None:
        need_times(self._media, self._path)
        clock = self._clock
        last = max(clock.count - 1, 0)
        if not clock.count or clock.units(last) < start >= clock.units(clock.count):
            node.refuse("starts after the end of the clip")
        group = self._group(tier)
        value = node.child("ANNOTATION_VALUE")
        label = (value.text if value else "") or tier["TIER_ID"].text or "label"
        known = self._found.labels.get(label)
        if known is not None and known.group != group:
            label = f"{label} ({group})"  # the same word of two tiers means two things
        found = _ID.fullmatch(node["ANNOTATION_ID"].text)
        part = Segment(0, label, *clock.span(start, stop))
        self._found.add(part, int(found[1]) if found else None, group)

    def _group(self, tier: XmlNode) -> str:
        type_ = tier["LINGUISTIC_TYPE_REF"].text
        if UNGROUPED not in self._ours:  # ELAN's own files: tiers are what people name
            return tier["TIER_ID"].text
        return "" if type_ == self._ours[UNGROUPED] else type_

    def _labels(self) -> dict[str, Label]:
        """Those of our own vocabularies, used or not."""
        labels: dict[str, Label] = {}
        for words in self._root.all("CONTROLLED_VOCABULARY") if UNGROUPED in self._ours else ():
            name = words["CV_ID"].text
            group = "" if name == self._ours[UNGROUPED] else name
            for entry in words.all("CV_ENTRY_ML"):
                text = entry.need("CVE_VALUE").text
                if text:
                    labels.setdefault(text, Label(text, group=group))
        return labels

    def _times(self) -> dict[str, int]:
        """The time of every slot; those without one lie evenly between those with one."""
        order = self._root.child("TIME_ORDER")
        slots = list(order.all("TIME_SLOT")) if order else []
        times = [
            value.whole(0, _LONGEST) if (value := s.get("TIME_VALUE")) else None for s in slots
        ]
        return {
            slot["TIME_SLOT_ID"].text: time
            for slot, time in zip(slots, _filled(times), strict=True)
        }

    def _spans(self) -> dict[str, tuple[int, int]]:
        """The times of every annotation, those that refer to others having theirs."""
        spans: dict[str, tuple[int, int]] = {}
        left: list[XmlNode] = []
        for tier in self._root.all("TIER"):
            for node in _annotations(tier):
                if node.tag == "REF_ANNOTATION":
                    left.append(node)
                else:
                    spans[node["ANNOTATION_ID"].text] = self._span(node)
        for _ in range(_DEEPEST):
            later = []
            for node in left:
                span = spans.get(node["ANNOTATION_REF"].text)
                if span is None:
                    later.append(node)
                else:
                    spans[node["ANNOTATION_ID"].text] = span
            if len(later) == len(left):
                break
            left = later
        if left:
            left[0].refuse("refers to an annotation that is not there")
        return spans

    def _span(self, node: XmlNode) -> tuple[int, int]:
        ends = []
        for name in ("TIME_SLOT_REF1", "TIME_SLOT_REF2"):
            time = self._slots.get(node[name].text)
            if time is None:
                node[name].refuse("names a time that is not there")
            ends.append(time)
        if ends[1] < ends[0]:
            node.refuse("ends before it starts")
        return ends[0], ends[1]


def _annotations(tier: XmlNode) -> Iterator[XmlNode]:
    for annotation in tier.all("ANNOTATION"):
        for node in annotation.children:
            if node.tag in ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
                yield node


def _filled(times: list[int | None]) -> list[int]:
    """The times, with those that are missing evenly between their neighbours."""
    filled: list[int] = []
    known = [place for place, time in enumerate(times) if time is not None]
    following = iter([*known, len(times)])
    after = next(following)
    for place, time in enumerate(times):
        if time is not None:
            filled.append(time)
            after = next(following)
            continue
        before = filled[-1] if filled else 0
        end = times[after] if after < len(times) else None
        steps = after - place + 1
        filled.append(before if end is None else before + (end - before) // steps)
    return filled

"""ELAN annotation files (`.eaf`, schema 3.0): a tier for each group of labels, shots in a tier too.

https://www.mpi.nl/tools/elan/EAF_Annotation_Format_3.0_and_ELAN.pdf. Times are milliseconds from
the first frame. Annotations of one tier must not overlap, so a group whose segments do gets further
tiers ("Action 2"). The labels of a group are its controlled vocabulary, so unused ones survive.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from app.annotations.formats import elan_reading
from app.annotations.formats.elan_tiers import (
    SHOTS,
    TAG,
    UNGROUPED,
    Row,
    by_group,
    tiers_for,
    types_of,
)
from app.annotations.formats.frame_clock import FrameClock
from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import COLOURS, extras_but
from app.annotations.formats.needs import need_media
from app.annotations.formats.refusals import naming
from app.annotations.formats.segment_steps import (
    BARE_SEGMENTS,
    CUTS_IN_MILLISECONDS,
    DETAILS_BUT_GROUPS,
    IN_MILLISECONDS,
    IN_ORDER,
    OBJECTS,
    TIMED,
    WITHIN,
)
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.xml_document import Xml, write_xml
from app.annotations.model import Tag
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.formats.elan_tiers import Tier
    from app.annotations.layer import AnnotationLayer, MediaFacts

_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_LANGUAGE = "http://cdb.iso.org/lg/CDB-00138502-001"


def _bare_tags(layer: AnnotationLayer) -> AnnotationLayer:
    tags = tuple(Tag(tag.label) for tag in layer.tags)
    return layer if tags == layer.tags else replace(layer, tags=tags)


BARE_TAGS = Step("Who gave the tags, and their attributes, are left out.", _bare_tags)


def _by_group(layer: AnnotationLayer) -> AnnotationLayer:
    labels = by_group(layer.labels)
    return layer if labels == layer.labels else replace(layer, labels=labels)


BY_GROUP = Step("Labels come group by group.", _by_group)


class ElanFormat(SteppedFormat):
    """ELAN."""

    name = "elan"
    title = "ELAN annotations"
    suffix = ".eaf"
    steps = (
        *(OBJECTS, TIMED, WITHIN, IN_MILLISECONDS, CUTS_IN_MILLISECONDS, IN_ORDER),
        *(*BARE_SEGMENTS, BARE_TAGS, extras_but(), COLOURS),
        *(DETAILS_BUT_GROUPS, BY_GROUP),
    )

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write the tiers."""
        write_xml(path, _document(layer))

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read the annotations of all tiers as segments of that clip."""
        with naming(path.name):
            return elan_reading.layer_of(path, need_media(media, path))


def _document(layer: AnnotationLayer) -> Xml:
    types, shots = types_of(layer)
    tiers = _tiers(layer, types, shots)
    used = dict.fromkeys([*(types[label.group] for label in layer.labels), types[""], shots])
    vocabularies = {types[label.group] for label in layer.labels}
    namespace = "http://www.w3.org/2001/XMLSchema-instance"
    about = {"AUTHOR": "", "DATE": "2000-01-01T00:00:00+00:00", "FORMAT": "3.0", "VERSION": "3.0"}
    about |= {"xmlns:xsi": namespace, "xsi:noNamespaceSchemaLocation": _SCHEMA}
    slots = _slots(tiers)
    return Xml(
        "ANNOTATION_DOCUMENT",
        about,
        (
            _header(layer, types[""], shots, tiers),
            Xml("TIME_ORDER", {}, [_slot(name, time) for name, time in slots]),
            *map(_tier, tiers),
            *(_type(name, has_words=name in vocabularies) for name in used),
            Xml(
                "LANGUAGE", {"LANG_DEF": _LANGUAGE, "LANG_ID": "und", "LANG_LABEL": "undetermined"}
            ),
            *_constraints(),
            *_vocabularies(layer, types),
        ),
    )


def _tiers(layer: AnnotationLayer, types: dict[str, str], shots: str) -> list[Tier]:
    clock, taken = FrameClock(layer.media), set[str]()
    groups = {label.name: label.group for label in layer.labels}
    rows: dict[str, list[Row]] = {label.group: [] for label in layer.labels}
    for part in layer.segments:
        row = Row(part.id, clock.units(part.start), clock.units(part.stop), part.label)
        rows[groups[part.label]].append(row)
    tiers = [tier for group in rows for tier in tiers_for(rows[group], types[group], taken)]
    if layer.cuts:
        first = max((part.id for part in layer.segments), default=0)
        edges = map(clock.units, (0, *layer.cuts, clock.count))
        spans = enumerate(pairwise(edges), 1)
        named = [Row(first + n, *span, f"Shot {n}") for n, span in spans]
        tiers += tiers_for(named, shots, taken)
    return tiers


def _header(layer: AnnotationLayer, ungrouped: str, shots: str, tiers: list[Tier]) -> Xml:
    name = layer.media.file_name
    media = {"MEDIA_URL": name, "MIME_TYPE": "video/*", "RELATIVE_MEDIA_URL": f"./{name}"}
    last = max((row.id for tier in tiers for row in tier.rows), default=0)
    words = [(UNGROUPED, ungrouped), (SHOTS, shots), *((TAG, tag.label) for tag in layer.tags)]
    words.append(("lastUsedAnnotationId", str(last)))
    properties = (Xml("PROPERTY", {"NAME": key}, text) for key, text in words)
    about = {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"}
    return Xml("HEADER", about, [Xml("MEDIA_DESCRIPTOR", media), *properties])


def _slots(tiers: list[Tier]) -> list[tuple[str, int]]:
    """A slot for each end of each annotation, so that moving one in ELAN moves no other."""
    ends = [
        (time, row.id, end)
        for tier in tiers
        for row in tier.rows
        for end, time in enumerate((row.start, row.stop))
    ]
    return [(_slot_name(id_, end), time) for time, id_, end in sorted(ends)]


def _slot_name(id_: int, end: int) -> str:
    return f"ts{2 * id_ + 1 + end}"


def _slot(name: str, time: int) -> Xml:
    return Xml("TIME_SLOT", {"TIME_SLOT_ID": name, "TIME_VALUE": str(time)})


def _tier(tier: Tier) -> Xml:
    about = {"LINGUISTIC_TYPE_REF": tier.type, "TIER_ID": tier.name}
    return Xml("TIER", about, map(_annotation, tier.rows))


def _annotation(row: Row) -> Xml:
    about = {"ANNOTATION_ID": f"a{row.id}", "TIME_SLOT_REF1": _slot_name(row.id, 0)}
    about["TIME_SLOT_REF2"] = _slot_name(row.id, 1)
    value = Xml("ANNOTATION_VALUE", {}, row.text)
    return Xml("ANNOTATION", {}, [Xml("ALIGNABLE_ANNOTATION", about, [value])])


def _type(name: str, *, has_words: bool) -> Xml:
    about = {"GRAPHIC_REFERENCES": "false", "LINGUISTIC_TYPE_ID": name, "TIME_ALIGNABLE": "true"}
    words = {"CONTROLLED_VOCABULARY_REF": name} if has_words else {}
    return Xml("LINGUISTIC_TYPE", words | about)


def _constraints() -> Iterator[Xml]:
    """What every file of ELAN's lists."""
    stereotypes = {
        "Time_Subdivision": "Time subdivision of parent annotation's time interval, no time gaps "
        "allowed within this interval",
        "Symbolic_Subdivision": "Symbolic subdivision of a parent annotation. Annotations refering "
        "to the same parent are ordered",
        "Symbolic_Association": "1-1 association with a parent annotation",
        "Included_In": "Time alignable annotations within the parent annotation's time interval, "
        "gaps are allowed",
    }
    for name, words in stereotypes.items():
        yield Xml("CONSTRAINT", {"DESCRIPTION": words, "STEREOTYPE": name})


def _vocabularies(layer: AnnotationLayer, types: dict[str, str]) -> Iterator[Xml]:
    number = 0
    for group in dict.fromkeys(label.group for label in layer.labels):
        entries = []
        for label in layer.labels:
            if label.group == group:
                value = Xml("CVE_VALUE", {"DESCRIPTION": "", "LANG_REF": "und"}, label.name)
                entries.append(Xml("CV_ENTRY_ML", {"CVE_ID": f"cveid{number}"}, [value]))
                number += 1
        about = Xml("DESCRIPTION", {"LANG_REF": "und"})
        yield Xml("CONTROLLED_VOCABULARY", {"CV_ID": types[group]}, [about, *entries])

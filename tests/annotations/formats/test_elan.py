"""ELAN: files written from the schema, and those of ELAN itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.elan import ElanFormat
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Label, Segment
from app.base.errors import AnnotationError
from tests.annotations.formats.clips import PAL, SEGMENTS

if TYPE_CHECKING:
    from pathlib import Path

FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2020-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0">
  <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
  <TIME_ORDER>
    <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="0"/>
    <TIME_SLOT TIME_SLOT_ID="ts2"/>
    <TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="2000"/>
  </TIME_ORDER>
  <TIER LINGUISTIC_TYPE_REF="default-lt" TIER_ID="speech">
    <ANNOTATION>
      <ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
        <ANNOTATION_VALUE>yes</ANNOTATION_VALUE>
      </ALIGNABLE_ANNOTATION>
    </ANNOTATION>
    <ANNOTATION>
      <ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3">
        <ANNOTATION_VALUE/>
      </ALIGNABLE_ANNOTATION>
    </ANNOTATION>
  </TIER>
  <TIER LINGUISTIC_TYPE_REF="note" PARENT_REF="speech" TIER_ID="notes">
    <ANNOTATION>
      <REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a2">
        <ANNOTATION_VALUE>yes</ANNOTATION_VALUE>
      </REF_ANNOTATION>
    </ANNOTATION>
  </TIER>
  <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt"/>
</ANNOTATION_DOCUMENT>
"""


def read(tmp_path: Path, text: str) -> AnnotationLayer:
    (tmp_path / "in.eaf").write_text(text, encoding="utf-8")
    return ElanFormat().read(tmp_path / "in.eaf", PAL)


def test_a_tier_for_each_group_with_times_in_milliseconds(tmp_path: Path) -> None:
    ElanFormat().write(SEGMENTS, path := tmp_path / "out.eaf")
    text = path.read_text(encoding="utf-8")
    assert '<TIER LINGUISTIC_TYPE_REF="Action" TIER_ID="Action">' in text
    assert '<TIME_SLOT TIME_SLOT_ID="ts9" TIME_VALUE="200"/>' in text
    assert 'ANNOTATION_ID="a4" TIME_SLOT_REF1="ts9" TIME_SLOT_REF2="ts10"' in text
    assert "<ANNOTATION_VALUE>rain &amp; &lt;wind&gt;</ANNOTATION_VALUE>" in text
    assert '<CONTROLLED_VOCABULARY CV_ID="Weather">' in text


def test_groups_and_unused_labels_come_back(tmp_path: Path) -> None:
    labels = (Label("a"), Label("b", group="Segments"), Label("c", group="Shots"))
    layer = AnnotationLayer(PAL, labels, segments=(Segment(2, "b", 1, 4),), cuts=(50,))
    ElanFormat().write(layer, path := tmp_path / "out.eaf")
    assert ElanFormat().loses(layer) == []
    assert ElanFormat().read(path, PAL) == layer


def test_a_file_of_elan_is_read(tmp_path: Path) -> None:
    """A slot without a time, an empty value, a note on an annotation, a word in two tiers."""
    layer = read(tmp_path, FOREIGN)
    found = [(part.id, part.label, part.start, part.stop) for part in layer.segments]
    assert found == [(1, "yes", 0, 25), (2, "speech", 25, 50), (3, "yes (notes)", 25, 50)]
    assert {label.name: label.group for label in layer.labels} == {
        "yes": "speech",
        "speech": "speech",
        "yes (notes)": "notes",
    }


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('TIME_SLOT_REF2="ts3"', 'TIME_SLOT_REF2="ts4"', "names a time that is not there"),
        ('ANNOTATION_REF="a2"', 'ANNOTATION_REF="a9"', "refers to an annotation that is not"),
        ('ANNOTATION_REF="a2"', 'ANNOTATION_REF="a3"', "refers to an annotation that is not"),
        ('TIME_VALUE="0"', 'TIME_VALUE="9000"', "ends before it starts"),
        ("<HEADER", '<!DOCTYPE x [<!ENTITY a "b">]><HEADER', "in.eaf"),
        ("ANNOTATION_DOCUMENT", "DOCUMENT", "in.eaf"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(AnnotationError, match=problem):
        read(tmp_path, FOREIGN.replace(old, new))

"""XML: any text survives, hostile files are refused with their place."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.annotations.formats import xml_document
from app.annotations.formats.xml_document import Xml, number_text, read_xml, write_xml
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from pathlib import Path

BOMB = """<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>
<a>&c;</a>"""
texts = st.text(st.characters()) | st.from_regex("(_x(0001|005F|D800|0041)_?|_)*", fullmatch=True)


@given(text=texts)
def test_any_text_survives(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("xml") / "a.xml"
    write_xml(path, Xml("a", {"name": text}, [Xml("b", {}, text)]))
    root = read_xml(path, "a")
    assert root["name"].text == text
    assert root.need("b").text == text
    ET.parse(path)  # another reader finds it sound


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_survive(value: float) -> None:
    assert float(number_text(value)) == value


def test_equal_numbers_look_the_same() -> None:
    assert number_text(-0.0) == number_text(0) == "0"
    assert number_text(5.0) == number_text(5) == "5"
    assert number_text(True) == "1"


def test_a_document_is_read_with_its_places(tmp_path: Path) -> None:
    path = tmp_path / "in.xml"
    path.write_text('<!-- c --><a>\n  <b n="3.0" f="True"> t </b>\n  tail<b/><c/>\n</a>')
    root = read_xml(path)
    assert [child.line for child in root.all("b")] == [2, 3]
    first = root.need("b")
    assert (first.content.text, root.text) == (" t ", "tail")
    assert (first["n"].whole(0, 3), first["n"].number(0, 3), first["f"].flag()) == (3, 3.0, True)
    assert [part.number(0, 9) for part in first["n"].parts(".")] == [3.0, 0.0]
    assert first.get("missing") is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_usual_encodings_are_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "in.xml"
    name = encoding.removesuffix("-sig")
    path.write_bytes(f'<?xml version="1.0" encoding="{name}"?><a>é</a>'.encode(encoding))
    assert read_xml(path).text == "é"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (BOMB, "line 2 declares a document type"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type"),
        ('<?xml version="1.0" encoding="utf-7"?><a/>', "encoding “utf-7”"),
        ("<a>&b;</a>", "undefined entity"),
        ("<a>" * 100, "nested too deeply"),
        ("<a><b></a>", "mismatched tag"),
        ("<a/><b/>", "junk after"),
        ("", "no element"),
        ("<b/>", "line 1: <b> stands where <a> is expected"),
    ],
)
def test_what_is_not_sound_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "in.xml"
    path.write_text(text)
    with pytest.raises(AnnotationError, match=sentence) as caught:
        read_xml(path, "a")
    assert str(caught.value).startswith("in.xml")
    assert "\n" not in str(caught.value)


def test_a_document_type_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.xml"
    path.write_bytes(BOMB.encode("utf-16"))
    with pytest.raises(AnnotationError, match="document type"):
        read_xml(path)


def test_large_documents_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "in.xml"
    path.write_text("<a>" + "<b/>" * 10 + "</a>")
    monkeypatch.setattr(xml_document, "MAX_ELEMENTS", 9)
    with pytest.raises(AnnotationError, match="beyond 9 elements"):
        read_xml(path)
    monkeypatch.setattr(xml_document, "MAX_BYTES", 9)
    with pytest.raises(AnnotationError, match="too large"):
        read_xml(path)


@pytest.mark.parametrize(
    ("method", "text", "sentence"),
    [
        ("whole", "1.5", "whole number, not “1.5”"),
        ("whole", "1" * 30, "whole number"),
        ("whole", "10", "is 10; it must lie between 0 and 9"),
        ("number", "nan", "must be a number"),
        ("number", "1_0", "must be a number"),
        ("number", "inf", "is inf; it must lie"),
        ("number", "x", "must be a number, not “x”"),
    ],
)
def test_what_is_no_number_is_refused(
    method: str, text: str, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.xml"
    path.write_text(f'<a>\n<b n="{text}"/></a>')
    value = read_xml(path).need("b")["n"]
    with pytest.raises(AnnotationError, match=f"line 2: n of <b> .*{sentence}"):
        getattr(value, method)(0, 9)


def test_what_is_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.xml"
    path.write_text('<a f="x"/>')
    root = read_xml(path)
    with pytest.raises(AnnotationError, match="line 1: <a> has no “n”"):
        root["n"]
    with pytest.raises(AnnotationError, match="line 1: <a> has no <b>"):
        root.need("b")
    with pytest.raises(AnnotationError, match="must be 0 or 1"):
        root["f"].flag()


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="cannot be written"):
        write_xml(tmp_path / "no" / "a.xml", Xml("a"))
    assert not list(tmp_path.iterdir())

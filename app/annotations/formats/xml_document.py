"""XML nobody vouches for, read with every fault placed, and XML written whole or not at all.

Document types and entities are refused before they are read, so no file can grow in memory or name
another one. Characters that XML has no way to hold are written `_xHHHH_`, as ECMA-376 (22.4.2.4)
does, and read back; so any text survives.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from app.base.errors import AnnotationError
from app.base.files import appearing
from app.base.text import format_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

MAX_BYTES = 1 << 29
"""Largest file read."""

MAX_ELEMENTS = 5_000_000
"""Elements of the largest document: some three gigabytes of memory."""

MAX_DEPTH = 64
"""Elements within elements."""

_ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252"}
_HELD = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_CODE = "x(?:00[01][0-9A-F]|D[89A-F][0-9A-F]{2}|FFF[EF])_"
_TO_ESCAPE = re.compile(f"{_HELD}|_(?={_CODE}|x005F_)")
_ESCAPED = re.compile(f"_{_CODE}|_x005F_(?={_CODE}|x005F_)")
_MARKUP = re.compile(r'[&<>"\r\n\t]')
_NAMES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_NAMES |= {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_WHOLE = re.compile(r"\s*([+-]?[0-9]{1,18})(\.0*)?\s*")
_FLAGS = {"1": True, "true": True, "0": False, "false": False}


@dataclass(slots=True)  # not frozen: a long file has millions, and freezing triples their price
class Value:
    """A text in the file and where it stands; each method checks that it is what is needed.

    All raise `AnnotationError`, one sentence with file and place, when it is not.

    Attributes:
        text: The text.
        node: The element it stands in.
        name: Of the attribute it is; empty for what stands within the element.
    """

    text: str
    node: XmlNode
    name: str = ""

    def refuse(self, problem: str) -> NoReturn:
        """Raise the error for something wrong here."""
        what = f"{self.name} of <{self.node.tag}>" if self.name else f"<{self.node.tag}>"
        raise AnnotationError(f"{self.node.file}: line {self.node.line}: {what} {problem}.")

    def whole(self, low: int, high: int) -> int:
        """The whole number this is, in [low, high]; 3.0 counts as one."""
        found = _WHOLE.fullmatch(self.text)
        if found is None:
            self.refuse(f"must be a whole number, not “{_short(self.text)}”")
        value = int(found[1])
        if not low <= value <= high:
            self.refuse(f"is {value}; it must lie between {low} and {high}")
        return value

    def number(self, low: float, high: float) -> float:
        """The finite number this is, in [low, high]."""
        try:
            value = float(self.text) if "_" not in self.text else math.nan
        except ValueError:
            value = math.nan
        if math.isnan(value):
            self.refuse(f"must be a number, not “{_short(self.text)}”")
        if not low <= value <= high:
            self.refuse(f"is {_short(self.text)}; it must lie between {low:g} and {high:g}")
        return value

    def flag(self) -> bool:
        """The yes or no this is: 1 or 0, true or false."""
        found = _FLAGS.get(self.text.strip().lower())
        if found is None:
            self.refuse(f"must be 0 or 1, not “{_short(self.text)}”")
        return found

    def parts(self, separator: str) -> Iterator[Value]:
        """The pieces between separators, each at this place."""
        for text in self.text.split(separator):
            yield Value(text, self.node, self.name)


@dataclass(slots=True)
class XmlNode:
    """An element and where it stands.

    Attributes:
        tag: Its name, with the prefix of its namespace if it has one.
        attributes: In the order of the file.
        children: Elements directly within it.
        text: Of an element without children, as it is; else what stands between the children.
        file: Name of the file, without folders.
        line: Of its beginning, from 1.
    """

    tag: str
    attributes: dict[str, str]
    file: str
    line: int
    children: list[XmlNode] = field(default_factory=list)
    text: str = ""

    def refuse(self, problem: str) -> NoReturn:
        """Raise the error for something wrong here."""
        raise AnnotationError(f"{self.file}: line {self.line}: <{self.tag}> {problem}.")

    def get(self, name: str) -> Value | None:
        """An attribute; None when it is absent."""
        text = self.attributes.get(name)
        return None if text is None else Value(text, self, name)

    def __getitem__(self, name: str) -> Value:
        """An attribute that must be there."""
        return self.get(name) or self.refuse(f"has no “{name}”")

    def number(self, name: str, low: float, high: float) -> float:
        """An attribute that must be there and a finite number in [low, high]."""
        text = self.attributes.get(name, "")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if low <= value <= high and "_" not in text:
            return value
        return self[name].number(low, high)  # which says what is wrong

    @property
    def content(self) -> Value:
        """The text within it."""
        return Value(self.text, self)

    def all(self, tag: str) -> Iterator[XmlNode]:
        """The elements of that name directly within it."""
        return (child for child in self.children if child.tag == tag)

    def child(self, tag: str) -> XmlNode | None:
        """The first element of that name directly within it."""
        for child in self.children:
            if child.tag == tag:
                return child
        return None

    def need(self, tag: str) -> XmlNode:
        """The first element of that name directly within it, which must be there."""
        child = self.child(tag)
        return child if child is not None else self.refuse(f"has no <{tag}>")


class placed:  # noqa: N801 - a verb of the `with` it stands in
    """Give the place of `node` to faults found by what knows no file: the model's own checks."""

    __slots__ = ("_node",)

    def __init__(self, node: XmlNode) -> None:
        self._node = node

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        node = self._node
        if isinstance(error, AnnotationError) and not str(error).startswith(node.file):
            raise AnnotationError(f"{node.file}: line {node.line}: {error}") from error


def read_xml(path: Path, root: str = "") -> XmlNode:
    """The root element of an XML file.

    Args:
        path: The file.
        root: What its root must be called; anything if empty.

    Raises:
        AnnotationError: missing, too large, too deep, not XML, with a document type or entities,
            or with another root.
    """
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            raise AnnotationError(f"{path.name} is too large to read ({format_bytes(size)}).")
        with path.open("rb") as file:
            top = _Reading(path.name).document(file.read())
    except OSError as error:
        raise AnnotationError(f"{path.name} cannot be read: {error.strerror}.") from error
    if root and top.tag != root:
        top.refuse(f"stands where <{root}> is expected; this is another kind of file")
    return top


class _Reading:
    """One document being read."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[XmlNode] = []
        self._count = 0
        self._root: XmlNode | None = None
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def document(self, data: bytes) -> XmlNode:
        """The root of the whole document."""
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "damaged")
            raise AnnotationError(
                f"{self._file} is not valid XML: line {error.lineno}: {reason}."
            ) from error
        if self._root is None:
            self._refuse("holds nothing")
        return self._root

    def _refuse(self, problem: str) -> NoReturn:
        line = self._parser.CurrentLineNumber
        raise AnnotationError(f"{self._file}: line {line} {problem}.")

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            self._refuse(f"names the encoding “{_short(encoding)}”; save the file as UTF-8")

    def _doctype(self, *declared: object) -> NoReturn:
        self._refuse("declares a document type or entities, which are not read; remove them")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            self._refuse(f"goes beyond {MAX_ELEMENTS:,} elements")
        if len(self._open) >= MAX_DEPTH:
            self._refuse("is nested too deeply")
        for name, text in attributes.items():
            if "_x" in text:
                attributes[name] = _unescaped(text)
        node = XmlNode(tag, attributes, self._file, self._parser.CurrentLineNumber, [])
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._root = node
        self._open.append(node)

    def _end(self, tag: str) -> None:
        node = self._open.pop()
        if node.text:
            node.text = _unescaped(node.text.strip() if node.children else node.text)

    def _characters(self, text: str) -> None:
        # Space between elements is the bulk of a file's text, and nothing.
        if self._open and (not self._open[-1].children or not text.isspace()):
            self._open[-1].text += text


@dataclass(slots=True)
class Xml:
    """An element to be written.

    Attributes:
        tag: Its name.
        attributes: In the order to be written; numbers so that reading gives the same again.
        within: Its text, or the elements within it, which are asked for when they are written.
    """

    tag: str
    attributes: Mapping[str, str | float | bool] = field(default_factory=dict)
    within: str | Iterable[Xml] = ""


def write_xml(path: Path, root: Xml) -> None:
    """Write a document in UTF-8, two spaces to a level, whole or not at all.

    Raises:
        AnnotationError: the disk refuses.
    """
    try:
        with appearing(path) as partial:
            put_xml(partial, root)
    except OSError as error:
        raise AnnotationError(f"{path.name} cannot be written: {error.strerror}.") from error


def put_xml(path: Path, root: Xml) -> None:
    """Write a document as `write_xml`, into a folder that itself appears whole or not at all.

    Raises:
        OSError: the disk refuses.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?>\n')
        file.writelines(_lines(root, ""))


def number_text(value: float) -> str:
    """A finite number as short as it reads back equal; equal numbers give equal texts."""
    if value == (whole := int(value)) and abs(whole) < 10**15:
        return str(whole)
    return repr(float(value))


def _lines(element: Xml, indent: str) -> Iterator[str]:
    if isinstance(element.within, str):
        yield _line(element, element.within, indent)
        return
    start, empty = _start_of(element, indent), True
    for child in element.within:
        if empty:
            yield f"{start}>\n"
            empty = False
        if isinstance(child.within, str):  # most are; without a generator of their own
            yield _line(child, child.within, indent + "  ")
        else:
            yield from _lines(child, indent + "  ")
    yield f"{start}/>\n" if empty else f"{indent}</{element.tag}>\n"


def _line(element: Xml, within: str, indent: str) -> str:
    start, text = _start_of(element, indent), _escaped(within)
    return f"{start}>{text}</{element.tag}>\n" if text else f"{start}/>\n"


def _start_of(element: Xml, indent: str) -> str:
    if not element.attributes:
        return f"{indent}<{element.tag}"
    return f"{indent}<{element.tag}{''.join(map(_attribute, element.attributes.items()))}"


def _attribute(item: tuple[str, str | float | bool]) -> str:
    name, value = item
    if isinstance(value, str):
        return f' {name}="{_escaped(value)}"'
    return f' {name}="{number_text(value)}"'


def _escaped(text: str) -> str:
    if text.isascii() and text.isalnum():  # by far most of what is written, in a third of the time
        return text
    plain = _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return _MARKUP.sub(lambda found: _NAMES[found[0]], plain)


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[0][2:6], 16)), text)


def _short(text: str) -> str:
    """A text for a message: one line, never long."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}…"

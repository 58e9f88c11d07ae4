"""The text of a WebVTT file: its blocks, and a cue's tags, entities and who speaks."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.annotations.formats.layer_steps import one_line
from app.annotations.formats.text_file import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")

_VOICE = re.compile(r"\s*<v(?:\.[^\s<>]*)?\s+([^<>]*)>")
_TAG = re.compile(r"<[^<>]*>")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TO_ESCAPE = re.compile("[&<>]")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines without an empty one among them.

    Attributes:
        lines: As they are.
        file: The file's name.
        number: Of the first line, from 1.
    """

    lines: tuple[str, ...]
    file: str
    number: int

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)

    @property
    def is_cue(self) -> bool:
        """Whether its first or second line has an arrow; all else is none (WebVTT, 6.1)."""
        return any("-->" in line for line in self.lines[:2])

    @property
    def _timing(self) -> int:
        return 0 if "-->" in self.lines[0] else 1

    @property
    def id(self) -> str:
        """A cue's identifier, "" if it has none."""
        return self.lines[0].strip() if self._timing else ""

    @property
    def timing(self) -> Line:
        """A cue's line of times."""
        return Line(self.lines[self._timing].strip(), self.file, self.number + self._timing)

    @property
    def payload(self) -> str:
        """A cue's text, without space around its lines."""
        return "\n".join(line.strip() for line in self.lines[self._timing + 1 :])


def blocks_of(text: str, file: str) -> Iterator[Block]:
    """The blocks of a file, the first one being the header.

    Raises:
        AnnotationError: it does not begin with WEBVTT.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    if not _HEADER.fullmatch(lines[0]):
        Line(lines[0], file, 1).refuse("is not “WEBVTT”; this is another kind of file")
    begin = 0
    for place, line in enumerate([*lines, ""]):
        if not line.strip():
            if place > begin:
                yield Block(tuple(lines[begin:place]), file, begin + 1)
            begin = place + 1


def number_of(id_: str) -> int | None:
    """A cue's identifier as the number of a segment, if it is one."""
    return int(id_) if _NUMBER.fullmatch(id_) else None


def cue_text(label: str, group: str) -> str:
    """A label as the text of a cue, its group as the voice that says it."""
    return f"<v {_escaped(group)}>{_escaped(label)}" if group else _escaped(label)


def label_and_group(text: str) -> tuple[str, str]:
    """The words of a cue's text without tags, and its first voice; "label" if it has no words."""
    voice = _VOICE.match(text)
    words = html.unescape(_TAG.sub("", text.replace("\n", " ")))
    group = html.unescape(voice[1]) if voice else ""
    return one_line(words, "label"), one_line(group, "")


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], text)

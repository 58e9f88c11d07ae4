"""Text files nobody vouches for, and text files that appear whole or not at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from app.base.errors import AnnotationError
from app.base.files import write_atomically
from app.base.text import format_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 1 << 28
"""Largest text file read; a line of it makes an object of some hundred bytes."""


def read_text(path: Path) -> str:
    """The text of a file, with or without a byte order mark.

    Raises:
        AnnotationError: missing, too large, not UTF-8, or with characters no text has.
    """
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            raise AnnotationError(f"{path.name} is too large to read ({format_bytes(size)}).")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AnnotationError(f"{path.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise AnnotationError(f"{path.name} is not text (UTF-8).") from error
    if "\0" in text:
        raise AnnotationError(f"{path.name} is not text: it holds zero characters.")
    return text


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all, with the line ends that are in the text.

    Raises:
        AnnotationError: the disk refuses, or a name holds half a character.
    """
    try:
        write_atomically(path, text.encode("utf-8"))
    except OSError as error:
        raise AnnotationError(f"{path.name} cannot be written: {error.strerror}.") from error
    except UnicodeEncodeError as error:
        raise AnnotationError(f"{path.name} cannot be written: a text in it is damaged.") from error


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a file that are not empty, without the space around them."""
    for number, text in enumerate(read_text(path).splitlines(), 1):
        if text.strip():
            yield Line(text.strip(), path.name, number)


@dataclass(frozen=True, slots=True)
class Line:
    """A line and where it stands; what does not fit is refused with that place."""

    text: str
    file: str
    number: int

    def refuse(self, problem: str) -> NoReturn:
        """Raise the error for something wrong here."""
        raise AnnotationError(f"{self.file}: line {self.number} {problem}.")

    def decimal(self, word: str, low: float, high: float, what: str) -> float:
        """A finite number in [low, high]."""
        try:
            value = float(word)
        except ValueError:
            self.refuse(f"has “{word[:40]}” where {what} should be")
        if not math.isfinite(value) or not low <= value <= high:
            self.refuse(f"has {word[:40]} as {what}; it must lie between {low:g} and {high:g}")
        return value

    def whole(self, word: str, low: int, high: int, what: str) -> int:
        """A whole number in [low, high]; 3.0 counts as one."""
        value = self.decimal(word, low, high, what)
        if value != int(value):
            self.refuse(f"has {word[:40]} as {what}; it must be a whole number")
        return int(value)

"""Values of a JSON document from a stranger: typed, bounded, and named when they are wrong."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn

from app.base.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

LONGEST_TEXT = 100_000
LONGEST_ID = 200
DEEPEST = 64

_FRACTION = re.compile(r"-?[0-9]{1,400}(?:/[0-9]{1,400})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Field:
    """A value with the place where it stands, such as `tracks[0].clips[3].at`."""

    value: Any
    owner: Field | None = None
    name: str | int = ""

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        above = self.owner.place if self.owner else ""
        if isinstance(self.name, int):
            return f"{above}[{self.name}]"
        return f"{above}.{self.name}" if above else str(self.name)

    def wrong(self, what: str) -> NoReturn:
        """Refuse it.

        Args:
            what: Follows the place in the sentence: `is no text`.

        Raises:
            ProjectError: always.
        """
        place = f"“{self.place}”" if self.place else "the document"
        raise ProjectError(
            f"In the project file {place} {what}; correct it there, or open an earlier copy."
        )

    def has(self, name: str) -> bool:
        """Whether an object has a field that is not null."""
        return self._object().get(name) is not None

    def __getitem__(self, name: str) -> Field:
        """A field of an object; one that is missing has the value None."""
        return Field(self._object().get(name), self, name)

    def items(self, most: int) -> Iterator[tuple[str, Field]]:
        """All fields of an object, at most so many."""
        if len(self._object()) > most:
            self.wrong(f"has more than {most:,} entries")
        return ((name, Field(value, self, name)) for name, value in self.value.items())

    def each(self, most: int) -> Iterator[Field]:
        """The values of a list, at most so many; none where it is missing."""
        if self.value is None:
            return iter(())
        if not isinstance(self.value, list):
            self.wrong("is no list")
        if len(self.value) > most:
            self.wrong(f"has more than {most:,} entries")
        return (Field(value, self, number) for number, value in enumerate(self.value))

    def id(self) -> str:
        """A text that is not empty."""
        text = self.text(LONGEST_ID)
        return text or self.wrong("is missing or empty")

    def text(self, longest: int = LONGEST_TEXT) -> str:
        """A text, "" where it is missing."""
        text = self._string(longest)
        # Half a letter (a lone surrogate) can be neither shown nor saved.
        return text if text.isascii() else text.encode("utf-8", "replace").decode()

    def path(self) -> str:
        """The name of a file: not empty, no control characters."""
        text = self._string(32_767)
        if not text or _CONTROL.search(text):
            self.wrong("is no path")
        return text

    def flag(self) -> bool:
        """Yes or no; no where it is missing."""
        if self.value is None:
            return False
        return self.value if isinstance(self.value, bool) else self.wrong("is not true or false")

    def whole(self, largest: int) -> int:
        """A number from 0; 0 where it is missing."""
        if self.value is None:
            return 0
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.wrong("is no whole number")
        if not 0 <= self.value <= largest:
            self.wrong(f"does not lie between 0 and {largest:,}")
        return self.value

    def number(self) -> float:
        """Any finite number."""
        if not is_number(self.value):
            self.wrong("is no number")
        return float(self.value)

    def fraction(self, least: Fraction | None = None) -> Fraction:
        """An exact number, as a whole number or as a text like "30000/1001"."""
        value = self.value
        if isinstance(value, str) and _FRACTION.fullmatch(value):
            above, _, below = value.partition("/")
            if below and not int(below):
                self.wrong("divides by 0")
            found = Fraction(int(above), int(below or 1))
        elif isinstance(value, int) and not isinstance(value, bool):
            found = Fraction(value)
        else:
            self.wrong("is no exact number such as 3 or “30000/1001”")
        if least is not None and found < least:
            self.wrong(f"is below {least}")
        return found

    def extras(self, known: Collection[str]) -> tuple[tuple[str, str], ...]:
        """Fields of an object that nobody here knows, as JSON texts."""
        unknown = self.value.keys() - known
        if not unknown:
            return ()
        return tuple((name, json.dumps(self.value[name])) for name in sorted(unknown))

    def _string(self, longest: int) -> str:
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            self.wrong("is no text")
        if len(self.value) > longest:
            self.wrong(f"is longer than {longest:,} letters")
        return self.value

    def _object(self) -> dict[str, Any]:
        return self.value if isinstance(self.value, dict) else self.wrong("is no object in { }")


def is_number(value: object) -> bool:
    """Whether a value is a number that also a float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def parsed(data: bytes) -> Field:
    """A document, with doubled names, NaN and too deep nesting refused.

    Raises:
        ProjectError: it is no JSON of that kind.
    """
    try:
        value = json.loads(data, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        detail = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise ProjectError(
            f"The project file is damaged or no project ({detail}); open an earlier copy."
        ) from error
    if _deeper(value, DEEPEST):
        Field(value).wrong(f"is nested deeper than {DEEPEST} levels")
    return Field(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return fields


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _deeper(value: object, levels: int) -> bool:
    """Whether anything lies below so many levels; keeps its own stack."""
    row = [value]
    for _ in range(levels + 1):
        row = [each for one in row if isinstance(one, dict | list) for each in _inside(one)]
        if not row:
            return False
    return True


def _inside(value: dict[str, Any] | list[Any]) -> Collection[Any]:
    return value.values() if isinstance(value, dict) else value

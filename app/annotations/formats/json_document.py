"""JSON nobody vouches for, read with every type and range checked and every fault placed."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, NoReturn

from app.base.errors import AnnotationError
from app.base.text import format_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 1 << 30
"""Largest file read; Python needs some ten times this in memory."""

_NUMBERS = frozenset((int, float))
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(path: Path) -> JsonNode:
    """The root of a JSON file.

    Raises:
        AnnotationError: missing, too large, not UTF-8 or not JSON (NaN and Infinity are not).
    """
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            raise AnnotationError(f"{path.name} is too large to read ({format_bytes(size)}).")
        value = json.loads(path.read_bytes(), parse_constant=_no_constant)
    except OSError as error:
        raise AnnotationError(f"{path.name} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise AnnotationError(f"{path.name} is not valid JSON: {_reason(error)}.") from error
    return JsonNode(value, path.name, "the top")


def json_within(text: str, file: str, place: str) -> JsonNode:
    """The root of JSON that stands at a place of another document.

    Raises:
        AnnotationError: it is not JSON.
    """
    try:
        return JsonNode(json.loads(text, parse_constant=_no_constant), file, place)
    except (ValueError, RecursionError) as error:
        raise AnnotationError(f"{file}: {place} is not valid JSON.") from error


def _reason(error: ValueError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is no UTF-8 text"
    # Our own words, and the parser's with line and column; Python's are about digits.
    known = isinstance(error, _NoNumberError | json.JSONDecodeError)
    return str(error) if known else "a number in it has thousands of digits"


class _NoNumberError(ValueError):
    """A word that JavaScript has for a number and JSON has not."""


def _no_constant(word: str) -> NoReturn:
    raise _NoNumberError(f"{word} is not a JSON number")


class JsonNode:
    """A value and where it stands; each method checks that it is what the caller needs.

    All raise `AnnotationError`, one sentence with file and place, when it is not.

    Attributes:
        value: As JSON has it.
        file: For sentences.
    """

    # A large file makes millions of these: nothing is put into words before something is wrong.
    __slots__ = ("_above", "_key", "file", "value")

    def __init__(
        self, value: Any, file: str, place: str | int, above: JsonNode | None = None
    ) -> None:
        self.value, self.file, self._key, self._above = value, file, place, above

    @property
    def place(self) -> str:
        """Where it stands, as in `images[3].width`."""
        if self._above is None:
            return str(self._key)
        if isinstance(self._key, int):
            return f"{self._above.place}[{self._key}]"
        above = self._above.place
        return self._key if above == "the top" else f"{above}.{self._key}"

    def refuse(self, problem: str) -> NoReturn:
        """Raise the error for something wrong here."""
        raise AnnotationError(f"{self.file}: {self.place} {problem}.")

    def holding(self, value: Any) -> JsonNode:
        """Another value at this very place."""
        return JsonNode(value, self.file, self._key, self._above)

    def __getitem__(self, key: str) -> JsonNode:
        found = self.get(key)
        if found is None:
            self.refuse(f"has no “{key}”")
        return found

    def get(self, key: str) -> JsonNode | None:
        """A field of an object; None when it is absent or null."""
        fields = self.value
        if type(fields) is not dict:
            fields = self.fields()
        value = fields.get(key)
        return None if value is None else JsonNode(value, self.file, key, self)

    def fields(self) -> dict[str, Any]:
        """The object this is."""
        if not isinstance(self.value, dict):
            self.refuse(f"must be an object, not {_words(self.value)}")
        return self.value

    def rows(self) -> Iterator[JsonNode]:
        """The items of the list this is."""
        if not isinstance(self.value, list):
            self.refuse(f"must be a list, not {_words(self.value)}")
        file = self.file
        return (JsonNode(value, file, number, self) for number, value in enumerate(self.value))

    def numbers(self, low: float, high: float) -> list[float]:
        """The list of finite numbers this is, each in [low, high]; quick when all is well."""
        if not isinstance(self.value, list):
            self.refuse(f"must be a list, not {_words(self.value)}")
        found = self.value
        plain = bool(found) and _NUMBERS.issuperset(map(type, found))
        # What is no number at all hides from min and max, but not from a sum.
        if plain and low <= min(found) and max(found) <= high and not math.isnan(sum(found)):
            return list(map(float, found))
        return [item.number(low, high) for item in self.rows()]

    def wholes(self, low: int, high: int) -> list[int]:
        """The list of whole numbers this is, each in [low, high]; quick when all is well."""
        found = self.value
        plain = isinstance(found, list) and all(type(value) is int for value in found)
        if plain and (not found or (low <= min(found) and max(found) <= high)):
            return list(found)
        return [item.whole(low, high) for item in self.rows()]

    def text(self) -> str:
        """The text this is; lone surrogates, which no file can hold again, are refused."""
        if not isinstance(self.value, str) or _SURROGATE.search(self.value):
            self.refuse(f"must be text, not {_words(self.value)}")
        return self.value

    def flag(self) -> bool:
        """The true or false this is."""
        if not isinstance(self.value, bool):
            self.refuse(f"must be true or false, not {_words(self.value)}")
        return self.value

    def whole(self, low: int, high: int) -> int:
        """The whole number this is, in [low, high]; 3.0 counts as one."""
        number = self.number(low, high)
        if number != int(number):
            self.refuse(f"must be a whole number, not {_words(self.value)}")
        return int(self.value)

    def number(self, low: float, high: float) -> float:
        """The finite number this is, in [low, high]."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.refuse(f"must be a number, not {_words(self.value)}")
        if not low <= self.value <= high or math.isnan(self.value):
            self.refuse(f"is {_words(self.value)}; it must lie between {low:g} and {high:g}")
        return float(self.value)


def _words(value: Any) -> str:
    """A value for a message: never long."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    try:
        text = json.dumps(value)
    except ValueError:  # a whole number of thousands of digits
        text = "a huge number"
    return text if len(text) <= 40 else f"{text[:40]}…"

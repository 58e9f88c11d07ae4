"""JSON nobody vouches for, read with every type and range checked and every fault placed."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from app.base.errors import AnnotationError
from app.base.text import format_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 1 << 30
"""Largest file read; Python needs some ten times this in memory."""

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
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise AnnotationError(f"{path.name} is not valid JSON: {reason}.") from error
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


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a JSON number")


@dataclass(frozen=True, slots=True)
class JsonNode:
    """A value and where it stands; each method checks that it is what the caller needs.

    All raise `AnnotationError`, one sentence with file and place, when it is not.
    """

    value: Any
    file: str
    place: str

    def refuse(self, problem: str) -> NoReturn:
        """Raise the error for something wrong here."""
        raise AnnotationError(f"{self.file}: {self.place} {problem}.")

    def __getitem__(self, key: str) -> JsonNode:
        found = self.get(key)
        if found is None:
            self.refuse(f"has no “{key}”")
        return found

    def get(self, key: str) -> JsonNode | None:
        """A field of an object; None when it is absent or null."""
        value = self.fields().get(key)
        return None if value is None else self._below(value, key)

    def fields(self) -> dict[str, Any]:
        """The object this is."""
        if not isinstance(self.value, dict):
            self.refuse(f"must be an object, not {_words(self.value)}")
        return self.value

    def rows(self) -> Iterator[JsonNode]:
        """The items of the list this is."""
        if not isinstance(self.value, list):
            self.refuse(f"must be a list, not {_words(self.value)}")
        return (
            JsonNode(value, self.file, f"{self.place}[{number}]")
            for number, value in enumerate(self.value)
        )

    def numbers(self, low: float, high: float) -> list[float]:
        """The list of finite numbers this is, each in [low, high]; quick when all is well."""
        if not isinstance(self.value, list):
            self.refuse(f"must be a list, not {_words(self.value)}")
        plain = all(type(value) in (int, float) for value in self.value)
        if plain and all(low <= value <= high for value in self.value):
            return [float(value) for value in self.value]
        return [item.number(low, high) for item in self.rows()]

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

    def _below(self, value: Any, key: str) -> JsonNode:
        place = key if self.place == "the top" else f"{self.place}.{key}"
        return JsonNode(value, self.file, place)


def _words(value: Any) -> str:
    """A value for a message: never long."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    try:
        text = json.dumps(value)
    except ValueError:  # a whole number of thousands of digits
        text = "a huge number"
    return text if len(text) <= 40 else f"{text[:40]}…"

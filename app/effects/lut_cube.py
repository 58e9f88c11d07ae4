"""Look-up tables in .cube files (Adobe Cube LUT Specification 1.0), 1D and 3D."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import torch

from app.base.errors import EffectError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = {"LUT_1D_SIZE": 65536, "LUT_3D_SIZE": 129}
"""Entries per axis; the specification stops at 65536 and 256, editors write up to 65 in 3D."""

BRIGHTEST = 1e6
"""Largest magnitude of a colour; beyond it is damage, and fp32 would lose the rest."""

LONGEST_LINE = 1024
"""Characters; the specification allows 250."""

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Lut:
    """A table of colours.

    Attributes:
        table: `(size, 3)` for a 1D table, one curve per channel; `(size, size, size, 3)` indexed
            [blue, green, red] for a 3D one. fp32, on the CPU.
        low, high: The colours of the first and the last entry.
    """

    table: torch.Tensor
    low: Triple = (0.0, 0.0, 0.0)
    high: Triple = (1.0, 1.0, 1.0)


def read_lut(path: Path) -> Lut:
    """Read a .cube file; a file read before is not read again while it stays as it was.

    Raises:
        EffectError: missing, not a .cube file, or damaged; the sentence names the line.
    """
    try:
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise EffectError(f"The LUT {path} cannot be read; check the name.") from error


@lru_cache(maxsize=4)
def _read(path: Path, modified: int, size: int) -> Lut:
    """`modified` and `size` only tell a changed file from the one in the cache."""
    reading = _Reading(path.name)
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in _lines(file, reading):
            reading.take(number, line)
    return reading.finished()


def _lines(file: Iterator[str], reading: _Reading) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, without comments and empty ones."""
    readline = file.readline  # type: ignore[attr-defined]
    number = 0
    while line := readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise reading.error(number, "is too long")
        line = line.partition("#")[0].strip().lstrip("\ufeff")
        if line:
            yield number, line


@dataclass(slots=True)
class _Reading:
    """What has been read of a file so far."""

    name: str
    kind: str = ""
    size: int = 0
    low: Triple = (0.0, 0.0, 0.0)
    high: Triple = (1.0, 1.0, 1.0)
    values: array[float] = field(default_factory=lambda: array("f"))

    def error(self, line: int, what: str) -> EffectError:
        return EffectError(
            f"The LUT {self.name} is not a valid .cube file: line {line} {what}; "
            "export it again or take another one."
        )

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        keyword, rest = ("", line)
        if line[0].isalpha():
            keyword, _, rest = line.replace("\t", " ").partition(" ")
        if not keyword:
            self._take_row(number, rest)
        elif keyword in LARGEST:
            self._take_size(number, keyword, rest)
        elif keyword in ("DOMAIN_MIN", "DOMAIN_MAX"):
            self._take_domain(number, keyword, self._numbers(number, rest, 3))
        elif keyword in ("LUT_1D_INPUT_RANGE", "LUT_3D_INPUT_RANGE"):
            low, high = self._numbers(number, rest, 2)
            self.low, self.high = (low, low, low), (high, high, high)
        elif keyword != "TITLE":
            raise self.error(number, f"says “{keyword[:20]}”, which is not known")

    def finished(self) -> Lut:
        """The table; raises EffectError if it is not whole."""
        expected = self._expected
        if not self.kind or self._count != expected:
            raise EffectError(
                f"The LUT {self.name} is not a whole .cube file: it has {self._count} of "
                f"{expected} colours; export it again or take another one."
            )
        if any(a >= b for a, b in zip(self.low, self.high, strict=True)):
            raise EffectError(
                f"The LUT {self.name} covers no colours: DOMAIN_MIN is not below DOMAIN_MAX; "
                "export it again."
            )
        table = torch.tensor(self.values, dtype=torch.float32, device="cpu")
        shape = (self.size, 3) if self.kind == "LUT_1D_SIZE" else (self.size,) * 3 + (3,)
        return Lut(table.view(shape), self.low, self.high)

    @property
    def _count(self) -> int:
        return len(self.values) // 3

    @property
    def _expected(self) -> int:
        return self.size if self.kind == "LUT_1D_SIZE" else self.size**3

    def _take_size(self, number: int, keyword: str, text: str) -> None:
        if self.kind:
            raise self.error(number, "gives a second size")
        largest = LARGEST[keyword]
        if not text.strip().isdecimal() or not 2 <= int(text.strip()[:9]) <= largest:
            raise self.error(number, f"gives a size that is not 2 to {largest}")
        self.kind, self.size = keyword, int(text)

    def _take_domain(self, number: int, keyword: str, values: tuple[float, ...]) -> None:
        if keyword == "DOMAIN_MIN":
            self.low = (values[0], values[1], values[2])
        else:
            self.high = (values[0], values[1], values[2])

    def _take_row(self, number: int, text: str) -> None:
        colour = self._numbers(number, text, 3)
        if not self.kind:
            raise self.error(number, "holds a colour before the table's size is known")
        if self._count >= self._expected:
            raise self.error(number, f"is one colour more than the {self._expected} announced")
        self.values.extend(colour)

    def _numbers(self, number: int, text: str, count: int) -> tuple[float, ...]:
        try:
            values = tuple(float(word) for word in text.split())
        except ValueError:
            raise self.error(number, "holds something that is not a number") from None
        if len(values) != count:
            raise self.error(number, f"holds {len(values)} numbers instead of {count}")
        if not all(abs(value) <= BRIGHTEST for value in values):  # NaN is not
            raise self.error(number, "holds a number that is no colour")
        return values

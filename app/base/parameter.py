"""Typed parameters of effects and analyses, and values that change over time.

One description serves the command line (parsing), the window (forms), the project file
(validation) and the documentation, so a new effect writes it once.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.base.errors import UsageError
from app.base.text import did_you_mean
from app.base.time import Time, parse_position

Value = float | int | bool | str
Kind = Literal["number", "whole", "switch", "choice", "text", "file"]


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A value reached at a time since the clip's start; `smooth` eases in and out of it."""

    time: Time
    value: float
    smooth: bool = False


@dataclass(frozen=True, slots=True)
class Keyframes:
    """A value over time: held before the first key and after the last, interpolated between."""

    keys: tuple[Keyframe, ...]

    def __post_init__(self) -> None:
        times = [key.time for key in self.keys]
        if not times or any(a >= b for a, b in itertools.pairwise(times)):
            raise UsageError("Keyframes need rising times; give each time once, in order.")

    def at(self, time: Time) -> float:
        """The value at `time`; a smooth stretch follows the smoothstep 3t²-2t³."""
        index = bisect_right(self.keys, time, key=lambda key: key.time)
        if index in (0, len(self.keys)):
            return self.keys[max(0, index - 1)].value
        left, right = self.keys[index - 1], self.keys[index]
        t = float((time - left.time) / (right.time - left.time))
        if left.smooth or right.smooth:
            t = t * t * (3 - 2 * t)
        return left.value + (right.value - left.value) * t


Setting = Value | Keyframes
Settings = Mapping[str, Setting]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One adjustable thing.

    Attributes:
        name: The key on the command line and in project files.
        title: The label in a form.
        kind: What widget and what parser it needs.
        default: Always valid itself.
        minimum, maximum: Bounds of numbers, inclusive.
        unit: Shown behind the value.
        zero: The word for 0 where 0 is no amount, as `auto`, or for no text where that is no
            lack, as `all`; shown and understood in its place.
        choices: Allowed words of a choice; of a model, what may stand in place of one.
        animated: Whether keyframes are allowed.
        main: Whether a form shows it without unfolding.
        help: One sentence.
        where: Another parameter and those values of it with which this one counts; a form
            shows it only then.
    """

    name: str
    title: str
    kind: Kind
    default: Value
    minimum: float = -math.inf
    maximum: float = math.inf
    unit: str = ""
    zero: str = ""
    choices: tuple[str, ...] = ()
    animated: bool = False
    main: bool = True
    help: str = ""
    where: tuple[str, tuple[Value, ...]] | None = None

    def counts(self, others: Settings) -> bool:
        """Whether it says anything beside complete settings of its owner."""
        return self.where is None or others[self.where[0]] in self.where[1]

    def parse(self, text: str) -> Setting:
        """Read what a user typed: a value, or keyframes as `0@0|1.5@2.5|0@f…` (value@seconds)."""
        if self.animated and "@" in text:
            return Keyframes(tuple(self._parse_key(part) for part in text.split("|")))
        return self.validated(self._parse_value(text))

    def validated(self, value: Setting) -> Setting:
        """The value, in its proper type.

        Raises:
            UsageError: wrong type, not finite, out of range or not among the choices.
        """
        if isinstance(value, Keyframes):
            if not self.animated:
                raise UsageError(f"{self.title} cannot change over time; give one value.")
            for key in value.keys:
                self.validated(key.value)
            return value
        return self._check(value)

    def _check(self, value: Value) -> Value:
        if self.kind in ("number", "whole"):
            return self._check_number(value)
        if self.kind == "switch" and not isinstance(value, bool):
            raise UsageError(f"{self.title} is a switch; write {self.name}=yes or {self.name}=no.")
        if self.kind == "choice" and value not in self.choices:
            hint = did_you_mean(str(value), self.choices)
            raise UsageError(f"“{value}” is not a choice for {self.title}.{hint}")
        if self.kind in ("text", "file") and not isinstance(value, str):
            raise UsageError(f"{self.title} must be text, not {value!r}.")
        return value

    def _check_number(self, value: Value) -> Value:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise UsageError(f"{self.title} must be a number, not {value!r}.")
        if not self.minimum <= value <= self.maximum:
            raise UsageError(
                f"{self.title} is {value:g}{self.unit and ' ' + self.unit}; "
                f"it must lie between {self.minimum:g} and {self.maximum:g}."
            )
        if self.kind == "whole":
            if value != int(value):
                raise UsageError(f"{self.title} must be a whole number, not {value:g}.")
            return int(value)
        return float(value)

    def _parse_value(self, text: str) -> Value:
        if self.kind == "switch":
            words = {"yes": True, "on": True, "true": True, "1": True}
            words |= {"no": False, "off": False, "false": False, "0": False}
            return words.get(text.lower(), text)
        if self.zero and text.strip().lower() == self.zero:
            return "" if self.kind == "text" else 0.0
        if self.kind in ("number", "whole"):
            try:
                return float(text)
            except ValueError:
                raise UsageError(f"{self.title} must be a number, not “{text}”.") from None
        return text

    def _parse_key(self, part: str) -> Keyframe:
        value, _, place = part.partition("@")
        smooth = place.endswith("~")
        time = parse_position(place.rstrip("~"))
        if not isinstance(time, Fraction):
            raise UsageError(f"A keyframe's time is in seconds, not “{place}”.")
        number = self._check_number(self._parse_value(value))
        return Keyframe(time, float(number), smooth)


def value_at(setting: Setting, time: Time) -> Value:
    """The value of a setting at a time since the clip's start."""
    return setting.at(time) if isinstance(setting, Keyframes) else setting


def complete(parameters: tuple[Parameter, ...], given: Settings, owner: str) -> dict[str, Setting]:
    """All settings of `owner`: those given, validated, and the defaults of the others.

    Raises:
        UsageError: a name `owner` does not have, or an invalid value.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known)
            raise UsageError(f"{owner} has no parameter “{name}”.{hint}")
    return {
        name: parameter.validated(given[name]) if name in given else parameter.default
        for name, parameter in known.items()
    }

"""Effects and analyses as words on a command line: `NAME[:key=value,key=value…]`.

A value that holds a comma or starts with a quote is put between quotes, single or double; a quote
inside is written twice. The first colon alone ends the name, so `lut=C:\\looks\\warm.cube` needs
none. Numbers that change over time are keyframes: `sigma=5@0|20@2.5` (value@seconds, `~` at the
end of a key eases in and out).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.base.errors import UsageError
from app.base.parameter import Parameter, Setting
from app.base.text import did_you_mean
from app.project.model import EffectSpec

QUOTES = ("'", '"')


class Kind(Protocol):
    """What there is to name: an effect kind or an analysis kind."""

    @property
    def name(self) -> str:
        """Identifier."""
        ...

    @property
    def title(self) -> str:
        """Name in menus and messages."""
        ...

    @property
    def summary(self) -> str:
        """One sentence."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All there are."""
        ...


def parse_effect(text: str, find: Callable[[str], Kind]) -> EffectSpec:
    """Read one effect (or analysis) with its settings.

    Args:
        text: What the user typed.
        find: Gives the kind of a name, or raises `UsageError` naming the nearest.

    Raises:
        UsageError: unknown name or parameter, a value that does not fit, broken quotes.
    """
    name, colon, rest = text.partition(":")
    name = name.strip()
    kind = find(name)
    if colon and not rest.strip():
        raise UsageError(f"“{text}” ends after the colon; give key=value, or leave the colon away.")
    known = {parameter.name: parameter for parameter in kind.parameters}
    settings: dict[str, Setting] = {}
    for key, value in split_settings(rest):
        if key in settings:
            raise UsageError(f"“{text}” gives {key} twice; give it once.")
        if key not in known:
            raise UsageError(f"{kind.title} has no parameter “{key}”.{did_you_mean(key, known)}")
        settings[key] = known[key].parse(value)
    return EffectSpec(name, tuple(settings.items()))


def split_settings(text: str) -> list[tuple[str, str]]:
    """Take `key=value,key="a, b"` apart; quotes are removed.

    Raises:
        UsageError: a part has no `=`, no key, or an unclosed quote.
    """
    pairs = []
    while text:
        key, equals, text = text.partition("=")
        if not equals or not key.strip() or "," in key:
            raise UsageError(f"“{key.strip()}” is not key=value; write for example sigma=10.")
        value, text = _quoted(text) if text.startswith(QUOTES) else _plain(text)
        pairs.append((key.strip(), value))
    return pairs


def _plain(text: str) -> tuple[str, str]:
    """Up to the next comma, and what follows it."""
    value, comma, rest = text.partition(",")
    _check_more(comma, rest)
    return value.strip(), rest


def _quoted(text: str) -> tuple[str, str]:
    """The words between quotes, and what follows the comma after them."""
    quote, words, position = text[0], "", 1
    while True:
        end = text.find(quote, position)
        if end < 0:
            raise UsageError(f"A quote is not closed in {text}; end the value with {quote}.")
        words += text[position:end]
        if not text.startswith(quote, end + 1):
            break
        words, position = words + quote, end + 2
    after, comma, rest = text[end + 1 :].partition(",")
    if after.strip():
        raise UsageError(f"“{after}” follows a closed quote; put a comma between two settings.")
    _check_more(comma, rest)
    return words, rest


def _check_more(comma: str, rest: str) -> None:
    if comma and not rest.strip():
        raise UsageError("A comma ends the settings; give another key=value or leave it away.")

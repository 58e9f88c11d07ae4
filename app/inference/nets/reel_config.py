"""Reading a network's configuration out of untrusted weights metadata."""

from __future__ import annotations

from dataclasses import field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from app.base.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import DataclassInstance

    ConfigT = TypeVar("ConfigT", bound=DataclassInstance)


def bounded(default: int, low: int, high: int) -> Any:
    """A dataclass field for a whole number that must lie in `[low, high]`."""
    return field(default=default, metadata={"low": low, "high": high})


def read_config(kind: type[ConfigT], values: Mapping[str, object]) -> ConfigT:
    """Make a `kind` from plain values; every field of it is a `bounded` whole number.

    Raises:
        ModelError: an unknown name, something that is no whole number, or one out of bounds.
            A size of millions in a hostile file would otherwise take all memory.
    """
    known = {each.name: each for each in fields(kind)}
    for name, value in values.items():
        if name not in known:
            raise ModelError(f"The weights ask for an unknown network setting, “{name}”.")
        low, high = known[name].metadata["low"], known[name].metadata["high"]
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ModelError(f"The network setting “{name}” must be {low} to {high}.")
    return kind(**values)

"""Every analysis that starts from a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.analyses.follow import FOLLOW
from app.analyses.propagate import PROPAGATE
from app.base.errors import UsageError
from app.base.text import did_you_mean

if TYPE_CHECKING:
    from app.analyses.seeded import SeededKind

SEEDED: tuple[SeededKind, ...] = (FOLLOW, PROPAGATE)


def find_seeded(name: str) -> SeededKind:
    """The seeded analysis of that name.

    Raises:
        UsageError: there is none; the sentence offers the nearest.
    """
    for kind in SEEDED:
        if kind.name == name:
            return kind
    hint = did_you_mean(name, [kind.name for kind in SEEDED])
    raise UsageError(f"There is no analysis “{name}”.{hint}")

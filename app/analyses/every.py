"""Every analysis, whatever it starts from: pictures, a shape, or what is annotated already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.analyses.event_marks import LAYER_ANALYSES
from app.analyses.registry import ANALYSES
from app.analyses.seeded_registry import SEEDED
from app.base.errors import UsageError
from app.base.text import did_you_mean

if TYPE_CHECKING:
    from app.analyses.analysis import AnalysisKind
    from app.analyses.event_marks import LayerKind
    from app.analyses.seeded import SeededKind

    AnyKind = AnalysisKind | SeededKind | LayerKind

EVERY: tuple[AnyKind, ...] = (*ANALYSES, *SEEDED, *LAYER_ANALYSES)


def find_any(name: str) -> AnyKind:
    """The analysis of that name.

    Raises:
        UsageError: there is none; the sentence offers the nearest.
    """
    for kind in EVERY:
        if kind.name == name:
            return kind
    hint = did_you_mean(name, [kind.name for kind in EVERY])
    raise UsageError(f"There is no analysis “{name}”.{hint}")

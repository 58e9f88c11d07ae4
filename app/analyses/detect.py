"""Things a detector knows, as tracked boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from app.analyses.analysis import AnalysisKind
from app.analyses.detecting import Detecting
from app.analyses.detectors import card_and_weights
from app.analyses.fastestdet import FastestDet
from app.analyses.yolo import Yolo
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from app.analyses.appearance import Appearance
    from app.analyses.detectors import Detector
    from app.base.parameter import Setting
    from app.inference.catalogue import ModelCard

TASK = "detect"
APPEARANCE = "mobilenetv2-features"


def open_detector(model: str) -> tuple[ModelCard, Detector]:
    """The detector of a model.

    Raises:
        ModelError: no such model, or its weights are missing or damaged.
    """
    card, path = card_and_weights(model, TASK)
    return card, FastestDet(path) if card.architecture == "fastestdet" else Yolo(path)


def _make(settings: dict[str, Setting]) -> Detecting:
    values = cast("dict[str, float]", settings)
    labels = (name.strip() for name in str(settings["labels"]).split(","))
    return Detecting(
        str(settings["model"]),
        open_detector,
        values["score"],
        frozenset(name for name in labels if name),
        int(values["min-length"]),
        int(values["gap"]),
        bool(settings["mixed"]),
        _open_appearance if settings["reidentify"] else None,
    )


def _open_appearance() -> Appearance:
    from app.analyses.appearance import open_appearance  # torch takes seconds to come

    return open_appearance(APPEARANCE)


MIN_LENGTH = Parameter(
    "min-length",
    "Shortest appearance",
    "whole",
    3,
    1,
    100_000,
    "frames",
    help="Objects seen on fewer frames are dropped.",
)
GAP = Parameter(
    "gap",
    "Longest gap",
    "whole",
    30,
    0,
    1000,
    "frames",
    help="How long an object may be hidden and still count as the same.",
)

DETECT = AnalysisKind(
    "detect",
    "Objects",
    "Finds people, cars and other known things, and follows them.",
    (
        Parameter(
            "model",
            "Model",
            "text",
            "fastestdet",
            help="Which detector; see `reelwright models list`.",
        ),
        Parameter(
            "score",
            "Score",
            "number",
            0.5,
            0.05,
            1,
            help="How sure the model must be for a new object.",
        ),
        Parameter(
            "labels",
            "Labels",
            "text",
            "",
            zero="all",
            help="Only these, such as person,car; all when empty.",
        ),
        MIN_LENGTH,
        GAP,
        Parameter(
            "mixed",
            "Labels may change",
            "switch",
            True,
            main=False,
            help="One object may be seen as different things; the label seen most stays.",
        ),
        Parameter(
            "reidentify",
            "Re-identify",
            "switch",
            False,
            main=False,
            help="Lost objects are tied to new ones that look the same; slower, needs its model.",
        ),
    ),
    _make,
    TASK,
)

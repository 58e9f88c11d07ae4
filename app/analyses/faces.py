"""Faces, as tracked boxes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from app.analyses.analysis import AnalysisKind
from app.analyses.detect import GAP, MIN_LENGTH
from app.analyses.detecting import Detecting
from app.analyses.detectors import card_and_weights
from app.analyses.yunet import YuNet
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from app.analyses.detectors import Detector
    from app.base.parameter import Setting
    from app.inference.catalogue import ModelCard

TASK = "faces"


def open_faces(model: str, side: int) -> tuple[ModelCard, Detector]:
    """The face detector of a model.

    Raises:
        ModelError: no such model, or its weights are missing or damaged.
    """
    card, path = card_and_weights(model, TASK)
    return card, YuNet(path, side)


def _make(settings: dict[str, Setting]) -> Detecting:
    values = cast("dict[str, float]", settings)
    return Detecting(
        str(settings["model"]),
        partial(open_faces, side=int(values["side"])),
        values["score"],
        frozenset(),
        int(values["min-length"]),
        int(values["gap"]),
    )


FACES = AnalysisKind(
    "faces",
    "Faces",
    "Finds faces and follows them, to blur them for instance.",
    (
        Parameter(
            "model",
            "Model",
            "text",
            "yunet",
            help="Which face detector; see `reelwright models list`.",
        ),
        Parameter(
            "score",
            "Score",
            "number",
            0.6,
            0.05,
            1,
            help="How sure the model must be for a new face.",
        ),
        Parameter(
            "side",
            "Picture size",
            "whole",
            640,
            160,
            4096,
            "px",
            help="Longer side the model sees; more finds smaller faces, slower.",
        ),
        MIN_LENGTH,
        GAP,
    ),
    _make,
    TASK,
)

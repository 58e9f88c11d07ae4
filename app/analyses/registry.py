"""Every analysis there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.analyses.camera import CAMERA
from app.analyses.classify import CLASSIFY
from app.analyses.detect import DETECT
from app.analyses.faces import FACES
from app.analyses.flags import FLAGS
from app.analyses.moving_objects import MOVING_OBJECTS
from app.analyses.people import PEOPLE
from app.analyses.shots import SHOTS
from app.analyses.speech import SPEECH
from app.analyses.text import TEXT
from app.base.errors import UsageError
from app.base.parameter import complete
from app.base.text import did_you_mean

if TYPE_CHECKING:
    from app.analyses.analysis import Analysis, AnalysisKind
    from app.base.parameter import Settings

ANALYSES: tuple[AnalysisKind, ...] = (
    MOVING_OBJECTS,
    SHOTS,
    DETECT,
    FACES,
    PEOPLE,
    CAMERA,
    FLAGS,
    CLASSIFY,
    TEXT,
    SPEECH,
)


def find_analysis(name: str) -> AnalysisKind:
    """The analysis of that name.

    Raises:
        UsageError: there is none; the sentence offers the nearest.
    """
    for kind in ANALYSES:
        if kind.name == name:
            return kind
    hint = did_you_mean(name, [kind.name for kind in ANALYSES])
    raise UsageError(f"There is no analysis “{name}”.{hint}")


def make_analysis(name: str, settings: Settings) -> Analysis:
    """An analysis ready to run.

    Raises:
        UsageError: no such analysis, no such parameter, or a value that is not valid.
    """
    kind = find_analysis(name)
    return kind.make(complete(kind.parameters, settings, kind.title))

"""Documents of older versions, brought up to date one version at a time, as plain data."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.base.errors import ProjectError
from app.project.writing import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

Document = dict[str, Any]


def up_to_date(document: Document, version: int) -> Document:
    """The document as the current version writes it; its fields are checked afterwards.

    Raises:
        ProjectError: it is damaged, or of a version nobody knows.
    """
    while version < VERSION:
        step = MIGRATIONS.get(version)
        if step is None:
            raise ProjectError(
                f"The project file says version {version}, which never was; open an earlier copy."
            )
        try:
            document = step(document)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ProjectError(
                f"The project file is of version {version} and damaged ({error!r}); "
                "open an earlier copy."
            ) from error
        version += 1
    return document


def _from_draft(document: Document) -> Document:
    """Version 0, the draft: one row of clips, times as decimals, effects as pairs."""
    sources = document.get("sources", {})
    return {
        "format": document["format"],
        "version": 1,
        "name": document.get("title", ""),
        "media": [{"id": name, "path": path} for name, path in sources.items()],
        "tracks": [
            {
                "id": "track-1",
                "name": "V1",
                "clips": [_draft_clip(n, clip) for n, clip in enumerate(document["clips"])],
            }
        ],
    }


def _draft_clip(number: int, clip: Document) -> Document:
    return {
        "id": f"clip-{number + 1}",
        "media": clip["source"],
        "at": _exact(clip["at"]),
        "source": {"start": _exact(clip["in"]), "end": _exact(clip["out"])},
        "effects": [{"name": name, "settings": dict(s)} for name, s in clip.get("chain", [])],
    }


def _exact(seconds: float) -> str:
    """Decimals were written with a millisecond in mind."""
    return str(Fraction(round(seconds * 1000), 1000))


MIGRATIONS: dict[int, Callable[[Document], Document]] = {0: _from_draft}
"""By the version that a step starts from."""

"""An export as a job: a render request that can lie in a queue, on the disk, for weeks."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.base.errors import ProjectError
from app.media.side.sound_wish import CODERS, LEAST_RATE, MOST_RATE, NONE, SoundWish
from app.project.model import Project
from app.project.storage import decoded
from app.project.writing import plain
from app.render.render_request import RenderRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.inference.device import Precision
    from app.media.side.sound_wish import Tracks
    from app.render.render_request import What

_WHATS = ("sequence", "range", "clip")
_PRECISIONS = ("auto", "fp32", "fp16", "bf16")
_MOST_OPTIONS = 200


def as_payload(request: RenderRequest) -> dict[str, object]:
    """The request as plain JSON, with the project as it is now. Takes time for a long timeline."""
    rate = request.rate
    return {
        "project": plain(request.project),
        "output": str(request.output),
        "what": request.what,
        "clip_id": request.clip_id,
        "codec": request.codec,
        "quality": request.quality,
        "options": dict(request.options),
        "size": list(request.size) if request.size else None,
        "rate": str(rate) if rate is not None else None,
        "device": request.device,
        "precision": request.precision,
        "overwrite": request.overwrite,
        "sound": asdict(request.sound),
    }


def from_payload(payload: Mapping[str, object]) -> RenderRequest:
    """The request again.

    Raises:
        ProjectError: it is damaged.
    """
    project = decoded(json.dumps(payload.get("project")).encode(), None).project
    try:
        return replace(_wishes(payload), project=project)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise ProjectError(
            "What this job should do cannot be read any more; remove it and export again."
        ) from error


def output_of(payload: Mapping[str, object]) -> Path | None:
    """Where an export goes, as far as that can still be read."""
    output = payload.get("output")
    return Path(output) if isinstance(output, str) and output else None


def _wishes(fields: Mapping[str, Any]) -> RenderRequest:
    return RenderRequest(
        Project(),
        Path(_text(fields["output"])),
        cast("What", _one_of(fields["what"], _WHATS)),
        _text(fields["clip_id"]),
        None if fields["codec"] is None else _text(fields["codec"]),
        None if fields["quality"] is None else _whole(fields["quality"], -1000, 1000),
        _options(fields["options"]),
        _size(fields["size"]),
        _text(fields["device"]),
        cast("Precision", _one_of(fields["precision"], _PRECISIONS)),
        _flag(fields["overwrite"]),
        rate=None if fields["rate"] is None else _rate(fields["rate"]),
        sound=_sound(fields.get("sound")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not a switch")
    return value


def _whole(value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError("not a number in range")
    return value


def _one_of(value: object, words: tuple[str, ...]) -> str:
    if value not in words:
        raise ValueError("not one of the words")
    return str(value)


def _options(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > _MOST_OPTIONS:
        raise TypeError("not options")
    return {_text(key): _text(text) for key, text in value.items()}


def _size(value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise TypeError("not a size")
    return _whole(value[0], 1, 65_536), _whole(value[1], 1, 65_536)


def _rate(value: object) -> Fraction:
    rate = Fraction(_text(value))
    if not 0 < rate <= 1000:
        raise ValueError("not a rate")
    return rate


def _sound(value: object) -> SoundWish:
    """Jobs of earlier versions say nothing: their sound is kept as it is."""
    if value is None:
        return SoundWish()
    if not isinstance(value, dict):
        raise TypeError("not a wish for sound")
    coders = ("", NONE, *(coder.name for coder in CODERS))
    rate = value["bit_rate"]
    return SoundWish(
        _one_of(value["coder"], coders),
        _whole(rate, LEAST_RATE, MOST_RATE) if rate else 0,
        cast("Tracks", _one_of(value["tracks"], ("all", "main"))),
    )

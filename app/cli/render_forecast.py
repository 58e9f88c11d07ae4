"""What `reelwright render --dry-run` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.text import format_bytes
from app.base.time import format_time
from app.cli.columns import facts
from app.cli.json_output import put_json
from app.cli.running import on_worker, put

if TYPE_CHECKING:
    from app.render.estimate import Room, SizeEstimate
    from app.render.prospect import Prospect
    from app.render.render_project import RenderRequest


def tell_forecast(request: RenderRequest, *, json: bool) -> None:
    """Look at the sources and say what a render would do.

    Raises:
        AppError: it could not be rendered.
    """
    from app.render.advice import what_will_change
    from app.render.estimate import estimate_size, room_for
    from app.render.prospect import foresee

    prospect = on_worker(lambda cancel: foresee(request, cancel))
    size = estimate_size(prospect)
    room = room_for(request.output, size)
    changes = what_will_change(prospect)
    if json:
        told = [{"kind": c.kind, "title": c.title, "detail": c.detail} for c in changes]
        put_json({"changes": told} | _figures(prospect, size, room))
        return
    rows = [(change.title, change.detail) for change in changes]
    put(facts([*rows, *_rows(prospect, size, room)]))


def _figures(prospect: Prospect, size: SizeEstimate | None, room: Room | None) -> dict[str, object]:
    return {
        "frames": prospect.frames,
        "length": prospect.length,
        "bytes": None if size is None else [size.low, size.high],
        "free": None if room is None else room.free,
    }


def _rows(
    prospect: Prospect, size: SizeEstimate | None, room: Room | None
) -> list[tuple[str, str]]:
    length = f"{prospect.frames} frames, {format_time(prospect.length)}"
    bytes_ = "not known before it is made"
    if size is not None:
        bytes_ = f"about {format_bytes(size.low)} to {format_bytes(size.high)}"
    rows = [("Length", length), ("File size", bytes_)]
    if room is not None:
        short = "" if room.enough else "; that may not be enough"
        rows.append(("Free space", f"{format_bytes(room.free)}{short}"))
    return rows

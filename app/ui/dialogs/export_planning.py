"""What the export form asks its worker, beside the disk: what a render would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.render.render_request import RenderRequest
    from app.ui.dialogs.export_outlook import Change


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What planning gave: the size of the result, and what to know about it.

    `mixed`: whether the sound of several clips becomes one track.
    """

    width: int
    height: int
    changes: Sequence[Change]
    mixed: bool = False


def planning(request: RenderRequest, cancel: CancelToken) -> Callable[[], Foreseen]:
    """The question what a render would give; raises `AppError` where it cannot be."""

    def work() -> Foreseen:
        cancel.check()
        # Media and effects libraries come along: never on the GUI thread.
        from app.render.advice import what_will_change
        from app.render.prospect import foresee

        prospect = foresee(request, cancel)
        output = prospect.output
        changes = what_will_change(prospect)
        return Foreseen(output.width, output.height, changes, bool(prospect.shots))

    return work


@dataclass(frozen=True, slots=True)
class Stamped:
    """An answer with the number of its question: those that were overtaken do not count."""

    serial: int
    found: object


def stamped(serial: int, question: Callable[[], object]) -> Callable[[], object]:
    """Errors are answers too, but keep their number."""

    def work() -> object:
        try:
            return Stamped(serial, question())
        except AppError as error:
            return Stamped(serial, error)

    return work


def total_bytes(sources: tuple[Path, ...]) -> int | None:
    """Of files only; numbered pictures are not counted."""
    try:
        return sum(source.stat().st_size for source in sources)
    except OSError:
        return None

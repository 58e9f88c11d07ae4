"""Remarks on the timeline."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.project.ids import new_id
from app.project.model import Marker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.base.time import Time
    from app.project.model import Edit, Project


def add_marker(time: Time, text: str = "", colour: int = 0, marker_id: str | None = None) -> Edit:
    """Mark a moment, in seconds from 0; `colour` is a place in the label palette."""
    marker = Marker(marker_id or new_id(), max(Fraction(0), time), text, max(0, colour))

    def edit(project: Project) -> Project:
        if any(other.id == marker.id for other in project.markers):
            return project
        return _with(project, (*project.markers, marker))

    return edit


def move_marker(marker_id: str, to: Time) -> Edit:
    """Let a marker stand elsewhere, not before 0."""
    return _on_marker(marker_id, lambda marker: replace(marker, time=max(Fraction(0), to)))


def edit_marker(marker_id: str, text: str | None = None, colour: int | None = None) -> Edit:
    """Change what is not None."""

    def change(marker: Marker) -> Marker:
        return replace(
            marker,
            text=marker.text if text is None else text,
            colour=marker.colour if colour is None else max(0, colour),
        )

    return _on_marker(marker_id, change)


def remove_marker(marker_id: str) -> Edit:
    """Take a marker away."""
    return lambda project: _with(project, (m for m in project.markers if m.id != marker_id))


def _on_marker(marker_id: str, change: Callable[[Marker], Marker]) -> Edit:
    return lambda project: _with(
        project, (change(m) if m.id == marker_id else m for m in project.markers)
    )


def _with(project: Project, markers: Iterable[Marker]) -> Project:
    ordered = tuple(sorted(markers, key=lambda marker: marker.time))
    return project if ordered == project.markers else replace(project, markers=ordered)

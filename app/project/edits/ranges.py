"""In and out points on the timeline."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.time import Span

if TYPE_CHECKING:
    from app.base.time import Time
    from app.project.model import Edit, Project


def set_in(time: Time) -> Edit:
    """Start the range here; an out point that would not come later goes away."""
    start = max(Fraction(0), time)

    def edit(project: Project) -> Project:
        end = project.selected_range.end if project.selected_range else None
        return _with(project, Span(start, end if end is not None and end > start else None))

    return edit


def set_out(time: Time) -> Edit:
    """End the range here; an in point that would not come earlier becomes 0. Not at 0 itself."""

    def edit(project: Project) -> Project:
        if time <= 0:
            return project
        start = project.selected_range.start if project.selected_range else Fraction(0)
        return _with(project, Span(start if start < time else Fraction(0), time))

    return edit


def set_range(span: Span) -> Edit:
    """Set both points."""
    return lambda project: project if span.start < 0 else _with(project, span)


def clear_range() -> Edit:
    """Forget both points."""
    return lambda project: _with(project, None)


def _with(project: Project, span: Span | None) -> Project:
    same = project.selected_range == span
    return project if same else replace(project, selected_range=span)

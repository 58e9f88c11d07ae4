"""What is said about sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer
    from app.project.model import Project


def with_layer(project: Project, media_id: str, layer: AnnotationLayer) -> Project:
    """The project with another layer for a source, in the place of the one it had."""
    known = any(entry[0] == media_id for entry in project.layers)
    new = (media_id, layer)
    if not known:
        return replace(project, layers=(*project.layers, new))
    layers = tuple(new if entry[0] == media_id else entry for entry in project.layers)
    return replace(project, layers=layers)

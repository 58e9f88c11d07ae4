"""An annotation layer -> a file of another tool's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.registry import find_format

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer


def export_annotations(layer: AnnotationLayer, path: Path, format_name: str) -> list[str]:
    """Write the layer, whole or not at all, and say what it lost on the way.

    Returns:
        One sentence for each thing the format cannot express; empty when it holds all.

    Raises:
        UsageError: no such format.
        AnnotationError: the layer cannot be written so, or the disk refuses.
    """
    ready = find_format(format_name).prepare(layer)
    ready.write(path)
    return list(ready.losses)

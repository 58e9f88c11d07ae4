"""A hostile file gives a sentence that names it, or a layer, and never costs more than a moment."""

from __future__ import annotations

import contextlib
import os
import random
from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.registry import FORMATS
from app.base.errors import AnnotationError
from tests.annotations.formats.hostile import MEDIA, contents, everything, put, variants
from tests.annotations.formats.refusing import check_read

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.format import AnnotationFormat
    from app.annotations.layer import AnnotationLayer

each = pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)

WRITTEN = 10
"""Damaged files that were read after all and are written again; the disk takes its time."""

MANY = int(os.environ.get("REELWRIGHT_HOSTILE", "2"))
"""Places to damage for each kind of damage; more find more."""


@each
@pytest.mark.parametrize("known", [True, False], ids=["clip known", "clip unknown"])
def test_a_hostile_file_is_refused_or_read(
    format_: AnnotationFormat, known: bool, tmp_path: Path
) -> None:
    format_.write(everything(), tmp_path / f"good{format_.suffix}")
    good = contents(tmp_path / f"good{format_.suffix}")
    chance = random.Random(f"{format_.name} {known}")
    written = 0
    for number, (words, files) in enumerate(variants(good, chance, MANY if known else 1)):
        path = tmp_path / f"bad {number}{format_.suffix}"
        put(files, path)
        try:
            layer = check_read(format_, path, MEDIA if known else None) if path.exists() else None
        except Exception as error:
            error.add_note(f"{format_.name}: {words}")
            raise
        if layer is not None and written < WRITTEN:
            written += 1
            check_written(format_, layer, tmp_path / f"again{format_.suffix}")


def check_written(format_: AnnotationFormat, layer: AnnotationLayer, path: Path) -> None:
    """What was read is a layer like any other: it can be written, or is refused with a sentence."""
    with contextlib.suppress(AnnotationError):
        format_.write(layer, path)

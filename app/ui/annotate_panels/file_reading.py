"""Reading a file of annotations in the format it is in, whatever format was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.guessing import guess_format
from app.base.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.format import AnnotationFormat
    from app.annotations.layer import AnnotationLayer, MediaFacts

Answer = tuple["AnnotationFormat", "AnnotationLayer"]


def read_in_its_format(
    path: Path, media: MediaFacts, chosen: AnnotationFormat, *, by_hand: bool
) -> Answer:
    """What is in a file or folder, and the format it was read in.

    Args:
        path: The file or folder.
        media: What it annotates.
        chosen: The format that is chosen.
        by_hand: Whether somebody chose it: then it goes before what the file looks like.

    Raises:
        AppError: it can be read in neither; the sentence is that of the format tried first.
    """
    guessed = _guessed(path)
    first, second = (chosen, guessed) if by_hand or guessed is None else (guessed, chosen)
    try:
        return first, first.read(path, media)
    except AppError:
        if second is None or second is first:
            raise
        try:
            return second, second.read(path, media)
        except AppError:
            pass
        raise


def _guessed(path: Path) -> AnnotationFormat | None:
    try:
        return guess_format(path)
    except AppError:
        return None

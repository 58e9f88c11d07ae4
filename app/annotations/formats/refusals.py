"""Refusals that name the file, wherever they come from."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def naming(file: str) -> Iterator[None]:
    """Put the file's name before errors that lack it: the model's own checks know no file.

    Raises:
        AnnotationError: whatever was wrong.
    """
    try:
        yield
    except AnnotationError as error:
        if str(error).startswith(file):
            raise
        raise AnnotationError(f"{file}: {error}") from error

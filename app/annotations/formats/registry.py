"""Every format there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.coco import CocoFormat
from app.base.errors import UsageError
from app.base.text import did_you_mean

if TYPE_CHECKING:
    from app.annotations.formats.format import AnnotationFormat

FORMATS: tuple[AnnotationFormat, ...] = (CocoFormat(),)


def find_format(name: str) -> AnnotationFormat:
    """The format of that name.

    Raises:
        UsageError: there is none; the sentence offers the nearest.
    """
    for format_ in FORMATS:
        if format_.name == name:
            return format_
    hint = did_you_mean(name, [format_.name for format_ in FORMATS])
    raise UsageError(f"There is no annotation format “{name}”.{hint}")

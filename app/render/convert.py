"""An annotation file of one tool -> one of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.annotations.formats.folder import check_annotations_only
from app.annotations.formats.guessing import guess_format
from app.annotations.formats.registry import find_format
from app.base.errors import AnnotationError
from app.media.video_reader import VideoReader
from app.render.export_annotations import export_annotations
from app.render.media_facts import media_facts

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts


_OF_PICTURES = {"davis", "mots-png"}


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of a file.

    Attributes:
        layer: What was in it.
        source: The format it was in.
        lost: One sentence for each thing the new format cannot express.
    """

    layer: AnnotationLayer
    source: str
    lost: list[str]


def convert_annotations(
    source: Path, output: Path, to: str, from_: str | None = None, media: Path | None = None
) -> Converted:
    """Read an annotation file and write it in another format, whole or not at all.

    Args:
        source: File or folder.
        output: File, or a folder for formats that are folders.
        to: Name of the new format.
        from_: Name of the old one; None to tell by the file.
        media: The clip it speaks of, for formats that do not say.

    Raises:
        UsageError: no such format, or the old one cannot be told.
        AnnotationError: the file is not valid or does not fit the clip, or cannot be written.
        MediaError: the clip cannot be read.
    """
    find_format(to)
    format_ = find_format(from_) if from_ else guess_format(source)
    layer = format_.read(source, None if media is None else facts_of(media))
    return Converted(layer, format_.name, export_annotations(layer, output, to))


def check_replaceable(output: Path, to: str, *keep: Path) -> None:
    """Refuse to replace a folder that holds more than an earlier export; files are no matter.

    Args:
        output: What is to be written.
        to: Name of its format.
        keep: Files and folders that must not be lost with it.

    Raises:
        UsageError: no such format.
        AnnotationError: it would cost something that is not annotations.
    """
    if find_format(to).suffix or not output.is_dir():
        return
    inside = output.resolve()
    if any(path.resolve().is_relative_to(inside) for path in keep):
        raise AnnotationError(f"{output} holds what is read here; choose another folder.")
    check_annotations_only(output, pictures=to in _OF_PICTURES)


def facts_of(clip: Path) -> MediaFacts:
    """What there is to know of a clip: the upright picture's size, and the frames' times.

    Raises:
        MediaError: it cannot be read.
    """
    with VideoReader(clip) as reader:
        return media_facts(reader)

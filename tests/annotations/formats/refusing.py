"""What reading a file that nobody vouches for may do, whatever is in it."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING

from app.base.errors import AnnotationError
from tests.annotations.formats.hostile import contents

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.format import AnnotationFormat
    from app.annotations.layer import AnnotationLayer, MediaFacts

SECONDS = 5.0
KILOBYTES = 500_000
"""What reading a damaged file may cost: of the processor, and of memory beyond what was in use."""


def check_read(
    format_: AnnotationFormat, path: Path, media: MediaFacts | None = None
) -> AnnotationLayer | None:
    """Read what nobody vouches for; None where it is refused as it should be."""
    before = contents(path)
    began = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = None
    try:
        found = format_.read(path, media)
    except AnnotationError as error:
        check_sentence(str(error), {path.name, *(name.rpartition("/")[2] for name in before)})
    assert time.process_time() - began < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < KILOBYTES
    assert contents(path) == before
    return found


def check_sentence(text: str, names: set[str]) -> None:
    """One sentence, short enough to be read, that says which file is meant."""
    named = [name for name in names if name and name in text]
    assert named, text
    for name in named:
        text = text.replace(name, "it")
    assert text.endswith("."), text
    assert "\n" not in text, text
    assert len(text) < 400, text

"""A short name for the content of a source, to find it again when it was moved or renamed.

Made of the size and of three blocks, so that it costs the same for any film: about 200 kB are
read. It tells files apart that differ by accident, not those made alike on purpose.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.base.errors import MediaError
from app.media.image_sequence import find_sequence, is_glob, is_sequence, numbered

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = 64 * 1024


def fingerprint(path: Path) -> str:
    """`SIZE:SHA-256` of a file's first, middle and last block; of a sequence, `COUNT×…`.

    Reads the disk: never on the GUI thread.

    Raises:
        MediaError: it is not there or cannot be read.
    """
    try:
        return _of_sequence(path) if is_sequence(path) else _of_file(path)
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror or error}.") from error


def size_in(mark: str) -> int | None:
    """How many bytes the file has that a fingerprint is of; None for sequences and for ""."""
    size, _, _ = mark.partition(":")
    return int(size) if size.isdecimal() and len(size) < 20 else None


def _of_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        size = file.seek(0, 2)
        for start in (0, (size - BLOCK) // 2, size - BLOCK):
            file.seek(max(0, start))
            digest.update(file.read(BLOCK))
    return f"{size}:{digest.hexdigest()}"


def _of_sequence(path: Path) -> str:
    pictures = pictures_of(path)
    some = (pictures[0], pictures[len(pictures) // 2], pictures[-1])
    marks = "\n".join(_of_file(picture) for picture in some)
    return f"{len(pictures)}×{hashlib.sha256(marks.encode()).hexdigest()}"


def pictures_of(pattern: Path) -> list[Path]:
    """The files of a sequence, in order.

    Raises:
        MediaError: there are none.
    """
    found = find_sequence(pattern)
    if is_glob(pattern):
        return sorted(pattern.parent.glob(pattern.name))
    return [numbered(pattern, found.first + n) for n in range(found.count)]

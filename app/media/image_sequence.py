"""Numbered pictures as a video: `in/%05d.png` and `in/*.png`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import MediaError

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

PICTURE_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".exr", ".bmp", ".webp", ".dpx"}
)

_NUMBER = re.compile(r"%0?(\d*)d")
_GLOB_SPECIAL = re.compile(r"[\\*?\[\]{}]")
_BRACES = re.compile(r"[\\{}]")


@dataclass(frozen=True, slots=True)
class SequencePattern:
    """A sequence found on disk.

    Attributes:
        path: With `%05d` or `*` in the file name.
        first: The lowest number there is; 0 for a glob.
        count: Pictures up to the first gap.
        later: Pictures after the first gap, which are not read.
    """

    path: Path
    first: int
    count: int
    later: int = 0

    @property
    def url(self) -> str:
        """The pattern as FFmpeg's image2 demuxer reads it: every other special character escaped.

        The demuxer would look for numbers and wildcards in the names of folders, too.
        """
        folder, name = f"{self.path.absolute().parent}/", self.path.name
        if is_glob(self.path):
            return _GLOB_SPECIAL.sub(r"\\\g<0>", folder) + _BRACES.sub(r"\\\g<0>", name)
        before, digits, after = _split(name)
        plain = [part.replace("%", "%%") for part in (folder + before, after)]
        return f"{plain[0]}%0{digits}d{plain[1]}"

    def options(self, rate: Fraction) -> dict[str, str]:
        """Options of FFmpeg's image2 demuxer."""
        if is_glob(self.path):
            return {"framerate": str(rate), "pattern_type": "glob"}
        number = str(self.first)
        return {"framerate": str(rate), "pattern_type": "sequence", "start_number": number}


def is_glob(path: Path) -> bool:
    """Whether the file name (not its folder) holds a wildcard."""
    return "*" in path.name or "?" in path.name


def is_sequence(path: Path) -> bool:
    """Whether `path` is a pattern rather than a file."""
    pattern = is_glob(path) or _NUMBER.search(path.name) is not None
    return pattern and not path.exists()


def looks_special(path: Path) -> bool:
    """Whether FFmpeg would take the path of a single picture for a pattern."""
    return path.suffix.lower() in PICTURE_SUFFIXES and not set("%*?[{").isdisjoint(str(path))


def find_sequence(path: Path) -> SequencePattern:
    """Look which pictures a pattern means.

    Raises:
        MediaError: none.
    """
    if is_glob(path):
        count = len(list(path.parent.glob(path.name)))
        first, later = 0, 0
    else:
        numbers = _numbers(path)
        first = numbers[0] if numbers else 0
        count = next((i for i, n in enumerate(numbers) if n != first + i), len(numbers))
        later = len(numbers) - count
    if not count:
        raise MediaError(f"No picture matches {path}; check the folder and the number of digits.")
    return SequencePattern(path, first, count, later)


def _numbers(path: Path) -> list[int]:
    """All numbers for which the pattern names an existing file, rising."""
    before, _, after = _split(path.name)
    name = re.compile(re.escape(before) + r"(\d+)" + re.escape(after))
    found = []
    for file in path.parent.iterdir() if path.parent.is_dir() else ():
        match = name.fullmatch(file.name)
        if match and file.name == numbered(path, int(match[1])).name:
            found.append(int(match[1]))
    return sorted(found)


def _split(name: str) -> tuple[str, int, str]:
    match = _NUMBER.search(name)
    if match is None:
        raise MediaError(f"“{name}” has no number in it; write a pattern such as frame_%05d.png.")
    return name[: match.start()], int(match[1] or 0), name[match.end() :]


def numbered(path: Path, number: int) -> Path:
    """The file that a `%05d` pattern means for one number."""
    before, digits, after = _split(path.name)
    return path.with_name(f"{before}{number:0{digits}d}{after}")

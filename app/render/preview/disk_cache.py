"""Pictures on disk, kept from one day to the next; lossless."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
import zlib
from collections import OrderedDict
from dataclasses import asdict
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from app.base.colour import ColourSpec
from app.base.files import partial_path
from app.base.frame import Frame
from app.base.picture import Picture, PixelLayout
from app.render.preview.shown_times import ShownTimes

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.time import Span, Time

_MAGIC = b"REELFRM1"
_SUFFIX = ".frame"
_LARGEST_SIDE = 1 << 15
_HEADER = 4096
"""Bytes a header may have: a file is not believed."""

_DAMAGE = (OSError, ValueError, KeyError, TypeError, zlib.error)

Entry = tuple[str, "Time"]


class DiskCache:
    """Keeps frames of streams (see `FrameStore`) within a budget; the longest unused go first.

    Each frame is a file named by its place in time, in a folder per stream, so that what is there
    is known without reading it. A damaged file counts as none and is removed. Thread-safe; every
    call may wait for the disk. A disk that fails costs only the time to compute again.
    """

    def __init__(self, folder: Path, budget: int) -> None:
        """Look at what is there.

        Args:
            folder: Made when needed; belongs to this cache alone.
            budget: Bytes.
        """
        self._folder = folder
        self._budget = budget
        self._lock = threading.Lock()
        self._sizes: OrderedDict[Path, int] = OrderedDict()
        self._places: dict[str, ShownTimes] = {}
        self.nbytes = 0
        self._scan()
        with self._lock:
            self._shrink()

    def put(self, stream: str, frame: Frame[Picture]) -> None:
        """Write a frame, unless it is there."""
        path = self._path(stream, frame.time, frame.duration)
        with self._lock:
            if path in self._sizes:
                return
        data = _packed(frame.pixels)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = partial_path(path)
            part.write_bytes(data)
            part.replace(path)
        except OSError:
            return
        with self._lock:
            self._note(path, len(data))
            self._shrink()

    def get(self, stream: str, time: Time) -> Frame[Picture] | None:
        """The frame that is on screen at a time, or None."""
        with self._lock:
            places = self._places.get(_folder_of(stream))
            found = places.at(time) if places else None
            if found is None:
                return None
            path = self._path(stream, *found)
            self._sizes.move_to_end(path)
        try:
            picture = _unpacked(path.read_bytes())
            os.utime(path)
        except _DAMAGE:
            self._remove(path)
            return None
        return Frame(picture, *found)

    def spans(self, stream: str) -> tuple[Span, ...]:
        """When frames of a stream are shown, neighbours joined."""
        with self._lock:
            places = self._places.get(_folder_of(stream))
            return places.spans() if places else ()

    def clear(self) -> None:
        """Remove every frame."""
        with self._lock:
            paths = list(self._sizes)
        for path in paths:
            self._remove(path)

    def _path(self, stream: str, time: Time, duration: Time) -> Path:
        numbers = (time.numerator, time.denominator, duration.numerator, duration.denominator)
        return self._folder / _folder_of(stream) / ("_".join(map(str, numbers)) + _SUFFIX)

    def _scan(self) -> None:
        """Take in the files that are there, longest unused first; others are left alone."""
        found: list[tuple[float, int, Path]] = []
        with contextlib.suppress(OSError):
            for path in self._folder.glob(f"*/*{_SUFFIX}"):
                facts = path.stat()
                found.append((facts.st_mtime, facts.st_size, path))
        for _, size, path in sorted(found):
            if _place_of(path) is not None:
                self._note(path, size)

    def _note(self, path: Path, size: int) -> None:
        place = _place_of(path)
        if place is None:
            return
        self.nbytes += size - self._sizes.pop(path, 0)
        self._sizes[path] = size
        self._places.setdefault(path.parent.name, ShownTimes()).add(*place)

    def _shrink(self) -> None:
        while self.nbytes > self._budget and self._sizes:
            self._forget(next(iter(self._sizes)))

    def _remove(self, path: Path) -> None:
        with self._lock:
            self._forget(path)

    def _forget(self, path: Path) -> None:
        self.nbytes -= self._sizes.pop(path, 0)
        place = _place_of(path)
        places = self._places.get(path.parent.name, ShownTimes())
        if place is not None:
            places.remove(place[0])
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
            if not places:
                self._places.pop(path.parent.name, None)
                path.parent.rmdir()


def _folder_of(stream: str) -> str:
    return hashlib.sha256(stream.encode()).hexdigest()[:32]


def _place_of(path: Path) -> tuple[Time, Time] | None:
    """Time and duration in a file's name; None for a file that is not ours."""
    parts = path.stem.split("_")
    try:
        a, b, c, d = (int(part) for part in parts)
        time, duration = Fraction(a, b), Fraction(c, d)
    except (ValueError, ZeroDivisionError):
        return None
    return (time, duration) if duration > 0 else None


def _packed(picture: Picture) -> bytes:
    header: dict[str, Any] = {
        "size": [picture.width, picture.height],
        "layout": asdict(picture.layout),
        "colour": {name: int(value) for name, value in asdict(picture.colour).items()},
        "fields": [picture.interlaced, picture.top_field_first],
    }
    text = json.dumps(header).encode()
    packer = zlib.compressobj(1)
    planes = [packer.compress(np.ascontiguousarray(plane).data) for plane in picture.planes]
    return b"".join((_MAGIC, len(text).to_bytes(4, "little"), text, *planes, packer.flush()))


def _unpacked(data: bytes) -> Picture:
    """The picture; raises one of `_DAMAGE` for anything that is not exactly one."""
    length = int.from_bytes(data[8:12], "little")
    if data[:8] != _MAGIC or length > _HEADER:
        raise ValueError("not a stored frame")
    header = json.loads(data[12 : 12 + length])
    layout = _layout_of(header["layout"])
    width, height = (int(side) for side in header["size"])
    if not (0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE):
        raise ValueError("not a size")
    sizes = [layout.plane_size(n, width, height) for n in range(layout.plane_count)]
    item = np.dtype(layout.dtype).itemsize
    total = sum(w * h * item for w, h in sizes)
    samples = zlib.decompressobj().decompress(data[12 + length :], total + 1)
    if len(samples) != total:
        raise ValueError("cut off")
    starts = accumulate((w * h * item for w, h in sizes), initial=0)
    planes: tuple[NDArray[Any], ...] = tuple(
        np.frombuffer(samples, layout.dtype, w * h, start).reshape(h, w)
        for (w, h), start in zip(sizes, starts, strict=False)
    )
    colour = ColourSpec(**{name: int(value) for name, value in header["colour"].items()})
    interlaced, top_first = (bool(flag) for flag in header["fields"])
    return Picture(planes, layout, colour, interlaced, top_first)


def _layout_of(fields: dict[str, Any]) -> PixelLayout:
    across, down = (int(shift) for shift in fields["chroma_shift"])
    bits, family = int(fields["bits"]), fields["family"]
    if family not in ("yuv", "rgb", "gray") or bits not in (*range(8, 17), 32):
        raise ValueError("not a layout")
    if not (0 <= across <= 2 and 0 <= down <= 2):
        raise ValueError("not a subsampling")
    return PixelLayout(family, bits, (across, down), bool(fields["alpha"]))

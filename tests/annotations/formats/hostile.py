"""Healthy exports made hostile: every kind of damage and malice a file can arrive with."""

from __future__ import annotations

import json
import re
import struct
import zlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import (
    AttributeKind,
    Keyframe,
    Label,
    Provenance,
    Segment,
    SkeletonKind,
    Tag,
    Track,
)
from app.annotations.shapes import Box, Ellipse, Polygon, Polyline, Skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    from app.annotations.shapes import Shape

Files = dict[str, bytes]
"""Contents by path within the export; a single file's path is ""."""

WIDTH, HEIGHT, FRAMES = 24, 18, 12
MEDIA = MediaFacts("clip.mp4", WIDTH, HEIGHT, FRAMES, Fraction(1, 25), tuple(range(FRAMES)))


def everything() -> AnnotationLayer:
    """A small layer with something of each kind there is."""
    bits = np.zeros((HEIGHT, WIDTH), bool)
    bits[3:9, 12:20] = True
    bits[5:7, 14:16] = False
    labels = (
        Label("car", "#00ff7f", attributes=(AttributeKind("pose", "choice", None, ("a", "b")),)),
        Label("run", group="Action"),
        Label("body", skeleton=SkeletonKind(("head", "foot"), ((0, 1),))),
    )
    ring = ((1.0, 1.0), (6.0, 1.5), (5.0, 5.0))
    shapes: list[tuple[int, str, Shape]] = [
        (1, "car", Box(1, 2, 8, 9)),
        (2, "car", Polygon((ring,))),
        (3, "car", Mask.from_array(bits)),
        (4, "car", Ellipse(9.0, 12.0, 3.0, 2.0)),
        (5, "body", Skeleton(((2.0, 3.0), (9.0, 9.0)), (2, 1))),
        (6, "car", Polyline(((1.0, 10.0), (8.0, 16.0)))),
    ]
    tracks = [
        Track(id_, label, (Keyframe(0, shape, attributes={"pose": "a"}, score=0.5),
                           Keyframe(4, shape, occluded=True), Keyframe(5, shape, outside=True)),
              Provenance("model", "net", "1", 0.5))
        for id_, label, shape in shapes
    ]  # fmt: skip
    segments = (Segment(1, "run", 2, 9), Segment(2, "run", 5, 12))
    return AnnotationLayer(MEDIA, labels, tuple(tracks), segments, (Tag("run"),), cuts=(5, 9))


def contents(path: Path) -> Files:
    """The file, or all files of the folder."""
    if path.is_file():
        return {"": path.read_bytes()}
    found = sorted(file for file in path.rglob("*") if file.is_file())
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in found}


def put(files: Files, path: Path) -> None:
    """Write an export where there is none."""
    for name, data in files.items():
        file = path / name if name else path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def variants(files: Files, random: Random, many: int) -> Iterator[tuple[str, Files]]:
    """What was done to an export, and what became of it.

    Args:
        files: A healthy one.
        random: What chooses the places.
        many: Of each kind of damage that has a place to choose.
    """
    names = sorted(files, key=lambda name: (len(files[name]) < 60, name))
    for name in sorted({names[0], random.choice(names), *names[:3]}):
        for words, data in _damages(files[name], random, many):
            yield f"{name or 'file'} {words}", {**files, name: data}
    if "" not in files:
        yield from _folders(files, names[0], random)


def _damages(data: bytes, random: Random, many: int) -> Iterator[tuple[str, bytes]]:
    yield from _bytes(data, random, many)
    if data.startswith(b"\x89PNG"):
        yield from _pictures(data)
        return
    text = data.decode()
    yield from _texts(text, random, many)
    if text.startswith(("{", "[{")):
        yield from _structures(text, random, many)
    if text.startswith("<"):
        yield from _markup(text)


def _bytes(data: bytes, random: Random, many: int) -> Iterator[tuple[str, bytes]]:
    yield "emptied", b""
    yield "one byte", data[:1]
    for share in (0.05, 0.3, 0.5, 0.7, 0.95):
        yield f"cut off at {share}", data[: int(len(data) * share)]
    yield "without its last byte", data[:-1]
    yield "twice", data + data
    yield "with zeros behind", data + bytes(50)
    yield "with an alien mark", b"\xff\xfe" + data
    for number in range(many):
        spoilt = bytearray(data or b" ")
        for _ in range(random.choice((1, 3, 20))):
            spoilt[random.randrange(len(spoilt))] = random.randrange(256)
        yield f"spoilt {number}", bytes(spoilt)


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
NUMBERS = (
    *("-1", "0", "-0", "0.5", "1e9", "1000000000", "99999999999", "9007199254740993", "1e308"),
    *("1e999", "-1e999", "NaN", "nan", "Infinity", "-inf", "9" * 5000, "9" * 400, "", "x", "1_0"),
    *("\u0663", "0x10", "1,5", "null", "true", "[]", "{}", '""', "[[[[]]]]", "--", "1e-400"),
)
"""What may stand where a number stood."""
WORDS = ("", "..", "../../etc/passwd", "x" * 100_000, "\u202e", "é", "null", "%s%n", "\\", "\n")


def _texts(text: str, random: Random, many: int) -> Iterator[tuple[str, bytes]]:
    yield "in UTF-16", text.encode("utf-16")
    yield "in Latin 1", (text + "é").encode("latin-1", "replace")
    yield "with a mark", text.encode("utf-8-sig")
    yield "with the lines of Windows", text.replace("\n", "\r\n").encode()
    yield "with the lines of old", text.replace("\n", "\r").encode()
    for opening in ("[", '{"a":', "<a>", "(", "- "):
        yield f"within 100,000 of {opening}", (opening * 100_000 + text).encode()
    for kind, pattern, others in (("number", _NUMBER, NUMBERS), ("word", _WORD, WORDS)):
        found = list(pattern.finditer(text))
        for number in range(many * 3 if found else 0):
            place, other = random.choice(found), random.choice(others)
            changed = text[: place.start()] + other + text[place.end() :]
            yield f"{kind} {number}: {place[0]} to {other[:20]!r}", changed.encode()
    yield from _lines(text, random, many)


def _lines(text: str, random: Random, many: int) -> Iterator[tuple[str, bytes]]:
    lines = text.splitlines(keepends=True)
    yield "with its lines turned round", "".join(reversed(lines)).encode()
    for number in range(many if lines else 0):
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        before, after = "".join(lines[:one]), "".join(lines[one + 1 :])
        yield f"without line {one} ({number})", (before + after).encode()
        yield f"line {one} twice ({number})", (before + lines[one] * 2 + after).encode()
        lines[one], lines[other] = lines[other], lines[one]
        yield f"lines {one} and {other} changed ({number})", "".join(lines).encode()
        lines[one], lines[other] = lines[other], lines[one]


VALUES: tuple[Any, ...] = (
    *(None, True, "", "x", [], {}, -1, 0, 1.5, 10**9, 10**20, 10**400, 1e308, [None], [[1]]),
    *({"a": 1}, "NaN", [1, "2"], [-1, -1, -1, -1], [1e308] * 4, [10**9], "\ud800", "0000"),
    *("~" * 50, "P" * 50),
    {"size": [HEIGHT, WIDTH], "counts": [10**9]},
    {"size": [10**9, 10**9], "counts": [10**18]},
    {"size": [HEIGHT, WIDTH], "counts": "oooooooooooooooooooo"},
    [0] * 100_000,
)  # fmt: skip
"""What may stand where any value stood."""


def _structures(text: str, random: Random, many: int) -> Iterator[tuple[str, bytes]]:
    places = list(_places(json.loads(text), ()))
    for number in range(many * 4):
        root, place = json.loads(text), random.choice(places)
        above = root
        for key in place[:-1]:
            above = above[key]
        words = _changed(above, place[-1], random)
        changed = json.dumps(root).replace(f"{1e308!r}0", "1e999")
        yield f"{number}: {'.'.join(map(str, place))} {words}", changed.encode()


def _changed(above: Any, key: Any, random: Random) -> str:
    """Do something to one place of plain data and say what."""
    way = random.choice(("other", "other", "other", "away", "twice", "turned"))
    if way == "away":
        del above[key]
    elif way == "twice" and isinstance(above, list):
        above.insert(key, above[key])
    elif way == "turned" and isinstance(above[key], list | dict):
        above[key] = above[key][::-1] if isinstance(above[key], list) else list(above[key].values())
    else:
        above[key] = random.choice(VALUES)
        return f"made {str(above[key])[:30]}"
    return way


def _places(value: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, below in items:
        yield (*above, key)
        if isinstance(below, list | dict):
            yield from _places(below, (*above, key))


_ENTITIES = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(10))
_BOMB = f'<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">{_ENTITIES}]>'
_OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


def _markup(text: str) -> Iterator[tuple[str, bytes]]:
    head, _, body = text.partition("?>")
    for name, added in (("bomb", _BOMB), ("outside", _OUTSIDE), ("DTD", '<!DOCTYPE a SYSTEM "a">')):
        yield f"with a {name}", f"{head}?>{added}{body}".encode()
    yield "with a bomb used", f"{head}?>{_BOMB}<a>&a10;</a>".encode()
    yield "with an unknown entity", text.replace("</", "&what;</", 1).encode()
    yield "of an alien code", text.replace("utf-8", "utf-7", 1).encode()
    yield "of a wide code", text.replace("utf-8", "utf-16", 1).encode()
    yield "with instructions", f"{head}?><?php exit ?>{body}".encode()
    yield (
        "with a million attributes",
        text.replace(">", "".join(f' a{n}=""' for n in range(100_000)) + ">", 2).encode(),
    )


def _pictures(data: bytes) -> Iterator[tuple[str, bytes]]:
    for size in ((60_000, 60_000), (0, 0), (1, 1), (WIDTH, 2**31 - 1), (8192, 8192)):
        yield f"that says {size}", _with_header(data, struct.pack(">II", *size) + data[24:29])
    for depth, kind in ((16, 3), (8, 2), (8, 6), (1, 0), (4, 3), (3, 0)):
        fields = data[16:24] + bytes([depth, kind]) + data[26:29]
        yield f"of depth {depth} and kind {kind}", _with_header(data, fields)
    yield "interlaced", _with_header(data, data[16:28] + b"\1")
    bomb = zlib.compress(bytes(50_000_000), 9)
    yield "with a bomb", data[:33] + _chunk(b"IDAT", bomb) + _chunk(b"IEND", b"")
    yield "that never ends", data[:-12]


def _with_header(data: bytes, fields: bytes) -> bytes:
    return data[:8] + _chunk(b"IHDR", fields) + data[33:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _folders(files: Files, largest: str, random: Random) -> Iterator[tuple[str, Files]]:
    """Files gone, and files called otherwise."""
    for name in sorted(random.sample(sorted(files), min(4, len(files)))):
        yield f"without {name}", {other: files[other] for other in files if other != name}
    folder, _, name = largest.rpartition("/")
    _, dot, suffix = name.rpartition(".")
    for other in ("none", "1000000000", "99999999999999999999", "\u0663", "0000001", "-5", "a\nb"):
        called = f"{folder}/{other}{dot}{suffix}"
        yield (
            f"{name} called {other!r}",
            {called: files[largest]} | {key: data for key, data in files.items() if key != largest},
        )
        yield f"and another called {other!r}", {**files, called: files[largest]}
    yield "deep down", {f"{'d/' * 60}{key}": data for key, data in files.items()}

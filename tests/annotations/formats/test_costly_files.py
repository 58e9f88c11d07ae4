"""Small files that promise much: what they say costs no more than what is in them."""

from __future__ import annotations

import json
import struct
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from app.annotations.formats.png import MAX_SAMPLES, decode_png
from app.annotations.formats.registry import find_format
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Label
from app.base.errors import AnnotationError
from tests.annotations.formats.hostile import put
from tests.annotations.formats.refusing import check_read

if TYPE_CHECKING:
    from pathlib import Path

LONG = {"id": 1, "name": "c.mp4", "width": 24, "height": 18, "length": 99_999_999}
CATEGORIES = [{"id": 1, "name": "car"}]
BARE = [{"id": number, "video_id": 1, "category_id": 1} for number in range(3)]
IMAGE = {"id": 1, "width": 24, "height": 18}
CLIP = (
    "<task><size>{frames}</size><mode>interpolation</mode><labels><label><name>car</name></label>"
    "</labels><original_size><width>{side}</width><height>{side}</height></original_size></task>"
)
MASK = (
    '<mask frame="0" keyframe="1" outside="0" occluded="0" rle="{rle}" left="0" top="0" '
    'width="46000" height="46000" z_order="0"/>'
)


def cvat(clip: dict[str, object], shape: str) -> str:
    head = f"<version>1.1</version><meta>{CLIP.format(**clip)}</meta>"
    return f'<annotations>{head}<track id="0" label="car">{shape}</track></annotations>'


def youtube(video: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    return json.dumps({"videos": [video], "categories": CATEGORIES, "annotations": rows})


FILES: dict[str, tuple[str, dict[str, str]]] = {
    "long clip without lists": ("youtube-vis", {"": youtube(LONG, BARE)}),
    "long clip with a name": ("youtube-vis", {"": youtube(LONG | {"file_names": ["a"]}, [])}),
    "long clip in COCO": (
        "coco",
        {"": json.dumps({"videos": [LONG], "images": [IMAGE | {"frame_index": 0}],
                         "categories": CATEGORIES, "annotations": []})},
    ),
    "long clip in CVAT": (
        "cvat-video", {"": cvat({"frames": 99_999_999, "side": 46},
            '<box frame="0" outside="0" occluded="0" xtl="1" ytl="1" xbr="2" ybr="2"/>')},
    ),
    "empty mask of two billion pixels": (
        "cvat-video", {"": cvat({"frames": 9, "side": 46_000}, MASK.format(rle="2116000000"))},
    ),
    "full mask of two billion pixels": (
        "cvat-video", {"": cvat({"frames": 9, "side": 46_000}, MASK.format(rle="0, 2116000000"))},
    ),
    "long sequence": (
        "mot",
        {"seqinfo.ini": "[Sequence]\nseqLength=100000000\nimWidth=24\nimHeight=18\n",
         "gt/gt.txt": "100000000,1,1,1,2,2,1,1,1\n1,1,1,1,2,2,1,1,1\n"},
    ),
    "number of a million digits": ("coco", {"": '{"images":[' + "9" * 1_000_000 + "]}"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_promise_costs_nothing(name: str, tmp_path: Path) -> None:
    format_name, files = FILES[name]
    format_ = find_format(format_name)
    path = tmp_path / f"in{format_.suffix}"
    put({place: text.encode() for place, text in files.items()}, path)
    check_read(format_, path)


def test_a_number_of_too_many_digits_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text('{"images":[' + "9" * 5000 + "]}")
    with pytest.raises(AnnotationError, match=r"in\.json is not valid JSON: a number in it has"):
        find_format("coco").read(path)


def test_a_repeated_name_among_many_is_found_at_once() -> None:
    names = [*map(str, range(100_000)), "99999"]
    with pytest.raises(AnnotationError, match="two labels “99999”"):
        AnnotationLayer(MediaFacts("c.mp4", 8, 6, 3), tuple(map(Label, names)))


def test_times_that_fall_are_refused_with_the_file(tmp_path: Path) -> None:
    media = MediaFacts("clip.mp4", 24, 18, 3, pts=(0, 1, 2))
    path = tmp_path / "in.xml"
    find_format("cvat-video").write(AnnotationLayer(media), path)
    text = path.read_text("utf-8")
    assert "[0, 1, 1]" in text
    path.write_text(text.replace("[0, 1, 1]", "[0, 2, -1]"), "utf-8")
    with pytest.raises(AnnotationError, match=r"in\.xml: line \d+: The times"):
        find_format("cvat-video").read(path)


def png(width: int, height: int, rows: bytes, depth: int = 8) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        size, check = len(body), zlib.crc32(kind + body)
        return struct.pack(">I", size) + kind + body + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_a_picture_that_is_all_noise_is_refused(tmp_path: Path) -> None:
    side = 2048
    rows = b"".join(b"\0" + struct.pack(">H", 1001 + row % 900) * side for row in range(side))
    put({"instances/a/000000.png": png(side, side, rows, 16)}, tmp_path / "in")
    with pytest.raises(AnnotationError, match=r"000000\.png: The picture changes more than"):
        find_format("mots-png").read(tmp_path / "in")


@pytest.mark.parametrize("filter_", range(5))
def test_a_large_picture_of_any_filter_is_read_in_a_moment(filter_: int, tmp_path: Path) -> None:
    side = 1024
    rows = (bytes([filter_]) + bytes(2 * side)) * side
    put({"instances/a/000000.png": png(side, side, rows, 16)}, tmp_path / "in")
    assert check_read(find_format("mots-png"), tmp_path / "in") is not None


def test_a_picture_is_as_large_as_its_samples() -> None:
    side = int(MAX_SAMPLES**0.5) + 1
    with pytest.raises(AnnotationError, match="which cannot be read"):
        decode_png(png(side, side, b""), "a.png")
    with pytest.raises(AnnotationError, match="which cannot be read"):
        decode_png(png(side, side // 2 + 1, b"", 16), "a.png")

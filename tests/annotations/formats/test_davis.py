"""DAVIS's indexed pictures: the numbers of objects, nothing but them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image

from app.annotations.density import dense_keyframes
from app.annotations.formats.davis import PALETTE, DavisFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Track
from app.annotations.queries import shapes_at
from app.annotations.shapes import Box
from app.base.errors import AnnotationError
from tests.annotations.formats.trips import REFERENCE, check_trip, varied_layers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEDIA = MediaFacts("clip.mp4", 20, 16, 3)
FORMAT = DavisFormat()


def pictures(path: Path, *arrays: np.ndarray, first: int = 0) -> Path:
    path.mkdir(parents=True)
    for number, pixels in enumerate(arrays, first):
        picture = Image.fromarray(pixels.astype(np.uint8)).convert("L").convert("P")
        picture.putdata(pixels.ravel().tolist())
        picture.save(path / f"{number:05d}.png")
    return path


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layer=varied_layers())
def test_what_comes_back_is_what_is_kept(layer: AnnotationLayer, tmp_path: Path) -> None:
    check_trip(FORMAT, layer, tmp_path)


def test_the_reference_box_covers_its_pixels(tmp_path: Path) -> None:
    FORMAT.write(REFERENCE, tmp_path / "out")
    folder = tmp_path / "out" / "Annotations" / "480p" / "clip"
    assert sorted(file.name for file in folder.iterdir()) == ["00000.png", "00001.png", "00002.png"]
    picture = Image.open(folder / "00001.png")
    assert picture.mode == "P"
    pixels = np.array(picture)
    assert pixels.sum() == 7 * 50
    assert (pixels[4:9, 5:15] == 7).all()
    assert not np.array(Image.open(folder / "00000.png")).any()
    semantics = json.loads((tmp_path / "out" / "davis_semantics.json").read_text())
    assert semantics == {"clip": {"7": "person"}}


def test_the_palette_is_the_known_one() -> None:
    colours = [tuple(PALETTE[3 * n : 3 * n + 3]) for n in (0, 1, 2, 3, 8, 255)]
    wanted = [(0, 0, 0), (128, 0, 0), (0, 128, 0), (128, 128, 0), (64, 0, 0), (224, 224, 192)]
    assert colours == wanted


def overlapping(z_below: int) -> AnnotationLayer:
    def track(id_: int, box: Box, z: int) -> Track:
        keys = dense_keyframes([Keyframe(0, box, z_order=z)], 3)
        return Track(id_, "a", keys)

    below, above = track(1, Box(0, 0, 10, 10), z_below), track(2, Box(5, 5, 15, 15), 0)
    return AnnotationLayer(MEDIA, (Label("a"),), (below, above))


@pytest.mark.parametrize(("z", "areas"), [(0, [75, 100]), (1, [100, 75])])
def test_overlaps_go_to_the_topmost_and_are_told(z: int, areas: list[int], tmp_path: Path) -> None:
    layer = overlapping(z)
    assert any("topmost" in sentence for sentence in FORMAT.loses(layer))
    back = check_trip(FORMAT, layer, tmp_path)
    assert [found.shape.area for found in shapes_at(back, 0)] == areas


def test_shapes_side_by_side_lose_no_overlap() -> None:
    layer = overlapping(0)
    apart = Track(2, "a", dense_keyframes([Keyframe(0, Box(10, 0, 15, 10))], 3))
    losses = FORMAT.loses(replace(layer, tracks=(layer.tracks[0], apart)))
    assert not any("topmost" in sentence for sentence in losses)


def test_pictures_of_others_are_read_by_their_numbers(tmp_path: Path) -> None:
    pixels = np.zeros((16, 20), int)
    pixels[2:4, 3:9], pixels[0, 0], pixels[15, 19] = 3, 255, 254
    layer = FORMAT.read(pictures(tmp_path / "bear", pixels, pixels * 0, first=0))
    assert layer.media == MediaFacts("bear", 20, 16, 2)
    found = [(track.id, track.label, track.keyframes[0].shape.area) for track in layer.tracks]
    assert found == [(3, "object", 12), (254, "void", 1), (255, "void", 1)]
    check_trip(FORMAT, layer, tmp_path)
    assert FORMAT.loses(layer) == []


def test_too_many_objects_are_refused(tmp_path: Path) -> None:
    bits = np.zeros((16, 20), bool)
    tracks = []
    for id_ in range(254):
        bits = np.zeros((16, 20), bool)
        bits.flat[id_] = True
        keys = dense_keyframes([Keyframe(0, Mask.from_array(bits))], 3)
        tracks.append(Track(id_ + 500, "a", keys))
    layer = AnnotationLayer(MEDIA, (Label("a"),), tuple(tracks))
    with pytest.raises(AnnotationError, match="more objects than"):
        FORMAT.write(layer, tmp_path / "out")
    assert any("more objects than" in sentence for sentence in FORMAT.loses(layer))
    assert not list(tmp_path.iterdir())


def test_folders_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    good = np.zeros((16, 20), int)
    cases: dict[str, Callable[[Path], Path]] = {
        "folder that can be read": lambda path: path / "missing",
        "holds no PNG": lambda path: path,
        "2 folders": lambda path: pictures(path / "a", good) and pictures(path / "b", good).parent,
        "is 10×16 pixels, but": lambda path: pictures(path / "c", good, good[:, :10]),
        "pictures of 10×16": lambda path: pictures(path / "d", good[:, :10]),
        "is of frame 4": lambda path: pictures(path / "e", good, first=4),
    }
    for number, (problem, make) in enumerate(cases.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(AnnotationError, match=problem):
            FORMAT.read(make(folder), MEDIA)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"s": {"x": "a"}}', "where the number of an object"),
        ('{"s": {"1": 5}}', "must be text"),
        ('{"s": []}', "must be an object"),
        ("[", "not valid JSON"),
    ],
)
def test_damaged_names_are_refused(text: str, problem: str, tmp_path: Path) -> None:
    pictures(tmp_path / "s", np.zeros((16, 20), int))
    (tmp_path / "davis_semantics.json").write_text(text)
    with pytest.raises(AnnotationError, match=problem):
        FORMAT.read(tmp_path, MEDIA)

"""TrackEval and Datumaro read our MOTS, as text and as pictures: the same pixels and objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.keeping import kept
from app.annotations.formats.mots import MotsFormat, MotsPngFormat
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Label
from app.annotations.queries import shapes_at
from tests.format_readers.object_layers import FRAMES, HEIGHT, WIDTH, masks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.format_readers.conftest import Reader


def test_every_reader_sees_the_same_pixels(read_with: Reader, tmp_path: Path) -> None:
    text, pictures = MotsFormat(), MotsPngFormat()
    made = masks()
    # TrackEval knows one class, 2 for pedestrians.
    layer = AnnotationLayer(made.media, (Label("car"), Label("pedestrian")), made.tracks)
    text.write(layer, tmp_path / "text")
    pictures.write(layer, tmp_path / "pictures")
    result = read_with("mots", tmp_path / "text", tmp_path / "pictures")
    plain = kept(layer, text.steps)
    areas = [[at.shape.area for at in shapes_at(plain, frame)] for frame in range(FRAMES)]
    seen = result["trackeval"]
    assert seen["hota"] == pytest.approx(1)
    assert (seen["frames"], seen["shapes"], seen["areas"]) == (FRAMES, 4, areas)
    found = [(row["frame"], row["label"], row["id"], row["area"]) for row in result["datumaro"]]
    assert found == [
        (f"clip/{frame:06d}", at.track.label, at.track.id % 1000, at.shape.area)
        for frame in range(FRAMES)
        for at in shapes_at(plain, frame)
    ]
    highest = [max(at.track.id for at in shapes_at(plain, frame)) for frame in range(FRAMES)]
    assert [row[2] for row in result["pillow"]] == highest
    assert all(row[:2] == ["uint16", [HEIGHT, WIDTH]] for row in result["pillow"])
    assert sum(map(sum, areas)) > 0

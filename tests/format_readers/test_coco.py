"""pycocotools reads our COCO files: the very same pixels, boxes and areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.coco import CocoFormat
from app.annotations.masks import Mask
from app.annotations.queries import shapes_of
from app.annotations.shapes import Skeleton
from tests.format_readers.test_cvat import layer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.format_readers.conftest import Reader


@pytest.mark.parametrize(
    "format_",
    [CocoFormat(), CocoFormat(compressed=False), CocoFormat(polygons=True)],
    ids=["compressed", "lists", "polygons"],
)
def test_pycocotools_reads_every_shape(
    format_: CocoFormat, read_with: Reader, tmp_path: Path
) -> None:
    written = layer(masks=True)
    format_.write(written, tmp_path / "out.json")
    rows = {row["track"]: row for row in read_with("coco", tmp_path / "out.json")}
    assert len(rows) == len(written.tracks)
    for track in written.tracks:
        (shown,) = shapes_of(track, written.media.frame_count)
        row, shape = rows[track.id], shown.shape
        x0, y0, x1, y1 = shape.bounds
        assert (row["frame"], row["label"]) == (3, track.label)
        assert row["bbox"] == pytest.approx([x0, y0, x1 - x0, y1 - y0], abs=0.1)
        assert row["area"] == pytest.approx(shape.area, rel=0.002)
        assert row["drawn"] == pytest.approx(shape.area, rel=0.2, abs=3)
        if isinstance(shape, Mask):
            assert (row["text"], row["drawn"]) == (shape.text, shape.area)
        if isinstance(shape, Skeleton):
            assert row["keypoints"] == [1, 2, 2, 3, 4, 1]

"""COCO JSON, one image per annotated frame, as pycocotools reads it.

Beyond COCO's own fields, images carry `frame_index`, `time` (seconds) and `exact_time` (a
fraction), annotations `track_id`, `score`, `occluded`, `attributes` and `shape`; `videos` and
`tracks` follow TAO (https://taodataset.org). Pixel edges: `bbox` is [x, y, w, h] from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.annotations.density import is_dense
from app.annotations.formats import coco_reading, coco_writing
from app.annotations.formats.json_document import read_json
from app.annotations.interpolation import stretches
from app.annotations.masks import Mask

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer


@dataclass(frozen=True, slots=True)
class CocoFormat:
    """COCO JSON.

    Attributes:
        compressed: Run lengths as COCO's short text rather than lists of numbers.
        polygons: Masks without holes as polygons along their pixels' edges.
    """

    compressed: bool = True
    polygons: bool = False

    @property
    def name(self) -> str:
        """Identifier on the command line."""
        return "coco"

    @property
    def title(self) -> str:
        """Name in menus."""
        return "COCO JSON"

    def loses(self, layer: AnnotationLayer) -> list[str]:
        """What COCO cannot say of this layer."""
        keyframes = [keyframe for track in layer.tracks for keyframe in track.keyframes]
        shapes = [keyframe.shape for keyframe in keyframes]
        width, height = layer.media.width, layer.media.height
        checks = (
            (layer.segments, "Temporal segments are left out."),
            (
                not all(is_dense(track, layer.media.frame_count) for track in layer.tracks),
                "Every frame becomes a keyframe: which ones were set is forgotten.",
            ),
            (
                not all(any(stretches(track, layer.media.frame_count)) for track in layer.tracks),
                "Tracks that are never to be seen are left out.",
            ),
            (
                [shape for shape in shapes if not _inside(shape.bounds, width, height)],
                "Shapes are cut off at the picture's border.",
            ),
            (
                [key for key in keyframes if key.extra.keys() - {"coco"}],
                "What other formats said beyond our words is left out.",
            ),
            (
                self.polygons and any(isinstance(shape, Mask) for shape in shapes),
                "Masks without holes become polygons.",
            ),
        )
        return [sentence for found, sentence in checks if found]

    def write(self, layer: AnnotationLayer, path: Path) -> None:
        """Write the layer, every frame of it."""
        coco_writing.write(layer, path, compressed=self.compressed, polygons=self.polygons)

    def read(self, path: Path) -> AnnotationLayer:
        """Read a COCO file of one clip's frames, ours or another program's."""
        return coco_reading.layer_of(read_json(path))


def _inside(bounds: tuple[float, float, float, float], width: int, height: int) -> bool:
    x0, y0, x1, y1 = bounds
    return x0 >= 0 and y0 >= 0 and x1 <= width and y1 <= height

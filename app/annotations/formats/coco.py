"""COCO JSON, one image per annotated frame, as pycocotools reads it.

Beyond COCO's own fields, images carry `frame_index`, `time` (seconds) and `exact_time` (a
fraction), annotations `track_id`, `score`, `occluded`, `z_order`, `attributes`, `shape` and, for
what COCO cannot say, `geometry`; `videos` and `tracks` follow TAO (https://taodataset.org).
Skeletons are COCO's keypoints. Pixel edges: `bbox` is [x, y, w, h] from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.annotations.formats import coco_reading, coco_writing
from app.annotations.formats.format import Prepared, as_it_is
from app.annotations.formats.json_document import read_json
from app.annotations.formats.losses import (
    forgets_keyframes,
    has_foreign_words,
    has_unseen_tracks,
    keyframes_of,
    told,
)
from app.annotations.masks import Mask
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts


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

    @property
    def suffix(self) -> str:
        """Of its file."""
        return ".json"

    def loses(self, layer: AnnotationLayer) -> list[str]:
        """What COCO cannot say of this layer."""
        masks = any(isinstance(keyframe.shape, Mask) for keyframe in keyframes_of(layer))
        return told(
            (layer.segments, "Temporal segments are left out."),
            (
                forgets_keyframes(layer),
                "Every frame becomes a keyframe: which ones were set is forgotten.",
            ),
            (has_unseen_tracks(layer), "Objects that are never to be seen are left out."),
            (
                has_foreign_words(layer, self.name),
                "What other formats said beyond our words is left out.",
            ),
            (layer.cuts, "Cuts between shots are left out."),
            (self.polygons and masks, "Masks without holes become polygons."),
        )

    def prepare(self, layer: AnnotationLayer) -> Prepared:
        """The layer as it is, and what it loses."""
        return as_it_is(self, layer)

    def write(self, layer: AnnotationLayer, path: Path) -> None:
        """Write the layer, every frame of it."""
        coco_writing.write(layer, path, compressed=self.compressed, polygons=self.polygons)

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a COCO file of one clip's frames, ours or another program's."""
        return coco_reading.layer_of(read_json(path), media)

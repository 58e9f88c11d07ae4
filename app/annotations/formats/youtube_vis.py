"""YouTube-VIS JSON: a row for each track, with a mask, a box and an area for each frame or null.

Masks are uncompressed run lengths, the only ones evaluation tools take as truth. `id` counts the
rows from 1 (those tools make tables as long as the largest id); beyond the format's own fields,
rows have `track_id`, who made them, their `attributes`, and in `details`, frame by frame, what a
mask does not say: the exact shape (`geometry`), `score`, `occluded`, `z_order`, `attributes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.annotations.formats import youtube_vis_reading, youtube_vis_writing
from app.annotations.formats.format import Prepared, as_it_is
from app.annotations.formats.json_document import read_json
from app.annotations.formats.losses import (
    forgets_keyframes,
    has_foreign_words,
    has_unseen_tracks,
    told,
)
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts


@dataclass(frozen=True, slots=True)
class YoutubeVisFormat:
    """YouTube-VIS JSON."""

    @property
    def name(self) -> str:
        """Identifier on the command line."""
        return "youtube-vis"

    @property
    def title(self) -> str:
        """Name in menus."""
        return "YouTube-VIS JSON"

    @property
    def suffix(self) -> str:
        """Of its file."""
        return ".json"

    def loses(self, layer: AnnotationLayer) -> list[str]:
        """What YouTube-VIS cannot say of this layer."""
        return told(
            (layer.segments, "Temporal segments are left out."),
            (layer.tags, "Tags of the whole clip are left out."),
            (layer.cuts, "Cuts between shots are left out."),
            (has_foreign_words(layer, self.name), _FOREIGN),
            (
                forgets_keyframes(layer),
                "Every frame becomes a keyframe: which ones were set is forgotten.",
            ),
            (has_unseen_tracks(layer), "Objects that are never to be seen are left out."),
        )

    def prepare(self, layer: AnnotationLayer) -> Prepared:
        """The layer as it is, and what it loses."""
        return as_it_is(self, layer)

    def write(self, layer: AnnotationLayer, path: Path) -> None:
        """Write the layer, every frame of it."""
        youtube_vis_writing.write(layer, path)

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a file of one clip, or of many among which `media` names one."""
        return youtube_vis_reading.layer_of(read_json(path), media)


_FOREIGN = "What other formats said beyond our words is left out."

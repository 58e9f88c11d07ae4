"""DAVIS: a palette PNG for each frame whose samples are numbers of objects.

0 is the background, 255 (of some, 254) what nobody judges: an object with the label “void” here.
`davis_semantics.json` names the objects, as DAVIS 2017 does; pictures alone do not.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from app.annotations.formats.davis_reading import VOID, layer_of
from app.annotations.formats.folder import MAX_FILES, appearing_folder
from app.annotations.formats.frame_files import clip_name
from app.annotations.formats.layer_steps import (
    COLOURS,
    LABEL_DETAILS,
    LABELS_IN_ORDER_OF_USE,
    PROVENANCE,
    USED_LABELS,
    extras_but,
)
from app.annotations.formats.object_masks import APART, FILLED, masks_by_frame, numbered, painted
from app.annotations.formats.png import Png, encode_png
from app.annotations.formats.shape_steps import (
    ATTRIBUTES,
    BY_NUMBER,
    EVERY_FRAME,
    OCCLUSION,
    SCORES,
    WITH_AREA,
    Z_ORDER,
)
from app.annotations.formats.stepped import SteppedFormat
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.model import Track

_VOID_NUMBERS = range(255, 253, -1)


def _numbers(track: Track) -> range:
    return _VOID_NUMBERS if track.label == VOID else range(1, 254)


_NUMBERED = numbered(_numbers, lambda track: track.id in _numbers(track))


class DavisFormat(SteppedFormat):
    """DAVIS's indexed PNG."""

    name = "davis"
    title = "DAVIS indexed PNG"
    suffix = ""
    steps = (
        *(*EVERY_FRAME, extras_but(), PROVENANCE, SCORES, OCCLUSION),
        *(ATTRIBUTES, WITH_AREA, FILLED, APART, Z_ORDER, _NUMBERED, BY_NUMBER),
        *(COLOURS, LABEL_DETAILS, USED_LABELS, LABELS_IN_ORDER_OF_USE),
    )

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write a picture for every frame of the clip, from 00000.png."""
        media, name = layer.media, clip_name(layer.media)
        if media.frame_count > MAX_FILES:
            raise AnnotationError(f"DAVIS has a file for each frame, at most {MAX_FILES:,}.")
        frames = masks_by_frame(layer)
        semantics = {name: {str(track.id): track.label for track in layer.tracks}}
        with appearing_folder(path, pictures=True) as folder:
            pictures = folder / "Annotations" / "480p" / name
            pictures.mkdir(parents=True)
            text = json.dumps(semantics, indent=1) + "\n"
            (folder / "davis_semantics.json").write_text(text, "ascii", newline="\n")
            for frame in range(media.frame_count):
                pixels = painted(layer, frames.get(frame, []), np.uint8)
                (pictures / f"{frame:05d}.png").write_bytes(encode_png(Png(pixels, PALETTE)))

    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read the pictures of one clip, wherever below the folder they are."""
        return layer_of(path, media)


def _palette() -> bytes:
    """PASCAL VOC's and DAVIS's colours: each number's bits, spread over red, green and blue."""
    colours = bytearray()
    for number in range(256):
        for channel in range(3):
            bits = (number >> (3 * place + channel) & 1 for place in range(3))
            colours.append(sum(bit << (7 - place) for place, bit in enumerate(bits)))
    return bytes(colours)


PALETTE = _palette()

"""How well a tracker stays on what it was shown: cars of a real clip, and people pasted on others.

Success as Y. Wu, J. Lim and M. Yang define it (OTB, CVPR 2013): the area under the curve of frames
whose overlap exceeds a threshold, which is the mean overlap (L. Čehovin et al., TIP 2016). One
pass, from a known box; nothing is shown again.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.analysis import AnalysisContext
from app.analyses.follow import NANO, Follow
from app.analyses.seeded import Seed
from app.analyses.tracker import overlaps
from app.annotations.masks import Mask
from app.annotations.shapes import Box, box_around
from app.base.cancel import CancelToken
from app.base.errors import ModelError
from app.base.frame import Frame
from app.inference.quality.measure import figure
from app.inference.quality.pictures import read_picture
from app.media.video_reader import VideoReader
from app.render.annotate import rgb_of
from app.render.bench.annotation_carried import LENGTH, PASTED
from app.render.bench.annotation_pasted import pasted
from app.render.quality.known_boxes import CAR_CLIP, CARS, FOLLOWED
from app.render.quality.material import there

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from app.analyses.seeded import SeededAnalysis
    from app.base.time import Time
    from app.inference.catalogue import Figure, ModelCard

METRIC = "success"


def followed(card: ModelCard, media: Path) -> list[Figure]:
    """Success on cars, and on people.

    Raises:
        ModelError: the program has no such tracker, or weights or clips are missing.
    """
    if card.id != NANO:
        raise ModelError(f"There is no quality measure for the tracker {card.id}.")
    cars = cars_followed(Follow(NANO, 0.0), media)
    people = people_followed(Follow(NANO, 0.0), media)
    return [
        figure("cars", METRIC, float(np.mean(cars)),
               f"{len(CARS)} cars of a real clip, {len(cars)} boxes drawn round by hand"),
        figure("people pasted", METRIC, float(np.mean(people)),
               f"{len(PASTED)} cut-outs swaying across real clips for {LENGTH - 1} frames"),
    ]  # fmt: skip


def cars_followed(follow: SeededAnalysis, media: Path) -> list[float]:
    """Overlaps with the known boxes of each car, after the one it was shown by."""
    with VideoReader(there(media, CAR_CLIP)) as reader:
        last = max(max(boxes) for boxes in CARS.values())
        pictures = [rgb_of(frame.pixels) for frame in islice(reader.frames(), last + 1)]
    values = []
    for car, first in FOLLOWED.items():
        known = {frame: box for frame, box in CARS[car].items() if frame >= first}
        values += success(follow, dict(enumerate(pictures)), known)
    return values


def people_followed(follow: SeededAnalysis, media: Path) -> list[float]:
    """Overlaps on every frame but the first, of each clip that people are pasted on."""
    values = []
    for frame, (clip, way) in PASTED.items():
        picture = there(media, f"masks/judo_frames/{frame:05d}.jpg")
        bits = read_picture(there(media, f"masks/judo_masks/{frame:05d}.png"))
        mask = np.asarray(bits.any(axis=2), np.bool_)
        made = pasted(picture, mask, there(media, f"clips/{clip}"), LENGTH, way)
        known = {n: box_around(Mask.from_array(each)) for n, each in enumerate(made.masks)}
        values += success(follow, dict(enumerate(made.pictures)), known)
    return values


def success(
    follow: SeededAnalysis, pictures: Mapping[int, NDArray[np.uint8]], known: Mapping[int, Box]
) -> list[float]:
    """Overlap in [0, 1] on each known frame but the first; 0 where the thing was lost.

    Args:
        follow: Follows; the first known box is shown to it.
        pictures: By number of the frame, without gaps from the first known frame to the last.
        known: True boxes by frame, in order.
    """
    first, last = min(known), max(known)
    shown = (Frame(pictures[n], Fraction(n), Fraction(1)) for n in range(first, last + 1))
    context = AnalysisContext(_whole, CancelToken())
    found = {
        seen.frame: box_around(seen.shape)
        for seen in follow.run(shown, Seed(first, known[first], "thing"), context)
    }
    return [_overlap(found, box, frame) for frame, box in known.items() if frame != first]


def _overlap(found: Mapping[int, Box], known: Box, frame: int) -> float:
    return float(overlaps([found[frame]], [known])[0, 0]) if frame in found else 0.0


def _whole(moment: Time) -> int:
    return int(moment)

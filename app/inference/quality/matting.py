"""How well people are found: cut out of pictures by known masks, in front of others, and as is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.base.errors import ModelError
from app.inference.quality.measure import Measure
from app.inference.quality.pictures import imresize, opencv, read_picture, to_tensor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.inference.catalogue import ModelCard
    from app.inference.network import Network
    from app.inference.quality.pictures import Picture

GROUNDS = (1, 2, 6, 7, 8, 13, 16, 19, 20, 21, 22, 23, 24)
"""Pictures of Kodak24 that show no people, by number."""

BEHIND = 4
"""Pictures that each person stands in front of."""

JUDO = (0, 5, 8, 13)
"""Frames of which a mask of one person, or of two, is known."""

TALLEST, LARGEST = 0.9, 2.0
"""Share of the picture's height that somebody takes, unless enlarged more than so many times."""

PAPER = 235
"""From which on all three channels are the white paper that the portrait lies on."""

ALONE = (0, 5)
"""Frames on which nobody else stands near those of the mask."""

AROUND = 0.4
"""What is shown beside somebody, in widths and heights of the box around the mask."""

METRICS = ("mask IoU",)
PASTED = f"a portrait and four cut-outs of judo, each in front of {BEHIND} pictures without people"
ATHLETES = "two who fight and one who stands, cut out of a hall with others"


def measures(card: ModelCard) -> tuple[Measure, ...]:
    """Overlap of the matte, cut at half, with the known mask (J of Perazzi et al., DAVIS 2016)."""
    return (
        Measure(("Kodak24",), overlap, METRICS, PASTED, "with people pasted", people_pasted),
        Measure(("masks/judo_frames",), overlap, METRICS, ATHLETES, material=athletes),
    )


def overlap(card: ModelCard, network: Network, picture: Picture, number: int) -> float:
    """Intersection over union, in [0, 1], for a picture `(H, W, 4)` that holds its mask last."""
    matte = network(to_tensor(picture[..., :3] / 255.0, network))[0, 0]
    found = matte.float().cpu().numpy() > 0.5
    known = picture[..., 3] > 127
    return float((found & known).sum() / max(1, (found | known).sum()))


def people_pasted(kodak: Path) -> Iterator[Picture]:
    """Each cut-out in front of some pictures, `(H, W, 4)` with the mask that was used last.

    Raises:
        ModelError: a picture or a mask is not there.
    """
    images = kodak.parent
    people = [_portrait(images / "Set5" / "baby.bmp")]
    people += [_athlete(images.parent / "masks" / "judo_frames", frame) for frame in JUDO]
    for number, person in enumerate(people):
        for ground in range(BEHIND):
            name = f"kodim{GROUNDS[(BEHIND * number + ground) % len(GROUNDS)]:02d}.png"
            yield pasted(person, _read(kodak / name))


def athletes(frames: Path) -> Iterator[Picture]:
    """Known people and what is around them, `(H, W, 4)`.

    Raises:
        ModelError: a frame or a mask is not there.
    """
    return (_cut(_athlete(frames, number), AROUND) for number in ALONE)


def pasted(person: Picture, ground: Picture) -> Picture:
    """Somebody `(h, w, 4)` in the middle of a picture `(H, W, 3)`, standing on its lower edge."""
    cutout = _cut(person, 0.0)
    height, width = ground.shape[:2]
    scale = min(LARGEST, TALLEST * height / cutout.shape[0], width / cutout.shape[1])
    size = (round(side * scale) for side in cutout.shape[:2])
    layer = imresize(cutout, *size)
    top, left = height - layer.shape[0], (width - layer.shape[1]) // 2
    made = np.dstack([ground, np.zeros((height, width), np.uint8)])
    place = made[top:, left : left + layer.shape[1]]
    share = layer[..., 3:] / 255.0
    place[..., :3] = np.rint(place[..., :3] * (1 - share) + layer[..., :3] * share)
    place[..., 3] = layer[..., 3]
    return made


def _cut(person: Picture, around: float) -> Picture:
    """What is in the box around the mask, and beside it by so many widths and heights."""
    rows, columns = (np.flatnonzero(person[..., 3].any(axis)) for axis in (1, 0))
    edges = []
    for places, length in ((rows, person.shape[0]), (columns, person.shape[1])):
        more = round(around * (places[-1] + 1 - places[0]))
        edges.append(slice(max(0, places[0] - more), min(length, places[-1] + 1 + more)))
    return person[tuple(edges)]


def _portrait(path: Path) -> Picture:
    """A picture on white paper: what of the paper reaches its edge is not the person."""
    picture = _read(path)
    paper = (picture.min(axis=2) >= PAPER).astype(np.uint8)
    _, regions = opencv().connectedComponents(paper)
    frame = np.concatenate([regions[0], regions[:, 0], regions[:, -1]])
    outside = np.isin(regions, np.unique(frame[frame > 0]))
    return np.dstack([picture, np.where(outside, 0, 255).astype(np.uint8)])


def _athlete(frames: Path, number: int) -> Picture:
    """A frame with its mask, one column wider where it lacks one (that of frame 5 does)."""
    picture = _read(frames / f"{number:05d}.jpg")
    mask = _read(frames.with_name("judo_masks") / f"{number:05d}.png").any(axis=2)
    mask = np.pad(mask, ((0, 0), (0, picture.shape[1] - mask.shape[1])))
    return np.dstack([picture, np.where(mask, 255, 0).astype(np.uint8)])


def _read(path: Path) -> Picture:
    if not path.is_file():
        raise ModelError(f"There is no {path}, which people are cut out of or put in front of.")
    return read_picture(path)

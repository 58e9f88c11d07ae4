"""Real shots joined by us, so that where they change is known exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F

from app.analyses.analysis import AnalysisContext
from app.analyses.registry import make_analysis
from app.annotations.layer import MediaFacts
from app.base.cancel import CancelToken
from app.base.frame import Frame
from app.media.video_format import VideoFormat
from app.media.video_reader import VideoReader
from app.render.annotate import rgb_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.time import Time

WIDTH, HEIGHT = 320, 180
SHOTS = ("car-detection.mp4", "bigbuckbunny.mp4", "carphone_pristine.mp4", "cockatoo.mp4")
PIECES = 2
"""Of each clip; no two of one clip follow each other."""

LENGTH = 50
DISSOLVES = (0, 12, 0, 24, 0, 6, 0)
"""Frames of the dissolve between each piece and the next; 0 is a hard cut."""


def joined(clips: Path) -> tuple[list[NDArray[np.uint8]], tuple[int, ...]]:
    """Pictures `(HEIGHT, WIDTH, 3)` and the frames at which a shot has come half of the way."""
    parts = [_pictures(clips / name) for name in SHOTS]
    pieces = [part[n * LENGTH : (n + 1) * LENGTH] for n in range(PIECES) for part in parts]
    made, cuts = list(pieces[0]), []
    for piece, length in zip(pieces[1:], DISSOLVES, strict=True):
        cuts.append(len(made) - length // 2)
        start = len(made) - length
        for n in range(length):
            share = (n + 1) / (length + 1)
            mixed = made[start + n] * (1 - share) + piece[n] * share
            made[start + n] = np.asarray(np.rint(mixed), np.uint8)
        made += piece[length:]
    return made, tuple(cuts)


def cuts_found(pictures: Sequence[NDArray[np.uint8]], model: str) -> tuple[int, ...]:
    """Where the analysis of shots sees changes."""
    running = make_analysis("shots", {"model": model})
    frames = (Frame(p, Fraction(n), Fraction(1)) for n, p in enumerate(pictures))
    source = VideoFormat(WIDTH, HEIGHT, Fraction(1), Fraction(1))
    found = list(running.run(frames, source, AnalysisContext(_whole, CancelToken())))
    return running.assemble(found, MediaFacts("x", WIDTH, HEIGHT, len(pictures))).cuts


def _pictures(path: Path) -> list[NDArray[np.uint8]]:
    with VideoReader(path) as reader:
        frames = islice(reader.frames(), PIECES * LENGTH)
        return [_small(rgb_of(frame.pixels)) for frame in frames]


def _small(picture: NDArray[Any]) -> NDArray[np.uint8]:
    planes = torch.tensor(picture).permute(2, 0, 1)[None]
    small = F.interpolate(planes, (HEIGHT, WIDTH), mode="bilinear", antialias=True)
    return np.asarray(small[0].permute(1, 2, 0).contiguous().numpy(), np.uint8)


def _whole(moment: Time) -> int:
    return int(moment)

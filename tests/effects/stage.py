"""A small stage for effects: fake networks, a format, frames that note who closed them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import torch

from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box
from app.base.cancel import CancelToken
from app.base.frame import Frame
from app.base.parameter import complete
from app.effects.effect import EffectContext
from app.effects.registry import find_effect
from app.inference.catalogue import BuiltinSource, CardFile, Catalogue, InputNeeds, ModelCard
from app.inference.network import NetworkTraits
from app.media.video_format import VideoFormat
from tests.inference.fake_network import FakeNetwork

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from torch import Tensor

    from app.base.parameter import Setting
    from app.effects.effect import Effect, Frames
    from app.inference.network import Network
    from app.inference.network_pool import NetworkPool

RATE = Fraction(30000, 1001)
START = Fraction(7, 3)
"""Media time of the clip's start: effects must count from here, not from 0."""


RETOUCHERS = {
    "sci-easy": "lowlight", "adaint-fivek": "colour", "aodnet": "dehaze", "selfie-matte": "matte",
    "reel-deblock": "deblock", "reel-lowlight": "lowlight",
}  # fmt: skip
"""Models that change pictures and keep their size, and what they are for."""

BETWEEN = "rife"
"""A model that makes pictures between two."""

TEMPORAL = ("reel-denoise-temporal", "five")
"""Models that look at two frames on each side."""


class FakeDenoiser:
    """Takes a noise level and subtracts a thousandth of it; remembers what it was asked."""

    def __init__(self, past: int = 0, future: int = 0) -> None:
        self.traits = NetworkTraits(past=past, future=future, noise_map=True)
        self.sigmas: list[float | None] = []
        self.windows: list[Tensor] = []

    def __call__(self, pictures: Tensor, sigma: float | None = None) -> Tensor:
        self.sigmas.append(sigma)
        self.windows.append(pictures)
        middle = pictures[:, self.traits.past] if pictures.ndim == 5 else pictures
        return middle - (sigma or 0) / 1000


class FakeBetween:
    """Blends two frames; remembers at which shares."""

    def __init__(self) -> None:
        self.traits = NetworkTraits(future=1, noise_map=True, between=True)
        self.shares: list[float | None] = []

    def __call__(self, pictures: Tensor, sigma: float | None = None) -> Tensor:
        self.shares.append(sigma)
        return torch.lerp(pictures[:, 0], pictures[:, 1], sigma or 0)


@dataclass
class FakePool:
    """Lends what it is given, and counts."""

    networks: Mapping[str, Network] = field(
        default_factory=lambda: {
            "reel-upscale-x2": FakeNetwork(2),
            "three": FakeNetwork(3),
            "reel-denoise": FakeDenoiser(),
            "reel-denoise-temporal": FakeDenoiser(past=2, future=2),
            "reel-style": FakeDenoiser(),
            BETWEEN: FakeBetween(),
            **{name: FakeNetwork(1) for name in RETOUCHERS},
        }
    )
    lent: list[str] = field(default_factory=list)
    out: int = 0

    @contextlib.contextmanager
    def borrow(self, model_id: str) -> Iterator[Network]:
        self.lent.append(model_id)
        self.out += 1
        try:
            yield self.networks[model_id]
        finally:
            self.out -= 1


def fake_catalogue() -> Catalogue:
    """Cards for the networks of `FakePool`."""
    scales = {"reel-upscale-x2": 2, "three": 3, "reel-denoise": 1}
    scales |= dict.fromkeys((*RETOUCHERS, *TEMPORAL, BETWEEN), 1)
    tasks = RETOUCHERS | {BETWEEN: "interpolate"}
    file = CardFile("none", BuiltinSource("none"), 0, "")
    return Catalogue(
        ModelCard(
            name, name, "", tasks.get(name, "upscale"), "fake", scale,
            "Apache-2.0", "yes", ("us",), file,
            input=InputNeeds(past=2, future=2) if name in TEMPORAL else InputNeeds(),
        )
        for name, scale in scales.items()
    )  # fmt: skip


def source_format(width: int = 20, height: int = 14, sar: Fraction | int = 1) -> VideoFormat:
    return VideoFormat(width, height, RATE, Fraction(1, 30000), Fraction(sar))


def context(pool: FakePool | None = None, cancel: CancelToken | None = None) -> EffectContext:
    lender = cast("NetworkPool", pool or FakePool())
    token = cancel or CancelToken()
    return EffectContext(torch.device("cpu"), torch.float32, lender, token, START, face_layer())


def face_layer() -> AnnotationLayer:
    """A face that goes to the right, on a clip of 20 x 14 with the times of `frames_of`."""
    pts = tuple(70000 + 1001 * n for n in range(60))
    media = MediaFacts("clip.mp4", 20, 14, len(pts), Fraction(1, 30000), pts)
    keys = (Keyframe(0, Box(2, 3, 8, 9)), Keyframe(40, Box(10, 3, 16, 9)))
    return AnnotationLayer(media, (Label("face"),), (Track(1, "face", keys),))


def effect(name: str, **settings: Setting) -> Effect:
    """An effect as the program makes it: from settings that are complete and validated."""
    kind = find_effect(name)
    return kind.make(complete(kind.parameters, settings, kind.title))


def noise(count: int, shape: tuple[int, ...] = (3, 14, 20)) -> list[Tensor]:
    generator = torch.Generator().manual_seed(5)
    return [torch.rand(shape, generator=generator) for _ in range(count)]


def frames_of(pictures: list[Tensor]) -> list[Frame[Tensor]]:
    return [Frame(p, START + n / RATE, 1 / RATE) for n, p in enumerate(pictures)]


def applied(
    made: Effect,
    pictures: list[Tensor],
    source: VideoFormat | None = None,
    pool: FakePool | None = None,
) -> list[Frame[Tensor]]:
    """All frames that come out for these pictures."""
    height, width = pictures[0].shape[-2:]
    source = source or source_format(width, height)
    return list(made.apply(iter(frames_of(pictures)), source, context(pool)))


@dataclass
class Upstream:
    """A source of frames that notes what was taken and whether it was closed."""

    pictures: list[Tensor]
    taken: int = 0
    closed: bool = False

    def frames(self) -> Frames:
        try:
            for frame in frames_of(self.pictures):
                self.taken += 1
                yield frame
        finally:
            self.closed = True

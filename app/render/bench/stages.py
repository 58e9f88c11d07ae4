"""Each stage of the pipeline alone, over frames that lie in memory."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, TypeVar

import torch

from app.inference.network import BatchingNetwork
from app.inference.transfer import download, upload
from app.media.encoding import choose_encoding
from app.media.video_reader import VideoReader
from app.media.video_writer import VideoWriter
from app.render.bench.cases import SIGMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from torch import Tensor

    from app.base.cancel import CancelToken
    from app.base.picture import Picture
    from app.inference.network import Network

Item = TypeVar("Item")

STAGES = ("decode", "upload", "model", "download", "encode")
HELD = 4
"""Tensors that the stages on the device take turns with: what is in them costs no time."""


@dataclass(slots=True)
class Timing:
    """Repeated measurements of one thing, in seconds of the clock and of all cores together."""

    clock: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    def add(self, run: Callable[[], object], device: torch.device) -> None:
        """Measure once; what is still under way on a GPU counts."""
        _settle(device)
        clock, work = time.perf_counter(), time.process_time()
        run()
        _settle(device)
        self.clock.append(time.perf_counter() - clock)
        self.work.append(time.process_time() - work)

    @property
    def seconds(self) -> float:
        """Of the clock, the median."""
        return median(self.clock)

    @property
    def core_seconds(self) -> float:
        """Of all cores together, the median."""
        return median(self.work)


def _settle(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


class StagesAlone:
    """One clip, one network: everything each stage needs, made beforehand.

    Making it runs the whole chain once, one frame after another, which is also the warm-up.

    Attributes:
        network: What the stage “model” calls; borrowed anew for each round of measurements.
    """

    def __init__(
        self, clip: Path, scratch: Path, network: Network, device: torch.device, cancel: CancelToken
    ) -> None:
        self._clip = clip
        self._scratch = scratch
        self.network = network
        self._device = device
        self._cancel = cancel
        with VideoReader(clip) as reader:
            source = reader.format
            self._decoded = list(reader.frames())
        scale = network.traits.scale
        self._format = source.resized(scale * source.width, scale * source.height)
        self._encoding = choose_encoding(self._format, "mp4")
        self._uploaded = [self._upload(frame.pixels) for frame in self._decoded[:HELD]]
        self._enhanced = [self._enhance(pixels) for pixels in self._uploaded]
        self._finished = [frame.with_pixels(self._chain(frame.pixels)) for frame in self._decoded]

    @property
    def frames(self) -> int:
        """In the clip."""
        return len(self._decoded)

    @property
    def samples(self) -> list[Tensor]:
        """Some neighbouring frames `(3, H, W)` on the device, in [0, 1]."""
        return [pixels.clamp(0, 1) for pixels in self._uploaded]

    @property
    def pictures(self) -> list[Picture]:
        """The same frames as they were decoded."""
        return [frame.pixels for frame in self._decoded[:HELD]]

    @property
    def size(self) -> tuple[int, int]:
        """Of the finished pictures."""
        return self._format.size

    def runs(self) -> dict[str, Callable[[], None]]:
        """What to call to run each stage over all frames, in the order of the chain."""
        pictures = [frame.pixels for frame in self._decoded]
        return {
            "decode": self._decode,
            "upload": lambda: self._each(self._upload, pictures),
            "model": self._model,
            "download": lambda: self._each(self._download, self._turns(self._enhanced)),
            "encode": self._encode,
        }

    def _each(self, stage: Callable[[Item], object], items: Iterable[Item]) -> None:
        """Results are dropped at once: kept, they would fill the memory."""
        for item in items:
            self._cancel.check()
            stage(item)

    def _turns(self, held: list[Tensor]) -> Iterator[Tensor]:
        return itertools.islice(itertools.cycle(held), self.frames)

    def _decode(self) -> None:
        with VideoReader(self._clip) as reader:
            self._each(lambda _: None, reader.frames())

    def _upload(self, picture: Picture) -> Tensor:
        return upload(picture, self._device)

    def _enhance(self, pixels: Tensor) -> Tensor:
        """The network alone: its effect adds what is not worth a stage of its own."""
        noise_map = self.network.traits.noise_map
        return self.network(self._fed(pixels), SIGMA if noise_map else None)[0]

    def _fed(self, pixels: Tensor) -> Tensor:
        traits = self.network.traits
        window = traits.past + 1 + traits.future
        return pixels[None] if window == 1 else pixels.expand(1, window, *pixels.shape)

    def _model(self) -> None:
        """As many pictures in a call as exports take."""
        network, turns = self.network, self._turns(self._uploaded)
        size = self._uploaded[0].shape[-2:]
        if not isinstance(network, BatchingNetwork) or (count := network.at_once(*size)) == 1:
            self._each(self._enhance, turns)
            return
        sigmas = [SIGMA] * count if network.traits.noise_map else None
        while group := list(itertools.islice(turns, count)):
            self._cancel.check()
            fed = torch.cat([self._fed(pixels) for pixels in group])
            network.together(fed, sigmas and sigmas[: len(group)])

    def _download(self, pixels: Tensor) -> Picture:
        with torch.inference_mode():
            return download(pixels, self._encoding.layout, self._format.colour)

    def _chain(self, picture: Picture) -> Picture:
        self._cancel.check()
        return self._download(self._enhance(self._upload(picture)))

    def _encode(self) -> None:
        with VideoWriter(self._scratch, self._format, self._encoding) as writer:
            self._each(writer.write, self._finished)

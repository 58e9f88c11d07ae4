"""A torch module as a `Network`: number format, scaling, windows, tiles, and the way back."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Literal

import torch
import torch.nn.functional as F

from app.base.cancel import CancelToken
from app.base.errors import DeviceError, ModelError
from app.inference.batching import Batches, noise_map, singly
from app.inference.compiling import compiler_for
from app.inference.cuda_graphs import recorder_for
from app.inference.device import choose_dtype
from app.inference.memory import PROBE, first_limit, free_cache, is_out_of_memory
from app.inference.nets.guided import Guided, surveyed
from app.inference.nets.place import Place
from app.inference.quick_calls import QuickCalls
from app.inference.tiling import GENEROUS_OVERLAP, TilePlan, run_tiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from app.inference.compiling import Compiler
    from app.inference.device import Precision
    from app.inference.graphs import Recorder
    from app.inference.loaders.loaded import LoadedModule
    from app.inference.network import NetworkTraits

    Level = float | Sequence[float] | None

SMALLEST_TILE = 64 * 64
"""Input pixels; a device that cannot take these cannot take the network."""


class TorchNetwork:
    """The `Network` around a loaded module.

    Args:
        loaded: The module and its needs; kept in fp32, for the retry of frames that come out NaN.
        device: Where to run.
        precision: See `choose_dtype`.
        cancel: Checked before each tile.
        tile_pixels: Most input pixels at once; None measures it (CUDA) or takes a sane bound.
        recorder: Replays what it does again and again; by default what the device has for that,
            None for plain calls.
        compiler: Compiles what it does often; by default where somebody asked for that.
    """

    def __init__(
        self,
        loaded: LoadedModule,
        device: torch.device,
        precision: Precision = "auto",
        cancel: CancelToken | None = None,
        tile_pixels: int | None = None,
        recorder: Recorder | Literal["auto"] | None = "auto",
        compiler: Compiler | Literal["auto"] | None = "auto",
    ) -> None:
        self.loaded = loaded
        self.device = device
        self.cancel = cancel or CancelToken()
        self._limit = tile_pixels
        self._answers: range | None = None
        self._recorder = recorder_for(device) if recorder == "auto" else recorder
        self._compiler = compiler_for(device) if compiler == "auto" else compiler
        self._work_in(choose_dtype(precision, device, loaded.traits))
        self._batches = Batches(loaded, device)

    @property
    def traits(self) -> NetworkTraits:
        """What it needs and does."""
        return self.loaded.traits

    @property
    def dtype(self) -> torch.dtype:
        """The number format it works in; fp32 from the first frame on that needed it."""
        return self._dtype

    @property
    def nbytes(self) -> int:
        """Bytes of its parameters, and of what is kept to do the same again, on the device."""
        kept = self._quick.nbytes if self._quick else 0
        return kept + sum(p.numel() * p.element_size() for p in self._module.parameters())

    @property
    def recordings(self) -> int:
        """Shapes of input for which it replays a recording."""
        return self._quick.recorded if self._quick else 0

    @property
    def compilations(self) -> int | None:
        """Shapes of input for which it calls something compiled; None where none ever will be."""
        if self._quick and (self._quick.compiled or self._quick.hopeful):
            return self._quick.compiled
        return None

    @property
    def pixel_limit(self) -> int | None:
        """Most input pixels at once; None while that is not known."""
        return self._limit

    def at_once(self, height: int, width: int) -> int:
        """See `BatchingNetwork`."""
        return self._batches.at_once(height, width, self._limit)

    def together(self, pictures: Tensor, sigmas: Sequence[float] | None = None) -> Tensor:
        """See `BatchingNetwork`."""
        return self._batches.run(self, pictures, sigmas)

    def in_full_precision(self) -> TorchNetwork:
        """A second network of the same weights that works in fp32, by plain calls."""
        limit = self._limit
        return TorchNetwork(self.loaded, self.device, "fp32", self.cancel, limit, None, None)

    def __call__(
        self, pictures: Tensor, sigma: Level = None, answers: range | None = None
    ) -> Tensor:
        """Run the model; see `Network`, and `SequenceNetwork` for `answers`.

        `sigma` may also be one for each picture.
        """
        self._check(pictures, answers)
        self._answers = answers
        self.cancel.check()
        with torch.inference_mode():
            result = self._run(pictures, sigma)
            if not is_finite(result) and self._dtype != torch.float32:
                self._work_in(torch.float32)
                result = self._run(pictures, sigma)
            if not is_finite(result):
                raise ModelError(
                    f"The {self.loaded.architecture} network gives values that are no numbers; "
                    "check its weights with `reelwright models verify`."
                )
        return self._taken(result, pictures)

    def _check(self, pictures: Tensor, answers: range | None) -> None:
        window = self.traits.past + 1 + self.traits.future
        expected = 4 if window == 1 else 5
        if pictures.ndim != expected or pictures.shape[-3] != 3 or 0 in pictures.shape:
            raise ValueError(f"pictures of shape {tuple(pictures.shape)}")
        if answers is not None:
            self._check_answers(pictures, answers)
        elif window > 1 and pictures.shape[1] != window:
            raise ValueError(f"a window of {pictures.shape[1]} frames instead of {window}")

    def _check_answers(self, pictures: Tensor, answers: range) -> None:
        inside = 0 <= answers.start < answers.stop <= pictures.shape[1] and answers.step == 1
        if not self.traits.sequence or len(pictures) > 1 or not inside:
            raise ValueError(f"{answers} of pictures of shape {tuple(pictures.shape)}")

    def _work_in(self, dtype: torch.dtype) -> None:
        """Put a copy of the weights on the device in `dtype` (the original, where it is one)."""
        module = self.loaded.module
        if dtype != torch.float32 or self.device.type != "cpu":
            module = copy.deepcopy(module)
        self._dtype = dtype
        self._module = module.to(self.device, dtype).to(memory_format=torch.channels_last)
        self._quick = self._quick_calls()

    def _quick_calls(self) -> QuickCalls | None:
        """None for a network that carries something along: a recording would repeat the old."""
        if self.traits.sequence or not (self._recorder or self._compiler):
            return None
        name = self.loaded.architecture
        return QuickCalls(self._module, name, self._recorder, self._compiler)

    def _run(self, pictures: Tensor, sigma: Level) -> Tensor:
        """The raw result; one by one, then in tiles of half the sides, until it fits in memory."""
        fed, count = self._fed(pictures, sigma), len(pictures)
        pixels = count * fed.shape[-2] * fed.shape[-1]
        while True:
            limit = self._pixel_limit(fed, pixels)
            try:
                if pixels <= limit:
                    return self._forward(fed, self._quick)
                if count > 1:
                    return torch.cat([self._run(*each) for each in singly(pictures, sigma)])
                return self._run_tiled(fed, limit)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                self._shrink(min(limit, pixels), error)

    def _run_tiled(self, fed: Tensor, limit: int) -> Tensor:
        size = (self._padded(fed.shape[-2]), self._padded(fed.shape[-1]))
        own_place = getattr(self._module, "place", None)
        place = own_place or Place()
        # What a tile is told beside its pixels would be the same in every replay.
        alone = own_place is None and not isinstance(self._module, Guided)

        def forward(tile: Tensor, origin: tuple[int, int]) -> Tensor:
            place.origin, place.size = origin, size
            try:
                return self._forward(tile, self._quick if alone else None)
            finally:
                place.origin = None

        with surveyed(self._module, fed):
            return run_tiled(forward, fed, self._plan(limit), self.cancel.check)

    def _shrink(self, pixels: int, error: Exception) -> None:
        """Remember a quarter of `pixels` as the largest tile.

        Raises:
            DeviceError: the tiles were the smallest already.
        """
        if self._quick:
            self._quick.clear()
        free_cache(self.device)
        if pixels <= max(SMALLEST_TILE, self._plan(pixels).smallest ** 2):
            raise DeviceError(
                f"The memory of {self.device} does not even take the smallest tile of this "
                "network; close other programs or choose --device cpu."
            ) from error
        self._limit = pixels // 4

    def _pixel_limit(self, fed: Tensor, pixels: int) -> int:
        """Most input pixels at once, found with a small input; what is small itself just fits."""
        if self._limit is None:
            if pixels <= PROBE**2:
                return pixels
            probe = fed.new_zeros(1, fed.shape[1], 256, 256)
            self._limit = first_limit(self._forward, probe, self.traits.scale)
        return self._limit

    def _plan(self, pixels: int) -> TilePlan:
        """Overlaps are rounded up to the grid, so that cores can begin on it."""
        field, grid = self.traits.receptive_field, self.loaded.grid
        overlap = -(-(GENEROUS_OVERLAP if field is None else field) // grid) * grid
        return TilePlan(pixels, overlap, grid, field is None, self.traits.scale)

    def _fed(self, pictures: Tensor, sigma: Level) -> Tensor:
        """The module's input: frames side by side as channels, the noise map last."""
        fed = pictures.flatten(1, 2) if pictures.ndim == 5 else pictures
        if self.loaded.channels == 1:
            fed = fed.reshape(-1, 1, *fed.shape[-2:])
        if self.loaded.peak != 1.0:
            fed = fed * self.loaded.peak
        finer = torch.promote_types(fed.dtype, self._dtype)
        mixed = getattr(self._module, "mixed", False)
        fed = fed.to(self.device, finer if mixed else self._dtype)
        if self.traits.noise_map:
            fed = torch.cat((fed, noise_map(fed, sigma)), 1)
        return fed.contiguous(memory_format=torch.channels_last)

    def _forward(self, fed: Tensor, quick: QuickCalls | None = None) -> Tensor:
        """One call of the module, padded to the sizes it takes and cropped again.

        Args:
            fed: The input.
            quick: Gives the same as the module, sooner.
        """
        height, width = fed.shape[-2:]
        tall, wide = (self._padded(side) for side in (height, width))
        if (tall, wide) != (height, width):
            fed = F.pad(fed, (0, wide - width, 0, tall - height), mode="replicate")
        result: Tensor = quick(fed) if quick else self._module(fed, *self._how())
        scale = self.traits.scale
        return result[..., : scale * height, : scale * width]

    def _how(self) -> tuple[object, ...]:
        """What a `SequenceNet` is told beside its frames."""
        return (self._answers, self.cancel.check) if self.traits.sequence else ()

    def _padded(self, side: int) -> int:
        return -(-max(side, self.loaded.minimum) // self.loaded.multiple) * self.loaded.multiple

    def _taken(self, result: Tensor, pictures: Tensor) -> Tensor:
        """Back to `(N, 3, H, W)` in [0, 1], in the caller's number format.

        Outside of inference mode, so that the caller gets an ordinary tensor, fit for writing to.
        """
        result = result.reshape(-1, 3, *result.shape[-2:])
        values = result.to(pictures.device, pictures.dtype)
        if self.loaded.peak != 1.0:
            values = values / self.loaded.peak
        return values.clamp(0.0, 1.0)


def is_finite(values: Tensor) -> bool:
    """Whether there is neither NaN nor infinity, told by one sum: one is enough to spoil it."""
    return bool(torch.isfinite(values.sum(dtype=torch.float32)))


def parity(network: TorchNetwork, pictures: Tensor, sigma: float | None = None) -> float:
    """PSNR in dB between the network as it works and itself in fp32; infinite when equal.

    Args:
        network: The network to judge.
        pictures: As for calling it.
        sigma: As for calling it.
    """
    exact = network.in_full_precision()(pictures.float(), sigma)
    error = (network(pictures.float(), sigma) - exact).double().square().mean().item()
    return math.inf if error == 0 else -10 * math.log10(error)

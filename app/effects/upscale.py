"""Enlarge the picture by a network."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import EffectError
from app.base.parameter import Parameter
from app.effects.effect import EffectKind
from app.effects.models import card_of
from app.effects.network_calls import NetworkCall, answered
from app.effects.resize import resized
from app.effects.sizes import checked, reshaped, scaled_size, target_size
from app.effects.streams import closing_upstream
from app.effects.upscale_sequence import enlarged, length_of, reach

if TYPE_CHECKING:
    from collections.abc import Generator

    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.inference.catalogue import ModelCard
    from app.inference.network import Network
    from app.media.video_format import VideoFormat

STRETCH = 1.02
"""What the classical filter may enlarge after the network: sides rounded to even samples must not
cost another pass."""


@dataclass(frozen=True, slots=True)
class Upscale:
    """Runs the model as often as the target needs, then resamples to the exact size.

    A model that looks at neighbour frames runs once at most: what it makes leaves no more to be
    found in them.

    Attributes:
        model: Identifier of a model that enlarges.
        scale: Factor for both sides, or 0.
        size: `1920x1080`, `1080p`, or "". With neither, the model's own factor.
    """

    model: str
    scale: float
    size: str

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """The target size; raises EffectError when it makes no sense for the source or model."""
        if self.scale and self.size:
            raise EffectError("Upscale takes a scale or a size, not both; leave one away.")
        factor = self._factor()
        if self.size:
            output = reshaped(source, *target_size(self.size, source))
        else:
            output = source.resized(*scaled_size(source, self.scale or factor))
        largest = factor ** self._passes(source, output)
        checked(source.width * largest, source.height * largest)
        return output

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Enlarged frames; the model is not loaded where the target is no larger."""
        output = self.output_format(source)
        passes = self._passes(source, output)
        with closing_upstream(frames), contextlib.ExitStack() as lent:
            if passes:
                network = lent.enter_context(context.pool.borrow(self.model))
                frames = self._enlarged(frames, network, passes, source, context)
            for frame in frames:
                context.cancel.check()
                yield frame.with_pixels(resized(frame.pixels, output.width, output.height))

    def window(self, source: VideoFormat) -> tuple[int, int]:
        """Only a model that looks at neighbours, and has something to do, asks for them."""
        card = card_of(self.model)
        if not _temporal(card) or not self._passes(source, self.output_format(source)):
            return 0, 0
        return reach(card, source)

    def together(self, source: VideoFormat) -> int:
        """The length of a block, for a model that looks at neighbours."""
        if source.rate is None or self.window(source) == (0, 0):
            return 1
        return length_of(card_of(self.model), source)

    def _enlarged(
        self,
        frames: Frames,
        network: Network,
        passes: int,
        source: VideoFormat,
        context: EffectContext,
    ) -> Frames:
        card = card_of(self.model)
        if _temporal(card):
            return enlarged(frames, network, length_of(card, source), source.rate, context)
        for _ in range(passes):
            frames = answered(network, _calls(frames, context), context)
        return frames

    def _factor(self) -> int:
        card = card_of(self.model)
        if card.scale < 2:
            raise EffectError(
                f"The model {self.model} does not enlarge pictures; choose another with "
                "`reelwright models list`."
            )
        return card.scale

    def _passes(self, source: VideoFormat, output: VideoFormat) -> int:
        """How often the model has to run: as few times as reach the wider of both stretches."""
        wanted = max(output.width / source.width, output.height / source.height)
        factor = self._factor()
        passes = 0 if wanted <= 1 else 1
        while factor**passes * STRETCH < wanted:
            passes += 1
        return min(passes, 1) if _temporal(card_of(self.model)) else passes


def _temporal(card: ModelCard) -> bool:
    return bool(card.input.past or card.input.future)


def _calls(frames: Frames, context: EffectContext) -> Generator[NetworkCall, None, None]:
    for frame in frames:
        context.cancel.check()
        yield NetworkCall(frame, [frame.pixels])


def _make(settings: dict[str, Setting]) -> Upscale:
    scale = settings["scale"]
    assert isinstance(scale, int | float)
    return Upscale(str(settings["model"]), float(scale), str(settings["size"]))


UPSCALE = EffectKind(
    name="upscale",
    title="Upscale",
    summary="Enlarges the picture by a network that adds plausible detail.",
    parameters=(
        Parameter(
            "model", "Model", "text", "reel-upscale-x2",
            help="Which model enlarges; see `reelwright models list`.",
        ),
        Parameter(
            "size", "Size", "text", "",
            help="As 1920x1080, or as 1080p or 4k, which keep the picture's shape.",
        ),
        Parameter(
            "scale", "Scale", "number", 0.0, 0, 16, "times", "auto",
            help="Factor for both sides; auto: by the size, or else the model's own factor.",
        ),
    ),
    make=_make,
)  # fmt: skip

"""Remove noise by a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import EffectError
from app.base.parameter import Parameter, value_at
from app.effects.effect import EffectKind
from app.effects.models import card_of
from app.effects.network_calls import NetworkCall, answered, blend_into
from app.effects.noise_estimate import noise_level
from app.effects.streams import closing_upstream
from app.effects.windows import windows

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import Tensor

    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.inference.network import NetworkTraits
    from app.media.video_format import VideoFormat

STRONGEST = 75.0

CLEAN, NOISY = 1.5, 3.0
"""8-bit units: an estimate up to CLEAN is fine texture and rounding, not noise, and changes
nothing. From NOISY on the network's picture counts fully; between them it fades in, so that
nothing jumps while the estimate wavers."""

FARTHEST = 2
"""Neighbour frames on each side that a temporal model may ask for."""

SINGLE, TEMPORAL = "reel-denoise", "reel-denoise-temporal"
"""The built-in pair: either stands in for the other where the method asks for it."""


@dataclass(frozen=True, slots=True)
class Denoise:
    """Runs the model at a given or estimated noise level.

    The estimate is each frame's own: it follows the coding noise from frame type to frame type,
    and a frame does not depend on where a render began. A temporal model sees the noisy frames
    around, never cleaned ones, so nothing is handed on from frame to frame either; at a cut or
    an end the nearest frame of the same shot stands in for what is missing.

    Attributes:
        model: Identifier of a model that keeps the size.
        method: "automatic", or whether neighbours must ("temporal") or may not ("single") help.
        sigma: Noise in 8-bit units; where it is 0, it is estimated.
        strength: Percent of the network's picture in the result.
    """

    model: str
    method: str
    sigma: Setting
    strength: Setting

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Unchanged; raises EffectError for a model that the size or the method does not suit."""
        card = card_of(self.model)
        if card.scale != 1:
            raise EffectError(f"The model {self.model} enlarges; use it with the upscale effect.")
        if max(card.input.past, card.input.future) > FARTHEST:
            raise EffectError(
                f"The model {self.model} looks at more than {FARTHEST} frames on each side; "
                "choose another with `reelwright models list`."
            )
        self._check_method(temporal=max(card.input.past, card.input.future) > 0)
        return source

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Cleaner frames; the given ones where there is no noise to remove."""
        with closing_upstream(frames), context.pool.borrow(self.model) as network:
            calls = self._calls(frames, network.traits, context)
            yield from answered(network, calls, context)

    def _calls(
        self, frames: Frames, traits: NetworkTraits, context: EffectContext
    ) -> Generator[NetworkCall, None, None]:
        for frame, window in windows(frames, traits.past, traits.future):
            context.cancel.check()
            if not context.wants(frame):
                continue
            time = frame.time - context.origin
            sigma, share = _level(frame.pixels, float(value_at(self.sigma, time)))
            share *= float(value_at(self.strength, time)) / 100
            blend = blend_into(frame.pixels, share)
            yield NetworkCall(frame, window if share else [], sigma, blend)

    def _check_method(self, *, temporal: bool) -> None:
        if self.method == "automatic" or temporal == (self.method == "temporal"):
            return
        does = "looks at neighbour frames" if temporal else "looks at single frames only"
        raise EffectError(
            f"The model {self.model} {does}; choose the method automatic, or the model "
            f"{SINGLE if temporal else TEMPORAL}."
        )


def _level(pixels: Tensor, given: float) -> tuple[float, float]:
    """The noise level, and how much of the network's picture it asks for."""
    if given > 0:
        return given, 1.0
    estimated = min(STRONGEST, noise_level(pixels))
    return estimated, min(1.0, max(0.0, (estimated - CLEAN) / (NOISY - CLEAN)))


def _make(settings: dict[str, Setting]) -> Denoise:
    model, method = str(settings["model"]), str(settings["method"])
    if method != "automatic" and model in (SINGLE, TEMPORAL):
        model = TEMPORAL if method == "temporal" else SINGLE
    return Denoise(model, method, settings["sigma"], settings["strength"])


DENOISE = EffectKind(
    name="denoise",
    title="Denoise",
    summary="Removes noise and grain by a network.",
    parameters=(
        Parameter(
            "sigma", "Noise", "number", 0.0, 0, STRONGEST, "8-bit steps", "auto", animated=True,
            help="Standard deviation of the noise; auto: estimated in every frame, where clean "
            "pictures stay as they are.",
        ),
        Parameter(
            "strength", "Strength", "number", 100.0, 0, 100, "%", animated=True,
            help="Share of the cleaned picture; less keeps some of the grain.",
        ),
        Parameter(
            "method", "Method", "choice", "automatic",
            choices=("automatic", "single", "temporal"),
            help="Single cleans each frame by itself; temporal lets two frames before and after "
            "help, up to the next cut: cleaner, steadier, and slower; automatic leaves it to the "
            "model.",
        ),
        Parameter(
            "model", "Model", "text", SINGLE,
            help="Which model cleans; see `reelwright models list`.",
        ),
    ),
    make=_make,
    window=(FARTHEST, FARTHEST),
)  # fmt: skip

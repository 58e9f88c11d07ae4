"""Adjust exposure, white balance, contrast, gamma and saturation, and apply a look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from app.base.parameter import Parameter, value_at
from app.effects.effect import EffectKind
from app.effects.lut_cube import read_lut
from app.effects.lut_lookup import look_up
from app.effects.streams import beside_alpha, each_frame
from app.inference.transfer_codes import luma_weights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from app.base.parameter import Setting
    from app.base.time import Time
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat

DISPLAY_GAMMA = 2.4
"""Light over coded value, as displays show it (ITU-R BT.1886): 2^(1/2.4) brighter is one stop."""

WARMEST = 0.5
"""Stops by which red rises and blue falls at a temperature of 100; tint: green against both."""

MIDDLE_GRAY = 0.5
"""The coded value that contrast leaves alone."""

Weights = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Colour:
    """The adjustments, in this order: exposure and white balance, contrast, gamma, saturation, LUT.

    Attributes:
        settings: Of the parameters of `COLOUR`, all but the LUT; each may change over time.
        lut: A .cube file, or "".
    """

    settings: Mapping[str, Setting]
    lut: str

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Unchanged; raises EffectError when the LUT cannot be used."""
        if self.lut:
            read_lut(Path(self.lut))
        return source

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Adjusted frames; the given ones where every setting is neutral."""
        weights = luma_weights(source.colour.resolved(source.width, source.height).matrix)
        lut = read_lut(Path(self.lut)) if self.lut else None

        def change(pixels: Tensor, time: Time) -> Tensor:
            values = {name: float(value_at(each, time)) for name, each in self.settings.items()}
            adjusted = beside_alpha(pixels, lambda rgb: _adjusted(rgb, values, weights))
            if lut is None:
                return adjusted
            return beside_alpha(adjusted, lambda rgb: look_up(rgb, lut))

        return each_frame(frames, context, change)


def _adjusted(rgb: Tensor, values: Mapping[str, float], weights: Weights) -> Tensor:
    """Neutral steps are left out, so that neutral settings keep every bit."""
    if values["exposure"] or values["temperature"] or values["tint"]:
        gains = _gains(values["exposure"], values["temperature"], values["tint"], weights)
        rgb = rgb * torch.tensor(gains, dtype=rgb.dtype, device=rgb.device)[:, None, None]
    if values["contrast"] != 1:
        rgb = (rgb - MIDDLE_GRAY) * values["contrast"] + MIDDLE_GRAY
    if values["gamma"] != 1:
        # Below black there is no power; mirrored, what other effects put there is not lost.
        rgb = rgb.sign() * rgb.abs() ** (1 / values["gamma"])
    if values["saturation"] != 1:
        gray = torch.tensor(weights, dtype=rgb.dtype, device=rgb.device)[:, None, None] * rgb
        rgb = torch.lerp(gray.sum(0, keepdim=True), rgb, values["saturation"])
    return rgb


def _gains(exposure: float, temperature: float, tint: float, weights: Weights) -> list[float]:
    """Factors of the coded channels. White balance keeps the luminance of a gray."""
    warm, magenta = WARMEST * temperature / 100, WARMEST * tint / 100
    light = [2 ** (warm + magenta), 2 ** (-magenta), 2 ** (magenta - warm)]
    brightness = sum(weight * gain for weight, gain in zip(weights, light, strict=True))
    return [(2**exposure * gain / brightness) ** (1 / DISPLAY_GAMMA) for gain in light]


def _make(settings: dict[str, Setting]) -> Colour:
    numbers = {name: value for name, value in settings.items() if name != "lut"}
    return Colour(numbers, str(settings["lut"]))


def _number(
    name: str, default: float, low: float, high: float, unit: str, words: str, *, main: bool = True
) -> Parameter:
    return Parameter(
        name, name.capitalize(), "number", default, low, high, unit,
        animated=True, main=main, help=words,
    )  # fmt: skip


COLOUR = EffectKind(
    name="colour",
    title="Colour",
    summary="Adjusts exposure, white balance, contrast, gamma and saturation, and applies a LUT.",
    parameters=(
        _number("exposure", 0.0, -8, 8, "stops", "One stop more is twice the light."),
        _number("contrast", 1.0, 0, 4, "times", "Above 1 dark turns darker and bright brighter."),
        _number("saturation", 1.0, 0, 4, "times", "0 is black and white."),
        _number("temperature", 0.0, -100, 100, "%", "Below 0 cooler (bluer), above 0 warmer."),
        _number("tint", 0.0, -100, 100, "%", "Below 0 greener, above 0 more magenta."),
        _number("gamma", 1.0, 0.1, 10, "power", "Above 1 brightens the middle tones.", main=False),
        Parameter("lut", "LUT", "file", "", help="A look as a .cube file, applied last."),
    ),
    make=_make,
)

"""What effects and their parameters are called, with or without their code at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.parameter import Keyframes
from app.ui.language import tr_data

if TYPE_CHECKING:
    from app.base.parameter import Parameter
    from app.project.model import Clip, EffectSpec
    from app.ui.panels.effect_kinds import EffectKinds


@dataclass(frozen=True, slots=True)
class Range:
    """What a curve's height stands for: the values at its bottom and at its top."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """How high a value stands, in [0, 1]."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def value(self, share: float) -> float:
        """The value of a height; heights outside [0, 1] give the nearest end."""
        return self.low + (self.high - self.low) * min(1.0, max(0.0, share))


def effect_title(kinds: EffectKinds | None, spec: EffectSpec) -> str:
    """In the user's language; the plain name while the effect is not known."""
    kind = kinds.find(spec.name) if kinds else None
    return tr_data(kind.title) if kind else _plain(spec.name)


def chain_title(kinds: EffectKinds | None, clip: Clip) -> str:
    """The effects of a clip that are on; "" when there are none."""
    return ", ".join(effect_title(kinds, spec) for spec in clip.effects if spec.enabled)


def parameter_title(kinds: EffectKinds | None, spec: EffectSpec, name: str) -> str:
    """In the user's language; the plain name while the effect is not known."""
    parameter = _parameter(kinds, spec, name)
    return tr_data(parameter.title) if parameter else _plain(name)


def curve_range(kinds: EffectKinds | None, clip: Clip, effect: int, name: str) -> Range:
    """What the parameter allows; where that has no bounds, what its keys need and a little more."""
    spec = clip.effects[effect]
    setting = dict(spec.settings).get(name)
    values = [key.value for key in setting.keys] if isinstance(setting, Keyframes) else [0.0]
    parameter = _parameter(kinds, spec, name)
    room = (max(values) - min(values)) / 4 or max(1.0, abs(values[0]) / 2)
    low, high = min(values) - room, max(values) + room
    if parameter is not None:
        low = parameter.minimum if abs(parameter.minimum) < 1e6 else low
        high = parameter.maximum if abs(parameter.maximum) < 1e6 else high
    return Range(low, high if high > low else low + 1)


def _parameter(kinds: EffectKinds | None, spec: EffectSpec, name: str) -> Parameter | None:
    kind = kinds.find(spec.name) if kinds else None
    found = kind.parameters if kind else ()
    return next((parameter for parameter in found if parameter.name == name), None)


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()

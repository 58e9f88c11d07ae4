"""Keyframes under the hand of a user: is one here, set one, take one away. Pure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from app.base.parameter import Keyframe, Keyframes

if TYPE_CHECKING:
    from app.base.parameter import Setting
    from app.base.time import Time

KeyState = Literal["none", "elsewhere", "here"]


def key_at(setting: Setting, time: Time, frame: Time) -> Keyframe | None:
    """The key on the frame shown at `time`; `frame` is how long one lasts."""
    if not isinstance(setting, Keyframes):
        return None
    near = min(setting.keys, key=lambda key: abs(key.time - time))
    return near if abs(near.time - time) < max(frame, Fraction(1, 10_000)) / 2 else None


def key_state(setting: Setting, time: Time, frame: Time) -> KeyState:
    """What the diamond shows."""
    if not isinstance(setting, Keyframes):
        return "none"
    return "here" if key_at(setting, time, frame) else "elsewhere"


def with_value(setting: Setting, value: float, time: Time, frame: Time) -> Setting:
    """The setting after the user gave a number: a key is set here if it has keys at all."""
    if not isinstance(setting, Keyframes):
        return value
    return _with_key(setting, value, time, frame)


def toggled(setting: Setting, time: Time, frame: Time) -> Setting:
    """A key set here, or taken away; with the last key gone its value stays for good."""
    if not isinstance(setting, Keyframes):
        number = float(setting) if isinstance(setting, int | float) else 0.0
        return Keyframes((Keyframe(max(time, Fraction(0)), number),))
    here = key_at(setting, time, frame)
    if here is None:
        return _with_key(setting, setting.at(time), time, frame)
    rest = tuple(key for key in setting.keys if key is not here)
    return Keyframes(rest) if rest else here.value


def _with_key(setting: Keyframes, value: float, time: Time, frame: Time) -> Keyframes:
    here = key_at(setting, time, frame)
    if here is not None:
        changed = replace(here, value=value)
        return Keyframes(tuple(changed if key is here else key for key in setting.keys))
    before = [key for key in setting.keys if key.time < time]
    # a new key eases as its neighbour does, so that a smooth curve stays smooth
    smooth = before[-1].smooth if before else setting.keys[0].smooth
    added = Keyframe(max(time, Fraction(0)), value, smooth)
    return Keyframes(tuple(sorted((*setting.keys, added), key=lambda key: key.time)))

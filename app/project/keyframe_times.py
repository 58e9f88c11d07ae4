"""Keyframes when the start of their clip moves: their times count from it.

Nothing is ever resampled. A clip that is trimmed keeps keys outside of itself (with times below
0, or beyond its end), so that the values inside stay exactly what they were, smooth stretches
too, and trimming it back brings everything back. A clip that is split keeps of the keys beyond
the cut only the nearest one, which is all that its own part needs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.parameter import Keyframes

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.base.parameter import Setting
    from app.base.time import Time
    from app.project.model import Clip, EffectSpec


def shifted(clip: Clip, by: Time) -> Clip:
    """The clip with all keys moved: `by` seconds later, counted from its start."""
    return _rekeyed(clip, lambda keys: _moved(keys, by)) if by else clip


def before(clip: Clip, cut: Time) -> Clip:
    """The clip with the keys that its part before `cut` needs; seconds from its start."""
    return _rekeyed(clip, lambda keys: _head(keys, cut))


def after(clip: Clip, cut: Time) -> Clip:
    """The clip with the keys that its part from `cut` on needs, counting from there."""
    return _rekeyed(clip, lambda keys: _moved(_tail(keys, cut), -cut))


def _rekeyed(clip: Clip, change: Callable[[Keyframes], Keyframes]) -> Clip:
    effects, alternative = (_chain(chain, change) for chain in (clip.effects, clip.alternative))
    if effects is clip.effects and alternative is clip.alternative:
        return clip
    return replace(clip, effects=effects, alternative=alternative)


def _chain(
    chain: tuple[EffectSpec, ...], change: Callable[[Keyframes], Keyframes]
) -> tuple[EffectSpec, ...]:
    if not any(isinstance(value, Keyframes) for spec in chain for _, value in spec.settings):
        return chain
    return tuple(
        replace(spec, settings=tuple((name, _one(value, change)) for name, value in spec.settings))
        for spec in chain
    )


def _one(value: Setting, change: Callable[[Keyframes], Keyframes]) -> Setting:
    return change(value) if isinstance(value, Keyframes) else value


def _moved(keys: Keyframes, by: Time) -> Keyframes:
    return Keyframes(tuple(replace(key, time=key.time + by) for key in keys.keys))


def _head(keys: Keyframes, cut: Time) -> Keyframes:
    past = next((n for n, key in enumerate(keys.keys) if key.time >= cut), len(keys.keys))
    return Keyframes(keys.keys[: past + 1])


def _tail(keys: Keyframes, cut: Time) -> Keyframes:
    first = next((n for n, key in enumerate(keys.keys) if key.time > cut), len(keys.keys))
    return Keyframes(keys.keys[max(0, first - 1) :])

"""Keys of animated settings; times are seconds since the clip's start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.parameter import Keyframe, Keyframes
from app.project.edits.effects import on_step, with_setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.base.parameter import Setting
    from app.base.time import Time
    from app.project.model import Edit, EffectSpec


def set_key(
    clip_id: str,
    index: int,
    name: str,
    key: Keyframe,
    *,
    alternative: bool = False,
) -> Edit:
    """Put a key, in place of one at its time; a setting without keys becomes animated by it."""

    def change(keys: tuple[Keyframe, ...]) -> tuple[Keyframe, ...]:
        return (*(other for other in keys if other.time != key.time), key)

    return _on_keys(clip_id, index, name, change, alternative)


def remove_key(
    clip_id: str, index: int, name: str, time: Time, *, alternative: bool = False
) -> Edit:
    """Take a key away; the last one leaves its value behind as a constant."""

    def change(keys: tuple[Keyframe, ...]) -> tuple[Keyframe, ...]:
        return tuple(key for key in keys if key.time != time)

    return _on_keys(clip_id, index, name, change, alternative)


def move_key(
    clip_id: str, index: int, name: str, time: Time, to: Time, *, alternative: bool = False
) -> Edit:
    """Let a key stand at another time, in place of one that is there."""

    def change(keys: tuple[Keyframe, ...]) -> tuple[Keyframe, ...]:
        moved = [Keyframe(to, key.value, key.smooth) for key in keys if key.time == time]
        if not moved:
            return keys
        return (*(key for key in keys if key.time not in (time, to)), *moved)

    return _on_keys(clip_id, index, name, change, alternative)


def _on_keys(
    clip_id: str,
    index: int,
    name: str,
    change: Callable[[tuple[Keyframe, ...]], Iterable[Keyframe]],
    alternative: bool,
) -> Edit:
    def changed(spec: EffectSpec) -> EffectSpec:
        old = dict(spec.settings).get(name)
        keys = old.keys if isinstance(old, Keyframes) else ()
        new = tuple(sorted(change(keys), key=lambda key: key.time))
        return spec if new == keys else with_setting(spec, name, _setting(new, keys))

    return on_step(clip_id, index, changed, alternative)


def _setting(keys: tuple[Keyframe, ...], before: tuple[Keyframe, ...]) -> Setting:
    return Keyframes(keys) if keys else before[0].value

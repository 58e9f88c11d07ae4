"""Effect chains of clips; with `alternative` the B chain. Places in a chain count from 0."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.parameter import Keyframes
from app.project.rebuilding import change_clips

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from app.base.parameter import Setting
    from app.project.model import Clip, Edit, EffectSpec, Track

Chain = tuple["EffectSpec", ...]


def add_effect(
    clip_id: str, spec: EffectSpec, index: int | None = None, *, alternative: bool = False
) -> Edit:
    """Put an effect into a chain, at its end without an index."""

    def change(chain: Chain) -> Chain:
        place = len(chain) if index is None else min(max(index, 0), len(chain))
        return (*chain[:place], spec, *chain[place:])

    return on_chains({clip_id}, change, alternative)


def remove_effect(clip_id: str, index: int, *, alternative: bool = False) -> Edit:
    """Take an effect out of a chain."""

    def change(chain: Chain) -> Chain:
        return (*chain[:index], *chain[index + 1 :]) if 0 <= index < len(chain) else chain

    return on_chains({clip_id}, change, alternative)


def move_effect(clip_id: str, from_: int, to: int, *, alternative: bool = False) -> Edit:
    """Put an effect at another place; `to` is where it stands afterwards."""

    def change(chain: Chain) -> Chain:
        if not 0 <= from_ < len(chain):
            return chain
        others = (*chain[:from_], *chain[from_ + 1 :])
        place = min(max(to, 0), len(others))
        return (*others[:place], chain[from_], *others[place:])

    return on_chains({clip_id}, change, alternative)


def set_enabled(clip_id: str, index: int, on: bool, *, alternative: bool = False) -> Edit:
    """Switch an effect."""
    return on_step(clip_id, index, lambda spec: replace(spec, enabled=on), alternative)


def set_setting(
    clip_id: str, index: int, name: str, value: Setting | None, *, alternative: bool = False
) -> Edit:
    """Give a parameter a value; None gives it its default again.

    Numbers that are not finite change nothing. Ranges are the business of who knows the effect.
    """

    def change(spec: EffectSpec) -> EffectSpec:
        return with_setting(spec, name, value)

    return on_step(clip_id, index, change, alternative)


def set_chain(
    clip_ids: Iterable[str], chain: Iterable[EffectSpec], *, alternative: bool = False
) -> Edit:
    """Give several clips the same chain, in place of the ones they have."""
    new = tuple(chain)
    return on_chains(frozenset(clip_ids), lambda _: new, alternative)


def with_setting(spec: EffectSpec, name: str, value: Setting | None) -> EffectSpec:
    """The effect with one setting changed, at the place where it was."""
    if not _finite(value):
        return spec
    settings = dict(spec.settings)
    if value is None:
        settings.pop(name, None)
    else:
        settings[name] = value
    return replace(spec, settings=tuple(settings.items()))


def _finite(value: Setting | None) -> bool:
    numbers: Sequence[object] = [value]
    if isinstance(value, Keyframes):
        numbers = [key.value for key in value.keys]
    return all(math.isfinite(each) for each in numbers if isinstance(each, int | float))


def on_step(
    clip_id: str, index: int, change: Callable[[EffectSpec], EffectSpec], alternative: bool
) -> Edit:
    """Change one effect of one clip."""

    def changed(chain: Chain) -> Chain:
        if not 0 <= index < len(chain):
            return chain
        return (*chain[:index], change(chain[index]), *chain[index + 1 :])

    return on_chains({clip_id}, changed, alternative)


def on_chains(ids: Collection[str], change: Callable[[Chain], Chain], alternative: bool) -> Edit:
    """Change the chains of clips."""

    def one(track: Track, number: int) -> Sequence[Clip]:
        clip = track.clips[number]
        old = clip.alternative if alternative else clip.effects
        new = change(old)
        if _equal(new, old):
            return (clip,)
        return (replace(clip, alternative=new) if alternative else replace(clip, effects=new),)

    return lambda project: change_clips(project, ids, one)


def _equal(new: Chain, old: Chain) -> bool:
    """Equal in type too: 1, 1.0 and True are three settings."""
    return new is old or (new == old and repr(new) == repr(old))

"""Keyframes by hand: the one that is chosen, and what can be done to it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.base.parameter import Keyframe, Keyframes
from app.project.edits import keyframes
from app.project.queries import find_clip

if TYPE_CHECKING:
    from app.base.time import Time
    from app.project.model import Edit, Project
    from app.ui.timeline.titles import Range


@dataclass(frozen=True, slots=True)
class ChosenKey:
    """One key of one parameter; `time` counts from the clip's start."""

    clip: str
    effect: int
    parameter: str
    time: Time


def find_key(project: Project, chosen: ChosenKey | None) -> Keyframe | None:
    """The key itself; None when it is gone."""
    keys = keys_of(project, chosen) if chosen else None
    if keys is None or chosen is None:
        return None
    return next((key for key in keys.keys if key.time == chosen.time), None)


def keys_of(project: Project, chosen: ChosenKey) -> Keyframes | None:
    """All keys of the parameter of a key."""
    clip = find_clip(project, chosen.clip)
    if clip is None or chosen.effect >= len(clip.effects):
        return None
    setting = dict(clip.effects[chosen.effect].settings).get(chosen.parameter)
    return setting if isinstance(setting, Keyframes) else None


def removed(chosen: ChosenKey) -> Edit:
    """Take the key away."""
    return keyframes.remove_key(chosen.clip, chosen.effect, chosen.parameter, chosen.time)


def put(chosen: ChosenKey, value: float, *, smooth: bool = False) -> Edit:
    """Put a key at its time."""
    key = Keyframe(chosen.time, value, smooth)
    return keyframes.set_key(chosen.clip, chosen.effect, chosen.parameter, key)


def smoothed(chosen: ChosenKey, smooth: bool) -> Edit:
    """Let the curve ease in and out of the key, or not."""

    def edit(project: Project) -> Project:
        key = find_key(project, chosen)
        if key is None or key.smooth == smooth:
            return project
        changed = replace(key, smooth=smooth)
        return keyframes.set_key(chosen.clip, chosen.effect, chosen.parameter, changed)(project)

    return edit


def rounded(value: float, range_: Range) -> float:
    """A value dragged by hand, to about a thousandth of its range: nobody can aim finer."""
    digits = 3 - math.ceil(math.log10(range_.high - range_.low))
    return min(range_.high, max(range_.low, round(value, digits)))

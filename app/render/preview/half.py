"""The same chain at half the size: a quick look at what a slow model does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.parameter import Keyframes
from app.effects.crop import Crop
from app.effects.deinterlace import Deinterlace
from app.effects.resize import RESIZE, Resize
from app.effects.sharpen import Sharpen
from app.effects.upscale import Upscale
from app.render.plan import Step

if TYPE_CHECKING:
    from app.base.parameter import Setting
    from app.effects.effect import Effect
    from app.media.video_format import VideoFormat
    from app.render.plan import RenderPlan

_FINEST = 0.2
"""The smallest radius that sharpening takes."""


def half_plan(plan: RenderPlan) -> RenderPlan:
    """The plan with pictures halved before its effects, and effects told in samples halved too.

    Deinterlacing needs the rows as they were taken, so halving comes after it.
    """
    fields = [n for n, step in enumerate(plan.steps) if isinstance(step.effect, Deinterlace)]
    first = fields[-1] + 1 if fields else 0
    before = plan.steps[first - 1].after if first else plan.source.format
    format_ = _halved(before)
    steps = [*plan.steps[:first], Step(RESIZE, _resize_to(format_, "area"), before, format_)]
    for step in plan.steps[first:]:
        after = _halved(step.after)
        steps.append(Step(step.kind, _smaller(step.effect, format_, after), format_, after))
        format_ = after
    width, height = format_.size
    return replace(plan, steps=tuple(steps), output=plan.output.resized(width, height))


def _halved(format_: VideoFormat) -> VideoFormat:
    return format_.resized(max(1, format_.width // 2), max(1, format_.height // 2))


def _resize_to(format_: VideoFormat, filter_name: str) -> Resize:
    return Resize(format_.width, format_.height, filter_name)


def _smaller(effect: Effect, before: VideoFormat, after: VideoFormat) -> Effect:
    if isinstance(effect, Crop):
        left, top = effect.left // 2, effect.top // 2
        right, bottom = before.width - left - after.width, before.height - top - after.height
        return Crop(left, top, max(0, right), max(0, bottom))
    if isinstance(effect, Resize):
        return _resize_to(after, effect.filter_name)
    if isinstance(effect, Upscale):
        return replace(effect, scale=0.0, size=f"{after.width}x{after.height}")
    if isinstance(effect, Sharpen):
        return replace(effect, radius=_half(effect.radius))
    return effect


def _half(setting: Setting) -> Setting:
    if isinstance(setting, Keyframes):
        keys = (replace(key, value=max(_FINEST, key.value / 2)) for key in setting.keys)
        return Keyframes(tuple(keys))
    return max(_FINEST, float(setting) / 2)

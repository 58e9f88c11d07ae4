"""All effects, in the order in which menus and lists show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import UsageError
from app.base.text import did_you_mean
from app.effects.anonymise import ANONYMISE
from app.effects.auto_colour import AUTO_COLOUR
from app.effects.colour import COLOUR
from app.effects.crop import CROP
from app.effects.cut_out import CUT_OUT
from app.effects.deblock import DEBLOCK
from app.effects.deflicker import DEFLICKER
from app.effects.dehaze import DEHAZE
from app.effects.deinterlace import DEINTERLACE
from app.effects.denoise import DENOISE
from app.effects.frame_rate import FRAME_RATE
from app.effects.interpolate import INTERPOLATE
from app.effects.low_light import LOW_LIGHT
from app.effects.matte import MATTE
from app.effects.remove import REMOVE_AREA, REMOVE_OBJECT
from app.effects.resize import RESIZE
from app.effects.rotate import ROTATE
from app.effects.scratches import SCRATCHES
from app.effects.sharpen import SHARPEN
from app.effects.stabilise import STABILISE
from app.effects.style import STYLE
from app.effects.upscale import UPSCALE

if TYPE_CHECKING:
    from app.effects.effect import EffectKind

EFFECTS: tuple[EffectKind, ...] = (
    UPSCALE,
    DENOISE,
    DEBLOCK,
    SHARPEN,
    LOW_LIGHT,
    DEHAZE,
    COLOUR,
    AUTO_COLOUR,
    STYLE,
    MATTE,
    CROP,
    RESIZE,
    ROTATE,
    DEINTERLACE,
    FRAME_RATE,
    INTERPOLATE,
    STABILISE,
    DEFLICKER,
    SCRATCHES,
    ANONYMISE,
    CUT_OUT,
    REMOVE_AREA,
    REMOVE_OBJECT,
)


def find_effect(name: str) -> EffectKind:
    """The effect of a name.

    Raises:
        UsageError: there is none; suggests one.
    """
    for kind in EFFECTS:
        if kind.name == name:
            return kind
    hint = did_you_mean(name, (kind.name for kind in EFFECTS))
    raise UsageError(f"There is no effect “{name}”.{hint}")

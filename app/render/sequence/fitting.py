"""Fitting pictures of one format into frames of another: where, how large, in which colours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.colour import ColourSpec, Range, same_light

if TYPE_CHECKING:
    from app.media.video_format import VideoFormat


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a picture lies in the frame: top left corner and size, in samples."""

    x: int
    y: int
    width: int
    height: int


def placement(picture: VideoFormat, frame: VideoFormat) -> Placement:
    """As large as fits, in the shape it is shown in, centred.

    Sides and corners fall on whole chroma samples, so that bars stay black to their edge. A bar
    thinner than a sample is none.
    """
    shape = picture.sample_aspect_ratio / frame.sample_aspect_ratio
    scale = min(frame.width / (picture.width * shape), Fraction(frame.height, picture.height))
    width = _side(picture.width * shape * scale, frame.width)
    height = _side(picture.height * scale, frame.height)
    return Placement(_corner(frame.width - width), _corner(frame.height - height), width, height)


def _side(exact: Fraction, whole: int) -> int:
    rounded = max(1, 2 * round(exact / 2))
    return whole if abs(whole - exact) <= 1 or rounded > whole else rounded


def _corner(left: int) -> int:
    return left // 4 * 2


def settled_colour(format_: VideoFormat) -> ColourSpec:
    """Its tags with gaps filled as computing fills them; untagged gray is full range."""
    layout, colour = format_.layout, format_.colour
    if layout.family == "gray":
        colour = replace(colour, range=colour.range or Range.FULL)
    return colour.resolved(format_.width, format_.height, rgb=layout.family == "rgb")


def same_samples(picture: VideoFormat, frame: VideoFormat) -> bool:
    """Whether samples of `picture` can stand in `frame` untouched."""
    one, other = settled_colour(picture), settled_colour(frame)
    same_chroma = picture.layout.chroma_shift == (0, 0) or (
        one.chroma_location == other.chroma_location
    )
    return (
        picture.size == frame.size
        and picture.sample_aspect_ratio == frame.sample_aspect_ratio
        and picture.layout == frame.layout
        and (one.matrix, one.range) == (other.matrix, other.range)
        and same_chroma
        and same_light(picture.colour, frame.colour)
    )

"""Small upright pictures for lists and timelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.media.pictures import to_av

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.base.picture import Picture
    from app.media.video_format import VideoFormat


def small_rgb(picture: Picture, source: VideoFormat, height: int) -> NDArray[np.uint8]:
    """The picture with square pixels at a height, as `(height, width, 3)`.

    Quick rather than exact: FFmpeg scales, and HDR is not tone-mapped.

    Args:
        picture: As decoded, upright.
        source: Of the stream: tells the shape of its pixels.
        height: In pixels.
    """
    aspect = float(source.sample_aspect_ratio) * picture.width / picture.height
    width = max(1, min(round(height * aspect), 8 * height))
    frame = to_av(picture).reformat(
        width=width, height=height, format="rgb24", interpolation="AREA"
    )
    small: NDArray[np.uint8] = np.ascontiguousarray(frame.to_ndarray())
    return small

"""Pictures and frames of the test media that figures are measured on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import ModelError
from app.inference.quality.pictures import read_picture
from app.media.video_reader import VideoReader
from app.render.annotate import rgb_of

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Place:
    """A picture, or a frame of a clip.

    Attributes:
        path: Below the folder of the media.
        frame: Its number; None for pictures.
    """

    path: str
    frame: int | None = None


def there(media: Path, path: str) -> Path:
    """A file of the media.

    Raises:
        ModelError: it is not there.
    """
    found = media / path
    if not found.is_file():
        raise ModelError(f"There is no {found}, which quality is measured on; name its folder.")
    return found


def shown(media: Path, place: Place) -> NDArray[np.uint8]:
    """`(H, W, 3)` R'G'B'.

    Raises:
        ModelError: it is not there, or no picture.
        MediaError: the clip cannot be read.
    """
    path = there(media, place.path)
    if place.frame is None:
        return read_picture(path)
    with VideoReader(path) as reader:
        return rgb_of(reader.frame_at(reader.index.time_of(place.frame)).pixels)

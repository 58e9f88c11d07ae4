"""The newest pictures of each kind, and which of them may be shown for the present frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from app.ui.preview.preview_image import PreviewImage, PreviewKind

_PAINTABLE = (QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied)


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in one place of the viewer.

    Attributes:
        base: The whole frame; None while there is none.
        parts: Processed regions that lie over it.
        processed: Whether anything of it is the work of the chain. Never say "result" without it.
        complete: Whether all of it is.
    """

    base: PreviewImage | None = None
    parts: tuple[PreviewImage, ...] = ()
    processed: bool = False
    complete: bool = False


class Layers:
    """Takes pictures as they come and drops late ones. GUI thread.

    The source is the measure: a result counts while it answers the same or a newer request, or
    shows the very same moment. Otherwise the source stands in for it, and says so.
    """

    def __init__(self) -> None:
        self._whole: dict[PreviewKind, PreviewImage] = {}
        self._parts: dict[PreviewKind, tuple[PreviewImage, ...]] = {}
        self._size: tuple[int, int] | None = None
        self._count = 0
        self._arrived: dict[PreviewKind, int] = {}

    def put(self, image: PreviewImage) -> bool:
        """Take a picture; False when it comes too late to be of use."""
        if self._late(image):
            return False
        self._note(image)
        image = _paintable(image)
        if image.region is None:
            self._whole[image.kind] = image
            self._parts.pop(image.kind, None)
        else:
            same = [p for p in self._parts.get(image.kind, ()) if p.request_id == image.request_id]
            self._parts[image.kind] = (*(p for p in same if p.region != image.region), image)
        return True

    def clear(self) -> None:
        """Forget all pictures and sizes."""
        self._whole.clear()
        self._parts.clear()
        self._size = None
        self._arrived.clear()

    def forget(self, kind: PreviewKind) -> None:
        """Drop the pictures of one kind: the chain is empty now, say."""
        self._whole.pop(kind, None)
        self._parts.pop(kind, None)
        if kind == "result":
            self._size = None

    def set_size(self, width: int, height: int) -> None:
        """Say how large results will be, so that nothing jumps when the first one comes."""
        self._size = (width, height)

    @property
    def size(self) -> tuple[int, int] | None:
        """Of the frame that all pictures are shown as: the result's, else the source's."""
        result = self._newest("result") or self._newest("alternative")
        if result is not None:
            self._size = (result.width, result.height)
        source = self._whole.get("source")
        if self._size is None and source is not None:
            return (source.width, source.height)
        return self._size

    @property
    def source(self) -> PreviewImage | None:
        """The unprocessed frame."""
        return self._whole.get("source")

    def shown(self, kind: PreviewKind) -> Shown:
        """What may be shown in the place of a kind now."""
        source = self.source
        if kind == "source":
            return Shown(source)
        whole = self._whole.get(kind)
        whole = whole if whole is not None and self._holds(whole) else None
        parts = tuple(part for part in self._parts.get(kind, ()) if self._holds(part))
        if whole is not None and parts and parts[0].request_id > whole.request_id:
            whole = None  # the parts are of newer settings: mixing the two would show neither
        base = source if whole is None else whole
        return Shown(base, parts, bool(parts) or whole is not None, whole is not None)

    def _newest(self, kind: PreviewKind) -> PreviewImage | None:
        return next(iter(self._parts.get(kind, ())), None) or self._whole.get(kind)

    def _holds(self, image: PreviewImage) -> bool:
        """Whether a result belongs to the source that is shown."""
        source = self.source
        if source is None or image.time == source.time:
            return True
        if image.request_id and source.request_id:
            return image.request_id >= source.request_id
        # Playback numbers nothing: what came after the source goes with it.
        newer = self._arrived.get(image.kind, 0) > self._arrived.get("source", 0)
        return image.request_id == 0 and newer

    def _late(self, image: PreviewImage) -> bool:
        if image.request_id == 0:
            return False
        newest = self._newest(image.kind)
        if newest is not None and image.request_id < newest.request_id:
            return True
        return image.kind != "source" and not self._holds(image)

    def _note(self, image: PreviewImage) -> None:
        """Keep the order of arrival; a source of another size is another clip."""
        self._count += 1
        self._arrived[image.kind] = self._count
        before = self.source
        if image.kind != "source" or before is None:
            return
        if (before.width, before.height) != (image.width, image.height):
            self.forget("result")
            self.forget("alternative")


def _paintable(image: PreviewImage) -> PreviewImage:
    """In a format that needs no conversion at each paint."""
    if image.image.format() in _PAINTABLE:
        return image
    return replace(image, image=image.image.convertToFormat(_PAINTABLE[0]))

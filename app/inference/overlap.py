"""Pictures on their way to a device and back while the device computes others.

The copy of a picture to the device begins where it is decoded, and that of a finished picture ends
where it is encoded. In between both travel through rings of pinned memory, on lines of their own.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

import torch

from app.base.picture import Picture
from app.inference.lines import CudaLines
from app.inference.ring import Ring, RingClosedError, Slot
from app.inference.transfer import download, to_planes, to_rgb, upload
from app.inference.transfer_planes import shared

if TYPE_CHECKING:
    from torch import Tensor

    from app.base.colour import ColourSpec
    from app.base.picture import PixelLayout
    from app.inference.lines import Lines, Mark
    from app.inference.ring import Shapes

_log = logging.getLogger(__name__)

SWITCH = "REELWRIGHT_OVERLAP"
"""Environment variable: 0 turns this off, to find out whether it is at fault."""


class Transfer(Protocol):
    """`upload` and `download` in two steps each, so that the copies in between take no time.

    Each of the four steps is called on one thread, in the order of the frames.

    Attributes:
        overlaps: Whether the first step of an upload, and the last of a download, do anything.
    """

    overlaps: bool

    def start_upload(self, picture: Picture) -> Picture | Uploading:
        """Send the planes on their way."""
        ...

    def finish_upload(self, sent: Picture | Uploading) -> Tensor:
        """The picture as `upload` gives it, for this thread's work on the device.

        Raises:
            MediaError: as `upload`.
        """
        ...

    def start_download(
        self, pixels: Tensor, layout: PixelLayout, colour: ColourSpec, *, interlaced: bool
    ) -> Picture | Downloading:
        """Send a finished picture on its way.

        Raises:
            MediaError: as `upload`.
        """
        ...

    def finish_download(self, sent: Picture | Downloading) -> Picture:
        """The picture in memory of its own."""
        ...

    def stop(self) -> None:
        """Nobody wants the pictures any more: threads that wait for a slot go on."""
        ...

    def close(self) -> None:
        """Wait for the copies under way, once no other thread is at work here."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Uploading:
    """A picture whose planes are on their way into a slot's device buffers."""

    picture: Picture
    slot: Slot
    arrived: Mark


@dataclass(frozen=True, slots=True, eq=False)
class Downloading:
    """A picture whose planes are on their way into a slot's host buffers."""

    slot: Slot
    layout: PixelLayout
    colour: ColourSpec
    interlaced: bool


class Direct:
    """A `Transfer` where nothing can overlap: everything happens in the steps in the middle."""

    overlaps = False

    def __init__(self, device: torch.device) -> None:
        self._device = device

    def start_upload(self, picture: Picture) -> Picture:
        """Nothing yet."""
        return picture

    def finish_upload(self, sent: Picture | Uploading) -> Tensor:
        """All of it."""
        assert isinstance(sent, Picture)
        return upload(sent, self._device)

    def start_download(
        self, pixels: Tensor, layout: PixelLayout, colour: ColourSpec, *, interlaced: bool
    ) -> Picture:
        """All of it."""
        return download(pixels, layout, colour, interlaced=interlaced)

    def finish_download(self, sent: Picture | Downloading) -> Picture:
        """Nothing is left to do."""
        assert isinstance(sent, Picture)
        return sent

    def stop(self) -> None:
        """Nobody waits."""

    def close(self) -> None:
        """Nothing is under way."""


class Overlap:
    """A `Transfer` by copies beside the computing, through rings of slots.

    Where a device refuses, pictures go the direct way from then on, and the log says so once.

    Args:
        device: Where pictures go to.
        lines: Of the device.
        depth: Pictures that may be on their way in each direction.
    """

    overlaps = True

    def __init__(self, device: torch.device, lines: Lines, depth: int) -> None:
        self._device = device
        self._lines = lines
        self._plain = False
        self._up = Ring(partial(self._fill, both=True), depth)
        self._down = Ring(partial(self._fill, both=False), depth)

    def start_upload(self, picture: Picture) -> Picture | Uploading:
        """See `Transfer`; waits while all slots are under way."""
        if self._plain:
            return picture
        try:
            return self._sent(picture)
        except RuntimeError as error:
            self._go_plain(error)
            return picture

    def finish_upload(self, sent: Picture | Uploading) -> Tensor:
        """See `Transfer`; the device waits for the planes, this thread does not."""
        if isinstance(sent, Picture):
            return upload(sent, self._device)
        slot = sent.slot
        self._lines.compute.after(sent.arrived)
        planes = [plane.to(torch.float32) for plane in slot.device]
        rgb = to_rgb(sent.picture, planes, torch.float32)
        slot.mark = self._lines.compute.mark()
        self._up.give_back(slot)
        return rgb

    def start_download(
        self, pixels: Tensor, layout: PixelLayout, colour: ColourSpec, *, interlaced: bool
    ) -> Picture | Downloading:
        """See `Transfer`; waits while all slots are under way."""
        if self._plain:
            return download(pixels, layout, colour, interlaced=interlaced)
        planes = to_planes(pixels, layout, colour, interlaced=interlaced)
        try:
            return Downloading(self._fetched(planes), layout, colour, interlaced)
        except RuntimeError as error:
            self._go_plain(error)
            return download(pixels, layout, colour, interlaced=interlaced)

    def finish_download(self, sent: Picture | Downloading) -> Picture:
        """See `Transfer`; waits for the picture's copy and for nothing else."""
        if isinstance(sent, Picture):
            return sent
        slot = sent.slot
        slot.wait()
        planes = tuple(plane.numpy().copy() for plane in slot.host)
        self._down.give_back(slot)
        return Picture(planes, sent.layout, sent.colour, sent.interlaced)

    def stop(self) -> None:
        """See `Transfer`."""
        self._up.stop()
        self._down.stop()

    def close(self) -> None:
        """See `Transfer`."""
        self._up.close()
        self._down.close()

    def _sent(self, picture: Picture) -> Uploading:
        planes = [shared(plane) for plane in picture.planes]
        slot = self._up.lend(_shapes(planes))
        for host, device, plane in zip(slot.host, slot.device, planes, strict=True):
            host.copy_(plane)
            self._lines.up.copy(device, host)
        slot.mark = self._lines.up.mark()
        return Uploading(picture, slot, slot.mark)

    def _fetched(self, planes: list[Tensor]) -> Slot:
        slot = self._down.lend(_shapes(planes))
        slot.held = planes
        self._lines.down.after(self._lines.compute.mark())
        for host, plane in zip(slot.host, planes, strict=True):
            self._lines.down.copy(host, plane)
        slot.mark = self._lines.down.mark()
        return slot

    def _fill(self, slot: Slot, shapes: Shapes, *, both: bool) -> None:
        # Ordinary tensors: those of inference mode could not be written to outside of it.
        with torch.inference_mode(False):
            slot.host = [self._lines.host_memory(*shape) for shape in shapes]
            slot.device = [self._lines.device_memory(*shape) for shape in shapes] if both else []

    def _go_plain(self, error: RuntimeError) -> None:
        if isinstance(error, RingClosedError):
            raise error
        self._plain = True
        reason = str(error).strip().partition("\n")[0]
        _log.warning("Pictures are copied to and from %s one by one: %s", self._device, reason)


def transfer_for(device: torch.device, depth: int) -> Transfer:
    """The best a device offers, unless somebody turned it off.

    Args:
        device: Where pictures go to.
        depth: Pictures that may be on their way in each direction.
    """
    if device.type != "cuda" or os.environ.get(SWITCH) == "0":
        return Direct(device)
    try:
        return Overlap(device, CudaLines(device), depth)
    except RuntimeError as error:
        _log.warning("Pictures are copied to and from %s one by one: %s", device, error)
        return Direct(device)


def _shapes(planes: list[Tensor]) -> Shapes:
    return tuple((plane.shape, plane.dtype) for plane in planes)

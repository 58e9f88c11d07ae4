"""The same footage on every device that is to take part in an export."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from app.base.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.render.footage import Footage
    from app.render.segment_maker import Target

_log = logging.getLogger(__name__)


def on_other_devices(
    footage: Footage, target: Target, devices: str, open_on: Callable[[str], Footage]
) -> list[Footage]:
    """The footage opened again for every device but the first; one that refuses is left out.

    Args:
        footage: On the first device.
        target: Segments that must be made in order are made by one device.
        devices: As `choose_devices` takes them.
        open_on: Opens the footage on a device.
    """
    if not footage.where or target.in_order:
        return []
    from app.inference.device import choose_devices

    useful = choose_devices(devices)[1 : len(footage.segments)]
    opened: list[Footage] = []
    for device in useful:
        try:
            opened.append(open_on(str(device)))
        except DeviceError as error:
            _log.warning("%s takes no part in the export: %s", device, error)
    return opened

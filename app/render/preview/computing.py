"""Device and networks of one line of preview work, opened when the first effect runs."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken

if TYPE_CHECKING:
    from app.inference.device import Precision
    from app.render.resources import RenderResources


class RelayToken(CancelToken):
    """Asks whichever token is current: networks outlive the request they were loaded for."""

    def __init__(self) -> None:
        super().__init__()
        self.current = CancelToken()

    @property
    def cancelled(self) -> bool:
        """Whether the current work is to stop."""
        return self.current.cancelled

    def cancel(self) -> None:
        """Stop the current work."""
        self.current.cancel()

    def check(self) -> None:
        """Raise `Cancelled` if the current work is to stop."""
        self.current.check()


class Computing:
    """Lends `RenderResources` to one piece of work after the other. One thread at a time."""

    def __init__(self, device: str, precision: Precision) -> None:
        self.device = device
        self.precision: Precision = precision
        self._relay = RelayToken()
        self._stack = contextlib.ExitStack()
        self._resources: RenderResources | None = None

    def lend(self, cancel: CancelToken) -> RenderResources:
        """The resources, with networks that stop when `cancel` says so. Imports torch.

        Raises:
            DeviceError: the device does not exist here.
        """
        self._relay.current = cancel
        if self._resources is None:
            from app.render.resources import open_resources

            self._resources = self._stack.enter_context(
                open_resources(self.device, self.precision, self._relay)
            )
        return self._resources

    def configure(self, device: str, precision: Precision) -> None:
        """Compute elsewhere from now on."""
        if (device, precision) != (self.device, self.precision):
            self.close()
            self.device, self.precision = device, precision

    def close(self) -> None:
        """Free networks and device memory; `lend` opens them again."""
        self._resources = None
        self._stack.close()

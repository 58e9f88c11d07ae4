"""Networks in memory, lent to one borrower each."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

import torch

from app.base.errors import DeviceError
from app.inference.host_memory import total_memory
from app.inference.loaders.loading import load_card
from app.inference.memory import free_cache, is_out_of_memory
from app.inference.runner import TorchNetwork

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.cancel import CancelToken
    from app.inference.catalogue import Catalogue
    from app.inference.device import Precision
    from app.inference.network import Network
    from app.inference.weights_store import WeightsStore

SHARE = 0.25
"""Part of the device's memory that idle networks may keep."""


class NetworkPool:
    """Keeps loaded networks for the next borrower. Thread-safe; the networks themselves are not.

    Nobody waits for another borrower: who asks for a model in use gets a second copy of it.

    Args:
        catalogue: Says what an id means.
        store: Has the weights.
        device: Where networks run.
        precision: See `choose_dtype`.
        cancel: Checked by the networks before each tile.
        budget: Bytes of parameters that idle networks may keep; by default a share of the memory.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        store: WeightsStore,
        device: torch.device,
        precision: Precision = "auto",
        cancel: CancelToken | None = None,
        budget: int | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.store = store
        self.device = device
        self.precision: Precision = precision
        self._cancel = cancel
        self._budget = default_budget(device) if budget is None else budget
        self._lock = threading.Lock()
        self._idle: OrderedDict[TorchNetwork, str] = OrderedDict()  # least recently used first
        self._closed = False

    @contextlib.contextmanager
    def borrow(self, model_id: str) -> Iterator[Network]:
        """Lend the network of a model, loading it if none is idle.

        Raises:
            ModelError: unknown id, missing or damaged weights.
            DeviceError: the device is full.
        """
        network = self._idle_network(model_id) or self._loaded(model_id)
        try:
            yield network
        finally:
            self._return(network, model_id)

    def empty(self) -> None:
        """Give up all idle networks and the device memory kept for them, as a pause does."""
        with self._lock:
            self._idle.clear()
        free_cache(self.device)

    def close(self) -> None:
        """Keep nothing from now on; networks still lent are dropped when they come back."""
        self._closed = True
        self.empty()

    def __enter__(self) -> NetworkPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _idle_network(self, model_id: str) -> TorchNetwork | None:
        """The most recently used idle network of a model, taken out of the pool."""
        with self._lock:
            for network in reversed(self._idle):
                if self._idle[network] == model_id:
                    del self._idle[network]
                    return network
        return None

    def _loaded(self, model_id: str) -> TorchNetwork:
        card = self.catalogue.find(model_id)
        loaded = load_card(card, self.store.path(card))
        try:
            return TorchNetwork(loaded, self.device, self.precision, self._cancel)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            self.empty()
        try:
            return TorchNetwork(loaded, self.device, self.precision, self._cancel)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            raise DeviceError(
                f"The memory of {self.device} is too full for {model_id}; close other programs or "
                "choose --device cpu."
            ) from error

    def _return(self, network: TorchNetwork, model_id: str) -> None:
        with self._lock:
            if self._closed:
                return
            self._idle[network] = model_id
            kept = sum(each.nbytes for each in self._idle)
            while kept > self._budget:
                oldest, _ = self._idle.popitem(last=False)
                kept -= oldest.nbytes


def default_budget(device: torch.device) -> int:
    """A share of the device's memory, in bytes."""
    if device.type == "cuda":
        return int(SHARE * torch.cuda.get_device_properties(device).total_memory)
    return int(SHARE * total_memory())

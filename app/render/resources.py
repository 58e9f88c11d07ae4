"""What a render needs beside its plan: a device, a precision, a pool of networks."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from app.effects.effect import EffectContext
from app.inference.catalogue import Catalogue
from app.inference.device import choose_device
from app.inference.heap import reuse_freed_memory
from app.inference.network_pool import NetworkPool
from app.inference.overlap import transfer_for
from app.inference.weights_store import WeightsStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.annotations.layer import AnnotationLayer
    from app.base.cancel import CancelToken
    from app.base.time import Time
    from app.inference.device import Precision
    from app.inference.overlap import Transfer
    from app.render.plan import RenderPlan


@dataclass(frozen=True, slots=True)
class RenderResources:
    """Lent to renders by whoever owns them (the command line, the window's job thread).

    Attributes:
        device: Where the chain computes.
        pool: Networks on that device.
    """

    device: torch.device
    pool: NetworkPool

    def facts(self, plan: RenderPlan) -> object:
        """What makes frames of the same plan differ: device, precision, and the very weights."""
        models = {getattr(step.effect, "model", "") for step in plan.steps} - {""}
        digests = sorted((name, self.pool.catalogue.find(name).sha256) for name in models)
        facts = self.device.type, self.pool.precision, digests
        layer = plan.excerpt.layer
        return facts if layer is None else (*facts, _digest(layer))

    def context(
        self,
        origin: Time,
        cancel: CancelToken,
        layer: AnnotationLayer | None = None,
        *,
        batches: bool = False,
    ) -> EffectContext:
        """What effects get. They compute in fp32: it keeps 10 bit exact, networks cast inside."""
        return EffectContext(
            self.device, torch.float32, self.pool, cancel, origin, layer, batches=batches
        )

    def transfer(self, depth: int) -> Transfer:
        """What brings pictures to the device and back, `depth` at a time; for one render."""
        return transfer_for(self.device, depth)


def _digest(layer: AnnotationLayer) -> str:
    """Changes when what the layer says about places changes."""
    return hashlib.sha256(repr((layer.media, layer.tracks)).encode()).hexdigest()


@contextlib.contextmanager
def open_resources(
    device: str, precision: Precision, cancel: CancelToken
) -> Iterator[RenderResources]:
    """Choose a device and open a pool of networks on it; freed on exit.

    Raises:
        DeviceError: the device does not exist here.
    """
    chosen = choose_device(device)
    if chosen.type == "cpu":
        reuse_freed_memory()
    with contextlib.closing(
        NetworkPool(Catalogue.load(), WeightsStore(), chosen, precision, cancel)
    ) as pool:
        yield RenderResources(chosen, pool)

"""How quick models are on this machine: measured when asked, remembered by weights."""

from __future__ import annotations

import json
import time as clock
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import platformdirs

from app.base.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import torch

    from app.base.cancel import CancelToken
    from app.inference.catalogue import Catalogue, ModelCard
    from app.inference.device import Precision
    from app.inference.network import Network
    from app.inference.weights_store import WeightsStore

WIDTH, HEIGHT = 640, 360
"""Of the input; what the model makes of it is larger where it enlarges."""

SEQUENCE = 12
"""Frames that networks of sequences are asked for at once, as the upscaling effect does."""

RUNS = 20
PATIENCE = 6.0
"""Seconds after which fewer runs must do."""


@dataclass(frozen=True, slots=True)
class ModelSpeed:
    """What was measured with frames of 640 × 360.

    Attributes:
        fps: Frames per second.
        device: What ran it, in words.
        gpu: Whether that is something else than the processor.
        memory: Bytes taken at the most, weights included; 0 in older notes.
    """

    fps: float
    device: str
    gpu: bool = False
    memory: int = 0


class SpeedNotes:
    """What was measured here, in one small file; weights are known by their digest.

    A file that cannot be read counts as empty: it can be measured again.
    """

    def __init__(self, path: Path | None = None) -> None:
        folder = platformdirs.user_data_path("reelwright", appauthor=False)
        self._path = path or folder / "model-speeds.json"

    def all(self) -> dict[str, ModelSpeed]:
        """Speeds by the digest of the weights."""
        try:
            rows = json.loads(self._path.read_text("utf-8"))
            return {str(digest): _speed(row) for digest, row in rows.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def note(self, card: ModelCard, speed: ModelSpeed) -> None:
        """Remember a measurement; a disk that is full forgets it, which harms nobody."""
        rows = {digest: asdict(each) for digest, each in self.all().items()}
        rows[card.sha256] = asdict(speed)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._path, json.dumps(rows, indent=1).encode())


def _speed(row: dict[str, object]) -> ModelSpeed:
    fps, memory = float(str(row["fps"])), int(str(row.get("memory", 0)))
    return ModelSpeed(fps, str(row["device"]), bool(row["gpu"]), memory)


def measure_speed(
    card: ModelCard,
    catalogue: Catalogue,
    store: WeightsStore,
    device: str,
    precision: Precision,
    cancel: CancelToken,
) -> ModelSpeed:
    """Load a model and run it on gray frames; takes seconds.

    Raises:
        ModelError: the weights are not here, or it cannot run.
        DeviceError: no such device, or it is full.
        Cancelled: as asked.
    """
    from app.inference.device import choose_device, describe
    from app.inference.live_memory import taken_by
    from app.inference.network_pool import NetworkPool

    chosen = choose_device(device)
    with (
        closing(NetworkPool(catalogue, store, chosen, precision, cancel)) as pool,
        pool.borrow(card.id) as network,
    ):
        run, made = _one_call(network, chosen)
        memory = int(getattr(network, "nbytes", 0)) + taken_by(run, chosen)
        start, runs = clock.perf_counter(), 0
        while runs < RUNS and clock.perf_counter() - start < PATIENCE:
            cancel.check()
            run()
            runs += 1
        fps = made * runs / (clock.perf_counter() - start)
        return ModelSpeed(fps, describe(chosen), chosen.type != "cpu", memory)


def _one_call(network: Network, device: torch.device) -> tuple[Callable[[], None], int]:
    """What runs the network once, to the end, and how many frames come of it."""
    import torch

    traits = network.traits
    made = SEQUENCE if traits.sequence else 1
    window = traits.past + made + traits.future
    shape = (1, 3, HEIGHT, WIDTH) if window == 1 else (1, window, 3, HEIGHT, WIDTH)
    pictures = torch.full(shape, 0.5, device=device)
    sigma = 10.0 if traits.noise_map else None
    answers = {"answers": range(traits.past, traits.past + made)} if traits.sequence else {}

    def run() -> None:
        network(pictures, sigma, **answers)
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    return run, made

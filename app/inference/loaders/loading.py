"""The loaders, in the order they are asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.errors import ModelError
from app.inference.loaders import adjusting, ncnn, onnx, plain, reel, spandrel, temporal, tflite
from app.inference.loaders.weights_file import WeightsFile

if TYPE_CHECKING:
    from pathlib import Path

    from app.inference.catalogue import ModelCard
    from app.inference.loaders.loaded import LoadedModule

LOADERS = (
    reel.load, plain.load, adjusting.load, temporal.load, ncnn.load, onnx.load, tflite.load,
    spandrel.load,
)  # fmt: skip
"""Each gives a module, None for “not mine”, or refuses with a ModelError. A new one goes here."""


def load_module(path: Path) -> LoadedModule:
    """Read a weights file that nobody has to trust.

    Raises:
        ModelError: missing, huge, damaged, malicious or unknown; nothing in the file was run.
    """
    file = WeightsFile(path)
    file.check_size()
    for load in LOADERS:
        loaded = load(file)
        if loaded is not None:
            return loaded
    raise ModelError(
        f"{path.name} is not a kind of weights file we read; "
        "use .safetensors, .pth, .onnx, or ncnn's .bin with its .param beside it."
    )


def load_card(card: ModelCard, path: Path) -> LoadedModule:
    """The module of a catalogue entry; what the card measured goes before what a loader assumes.

    Raises:
        ModelError: see `load_module`; or the file does not do what the card says.
    """
    loaded = load_module(path)
    _check_against(card, loaded, path)
    needs = card.input
    traits = replace(
        loaded.traits,
        half=card.half and loaded.traits.half,
        bfloat16=card.bfloat16 and loaded.traits.bfloat16,
        receptive_field=needs.receptive_field or loaded.traits.receptive_field,
    )
    return replace(loaded, traits=traits, peak=float(needs.range))


def _check_against(card: ModelCard, loaded: LoadedModule, path: Path) -> None:
    traits, needs = loaded.traits, card.input
    found = (traits.scale, traits.past, traits.future, traits.noise_map)
    if found != (card.scale, needs.past, needs.future, needs.noise_map):
        raise ModelError(
            f"{path.name} does not do what the card of {card.id} says (scale, neighbour frames or "
            "noise map differ); correct the card or the file."
        )

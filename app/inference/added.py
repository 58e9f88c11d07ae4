"""Models the user brings along: recognised, copied in, given a card of their own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.errors import ModelError
from app.inference.added_card import UNKNOWN, check_free, keep, toml, write_card
from app.inference.detector_file import is_detector
from app.inference.loaders.loading import load_module
from app.inference.probing import check_task, found
from app.inference.segmenting.files import name_of, pair_of
from app.inference.segmenting.segmenter import Segmenter

if TYPE_CHECKING:
    from pathlib import Path

    from app.inference.catalogue import ModelCard
    from app.inference.loaders.loaded import LoadedModule
    from app.inference.weights_store import WeightsStore


def id_for(path: Path) -> str:
    """A model id from a file name: `4x_Foo Bar.pth` becomes `4x_foo-bar`.

    Raises:
        ModelError: nothing usable is in the name.
    """
    return _id_of(path.stem, path)


def add_file(path: Path, store: WeightsStore, *, task: str = "", white: int = 0) -> ModelCard:
    """Copy a weights file into the store and write its card; adding it again changes nothing.

    Of an encoder and a decoder that lie side by side either may be named; they become one model.

    Args:
        path: The file.
        store: Where to.
        task: What it is for; "" lets what it does decide.
        white: The value of white inside the network, 1 or 255; 0: found out, see `probing`.

    Raises:
        ModelError: no loader knows it, another model has its name, or the task does not fit.
    """
    pair = pair_of(path)
    if pair is not None:
        _check_unasked(path, task, white)
        return _add_pair(*pair, store)
    model_id = id_for(path)
    check_free(model_id, path, store)
    if is_detector(path):
        _check_unasked(path, task, white)
        return _add_detector(model_id, path, store)
    loaded = _told(load_module(path), path, task, white)
    sources = [path]
    if path.suffix.lower() == ".bin":
        sources.append(path.with_suffix(".param"))
    kept = [keep(each, f"{model_id}{each.suffix.lower()}", store) for each in sources]
    head = _head(model_id, path, loaded)
    return write_card(head | ({"task": task} if task else {}), kept, store, _needs(loaded))


def _told(loaded: LoadedModule, path: Path, task: str, white: int) -> LoadedModule:
    """With the range that was told, or found out where the file does not say it."""
    if task:
        check_task(task, loaded.traits.scale, path.name)
    if not white and path.suffix.lower() == ".onnx":
        white = found(loaded).white
    return replace(loaded, peak=float(white)) if white else loaded


def _check_unasked(path: Path, task: str, white: int) -> None:
    if task or white:
        raise ModelError(
            f"{path.name} says by itself what it is for; leave out the task and the range."
        )


def _add_pair(encoder: Path, decoder: Path, store: WeightsStore) -> ModelCard:
    """What finds an object from clicks; one answer is asked of it before it is taken in."""
    title = name_of(encoder)
    model_id = _id_of(title, encoder)
    check_free(model_id, encoder, store)
    Segmenter(encoder, decoder).check()
    names = (f"{model_id}.encoder.onnx", f"{model_id}.decoder.onnx")
    kept = [keep(each, name, store) for each, name in zip((encoder, decoder), names, strict=True)]
    head: dict[str, object] = {
        "id": model_id,
        "title": title,
        "summary": f"Masks from clicks, by {encoder.name} and {decoder.name}, added by you.",
        "task": "segment",
        "architecture": "sam",
    }
    return write_card(head | UNKNOWN, kept, store)


def _add_detector(model_id: str, path: Path, store: WeightsStore) -> ModelCard:
    """Copy a detector of the YOLO family; what it finds is its own business."""
    head: dict[str, object] = {
        "id": model_id,
        "title": path.stem,
        "summary": f"Detector from {path.name}, added by you.",
        "task": "detect",
        "architecture": "yolo",
    }
    return write_card(head | UNKNOWN, [keep(path, f"{model_id}.onnx", store)], store)


def _id_of(title: str, path: Path) -> str:
    name = re.sub(r"[^a-z0-9._-]+", "-", title.lower()).strip("-._")[:60]
    if not name:
        raise ModelError(f"No id can be made of the name {path.name}; rename the file.")
    return name


def _head(model_id: str, path: Path, loaded: LoadedModule) -> dict[str, object]:
    traits = loaded.traits
    restores = "denoise" if traits.noise_map else "restore"
    restores = "interpolate" if traits.between else restores
    head: dict[str, object] = {
        "id": model_id,
        "title": path.stem,
        "summary": f"{loaded.architecture} from {path.name}, added by you.",
        "task": "upscale" if traits.scale > 1 else restores,
        "architecture": loaded.architecture,
        "scale": traits.scale,
    }
    return head | UNKNOWN


def _needs(loaded: LoadedModule) -> str:
    traits = loaded.traits
    needs: dict[str, object] = {
        "range": int(loaded.peak),
        "colour": "gray" if loaded.channels == 1 else "rgb",
        "noise_map": traits.noise_map,
        "past": traits.past,
        "future": traits.future,
    }
    if traits.receptive_field is not None:
        needs["receptive_field"] = traits.receptive_field
    precision: dict[str, object] = {"half": traits.half, "bfloat16": traits.bfloat16}
    return f"[input]\n{toml(needs)}\n[precision]\n{toml(precision)}"

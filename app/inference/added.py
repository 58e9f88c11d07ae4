"""Models the user brings along: recognised, copied in, given a card of their own."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

from app.base.errors import ModelError
from app.base.files import appearing, write_atomically
from app.inference.card_file import read_card
from app.inference.catalogue import MODELS_FOLDER
from app.inference.detector_file import is_detector
from app.inference.loaders.loading import load_module

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
    name = re.sub(r"[^a-z0-9._-]+", "-", path.stem.lower()).strip("-._")[:60]
    if not name:
        raise ModelError(f"No id can be made of the name {path.name}; rename the file.")
    return name


def add_file(path: Path, store: WeightsStore) -> ModelCard:
    """Copy a weights file into the store and write its card; adding it again changes nothing.

    Raises:
        ModelError: no loader knows it, or another model has its name.
    """
    model_id = id_for(path)
    _check_free(model_id, path, store)
    if is_detector(path):
        return _add_detector(model_id, path, store)
    loaded = load_module(path)
    sources = [path]
    if path.suffix.lower() == ".bin":
        sources.append(path.with_suffix(".param"))
    store.downloads.mkdir(parents=True, exist_ok=True)
    names = [f"{model_id}{source.suffix.lower()}" for source in sources]
    for source, name in zip(sources, names, strict=True):
        with appearing(store.downloads / name) as partial:
            shutil.copyfile(source, partial)
    return _write_card(model_id, path, names, loaded, store)


def _add_detector(model_id: str, path: Path, store: WeightsStore) -> ModelCard:
    """Copy a detector of the YOLO family; what it finds is its own business."""
    name = f"{model_id}.onnx"
    store.downloads.mkdir(parents=True, exist_ok=True)
    with appearing(store.downloads / name) as partial:
        shutil.copyfile(path, partial)
    kept = store.downloads / name
    head: dict[str, object] = {
        "id": model_id,
        "title": path.stem,
        "summary": f"Detector from {path.name}, added by you.",
        "task": "detect",
        "architecture": "yolo",
        "licence": "unknown",
        "commercial_use": "unknown",
        "authors": ["unknown"],
    }
    file: dict[str, object] = {
        "name": name,
        "size": kept.stat().st_size,
        "sha256": store.digest(kept),
    }
    card = store.cards / f"{model_id}.toml"
    card.parent.mkdir(parents=True, exist_ok=True)
    text = f"{_lines(head)}added = true\n\n[file]\n{_lines(file)}builtin = true\n"
    write_atomically(card, text.encode())
    return read_card(card)


def _check_free(model_id: str, path: Path, store: WeightsStore) -> None:
    card = store.cards / f"{model_id}.toml"
    same = card.is_file() and read_card(card).sha256 == store.digest(path)
    if (card.exists() and not same) or (MODELS_FOLDER / "cards" / f"{model_id}.toml").exists():
        raise ModelError(f"There is a model “{model_id}” already; rename {path.name} first.")


def _write_card(
    model_id: str, path: Path, names: list[str], loaded: LoadedModule, store: WeightsStore
) -> ModelCard:
    card = store.cards / f"{model_id}.toml"
    card.parent.mkdir(parents=True, exist_ok=True)
    files = [(name, store.downloads / name) for name in names]
    tables = [
        f"[{'file' if n == 0 else '[companion]'}]\n"
        + _lines({"name": name, "size": file.stat().st_size, "sha256": store.digest(file)})
        + "builtin = true\n"
        for n, (name, file) in enumerate(files)
    ]
    head = _lines(_head(model_id, path, loaded)) + "added = true\n"
    write_atomically(card, "\n".join([head, *tables, _needs(loaded)]).encode())
    return read_card(card)


def _head(model_id: str, path: Path, loaded: LoadedModule) -> dict[str, object]:
    traits = loaded.traits
    restores = "denoise" if traits.noise_map else "restore"
    return {
        "id": model_id,
        "title": path.stem,
        "summary": f"{loaded.architecture} from {path.name}, added by you.",
        "task": "upscale" if traits.scale > 1 else restores,
        "architecture": loaded.architecture,
        "scale": traits.scale,
        "licence": "unknown",
        "commercial_use": "unknown",
        "authors": ["unknown"],
    }


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
    return f"[input]\n{_lines(needs)}\n[precision]\n{_lines(precision)}"


def _lines(values: dict[str, object]) -> str:
    """TOML of plain values: JSON writes text, numbers, lists and booleans the same way."""
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())

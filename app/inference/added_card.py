"""The card of a model the user brings along."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from app.base.errors import ModelError
from app.base.files import appearing, write_atomically
from app.inference.card_file import read_card
from app.inference.catalogue import MODELS_FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.inference.catalogue import ModelCard
    from app.inference.weights_store import WeightsStore

UNKNOWN: dict[str, object] = {
    "licence": "unknown",
    "commercial_use": "unknown",
    "authors": ["unknown"],
}
"""What nobody told us of a file."""


def check_free(model_id: str, path: Path, store: WeightsStore) -> None:
    """Refuse an id that is another model's; the same file may come again.

    Raises:
        ModelError: it is taken.
    """
    card = store.cards / f"{model_id}.toml"
    same = card.is_file() and read_card(card).sha256 == store.digest(path)
    if (card.exists() and not same) or (MODELS_FOLDER / "cards" / f"{model_id}.toml").exists():
        raise ModelError(f"There is a model “{model_id}” already; rename {path.name} first.")


def keep(source: Path, name: str, store: WeightsStore) -> Path:
    """Copy a file into the store under another name."""
    store.downloads.mkdir(parents=True, exist_ok=True)
    with appearing(store.downloads / name) as partial:
        shutil.copyfile(source, partial)
    return store.downloads / name


def write_card(
    head: dict[str, object], files: Sequence[Path], store: WeightsStore, more: str = ""
) -> ModelCard:
    """Write the card of kept files, the weights first and then what lies beside them.

    Args:
        head: The fields above the tables, the id among them.
        files: In the store.
        store: Which.
        more: Further tables, as TOML.
    """
    tables = [
        f"[{'file' if n == 0 else '[companion]'}]\n"
        + toml({"name": file.name, "size": file.stat().st_size, "sha256": store.digest(file)})
        + "builtin = true\n"
        for n, file in enumerate(files)
    ]
    card = store.cards / f"{head['id']}.toml"
    card.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join([toml(head) + "added = true\n", *tables, more])
    write_atomically(card, text.encode())
    return read_card(card)


def toml(values: dict[str, object]) -> str:
    """TOML of plain values: JSON writes text, numbers, lists and booleans the same way."""
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())

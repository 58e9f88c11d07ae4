"""The README's table of models, made from their cards: `python -m models.table` prints it."""

from __future__ import annotations

import sys

from app.base.text import format_bytes
from app.inference.catalogue import Catalogue, ModelCard

HEAD = "| model | what it does | size | licence | commercial use | measured |\n" + "|---" * 6 + "|"


def table() -> str:
    """Markdown, one row per card, built-ins first."""
    cards = sorted(
        Catalogue.load().all(), key=lambda card: (not card.id.startswith("reel-"), card.id)
    )
    return "\n".join([HEAD, *map(_row, cards)]) + "\n"


def _row(card: ModelCard) -> str:
    figures = "; ".join(f"{f.set} {f.value:g} dB {f.metric.split()[0]}" for f in card.quality)
    cells = (
        f"`{card.id}`",
        card.summary.rstrip("."),
        format_bytes(card.size),
        card.licence,
        card.commercial_use,
        figures or "not yet",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(table())

"""The README's table of models, made from their cards: `python -m models.table` prints it."""

from __future__ import annotations

import sys

from app.base.text import format_bytes
from app.inference.catalogue import Catalogue, Figure, ModelCard

HEAD = "| model | what it does | size | licence | commercial use | measured |\n" + "|---" * 6 + "|"


def table() -> str:
    """Markdown, one row per card, built-ins first."""
    cards = sorted(
        Catalogue.load().all(), key=lambda card: (not card.id.startswith("reel-"), card.id)
    )
    return "\n".join([HEAD, *map(_row, cards)]) + "\n"


def _row(card: ModelCard) -> str:
    figures = "; ".join(map(figure_words, card.quality))
    cells = (
        f"`{card.id}`",
        card.summary.rstrip("."),
        format_bytes(card.size),
        card.licence,
        card.commercial_use,
        figures or "not yet",
    )
    return f"| {' | '.join(cells)} |"


def figure_words(figure: Figure) -> str:
    """As "Set5 38.08 dB Y-PSNR", or "faces 0.93 AP50"."""
    name = figure.metric.removesuffix(" dB")
    unit = "" if name == figure.metric else "dB "
    value = f"{figure.value:+g}" if "gain" in name else f"{figure.value:g}"
    return f"{figure.set} {value} {unit}{name}"


if __name__ == "__main__":
    sys.stdout.write(table())

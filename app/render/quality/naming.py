"""How well a classifier names what is plain to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analyses.classifier import open_classifier
from app.inference.quality.measure import figure
from app.render.quality.material import Place, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from app.inference.catalogue import Figure, ModelCard

    Namer = Callable[[NDArray[np.uint8], int], list[tuple[str, float]]]

SAILS = ("catamaran", "trimaran", "yawl", "schooner")
SHORE = ("seashore", "sandbar")

CONTENTS = {
    "images/CBSD68_12/101085.png": ("totem pole",),
    "images/CBSD68_12/102061.png": ("castle", "palace"),
    "images/CBSD68_12/105025.png": ("lion",),
    "images/CBSD68_12/106024.png": ("king penguin",),
    "images/CBSD68_12/108005.png": ("tiger",),
    "images/CBSD68_12/108070.png": ("tiger",),
    "images/CBSD68_12/108082.png": ("tiger",),
    "images/CBSD68_12/109053.png": ("coyote", "red wolf"),
    "images/Kodak24/kodim09.png": SAILS,
    "images/Kodak24/kodim10.png": SAILS,
    "images/Kodak24/kodim12.png": (*SHORE, "bikini", "maillot", "swimming trunks"),
    "images/Kodak24/kodim16.png": (*SHORE, "lakeside"),
    "images/Kodak24/kodim19.png": ("beacon", "picket fence"),
    "images/Kodak24/kodim20.png": ("warplane", "wing"),
    "images/Kodak24/kodim21.png": ("beacon",),
    "images/Kodak24/kodim22.png": ("barn",),
    "images/Kodak24/kodim23.png": ("macaw",),
    "images/Set14/baboon.png": ("baboon",),
    "images/Set14/coastguard.png": ("speedboat",),
    "images/Set14/monarch.png": ("monarch",),
    "images/Set14/pepper.png": ("bell pepper",),
    "images/Set14/zebra.png": ("zebra",),
    "images/Set5/bird.bmp": ("toucan",),
    "images/Set5/butterfly.bmp": ("monarch",),
}
"""Pictures of one thing for which ImageNet has a word, and the words that are right. Chosen, and
the words with them, before any network was asked."""

MOST = 5


def named(card: ModelCard, media: Path) -> list[Figure]:
    """Top-1 and top-5 accuracy, as since O. Russakovsky et al. (ImageNet, IJCV 2015).

    Raises:
        ModelError: weights or pictures are missing.
    """
    _, classifier = open_classifier(card.id)
    first, any_of_five = accuracy(classifier, media)
    condition = f"{len(CONTENTS)} pictures of one plain thing, named by hand; thousand words"
    name = "plain things"
    return [
        figure(name, "top-1", first, condition),
        figure(name, f"top-{MOST}", any_of_five, condition),
    ]


def accuracy(namer: Namer, media: Path) -> tuple[float, float]:
    """Share of the pictures whose surest word is right, and one of the five surest."""
    ranks = []
    for path, right in CONTENTS.items():
        words = [word for word, _ in namer(shown(media, Place(path)), MOST)]
        ranks.append([word in right for word in words])
    first = [row[:1] == [True] for row in ranks]
    return float(np.mean(first)), float(np.mean([any(row) for row in ranks]))

"""How well text is read: signs and prints as they are, and lines drawn on pictures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.analyses.text import open_reader
from app.inference.quality.captions import FONTS, MARGIN, captioned
from app.inference.quality.measure import figure
from app.inference.quality.pictures import imresize
from app.render.quality.material import Place, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from app.analyses.text_following import Reader
    from app.inference.catalogue import Figure, ModelCard

COUNTER = "clips/counter.mp4"
COUNTED = (0, 7, 12, 19)
"""Frames of a clip on which its count from 1 is burnt in, and the time, ten frames a second."""

PRINTED: dict[Place, tuple[str, ...]] = {
    Place("images/Set14/ppt3.png"): (
        "How to Do", "Everything", "with", "PowerPoint", "2002", "Create effective", "multimedia",
        "presentations", "Make your point in", "a meaningful,", "memorable way", "Deliver",
        "your show", "on-screen", "or on the Web",
    ),
    Place("images/Set14/foreman.png"): ("SIEMENS",),
    Place("images/Kodak24/kodim03.png"): ("Bahamas",),
    Place("images/Kodak24/kodim09.png"): ("14255",),
    Place("images/Kodak24/kodim10.png"): ("20042",),
    Place("images/Kodak24/kodim14.png"): ("SNOWMASS", "WHITEWATER"),
}  # fmt: skip
"""What can plainly be read on pictures; of what is written there twice, once."""

CAPTIONS = (
    "The train leaves at 9:45",
    "No entry after sunset",
    "Chapter 12: The harbour",
    "Bring water and a map",
    "Filmed in July 1968",
    "What have you done?",
    "Price: 37.50 per night",
    "Quick, jump over the box!",
)
SCALES = (0.6, 0.8, 1.0)
CAPTIONED = 24
"""Pictures of Kodak24, each with one caption."""

METRIC = "accuracy"
SIDE = 960
"""Longer side of the picture that is searched, as where nobody chose another."""

LEAST = 0.5
"""Score from which what is read counts."""


def text_read(card: ModelCard, media: Path) -> list[Figure]:
    """Character accuracy: 1 less the edits it takes, in letters of the truth.

    Raises:
        ModelError: weights, pictures or the clip are missing.
    """
    _, reader = open_reader(card.id, SIDE)
    known = printed()
    lines = sum(map(len, known.values()))
    signs = f"letters of {lines} lines on {len(known)} pictures and frames"
    drawn = f"{CAPTIONED} lines in {len(FONTS)} line fonts, capitals of 13 to 22 pixels"
    halves = signs_read(reader, media, known, 2)
    return [
        figure("signs at half size", METRIC, halves, signs),
        figure("signs", METRIC, signs_read(reader, media, known), signs),
        figure("Kodak24 captions", METRIC, captions_read(reader, media), drawn),
    ]


def printed() -> dict[Place, tuple[str, ...]]:
    """Lines that are known, by the picture."""
    counted = {Place(COUNTER, n): (f"Frame = {n + 1}", f"PTS = {n / 10:.1f}s") for n in COUNTED}
    return PRINTED | counted


def signs_read(
    reader: Reader, media: Path, known: Mapping[Place, tuple[str, ...]], smaller: int = 1
) -> float:
    """Accuracy over all known lines, each by the line read that is nearest to it.

    Args:
        reader: Reads.
        media: Folder of the pictures.
        known: Lines by picture.
        smaller: How many times smaller the pictures are shown to it.
    """
    pairs = []
    for place, lines in known.items():
        picture = shown(media, place)
        if smaller > 1:
            picture = imresize(picture, *(side // smaller for side in picture.shape[:2]))
        read = [line.text for line in reader(picture, LEAST)]
        pairs += [(min(read, key=partial(edits, line), default=""), line) for line in lines]
    return accuracy(pairs)


def captions_read(reader: Reader, media: Path) -> float:
    """Accuracy over the captions; what is read above them is the picture's own."""
    pairs = []
    for number in range(CAPTIONED):
        picture = shown(media, Place(f"images/Kodak24/kodim{number + 1:02d}.png"))
        text, font = CAPTIONS[number % len(CAPTIONS)], FONTS[number % len(FONTS)]
        scale = SCALES[number % len(SCALES)]
        edge = picture.shape[0] - MARGIN - 30 * scale
        found = reader(captioned(picture, text, font, scale), LEAST)
        below = [line.text for line in found if (line.box.y0 + line.box.y1) / 2 > edge]
        pairs.append((" ".join(below), text))
    return accuracy(pairs)


def accuracy(pairs: Sequence[tuple[str, str]]) -> float:
    """In [0, 1], of pairs of what was read and what is written; spaces do not count."""
    bare = [tuple("".join(text.split()) for text in pair) for pair in pairs]
    wrong = sum(min(edits(read, known), len(known)) for read, known in bare)
    return 1 - wrong / sum(len(known) for _, known in bare)


def edits(one: str, other: str) -> int:
    """Letters to put in, take out or change (V. Levenshtein, 1966)."""
    row = list(range(len(other) + 1))
    for count, letter in enumerate(one, 1):
        last, row[0] = row[0], count
        for place, wanted in enumerate(other, 1):
            least = min(row[place] + 1, row[place - 1] + 1, last + (letter != wanted))
            last, row[place] = row[place], least
    return row[-1]

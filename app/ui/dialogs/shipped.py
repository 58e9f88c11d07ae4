"""What the program is made of, and under which licences. No Qt; reads files: ask on a worker."""

from __future__ import annotations

import importlib.metadata
import json
import re
from dataclasses import dataclass
from pathlib import Path

from app import __version__

ROOT = Path(__file__).parents[3]
LONGEST = 200_000
_TEXTS = re.compile(r"^(licen[cs]e|copying|notice)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shipped:
    """One part.

    Attributes:
        name, version: As its makers write them.
        licence: SPDX expression or words; "" if the package does not say.
        text: What to show; "" where the package has to be asked by `licence_text`.
        package: Name of the installed package, or "".
    """

    name: str
    version: str
    licence: str
    text: str = ""
    package: str = ""


def shipped_software() -> tuple[Shipped, ...]:
    """Reelwright, the packages it stands on as far as they are installed, and what is in them."""
    own = Shipped("Reelwright", __version__, "Apache-2.0", _own_text())
    packages = sorted(_packages(), key=str.casefold)
    inside = json.loads((ROOT / "resources/licences/inside.json").read_text(encoding="utf-8"))
    return (
        own,
        *(Shipped(entry["name"], "", entry["licence"], entry["text"]) for entry in inside),
        *(_package(name) for name in packages),
    )


def licence_text(package: str) -> str:
    """The licence files of an installed package, one after the other, cut when very long."""
    texts = []
    files = importlib.metadata.distribution(package).files or []
    for file in sorted(files, key=str):
        if _TEXTS.match(file.name) and ".dist-info" in str(file):
            texts.append(file.read_text(encoding="utf-8").strip())
    return "\n\n————————\n\n".join(texts)[:LONGEST]


def shipped_models() -> tuple[Shipped, ...]:
    """Models of the catalogue with the licences of their weights."""
    from app.inference.catalogue import Catalogue

    return tuple(
        Shipped(card.title, "", card.licence, _model_text(card.summary, card.authors))
        for card in Catalogue.load().all()
    )


def _model_text(summary: str, authors: tuple[str, ...]) -> str:
    return f"{summary}\n\n{', '.join(authors)}".strip()


def _own_text() -> str:
    path = ROOT / "LICENSE"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _packages() -> set[str]:
    """What Reelwright needs; where it was not installed as a package, all there is."""
    try:
        return _needed("reelwright")
    except importlib.metadata.PackageNotFoundError:
        return {found.metadata["Name"] for found in importlib.metadata.distributions()}


def _needed(package: str) -> set[str]:
    """Installed packages that `package` needs, and those that they need, under their own names."""
    found: dict[str, str] = {}
    waiting = [package]
    while waiting:
        for requirement in importlib.metadata.requires(waiting.pop()) or []:
            name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
            if "extra ==" in requirement or _plain(name) in found:
                continue
            try:
                own = importlib.metadata.distribution(name).metadata["Name"]
            except importlib.metadata.PackageNotFoundError:
                continue  # for another system
            found[_plain(name)] = own
            waiting.append(name)
    return set(found.values())


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()


def _package(name: str) -> Shipped:
    metadata = importlib.metadata.metadata(name)
    return Shipped(name, metadata["Version"], _licence(metadata), package=name)


def _licence(metadata: importlib.metadata.PackageMetadata) -> str:
    """The newest way of telling it wins; a whole text in the field is not a name."""
    expression = _first(metadata, "License-Expression")
    classes = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    short = _first(metadata, "License").strip()
    return expression or (short if 0 < len(short) < 80 else "") or ", ".join(classes)


def _first(metadata: importlib.metadata.PackageMetadata, name: str) -> str:
    """The field, "" where it is missing; indexing such a one is deprecated."""
    found: list[str] | None = metadata.get_all(name)
    return found[0] if found else ""

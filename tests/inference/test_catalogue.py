"""Cards as data: the shipped ones are valid, wrong ones are named, and torch stays out."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from app.base.errors import ModelError
from app.inference.card_file import read_card
from app.inference.catalogue import MODELS_FOLDER, Catalogue, PackageSource, UrlSource

if TYPE_CHECKING:
    from pathlib import Path

CARD = """
id = "one"
title = "One"
summary = "A model."
task = "upscale"
architecture = "compact"
scale = 2
licence = "MIT"
commercial_use = "yes"
authors = ["Ann"]

[file]
name = "one.pth"
size = 10
sha256 = "{sha}"
url = "https://example.org/one.pth"

[[quality]]
set = "Set5"
metric = "Y-PSNR dB"
value = 38

[training]
data = "photographs"
seed = 7
""".format(sha="0" * 64)


def write(folder: Path, text: str, name: str = "one") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def test_shipped_cards_are_valid_and_found() -> None:
    catalogue = Catalogue.load([MODELS_FOLDER / "cards"])

    ids = {card.id for card in catalogue.all()}
    assert {"rlfn-x2", "rlfn-x4", "compact-animevideov3-x4", "dncnn-gray-25"} <= ids
    assert isinstance(catalogue.find("rlfn-x2").source, UrlSource)
    assert isinstance(catalogue.find("realesrgan-x4plus").source, PackageSource)
    assert catalogue.find("dncnn-gray-25") in catalogue.by_task("denoise")


def test_a_card_is_read_whole(tmp_path: Path) -> None:
    card = read_card(write(tmp_path, CARD))

    assert (card.size, card.scale, card.quality[0].value) == (10, 2, 38.0)
    assert card.training is not None
    assert (card.training.data, card.training.seed) == ("photographs", 7)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('title = "One"\n', "", "title"),
        ("scale = 2", 'scale = "2"', "scale"),
        ("scale = 2", "scale = true", "scale"),
        ("scale = 2", "scale = 2\nscales = 3", "scales"),
        ('task = "upscale"', 'task = "upscael"', "task"),
        ('commercial_use = "yes"', 'commercial_use = "maybe"', "commercial_use"),
        ('name = "one.pth"', 'name = "../one.pth"', "name"),
        ("https://", "file://", "url"),
        ("https://", "http://", "url"),
        ("size = 10", "size = 10\ncolour = 1", "colour"),
        ('url = "https://example.org/one.pth"', 'wheel = "--pre"\nmember = "x"', "wheel"),
        ("value = 38", 'value = "38"', "value"),
        ('authors = ["Ann"]', "authors = [1]", "authors"),
        ("0" * 64, "0" * 63, "sha256"),
        ('id = "one"', 'id = "two"', "id"),
    ],
)
def test_a_wrong_field_is_named_with_its_file(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    path = write(tmp_path, CARD.replace(old, new))

    with pytest.raises(ModelError, match=rf"one\.toml.*“{field}”"):
        read_card(path)


def test_text_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"one\.toml cannot be read"):
        read_card(write(tmp_path, "id = "))


def test_a_near_miss_is_suggested() -> None:
    with pytest.raises(ModelError, match="Did you mean “rlfn-x2”"):
        Catalogue.load([MODELS_FOLDER / "cards"]).find("rlfn-x22")


def test_listing_does_not_import_torch() -> None:
    code = (
        "import sys; from app.inference.catalogue import Catalogue;"
        "from app.inference.weights_store import WeightsStore;"
        "cards = Catalogue.load().all(); store = WeightsStore(); [store.find(c) for c in cards];"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

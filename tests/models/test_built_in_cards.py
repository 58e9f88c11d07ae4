"""Whoever doubts a built-in network finds in its card how to make it again."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from app.inference.catalogue import MODELS_FOLDER, Catalogue
from models.training.__main__ import parser
from models.training.export import read
from models.training.recipes import recipe_named

if TYPE_CHECKING:
    from app.inference.catalogue import ModelCard

BUILT_IN = [
    card
    for card in Catalogue.load([MODELS_FOLDER / "cards"]).all()
    if (MODELS_FOLDER / "builtin" / f"{card.id}.safetensors").exists()
]


def test_every_weights_file_that_comes_along_has_a_card() -> None:
    files = {path.stem for path in (MODELS_FOLDER / "builtin").glob("*.safetensors")}
    assert {card.id for card in BUILT_IN} == files


@pytest.mark.parametrize("card", BUILT_IN, ids=lambda card: card.id)
def test_a_card_tells_how_its_network_was_made(card: ModelCard) -> None:
    made = card.training
    assert made is not None
    assert made.seed is not None
    assert all((made.data, made.licences, made.time, made.machine))
    _, _, _, *words = shlex.split(made.command)
    given = parser().parse_args(words)
    assert given.verb == "train"
    recipe = recipe_named(given.recipe)
    assert recipe.name == card.id
    header = read(MODELS_FOLDER / "builtin" / f"{card.id}.safetensors")[0]
    assert (header["recipe"], header["task"]) == (recipe.name, recipe.task)

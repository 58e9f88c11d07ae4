"""`reelwright effects`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Invoke


def test_all_effects_are_listed(invoke: Invoke) -> None:
    from app.effects.registry import EFFECTS

    lines = invoke("effects").out.splitlines()
    assert [line.split()[0] for line in lines] == [kind.name for kind in EFFECTS]
    told = json.loads(invoke("effects", "--json").out)
    assert [effect["name"] for effect in told] == [kind.name for kind in EFFECTS]


def test_one_effect_shows_its_parameters(invoke: Invoke) -> None:
    from app.effects.registry import EFFECTS

    for kind in EFFECTS:
        told = json.loads(invoke("effects", kind.name, "--json").out)
        names = [parameter["name"] for parameter in told["parameters"]]
        assert names == [parameter.name for parameter in kind.parameters]
        words = invoke("effects", kind.name).out
        assert [name for name in names if f"\n{name} " not in words] == []


def test_a_parameter_is_told_whole(invoke: Invoke) -> None:
    told = json.loads(invoke("effects", "moving-objects", "--analyses", "--json").out)
    gap = next(parameter for parameter in told["parameters"] if parameter["name"] == "gap")
    assert (gap["kind"], gap["default"], gap["unit"]) == ("whole", 10, "frames")
    assert (gap["minimum"], gap["maximum"], gap["animated"]) == (0, 1000, False)


def test_a_zero_that_is_no_amount_is_told_by_its_word(invoke: Invoke) -> None:
    told = json.loads(invoke("effects", "upscale", "--json").out)
    scale = next(each for each in told["parameters"] if each["name"] == "scale")
    assert (scale["default"], scale["zero"]) == (0, "auto")
    (line,) = (row for row in invoke("effects", "upscale").out.splitlines() if "scale " in row[:6])
    assert line.split()[:8] == ["scale", "number", "0", "to", "16", "times", "or", "auto"]
    assert line.split()[8] == "auto"


@pytest.mark.parametrize(
    ("words", "hint"), [(["denois"], "“denoise”"), (["moving", "--analyses"], "moving-objects")]
)
def test_an_unknown_name_is_2(invoke: Invoke, words: list[str], hint: str) -> None:
    outcome = invoke("effects", *words)
    assert outcome.code == 2
    assert hint in outcome.err

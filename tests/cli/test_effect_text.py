"""Effects as words on a command line."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.base.errors import UsageError
from app.base.parameter import Keyframe, Keyframes, Parameter
from app.base.text import did_you_mean
from app.cli.effect_text import parse_effect, split_settings
from app.project.model import EffectSpec


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]


GRADE = Kind(
    "colour",
    "Colour",
    "",
    (
        Parameter("exposure", "Exposure", "number", 0.0, -5, 5, "stops", animated=True),
        Parameter("lut", "Look", "file", ""),
        Parameter("soft", "Soft", "switch", False),
        Parameter("mode", "Mode", "choice", "fine", choices=("fine", "coarse")),
        Parameter("passes", "Passes", "whole", 1, 1, 9),
    ),
)


def find(name: str) -> Kind:
    if name != "colour":
        raise UsageError(f"There is no effect “{name}”.{did_you_mean(name, ['colour'])}")
    return GRADE


def parse(text: str) -> EffectSpec:
    return parse_effect(text, find)


def settings_of(text: str) -> dict[str, object]:
    return dict(parse(text).settings)


def quoted(value: str, quote: str) -> str:
    return quote + value.replace(quote, quote * 2) + quote


def test_a_name_alone() -> None:
    assert parse("colour") == EffectSpec("colour")
    assert parse(" colour ") == EffectSpec("colour")


def test_values_get_their_types() -> None:
    given_ = settings_of("colour:exposure=-1.5,soft=yes,mode=coarse,passes=3,lut=warm.cube")
    assert given_ == {
        "exposure": -1.5,
        "soft": True,
        "mode": "coarse",
        "passes": 3,
        "lut": "warm.cube",
    }
    assert isinstance(given_["passes"], int)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("colour:lut=C:\\looks\\warm.cube", "C:\\looks\\warm.cube"),
        ("colour:lut=/looks/it's.cube", "/looks/it's.cube"),
        ("colour:lut=a=b.cube", "a=b.cube"),
        ('colour:lut="warm, soft.cube",exposure=1', "warm, soft.cube"),
        ("colour:lut='C:\\a,b.cube'", "C:\\a,b.cube"),
        ('colour:lut="say ""hi"".cube"', 'say "hi".cube'),
        ("colour:lut=''", ""),
    ],
)
def test_paths_come_through(text: str, path: str) -> None:
    assert settings_of(text)["lut"] == path


def test_keyframes() -> None:
    keys = settings_of("colour:exposure=0@0|1.5@2.5|0@1:00~,soft=no")["exposure"]
    assert keys == Keyframes(
        (
            Keyframe(Fraction(0), 0.0),
            Keyframe(Fraction(5, 2), 1.5),
            Keyframe(Fraction(60), 0.0, smooth=True),
        )
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("color", "“colour”"),
        ("", "colour"),
        ("colour:exposre=1", "“exposure”"),
        ("colour:mode=fin", "“fine”"),
        ("colour:exposure=9", "between -5 and 5"),
        ("colour:exposure=much", "number"),
        ("colour:exposure=nan", "number"),
        ("colour:passes=1.5", "whole"),
        ("colour:soft=maybe", "soft=yes"),
        ("colour:soft", "key=value"),
        ("colour:=1", "key=value"),
        ("colour:", "colon"),
        ("colour:soft=yes,", "comma"),
        ("colour:,soft=yes", "key=value"),
        ("colour:soft=yes,soft=no", "twice"),
        ('colour:lut="a.cube', "not closed"),
        ('colour:lut="a.cube"b', "comma"),
        ("colour:exposure=1@0|2@0", "rising"),
        ("colour:passes=1@0|2@1", "number"),
    ],
)
def test_mistakes_say_what_to_do(text: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert hint in str(caught.value)
    assert "\n" not in str(caught.value)


KEYS = st.text(st.characters(blacklist_characters="=,\"' ", blacklist_categories=["Cs", "Z", "C"]))
PLAIN = st.text(st.characters(blacklist_characters=",", blacklist_categories=["Cs"]))


@given(st.lists(st.tuples(KEYS.filter(bool), st.text(), st.sampled_from("\"'")), max_size=5))
def test_whatever_is_quoted_comes_back(parts: list[tuple[str, str, str]]) -> None:
    text = ",".join(f"{key}={quoted(value, quote)}" for key, value, quote in parts)
    assert split_settings(text) == [(key, value) for key, value, _ in parts]


@given(KEYS.filter(bool), PLAIN.filter(lambda value: not value.startswith(("'", '"'))))
def test_without_commas_no_quotes_are_needed(key: str, value: str) -> None:
    assert split_settings(f"{key}={value}") == [(key, value.strip())]


@given(st.text())
@example('a="')
@example("a='''")
@example("a=,")
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        pairs = split_settings(text)
    except UsageError:
        return
    assert all(key == key.strip() and key for key, _ in pairs)


@given(st.floats(-5, 5), st.booleans(), st.integers(1, 9))
def test_numbers_come_back_exactly(exposure: float, soft: bool, passes: int) -> None:
    text = f"colour:exposure={exposure!r},soft={'yes' if soft else 'no'},passes={passes}"
    assert settings_of(text) == {"exposure": exposure, "soft": soft, "passes": passes}

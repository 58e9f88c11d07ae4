"""Parameters read what users type, and say what is wrong with it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import UsageError
from app.base.parameter import Keyframe, Keyframes, Parameter, complete, value_at

SIGMA = Parameter("sigma", "Strength", "number", 15.0, 0, 75, animated=True, unit="levels")
COUNT = Parameter("count", "Count", "whole", 1, 1, 9)
FACTOR = Parameter("scale", "Scale", "number", 0.0, 0, 16, "times", "auto")
SWITCH = Parameter("auto", "Automatic", "switch", True)
CHOICE = Parameter("kind", "Kind", "choice", "soft", choices=("soft", "hard"))
TEXT = Parameter("model", "Model", "text", "")


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (SIGMA, "25", 25.0),
        (COUNT, "3", 3),
        (FACTOR, "2", 2.0),
        (FACTOR, "auto", 0.0),
        (FACTOR, " Auto", 0.0),
        (SWITCH, "no", False),
        (SWITCH, "ON", True),
        (CHOICE, "hard", "hard"),
        (TEXT, "reel", "reel"),
    ],
)
def test_text_becomes_a_value_of_the_right_type(
    parameter: Parameter, text: str, value: object
) -> None:
    parsed = parameter.parse(text)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("parameter", "text", "words"),
    [
        (SIGMA, "many", "must be a number, not “many”"),
        (SIGMA, "76", "76 levels; it must lie between 0 and 75"),
        (SIGMA, "nan", "must be a number"),
        (SIGMA, "inf", "must be a number"),
        (SIGMA, "auto", "must be a number, not “auto”"),
        (COUNT, "2.5", "must be a whole number"),
        (SWITCH, "maybe", "write auto=yes or auto=no"),
        (CHOICE, "sofd", "Did you mean “soft”"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(
    parameter: Parameter, text: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        parameter.parse(text)


def test_a_switch_is_not_a_number() -> None:
    with pytest.raises(UsageError, match="must be a number"):
        COUNT.validated(True)


def test_keyframes_are_held_outside_and_interpolated_between() -> None:
    keys = SIGMA.parse("10@1|30@2")
    values = [value_at(keys, Fraction(n, 2)) for n in range(6)]
    assert values == [10, 10, 10, 20, 30, 30]


def test_smooth_keyframes_ease_in_and_out() -> None:
    keys = SIGMA.parse("0@0~|40@1~")
    assert value_at(keys, Fraction(1, 2)) == 20
    assert value_at(keys, Fraction(1, 4)) == pytest.approx(40 * 0.15625)


@pytest.mark.parametrize("text", ["1@2|2@1", "1@1|2@1", "1@f:3", "1@", "80@1", "1@1|@2"])
def test_keyframes_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        SIGMA.parse(text)


def test_only_an_animated_parameter_takes_keyframes() -> None:
    with pytest.raises(UsageError):
        COUNT.parse("1@0|2@1")
    with pytest.raises(UsageError, match="cannot change over time"):
        COUNT.validated(Keyframes((Keyframe(Fraction(0), 1),)))


@given(st.lists(st.floats(0, 75), min_size=1, max_size=6), st.fractions(-2, 8))
def test_values_between_keys_stay_between_their_values(values: list[float], time: Fraction) -> None:
    keys = Keyframes(tuple(Keyframe(Fraction(n), v, bool(n % 2)) for n, v in enumerate(values)))
    assert min(values) - 1e-9 <= keys.at(time) <= max(values) + 1e-9


def test_settings_are_completed_by_defaults_and_strangers_refused() -> None:
    assert complete((SIGMA, COUNT), {"count": 2}, "denoise") == {"sigma": 15.0, "count": 2}
    with pytest.raises(UsageError, match=r"no parameter “sigm”\. Did you mean “sigma”"):
        complete((SIGMA,), {"sigm": 1}, "denoise")


@pytest.mark.parametrize("parameter", [SIGMA, COUNT, SWITCH, CHOICE, TEXT])
def test_defaults_are_valid(parameter: Parameter) -> None:
    assert parameter.validated(parameter.default) == parameter.default

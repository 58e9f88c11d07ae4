"""Keyframes under the hand of a user."""

from __future__ import annotations

from fractions import Fraction

from app.base.parameter import Keyframe, Keyframes
from app.ui.panels.forms.keys import key_state, toggled, with_value

FRAME = Fraction(1, 25)
KEYS = Keyframes((Keyframe(Fraction(0), 0.0), Keyframe(Fraction(2), 1.0)))


def test_states() -> None:
    assert key_state(0.5, Fraction(1), FRAME) == "none"
    assert key_state(KEYS, Fraction(1), FRAME) == "elsewhere"
    assert key_state(KEYS, Fraction(2), FRAME) == "here"
    assert key_state(KEYS, Fraction(2) + FRAME / 3, FRAME) == "here"
    assert key_state(KEYS, Fraction(2) + FRAME, FRAME) == "elsewhere"


def test_a_plain_value_stays_plain() -> None:
    assert with_value(0.5, 0.7, Fraction(1), FRAME) == 0.7


def test_a_value_on_a_key_changes_the_key() -> None:
    changed = with_value(KEYS, 5.0, Fraction(2), FRAME)
    assert changed == Keyframes((KEYS.keys[0], Keyframe(Fraction(2), 5.0)))


def test_a_value_between_keys_adds_one() -> None:
    changed = with_value(KEYS, 5.0, Fraction(1), FRAME)
    assert changed == Keyframes((KEYS.keys[0], Keyframe(Fraction(1), 5.0), KEYS.keys[1]))


def test_toggling_twice_gives_the_value_back() -> None:
    once = toggled(0.5, Fraction(1), FRAME)
    assert once == Keyframes((Keyframe(Fraction(1), 0.5),))
    assert toggled(once, Fraction(1), FRAME) == 0.5


def test_toggling_between_keys_keeps_the_curve() -> None:
    added = toggled(KEYS, Fraction(1), FRAME)
    assert isinstance(added, Keyframes)
    assert added.at(Fraction(1)) == KEYS.at(Fraction(1)) == 0.5
    assert toggled(added, Fraction(1), FRAME) == KEYS


def test_a_new_key_on_a_smooth_curve_is_smooth() -> None:
    smooth = Keyframes((Keyframe(Fraction(0), 0.0, smooth=True), Keyframe(Fraction(2), 1.0)))
    added = toggled(smooth, Fraction(1), FRAME)
    assert isinstance(added, Keyframes)
    assert added.keys[1].smooth


def test_no_key_before_the_clip() -> None:
    assert toggled(0.5, Fraction(-1), FRAME) == Keyframes((Keyframe(Fraction(0), 0.5),))

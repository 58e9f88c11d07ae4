"""Regions of one frame tied to the things of the frames before."""

from __future__ import annotations

from app.analyses.association import Association
from app.annotations.shapes import Box


def square(x: float, y: float, side: float = 10) -> Box:
    return Box(x, y, x + side, y + side)


def test_things_keep_their_keys_when_the_order_changes() -> None:
    following = Association(patience=5)
    assert following.keys([square(0, 0), square(50, 0)], 0) == [1, 2]
    assert following.keys([square(48, 0), square(2, 0)], 1) == [2, 1]


def test_things_that_pass_each_other_keep_their_ways() -> None:
    following = Association(patience=5)
    for frame in range(20):
        keys = following.keys([square(frame * 4, 0), square(80 - frame * 4, 6)], frame)
        assert keys == [1, 2]


def test_a_quick_thing_is_expected_ahead() -> None:
    following = Association(patience=5)
    keys = [following.keys([square(frame * 12, 0)], frame)[0] for frame in range(6)]
    assert set(keys) == {1}


def test_patience_ends() -> None:
    following = Association(patience=3)
    following.keys([square(0, 0)], 0)
    assert following.keys([square(0, 0)], 4) == [1]
    assert following.keys([square(0, 0)], 9) == [2]


def test_a_leap_is_another_thing() -> None:
    following = Association(patience=3)
    following.keys([square(0, 0)], 0)
    assert following.keys([square(100, 0)], 1) == [2]


def test_a_speck_nearby_is_another_thing() -> None:
    following = Association(patience=3)
    following.keys([square(0, 0, 20)], 0)
    assert following.keys([square(21, 0, 3)], 1) == [2]

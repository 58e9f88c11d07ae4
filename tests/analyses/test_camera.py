"""What the camera does, against clips of known motion and real ones."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.analyses.analysis import AnalysisContext
from app.analyses.camera_steps import HEIGHT, small_gray, step
from app.analyses.registry import make_analysis
from app.annotations.layer import MediaFacts
from app.base.cancel import CancelToken
from app.base.frame import Frame
from app.media.video_format import VideoFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from app.base.parameter import Setting

    Wall = Callable[..., NDArray[np.uint8]]

W, H, RATE = 320, 180, 25
FORMAT = VideoFormat(W, H, Fraction(RATE), Fraction(1, RATE))


def seen_at(
    right: float, down: float, grow: float = 1.0, turn: float = 0.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where on a wall each pixel lies after the picture went, grew and turned (clockwise)."""
    rows, columns = np.mgrid[0:H, 0:W].astype(np.float64)
    x, y = columns - (W - 1) / 2 - right, rows - (H - 1) / 2 - down
    return (
        (np.cos(turn) * x + np.sin(turn) * y) / grow,
        (np.cos(turn) * y - np.sin(turn) * x) / grow,
    )


def scene(right: float, down: float, grow: float = 1.0, turn: float = 0.0) -> NDArray[np.uint8]:
    """A textured wall after the picture went so many pixels, grew and turned (clockwise)."""
    u, v = seen_at(right, down, grow, turn)
    light = (
        128 + 40 * np.sin(u / 5.1 + np.sin(v / 17)) + 40 * np.sin(v / 6.3 + np.sin(u / 23))
        + 25 * np.sin((u + 2 * v) / 11)
    )  # fmt: skip
    return np.asarray(np.clip(light, 0, 255).astype(np.uint8)[..., None].repeat(3, 2))


def spotted(right: float, down: float, grow: float = 1.0) -> NDArray[np.uint8]:
    """A bare wall with faint texture in spots, on about a third of it."""
    u, v = seen_at(right, down, grow)
    spots = np.clip(4 * (np.sin(u / 13) * np.sin(v / 11) - 0.1), 0, 1)
    light = 128 + spots * 30 * np.sin(u / 3.1 + np.sin(v / 7)) * np.sin(v / 3.3)
    return np.asarray(light.astype(np.uint8)[..., None].repeat(3, 2))


def clip(
    count: int, made: Callable[[int], NDArray[np.uint8]]
) -> Iterator[Frame[NDArray[np.uint8]]]:
    for number in range(count):
        yield Frame(made(number), Fraction(number, RATE), Fraction(1, RATE))


def told(
    count: int, made: Callable[[int], NDArray[np.uint8]], **settings: Setting
) -> list[tuple[str, int, int]]:
    """Label, first frame and end of each stretch."""
    analysis = make_analysis("camera", settings)
    context = AnalysisContext(lambda time: round(time * RATE), CancelToken())
    found = list(analysis.run(clip(count, made), FORMAT, context))
    assert [each.frame for each in found] == list(range(count))
    layer = analysis.assemble(found, MediaFacts("clip.mp4", W, H, count))
    assert {segment.label for segment in layer.segments} == {label.name for label in layer.labels}
    assert not any(segment.provenance.accepted for segment in layer.segments)
    return [(segment.label, segment.start, segment.stop) for segment in layer.segments]


def test_a_step_is_measured_in_heights() -> None:
    found = step(small_gray(scene(0, 0)), small_gray(scene(3, -2, 1.01, 0.01)))
    assert found is not None
    assert found.right == pytest.approx(3 / HEIGHT, abs=0.002)
    assert found.down == pytest.approx(-2 / HEIGHT, abs=0.002)
    assert found.grow == pytest.approx(0.01, abs=0.003)
    assert found.turn == pytest.approx(0.01, abs=0.003)
    assert found.others < 0.1


@pytest.mark.parametrize(
    ("label", "move"),
    [
        ("still", lambda n: scene(0, 0)),
        ("pan right", lambda n: scene(-1.5 * n, 0)),
        ("pan left", lambda n: scene(1.5 * n, 0)),
        ("tilt down", lambda n: scene(0, -1.5 * n)),
        ("zoom in", lambda n: scene(0, 0, 1.008**n)),
        ("roll left", lambda n: scene(0, 0, 1, 0.008 * n)),
    ],
)
def test_each_movement_has_its_name(label: str, move: Callable[[int], NDArray[np.uint8]]) -> None:
    assert told(20, move) == [(label, 0, 20)]


def test_stretches_begin_and_end_where_the_camera_does() -> None:
    found = told(50, lambda n: scene(-2.0 * min(max(n - 15, 0), 20), 0), reach=2)
    (still, pan, rest) = found
    assert (still[0], pan[0], rest[0]) == ("still", "pan right", "still")
    for (_, _, stop), (_, start, _), true in ((still, pan, 16), (pan, rest, 36)):
        assert abs(stop - true) <= 1
        assert abs(start - true) <= 1


def test_a_hand_shakes() -> None:
    away = np.random.default_rng(3).normal(0, 1.5, (40, 2))
    labels = {label for label, *_ in told(40, lambda n: scene(*away[n]))}
    assert "shaky" in labels


def test_what_crosses_before_a_camera_at_rest_is_action_and_no_pan() -> None:
    def crossing(number: int) -> NDArray[np.uint8]:
        picture, car = scene(0, 0), scene(-300 + 5 * number, 40)
        left = 5 * number
        picture[30:150, left : left + 170] = car[30:150, left : left + 170]
        return picture

    labels = {label for label, *_ in told(30, crossing)}
    assert labels == {"still", "action"}


def in_front(
    picture: NDArray[np.uint8], thing: NDArray[np.uint8], where: tuple[slice, slice]
) -> NDArray[np.uint8]:
    made = picture.copy()
    made[where] = thing[where]
    return made


def train(number: int) -> NDArray[np.uint8]:
    """What goes by: other texture than the wall's, 5 pixels right and 1 up in each frame."""
    return np.asarray(255 - scene(400 + 5 * number, 90 - number, 1.3, 0.7))


FRONTS = {
    "in the middle": (slice(36, 144), slice(40, 280)),
    "at the left": (slice(0, 180), slice(0, 144)),
    "below": (slice(99, 180), slice(0, 320)),
}
"""Each covers 45 % of the picture."""


@pytest.mark.parametrize("where", FRONTS.values(), ids=FRONTS)
@pytest.mark.parametrize("wall", [scene, spotted])
def test_what_moves_in_front_of_a_camera_at_rest_moves_no_camera(
    wall: Wall, where: tuple[slice, slice]
) -> None:
    found = told(16, lambda n: in_front(wall(0, 0), train(n), where))
    assert [each for each in found if each[0] != "action"] == [("still", 0, 16)]


@pytest.mark.parametrize("where", FRONTS.values(), ids=FRONTS)
@pytest.mark.parametrize("wall", [scene, spotted])
@pytest.mark.parametrize(
    ("label", "right", "down", "grow"),
    [("pan left", 2.0, 0.0, 1.0), ("tilt down", 0.0, -1.5, 1.0), ("zoom in", 0.0, 0.0, 1.008)],
)
def test_what_moves_in_front_of_a_moving_camera_does_not_hide_its_movement(
    label: str, right: float, down: float, grow: float, wall: Wall, where: tuple[slice, slice]
) -> None:
    found = told(16, lambda n: in_front(wall(n * right, n * down, grow**n), train(n), where))
    assert [each for each in found if each[0] != "action"] == [(label, 0, 16)]


def test_a_hand_shakes_behind_what_moves_too() -> None:
    away = np.random.default_rng(3).normal(0, 1.5, (20, 2))
    found = told(20, lambda n: in_front(scene(*away[n]), train(n), FRONTS["in the middle"]))
    assert "shaky" in {label for label, *_ in found}


def test_what_the_camera_keeps_in_the_middle_does_not_hide_that_it_pans() -> None:
    thing = 255 - scene(0, 0, 1.3, 0.7)
    found = told(16, lambda n: in_front(scene(-3.0 * n, 0), thing, FRONTS["in the middle"]))
    assert [each for each in found if each[0] != "action"] == [("pan right", 0, 16)]


def road(light: float) -> NDArray[np.uint8]:
    """Grey of hardly any texture but two dozen specks."""
    picture = np.full((H, W), 90.0)
    random = np.random.default_rng(8)
    for y, x in zip(random.integers(2, H - 4, 24), random.integers(2, W - 4, 24), strict=True):
        picture[y : y + 2, x : x + 2] = 150
    grain = random.normal(0, 1, (H, W))
    return np.asarray(((picture + grain) * light).astype(np.uint8)[..., None].repeat(3, 2))


def test_a_car_on_a_bare_road_moves_no_camera_though_the_light_changes() -> None:
    def passing(number: int) -> NDArray[np.uint8]:
        top = 170 - 9 * number
        picture, car = road(1 - 0.02 * number), scene(40, -9 * number, 1.2)
        picture[max(top, 0) : top + 110, 120:190] = car[max(top, 0) : top + 110, 120:190]
        return picture

    found = told(26, passing)
    assert [each for each in found if each[0] != "action"] == [("still", 0, 26)]


def test_a_cut_is_no_movement() -> None:
    def cut(number: int) -> NDArray[np.uint8]:
        return scene(0, 0) if number < 20 else 255 - scene(900, 700, 2.1, 1.0)

    assert {label for label, *_ in told(40, cut)} == {"still"}


def test_a_picture_without_texture_tells_nothing() -> None:
    assert told(20, lambda n: np.full((H, W, 3), 90 + n, np.uint8)) == []

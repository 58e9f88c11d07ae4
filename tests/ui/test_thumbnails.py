from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.project.model import MediaItem
from app.ui.thumbnail_worker import Request, choose
from app.ui.thumbnails import Thumbnails
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

F = Fraction


@pytest.fixture
def thumbnails() -> Iterator[Thumbnails]:
    made = Thumbnails()
    yield made
    made.close()


def test_grey_first_then_the_picture(qtbot: QtBot, tmp_path: Path, thumbnails: Thumbnails) -> None:
    path = make_clip(tmp_path / "a.mp4", frames=48, size=(128, 64), aspect=F(3, 2))
    media = MediaItem(path, "m")
    with qtbot.waitSignal(thumbnails.ready) as told:
        assert thumbnails.get(media, F(0), 40) is None
    assert told.args == ["m"]
    image = thumbnails.get(media, F(0), 40)
    assert image is not None
    assert (image.height(), image.width()) == (40, 120)


def test_the_very_frame_follows_the_keyframe(
    qtbot: QtBot, tmp_path: Path, thumbnails: Thumbnails
) -> None:
    media = MediaItem(make_clip(tmp_path / "a.mp4", frames=24, gop=24), "m")
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.get(media, F(20, 25), 32)
    near = thumbnails.get(media, F(20, 25), 32)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.get(media, F(20, 25), 32)
    exact = thumbnails.get(media, F(20, 25), 32)
    assert near is not None
    assert near != exact


def test_what_cannot_be_read_is_asked_for_once(
    qtbot: QtBot, tmp_path: Path, thumbnails: Thumbnails
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"nothing")
    gone, good = MediaItem(broken, "b"), make_clip(tmp_path / "a.mp4", frames=4)
    assert thumbnails.get(gone, F(0), 32) is None
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.get(MediaItem(good, "g"), F(0), 32)
    assert thumbnails.get(gone, F(0), 32) is None


def test_memory_is_bounded_and_the_oldest_goes(qtbot: QtBot, tmp_path: Path) -> None:
    made = Thumbnails(memory=4 * 64 * 48 * 3)
    media = MediaItem(make_clip(tmp_path / "a.mp4", frames=24, gop=1), "m")
    for number in range(6):
        with qtbot.waitSignal(made.ready):
            made.get(media, F(number, 25), 48)
    assert made.get(media, F(5, 25), 48) is not None
    assert made.get(media, F(0), 48) is None
    made.close()


def test_nothing_is_decoded_while_paused(
    qtbot: QtBot, tmp_path: Path, thumbnails: Thumbnails
) -> None:
    media = MediaItem(make_clip(tmp_path / "a.mp4", frames=4), "m")
    thumbnails.set_paused(True)
    thumbnails.get(media, F(0), 32)
    with qtbot.assertNotEmitted(thumbnails.ready, wait=50):
        pass
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.set_paused(False)


def test_what_was_asked_for_last_comes_first_and_in_order_of_time() -> None:
    def request(name: str, time: int, asked: float, exact: bool = False) -> Request:
        media = MediaItem(Path(name), name)
        return Request((name, name, F(time), 1), media, F(time), 1, exact, asked)

    old, late = request("a", 1, 0.0), request("b", 9, 5.0)
    early, again = request("b", 3, 4.9), request("b", 1, 5.1, exact=True)
    waiting = [old, late, early, again]
    order = []
    while waiting:
        chosen = choose(waiting)
        waiting.remove(chosen)
        order.append(chosen)
    assert order == [early, late, again, old]

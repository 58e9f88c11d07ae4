"""A source that another program writes anew is noticed, once it is whole, and read anew."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.project.model import MediaItem, Project
from app.ui.document import Document
from app.ui.frame_times import FrameTimes
from app.ui.media_watch import REST_MS, MediaWatch
from app.ui.thumbnails import Thumbnails
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

F = Fraction
PATIENCE = 20 * REST_MS


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    folder.mkdir()
    return make_clip(folder / "a.mp4", frames=12)


@pytest.fixture
def document(clip: Path) -> Document:
    made = Document()
    made.open(Project((MediaItem(clip, "m"),)), None)
    return made


@pytest.fixture
def watch(document: Document, qtbot: QtBot) -> Iterator[MediaWatch]:
    made = MediaWatch(document)
    qtbot.waitUntil(lambda: len(made._watcher.files()) == 1)
    yield made
    made.close()


def replace_by(clip: Path, frames: int) -> None:
    """As programs do: the new file is written beside, then renamed over the old one."""
    fresh = make_clip(clip.with_name("fresh.mp4"), frames=frames)
    fresh.replace(clip)


def test_a_file_renamed_over_a_source_is_told(watch: MediaWatch, clip: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(watch.replaced, timeout=PATIENCE) as told:
        replace_by(clip, 20)
    assert told.args == [clip]
    with qtbot.waitSignal(watch.replaced, timeout=PATIENCE):
        replace_by(clip, 16)  # the watch goes on with the new file


def test_a_file_still_being_written_is_told_once_and_whole(
    watch: MediaWatch, clip: Path, qtbot: QtBot
) -> None:
    sizes: list[int] = []
    watch.replaced.connect(lambda path: sizes.append(path.stat().st_size))
    with clip.open("ab") as file:
        for _ in range(8):
            file.write(bytes(1000))
            file.flush()
            qtbot.wait(REST_MS // 3)
    qtbot.waitUntil(lambda: bool(sizes), timeout=PATIENCE)
    qtbot.wait(3 * REST_MS)
    assert sizes == [clip.stat().st_size]


def test_one_that_is_taken_away_and_brought_back_is_the_same(
    watch: MediaWatch, clip: Path, qtbot: QtBot
) -> None:
    aside = clip.rename(clip.with_suffix(".aside"))
    qtbot.wait(2 * REST_MS)
    aside.rename(clip)
    with qtbot.assertNotEmitted(watch.replaced, wait=3 * REST_MS):
        pass


def test_one_that_goes_and_one_that_comes_back_are_told(
    watch: MediaWatch, clip: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(watch.presence_changed, timeout=PATIENCE):
        aside = clip.rename(clip.with_suffix(".aside"))
    with qtbot.waitSignal(watch.presence_changed, timeout=PATIENCE):
        aside.rename(clip)
    with qtbot.assertNotEmitted(watch.presence_changed, wait=2 * REST_MS):
        replace_by(clip, 20)


def test_sources_imported_later_are_watched(
    watch: MediaWatch, document: Document, clip: Path, qtbot: QtBot
) -> None:
    later = make_clip(clip.with_name("b.mp4"), frames=4)
    document.apply("import", lambda p: Project((*p.media, MediaItem(later, "n"))))
    qtbot.waitUntil(lambda: len(watch._watcher.files()) == 2, timeout=PATIENCE)
    with qtbot.waitSignal(watch.replaced, timeout=PATIENCE) as told:
        replace_by(later, 9)
    assert told.args == [later]


def test_pictures_and_frames_are_those_of_the_new_file(
    document: Document, clip: Path, qtbot: QtBot
) -> None:
    times, thumbnails = FrameTimes(document), Thumbnails()
    media = document.project.media[0]
    try:
        qtbot.waitUntil(lambda: times.index("m") is not None)
        with qtbot.waitSignal(thumbnails.ready):
            thumbnails.get(media, F(0), 32)
        old = thumbnails.get(media, F(0), 32)
        make_clip(clip, frames=30, size=(96, 96))
        for keeper in (times, thumbnails):
            keeper.forget(clip)
        qtbot.waitUntil(lambda: times.index("m") is not None)
        index = times.index("m")
        assert index is not None
        assert len(index) == 30
        with qtbot.waitSignal(thumbnails.ready):
            assert thumbnails.get(media, F(0), 32) is None
        new = thumbnails.get(media, F(0), 32)
        assert old is not None
        assert new is not None
        assert new.width() == new.height() == 32
        assert old.width() != 32
    finally:
        times.close()
        thumbnails.close()

"""Thumbnails that outlive the program, in files that are not believed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QImage

from app.project.model import MediaItem
from app.ui.cache_place import cache_place
from app.ui.settings import Settings
from app.ui.thumbnail_files import ThumbnailFiles
from app.ui.thumbnails import Thumbnails
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

F = Fraction


def picture(height: int = 32, width: int = 48, colour: str = "teal") -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


@pytest.fixture
def media(tmp_path: Path) -> MediaItem:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"film")
    return MediaItem(path, "m", fingerprint="f")


def the_file(folder: Path) -> Path:
    return next(folder.rglob("*.jpg"))


def test_a_picture_is_there_on_another_day(tmp_path: Path, media: MediaItem) -> None:
    folder = tmp_path / "small"
    ThumbnailFiles(folder).save(media, F(7, 3), 32, picture())
    files = ThumbnailFiles(folder)
    found = files.load(media, F(7, 3), 32)
    assert found is not None
    assert found.size() == picture().size()
    assert abs(found.pixelColor(9, 9).green() - QColor("teal").green()) <= 3
    assert files.load(media, F(7, 4), 32) is None
    assert files.load(media, F(7, 3), 64) is None


def test_the_content_counts_and_not_the_place(tmp_path: Path, media: MediaItem) -> None:
    files = ThumbnailFiles(tmp_path / "small")
    files.save(media, F(0), 32, picture())
    moved = tmp_path / "elsewhere.mp4"
    media.path.rename(moved)
    assert files.load(MediaItem(moved, "other id", fingerprint="f"), F(0), 32) is not None
    assert files.load(MediaItem(moved, "m", fingerprint="g"), F(0), 32) is None
    assert files.load(media, F(0), 32) is None
    moved.write_bytes(b"another film under the same name")
    assert files.load(MediaItem(moved, "m", fingerprint="f"), F(0), 32) is None


def test_without_a_fingerprint_a_changed_file_is_another(tmp_path: Path, media: MediaItem) -> None:
    files, plain = ThumbnailFiles(tmp_path / "small"), MediaItem(media.path, "m")
    files.save(plain, F(0), 32, picture())
    assert files.load(plain, F(0), 32) is not None
    media.path.write_bytes(b"FILMS")
    assert files.load(plain, F(0), 32) is None


@pytest.mark.parametrize("damage", ["empty", "garbage", "cut", "size", "format", "huge"])
def test_what_is_no_such_picture_is_thrown_away(
    tmp_path: Path, media: MediaItem, damage: str
) -> None:
    folder = tmp_path / "small"
    ThumbnailFiles(folder).save(media, F(0), 32, picture())
    path = the_file(folder)
    data = path.read_bytes()
    if damage == "size":
        assert picture(33).save(str(path))
    elif damage == "format":
        assert picture().save(str(path.with_suffix(".png")))
        path.with_suffix(".png").replace(path)
    else:
        path.write_bytes(
            {"empty": b"", "garbage": b"\xff" * 500, "cut": data[:40], "huge": bytes(2 << 20)}[
                damage
            ]
        )
    files = ThumbnailFiles(folder)
    assert files.load(media, F(0), 32) is None
    assert not path.exists()


def test_the_disk_keeps_its_limit(tmp_path: Path, media: MediaItem) -> None:
    folder = tmp_path / "small"
    ThumbnailFiles(folder).save(media, F(0), 32, picture())
    each = the_file(folder).stat().st_size
    files = ThumbnailFiles(folder, 2 * each)
    for number in range(1, 5):
        files.save(media, F(number), 32, picture())
    assert sum(path.stat().st_size for path in folder.rglob("*.jpg")) <= 2 * each
    assert files.load(media, F(4), 32) is not None


def test_the_chosen_folder_is_used(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    assert cache_place(settings).name == "reelwright"
    settings.set("cache_folder", str(tmp_path / "fast disk"))
    assert cache_place(settings) == tmp_path / "fast disk"


def test_a_source_that_is_opened_again_is_not_decoded(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", frames=24, gop=24)
    media, folder = MediaItem(path, "m", fingerprint="f"), tmp_path / "small"
    first = Thumbnails(folder)
    shown = [exact_picture(qtbot, folder, first, media, number) for number in (20, 3)]
    first.close()
    size = path.stat().st_size
    path.write_bytes(bytes(size))  # nothing can be decoded any more
    again = Thumbnails(folder)
    for number, before in zip((20, 3), shown, strict=True):
        with qtbot.waitSignal(again.ready):
            assert again.get(media, F(number, 25), 32) is None
        image = again.get(media, F(number, 25), 32)
        assert image is not None
        assert near(image, before)
    again.close()


def exact_picture(
    qtbot: QtBot, folder: Path, made: Thumbnails, media: MediaItem, number: int
) -> QImage:
    """The very frame, once it is on disk."""
    time = F(number, 25)

    def on_disk() -> bool:
        asked = made.get(media, time, 32)
        return asked is not None and any(
            folder.rglob(f"{time.numerator}_{time.denominator}_32.jpg")
        )

    qtbot.waitUntil(on_disk)
    image = made.get(media, time, 32)
    assert image is not None
    return image


def near(a: QImage, b: QImage) -> bool:
    """Whether two pictures differ by no more than JPEG does."""
    places = [(x, y) for x in range(0, a.width(), 4) for y in range(0, a.height(), 4)]
    light = [abs(a.pixelColor(*p).lightness() - b.pixelColor(*p).lightness()) for p in places]
    return a.size() == b.size() and sum(light) / len(light) < 6

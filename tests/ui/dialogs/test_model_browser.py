"""The model browser, with a web server on this very machine for downloads."""

from __future__ import annotations

import hashlib
import http.server
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from app.inference.card_file import read_card
from app.inference.catalogue import MODELS_FOLDER, Catalogue, Figure, ModelCard, UrlSource
from app.inference.speed import ModelSpeed
from app.inference.weights_store import WeightsStore
from app.ui.dialogs.model_browser import ModelBrowser
from app.ui.dialogs.model_browser_entries import Entry, chosen, figure_words, share_of
from app.ui.dialogs.model_browser_unknown import UnknownNetwork
from app.ui.dialogs.model_browser_work import ModelWork
from app.ui.settings import Settings
from tests.inference.tiny_weights import onnx_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton
DATA = b"weights" * 200_000


class Server:
    """Serves `DATA`; with `held` it stops in the middle until it is let go."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.go_on.set()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(DATA)))
                self.end_headers()
                half = len(DATA) // 2
                self.wfile.write(DATA[:half])
                self.wfile.flush()
                server.go_on.wait(10)
                try:
                    self.wfile.write(DATA[half:])
                except OSError:
                    return

            def log_message(self, *_: Any) -> None:
                pass

        self._http = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/weights"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self.go_on.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def remote(url: str) -> ModelCard:
    """A card of a model that is fetched from `url`."""
    card = Catalogue.load().find("rlfn-x2")
    file = replace(
        card.file,
        source=UrlSource(url),
        size=len(DATA),
        sha256=hashlib.sha256(DATA).hexdigest(),
    )
    return replace(card, file=file)


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModelCard], None]:
    """Replaces one card of the catalogue."""
    cards = Catalogue.load().all()

    def use(card: ModelCard) -> None:
        known = Catalogue([card if each.id == card.id else each for each in cards])
        monkeypatch.setattr(Catalogue, "load", classmethod(lambda *_: known))

    return use


@pytest.fixture
def show(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., ModelBrowser]]:
    dialogs: list[ModelBrowser] = []
    works: list[ModelWork] = []

    def shown(model: str = "") -> ModelBrowser:
        settings = Settings(tmp_path / "settings.json")
        settings.set("device", "cpu")
        work = ModelWork(WeightsStore((), tmp_path / "data"))
        dialog = ModelBrowser(settings, work, model)
        works.append(work)
        qtbot.addWidget(dialog)
        dialogs.append(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: bool(dialog.tiles))
        return dialog

    yield shown
    for dialog in dialogs:
        dialog.done(0)
    for work in works:
        work.close()


def test_what_there_is(show: Callable[..., ModelBrowser]) -> None:
    dialog = show()
    assert set(dialog.shown()) == {card.id for card in Catalogue.load().all()}
    tile = dialog.tiles["reel-denoise"]
    assert tile.state.text() == "On this computer"
    assert tile.mark.text() == "Commercial use allowed"
    assert tile.quality.figure.text().endswith(" dB")
    assert tile.speed.figure.text() == "–"
    assert not dialog.tiles["rlfn-x2"].button.isHidden()


def test_quality_is_told_in_its_own_unit() -> None:
    decibels, share = Figure("Set5", "Y-PSNR dB", 31.0), Figure("faces", "AP50", 0.93)
    assert (figure_words(decibels), share_of(decibels)) == ("31.0 dB", 0.5)
    assert (figure_words(share), share_of(share)) == ("0.93", 0.93)


def test_tasks_search_and_filters(qtbot: QtBot, show: Callable[..., ModelBrowser]) -> None:
    dialog = show()
    row = next(
        n
        for n in range(dialog.tasks.count())
        if dialog.tasks.item(n).data(Qt.ItemDataRole.UserRole) == "denoise"
    )
    point = dialog.tasks.visualItemRect(dialog.tasks.item(row)).center()
    qtbot.mouseClick(dialog.tasks.viewport(), LEFT, pos=point)
    assert {dialog.tiles[id].entry.card.task for id in dialog.shown()} == {"denoise"}
    dialog.boxes["here"].click()
    assert set(dialog.shown()) == {"reel-denoise", "reel-denoise-temporal"}
    qtbot.keyClicks(dialog.search, "nothing like it")
    assert dialog.shown() == []
    assert dialog.nothing.isVisible()


def test_a_download(
    qtbot: QtBot,
    server: Server,
    catalogue: Callable[[ModelCard], None],
    show: Callable[..., ModelBrowser],
) -> None:
    catalogue(remote(server.url))
    dialog = show("rlfn-x2")
    server.go_on.clear()
    qtbot.mouseClick(dialog.tiles["rlfn-x2"].button, LEFT)
    tile = dialog.tiles["rlfn-x2"]
    qtbot.waitUntil(lambda: (tile.bar.fraction or 0) > 0.1)
    assert not tile.bar.isHidden()
    with qtbot.waitSignal(dialog.models_changed):
        server.go_on.set()
    qtbot.waitUntil(lambda: tile.entry.here)
    assert tile.state.text() == "On this computer"
    dialog._act("remove", "rlfn-x2")
    qtbot.waitUntil(lambda: not tile.entry.here)


def test_a_download_can_be_cancelled(
    qtbot: QtBot,
    server: Server,
    catalogue: Callable[[ModelCard], None],
    show: Callable[..., ModelBrowser],
) -> None:
    catalogue(remote(server.url))
    dialog = show()
    server.go_on.clear()
    tile = dialog.tiles["rlfn-x2"]
    qtbot.mouseClick(tile.button, LEFT)
    qtbot.waitUntil(lambda: (tile.bar.fraction or 0) > 0.1)
    qtbot.mouseClick(tile.cancel, LEFT)
    server.go_on.set()
    qtbot.waitUntil(lambda: tile.entry.progress is None)
    assert not tile.entry.here
    assert not dialog.notice.isVisible()


def test_a_download_outlives_the_dialog(
    qtbot: QtBot,
    server: Server,
    catalogue: Callable[[ModelCard], None],
    show: Callable[..., ModelBrowser],
    tmp_path: Path,
) -> None:
    catalogue(remote(server.url))
    first = show()
    server.go_on.clear()
    first.fetch("rlfn-x2")
    first.reject()
    again = ModelBrowser(Settings(tmp_path / "settings.json"), first.work)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: bool(again.tiles))
    assert again.tiles["rlfn-x2"].entry.progress is not None
    server.go_on.set()
    qtbot.waitUntil(lambda: again.tiles["rlfn-x2"].entry.here)


def test_the_end_of_the_work_ends_a_download(
    qtbot: QtBot,
    server: Server,
    catalogue: Callable[[ModelCard], None],
    show: Callable[..., ModelBrowser],
) -> None:
    catalogue(remote(server.url))
    dialog = show()
    dialog.fetch("rlfn-x2")
    dialog.work.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("fetch")]


def test_no_network(
    qtbot: QtBot, catalogue: Callable[[ModelCard], None], show: Callable[..., ModelBrowser]
) -> None:
    gone = Server()
    gone.close()
    catalogue(remote(gone.url))
    dialog = show()
    qtbot.mouseClick(dialog.tiles["rlfn-x2"].button, LEFT)
    qtbot.waitUntil(dialog.notice.isVisible)
    here = len(list((MODELS_FOLDER / "builtin").glob("*.safetensors")))
    assert dialog.notice.text == f"No network. {here} models on this computer still work."


def test_damaged_weights_are_fetched_again(
    qtbot: QtBot,
    server: Server,
    tmp_path: Path,
    catalogue: Callable[[ModelCard], None],
    show: Callable[..., ModelBrowser],
) -> None:
    card = remote(server.url)
    catalogue(card)
    folder = tmp_path / "data" / "weights"
    folder.mkdir(parents=True)
    (folder / card.file.name).write_bytes(b"worm")
    dialog = show()
    tile = dialog.tiles["rlfn-x2"]
    assert tile.state.text() == "File is damaged"
    assert tile.button.text() == "Download again"
    qtbot.mouseClick(tile.button, LEFT)
    qtbot.waitUntil(lambda: tile.entry.here)


def test_measuring(
    qtbot: QtBot, show: Callable[..., ModelBrowser], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.inference import speed

    monkeypatch.setattr(speed, "RUNS", 1)
    dialog = show()
    tile = dialog.tiles["reel-denoise"]
    tile.menu_button.menu().actions()[0].trigger()
    assert tile.state.text() == "Measuring…"
    qtbot.waitUntil(lambda: tile.speed.figure.text().endswith("fps"), timeout=30_000)
    assert tile.state.text() == "On this computer"


def test_a_file_that_is_no_model_is_one_sentence(
    qtbot: QtBot, show: Callable[..., ModelBrowser], tmp_path: Path
) -> None:
    path = tmp_path / "mine.pth"
    path.write_bytes(b"no weights at all")
    dialog = show()
    dialog.add_file(path)
    qtbot.waitUntil(dialog.notice.isVisible, timeout=20_000)
    assert "mine.pth" in dialog.notice.text
    assert dialog.add_button.isEnabled()


def asked(qtbot: QtBot, dialog: ModelBrowser, folder: Path) -> tuple[ModelBrowser, UnknownNetwork]:
    """The browser, and what it asks about a network that does not say what it is."""
    pytest.importorskip("onnxruntime")
    dialog.add_file(onnx_file(folder))
    qtbot.waitUntil(lambda: bool(dialog.findChildren(UnknownNetwork)), timeout=20_000)
    (question,) = dialog.findChildren(UnknownNetwork)
    return dialog, question


def test_a_network_that_does_not_say_what_it_is_is_asked_about(
    qtbot: QtBot, show: Callable[..., ModelBrowser], tmp_path: Path
) -> None:
    dialog, question = asked(qtbot, show(), tmp_path)
    assert "2 times as large" in question.words.text()
    assert [question.task.itemText(n) for n in range(question.task.count())] == ["Upscale"]
    question.white.choose("255")
    with qtbot.waitSignal(dialog.work.added, timeout=20_000):
        qtbot.mouseClick(question.add_button, LEFT)
    card = read_card(dialog.work.store.cards / "double.toml")
    assert (card.task, card.input.range) == ("upscale", 255)
    assert dialog.add_button.isEnabled()


def test_nothing_is_added_when_the_question_is_closed(
    qtbot: QtBot, show: Callable[..., ModelBrowser], tmp_path: Path
) -> None:
    dialog, question = asked(qtbot, show(), tmp_path)
    assert not dialog.add_button.isEnabled()
    question.reject()
    assert dialog.add_button.isEnabled()
    assert not dialog.work.store.cards.exists()


def entry(**fields: Any) -> Entry:
    card = Catalogue.load().find("rlfn-x2")
    names = {"id", "title", "commercial_use", "quality", "task", "scale"}
    card = replace(card, **{name: fields.pop(name) for name in list(fields) if name in names})
    return Entry(card, **fields)


def test_order_and_filters() -> None:
    good = entry(id="good", quality=(Figure("Set5", "dB", 38.0),), state="intact")
    bad = entry(id="bad", quality=(Figure("Set5", "dB", 30.0),), commercial_use="unknown")
    slow = entry(id="slow", quality=(), speed=ModelSpeed(0.1, "processor"))
    everything = [slow, bad, good]

    def ids(filters: tuple[str, ...] = (), sort: str = "quality") -> list[str]:
        return [each.card.id for each in chosen(everything, "", "", filters, sort)]

    assert ids() == ["good", "bad", "slow"]
    assert ids(("commercial",)) == ["good", "slow"]
    assert ids(("here",)) == ["good"]
    assert ids(("processor",)) == ["good", "bad"]
    assert ids(sort="speed")[0] == "slow"

"""The magic wand with a model: real clicks on the canvas, real networks, masks to the pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.annotations.masks import Mask
from app.base.errors import Cancelled
from app.inference.segmenting.segmenter import Embedding, Segmenter
from app.inference.weights_store import WeightsStore
from app.ui.annotate.tools.wand import Wand
from tests.helpers.onnx_files import OnnxWriter
from tests.helpers.segmenter_pairs import RADIUS, write_pair
from tests.ui.annotate.conftest import ALT, HEIGHT, WIDTH, Desk

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.annotations.shapes import Point
    from app.base.cancel import CancelToken
    from app.inference.catalogue import ModelCard

    Bits = NDArray[np.bool_]

Key = Qt.Key
REACH = RADIUS * WIDTH / 256
"""Pixels of the source that the pair's discs reach: its longer side is 256 units."""


@pytest.fixture
def card(tmp_path: Path) -> ModelCard:
    """A pair, added as the user does it."""
    return WeightsStore().add(write_pair(tmp_path / "pair", stem="Discs")[0])


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each look of the encoder at a picture, and what became of it."""
    seen: list[str] = []
    look = Segmenter.embedding

    def told(
        self: Segmenter, pixels: NDArray[np.uint8], cancel: CancelToken | None = None
    ) -> Embedding:
        seen.append("begun")
        try:
            made = look(self, pixels, cancel)
        except Cancelled:
            seen.append("cancelled")
            raise
        seen.append("done")
        return made

    monkeypatch.setattr(Segmenter, "embedding", told)
    return seen


def wand(desk: Desk) -> Wand:
    """In hand, and with the models that are there."""
    desk.toolbox.choose("wand")
    desk.qtbot.waitUntil(lambda: desk.toolbox.cutter != "")
    assert isinstance(desk.tool, Wand)
    return desk.tool


def settled(desk: Desk, tool: Wand) -> Bits:
    """What is found once the search is over."""
    desk.qtbot.waitUntil(lambda: not tool.searching)
    assert tool.found is not None
    return tool.found.to_array()


def hit(desk: Desk, point: Point) -> Point:
    """Where the mouse really is: on whole pixels of the screen."""
    picture, at = desk.canvas.picture(), desk.at(point)
    scale = picture.width() / WIDTH
    return (at.x() - picture.x()) / scale, (at.y() - picture.y()) / scale


def disc(point: Point) -> NDArray[np.float64]:
    """Pixels from its edge inwards."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    return np.asarray(REACH - np.hypot(x - point[0], y - point[1]))


def agrees(found: Bits, *fields: NDArray[np.float64]) -> bool:
    """Right but for a hair at the edge, for the border and for corners: masks have 64 cells."""
    field = np.minimum.reduce(fields)
    corner = sum((abs(each) < 7.5).astype(int) for each in fields) > 1
    sure = (abs(field) > 0.2) & ~corner
    sure[:3], sure[-3:], sure[:, :3], sure[:, -3:] = False, False, False, False
    return bool(np.array_equal(found[sure], field[sure] > 0) and found.any())


def test_clicks_find_an_object_and_enter_keeps_it(
    desk: Desk, card: ModelCard, looks: list[str]
) -> None:
    tool = wand(desk)
    assert desk.toolbox.cutter == card.id
    inside, outside = hit(desk, (150, 90)), hit(desk, (200, 80))
    desk.click((150, 90))
    assert agrees(settled(desk, tool), disc(inside))
    desk.click((200, 80), ALT)
    found = settled(desk, tool)
    assert agrees(found, disc(inside), -disc(outside))
    assert desk.steps == 0
    desk.key(Key.Key_Return)
    shape = desk.shape(1)
    assert isinstance(shape, Mask)
    assert np.array_equal(shape.to_array(), found)
    assert (desk.steps, desk.toolbox.current) == (1, "select")
    assert looks == ["begun", "done"], "one look for both clicks"


def test_a_drag_frames_it_and_backspace_takes_back_what_came_last(
    desk: Desk, card: ModelCard, looks: list[str]
) -> None:
    tool = wand(desk)
    start, end = hit(desk, (100, 40)), hit(desk, (220, 130))
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    box = [x - start[0], end[0] - x, y - start[1], end[1] - y]
    desk.drag((100, 40), (150, 90), (220, 130))
    assert agrees(settled(desk, tool), *box)
    desk.click((220, 130), ALT)
    assert agrees(settled(desk, tool), *box, -disc(end))
    desk.key(Key.Key_Backspace)
    assert agrees(settled(desk, tool), *box)
    desk.key(Key.Key_Backspace)
    assert not tool.busy
    assert looks == ["begun", "done"]
    assert desk.steps == 0


def test_black_parts_of_the_frame_are_seen(desk: Desk, card: ModelCard) -> None:
    """The pair finds nothing where the picture is black: pixels reach the encoder in place."""
    source = desk.canvas.layers.source
    assert source is not None
    for row in range(HEIGHT):
        for column in range(160):
            source.image.setPixel(column, row, 0xFF000000)
    tool = wand(desk)
    point = hit(desk, (160, 90))
    desk.click((160, 90))
    found, known = settled(desk, tool), disc(point)
    cell = 1.5 * WIDTH / 16
    right = (known > 0.2) & (np.arange(WIDTH) > 160 + cell)
    assert found[right].all()
    assert right.any()
    assert not found[:, : int(160 - cell)].any()


def test_another_frame_ends_the_search_at_once(
    desk: Desk, tmp_path: Path, looks: list[str]
) -> None:
    encoder, _ = write_pair(tmp_path / "pair", stem="Slow")
    slow = OnnxWriter()
    pooled = slow(
        "AveragePool", slow.takes("image", 1, 3, 256, 256), kernel_shape=[16, 16], strides=[16, 16]
    )
    made = slow("Conv", pooled, np.full((256, 3, 1, 1), 0.01))
    for _ in range(1000):
        made = slow("Softmax", made, axis=1)
    slow.gives("embeddings", made, 1, 256, 16, 16)
    slow.write(encoder)
    WeightsStore().add(encoder)
    looks.clear()
    tool = wand(desk)
    desk.click((150, 90))
    desk.qtbot.waitUntil(lambda: bool(looks), timeout=20_000)
    assert tool.searching
    desk.seek(5)
    assert not tool.busy
    desk.click((100, 60))
    desk.qtbot.waitUntil(lambda: not tool.searching, timeout=20_000)
    assert looks == ["begun", "cancelled", "begun", "done"]
    assert tool.found is not None


def test_coming_back_to_a_frame_costs_no_second_look(
    desk: Desk, card: ModelCard, looks: list[str]
) -> None:
    tool = wand(desk)
    source = desk.canvas.layers.source
    assert source is not None
    for gray in (0xFF606060, 0xFF808080, 0xFF606060):
        source.image.fill(gray)
        desk.click((150, 90))
        settled(desk, tool)
        desk.key(Key.Key_Escape)
    assert looks == ["begun", "done"] * 2


def test_what_is_not_the_object_needs_an_object_first(desk: Desk, card: ModelCard) -> None:
    tool = wand(desk)
    with desk.qtbot.waitSignal(desk.tools.told) as told:
        desk.click((150, 90), ALT)
    assert "Click on the object first" in told.args[0]
    assert not tool.busy


def test_two_quick_clicks_are_two_clicks(desk: Desk, card: ModelCard) -> None:
    tool = wand(desk)
    desk.double_click((150, 90))
    settled(desk, tool)
    desk.key(Key.Key_Backspace)
    settled(desk, tool)
    desk.key(Key.Key_Backspace)
    assert not tool.busy


def test_the_header_offers_models_and_colours(desk: Desk, card: ModelCard) -> None:
    header = desk.tools.header
    header.show()
    assert header.cutter.isHidden()
    tool = wand(desk)
    assert not header.cutter.isHidden()
    assert (header.cutter.value, header.cutter.currentText()) == (card.id, "Discs")
    header.cutter.setCurrentIndex(0)
    header.cutter.activated.emit(0)
    assert desk.toolbox.cutter == ""
    desk.click((150, 90))
    assert tool.found is not None
    assert tool.found.area == WIDTH * HEIGHT, "like colours: the whole gray picture"
    desk.key(Key.Key_Escape)
    desk.toolbox.choose("select")
    assert header.cutter.isHidden()
    header.hide()


def test_a_model_that_is_gone_is_told_and_given_up(desk: Desk, card: ModelCard) -> None:
    tool = wand(desk)
    WeightsStore().remove(card)
    with desk.qtbot.waitSignal(desk.tools.told) as told:
        desk.click((150, 90))
    assert card.id in told.args[0]
    assert not tool.busy
    desk.toolbox.choose("select")
    desk.toolbox.choose("wand")
    desk.qtbot.waitUntil(lambda: desk.toolbox.cutter == "")


def test_without_models_the_wand_goes_by_colours(desk: Desk) -> None:
    desk.toolbox.choose("wand")
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(0xFF202020)
    desk.click((10, 10))
    tool = desk.tool
    assert isinstance(tool, Wand)
    assert tool.found is not None
    assert desk.tools.header.cutter.isHidden()
    desk.key(Key.Key_Escape)

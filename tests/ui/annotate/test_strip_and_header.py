"""The strip, the header, brightness and contrast; and that all words have a Chinese sentence."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

import app
from app.ui.annotate.tone import ToneMap
from app.ui.annotate.toolbox import TOOLS
from app.ui.language import LOCALE
from tests.ui.preview.conftest import to_pixels

if TYPE_CHECKING:
    from tests.ui.annotate.conftest import Desk

SOURCES = sorted((Path(app.__file__).parent / "ui" / "annotate").rglob("*.py"))


def test_the_strip_has_a_button_for_every_tool(desk: Desk) -> None:
    strip = desk.tools.strip
    assert set(strip.buttons) == set(TOOLS)
    for tool, button in strip.buttons.items():
        button.click()
        assert desk.toolbox.current == tool
        assert [name for name, one in strip.buttons.items() if one.isChecked()] == [tool]
        button.click()
        assert button.isChecked()
        assert min(button.width(), button.height()) >= 24
        assert button.accessibleName()
    assert strip.buttons["box"].toolTip() == "Box (B)"
    assert strip.buttons["wand"].toolTip().startswith("Magic wand (W)\nClick to take what is alike")
    assert strip.width() == 44
    strip.set_small(True)
    assert strip.width() == 40


def test_arrows_walk_along_the_strip(desk: Desk) -> None:
    strip = desk.tools.strip
    strip.show()
    strip.activateWindow()
    strip.buttons["select"].setFocus()
    desk.qtbot.keyClick(strip.buttons["select"], Qt.Key.Key_Down)
    assert strip.focusWidget() is strip.buttons["pan"]
    desk.qtbot.keyClick(strip.buttons["pan"], Qt.Key.Key_Up)
    assert strip.focusWidget() is strip.buttons["select"]
    strip.hide()


def test_the_header_chooses_kind_mode_and_outlines(desk: Desk) -> None:
    header = desk.tools.header
    header.kind.act("polygon")
    assert desk.toolbox.current == "polygon"
    desk.toolbox.choose("eraser")
    assert header.kind.value == "mask"
    desk.toolbox.choose("points")
    assert header.kind.value == ""
    desk.toolbox.choose("box")
    desk.toolbox.choose("select")
    assert header.kind.value == "box"
    header.mode.setCurrentIndex(1)
    header.mode.activated.emit(1)
    assert desk.toolbox.mode == "shape"
    header.outlines.moved.emit(0.4)
    assert desk.tools.visibility.outlines == 0.4
    assert header.outlines.value == pytest.approx(0.4)


def test_tone_changes_the_view_and_nothing_else(desk: Desk) -> None:
    def middle() -> int:
        picture = to_pixels(desk.canvas.grab().toImage())
        return int(picture[picture.shape[0] // 2, picture.shape[1] // 2, 0])

    assert middle() == 96
    desk.tools.tone.set(0.8, 0.0)
    assert middle() > 150
    source = desk.canvas.layers.source
    assert source is not None
    assert source.image.pixelColor(5, 5).red() == 96
    assert desk.steps == 0
    desk.view.show_workspace("enhance")
    assert middle() == 96
    desk.view.show_workspace("annotate")
    desk.tools.header.tone.reset.click()
    assert middle() == 96
    assert desk.tools.tone.map is None


def test_tone_keeps_black_and_white_and_rises() -> None:
    for brightness in (-1.0, -0.3, 0.5, 1.0):
        table = ToneMap(brightness, 0.0).table().astype(int)
        assert (table[0], table[255]) == (0, 255)
        assert (np.diff(table) >= 0).all()
    steep = ToneMap(0.0, 1.0).table()
    assert (steep[0], steep[255]) == (0, 255)


def literals(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = {"tr": 0, "tr_count": 1}.get(node.func.id)
            if place is not None:
                text = node.args[place]
                assert isinstance(text, ast.Constant), f"{path.name}:{node.lineno}: no literal"
                found.add(str(text.value))
    return found


def test_every_text_has_a_chinese_sentence() -> None:
    texts: dict[str, str] = {}
    for path in sorted((LOCALE / "zh_CN").glob("*.json")):
        texts.update(json.loads(path.read_text("utf-8")))
    needed = set().union(*map(literals, SOURCES))
    assert not needed - set(texts)

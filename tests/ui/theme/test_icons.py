from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage

from app.ui.theme.icons import FOLDER, icon, pixmap
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

UI = Path(__file__).parents[3] / "app" / "ui"
POSITION = {
    "icon": 0,
    "pixmap": 0,
    "IconButton": 0,
    "EmptyState": 0,
    "set_icon": 0,
    "Button": 1,
    "Command": 4,
}


def names_in(tree: ast.AST) -> set[str]:
    """Names of icons that stand in the code as literals."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        called = function.attr if isinstance(function, ast.Attribute) else ""
        called = function.id if isinstance(function, ast.Name) else called
        at = POSITION.get(called)
        arguments = [word.value for word in node.keywords if word.arg == "icon"]
        if at is not None and len(node.args) > at:
            arguments.append(node.args[at])
        for argument in arguments:
            found |= literals_in(argument)
    return found


def literals_in(argument: ast.expr) -> set[str]:
    """Words that the argument may be: those of `"a" if b else "c"`, but not parts of f-strings."""
    if isinstance(argument, ast.IfExp):
        return literals_in(argument.body) | literals_in(argument.orelse)
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return {argument.value} - {""}
    return set()


def used() -> list[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in UI.rglob("*.py"))
    return sorted(set().union(*(names_in(tree) for tree in trees)))


def painted(image: QImage) -> set[str]:
    """Colours of the pixels that are fully covered."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name().upper() for pixel in pixels if pixel.alpha() == 255}


def test_every_icon_that_is_used_exists(qapp: QApplication) -> None:
    assert len(used()) > 5
    phosphor = set(qtawesome._instance().charmap["ph"])
    drawn = {path.stem for path in FOLDER.glob("*.svg")}

    assert not set(used()) - phosphor - drawn


def test_the_search_finds_names_in_all_places() -> None:
    code = 'IconButton("a", "b"); Button("t", "c"); x.pixmap("d", 3); Command(1, 2, 3, icon="e")'

    assert names_in(ast.parse(code)) == {"a", "c", "d", "e"}


def test_an_unknown_name_is_told_at_once(qapp: QApplication) -> None:
    with pytest.raises(Exception, match="no-such-icon"):
        icon("no-such-icon")


@pytest.mark.parametrize("name", ["film-slate", "waveform", "plugs", "images", "file-video"])
def test_drawn_icons_are_tinted(qapp: QApplication, name: str) -> None:
    large = icon(name, "accent").pixmap(QSize(64, 64)).toImage()

    assert theme().palette.accent in painted(large)


def test_drawn_icons_are_dimmed_when_disabled(qapp: QApplication) -> None:
    dimmed = icon("waveform").pixmap(QSize(64, 64), QIcon.Mode.Disabled).toImage()

    assert theme().palette.dis in painted(dimmed)


def test_an_icon_is_sharp_on_a_dense_screen(qapp: QApplication) -> None:
    picture = pixmap("images", 16, ratio=2.0)

    assert picture.width() == 32
    assert picture.deviceIndependentSize().width() == 16


def test_icons_follow_the_theme(qapp: QApplication) -> None:
    theme().use("light")

    picture = pixmap("plugs", 64, "tx").toImage()

    assert QColor(theme().palette.tx).name().upper() in painted(picture)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from app.ui.language import use_language
from app.ui.theme.palette import DARK, LIGHT, Palette
from app.ui.theme.stylesheet import FOLDER, apply_theme, body_font, stylesheet
from app.ui.theme.theme import theme
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_every_colour_is_filled_in_and_every_picture_exists(palette: Palette) -> None:
    sheet = stylesheet(palette, 1.0)

    assert "@" not in sheet
    assert palette.accent in sheet
    pictures = re.findall(r'url\("([^"]+)"\)', sheet)
    assert pictures
    assert all((FOLDER / picture).is_file() for picture in pictures)


def test_lengths_grow_with_the_interface_size() -> None:
    assert "min-height: 22px" in stylesheet(DARK, 1.0)
    assert "min-height: 29px" in stylesheet(DARK, 1.3)


def test_raw_colours_stand_only_in_the_palette() -> None:
    template = (FOLDER / "window.qss").read_text(encoding="utf-8")

    assert not re.search(r"#[0-9a-fA-F]{3,8}", template)


@pytest.mark.parametrize(("name", "palette"), [("dark", DARK), ("light", LIGHT)])
def test_drawn_marks_have_colours_of_their_palette(name: str, palette: Palette) -> None:
    for picture in FOLDER.glob(f"*-{name}.svg"):
        assert palette.tx2 in picture.read_text(encoding="utf-8")
    for picture in FOLDER.glob("*-on-fill.svg"):
        assert palette.on_fill in picture.read_text(encoding="utf-8")


def test_the_program_follows_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp)
    field = QLineEdit()
    qtbot.addWidget(field)

    theme().use("light", 1.3)

    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.bg1)
    assert LIGHT.accent in qapp.styleSheet()
    assert qapp.font().pixelSize() == 16
    field.show()
    middle = field.grab().toImage().pixelColor(field.width() // 2, field.height() // 2)
    assert middle == QColor(LIGHT.field)


def test_dressing_twice_follows_once(qapp: QApplication) -> None:
    apply_theme(qapp)
    apply_theme(qapp)

    assert len([child for child in qapp.children() if type(child).__name__ == "_Follower"]) == 1


def test_labels_keep_their_own_font_and_colour(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp)
    label = Label("Words", "dialog", "warn")
    qtbot.addWidget(label)
    label.show()

    assert label.fontInfo().pixelSize() == 15
    assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(DARK.warn)


def test_the_keyboard_focus_is_seen_on_a_button(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp)
    button = QPushButton("Go")
    qtbot.addWidget(button)
    with qtbot.waitExposed(button):
        button.show()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)

    picture = button.grab().toImage()

    assert picture.pixelColor(1, button.height() // 2) == QColor(DARK.accent)


def test_simplified_chinese_is_drawn_larger_and_less_bold() -> None:
    assert theme().font("small").pixelSize() == 11
    use_language("zh_CN")

    assert theme().font("small").pixelSize() == 12
    assert theme().font("name").weight() == 500
    assert theme().font("dialog").weight() == 600


def test_han_falls_back_to_its_simplified_shapes() -> None:
    assert body_font().families()[-1] == "Noto Sans CJK SC"

"""High contrast: the desktop's colours where it has contrasting ones, and loud edges always."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from app.ui.theme import contrast
from app.ui.theme.contrast import LOUD, READABLE, of_system, with_edges
from app.ui.theme.palette import DARK, LIGHT, Palette
from app.ui.theme.stylesheet import stylesheet
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

Role = QPalette.ColorRole


def desktop(back: str, text: str, chosen: str, on_chosen: str, grey: str = "#808080") -> QPalette:
    palette = QPalette()
    for role, colour in (
        *((Role.Window, back), (Role.Base, back), (Role.WindowText, text)),
        *((Role.Highlight, chosen), (Role.HighlightedText, on_chosen)),
        (Role.PlaceholderText, grey),
    ):
        palette.setColor(role, QColor(colour))
    return palette


DESKTOPS = {
    "aquatic": desktop("#202020", "#ffffff", "#8ee3f0", "#263b50", "#a6a6a6"),
    "desert": desktop("#fffaef", "#3d3d3d", "#903909", "#fff5e3", "#676767"),
    "black": desktop("#000000", "#ffffff", "#1aebff", "#000000", "#3ff23f"),
    "white": desktop("#ffffff", "#000000", "#37006e", "#ffffff", "#600000"),
    "yellow": desktop("#000000", "#ffff00", "#0000ff", "#ffffff"),
}
ALL = pytest.mark.parametrize("name", DESKTOPS)


def made(name: str) -> Palette:
    found = of_system(DESKTOPS[name])
    assert found is not None
    return found


@ALL
def test_the_desktops_colours_are_used(name: str) -> None:
    palette, system = made(name), DESKTOPS[name]

    assert QColor(palette.bg1) == system.color(Role.Window)
    assert QColor(palette.tx) == system.color(Role.WindowText)
    assert palette.line == palette.ctl == palette.line2 == palette.tx


@ALL
@pytest.mark.parametrize("surface", ["bg0", "bg1", "bg2", "bg3", "lane", "field", "clip"])
def test_all_words_are_loud(name: str, surface: str) -> None:
    palette = made(name)
    for token in ("tx", "tx2", "tx3"):
        assert contrast.contrast(getattr(palette, token), getattr(palette, surface)) >= LOUD


@ALL
def test_marks_and_labels_can_be_told(name: str) -> None:
    palette = made(name)
    marks = ("accent", "ok", "warn", "err", "model", "play", "ram", "disk", "wave", "clipb")
    for colour in [*(getattr(palette, mark) for mark in marks), *palette.labels]:
        assert contrast.contrast(colour, palette.bg1) >= READABLE
    for words, surface in (("on_fill", "fill"), ("tx", "sel"), ("play_text", "play")):
        pair = getattr(palette, words), getattr(palette, surface)
        assert contrast.contrast(*pair) >= READABLE


@ALL
def test_the_surround_stays_neutral_and_the_sheet_can_be_made(name: str) -> None:
    palette = made(name)

    assert palette.canvas in (DARK.canvas, LIGHT.canvas)
    assert palette.tx in stylesheet(palette, 1.0)


def test_a_desktop_without_contrast_is_not_followed() -> None:
    assert of_system(desktop("#888888", "#aaaaaa", "#1aebff", "#000000")) is None


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_edges_are_as_loud_as_text(palette: Palette) -> None:
    loud = with_edges(palette)

    assert loud.line == loud.line2 == loud.ctl == loud.tx3 == palette.tx
    assert loud.bg1 == palette.bg1


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contrast, "high_contrast", lambda: True)
    monkeypatch.setattr(contrast, "system_palette", lambda: DESKTOPS["desert"])


@pytest.mark.usefixtures("asked")
def test_who_chose_colours_keeps_them_with_loud_edges() -> None:
    theme().use("dark")
    assert theme().palette == with_edges(DARK)
    assert theme().dark
    theme().use("light")
    assert theme().palette == with_edges(LIGHT)


@pytest.mark.usefixtures("asked")
def test_who_follows_the_desktop_gets_its_colours() -> None:
    theme().use("system")

    assert theme().palette == made("desert")
    assert not theme().dark


def test_the_desktop_is_followed_while_the_program_runs(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    theme().use("dark")
    theme().follow_system()
    style = QGuiApplication.styleHints()  # kept: what it gives lives as long
    hints = style.accessibility()
    monkeypatch.setattr(contrast, "high_contrast", lambda: True)

    with qtbot.waitSignal(theme().changed):
        hints.contrastPreferenceChanged.emit(hints.contrastPreference())

    assert theme().palette == with_edges(DARK)


def test_asking_the_desktop_changes_nothing(qapp: QApplication) -> None:
    worn = QPalette(qapp.palette())
    worn.setColor(Role.Window, QColor("#123456"))
    qapp.setPalette(worn)

    found = contrast.system_palette()

    assert found.color(Role.Window) != QColor("#123456")
    assert qapp.palette().color(Role.Window) == QColor("#123456")
    qapp.setPalette(QPalette())


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#FFFFFF", 21), ("#777777", "#FFFFFF", 4.48)]
)
def test_ratios_are_those_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert contrast.contrast(one, other) == pytest.approx(ratio, abs=0.01)

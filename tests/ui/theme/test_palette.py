"""The ratios the design promises, measured."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from app.ui.theme.contrast import contrast as ratio
from app.ui.theme.palette import DARK, LIGHT, Palette

BOTH = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
PROMISED = [  # token, surface, dark, light
    ("ctl", "bg1", 3.4, 3.2),
    ("tx", "bg1", 14.8, 16.2),
    ("tx2", "bg1", 8.8, 8.1),
    ("tx2", "clip", 5.9, 6.0),
    ("tx3", "bg3", 5.0, 5.1),
    ("tx3", "sel", 4.7, 4.9),
    ("accent", "bg1", 7.0, 5.7),
    ("on_fill", "fill", 4.8, 6.3),
    ("tx", "sel", 10.6, 14.1),
    ("play", "lane", 6.2, 3.9),
    ("play_text", "play", 6.7, 4.8),
    ("ok", "bg1", 8.3, 6.0),
    ("warn", "bg1", 10.0, 5.7),
    ("err", "bg1", 7.3, 6.0),
    ("model", "bg1", 8.3, 6.5),
    ("ram", "bg0", 7.7, 3.4),
    ("disk", "bg0", 5.7, 4.0),
    ("wave", "lane", 5.2, 3.5),
]


@pytest.mark.parametrize(("token", "surface", "dark", "light"), PROMISED)
def test_the_table_of_the_design_is_true(
    token: str, surface: str, dark: float, light: float
) -> None:
    for palette, promised in ((DARK, dark), (LIGHT, light)):
        measured = ratio(getattr(palette, token), getattr(palette, surface))
        assert measured == pytest.approx(promised, abs=0.11)


@BOTH
@pytest.mark.parametrize("surface", ["bg1", "bg2", "bg3", "field", "sel"])
@pytest.mark.parametrize("token", ["tx", "tx2", "tx3"])
def test_text_is_readable_on_every_surface(palette: Palette, token: str, surface: str) -> None:
    assert ratio(getattr(palette, token), getattr(palette, surface)) >= 4.5


@BOTH
@pytest.mark.parametrize("token", ["accent", "ok", "warn", "err", "model"])
@pytest.mark.parametrize("surface", ["bg1", "bg2"])
def test_words_in_colour_are_readable(palette: Palette, token: str, surface: str) -> None:
    assert ratio(getattr(palette, token), getattr(palette, surface)) >= 4.5


@BOTH
@pytest.mark.parametrize(
    ("token", "surface"),
    [("ctl", "bg1"), ("accent", "field"), ("accent", "bg3"), ("accent", "sel"), ("play", "lane")],
)
def test_edges_and_marks_are_visible(palette: Palette, token: str, surface: str) -> None:
    assert ratio(getattr(palette, token), getattr(palette, surface)) >= 3


def test_labels_are_visible_on_their_lane() -> None:
    assert min(ratio(colour, DARK.lane) for colour in DARK.labels) >= 7.4
    assert min(ratio(colour, LIGHT.lane) for colour in LIGHT.labels) >= 4.1


@BOTH
def test_the_viewer_surround_is_neutral(palette: Palette) -> None:
    red, green, blue = (palette.canvas[at : at + 2] for at in (1, 3, 5))
    assert red == green == blue


@BOTH
def test_every_colour_is_six_digits(palette: Palette) -> None:
    named = [getattr(palette, field.name) for field in fields(palette) if field.name != "labels"]
    assert all(re.fullmatch(r"#[0-9A-F]{6}", colour) for colour in [*named, *palette.labels])

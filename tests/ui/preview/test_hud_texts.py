from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ui.preview.hud_texts import HudTexts, hud_texts
from app.ui.preview.layers import Layers
from app.ui.preview.modes.single import Single, SourceOnly
from app.ui.preview.modes.table import MODES
from app.ui.preview.modes.wipe import Wipe
from app.ui.preview.viewer_state import StateKind, ViewerState
from tests.ui.preview.conftest import plain

if TYPE_CHECKING:
    from app.ui.preview.modes.mode import Mode
    from tests.ui.preview.conftest import Made

SOURCE, RESULT = plain(8, 4, 10), plain(16, 8, 20)
CHAINS = ("Denoise → Upscale ×2", "Upscale ×2")


def all_texts(texts: HudTexts) -> str:
    return " | ".join((texts.top_left, texts.top_right, texts.bottom_left, texts.bottom_right))


def filled(made: Made) -> Layers:
    layers = Layers()
    layers.put(made("source", SOURCE))
    layers.put(made("result", RESULT))
    return layers


def test_the_four_corners_in_their_order(made: Made) -> None:
    texts = hud_texts(Wipe(), filled(made), ViewerState("cached", 126), CHAINS)
    assert texts.top_left == "Source  8 × 4"
    assert texts.top_right == "Result  16 × 8  ·  Denoise → Upscale ×2"
    assert texts.bottom_left == "Frame 126"
    assert texts.bottom_right == "Cached, full quality"
    assert texts.dot == "ok"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([*MODES, SourceOnly]),
    st.sampled_from(get_args(StateKind)),
    st.sampled_from([None, 126]),
)
def test_no_processed_word_on_a_frame_that_is_not(
    made: Made, kind: type[Mode], state: StateKind, frame: int | None
) -> None:
    layers = Layers()
    layers.put(made("result", RESULT, id=1, time=0))
    layers.put(made("source", SOURCE, id=2, time=9))  # the user went on
    texts = hud_texts(kind(), layers, ViewerState(state, frame), CHAINS)
    words = all_texts(texts)
    for lie in ("Result", "Cached", "quality", "out of date", "Denoise", "Difference"):
        assert lie not in words
    if state == "rendering":
        assert "Rendering" in texts.bottom_right


def test_the_source_while_it_is_held_is_called_so(made: Made) -> None:
    texts = hud_texts(SourceOnly(), filled(made), ViewerState("cached", 1), CHAINS)
    assert texts.bottom_right == "Source (not processed)"
    assert texts.top_right == ""


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("rendering", "Rendering frame 126"),
        ("stale", "Preview out of date"),
        ("half", "Half quality"),
        ("source", ""),
    ],
)
def test_states_in_words(made: Made, state: StateKind, words: str) -> None:
    texts = hud_texts(Single(), filled(made), ViewerState(state, 126), CHAINS)
    assert texts.bottom_right == words


def test_full_quality_is_not_claimed_for_parts_or_stand_ins(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE))
    layers.put(made("result", SOURCE, size=(16, 8), region=(0, 0, 8, 4)))
    assert hud_texts(Single(), layers, ViewerState("cached")).bottom_right == "Part of the frame"
    layers.put(made("result", RESULT, exact=False))
    assert hud_texts(Single(), layers, ViewerState("cached")).bottom_right == "Half quality"


def test_a_near_frame_is_called_near(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE, exact=False))
    assert hud_texts(Single(), layers, ViewerState("source", 7)).bottom_left == "Near frame 7"


def test_a_played_frame_is_that_frame_though_smaller(made: Made) -> None:
    layers = Layers()
    layers.put(replace(made("source", SOURCE, exact=False), request_id=0))
    assert hud_texts(Single(), layers, ViewerState("source", 7)).bottom_left == "Frame 7"


def test_nothing_is_said_of_nothing() -> None:
    assert hud_texts(Wipe(), Layers(), ViewerState("cached", 1), CHAINS) == HudTexts()

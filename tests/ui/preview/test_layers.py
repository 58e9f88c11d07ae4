from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from app.ui.preview.layers import Layers
from tests.ui.preview.conftest import plain

if TYPE_CHECKING:
    from tests.ui.preview.conftest import Made


def size(layers: Layers) -> tuple[int, int] | None:
    return layers.size


SOURCE, RESULT = plain(8, 4, 10), plain(16, 8, 20)


def test_until_the_result_comes_the_source_stands_in_for_it(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE))
    shown = layers.shown("result")
    assert shown.base is layers.source
    assert not shown.processed


def test_a_result_of_another_frame_gives_way_to_the_source(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE, id=1, time=0))
    layers.put(made("result", RESULT, id=1, time=0))
    assert layers.shown("result").complete
    layers.put(made("source", SOURCE, id=2, time=1))
    assert not layers.shown("result").processed


def test_the_old_result_of_the_same_frame_stays_while_a_setting_is_dragged(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE, id=1, time=3))
    layers.put(made("result", RESULT, id=1, time=3))
    layers.put(made("source", SOURCE, id=2, time=3))
    assert layers.shown("result").complete


def test_late_answers_are_dropped(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE, id=5, time=5))
    assert not layers.put(made("result", RESULT, id=4, time=4))
    assert not layers.put(made("source", SOURCE, id=4, time=4))
    assert layers.put(made("result", RESULT, id=5, time=5))


def test_regions_gather_until_the_whole_frame_is_there(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE))
    part = plain(8, 8, 30)
    layers.put(made("result", part, size=(16, 8), region=(0, 0, 8, 8)))
    layers.put(made("result", part, size=(16, 8), region=(8, 0, 8, 8)))
    shown = layers.shown("result")
    assert len(shown.parts) == 2
    assert shown.processed
    assert not shown.complete
    layers.put(made("result", RESULT))
    assert layers.shown("result").parts == ()


def test_regions_of_newer_settings_lie_over_the_source_not_over_the_old_result(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE, id=1))
    layers.put(made("result", RESULT, id=1))
    layers.put(made("result", plain(8, 8, 30), id=2, size=(16, 8), region=(0, 0, 8, 8)))
    shown = layers.shown("result")
    assert shown.base is layers.source
    assert not shown.complete


def test_the_frame_keeps_the_size_of_results(made: Made) -> None:
    layers = Layers()
    assert size(layers) is None
    layers.put(made("source", SOURCE))
    assert size(layers) == (8, 4)
    layers.put(made("result", RESULT))
    layers.put(made("source", SOURCE, id=2, time=1))
    assert size(layers) == (16, 8)
    layers.clear()
    layers.set_size(32, 16)
    layers.put(made("source", SOURCE, id=3))
    assert size(layers) == (32, 16)


def test_a_source_of_another_size_is_another_clip(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE))
    layers.put(made("result", RESULT))
    layers.put(made("source", plain(6, 6, 10), id=2))
    assert size(layers) == (6, 6)
    assert not layers.shown("result").processed


def test_frames_of_playback_are_always_the_newest(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE, id=7, time=0))
    layers.put(made("result", RESULT, id=7, time=0))
    assert layers.put(made("source", SOURCE, id=0, time=1))
    assert not layers.shown("result").processed
    assert layers.put(made("result", RESULT, id=0, time=1))
    assert layers.shown("result").processed
    assert layers.put(made("source", SOURCE, id=8, time=2))
    assert not layers.shown("result").processed


def test_playback_may_bring_results_alone(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE, id=7, time=0))
    assert layers.put(made("result", RESULT, id=0, time=1))
    assert layers.shown("result").processed


def test_pictures_are_kept_ready_to_paint(made: Made) -> None:
    layers = Layers()
    layers.put(made("source", SOURCE))
    assert layers.source is not None
    assert layers.source.image.format() == QImage.Format.Format_RGB32


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["source", "result"]), st.integers(1, 4), st.integers(0, 2)),
        max_size=12,
    )
)
def test_whatever_comes_a_result_is_never_of_an_older_other_frame(
    made: Made, arrivals: list[tuple[str, int, int]]
) -> None:
    layers = Layers()
    for kind, id, time in arrivals:
        layers.put(made(kind, SOURCE, id=id, time=time))
        shown, source = layers.shown("result"), layers.source
        if shown.processed and shown.base is not None and source is not None:
            newer = shown.base.request_id >= source.request_id
            assert newer or shown.base.time == source.time
        assert shown.processed == (shown.base is not None and shown.base.kind == "result")

"""How quick models are here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled
from app.inference import speed
from app.inference.catalogue import Catalogue
from app.inference.speed import ModelSpeed, SpeedNotes, measure_speed
from app.inference.weights_store import WeightsStore

if TYPE_CHECKING:
    from pathlib import Path


def test_a_builtin_model_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "RUNS", 1)
    catalogue = Catalogue.load()
    card = catalogue.find("reel-denoise")
    measured = measure_speed(card, catalogue, WeightsStore(), "cpu", "fp32", CancelToken())
    assert measured.fps > 0
    assert not measured.gpu


def test_measuring_can_be_cancelled() -> None:
    catalogue, cancel = Catalogue.load(), CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        measure_speed(
            catalogue.find("reel-denoise"), catalogue, WeightsStore(), "cpu", "fp32", cancel
        )


def test_notes_are_kept_by_weights(tmp_path: Path) -> None:
    card = Catalogue.load().find("reel-denoise")
    notes = SpeedNotes(tmp_path / "deep" / "speeds.json")
    assert notes.all() == {}
    notes.note(card, ModelSpeed(12.5, "processor", gpu=False))
    assert SpeedNotes(tmp_path / "deep" / "speeds.json").all() == {
        card.sha256: ModelSpeed(12.5, "processor", gpu=False)
    }


@pytest.mark.parametrize("text", ["", "[]", '{"a": 3}', '{"a": {"fps": "x"}}'])
def test_unreadable_notes_count_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "speeds.json").write_text(text)
    assert SpeedNotes(tmp_path / "speeds.json").all() == {}


def test_the_state_of_weights(tmp_path: Path) -> None:
    card = Catalogue.load().find("rlfn-x2")
    store = WeightsStore((), tmp_path)
    assert store.state(card) == "absent"
    store.downloads.mkdir(parents=True)
    (store.downloads / card.file.name).write_bytes(b"worm")
    assert store.state(card) == "damaged"
    assert store.holds(card)
    assert store.state(Catalogue.load().find("reel-denoise")) == "intact"
    assert not store.holds(Catalogue.load().find("reel-denoise"))

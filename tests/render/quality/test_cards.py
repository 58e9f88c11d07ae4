"""The cards of networks that look or listen state what is measured with the real weights."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from app.base.cancel import CancelToken
from app.inference.catalogue import MODELS_FOLDER, Catalogue
from app.inference.weights_store import WeightsStore
from app.render.quality.measuring import measured, measurements

if TYPE_CHECKING:
    from pathlib import Path

QUICK = ("yunet", "efficientnet-lite0", "silero-vad")
SLOWER = ("fastestdet", "mobilenetv2-features", "nanotrack-v2", "sinet", "adaint-fivek")


@pytest.fixture
def everything(
    weights_dir: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> WeightsStore:
    folders = [library_dir, *(each for each in sorted(weights_dir.iterdir()) if each.is_dir())]
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", os.pathsep.join(map(str, folders)))
    return WeightsStore()


@pytest.mark.parametrize(
    "model", [*QUICK, *(pytest.param(each, marks=pytest.mark.slow) for each in SLOWER)]
)
def test_a_card_states_what_is_measured(
    everything: WeightsStore, media_dir: Path, model: str
) -> None:
    catalogue = Catalogue.load([MODELS_FOLDER / "cards"])
    card = catalogue.find(model)
    if everything.find(card) is None:
        pytest.skip(f"the weights of {model} are not in the folders of weights")
    found = measured(card, catalogue, everything, media_dir / "images", "cpu", CancelToken())
    assert [(x.set, x.metric, x.condition) for x in found] == [
        (x.set, x.metric, x.condition) for x in card.quality
    ]
    for figure, stated in zip(found, card.quality, strict=True):
        assert figure.value == pytest.approx(stated.value, abs=0.02)


def test_every_task_has_a_measure_of_one_kind() -> None:
    from app.inference.quality.measuring import MEASURES

    cards = Catalogue.load([MODELS_FOLDER / "cards"]).all()
    assert {card.task for card in cards} <= {*MEASURES, *measurements()}
    assert not {*MEASURES} & {*measurements()}

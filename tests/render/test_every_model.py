"""Every model of the catalogue that changes pictures, on a real clip: chain, preview and export."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.base.time import FramePosition
from app.inference.catalogue import MODELS_FOLDER, Catalogue
from app.inference.weights_store import WeightsStore
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec
from tests.helpers.exports import export
from tests.helpers.previews import previewed

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.parameter import Setting
    from app.inference.catalogue import ModelCard

FRAMES = 2
EFFECTS = {
    "colour": "auto-colour", "deblock": "deblock", "dehaze": "dehaze", "denoise": "denoise",
    "lowlight": "low-light", "matte": "matte", "style": "style", "upscale": "upscale",
}  # fmt: skip
"""The effect a model is for, by its task; `interpolate` has `test_rife`, the rest look only."""
CARDS = [c for c in Catalogue.load([MODELS_FOLDER / "cards"]).all() if c.task in EFFECTS]
SMALL = EffectSpec("resize", (("width", 44), ("height", 36)))
"""Some of them take a tenth of a second for each thousand pixels."""


def chain_of(card: ModelCard) -> tuple[EffectSpec, ...]:
    settings: dict[str, Setting] = {} if card.task == "style" else {"model": card.id}
    if card.task == "denoise":
        settings["sigma"] = 15.0
    return SMALL, EffectSpec(EFFECTS[card.task], tuple(settings.items()))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_it_changes_the_clip_and_the_preview_shows_what_the_export_writes(
    card: ModelCard,
    media_dir: Path,
    weights_dir: Path,
    library_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", f"{weights_dir}{os.pathsep}{library_dir}")
    if WeightsStore().find(card) is None:
        pytest.skip(f"the weights of {card.id} are not on this machine")
    clip, chain = media_dir / "clips" / "carphone_pristine.mp4", chain_of(card)
    written = tmp_path / "out.mkv"
    export(clip, written, *chain, end=FramePosition(FRAMES), codec="ffv1", precision="fp32")
    second = Fraction(1001, 30000)
    seen = previewed(clip, *chain, end=FRAMES * second, at=second)
    plain = previewed(clip, SMALL, end=FRAMES * second, at=second)
    with VideoReader(written) as reader:
        frames = list(reader.frames())
    assert len(frames) == FRAMES
    assert np.array_equal(seen.planes[0], frames[1].pixels.planes[0])
    assert seen.planes[0].shape == tuple(card.scale * side for side in (36, 44))
    assert card.scale > 1 or not all(map(np.array_equal, seen.planes, plain.planes))

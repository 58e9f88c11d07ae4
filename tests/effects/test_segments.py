"""What looks at neighbours gives the same frames however an export is cut into segments."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
import torch

import app.render.plan as planning
from app.base.cancel import CancelToken
from app.base.picture import PixelLayout
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec, Excerpt, MediaItem
from app.render.chain import rendered
from app.render.resources import RenderResources
from app.render.stages import Stages
from tests.effects.scenes import SIZE, scene, seen
from tests.effects.stage import FakePool
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.time import Time
    from app.inference.network_pool import NetworkPool

FRAMES, CUT = 52, 31
CHAINS = {
    "stabilise": (EffectSpec("stabilise"),),
    "deflicker": (EffectSpec("deflicker"),),
    "scratches": (EffectSpec("scratches", (("sensitivity", 100.0),)),),
    "interpolate": (EffectSpec("interpolate", (("rate", "60"),)),),
    "remove-area": (EffectSpec("remove-area", (("left", 30.0), ("reach", 5))),),
    "at a lower rate": (EffectSpec("frame-rate", (("rate", "10"),)), EffectSpec("deflicker")),
    "several": (EffectSpec("deflicker"), EffectSpec("interpolate"), EffectSpec("stabilise")),
}


@pytest.fixture(scope="module")
def shaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shaken, flickering clip with a cut."""
    shots = scene(), 1 - 0.8 * scene(2)
    chance = np.random.default_rng(1)
    places, gains = chance.integers(-4, 5, (FRAMES, 2)), 1 + 0.04 * chance.normal(size=FRAMES)

    def draw(number: int, plane: int, width: int, height: int) -> Any:
        right, down = (int(place) for place in places[number])
        picture = seen(shots[number >= CUT], right, down)[plane].numpy()
        return np.clip(picture * gains[number], 0, 1)[:height, :width]

    path = tmp_path_factory.mktemp("shaky") / "shaky.mkv"
    return make_clip(
        path, frames=FRAMES, size=SIZE[::-1], codec="ffv1", pix_fmt="yuv444p10le", draw=draw
    )


def _frames(
    path: Path, chain: tuple[EffectSpec, ...], whole: bool
) -> list[tuple[Time, list[NDArray[np.generic]]]]:
    """All that comes out, rendered in one go or each segment by itself."""
    pool = cast("NetworkPool", FakePool())
    resources, layout = RenderResources(torch.device("cpu"), pool), PixelLayout("yuv", 10, (0, 0))
    with VideoReader(path) as reader:
        plan = planning.plan(Excerpt(MediaItem(path), effects=chain), reader.info, reader.index)
        spans = (plan.span,) if whole else plan.segments
        assert whole or len(spans) > 2
        frames = [
            frame
            for span in spans
            for frame in rendered(plan, reader, span, layout, resources, CancelToken(), Stages())
        ]
    return [(frame.time, list(frame.pixels.planes)) for frame in frames]


@pytest.mark.parametrize("name", CHAINS)
def test_segments_do_not_show(name: str, shaky: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _frames(shaky, CHAINS[name], whole=True)
    for length in (7, 19) if len(CHAINS[name]) == 1 else (13,):
        monkeypatch.setattr(planning, "SEGMENT_SECONDS", Fraction(length, 25))
        parts = _frames(shaky, CHAINS[name], whole=False)
        assert [time for time, _ in parts] == [time for time, _ in whole]
        for (_, ours), (_, theirs) in zip(parts, whole, strict=True):
            assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))

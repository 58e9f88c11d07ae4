"""Ten thousand frames take no more memory than five hundred."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pytest

from app.base.cancel import CancelToken
from app.project.model import EffectSpec, Excerpt, MediaItem
from app.render.enhance import EnhanceRequest, enhance
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.progress import Progress

FRAMES = 10_000
ALLOWED = 50 << 20


@pytest.mark.soak
@pytest.mark.parametrize(
    "effects", [(), (EffectSpec("crop", (("left", 2), ("right", 2))),)], ids=["identity", "crop"]
)
def test_memory_stays_flat(effects: tuple[EffectSpec, ...], tmp_path: Path) -> None:
    source = make_clip(
        tmp_path / "long.mp4", frames=FRAMES, size=(640, 360), options={"preset": "ultrafast"}
    )
    process = psutil.Process()
    seen: dict[int, int] = {}

    def note(progress: Progress) -> None:
        if progress.done in (500, FRAMES):
            seen[progress.done] = process.memory_info().rss

    request = EnhanceRequest(
        Excerpt(MediaItem(source), effects=effects),
        tmp_path / "out.mp4",
        options={"preset": "ultrafast"},
    )
    enhance(request, CancelToken(), note)
    assert seen[FRAMES] - seen[500] < ALLOWED

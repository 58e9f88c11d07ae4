"""Whole exports with one, two and four pictures a call give the same file."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.base.parameter import Keyframe, Keyframes
from app.inference.batching import SWITCH
from app.inference.runner import TorchNetwork
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec
from app.render import plan as planning
from tests.helpers.clips import make_clip
from tests.helpers.exports import export, pictures_differ, times
from tests.helpers.previews import previewed

if TYPE_CHECKING:
    from pathlib import Path

    import torch

FADE = Keyframes((Keyframe(Fraction(0), 0.0), Keyframe(Fraction(1, 2), 100.0)))

CHAIN = (
    EffectSpec("denoise", (("sigma", Keyframes((Keyframe(Fraction(0), 5.0),
                                                Keyframe(Fraction(1), 50.0)))),)),
    EffectSpec("deblock", (("strength", FADE),)),
    EffectSpec("upscale", (("model", "reel-upscale-x2-tiny"),)),
)  # fmt: skip
"""Levels and shares that differ from frame to frame, and a change of size."""

FRAMES = 30


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "source.mp4", frames=FRAMES, size=(64, 48))


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures networks were called with."""
    seen: list[int] = []
    plain = TorchNetwork.__call__

    def noting(self: TorchNetwork, pictures: torch.Tensor, *rest: object) -> torch.Tensor:
        seen.append(len(pictures))
        return plain(self, pictures, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(TorchNetwork, "__call__", noting)
    return seen


def exported(source: Path, name: str, chain: tuple[EffectSpec, ...] = CHAIN) -> Path:
    output = source.with_name(f"{name}.mkv")
    export(source, output, *chain, codec="ffv1", device="cpu", precision="fp32")
    return output


def largest_difference(a: Path, b: Path) -> int:
    with VideoReader(a) as one, VideoReader(b) as two:
        return max(
            int(np.abs(p.astype(int) - q.astype(int)).max())
            for left, right in zip(one.frames(), two.frames(), strict=True)
            for p, q in zip(left.pixels.planes, right.pixels.planes, strict=True)
        )


@pytest.mark.parametrize("count", ["2", "4"])
def test_the_file_is_that_of_one_by_one(
    source: Path, monkeypatch: pytest.MonkeyPatch, counts: list[int], count: str
) -> None:
    plain = exported(source, "plain")
    assert set(counts) == {1}
    counts.clear()
    monkeypatch.setenv(SWITCH, count)
    together = exported(source, "together")
    assert sum(counts.count(number) for number in (int(count),)) > len(counts) - 4
    assert largest_difference(plain, together) <= 1
    assert times(plain) == times(together)


def test_it_does_not_matter_where_segments_are_cut(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SWITCH, "4")
    whole = exported(source, "whole")
    monkeypatch.setattr(planning, "SEGMENT_SECONDS", Fraction(1, 5))
    cut = exported(source, "cut")
    assert pictures_differ(whole, cut) == 0


def test_several_devices_give_the_file_of_one(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose runs of segments begin where a call of one device would be half full."""
    monkeypatch.setenv(SWITCH, "4")
    monkeypatch.setattr(planning, "SEGMENT_SECONDS", Fraction(1, 10))
    one = exported(source, "one")
    output = source.with_name("two.mkv")
    export(source, output, *CHAIN, codec="ffv1", device="cpu,cpu", precision="fp32")
    assert pictures_differ(one, output) == 0


def test_the_preview_waits_for_no_other_frame_and_shows_the_same(
    source: Path, monkeypatch: pytest.MonkeyPatch, counts: list[int]
) -> None:
    monkeypatch.setenv(SWITCH, "4")
    written = exported(source, "written", CHAIN[:1])
    counts.clear()
    seen = previewed(source, *CHAIN[:1], end=Fraction(1), at=Fraction(1, 5))
    assert set(counts) == {1}
    with VideoReader(written) as reader:
        frame = reader.frame_at(reader.index.start + Fraction(1, 5))
    step = np.abs(seen.planes[0].astype(int) - frame.pixels.planes[0].astype(int)).max()
    assert step <= 1

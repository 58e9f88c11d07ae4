"""Copies beside the computing change no picture, and end with the render, whatever ends it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled
from app.inference.overlap import Direct, Overlap
from app.inference.ring import Ring
from app.project.model import EffectSpec, Excerpt, MediaItem
from app.render import chain
from app.render.enhance import EnhanceRequest, opened
from app.render.stages import Stages
from tests.helpers.clips import make_clip
from tests.helpers.exports import export, pictures_differ
from tests.inference.fake_lines import FakeLines, RefusingLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import torch

    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.inference.overlap import Transfer

# One effect that looks at neighbours, so that tensors outlive the slots they came through.
CHAIN = (EffectSpec("deflicker"), EffectSpec("colour", (("exposure", 0.3),)))

Overlapped = list[tuple[Overlap, FakeLines]]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "source.mp4", frames=30, size=(48, 32))


@pytest.fixture
def overlapped(monkeypatch: pytest.MonkeyPatch) -> Callable[[type[FakeLines]], Overlapped]:
    """From now on the processor is taken for a device with lines of its own."""

    def use(kind: type[FakeLines] = FakeLines) -> Overlapped:
        made: Overlapped = []

        def transfer_for(device: torch.device, depth: int) -> Transfer:
            lines = kind()
            made.append((Overlap(device, lines, depth), lines))
            return made[-1][0]

        monkeypatch.setattr("app.render.resources.transfer_for", transfer_for)
        return made

    return use


def frames_of(source: Path, cancel: CancelToken, stages: Stages) -> Iterator[Frame[Picture]]:
    request = EnhanceRequest(
        Excerpt(MediaItem(source), effects=CHAIN), source.with_name("out.mp4"), device="cpu"
    )
    with opened(request, cancel) as (footage, target):
        yield from footage.frames(footage.span, target.layout, cancel, stages)


@pytest.mark.parametrize("kind", [FakeLines, RefusingLines])
def test_an_export_is_the_same_to_the_bit(
    source: Path,
    tmp_path: Path,
    overlapped: Callable[[type[FakeLines]], Overlapped],
    kind: type[FakeLines],
) -> None:
    plain = export(source, tmp_path / "plain.mp4", *CHAIN, device="cpu")
    made = overlapped(kind)
    result = export(source, tmp_path / "overlapped.mp4", *CHAIN, device="cpu")
    assert len(made) == 1
    assert pictures_differ(plain.output, result.output) == 0
    assert {"decode", "effects", "encode"} == set(plain.stages)
    assert {"upload", "download"} == set(result.stages) - set(plain.stages)


def test_every_copy_is_done_and_no_thread_left_when_somebody_cancels(
    source: Path, overlapped: Callable[..., Overlapped]
) -> None:
    made, token, before = overlapped(), CancelToken(), threading.active_count()
    frames = frames_of(source, token, Stages())
    next(frames)
    token.cancel()
    with pytest.raises(Cancelled):
        list(frames)
    check_nothing_is_left(made, before)


def test_every_copy_is_done_and_no_thread_left_when_nobody_listens_any_more(
    source: Path, overlapped: Callable[..., Overlapped]
) -> None:
    made, before = overlapped(), threading.active_count()
    frames = frames_of(source, CancelToken(), Stages())
    next(frames)
    time.sleep(0.2)  # the queues fill up
    frames.close()  # type: ignore[attr-defined]
    check_nothing_is_left(made, before)


def check_nothing_is_left(made: Overlapped, threads: int) -> None:
    ((_, lines),) = made
    assert (lines.up.ran, lines.down.ran) == (lines.up.asked, lines.down.asked)
    assert threading.active_count() == threads


def test_the_slots_are_enough_for_whoever_holds_one(
    source: Path, overlapped: Callable[..., Overlapped], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody may ever wait for a slot that lies in a queue behind him."""
    overlapped()
    fewest: list[int] = []
    plain = Ring.lend

    def watched(self: Ring, shapes: object) -> object:
        fewest.append(len(self._free))
        return plain(self, shapes)  # type: ignore[arg-type]

    monkeypatch.setattr(Ring, "lend", watched)
    for frame in frames_of(source, CancelToken(), Stages()):
        del frame
        time.sleep(0.01)
    assert chain._ON_THE_WAY - 5 <= min(fewest) < chain._ON_THE_WAY


def test_a_processor_copies_nothing(source: Path, tmp_path: Path) -> None:
    request = EnhanceRequest(Excerpt(MediaItem(source), effects=CHAIN), tmp_path / "x.mp4")
    request = EnhanceRequest(request.excerpt, request.output, device="cpu")
    with opened(request, CancelToken()) as (footage, _):
        assert footage.resources is not None
        assert isinstance(footage.resources.transfer(3), Direct)

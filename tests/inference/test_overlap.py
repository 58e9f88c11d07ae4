"""Pictures that overlap on their way are the pictures that went one by one."""

from __future__ import annotations

import logging
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from app.base.colour import ColourSpec
from app.base.picture import Picture, PixelLayout
from app.inference.overlap import SWITCH, Direct, Downloading, Overlap, transfer_for
from app.inference.ring import RingClosedError
from app.inference.transfer import download, upload
from tests.inference.fake_lines import FakeLines, RefusingLines

if TYPE_CHECKING:
    from app.inference.overlap import Transfer

CPU = torch.device("cpu")
COLOUR = ColourSpec()
LAYOUTS = [
    PixelLayout(),
    PixelLayout("yuv", 10, (0, 0)),
    PixelLayout("rgb", 8, (0, 0), alpha=True),
    PixelLayout("gray", 32, (0, 0)),
]


def picture(
    seed: int, layout: PixelLayout = LAYOUTS[0], size: tuple[int, int] = (33, 18)
) -> Picture:
    random = np.random.default_rng(seed)
    top = 1 if layout.bits == 32 else 1 << layout.bits
    planes = []
    for plane in range(layout.plane_count):
        width, height = layout.plane_size(plane, *size)
        padded = random.uniform(0, top, (height, width + 7))[:, :width]
        planes.append(np.lib.stride_tricks.as_strided(padded.astype(layout.dtype)))
    return Picture(tuple(planes), layout, COLOUR)


def same(a: Picture, b: Picture) -> bool:
    return (a.layout, a.colour) == (b.layout, b.colour) and all(
        np.array_equal(p, q) for p, q in zip(a.planes, b.planes, strict=True)
    )


@pytest.fixture(params=["direct", "overlap", "refused"])
def transfer(request: pytest.FixtureRequest) -> Transfer:
    lines = {"overlap": FakeLines, "refused": RefusingLines}
    return (
        Direct(CPU) if request.param == "direct" else Overlap(CPU, lines[request.param](), depth=3)
    )


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.words)
def test_both_ways_give_what_upload_and_download_give(
    transfer: Transfer, layout: PixelLayout
) -> None:
    """Three pictures under way at a time, as in a chain."""
    pictures = [picture(seed, layout) for seed in range(9)]
    finished = []
    for first in range(0, 9, 3):
        sent = [transfer.start_upload(each) for each in pictures[first : first + 3]]
        pixels = [transfer.finish_upload(each) for each in sent]
        back = [transfer.start_download(each, layout, COLOUR, interlaced=False) for each in pixels]
        finished += [transfer.finish_download(each) for each in back]
    transfer.stop()
    transfer.close()
    for before, after in zip(pictures, finished, strict=True):
        assert same(after, download(upload(before, CPU), layout, COLOUR))


def test_memory_stays_the_same_however_many_pictures_pass() -> None:
    lines = FakeLines()
    transfer = Overlap(CPU, lines, depth=3)
    for seed in range(12):
        pixels = transfer.finish_upload(transfer.start_upload(picture(seed)))
        transfer.finish_download(
            transfer.start_download(pixels, LAYOUTS[0], COLOUR, interlaced=False)
        )
        if seed == 2:
            after_three = lines.made
    assert lines.made == after_three == 3 * (3 + 3) + 3 * 3


def test_a_change_of_size_in_the_middle_is_followed() -> None:
    transfer = Overlap(CPU, FakeLines(), depth=2)
    for size in ((16, 8), (16, 8), (32, 12), (16, 8)):
        given = picture(1, size=size)
        assert torch.equal(transfer.finish_upload(transfer.start_upload(given)), upload(given, CPU))


def test_nothing_waits_for_a_copy_before_it_must() -> None:
    lines = FakeLines()
    transfer = Overlap(CPU, lines, depth=2)
    sent = transfer.start_upload(picture(0))
    assert lines.up.ran == 0
    pixels = transfer.finish_upload(sent)
    assert lines.up.ran == lines.up.asked
    back = transfer.start_download(pixels, LAYOUTS[0], COLOUR, interlaced=False)
    assert lines.down.ran == 0
    transfer.finish_download(back)
    assert lines.down.ran == lines.down.asked


def test_a_finished_picture_keeps_its_samples_when_the_slot_is_used_again() -> None:
    transfer = Overlap(CPU, FakeLines(), depth=1)
    first = picture(0)
    shown = _through(transfer, first)
    before = [plane.copy() for plane in shown.planes]
    for seed in range(1, 4):
        _through(transfer, picture(seed))
    assert all(np.array_equal(p, q) for p, q in zip(shown.planes, before, strict=True))


def test_planes_live_on_the_device_until_they_were_copied() -> None:
    transfer = Overlap(CPU, FakeLines(), depth=1)
    pixels = upload(picture(0), CPU)
    sent = transfer.start_download(pixels, LAYOUTS[0], COLOUR, interlaced=False)
    assert isinstance(sent, Downloading)
    held: Any = sent.slot.held
    plane = weakref.ref(held[0])
    del held
    assert plane() is not None
    transfer.finish_download(sent)
    assert plane() is None or sent.slot.held is None


def test_what_was_under_way_is_waited_for_in_the_end() -> None:
    """Cancelled: nobody finishes these."""
    lines = FakeLines()
    transfer = Overlap(CPU, lines, depth=4)
    for seed in range(3):
        transfer.start_upload(picture(seed))
        pixels = upload(picture(seed), CPU)
        transfer.start_download(pixels, LAYOUTS[0], COLOUR, interlaced=False)
    transfer.stop()
    with pytest.raises(RingClosedError):
        transfer.start_upload(picture(9))
    transfer.close()
    assert lines.up.ran == lines.up.asked == 9
    assert lines.down.ran == lines.down.asked == 3 * (3 + 1)


def test_a_device_that_refuses_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    transfer = Overlap(CPU, RefusingLines(), depth=2)
    with caplog.at_level(logging.WARNING):
        for seed in range(3):
            _through(transfer, picture(seed))
    (line,) = caplog.messages
    assert "one by one" in line
    assert "\n" not in line


def test_overlapping_is_for_cuda_and_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(transfer_for(CPU, 3), Direct)
    monkeypatch.setenv(SWITCH, "0")
    assert isinstance(transfer_for(torch.device("cuda", 0), 3), Direct)


def _through(transfer: Transfer, given: Picture) -> Picture:
    pixels = transfer.finish_upload(transfer.start_upload(given))
    sent = transfer.start_download(pixels, given.layout, COLOUR, interlaced=False)
    return transfer.finish_download(sent)

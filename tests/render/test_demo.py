"""The demo makes everything it promises, readable and of the right size."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, MediaError
from app.base.progress import Progress, silent
from app.inference.weights_store import WeightsStore
from app.media.probe import probe
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec
from app.render.demo import DemoResult, run_demo
from app.render.demo import run as demo
from app.render.demo.contact_sheet import WIDTH, Cells, Moment, busiest, write_contact_sheet
from app.render.demo.gain import Gain
from app.render.demo.lettering import GLYPHS, lettered
from app.render.demo.run import spread
from app.render.demo.side_by_side import DIVIDER
from tests.helpers.clips import make_clip
from tests.inference.tiny_weights import compact_pth, dncnn_pth

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FRAMES = 10
Chain = tuple[EffectSpec, EffectSpec]


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    store = WeightsStore()
    denoiser, upscaler = store.add(dncnn_pth(tmp_path)), store.add(compact_pth(tmp_path))
    denoise = EffectSpec("denoise", (("model", denoiser.id), ("sigma", 5.0)))
    return denoise, EffectSpec("upscale", (("model", upscaler.id),))


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    clicks = (Fraction(4, 25),)
    return make_clip(tmp_path / "clip.mp4", frames=FRAMES, size=(64, 48), clicks=clicks)


def pictures_in(path: Path) -> Sequence[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    with VideoReader(path) as reader:
        return [np.asarray(frame.pixels.planes[0], np.uint8) for frame in reader.frames()]


def shown(folder: Path, clip: Path, chain: Chain) -> DemoResult:
    return run_demo(folder, clip, chain=chain, device="cpu")


def test_every_file_is_there_and_right(tmp_path: Path, clip: Path, chain: Chain) -> None:
    result = shown(tmp_path / "out", clip, chain)
    enhanced, both = pictures_in(result.enhanced), pictures_in(result.side_by_side)
    assert (len(enhanced), enhanced[0].shape) == (FRAMES, (96, 128))
    assert (len(both), both[0].shape) == (FRAMES, (96, 2 * 128 + DIVIDER))
    (sheet,) = pictures_in(result.contact_sheet)
    assert sheet.shape[1] == WIDTH
    assert math.isfinite(result.gain.ours)
    assert result.notes == ()


def test_the_halves_are_the_source_and_the_result(tmp_path: Path, clip: Path, chain: Chain) -> None:
    result = shown(tmp_path / "out", clip, chain)
    enhanced, both = pictures_in(result.enhanced), pictures_in(result.side_by_side)
    for after, pair in zip(enhanced, both, strict=True):
        right = pair[:, 128 + DIVIDER :].astype(float)
        assert abs(right - after).mean() < 4
    source = pictures_in(clip)
    small = both[5][:, :128].reshape(48, 2, 64, 2).mean((1, 3))
    assert np.corrcoef(small.ravel(), source[5].ravel())[0, 1] > 0.99


def test_the_divider_is_neutral_and_thin(tmp_path: Path, clip: Path, chain: Chain) -> None:
    result = shown(tmp_path / "out", clip, chain)
    column = pictures_in(result.side_by_side)[5][:, 128 + DIVIDER // 2]
    assert abs(column.astype(float) - 126).max() < 16


def test_both_videos_keep_the_sound_and_the_times(tmp_path: Path, clip: Path, chain: Chain) -> None:
    result = shown(tmp_path / "out", clip, chain)
    with VideoReader(clip) as source:
        times = [source.index.time_of(number) for number in range(FRAMES)]
    for path in (result.enhanced, result.side_by_side):
        assert [each for each in probe(path).others if each.kind == "audio"]
        with VideoReader(path) as reader:
            assert [reader.index.time_of(number) for number in range(FRAMES)] == times


def test_objects_open_in_pycocotools(tmp_path: Path, clip: Path, chain: Chain) -> None:
    pytest.importorskip("cv2")
    coco = pytest.importorskip("pycocotools.coco")
    result = shown(tmp_path / "out", clip, chain)
    assert result.objects is not None
    loaded = coco.COCO(str(result.objects))
    assert len(loaded.dataset["images"]) in (0, FRAMES)
    assert json.loads(result.objects.read_text())["categories"]


def test_a_second_run_replaces_the_first(tmp_path: Path, clip: Path, chain: Chain) -> None:
    folder = tmp_path / "out"
    first = shown(folder, clip, chain)
    names = sorted(path.name for path in folder.iterdir())
    shown(folder, clip, chain)
    assert sorted(path.name for path in folder.iterdir()) == names
    assert names == ["contact_sheet.png", "enhanced.mp4", "objects.json", "side_by_side.mp4"]
    assert first.objects is not None


def test_a_long_clip_is_shown_in_part(
    tmp_path: Path, clip: Path, chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "BUDGET", 1e-9)
    result = shown(tmp_path / "out", clip, chain)
    assert len(pictures_in(result.side_by_side)) == 8
    assert "Only the first 8 of 10 frames" in result.notes[0]


def test_cancelling_leaves_no_half_made_video(tmp_path: Path, clip: Path, chain: Chain) -> None:
    token, folder = CancelToken(), tmp_path / "out"

    def report(progress: Progress) -> None:
        if progress.stage == "Side by side":
            token.cancel()

    with pytest.raises(Cancelled):
        run_demo(folder, clip, report, token, chain=chain, device="cpu")
    assert [path.name for path in folder.iterdir()] == ["enhanced.mp4"]


def test_a_missing_clip_is_said_so(tmp_path: Path, chain: Chain) -> None:
    with pytest.raises(MediaError, match="no file"):
        run_demo(tmp_path / "out", tmp_path / "none.mp4", silent, chain=chain)


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path, clip: Path, chain: Chain) -> None:
    with pytest.raises(MediaError, match="cannot be made"):
        run_demo(clip / "out", clip, silent, chain=chain)


def test_the_gain_is_told_in_words() -> None:
    words = str(Gain(35.25, 34.0, 2, 8))
    expected = (
        "on this clip, halved: +1.25 dB over bicubic (35.25 against 34.00 dB Y-PSNR, 8 frames)"
    )
    assert words == expected


@pytest.mark.parametrize(("total", "numbers"), [(12, [2, 6, 10]), (3, [0, 1, 2]), (1, [0])])
def test_moments_are_spread_over_the_clip(total: int, numbers: list[int]) -> None:
    assert spread(total, 3) == numbers


@pytest.mark.parametrize("size", [(64, 36), (720, 1280), (40, 30), (16, 16)])
def test_a_sheet_can_be_drawn_of_any_shape(tmp_path: Path, size: tuple[int, int]) -> None:
    width, height = size
    pixels = torch.rand(3, height, width)
    path = tmp_path / "sheet.png"
    moments = [Moment(Fraction(1, 2), pixels, pixels)]
    write_contact_sheet(path, moments, width / height, "facts", "found")
    (sheet,) = pictures_in(path)
    assert sheet.std() > 10


def test_cells_fill_the_sheet_without_touching() -> None:
    for aspect in (0.3, 0.75, 1.0, 1.78, 2.4):
        cells = Cells.of(aspect)
        left = cells.columns
        assert left[0] + cells.whole < left[1]
        assert left[1] + cells.whole < left[2]
        assert left[2] + cells.close < left[3]
        assert left[3] + cells.close < WIDTH


def test_the_close_up_is_taken_where_the_detail_is() -> None:
    pixels = torch.full((3, 120, 200), 0.5)
    pixels[:, 60:80, 120:150] = torch.rand(20, 30)
    x, y = busiest(pixels, 40, 30)
    assert 105 <= x <= 125
    assert 45 <= y <= 65


def test_every_letter_leaves_ink_inside_its_margin() -> None:
    for letter in GLYPHS:
        inked = lettered(letter, 24)
        assert inked.max() > 0.9
        assert inked[:4].max() == inked[:, :4].max() == 0


def test_a_letter_we_do_not_have_becomes_a_dot() -> None:
    assert np.array_equal(lettered("ж", 12), lettered("·", 12))

"""Pictures, sequences, GIFs and pipes are sources and results like any other."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from app.base.errors import MediaError
from app.base.time import FramePosition
from app.media.probe import probe
from app.media.video_reader import VideoReader
from app.render.journal import work_folder
from tests.helpers.clips import make_clip, read_number
from tests.helpers.exports import export, pictures_differ, times

if TYPE_CHECKING:
    from pathlib import Path


def rgb_clip(folder: Path, frames: int = 7, pix_fmt: str = "bgr0") -> Path:
    return make_clip(folder / "rgb.nut", frames=frames, codec="ffv1", pix_fmt=pix_fmt)


@pytest.mark.parametrize("suffix", [".png", ".tiff", ".bmp"])
def test_a_sequence_keeps_every_sample(suffix: str, tmp_path: Path) -> None:
    source = rgb_clip(tmp_path)
    (tmp_path / "out").mkdir()
    export(source, tmp_path / "out" / f"%05d{suffix}")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [f"{n:05d}{suffix}" for n in range(7)]
    assert pictures_differ(source, tmp_path / "out" / f"%05d{suffix}") == 0


def test_a_sequence_becomes_a_video_again(tmp_path: Path) -> None:
    source = rgb_clip(tmp_path)
    (tmp_path / "in").mkdir()
    export(source, tmp_path / "in" / "%04d.png")
    result = export(
        tmp_path / "in" / "%04d.png", tmp_path / "out.nut", codec="ffv1", rate=Fraction(24)
    )
    assert times(result.output) == [Fraction(n, 24) for n in range(7)]
    assert pictures_differ(source, result.output) == 0


def test_ten_bits_stay_in_sixteen_bit_png(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.nut", frames=1, codec="ffv1", pix_fmt="gbrp10le")
    export(source, tmp_path / "one.png")
    with VideoReader(source) as before, VideoReader(tmp_path / "one.png") as after:
        ten = next(iter(before.frames())).pixels.planes[0].astype(int)
        sixteen = next(iter(after.frames())).pixels.planes[0].astype(int)
    assert np.array_equal((sixteen * 1023 + 32767) // 65535, ten)


def test_one_frame_of_a_video_is_a_picture(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=20)
    export(source, tmp_path / "f.png", start=FramePosition(7), end=FramePosition(8))
    with VideoReader(tmp_path / "f.png") as reader:
        assert read_number(next(iter(reader.frames())).pixels) == 7


def test_many_frames_do_not_go_into_one_picture(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=3)
    with pytest.raises(MediaError, match="%05d"):
        export(source, tmp_path / "f.png")


def test_jpeg_is_close(tmp_path: Path) -> None:
    source = rgb_clip(tmp_path, frames=1)
    export(source, tmp_path / "f.jpg")
    with VideoReader(source) as before, av.open(str(tmp_path / "f.jpg")) as after:
        green, blue, red = next(iter(before.frames())).pixels.planes
        decoded = next(after.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    assert np.abs(decoded - np.stack((red, green, blue), axis=2)).mean() < 3


def test_gif_keeps_uneven_times_and_pictures(tmp_path: Path) -> None:
    source = make_clip(
        tmp_path / "source.nut",
        frames=4,
        pts=(0, 5, 20, 24),
        time_base=Fraction(1, 100),
        codec="ffv1",
        pix_fmt="bgr0",
    )
    result = export(source, tmp_path / "out.gif")
    assert times(result.output) == [Fraction(n, 100) for n in (0, 5, 20, 24)]
    with VideoReader(source) as before, VideoReader(result.output) as after:
        for one, other in zip(before.frames(), after.frames(), strict=True):
            off = one.pixels.planes[0].astype(int) - other.pixels.planes[0]
            assert np.abs(off).mean() < 6  # 256 colours, dithered


def test_rgb_into_video_is_tagged_with_the_matrix_that_was_used(tmp_path: Path) -> None:
    source = rgb_clip(tmp_path)
    result = export(source, tmp_path / "out.mp4")
    video = probe(result.output).video
    assert video is not None
    assert video.format.colour.matrix == 6  # BT.601: fewer than 720 lines
    assert video.format.layout.chroma_shift == (0, 0)


PIPE = """
import sys
from pathlib import Path
from app.base.cancel import CancelToken
from app.project.model import Excerpt, MediaItem
from app.render.enhance import EnhanceRequest, enhance
clip = Excerpt(MediaItem(Path(sys.argv[1])))
enhance(EnhanceRequest(clip, Path(sys.argv[2]), codec=sys.argv[3] or None), CancelToken())
"""


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv444p", "yuv420p10le"])
def test_y4m_through_a_pipe_is_exact(pix_fmt: str, tmp_path: Path) -> None:
    source = make_clip(tmp_path / "s.mp4", frames=12, pix_fmt=pix_fmt, rate=Fraction(30000, 1001))
    output = tmp_path / "out.nut"
    command = [sys.executable, "-c", PIPE]
    with subprocess.Popen([*command, str(source), "-", ""], stdout=subprocess.PIPE) as writer:
        reader = subprocess.run(
            [*command, "-", str(output), "ffv1"], stdin=writer.stdout, check=True, timeout=120
        )
    assert (writer.returncode, reader.returncode) == (0, 0)
    assert pictures_differ(source, output) == 0
    assert times(output) == times(source)


def test_an_interrupted_sequence_goes_on(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "s.mp4", frames=130)
    (tmp_path / "out").mkdir()
    output = tmp_path / "out" / "%05d.png"
    export(source, output)
    finished = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert len(finished) == 130
    assert not work_folder(output).exists()

"""An exact seek costs little more than the decoding it cannot avoid, a step next to nothing."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from app.media.video_reader import VideoReader

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

FRAMES, GOP = 258, 250
TARGET = 150


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1080p with one long group of pictures, and enough texture to make the decoder work."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    numbers = np.random.default_rng(0)
    blocks = numbers.integers(32, 220, (68, 120)).astype(np.uint8)
    luma = np.kron(blocks, np.ones((16, 16), np.uint8))[:1080, :1920]
    grain = numbers.integers(0, 18, (4, 1080, 1920), np.uint8)
    options = {"preset": "ultrafast", "crf": "26", "x264-params": "scenecut=0"}
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        stream.codec_context.gop_size = GOP
        grey = np.full((540, 1920), 128, np.uint8)
        for number in range(FRAMES):
            planes = np.concatenate([np.roll(luma, 3 * number, 1) + grain[number % 4], grey])
            frame = av.VideoFrame.from_ndarray(planes, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def bare_cost(film: Path, number: int) -> float:
    """Decoding from the keyframe to a frame with nothing around it."""
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        next(container.decode(stream))
        started = time.process_time()
        container.seek(0, stream=stream)
        for count, _ in enumerate(container.decode(stream)):
            if count == number:
                break
        return time.process_time() - started


def seek_cost(film: Path, number: int) -> float:
    with VideoReader(film) as reader:
        reader.frame(GOP + 5)  # behind the target, in the next group
        started = time.process_time()
        reader.frame(number)
        return time.process_time() - started


def test_a_seek_costs_at_most_a_fifth_more_than_bare_decoding(film: Path) -> None:
    # Processor time of all threads, taken in turns: other work on the machine must not count.
    pairs = [(seek_cost(film, TARGET), bare_cost(film, TARGET)) for _ in range(3)]
    ratio = min(seek for seek, _ in pairs) / min(bare for _, bare in pairs)
    assert ratio <= 1.2, pairs


def step(reader: VideoReader, number: int) -> float:
    # Never less than what the user waits for on a machine with nothing else to do.
    started = time.process_time()
    reader.frame(number)
    return time.process_time() - started


def test_steps_in_both_directions_are_quick(film: Path) -> None:
    def p95() -> float:
        with VideoReader(film) as reader:
            reader.frame(60)
            onward = [step(reader, number) for number in range(61, 101)]
            back = [step(reader, number) for number in range(99, 59, -1)]
        return float(max(np.percentile(onward, 95), np.percentile(back, 95)))

    assert min(p95() for _ in range(3)) < 0.020


def test_stepping_back_out_of_the_cache_fetches_all_on_the_way_at_once(film: Path) -> None:
    with VideoReader(film) as reader:
        reader.frame(100)
        costs = [step(reader, number) for number in range(99, 39, -1)]
    assert sum(cost > 0.020 for cost in costs) <= 3

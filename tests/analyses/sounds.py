"""Sounds without a voice, exactly known, and files of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np

from app.base.frame import Frame
from app.base.rate import HEARD as SAMPLES
from tests.analyses.moving_squares import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray


def tone_and_noise(seconds: float) -> NDArray[np.float32]:
    """A tone of 440 Hz that comes and goes, in noise."""
    time = np.arange(round(seconds * SAMPLES)) / SAMPLES
    tone = 0.3 * np.sin(2 * np.pi * 440 * time) * (np.sin(2 * np.pi * time / 3) > 0)
    noise = np.random.default_rng(3).normal(0, 0.05, len(time))
    return (tone + noise).astype(np.float32)


def sound_frames(count: int) -> Iterator[Frame[NDArray[np.float32]]]:
    """The same as an analysis gets it, at the rate of `moving_squares`."""
    length = SAMPLES // RATE
    samples = tone_and_noise(count / RATE)
    for number in range(count):
        part = samples[number * length :][:length]
        yield Frame(part, Fraction(number, RATE), Fraction(1, RATE))


def write_sound(path: Path, samples: NDArray[np.float32], begins: Fraction = Fraction(0)) -> Path:
    """A clip of small gray frames at 25 per second that lasts as long as its sound.

    Args:
        path: A Matroska file.
        samples: `(n,)` at 16 kHz.
        begins: When the sound does; the pictures begin at 0.
    """
    length = begins + Fraction(len(samples), SAMPLES)
    with av.open(str(path), "w") as output:
        video, audio = output.add_stream("ffv1", rate=RATE), output.add_stream("pcm_f32le", SAMPLES)
        video.width, video.height, video.pix_fmt = 32, 32, "gray"
        audio.codec_context.layout = "mono"
        for number in range(-(-length.numerator * RATE // length.denominator)):
            picture = av.VideoFrame.from_ndarray(np.full((32, 32), 90, np.uint8), "gray")
            picture.pts, picture.time_base = number, Fraction(1, RATE)
            output.mux(video.encode(picture))
        output.mux(video.encode())
        sound = av.AudioFrame.from_ndarray(samples[None], "flt", "mono")
        sound.sample_rate, sound.time_base = SAMPLES, Fraction(1, SAMPLES)
        sound.pts = round(begins * SAMPLES)
        output.mux(audio.encode(sound))
        output.mux(audio.encode())
    return path

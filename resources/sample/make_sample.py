"""Draws the sample clip: an evening harbour, six seconds, 640 x 360, with a soft chord.

The camera stands still for three and a half seconds while boats, a balloon and gulls pass, then
pans to the jetty. The second part is as noisy as a small camera at dusk.

    python resources/sample/make_sample.py [OUTPUT]
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from drawing import Pixels, noise, put, sample, view
from movers import movers, place
from scenery import HEIGHT, HORIZON, PAN, SUN, WIDTH, Backdrop, backdrops, foreground

RATE, FRAMES, STILL = 25, 150, 88
SOUND_RATE = 48_000
GRAIN = 0.026
"""Standard deviation of the noise in the second part, of full scale."""


def camera(number: int) -> float:
    """How far the camera has panned: at rest, then easing to the right."""
    t = min(1.0, max(0, number - STILL) / (FRAMES - 8 - STILL))
    return PAN * t * t * t * (t * (6 * t - 15) + 10)


class Water:
    """A mirror with ripples that grow towards the viewer."""

    def __init__(self) -> None:
        self._depth = np.arange(HEIGHT - HORIZON, dtype=np.float32)[:, None] + 1
        self._x = np.arange(WIDTH, dtype=np.float32)[None, :]
        self._texture = noise(WIDTH * 2, HEIGHT - HORIZON, (70, 4), 41, 4)

    def draw(self, picture: Pixels, time: float, pan: float) -> None:
        """Fill everything below the horizon with the reflection of what is above."""
        depth, x = self._depth, self._x
        far = 420 / (depth + 14)
        swell = np.sin(far * 3.1 + x / 47 + pan / 47 + 1.4 * time)
        swell = swell + 0.6 * np.sin(far * 7.3 - (x + pan) / 29 - 2.2 * time)
        strength = 0.5 + depth / 42
        rows = HORIZON - 1 - depth * 1.12 + swell * strength * 1.2
        columns = x + swell * strength * 0.7
        mirrored = sample(picture[:HORIZON], rows.astype(np.float32), columns.astype(np.float32))
        deep = np.clip(depth / 170, 0, 1)[..., None]
        tint = np.array([1.06, 0.97, 0.93])
        water = mirrored * tint * (0.86 - 0.34 * deep) + np.array([0.02, 0.04, 0.07]) * (0.4 + deep)
        water += self._glitter(swell, time, pan)[..., None] * np.array([1, 0.8, 0.5])
        picture[HORIZON:] = water

    def _glitter(self, swell: Pixels, time: float, pan: float) -> Pixels:
        spread = 9 + self._depth * 0.32
        column = np.exp(-(((self._x - SUN[0] + 0.05 * pan) / spread) ** 2))
        first = int(20 * time) % WIDTH
        spark = np.clip(self._texture[:, first : first + WIDTH] + 0.45 * swell - 0.1, 0, 1)
        return np.asarray(column * spark * 0.75 + 0.035 * spark, np.float32)


def frame(number: int, layers: list[Backdrop], near: Backdrop, water: Water) -> Pixels:
    """One picture `(h, w, 3)` in [0, 1], without noise."""
    time, pan = number / RATE, camera(number)
    picture = view(layers[0].pixels, layers[0].speed * pan, WIDTH)[..., :3].copy()
    for backdrop in layers[1:]:
        put(picture, view(backdrop.pixels, backdrop.speed * pan, WIDTH))
    moving = movers(time, pan)
    for tile, corner in moving:
        if corner[1] < HORIZON - 60:
            place(picture, tile, corner)
    water.draw(picture, time, pan)
    for tile, corner in moving:
        if corner[1] >= HORIZON - 60:
            _reflect(picture, tile, corner, time)
            place(picture, tile, corner)
    put(picture, view(near.pixels, near.speed * pan, WIDTH))
    return picture


def _reflect(picture: Pixels, tile: Pixels, corner: tuple[int, int], time: float) -> None:
    """A boat's own dim, broken image below its waterline."""
    half = tile.shape[0] // 2
    y, x = np.mgrid[0:half, 0 : tile.shape[1]].astype(np.float32)
    strength = 0.4 + y / 22
    swell = np.sin(y * 0.55 - 5 * time) + 0.5 * np.sin(y * 1.1 + x / 40 + 3 * time)
    image = sample(tile, half - y + 0.8 * swell * strength, x + swell * strength)
    fade = np.linspace(0.5, 0.08, half, dtype=np.float32)[:, None, None]
    place(picture, image * fade, (corner[0], corner[1] + half))


def noisy(picture: Pixels, number: int) -> Pixels:
    """The picture as a small sensor sees it: more noise in the dark half of the signal."""
    if number < STILL:
        return picture
    grain = np.random.default_rng(number).normal(0, GRAIN, picture.shape).astype(np.float32)
    return np.asarray(picture + grain * (1.25 - 0.5 * picture), np.float32)


def chord() -> np.ndarray:
    """Two channels of a soft chord that swells and fades, with a breath of surf."""
    t = np.arange(FRAMES * SOUND_RATE // RATE) / SOUND_RATE
    length = FRAMES / RATE
    swell = np.sin(np.pi * t / length) ** 1.2
    notes = [(220.0, 0.3), (277.18, 0.22), (329.63, 0.2), (440.0, 0.12), (554.37, 0.06)]
    sides = []
    for side in (0, 1):
        tone = sum(
            level
            * np.sin(2 * np.pi * (hertz + 0.35 * side) * t + n)
            * (1 + 0.2 * np.sin(0.9 * t + n))
            for n, (hertz, level) in enumerate(notes)
        )
        surf = np.random.default_rng(50 + side).normal(0, 1, t.size)
        surf = np.convolve(surf, np.ones(40) / 40, "same") * (0.5 + 0.5 * np.sin(1.1 * t + side))
        sides.append(0.28 * swell * tone + 0.05 * swell * surf)
    return np.asarray(np.stack(sides), np.float32)


def encode(path: Path) -> None:
    """Draw everything and write the file; the same bytes each time with the same FFmpeg."""
    layers, near, water = backdrops(), foreground(), Water()
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as output:
        options = {"crf": "22", "preset": "veryslow", "tune": "film", "threads": "1"}
        video = output.add_stream("libx264", rate=RATE, options=options)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        context = video.codec_context
        context.colorspace = context.color_primaries = context.color_trc = 1
        context.color_range, context.gop_size = 1, 50
        sound = output.add_stream("aac", rate=SOUND_RATE, layout="stereo")
        sound.bit_rate = 96_000
        for number in range(FRAMES):
            picture = noisy(frame(number, layers, near, water), number)
            rgb = np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)
            shown = av.VideoFrame.from_ndarray(rgb, "rgb24").reformat(
                format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
            )
            shown.pts, shown.time_base = number, Fraction(1, RATE)
            output.mux(video.encode(shown))
        output.mux(video.encode(None))
        samples = chord()
        for first in range(0, samples.shape[1], 1024):
            part = np.ascontiguousarray(samples[:, first : first + 1024])
            heard = av.AudioFrame.from_ndarray(part, "fltp", "stereo")
            heard.sample_rate, heard.pts = SOUND_RATE, first
            output.mux(sound.encode(heard))
        output.mux(sound.encode(None))


if __name__ == "__main__":
    encode(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).with_name("sample.mp4"))

"""What stands still: sky, ridges, the headland with its village, the jetty in front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from drawing import (
    Colour,
    Pixels,
    box,
    circle,
    cover,
    fill,
    layer,
    letters,
    line,
    noise,
    path,
    polygon,
)

WIDTH, HEIGHT, HORIZON = 640, 360, 214
PAN = 250
"""Pixels the camera moves to the right, for things at the jetty's distance."""

SUN = (236.0, 147.0)


@dataclass(frozen=True)
class Backdrop:
    """A layer, and how fast it passes: 0 at infinity, 1 at the jetty."""

    pixels: Pixels
    speed: float


def backdrops() -> list[Backdrop]:
    """From far to near, all above the water."""
    return [
        Backdrop(_sky(_wide(0.05)), 0.05),
        Backdrop(_ridge(_wide(0.15), 150, 24, (0.58, 0.47, 0.56), 3), 0.15),
        Backdrop(_ridge(_wide(0.28), 176, 20, (0.41, 0.36, 0.48), 8), 0.28),
        Backdrop(_headland(_wide(0.6)), 0.6),
    ]


def _wide(speed: float) -> int:
    return WIDTH + int(PAN * speed) + 3


def _sky(width: int) -> Pixels:
    y, x = np.mgrid[0:HEIGHT, 0:width].astype(np.float32)
    stops = np.array([0, 60, 112, 160, HORIZON, HEIGHT], np.float32)
    reds, greens = [0.12, 0.26, 0.55, 0.93, 1.0, 1.0], [0.2, 0.34, 0.45, 0.63, 0.76, 0.76]
    blues = [0.4, 0.54, 0.6, 0.5, 0.5, 0.5]
    sky = np.stack([np.interp(y, stops, c) for c in (reds, greens, blues)], -1)
    pixels = np.concatenate([sky, np.ones((HEIGHT, width, 1))], -1).astype(np.float32)
    glow = np.exp(-np.hypot(x - SUN[0], (y - SUN[1]) * 1.3) / 62)
    cover(pixels, 0.75 * glow, np.array([1, 0.86, 0.58], np.float32))
    _clouds(pixels, y)
    fill(pixels, circle(SUN, 15), (1, 0.97, 0.84), soft=1.5)
    return pixels


def _clouds(pixels: Pixels, y: Pixels) -> None:
    height, width = pixels.shape[:2]
    shape = noise(width, height, (190, 26), 5, 6) - 0.12
    amount = np.clip(shape * 1.7, 0, 1) * np.clip((185 - y) / 90, 0, 1) * np.clip(y / 40, 0.3, 1)
    lit = np.clip(noise(width, height, (190, 26), 6, 5) * 0.5 + 0.5, 0, 1)[..., None]
    warm, cool = np.array([1, 0.74, 0.6]), np.array([0.5, 0.44, 0.58])
    cover(pixels, 0.8 * amount, (warm * lit + cool * (1 - lit)).astype(np.float32))


def _ridge(width: int, top: float, rough: float, colour: Colour, seed: int) -> Pixels:
    pixels = layer(width, HEIGHT)
    y = np.mgrid[0:HEIGHT, 0:width][0].astype(np.float32) + 0.5
    edge = top - rough * noise(width, 1, (150, 1), seed, 6)[0]
    mist = np.clip((y - edge) / (HORIZON - top), 0, 1)[..., None] * 0.45
    haze = np.array([0.96, 0.7, 0.56]) * mist + np.array(colour) * (1 - mist)
    cover(pixels, np.clip(y - edge + 0.5, 0, 1), haze.astype(np.float32))
    return pixels


def _headland(width: int) -> Pixels:
    pixels = layer(width, HEIGHT)
    x = np.arange(width, dtype=np.float32)
    slope = 1 / (1 + np.exp(-(x - 445) / 26))
    edge = HORIZON + 1 - slope * (30 + 5 * noise(width, 1, (90, 1), 12, 4)[0])
    y = np.mgrid[0:HEIGHT, 0:width][0].astype(np.float32) + 0.5
    grain = 1 + 0.25 * noise(width, HEIGHT, (14, 5), 13, 4)[..., None]
    grass = np.array([0.17, 0.2, 0.17], np.float32) * grain
    inside = np.clip(y - edge + 0.5, 0, 1) * (slope > 0.02)
    cover(pixels, inside.astype(np.float32), grass)
    _trees(pixels, edge)
    for left, size, wall, seed in HOUSES:
        _house(pixels, left, float(edge[int(left + size / 2)]) + 3, size, wall, seed)
    _lighthouse(pixels, 489, float(edge[489]) + 2)
    return pixels


HOUSES: list[tuple[float, float, Colour, int]] = [
    (535, 26, (0.5, 0.4, 0.38), 1),
    (568, 32, (0.62, 0.5, 0.42), 2),
    (610, 24, (0.44, 0.36, 0.4), 3),
    (645, 36, (0.58, 0.42, 0.36), 4),
    (692, 28, (0.52, 0.46, 0.46), 5),
    (730, 30, (0.46, 0.36, 0.34), 6),
]
"""Left edge, width, wall colour, and which windows are lit."""


def _trees(pixels: Pixels, edge: Pixels) -> None:
    numbers = np.random.default_rng(21)
    for x in np.sort(numbers.uniform(512, pixels.shape[1] - 5, 34)):
        foot, tall = float(edge[int(x)]) + 2, float(numbers.uniform(8, 19))
        shade = float(numbers.uniform(0.85, 1.2))
        colour = (0.13 * shade, 0.17 * shade, 0.16 * shade)
        for step in range(3):
            top, half = foot - tall + step * tall * 0.22, tall * (0.13 + 0.06 * step)
            points = [(x, top), (x + half, top + tall * 0.4), (x - half, top + tall * 0.4)]
            fill(pixels, polygon(points), colour)
        fill(pixels, line((x, foot - tall * 0.2), (x, foot), 1.6), (0.12, 0.1, 0.1))


def _house(pixels: Pixels, left: float, foot: float, size: float, wall: Colour, seed: int) -> None:
    tall, numbers = size * 0.62, np.random.default_rng(seed)
    top = foot - tall
    fill(pixels, box(left + 3, top - 15, left + 7, top), (0.3, 0.2, 0.2))
    fill(pixels, box(left, top, left + size, foot), wall)
    for row in np.arange(top + 2, foot, 2.5):
        fill(pixels, line((left, row), (left + size, row), 0.5), (0.3, 0.24, 0.24), 0.5)
    roof = [(left - 2.5, top + 0.5), (left + size / 2, top - size * 0.36)]
    fill(pixels, polygon([*roof, (left + size + 2.5, top + 0.5)]), (0.34, 0.2, 0.21))
    columns = int(size // 9)
    for number in range(columns * 2):
        x = left + 4 + (number % columns) * (size - 8) / columns
        y = top + 3 + (number // columns) * tall * 0.45
        lit = numbers.random() < 0.6
        fill(pixels, box(x, y, x + 4, y + 5), (1, 0.83, 0.45) if lit else (0.2, 0.2, 0.28))
        fill(pixels, line((x + 2, y), (x + 2, y + 5), 0.6), (0.25, 0.2, 0.2), 0.8)
        fill(pixels, line((x, y + 2.5), (x + 4, y + 2.5), 0.6), (0.25, 0.2, 0.2), 0.8)


def _lighthouse(pixels: Pixels, x: float, foot: float) -> None:
    tall, stripes = 78.0, 6
    for number in range(stripes):
        low, high = number / stripes, (number + 1) / stripes
        wide = [8.5 - 3.5 * low, 8.5 - 3.5 * high]
        ys = [foot - tall * low, foot - tall * high]
        points = [(x - wide[0], ys[0]), (x + wide[0], ys[0]), (x + wide[1], ys[1])]
        colour = (0.74, 0.24, 0.2) if number % 2 else (0.93, 0.86, 0.8)
        fill(pixels, polygon([*points, (x - wide[1], ys[1])]), colour)
        shade = [(x + wide[0] * 0.3, ys[0]), (x + wide[0], ys[0]), (x + wide[1], ys[1])]
        fill(pixels, polygon([*shade, (x + wide[1] * 0.3, ys[1])]), (0.2, 0.1, 0.2), 0.3)
    top = foot - tall
    fill(pixels, box(x - 7.5, top - 2, x + 7.5, top), (0.2, 0.18, 0.22))
    fill(pixels, box(x - 3.5, top - 11, x + 3.5, top - 2), (1, 0.9, 0.6))
    for offset in (-3.5, 0, 3.5):
        fill(pixels, line((x + offset, top - 11), (x + offset, top - 2), 0.9), (0.2, 0.18, 0.22))
    for offset in np.arange(-7, 7.1, 2):
        fill(pixels, line((x + offset, top - 6), (x + offset, top - 2), 0.5), (0.2, 0.18, 0.22))
    fill(pixels, line((x - 7.2, top - 6), (x + 7.2, top - 6), 0.7), (0.2, 0.18, 0.22))
    cap = [(x - 5, top - 10.5), (x, top - 17), (x + 5, top - 10.5)]
    fill(pixels, polygon(cap), (0.6, 0.2, 0.18))


def foreground() -> Backdrop:
    """Reeds on the left; further right the jetty with its sign."""
    pixels = layer(_wide(1), HEIGHT)
    _reeds(pixels)
    _jetty(pixels)
    return Backdrop(pixels, 1)


def _reeds(pixels: Pixels) -> None:
    numbers = np.random.default_rng(31)
    for _ in range(46):
        x, tall = float(numbers.normal(28, 30)), float(numbers.uniform(30, 92))
        lean = float(numbers.uniform(-12, 18))
        points = [(x + lean * t * t, HEIGHT + 4 - tall * t) for t in np.linspace(0, 1, 7)]
        shade = float(numbers.uniform(0.7, 1.3))
        fill(pixels, path(points, 1.5), (0.1 * shade, 0.12 * shade, 0.12 * shade))
        if numbers.random() < 0.35:
            fill(pixels, line(points[-2], points[-1], 4), (0.2 * shade, 0.12 * shade, 0.1 * shade))


def _jetty(pixels: Pixels) -> None:
    height, width = pixels.shape[:2]
    left, deck = 500.0, 305.0
    for x in (515.0, 600.0, 685.0, 770.0, 855.0):
        fill(pixels, line((x, deck - 16), (x, HEIGHT + 6), 8), (0.16, 0.11, 0.1))
        fill(pixels, line((x - 2, deck - 14), (x - 2, HEIGHT), 1.6), (0.4, 0.26, 0.2), 0.8)
    planks = layer(width, height)
    fill(planks, box(left, deck, width, deck + 13), (0.3, 0.21, 0.17))
    grain = 1 + 0.5 * noise(width, height, (40, 2.5), 33, 4)[..., None]
    planks[..., :3] *= grain
    pixels *= 1 - planks[..., 3:]
    pixels += planks
    fill(pixels, line((left, deck), (width, deck), 1.6), (0.85, 0.55, 0.38), 0.8)
    for x in np.arange(left + 9, width, 17):
        fill(pixels, line((x, deck + 1), (x, deck + 13), 1), (0.1, 0.07, 0.07), 0.9)
        fill(pixels, circle((x + 4, deck + 4), 0.9), (0.08, 0.06, 0.06))
    _sign(pixels)


def _sign(pixels: Pixels) -> None:
    for x in (662.0, 838.0):
        fill(pixels, line((x, 226), (x, 306), 5), (0.17, 0.12, 0.11))
    fill(pixels, box(648, 228, 852, 272), (0.13, 0.09, 0.1))
    fill(pixels, box(651, 231, 849, 269), (0.93, 0.87, 0.76))
    fill(pixels, box(654, 234, 846, 266), (0.16, 0.25, 0.36))
    fill(pixels, letters("REELWRIGHT", (669, 241), 18, 2.6), (0.98, 0.93, 0.8))

"""What moves: two sailing boats, a balloon, three gulls."""

from __future__ import annotations

import numpy as np
from drawing import Colour, Pixels, circle, fill, line, path, polygon
from scenery import HEIGHT, WIDTH


def movers(time: float, pan: float) -> list[tuple[Pixels, tuple[int, int]]]:
    """Small layers and their upper left corners, from far to near, at a time in seconds."""
    return [
        balloon(78 + 17 * time - 0.12 * pan, 84 - 5.5 * time),
        boat(392 - 21 * time - 0.7 * pan, 238 + 0.7 * np.sin(2.1 * time), 0.62, -1, RED, time),
        boat(96 + 39 * time - 0.85 * pan, 268 + 1.2 * np.sin(1.7 * time + 1), 1.1, 1, CREAM, time),
        *gulls(time, pan),
    ]


RED: Colour = (0.84, 0.3, 0.22)
CREAM: Colour = (0.97, 0.91, 0.8)


def _tile(x: float, y: float, half: int) -> tuple[Pixels, tuple[int, int], float, float]:
    """An empty tile round a point; its corner; the point within it, between pixels exactly."""
    left, top = int(np.floor(x)) - half, int(np.floor(y)) - half
    return np.zeros((2 * half, 2 * half, 4), np.float32), (left, top), x - left, y - top


def boat(
    x: float, y: float, size: float, heading: int, sail: Colour, time: float
) -> tuple[Pixels, tuple[int, int]]:
    """A sailing boat whose waterline is at (x, y), going right (1) or left (-1)."""
    tile, corner, cx, cy = _tile(x, y, int(70 * size))
    lean = 0.035 * np.sin(1.6 * time + x / 90)

    def at(u: float, v: float) -> tuple[float, float]:
        u, v = u * heading, v
        return cx + size * (u + lean * v), cy + size * (v - lean * u)

    fill(tile, line(at(-2, -8), at(-2, -64), 1.7 * size), (0.25, 0.17, 0.14))
    fill(tile, polygon([at(-4, -61), at(-4, -12), at(-29, -11)]), sail)
    fill(tile, polygon([at(0, -56), at(0, -13), at(23, -9)]), (0.99, 0.8, 0.62))
    for step in range(1, 5):
        a, b = at(-4, -61 + 10 * step), at(-4 - 5 * step, -61 + 10 * step)
        fill(tile, line(a, b, 0.7 * size), (0.5, 0.36, 0.34), 0.55)
    fill(tile, path([at(-2, -64), at(27, -7)], 0.6 * size), (0.2, 0.14, 0.14), 0.9)
    fill(tile, path([at(-2, -64), at(-30, -7)], 0.5 * size), (0.2, 0.14, 0.14), 0.7)
    hull = [at(-31, -8), at(29, -8), at(20, 1), at(-25, 1)]
    fill(tile, polygon(hull), (0.2, 0.15, 0.18))
    fill(tile, line(at(-30, -6.5), at(27, -6.5), 1.5 * size), (0.93, 0.82, 0.66))
    for hole in range(3):
        fill(tile, circle(at(-14 + 10 * hole, -3), 1.3 * size), (1, 0.8, 0.4))
    return tile, corner


def balloon(x: float, y: float) -> tuple[Pixels, tuple[int, int]]:
    """A striped hot-air balloon with its middle at (x, y)."""
    tile, corner, cx, cy = _tile(x, y, 52)
    radius, gores = 25.0, [(0.86, 0.32, 0.24), (0.98, 0.86, 0.62), (0.18, 0.42, 0.5)]
    mask = np.zeros_like(tile)
    fill(mask, circle((cx, cy), radius), (1, 1, 1))
    skirt = [(cx - 22, cy + 12), (cx + 22, cy + 12), (cx + 6, cy + 36), (cx - 6, cy + 36)]
    fill(mask, polygon(skirt), (1, 1, 1))
    for number in range(9):
        angles = np.linspace(-1, 1, 10)[number : number + 2] * np.pi / 2
        sides = [[(cx + np.sin(a) * w, cy + v) for v, w in PROFILE] for a in angles]
        fill(tile, polygon([*sides[0], *sides[1][::-1]]), gores[number % 3], soft=1.2)
    shade = np.clip((np.arange(104, dtype=np.float32)[None, :] - cx + 12) / 40, 0, 1) * 0.4
    tile[..., :3] *= (1 - shade[..., None]) * np.ones((104, 1, 1), np.float32)
    tile *= mask[..., 3:]
    for side in (-5, 5):
        fill(tile, line((cx + side, cy + 35), (cx + side * 0.7, cy + 43), 0.7), (0.2, 0.15, 0.15))
    basket = [(cx - 4, cy + 42), (cx + 4, cy + 42), (cx + 3.3, cy + 48), (cx - 3.3, cy + 48)]
    fill(tile, polygon(basket), (0.36, 0.22, 0.15))
    return tile, corner


PROFILE = [(-27, 0), (-22, 14), (-14, 22), (0, 27), (12, 24), (24, 15), (37, 6)]
"""Height and half width of the balloon, from top to mouth, a little larger than its outline."""


def gulls(time: float, pan: float) -> list[tuple[Pixels, tuple[int, int]]]:
    """Three gulls crossing the sky, each flapping in its own time."""
    found = []
    for number, (lag, height, size) in enumerate([(0, 92, 1.0), (0.32, 106, 0.8), (0.55, 80, 0.7)]):
        x = 560 - 74 * (time - lag) - 0.5 * pan + 40 * number
        y = height + 7 * np.sin(1.3 * time + number)
        tile, corner, cx, cy = _tile(x % (WIDTH + 160) - 40, y, 24)
        lift = 7 * np.sin(9 * time + 2 * number) * size
        for side in (-1, 1):
            elbow = (cx + side * 7 * size, cy - 3 * size - lift * 0.5)
            tip = (cx + side * 16 * size, cy - lift)
            wing = [(cx, cy - 1.2 * size), elbow, tip, (elbow[0], elbow[1] + 3 * size)]
            fill(tile, polygon([*wing, (cx, cy + 2 * size)]), (0.16, 0.16, 0.22))
        body = line((cx - 4 * size, cy), (cx + 3 * size, cy + 0.6), 2.6 * size)
        fill(tile, body, (0.2, 0.19, 0.24))
        found.append((tile, corner))
    return found


def place(picture: Pixels, tile: Pixels, corner: tuple[int, int]) -> None:
    """Lay a tile over a picture, as much of it as lies inside."""
    left, top = corner
    height, width = tile.shape[:2]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(WIDTH, left + width), min(HEIGHT, top + height)
    if x0 < x1 and y0 < y1:
        part = tile[y0 - top : y1 - top, x0 - left : x1 - left]
        picture[y0:y1, x0:x1] *= 1 - part[..., 3:]
        picture[y0:y1, x0:x1] += part[..., :3]

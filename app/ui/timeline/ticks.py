"""Which marks a ruler bears at a zoom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.ui.timecode import (
    first_frame_of,
    frames_per_second,
    frames_to_code,
    has_even_seconds,
    uses_drop_frame,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from app.base.time import Time
    from app.ui.timeline.scale import Scale

Labels = Literal["time", "frames"]

LABEL_ROOM = 84
"""Pixels from one label to the next, at least."""

MARK_ROOM = 9
"""Pixels from one mark to the next, at least."""

_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200)
_DECADES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark; `label` is "" for the small ones between."""

    time: Time
    label: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """How far apart, in frames: labels, and marks; the first is a multiple of the second."""

    label: int
    mark: int


def choose_steps(zoom: Fraction, rate: Fraction, labels: Labels, room: int = LABEL_ROOM) -> Steps:
    """The finest steps whose labels and marks still have room.

    Args:
        zoom: Pixels per second.
        rate: Frames per second.
        labels: What is written.
        room: Pixels from label to label, at least.
    """
    ladder = _ladder(_names_per_second(rate, labels), labels)
    frame = zoom / rate
    label = next((step for step in ladder if step * frame >= room), 0)
    while not label:
        ladder = [step * 10 for step in ladder]
        label = next((step for step in ladder if step * frame >= room), 0)
    marks = (step for step in ladder if label % step == 0 and step * frame >= MARK_ROOM)
    return Steps(label, next(marks, label))


def ticks(
    scale: Scale,
    width: float,
    rate: Fraction,
    labels: Labels,
    room: int = LABEL_ROOM,
    left: float = 0,
) -> Iterator[Tick]:
    """All marks from time 0 on that are seen from `left` to `width`, and a label's width before."""
    steps = choose_steps(scale.zoom, rate, labels, room)
    uneven = labels == "time" and not has_even_seconds(rate)
    pace = frames_per_second(rate) if uneven else rate
    first = max(0, _floor((scale.time_at(left - room) * pace) / steps.mark) - 1)
    last, before = scale.time_at(width), None
    count = first * steps.mark
    while True:
        tick = _tick(count, steps, rate, labels)
        if tick.time > last:
            return
        if tick.time != before:  # a second may be a frame short of its names
            yield tick
        count, before = count + steps.mark, tick.time


def _tick(count: int, steps: Steps, rate: Fraction, labels: Labels) -> Tick:
    frame = frame_of_label(count, rate) if labels == "time" else count
    if count % steps.label:
        return Tick(frame / rate)
    return Tick(frame / rate, label_of(frame, rate, labels))


def label_of(frame: int, rate: Fraction, labels: Labels) -> str:
    """A frame as the ruler writes it: its number, or `MM:SS:FF` with hours where there are any."""
    if labels == "frames":
        return str(frame)
    return frames_to_code(frame, rate, drop=uses_drop_frame(rate)).removeprefix("00:")


def frame_of_label(count: int, rate: Fraction) -> int:
    """The frame that bears the `count`-th name of timecode, or the next name that exists."""
    base = frames_per_second(rate)
    if not has_even_seconds(rate):
        second, rest = divmod(count, base)
        return min(first_frame_of(second, rate) + rest, first_frame_of(second + 1, rate))
    if not uses_drop_frame(rate):
        return count
    lost = base // 15
    minutes, rest = divmod(count, base * 60)
    if minutes % 10 and rest < lost:
        count += lost - rest
    return count - lost * (minutes - minutes // 10)


def _names_per_second(rate: Fraction, labels: Labels) -> int:
    return frames_per_second(rate) if labels == "time" else max(1, round(rate))


def _ladder(base: int, labels: Labels) -> list[int]:
    """Rising steps in frames: parts of a second, then whole seconds."""
    parts = [step for step in range(1, base) if base % step == 0]
    whole = _DECADES if labels == "frames" else _SECONDS
    return parts + [base * step for step in whole]


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator

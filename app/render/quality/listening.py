"""How well speech is told from what else is heard: a narrator in noise, and the noise alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analyses.detectors import card_and_weights
from app.analyses.silero import WINDOW, Silero
from app.base.rate import HEARD
from app.inference.quality.measure import figure
from app.media.side.heard import heard
from app.media.video_reader import VideoReader
from app.render.quality.material import there

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from app.inference.catalogue import Figure, ModelCard

    Samples = NDArray[np.float32]
    Listener = Callable[[Samples], float]

SPOKEN, FILM = "clips/nasa_13013.mp4", "clips/bigbuckbunny.mp4"
SPEECH = ((0.70, 4.85), (5.20, 8.25), (8.57, 12.20))
"""Seconds in which the narrator speaks, but for stops within his sentences: as seen in the wave,
where his breath lies 15 dB below his voice."""

RATIOS = (10, 0)
"""Of speech to noise, in dB."""

SURE = 0.5
SEED = 2024


def speech_heard(card: ModelCard, media: Path) -> list[Figure]:
    """F1 of windows, of several noises at several loudnesses.

    Raises:
        ModelError: weights or clips are missing.
    """
    _, path = card_and_weights(card.id, "voice")
    spoken = sound_of(there(media, SPOKEN))
    noises = made_noises(len(spoken)) | {"film": looped(sound_of(there(media, FILM)), len(spoken))}
    value = f1(lambda: Silero(path), spoken, noises)
    condition = (
        f"windows of 32 ms; a narrator in {', '.join(noises)} at {' and '.join(map(str, RATIOS))} "
        f"dB, then as long of that alone; seed {SEED}"
    )
    return [figure("narrator in noise", "F1", value, condition)]


def f1(start: Callable[[], Listener], spoken: Samples, noises: Mapping[str, Samples]) -> float:
    """Harmonic mean of precision and recall over all windows of all mixtures, in [0, 1].

    Args:
        start: Begins to listen anew.
        spoken: The narrator.
        noises: Each as long.
    """
    windows = len(spoken) // WINDOW
    truth = np.concatenate([speaking(windows), np.zeros(windows, bool)])
    rows = []
    for sound in mixtures(spoken[: windows * WINDOW], noises):
        listener = start()
        rows.append([listener(each) >= SURE for each in sound.reshape(-1, WINDOW)])
    sure = np.array(rows, bool)
    hits = int((sure & truth).sum())
    return 2 * hits / max(1, int(sure.sum()) + len(rows) * int(truth.sum()))


def speaking(windows: int) -> NDArray[np.bool_]:
    """Of each window, whether the narrator speaks in its middle."""
    middles = (np.arange(windows) + 0.5) * WINDOW / HEARD
    within = [(start <= middles) & (middles < stop) for start, stop in SPEECH]
    return np.asarray(np.any(within, axis=0))


def mixtures(spoken: Samples, noises: Mapping[str, Samples]) -> Iterator[Samples]:
    """The narrator in each noise, then the noise alone, at each loudness."""
    voice = spoken[speaking(len(spoken) // WINDOW).repeat(WINDOW)]
    for noise in noises.values():
        cut = noise[: len(spoken)]
        for ratio in RATIOS:
            gain = _loudness(voice) / _loudness(cut) * 10 ** (-ratio / 20)
            yield np.concatenate([spoken + gain * cut, gain * cut]).astype(np.float32)


def made_noises(length: int) -> dict[str, Samples]:
    """Hiss, a rumble whose power falls with the frequency, and chords that change each second."""
    random = np.random.default_rng(SEED)
    hiss = random.normal(0, 1, length)
    waves = np.fft.rfft(random.normal(0, 1, length))
    rumble = np.fft.irfft(waves / np.sqrt(np.maximum(1, np.arange(len(waves)))), length)
    made = {"hiss": hiss, "rumble": rumble, "chords": _chords(length)}
    return {name: noise.astype(np.float32) for name, noise in made.items()}


def _chords(length: int) -> NDArray[np.float64]:
    """Struck triads with overtones, one a second."""
    time = np.arange(length) / HEARD
    roots = 220 * 2 ** (np.array([0, 5, 7, 3])[time.astype(int) % 4] / 12)
    phase = 2 * np.pi * np.cumsum(roots) / HEARD
    tones = [np.sin(step * part * phase) / part for step in (1, 1.25, 1.5) for part in range(1, 6)]
    return np.asarray(np.sum(tones, axis=0) * np.exp(-2 * (time % 1)))


def looped(sound: Samples, length: int) -> Samples:
    """As often as it takes to last that many samples."""
    return np.resize(sound, length)


def sound_of(path: Path) -> Samples:
    """What is heard in a clip, at `HEARD` samples a second.

    Raises:
        MediaError: it cannot be read, or has no sound.
    """
    with VideoReader(path) as reader:
        index = reader.index
        shown = ((index.time_of(n), index.duration_of(n)) for n in range(len(index)))
        return np.concatenate([frame.pixels for frame in heard(path, shown)])


def _loudness(sound: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))

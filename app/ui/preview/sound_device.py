"""The loudspeaker."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Generator

Pull = Callable[[int], bytes]
"""Gives that many frames of 32-bit float stereo; called on the device's own thread."""

PERIOD_MS = 40
PERIODS = 2


class SoundDevice(Protocol):
    """Takes samples at its own pace, which is what makes it a clock.

    Attributes:
        delay: Seconds between handing samples over and hearing them.
    """

    delay: float

    def start(self, pull: Pull) -> None:
        """Begin to take samples."""

    def stop(self) -> None:
        """Take no more; waits for a call of `pull` that is under way."""

    def close(self) -> None:
        """Give the device back."""


class MiniaudioDevice:
    """The system's default device at 48 kHz, by miniaudio."""

    def __init__(self, rate: int) -> None:
        """Open it; takes a moment, so not on the window's thread.

        Raises:
            OSError: there is none.
        """
        import miniaudio

        try:
            self._device: Any = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=2,
                sample_rate=rate,
                buffersize_msec=PERIOD_MS,
                callback_periods=PERIODS,
                app_name="Reelwright",
            )
        except miniaudio.MiniaudioError as error:
            raise OSError("no sound device can be opened") from error
        if self._device.backend == "Null":
            self._device.close()
            raise OSError("there is no sound device")
        self.delay = (PERIODS - 1) * PERIOD_MS / 1000

    def start(self, pull: Pull) -> None:
        """Begin to take samples."""
        samples = _samples(pull)
        next(samples)
        self._device.start(samples)

    def stop(self) -> None:
        """Take no more."""
        self._device.stop()

    def close(self) -> None:
        """Give the device back."""
        self._device.close()


def open_device(rate: int) -> SoundDevice | None:
    """The default device, None where there is none. Takes a moment."""
    if not _may_have_sound():
        return None
    try:
        return MiniaudioDevice(rate)
    except OSError:
        return None


def _samples(pull: Pull) -> Generator[bytes, int, None]:
    wanted = yield b""
    while True:
        wanted = yield pull(wanted)


def _may_have_sound() -> bool:
    """Whether asking makes sense: on a Linux without cards, ALSA fills the terminal with words."""
    if not sys.platform.startswith("linux"):
        return True
    cards = Path("/proc/asound/cards")
    if cards.exists() and any(line[:3].strip().isdigit() for line in _lines(cards)):
        return True
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    return "PULSE_SERVER" in os.environ or any(
        (runtime / name).exists() for name in ("pulse/native", "pipewire-0")
    )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []

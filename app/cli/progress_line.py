"""One line that tells how long work goes, always on stderr."""

from __future__ import annotations

import contextlib
import sys
import time as clock
from collections.abc import Callable
from types import TracebackType
from typing import Literal, TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from app.base.progress import Progress
from app.base.text import format_bytes, format_seconds_left

Unit = Literal["frames", "bytes"]

PLAIN_SECONDS = 5.0
"""Between two plain lines, for logs."""

_LIVE_SECONDS = 0.1


class _Console(Console):
    """Writes on when nobody reads: lost words about progress are no reason to stop the work."""

    def on_broken_pipe(self) -> None:
        """Go quiet; rich would turn stdout, which may carry a video, away and exit."""
        self.quiet = True


class ProgressLine:
    """Shows `Progress`: a live line on a terminal, a plain line now and then elsewhere.

    A context manager; call it (it is a `Report`) from one thread at a time.

    Args:
        device: Where the work runs, for people; "" to leave it out.
        unit: What is counted.
        stream: Where to write, by default stderr.
        now: A clock in seconds.
    """

    def __init__(
        self,
        device: str = "",
        unit: Unit = "frames",
        stream: TextIO | None = None,
        now: Callable[[], float] = clock.monotonic,
    ) -> None:
        self._device = device
        self._unit: Unit = unit
        self._console = _Console(file=stream or sys.stderr, highlight=False)
        self._now = now
        self._shown_at: float | None = None
        self._live: Live | None = None
        self._stopping = False

    def __enter__(self) -> ProgressLine:
        if self._console.is_terminal:
            # stdout may be carrying a video: rich must not lay hands on it.
            self._live = Live(
                Text(""),
                console=self._console,
                auto_refresh=False,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._live.start()
            # A second Ctrl-C ends the process on the spot; a hidden cursor would stay hidden.
            self._console.show_cursor(True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, progress: Progress) -> None:
        """Show `progress`, unless the last one was shown just now."""
        pause = _LIVE_SECONDS if self._live else PLAIN_SECONDS
        now = self._now()
        if self._shown_at is not None and now - self._shown_at < pause:
            return
        self._shown_at = now
        self._show(progress_words(progress, self._device, self._unit))

    def stopping(self) -> None:
        """Say that Ctrl-C was heard."""
        self._stopping = True
        sentence = "Stopping; press Ctrl-C again to end at once."
        with contextlib.suppress(OSError):
            self._console.print(Text(sentence, style="yellow"))

    def _show(self, words: str) -> None:
        style = "dim" if self._live and self._stopping else ""
        line = Text(words, style, no_wrap=True, overflow="ellipsis")
        with contextlib.suppress(OSError):
            if self._live is not None:
                self._live.update(line, refresh=True)
            else:
                self._console.print(Text(words), soft_wrap=True)


def progress_words(progress: Progress, device: str = "", unit: Unit = "frames") -> str:
    """For people: ` 42 %  121 of 287 frames  23.4 fps  about 7 s left  cpu  limited by model`."""
    parts = [
        "" if progress.fraction is None else f"{int(progress.fraction * 100):3} %",
        progress.stage,
        _amount(progress, unit),
        _rate(progress.fps, unit),
        "" if progress.seconds_left is None else format_seconds_left(progress.seconds_left),
        device,
        progress.limiting and f"limited by {progress.limiting}",
    ]
    return "  ".join(part for part in parts if part)


def _amount(progress: Progress, unit: Unit) -> str:
    if unit == "bytes":
        whole = "" if progress.total is None else f" of {format_bytes(progress.total)}"
        return f"{format_bytes(progress.done)}{whole}"
    if not progress.done and progress.total is None:
        return ""
    return f"{progress.done}{'' if progress.total is None else f' of {progress.total}'} frames"


def _rate(fps: float | None, unit: Unit) -> str:
    if fps is None:
        return ""
    if unit == "bytes":
        return f"{format_bytes(int(fps))}/s"
    return f"{fps:.0f} fps" if fps >= 100 else f"{fps:.{1 if fps >= 1 else 2}f} fps"

"""The progress line: words, pace, and where it is written."""

from __future__ import annotations

import io
import re

import pytest

from app.base.progress import Progress
from app.cli.progress_line import ProgressLine, progress_words


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Gone(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_all_there_is_to_say() -> None:
    progress = Progress(121, 287, 23.42, 7.1, "Rendering", "model")
    assert progress_words(progress, "cpu") == (
        " 42 %  Rendering  121 of 287 frames  23.4 fps  about 7 s left  cpu  limited by model"
    )


def test_what_is_not_known_is_left_out() -> None:
    assert progress_words(Progress(7)) == "7 frames"
    assert progress_words(Progress(0, stage="Checking")) == "Checking"


def test_downloads_count_bytes() -> None:
    progress = Progress(1_500_000, 3_000_000, 250_000.0, 6.0, "fetching a.pth")
    words = progress_words(progress, unit="bytes")
    assert words == " 50 %  fetching a.pth  1.5 MB of 3.0 MB  250.0 kB/s  about 6 s left"


@pytest.mark.parametrize(
    ("fps", "words"), [(0.25, "0.25 fps"), (3.0, "3.0 fps"), (250.4, "250 fps")]
)
def test_rates_have_useful_digits(fps: float, words: str) -> None:
    assert words in progress_words(Progress(1, fps=fps))


def test_not_on_a_terminal_lines_are_plain_and_rare() -> None:
    stream, clock = io.StringIO(), Clock()
    with ProgressLine("cpu", stream=stream, now=clock) as line:
        for number in range(200):
            clock.now = number / 10
            line(Progress(number, 200, 10.0))
    lines = stream.getvalue().splitlines()
    assert len(lines) == 4
    assert "\x1b" not in stream.getvalue()
    assert "\r" not in stream.getvalue()
    assert "150 of 200 frames" in lines[-1]


def test_long_plain_lines_are_not_broken() -> None:
    stream = io.StringIO()
    with ProgressLine("a processor with a very long name indeed " * 4, stream=stream) as line:
        line(Progress(1, 2, 3.0, 4.0, "Rendering", "model"))
    assert stream.getvalue().count("\n") == 1


def test_a_narrow_terminal_shows_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    stream = Terminal()
    with ProgressLine("a processor with a long name", stream=stream) as line:
        line(Progress(1, 2, 3.0, 4.0, "Rendering", "model"))
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", stream.getvalue())
    shown = {part for part in re.split(r"[\r\n]", plain) if part}
    assert len(shown) == 1
    assert max(map(len, shown)) <= 40
    assert shown.pop().endswith("…")


def test_on_a_terminal_the_line_lives_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream, clock = Terminal(), Clock()
    with ProgressLine(stream=stream, now=clock) as line:
        for number in range(3):
            clock.now = float(number)
            line(Progress(number, 3))
        line.stopping()
    text = stream.getvalue()
    assert "2 of 3 frames" in text
    assert "press Ctrl-C again" in text
    assert text.rstrip().endswith(("\x1b[2K", "\x1b[?25h"))
    assert text.rfind("\x1b[?25h") > text.rfind("\x1b[?25l")


def test_stdout_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressLine() as line:
        line(Progress(1, 2))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "1 of 2 frames" in captured.err


def test_nobody_reading_progress_does_not_stop_the_work(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with ProgressLine(stream=Gone()) as line:
        line(Progress(1, 2))
        line.stopping()
    print("the video", flush=True)
    assert capfd.readouterr().out == "the video\n"

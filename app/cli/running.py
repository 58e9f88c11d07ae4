"""What surrounds every command: exit codes, signals, reports of bugs, closed pipes."""

from __future__ import annotations

import concurrent.futures
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import TextIO, TypeVar

from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled, UsageError
from app.base.reports import write_report

DONE, KNOWN_ERROR, USAGE, BUG, CANCELLED = 0, 1, 2, 70, 130
"""Exit codes; 70 is EX_SOFTWARE of sysexits.h, 130 what shells give for Ctrl-C."""

Result = TypeVar("Result")

_POLL_SECONDS = 0.1
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run(application: Callable[[Sequence[str]], object], arguments: Sequence[str]) -> int:
    """Run a command line and tell how it went, in words on stderr and as an exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter shows `?` rather than ending the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = _answered(application, arguments)
    return code if _flushed() else code or KNOWN_ERROR


def _answered(application: Callable[[Sequence[str]], object], arguments: Sequence[str]) -> int:
    try:
        with _signals(_interrupt):
            application(arguments)
    except SystemExit as ending:
        return _code_of(ending)
    except (Cancelled, _Interrupted, KeyboardInterrupt):
        return CANCELLED
    except UsageError as error:
        return _told(error, USAGE)
    except AppError as error:
        return _told(error, KNOWN_ERROR)
    except BrokenPipeError:
        return KNOWN_ERROR
    except Exception as error:  # noqa: BLE001 - the outermost place: what arrives here is a bug
        return _reported(error, arguments)
    return DONE


def _code_of(ending: SystemExit) -> int:
    if ending.code is None:
        return DONE
    return ending.code if isinstance(ending.code, int) else KNOWN_ERROR


def _told(error: AppError, code: int) -> int:
    say(" ".join(str(error).split()))
    return code


def _reported(error: Exception, arguments: Sequence[str]) -> int:
    try:
        path = write_report(error, arguments, log_folder())
    except OSError:
        say(f"A bug in Reelwright: {error!r}; no report could be written, the disk refuses.")
        return BUG
    say(f"A bug in Reelwright ended the command; please send the report {path} to its makers.")
    return BUG


def log_folder() -> Path:
    """Where this user's reports are kept."""
    import platformdirs

    return platformdirs.user_log_path("reelwright", appauthor=False)


def say(sentence: str) -> None:
    """Tell the person at the terminal; stdout stays for results."""
    with contextlib.suppress(OSError, ValueError):
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - this is the terminal


def put(text: str, stream: TextIO | None = None) -> None:
    """Write lines of a result to stdout (or another stream)."""
    print(text, file=stream or sys.stdout)


def _flushed() -> bool:
    """Empty stdout now; False if nobody reads any more (`… | head`), which is no bug of ours."""
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        # Python flushes once more on its way out and would complain: let it write to nowhere.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def on_worker(
    work: Callable[[CancelToken], Result], noticed: Callable[[], None] = lambda: None
) -> Result:
    """Do long work on a thread of its own, so that Ctrl-C is heard at once whatever it does.

    The first SIGINT or SIGTERM sets the token and calls `noticed`; a second one ends the
    process there and then (finished segments and partial downloads survive that too).

    Raises:
        Cancelled: the work gave up because it was asked to.
        Exception: whatever `work` raises.
    """
    cancel = CancelToken()

    def heard(number: int, frame: FrameType | None) -> None:
        if cancel.cancelled:
            os._exit(CANCELLED)
        cancel.cancel()

    with _signals(heard), concurrent.futures.ThreadPoolExecutor(1, "work") as pool:
        future = pool.submit(work, cancel)
        told = False
        while concurrent.futures.wait([future], _POLL_SECONDS).not_done:
            if cancel.cancelled and not told:
                told = True
                noticed()
        return future.result()


class _Interrupted(BaseException):
    """Ctrl-C between two lines of short work; not an `Exception`, so no library swallows it."""


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise _Interrupted


@contextlib.contextmanager
def _signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle SIGINT and SIGTERM by `handler`; elsewhere than on the main thread do nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)

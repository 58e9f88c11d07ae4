"""A report of a bug: everything a developer needs, kept on the user's machine."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

LIBRARIES = ("torch", "av", "numpy", "spandrel", "onnxruntime", "opencv-python-headless", "typer")
"""Those whose version most often explains a bug."""


def write_report(error: BaseException, command: Sequence[str], folder: Path) -> Path:
    """Write down what happened; where `folder` cannot be written, in the temporary folder.

    Args:
        error: The bug, with its traceback.
        command: The command line, as typed.
        folder: Where reports are collected; made when missing.

    Returns:
        The report: UTF-8 text, with a name of its own.

    Raises:
        OSError: not even the temporary folder can be written.
    """
    text = _text(error, command)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _written(text, folder)
    except OSError:
        return _written(text, Path(tempfile.gettempdir()))


def _written(text: str, folder: Path) -> Path:
    moment = datetime.now().strftime("%Y%m%d-%H%M%S")
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=folder, prefix=f"bug-{moment}-", suffix=".txt", delete=False
    ) as file:
        file.write(text)
    return Path(file.name)


def _text(error: BaseException, command: Sequence[str]) -> str:
    lines = [
        f"Reelwright {__version__}, {datetime.now(UTC).isoformat(timespec='seconds')}",
        f"Python {platform.python_version()} on {platform.platform()}",
        ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
        f"Command: {list(command)!r}",
        f"Encodings: {sys.getfilesystemencoding()}, {sys.getdefaultencoding()}",
        "",
        "".join(traceback.format_exception(error)),
    ]
    # A path may hold bytes that are no text; the report has to be written all the same.
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode("utf-8")


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"

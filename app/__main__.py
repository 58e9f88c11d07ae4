"""The `reelwright` command: the window when nothing else is asked for, else the command line."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path

from app.base.waiting import wait_briefly


def main() -> None:
    """Run what the command line asks for and exit with its code."""
    wait_briefly()
    try:
        code = _run(sys.argv[1:])
    except KeyboardInterrupt:
        # Before the command could set up its own handling.
        code = 130
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    if _wants_window(arguments):
        return _window(arguments)
    if _wants_show(arguments) and _has_screen():
        window = importlib.import_module("app.ui.application")
        return int(window.main(demo=True, kiosk="--kiosk" in arguments))
    return _command(arguments)


def _command(arguments: list[str]) -> int:
    from app.cli.application import application
    from app.cli.running import run

    return run(lambda words: application(list(words), prog_name="reelwright"), arguments)


def _wants_window(arguments: list[str]) -> bool:
    """Nothing was asked for, or files are to be opened, as desktops do."""
    return all("." in word and _is_there(Path(word)) for word in arguments)


def _is_there(path: Path) -> bool:
    """Whether it is a file or folder, or looks like a pattern of numbered pictures in one."""
    pattern = not {"%", "*"}.isdisjoint(path.name) and bool(path.suffix)
    return path.exists() or (pattern and path.parent.is_dir())


def _wants_show(arguments: list[str]) -> bool:
    """The demo in the window; with any other option it is the one that writes files."""
    return arguments[:1] == ["demo"] and not set(arguments[1:]) - {"--kiosk"}


def _has_screen() -> bool:
    """Whether a window can be opened here at all; asking Qt would end the process."""
    if importlib.util.find_spec("PySide6") is None:
        return False
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _window(arguments: list[str]) -> int:
    if not _has_screen():
        code = _command(["--help"])
        sys.stderr.write("There is no screen to open a window on; use one of these commands.\n")
        return code
    # By name, because the core has to work where the window's libraries are missing.
    window = importlib.import_module("app.ui.application")
    return int(window.main([Path(word).absolute() for word in arguments]))


if __name__ == "__main__":
    main()

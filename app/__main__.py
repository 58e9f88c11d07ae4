"""The `reelwright` command: the window when nothing else is asked for, else the command line."""

from __future__ import annotations

import importlib
import importlib.util
import sys


def main() -> None:
    """Run what the command line asks for and exit with its code."""
    try:
        code = _window() if len(sys.argv) < 2 else _command(sys.argv[1:])
    except KeyboardInterrupt:
        # Before the command could set up its own handling.
        code = 130
    sys.exit(code)


def _command(arguments: list[str]) -> int:
    from app.cli.application import application
    from app.cli.running import run

    return run(lambda words: application(list(words), prog_name="reelwright"), arguments)


def _window() -> int:
    if importlib.util.find_spec("app.ui") is None:
        code = _command(["--help"])
        sys.stderr.write("There is no window yet; use one of the commands above.\n")
        return code
    # By name, because the core has to work where the window's libraries are missing.
    return int(importlib.import_module("app.ui.application").main())


if __name__ == "__main__":
    main()

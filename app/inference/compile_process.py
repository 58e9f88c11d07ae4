"""`python -m app.inference.compile_process FOLDER`: compile one network, away from whoever renders.

Finds `network.pt` in the folder, written by `compiling`, and leaves `compiled.pt2` or `reason.txt`.
Ends, with the compilers it started, as soon as its standard input is closed: whoever started it
never has to wait for it, not even to die.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor, nn

NETWORK, COMPILED, REASON = "network.pt", "compiled.pt2", "reason.txt"


def main(folder: Path) -> int:
    """0 when the compiled network is there, 1 when the reason is."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(10)
    try:
        # Written by this program for this process a moment ago, in a folder of their own.
        module, given = torch.load(folder / NETWORK, weights_only=False)
        compile_to(folder / COMPILED, module, given)
    except Exception as error:  # noqa: BLE001 - compilers fail in ways of their own; told in words
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        (folder / REASON).write_text(reason, "utf-8")
        return 1
    return 0


def compile_to(path: Path, module: nn.Module, given: Tensor) -> None:
    """Compile `module` for inputs such as `given`, on its device."""
    import torch._inductor as inductor
    from torch._inductor import config

    config.compile_threads = 1
    partial = path.with_name(f"partial-{path.name}")
    with torch.no_grad():
        exported = torch.export.export(module.eval(), (given,))
        inductor.aoti_compile_and_package(exported, package_path=str(partial))
    partial.replace(path)


def _end_with_parent() -> None:
    while os.read(0, 1):  # not by `sys.stdin`, whose lock would abort the interpreter at its end
        pass
    os.killpg(os.getpgid(0), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

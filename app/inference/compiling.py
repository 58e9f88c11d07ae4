"""Networks compiled on the way, while plain calls go on; used only once they give the same.

Only where somebody asks for it: it takes a C++ compiler, a core, and a minute or more a shape.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import weakref
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import torch

from app.inference.compile_process import COMPILED, NETWORK, REASON
from app.inference.graphs import FAITHFUL_DB, signal_over_error

if TYPE_CHECKING:
    from collections.abc import Hashable

    from torch import Tensor, nn

    from app.inference.graphs import Call

_log = logging.getLogger(__name__)

SWITCH = "REELWRIGHT_COMPILE"
"""Environment variable: 1 compiles networks for GPUs, “all” for processors too."""

OFTEN = 16
"""Calls with a shape after which it is worth compiling for: tiles at the edges come too seldom."""

KEPT = 2
"""Shapes that one network is compiled for."""

ROOT = Path(__file__).parents[2]


class Compilation(Protocol):
    """Something that is being compiled."""

    def finished(self) -> Call | None:
        """What has come of it, None while it goes on; never waits.

        Raises:
            RuntimeError: nothing.
        """
        ...


class Compiler(Protocol):
    """Begins to compile: in a process of its own, and in tests at the speed of a test."""

    def start(self, module: nn.Module, given: Tensor) -> Compilation:
        """Begin to compile `module` for inputs such as `given`; does not wait.

        Raises:
            RuntimeError: such a module cannot be sent away.
        """
        ...


class CompiledCall:
    """Calls a module, or what was compiled of it for the shape, once that is there and proven.

    What fails is said once in the log, and plain calls go on for good. Not thread-safe.

    Args:
        module: Depends on nothing but its argument.
        compiler: Compiles.
        name: Of the network, for the log.
    """

    def __init__(self, module: nn.Module, compiler: Compiler, name: str) -> None:
        self._module = module
        self._compiler: Compiler | None = compiler
        self._name = name
        self._calls: Counter[Hashable] = Counter()
        self._under_way: tuple[Hashable, Compilation] | None = None
        self._ready: dict[Hashable, Call] = {}

    @property
    def ready(self) -> int:
        """Shapes for which something compiled is used."""
        return len(self._ready)

    @property
    def hopeful(self) -> bool:
        """Whether nothing failed so far."""
        return self._compiler is not None

    def __call__(self, given: Tensor) -> Tensor:
        """What the module gives."""
        ready = self._ready.get(_key(given))
        if ready is not None:
            try:
                return ready(given)
            except RuntimeError as error:  # too little memory among others: the module will tell
                self._ready.clear()
                self._give_up(error)
        result: Tensor = self._module(given)
        return result

    def look(self, given: Tensor) -> bool:
        """Begin what is worth beginning, and see what has finished; before each call.

        Returns:
            Whether calls like this one will be by something else from now on.
        """
        if self._compiler is None or len(self._ready) == KEPT:
            return False
        key = _key(given)
        try:
            if self._under_way is None:
                self._begin(key, given)
                return False
            return self._under_way[0] == key and self._adopted(given)
        except RuntimeError as error:
            self._give_up(error)
            return False

    def _begin(self, key: Hashable, given: Tensor) -> None:
        if key in self._ready:
            return
        self._calls[key] += 1
        if self._calls[key] >= OFTEN and self._compiler is not None:
            self._under_way = key, self._compiler.start(self._module, given)

    def _adopted(self, given: Tensor) -> bool:
        assert self._under_way is not None
        key, compilation = self._under_way
        call = compilation.finished()
        if call is None:
            return False
        other = given.flip(-1, -2) * 0.5  # elsewhere and darker: what was baked in comes to light
        quality = signal_over_error(self._module(other), call(other))
        if not quality >= FAITHFUL_DB:  # NaN is not good enough either
            raise RuntimeError(f"its results differ ({quality:.0f} dB)")
        self._ready[key], self._under_way = call, None
        return True

    def _give_up(self, error: RuntimeError) -> None:
        self._compiler = self._under_way = None
        reason = str(error).strip().partition("\n")[0]
        _log.warning("%s is not compiled: %s", self._name, reason)


class ProcessCompilation:
    """What a process of its own compiles; it is killed when nobody holds this any more."""

    def __init__(self, module: nn.Module, given: Tensor) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="reelwright-compile-"))
        try:
            torch.save((module, given), self._folder / NETWORK)
        except Exception as error:  # pickle's own types, for what is no plain network
            shutil.rmtree(self._folder, ignore_errors=True)
            raise RuntimeError(str(error)) from error
        command = [sys.executable, "-m", "app.inference.compile_process", str(self._folder)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        weakref.finalize(self, _end, self.process, self._folder)

    def finished(self) -> Call | None:
        """See `Compilation`."""
        code = self.process.poll()
        if code is None:
            return None
        if code != 0:
            raise RuntimeError(_reason(self._folder, code))
        return _loaded(self._folder / COMPILED)


class ProcessCompiler:
    """See `Compiler`."""

    def start(self, module: nn.Module, given: Tensor) -> ProcessCompilation:
        """See `Compiler`; writes the network to a folder, which takes as long as to copy it."""
        with torch.inference_mode(False):
            return ProcessCompilation(module, given.detach().clone())


def compiler_for(device: torch.device) -> ProcessCompiler | None:
    """What compiles for the device; None unless somebody asked for it."""
    asked = os.environ.get(SWITCH, "0")
    wanted = asked == "all" or (asked == "1" and device.type == "cuda")
    return ProcessCompiler() if wanted else None


def _key(given: Tensor) -> Hashable:
    return given.shape, given.dtype, given.stride()


def _loaded(path: Path) -> Call:
    try:
        package = torch._inductor.aoti_load_package(str(path))
    except Exception as error:  # whatever a library is that does not fit this machine
        raise RuntimeError(str(error)) from error
    return lambda given: torch.as_tensor(package(given))


def _reason(folder: Path, code: int) -> str:
    try:
        return (folder / REASON).read_text("utf-8")
    except OSError:
        return f"the compiling process ended with {code}"


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Kill it, with the compilers it started, and take its files away."""
    if process.stdin is not None:
        process.stdin.close()
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)  # killed: it is only taken off the system's list
    shutil.rmtree(folder, ignore_errors=True)

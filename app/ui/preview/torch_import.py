"""torch takes seconds to import; meanwhile sources are to be seen."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.base.cancel import CancelToken

_LOOK_SECONDS = 0.02


class TorchImport:
    """Imports what results need, on a thread of its own, once."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None

    def begin(self) -> None:
        """Start, unless it was started; returns at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="torch import", daemon=True)
            self._thread.start()

    def wait(self, cancel: CancelToken) -> None:
        """Wait until it is done.

        Raises:
            Cancelled: somebody asked meanwhile.
            ImportError: it failed.
        """
        self.begin()
        assert self._thread is not None
        while self._thread.is_alive():
            cancel.check()
            self._thread.join(_LOOK_SECONDS)
        if self._error is not None:
            raise ImportError("torch cannot be imported") from self._error

    def join(self) -> None:
        """Wait to the end: an import cannot be stopped."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            import app.effects.registry
            import app.render.resources  # noqa: F401 - the import is all that is wanted
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the installation
            self._error = error

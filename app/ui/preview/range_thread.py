"""The thread on which "Render In to Out" runs."""

from __future__ import annotations

import logging
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled
from app.ui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.base.progress import Progress
    from app.base.time import Span
    from app.project.model import Project
    from app.render.preview.renderer import PreviewRenderer
    from app.ui.preview.preview_worker import Listener

_log = logging.getLogger(__name__)

_TELL_SECONDS = 0.5
"""How often the cache bar grows."""


class RangeThread:
    """Fills the results of one range; lets single frames go first."""

    def __init__(
        self,
        renderer: PreviewRenderer,
        project: Project,
        span: Span,
        quiet: Callable[[float], bool],
        latest: Callable[[], Project | None],
        listener: Listener,
    ) -> None:
        """Prepare.

        Args:
            renderer: Its results are filled.
            project, span: What part of what.
            quiet: Waits up to some seconds until no single frame is being computed.
            latest: What the project is like by now: the cache bar is drawn over that.
            listener: Hears of it on this thread.
        """
        self._renderer = renderer
        self._project = project
        self._span = span
        self._quiet = quiet
        self._latest = latest
        self._listener = listener
        self._cancel = CancelToken()
        self._told = 0.0
        self._thread = threading.Thread(target=self._run, name="preview range", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Give up, and wait for the thread."""
        self._cancel.cancel()
        self._thread.join()

    def _run(self) -> None:
        ended: Callable[[], None] = partial(self._listener.range_ended, "")
        try:
            self._fill()
        except Cancelled:
            ended = self._listener.range_stopped
        except AppError as error:
            ended = partial(self._listener.range_ended, str(error))
        except Exception:  # noqa: BLE001 - a model or a driver may raise anything; the window lives on
            _log.exception("a range failed")
            sentence = tr("The range could not be computed. Your project is safe.")
            ended = partial(self._listener.range_ended, sentence)
        self._tell_ready()
        ended()

    def _fill(self) -> None:
        from app.render.preview.range_render import RangeRender

        renderer = self._renderer
        render = RangeRender(
            renderer.results,
            renderer.preparations,
            renderer.device,
            renderer.precision,
            self._report,
            self._wait,
        )
        render.run(self._project, self._span, self._cancel)

    def _report(self, progress: Progress) -> None:
        self._listener.range_progress(progress)
        if time.monotonic() - self._told > _TELL_SECONDS:
            self._told = time.monotonic()
            self._tell_ready()

    def _tell_ready(self) -> None:
        self._listener.ready_changed(*self._renderer.ready(self._latest() or self._project))

    def _wait(self) -> None:
        while not self._quiet(0.05):
            self._cancel.check()

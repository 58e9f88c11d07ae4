"""What runs on the preview thread."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Protocol

from app.base.errors import AppError, Cancelled
from app.ui.images import black, image_of
from app.ui.language import tr
from app.ui.preview.preview_image import PreviewImage, PreviewKind
from app.ui.preview.range_thread import RangeThread
from app.ui.preview.torch_import import TorchImport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.cancel import CancelToken
    from app.base.progress import Progress
    from app.base.time import Span, Time
    from app.media.display import DisplayConverter
    from app.project.model import Project
    from app.render.preview.disk_cache import DiskCache
    from app.render.preview.renderer import PreviewRenderer, Shot
    from app.ui.preview.mailbox import Mailbox
    from app.ui.preview.preview_request import PreviewChoices, PreviewRequest

_log = logging.getLogger(__name__)

_GAP_SIZE = (1920, 1080)

_QUIET_SECONDS = 2.0
"""Without work for so long, the thread gives freed memory back."""


class Listener(Protocol):
    """Who hears; called on the preview thread and on that of ranges."""

    def shown(self, image: PreviewImage) -> None:
        """A picture is ready."""

    def failed(self, request_id: int, sentence: str) -> None:
        """A request cannot be fulfilled."""

    def ready_changed(self, memory: tuple[Span, ...], disk: tuple[Span, ...]) -> None:
        """Other results are kept than before."""

    def stepped(self, ticket: int, time: Time) -> None:
        """Where a step leads."""

    def range_progress(self, progress: Progress) -> None:
        """A range comes along."""

    def range_ended(self, sentence: str) -> None:
        """A range is done (""), or failed."""

    def range_stopped(self) -> None:
        """A range was given up; what it made is kept."""


class PreviewWorker:
    """Serves a mailbox until it is closed. `run` belongs to one thread."""

    def __init__(self, mailbox: Mailbox, choices: PreviewChoices, listener: Listener) -> None:
        self._mailbox = mailbox
        self._choices = choices
        self._listener = listener
        self._torch = TorchImport()
        self._quiet = threading.Event()
        self._quiet.set()
        self._basis: tuple[str, tuple[int, int]] = ("", _GAP_SIZE)
        self._told: object = None
        self._project: Project | None = None
        self._range: RangeThread | None = None
        self.renderer: PreviewRenderer | None = None
        self._convert: DisplayConverter | None = None
        self._computed = False

    def run(self) -> None:
        """Until the mailbox is closed; then everything is let go."""
        try:
            while not self._mailbox.closed:
                self._turn()
        finally:
            self._close()

    def _turn(self) -> None:
        task, wanted = self._mailbox.next(wait=self._patience())
        if task is not None:
            task()
        elif wanted is not None:
            self._serve(*wanted)
        elif not self._mailbox.closed:
            self._tidy()

    def _patience(self) -> float | None:
        """Seconds to wait for work before there is something else to do."""
        if self.renderer is not None and self.renderer.has_unsaved:
            return 0
        return _QUIET_SECONDS if self._computed else None

    def _tidy(self) -> None:
        """What is done in a quiet moment: one thing at a time."""
        if self.renderer is not None and self.renderer.save_one():
            self._tell_ready()
            return
        from app.inference.heap import give_back_freed_memory

        self._computed = False
        give_back_freed_memory()

    # Tasks

    def step(self, ticket: int, project: Project, time: Time, frames: int) -> None:
        """Find where the frame `frames` further begins; 0 for that of the frame on screen."""
        try:
            renderer = self._opened()
            if frames:
                self._listener.stepped(ticket, renderer.step(project, time, frames))
            else:
                self._listener.stepped(ticket, renderer.frame_start(project, time))
        except AppError:
            self._listener.stepped(ticket, time)

    def configure(self, choices: PreviewChoices) -> None:
        """Compute and keep otherwise from now on."""
        before, self._choices = self._choices, choices
        if self.renderer is None:
            return
        self.stop_range()
        self.renderer.configure(choices.device, choices.precision)
        self.renderer.set_memory(choices.memory)
        if (before.disk, before.folder) != (choices.disk, choices.folder):
            self.renderer.results.set_disk(self._disk())

    def clear(self) -> None:
        """Forget all results."""
        self.stop_range()
        self._opened().results.clear()
        self._tell_ready()

    def start_range(self, project: Project, span: Span) -> None:
        """Fill the results of a range in the background."""
        self.stop_range()
        self._project = project
        renderer = self._opened()
        self._torch.begin()
        self._range = RangeThread(
            renderer, project, span, self._quiet.wait, lambda: self._project, self._listener
        )
        self._range.start()

    def stop_range(self) -> None:
        """Give a range up; what it made is kept."""
        if self._range is not None:
            self._range.close()
            self._range = None

    def warm_up(self) -> None:
        """Import torch now rather than with the first result."""
        self._torch.begin()

    # Requests

    def _serve(self, request: PreviewRequest, cancel: CancelToken) -> None:
        self._project = request.project
        try:
            for image in self._images(request, cancel):
                cancel.check()
                self._listener.shown(image)
        except Cancelled:
            return
        except AppError as error:
            self._listener.failed(request.id, str(error))
        except Exception:  # noqa: BLE001 - a model or a driver may raise anything; the window lives on
            _log.exception("the preview failed")
            self._listener.failed(
                request.id,
                tr("The picture could not be computed. Your project is safe; try another setting."),
            )
        finally:
            self._quiet.set()
        self._tell_ready()

    def _images(self, request: PreviewRequest, cancel: CancelToken) -> Iterator[PreviewImage]:
        renderer, project, time = self._opened(), request.project, request.time
        shot: Shot | None = None
        for shot in renderer.source(project, time, cancel):
            yield self._image(request, "source", shot)
        if shot is None:
            yield self._gap(request)
            return
        kinds: list[PreviewKind] = ["result"] if request.want_result else []
        kinds += ["alternative"] if request.want_alternative else []
        basis = request.frame or self._frame_of(request, shot)
        for kind in kinds:
            other = kind == "alternative"
            if not renderer.computes(project, time, alternative=other):
                continue
            self._quiet.clear()
            self._torch.wait(cancel)
            self._computed = True
            results = renderer.result(
                project, time, cancel, request.region, basis, alternative=other, half=request.half
            )
            for shot in results:
                if kind == "result":
                    self._basis = (self._clip_id(request), shot.size)
                yield self._image(request, kind, shot)

    def _image(self, request: PreviewRequest, kind: PreviewKind, shot: Shot) -> PreviewImage:
        assert self._convert is not None
        picture = shot.frame.pixels
        image = image_of(self._convert.exact(picture), alpha=picture.layout.alpha)
        return PreviewImage(request.id, shot.time, kind, image, shot.exact, shot.region, *shot.size)

    def _gap(self, request: PreviewRequest) -> PreviewImage:
        size = self._basis[1]
        return PreviewImage(request.id, request.time, "source", black(), True, None, *size)

    def _frame_of(self, request: PreviewRequest, source: Shot) -> tuple[int, int]:
        """What the viewer measures by: the last result of the clip, or its source."""
        clip, size = self._basis
        return size if clip == self._clip_id(request) else source.size

    def _clip_id(self, request: PreviewRequest) -> str:
        from app.render.preview.place import place_at

        place = place_at(request.project, request.time)
        return place.clip.id if place else ""

    def _tell_ready(self) -> None:
        if self.renderer is None or self._project is None:
            return
        ready = self.renderer.ready(self._project)
        if ready != self._told:
            self._told = ready
            self._listener.ready_changed(*ready)

    # Opening and closing

    def _opened(self) -> PreviewRenderer:
        if self.renderer is None:
            from app.media.display import DisplayConverter
            from app.render.preview.renderer import PreviewRenderer

            chosen = self._choices
            made = PreviewRenderer(chosen.device, chosen.precision, chosen.memory)
            made.results.set_disk(self._disk())
            self._convert = DisplayConverter()
            self.renderer = made
        return self.renderer

    def _disk(self) -> DiskCache | None:
        if not self._choices.disk:
            return None
        from app.render.preview.disk_cache import DiskCache

        return DiskCache(self._choices.folder, self._choices.disk)

    def _close(self) -> None:
        self.stop_range()
        if self.renderer is not None:
            self.renderer.close()
        self._torch.join()

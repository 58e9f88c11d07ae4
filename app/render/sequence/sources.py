"""The sources of a sequence, each looked at once."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from app.base.errors import ProjectError
from app.media.opening import SEQUENCE_RATE
from app.media.video_reader import VideoReader
from app.project.queries import find_media

if TYPE_CHECKING:
    from app.base.cancel import CancelToken
    from app.project.model import Project


class Sources:
    """Readers by media id. A reader at rest holds its index only: no file, no decoder.

    A context manager; used by one thread at a time.
    """

    def __init__(self, project: Project, device: str, cancel: CancelToken) -> None:
        self._project = project
        self._hardware = "cuda" if device.startswith("cuda") else None
        self._cancel = cancel
        self._readers: dict[str, VideoReader] = {}

    def reader(self, media_id: str) -> VideoReader:
        """The reader of a source; made, which reads through the file, when first asked for.

        Raises:
            ProjectError: the project has no such source.
            MediaError: it cannot be read.
            Cancelled: while looking at many sources.
        """
        if media_id not in self._readers:
            self._cancel.check()
            item = find_media(self._project, media_id)
            if item is None:
                raise ProjectError("A clip's source is not in the project; remove the clip.")
            rate = item.rate or SEQUENCE_RATE
            self._readers[media_id] = VideoReader(item.path, rate=rate, hardware=self._hardware)
        return self._readers[media_id]

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about anything unusual met so far, with the file's name."""
        told = [
            f"{reader.path.name}: {note}"
            for reader in self._readers.values()
            for note in reader.notes
        ]
        return tuple(dict.fromkeys(told))

    def __enter__(self) -> Sources:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.ExitStack() as stack:
            for reader in self._readers.values():
                stack.callback(reader.close)
        self._readers.clear()

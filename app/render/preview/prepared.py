"""Plans for previewing, each with a name for its frames that says whatever decides over them."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app import __version__
from app.base.parameter import Keyframes
from app.render.footage import named_files
from app.render.plan import coloured_for, plan
from app.render.preview.readers import identity_of

if TYPE_CHECKING:
    from app.base.time import Time
    from app.media.video_format import VideoFormat
    from app.media.video_reader import VideoReader
    from app.project.model import Excerpt, MediaItem
    from app.render.plan import RenderPlan
    from app.render.resources import RenderResources

_KEPT = 512


@dataclass(frozen=True, slots=True)
class Prepared:
    """How to compute frames of an excerpt, and where they are kept.

    Attributes:
        plan: Of the excerpt.
        stream: Name for its frames in a `FrameStore`: equal exactly when the frames are.
        start: Time of the source's first frame.
        whole: Format of the result in full size.
    """

    plan: RenderPlan
    stream: str
    start: Time
    whole: VideoFormat


class Preparations:
    """Makes plans once. Thread-safe."""

    def __init__(self) -> None:
        self._made: OrderedDict[object, Prepared] = OrderedDict()
        self._lock = threading.Lock()

    def make(
        self,
        excerpt: Excerpt,
        reader: VideoReader,
        resources: RenderResources,
        *,
        half: bool = False,
    ) -> Prepared:
        """The plan of an excerpt, or of a quick look at it in half the size.

        Raises:
            AppError: the chain does not fit the source, or the range lies outside.
        """
        found = self.find(excerpt, half=half)
        if found is not None:
            return found
        decided = plan(excerpt, reader.info, reader.index)
        if decided.steps:
            output = coloured_for(decided.output, decided.output.layout)
            decided = replace(decided, output=output)
        whole = decided.output
        if half:
            from app.render.preview.half import half_plan

            decided = half_plan(decided)
        stream = _stream(decided, resources.facts(decided))
        made = Prepared(decided, stream, reader.index.start, whole)
        with self._lock:
            self._made[_key(excerpt, half=half)] = made
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made

    def find(self, excerpt: Excerpt, *, half: bool = False) -> Prepared | None:
        """What `make` said before; None if it was not asked, or the files have changed."""
        key = _key(excerpt, half=half)
        with self._lock:
            return self._made.get(key)

    def forget(self) -> None:
        """Make all plans again: device or precision are others."""
        with self._lock:
            self._made.clear()


def source_stream(media: MediaItem) -> str:
    """The name for a source's own frames."""
    return repr(("source", identity_of(media)))


def _key(excerpt: Excerpt, *, half: bool) -> object:
    effects = tuple(spec for spec in excerpt.effects if spec.enabled)
    files = tuple(named_files(excerpt))
    # What is prepared keeps its layer, so no other can have the same id meanwhile.
    layer = id(excerpt.layer)
    return identity_of(excerpt.media), excerpt.start, excerpt.end, effects, files, half, layer


def _stream(decided: RenderPlan, computing: object) -> str:
    excerpt = decided.excerpt
    what = [
        __version__,
        identity_of(excerpt.media),
        [(spec.name, spec.settings) for spec in excerpt.effects if spec.enabled],
        named_files(excerpt),
        decided.output,
        computing,
        decided.span if _looks_around(decided) else None,
    ]
    return hashlib.sha256(repr(what).encode()).hexdigest()


def _looks_around(decided: RenderPlan) -> bool:
    """Whether a frame depends on where the clip begins or ends."""
    settings = (value for spec in decided.excerpt.effects for _, value in spec.settings)
    moving = any(isinstance(value, Keyframes) for value in settings)
    return moving or any(step.kind.window != (0, 0) for step in decided.steps)

"""What is being annotated now: the layer under the playhead, and the door to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.annotations.edits.labels import add_labels
from app.annotations.interpolation import shape_at
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.queries import index_of
from app.project.edits.layers import with_layer
from app.project.queries import find_clip, find_media, source_time, visible_clip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction

    from numpy.typing import NDArray

    from app.annotations.interpolation import ShapeAt
    from app.annotations.model import Track
    from app.base.time import Time
    from app.media.frame_index import FrameIndex
    from app.project.model import Clip, MediaItem
    from app.ui.document import Document
    from app.ui.frame_times import FrameTimes
    from app.ui.view_state import ViewState

    LayerEdit = Callable[[AnnotationLayer], AnnotationLayer]
    Edges = NDArray[np.float64]


class AnnotationSession(QObject):
    """The layer of the source whose picture is seen, and the frame of it. GUI thread only.

    Signals:
        layer_changed(before, after): `AnnotationLayer` or None; also when the source changed.
        frame_changed(n): the source's frame under the playhead, -1 when there is none.
        selection_changed(frozenset[int]): ids of selected tracks.
        segments_selected(frozenset[int]): ids of selected segments.
        label_changed(str): the label that what is drawn next gets.
        coming_changed(): what a running job has found until now.
    """

    layer_changed = Signal(object, object)
    frame_changed = Signal(int)
    selection_changed = Signal(object)
    segments_selected = Signal(object)
    label_changed = Signal(str)
    coming_changed = Signal()

    def __init__(
        self,
        document: Document,
        view: ViewState,
        times: FrameTimes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view = view
        self._times = times
        self._shown: AnnotationLayer | None = None
        self._frame = -1
        self._selection: frozenset[int] = frozenset()
        self._segments: frozenset[int] = frozenset()
        self._clip: Clip | None = None
        self._edges: tuple[tuple[FrameIndex, Fraction], Edges] | None = None
        self._edges_now: Edges | None = None
        self._label = ""
        self._coming: dict[str, tuple[str, AnnotationLayer]] = {}
        self._labelled: tuple[tuple[AnnotationLayer, ...], AnnotationLayer] | None = None
        self._blank: dict[str, tuple[FrameIndex, AnnotationLayer]] = {}
        document.changed.connect(self._look)
        view.playhead_changed.connect(self._look)
        times.known.connect(self._look)
        self._look()

    @property
    def clip(self) -> Clip | None:
        """The clip whose picture is seen under the playhead; in a gap, the one seen last."""
        return self._clip

    @property
    def media(self) -> MediaItem | None:
        """Its source."""
        clip = self.clip
        return find_media(self._document.project, clip.media_id) if clip else None

    @property
    def layer(self) -> AnnotationLayer | None:
        """What is said about the source; an empty layer before anything is, None without one."""
        return self._shown

    @property
    def frame(self) -> int:
        """The source's frame under the playhead, -1 when there is none or it is not known yet."""
        return self._frame

    @property
    def shapes(self) -> list[ShapeAt]:
        """What is to be seen on the frame, lowest first."""
        if self._shown is None or self._frame < 0:
            return []
        return index_of(self._shown).shapes_at(self._frame)

    @property
    def coming(self) -> list[ShapeAt]:
        """What running jobs have found on the frame until now: to be seen, not to be touched."""
        frame = self._frame
        tracks = (track for part in self.coming_layers for track in part.tracks)
        shown = (shape_at(t, frame) for t in tracks if _first(t) <= frame <= _last(t))
        return [one for one in shown if one is not None]

    @property
    def coming_layers(self) -> tuple[AnnotationLayer, ...]:
        """What running jobs have found in the source until now, one for each job."""
        media = self.media
        found = self._coming.values() if media is not None else ()
        return tuple(part for of, part in found if media is not None and of == media.id)

    @property
    def labelled(self) -> AnnotationLayer | None:
        """The layer with the labels that running jobs bring, so that these have their colours."""
        layer, coming = self._shown, self.coming_layers
        if layer is None or not coming:
            return layer
        made_of = (layer, *coming)
        if self._labelled is None or not _same(self._labelled[0], made_of):
            for part in coming:
                layer = add_labels(layer, part.labels)
            self._labelled = (made_of, layer)
        return self._labelled[1]

    def set_coming(self, job_id: str, media_id: str, found: AnnotationLayer | None) -> None:
        """What a running job has found until now; None when it has ended."""
        if found is not None:
            self._coming[job_id] = (media_id, found)
        elif self._coming.pop(job_id, None) is None:
            return
        self.coming_changed.emit()

    @property
    def selection(self) -> frozenset[int]:
        """Ids of selected tracks."""
        return self._selection

    def select(self, ids: Iterable[int]) -> None:
        """Select exactly these tracks."""
        selection = frozenset(ids)
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit(selection)

    @property
    def segments(self) -> frozenset[int]:
        """Ids of selected segments."""
        return self._segments

    def select_segments(self, ids: Iterable[int]) -> None:
        """Select exactly these segments."""
        selection = frozenset(ids)
        if selection != self._segments:
            self._segments = selection
            self.segments_selected.emit(selection)

    @property
    def label(self) -> str:
        """The label that what is drawn next gets; "" before one is chosen."""
        return self._label

    def choose_label(self, name: str) -> None:
        """Choose it."""
        if name != self._label:
            self._label = name
            self.label_changed.emit(name)

    def apply(self, words: str, edit: LayerEdit, merge: str | None = None) -> None:
        """Change the layer by one undo step, named `words`; see `Document.apply`."""
        media, layer = self.media, self._shown
        if media is None or layer is None:
            return
        after = edit(layer)
        if after is not layer:
            self._document.apply(words, lambda project: with_layer(project, media.id, after), merge)

    def seek(self, frame: int) -> None:
        """Put the playhead on a frame of the source, where the clip shows it."""
        clip, layer = self.clip, self._shown
        if clip is None or layer is None:
            return
        span = self._times.span(clip.media_id, max(0, min(frame, layer.media.frame_count - 1)))
        if span is not None:
            self._view.seek(max(clip.at, span.start - clip.source.start + clip.at))

    def time_of(self, frame: int) -> Time | None:
        """Where the clip under the playhead shows the start of a frame, on the timeline."""
        clip = self.clip
        span = self._times.span(clip.media_id, frame) if clip else None
        return span.start - clip.source.start + clip.at if span and clip else None

    def frame_at(self, time: Time) -> int | None:
        """The frame that the clip shows, or would show, at a time of the timeline."""
        clip = self.clip
        if clip is None:
            return None
        return self._times.number(clip.media_id, source_time(clip, time))

    @property
    def edges(self) -> Edges | None:
        """Where each frame begins on the timeline, and where the last one ends, in seconds.

        For painting; n + 1 rising numbers, and None while the frames are not known.
        """
        return self._edges_now

    def _edges_of(self, clip: Clip | None) -> Edges | None:
        index = self._times.index(clip.media_id) if clip else None
        if clip is None or index is None:
            return None
        key = (index, clip.at - clip.source.start)
        if self._edges is None or self._edges[0] != key:
            ticks = np.append(index.pts, index.pts[-1] + index.last_duration) - index.pts[0]
            self._edges = (key, ticks * float(index.time_base) + float(key[1]))
        return self._edges[1]

    def _look(self) -> None:
        before, frame_before = self._shown, self._frame
        project = self._document.project
        clip = visible_clip(project, self._view.playhead)
        last = self._clip.id if self._clip else ""
        self._clip = clip or find_clip(project, last)
        self._edges_now = self._edges_of(self._clip)
        media = self.media
        self._shown = self._layer_of(media) if media else None
        number = None
        if clip and self._shown is not None:
            number = self._times.number(clip.media_id, source_time(clip, self._view.playhead))
        self._frame = -1 if number is None else number
        if before is not self._shown:
            self._drop_gone()
            self.layer_changed.emit(before, self._shown)
        if frame_before != self._frame:
            self.frame_changed.emit(self._frame)

    def _layer_of(self, media: MediaItem) -> AnnotationLayer | None:
        stored = dict(self._document.project.layers).get(media.id)
        if stored is not None:
            return stored
        index = self._times.index(media.id)
        if index is None or media.facts is None:
            return None
        # Kept, because the times of a long film's frames are many and the playhead moves often.
        if media.id not in self._blank or self._blank[media.id][0] is not index:
            pts = tuple(map(int, index.pts))
            name, facts = media.path.name, media.facts
            clip = MediaFacts(name, facts.width, facts.height, len(pts), index.time_base, pts)
            self._blank[media.id] = (index, AnnotationLayer(clip))
        return self._blank[media.id][1]

    def _drop_gone(self) -> None:
        there = {track.id for track in self._shown.tracks} if self._shown else set()
        self.select(self._selection & there)
        parts = {part.id for part in self._shown.segments} if self._shown else set()
        self.select_segments(self._segments & parts)


def _first(track: Track) -> int:
    return track.keyframes[0].frame


def _last(track: Track) -> int:
    return track.keyframes[-1].frame


def _same(one: tuple[AnnotationLayer, ...], other: tuple[AnnotationLayer, ...]) -> bool:
    """Whether these are the very same layers; comparing what they say would take long."""
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))

"""The viewer shows what is under the playhead: asks the preview, drops what is stale."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.project.queries import find_media, source_time, visible_clip
from app.ui.language import tr, tr_data
from app.ui.panels import job_words
from app.ui.preview_thread import PreviewRequest

if TYPE_CHECKING:
    from app.project.model import Clip, EffectSpec, Project
    from app.ui.preview.preview_image import PreviewImage
    from app.ui.preview.viewer import ViewerPanel
    from app.ui.studio import Studio

SETTLE_MS = 40
"""A drag of a slider asks for results this much later, so that the last value wins quickly."""


class PreviewFollower(QObject):
    """Connects document, playhead and viewer with the preview thread. GUI thread only.

    Signals:
        model_wanted(id): the weights of a model are to be fetched.
    """

    model_wanted = Signal(str)

    def __init__(self, studio: Studio, viewer: ViewerPanel) -> None:
        super().__init__(viewer)
        self._studio = studio
        self._viewer = viewer
        self._ids = itertools.count(1)
        self._asked = 0
        self._half = False
        self._missing = ""
        self._later = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._later.timeout.connect(self.refresh)
        studio.document.changed.connect(self._document_changed)
        studio.watch.replaced.connect(self.refresh)
        studio.view.playhead_changed.connect(self.refresh)
        studio.view.compare_changed.connect(self.refresh)
        studio.view.playing_changed.connect(self._playing_changed)
        studio.preview.shown.connect(self._show)
        studio.preview.failed.connect(self._fail)
        viewer.quality_chosen.connect(self._choose_quality)
        viewer.visible_region_changed.connect(lambda _: self._region_changed())
        viewer.action_wanted.connect(self._act)
        studio.kinds.models_changed.connect(self._models_changed)
        self.refresh()

    def refresh(self) -> None:
        """Ask for the frame under the playhead; while playing, the player shows frames itself."""
        self._later.stop()
        clip = self._clip()
        self._name(clip)
        if self._studio.view.playing:
            if clip is not None:
                self._viewer.set_state("source", self._frame(clip))
            return
        if clip is None:
            self._viewer.clear()
            return
        self._asked = next(self._ids)
        chain = self._wanted(clip)
        if not chain:
            self._viewer.forget_results()
        self._viewer.set_state("rendering" if chain else "source", self._frame(clip))
        self._studio.preview.request(self._request(chain))

    def _request(self, chain: tuple[EffectSpec, ...]) -> PreviewRequest:
        region = self._viewer.visible_region()
        box = (region.x(), region.y(), region.width(), region.height())
        visible = None if region.isEmpty() else box
        return PreviewRequest(
            id=self._asked,
            project=self._studio.document.project,
            time=self._studio.view.playhead,
            want_result=bool(chain),
            want_alternative=self._studio.view.compare == "ab",
            region=visible,
            frame=self._viewer.canvas.layers.size,
            half=self._half,
        )

    def _wanted(self, clip: Clip) -> tuple[EffectSpec, ...]:
        """The chain whose result is to be seen; none where the source is."""
        return () if self._studio.view.compare == "source" else _enabled(clip.effects)

    def _clip(self) -> Clip | None:
        return visible_clip(self._studio.document.project, self._studio.view.playhead)

    def _frame(self, clip: Clip) -> int | None:
        time = source_time(clip, self._studio.view.playhead)
        return self._studio.times.number(clip.media_id, time)

    def _document_changed(self, before: Project, after: Project) -> None:
        if before.tracks is after.tracks and before.media is after.media:
            return
        clip = self._clip()
        if clip is not None and self._viewer.canvas.state.kind in ("cached", "half"):
            self._viewer.set_state("stale", self._frame(clip))
        self._later.start()

    def _region_changed(self) -> None:
        """What is in view comes first while there is no whole result; the player fits its size."""
        canvas = self._viewer.canvas
        ratio = canvas.devicePixelRatioF()
        self._studio.player.set_picture_size(
            round(canvas.width() * ratio), round(canvas.height() * ratio)
        )
        if canvas.state.kind == "rendering":
            self._later.start()

    def _playing_changed(self, playing: bool) -> None:
        if not playing:
            self.refresh()

    def _choose_quality(self, quality: str) -> None:
        self._half = quality == "half"
        self.refresh()

    def _show(self, image: PreviewImage) -> None:
        if image.request_id != self._asked or self._studio.view.playing:
            return
        self._viewer.show_image(image)
        clip = self._clip()
        if image.kind == "result" and image.region is None and clip is not None:
            self._viewer.set_state("half" if self._half else "cached", self._frame(clip))

    def _fail(self, request_id: int, sentence: str) -> None:
        if request_id != self._asked:
            return
        self._missing = job_words.model_missing_in(sentence)
        words = job_words.not_here(self._missing) if self._missing else sentence
        action = tr("Download…") if self._missing else tr("Try again")
        self._viewer.set_state("error", message=words, action=action)

    def _models_changed(self) -> None:
        """What was missing may have come."""
        if self._missing:
            self.refresh()

    def _act(self) -> None:
        """What the button of an error does."""
        if self._missing:
            self.model_wanted.emit(self._missing)
        else:
            self.refresh()

    def _name(self, clip: Clip | None) -> None:
        if clip is None:
            return
        project = self._studio.document.project
        media = find_media(project, clip.media_id)
        name = clip.name or (media.path.name if media else "")
        track = next(track for track in project.tracks if clip in track.clips)
        place = tr("Clip {n} of {count}", n=track.clips.index(clip) + 1, count=len(track.clips))
        self._viewer.set_clip(name, place, *(self._words(c) for c in _chains(clip)))

    def _words(self, chain: tuple[EffectSpec, ...]) -> str:
        kinds = self._studio.kinds
        titles = ((spec, kinds.find(spec.name)) for spec in _enabled(chain))
        return " → ".join(tr_data(kind.title) if kind else spec.name for spec, kind in titles)


def _chains(clip: Clip) -> tuple[tuple[EffectSpec, ...], tuple[EffectSpec, ...]]:
    return clip.effects, clip.alternative


def _enabled(chain: tuple[EffectSpec, ...]) -> tuple[EffectSpec, ...]:
    return tuple(spec for spec in chain if spec.enabled)

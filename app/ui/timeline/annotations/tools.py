"""What the tool bar of the timeline holds in the Annotate workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.annotations.edits.keyframes import keyframe_at
from app.annotations.interpolation import shape_at
from app.ui.language import tr, tr_count
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.key_cap import KeyCap
from app.ui.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from app.annotations.model import Track
    from app.ui.annotate_panels.track_acts import TrackActs
    from app.ui.timeline.annotations.actions import SegmentActions
    from app.ui.timeline.annotations.annotations import Annotations


class AnnotationTools(QWidget):
    """Keyframe and outside for the selected track, split for the segment at the playhead."""

    def __init__(self, shown: Annotations, acts: TrackActs, actions: SegmentActions) -> None:
        super().__init__()
        self._shown, self._acts, self._actions = shown, acts, actions
        self.keyframe = IconButton("diamond", tr("Keyframe on or off"), "K", checkable=True)
        self.outside = IconButton("eye-slash", tr("Outside on or off"), "O", checkable=True)
        self.split = IconButton("scissors", tr("Split segment"), "Alt+B")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (self.keyframe, self.outside, self.split):
            row.addWidget(button)
        self.keyframe.clicked.connect(self._toggle_keyframe)
        self.outside.clicked.connect(self._toggle_outside)
        self.split.clicked.connect(actions.split)
        shown.changed.connect(self.refresh)
        shown.frame_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how things stand at the playhead."""
        track, frame = self._track(), self._shown.session.frame
        for button in (self.keyframe, self.outside):
            button.setEnabled(track is not None and frame >= 0)
        keyed = track is not None and keyframe_at(track, frame) is not None
        self.keyframe.setChecked(keyed)
        self.keyframe.set_icon("diamond-fill" if keyed else "diamond")
        self.outside.setChecked(track is not None and shape_at(track, frame) is None)
        self.split.setEnabled(self._actions.ready and self._actions.here() is not None)

    def _track(self) -> Track | None:
        return single_track(self._shown)

    def _toggle_keyframe(self) -> None:
        track = self._track()
        if track is not None:
            self._acts.toggle_keyframe(track.id)
        self.refresh()

    def _toggle_outside(self) -> None:
        track = self._track()
        if track is not None:
            seen = shape_at(track, self._shown.session.frame) is not None
            self._acts.set_outside(track.id, seen)
        self.refresh()


class AnnotationWords(QWidget):
    """What is selected, and the keys for it."""

    def __init__(self, shown: Annotations) -> None:
        super().__init__()
        self._shown = shown
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._name = ElidedLabel("", "name", "tx")
        self._detail = ElidedLabel("", "body", "tx2")
        self._keys = QWidget()
        keys = QHBoxLayout(self._keys)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.setSpacing(6)
        hints = ((("K",), tr("keyframe")), (("O",), tr("outside")),
                 (("E", "R"), tr("previous, next key")))  # fmt: skip
        for caps, words in hints:
            for cap in caps:
                keys.addWidget(KeyCap(cap))
            keys.addWidget(Label(words, "body", "tx2"))
            keys.addSpacing(4)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._name)
        row.addWidget(self._detail)
        row.addWidget(self._keys)
        row.addStretch(1)
        shown.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say it."""
        track = single_track(self._shown)
        parts = [self._shown.segment(number) for number in self._shown.session.segments]
        one = parts[0] if len(parts) == 1 else None
        self._keys.setVisible(track is not None)
        if track is not None:
            count = tr_count("{n} keyframe", "{n} keyframes", len(track.keyframes))
            self._say(f"{track.label} {track.id}", count)
        elif one is not None:
            words = tr("frames {start} to {end}", start=one.start, end=one.stop - 1)
            self._say(one.label, words)
        elif count_ := len(self._shown.session.selection):
            self._say(tr_count("{n} track selected", "{n} tracks selected", count_), "")
        else:
            self._say("", "")

    def _say(self, name: str, detail: str) -> None:
        self._name.setText(name)
        self._detail.setText(detail)


def single_track(shown: Annotations) -> Track | None:
    """The one track that is selected; None when there are none or several."""
    selection = shown.session.selection
    return shown.track(next(iter(selection))) if len(selection) == 1 else None

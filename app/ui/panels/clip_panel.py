"""The Clip tab: what the shown clip is and which part of its source it plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.project.edits import clips as edits
from app.project.queries import track_of
from app.ui.language import tr, tr_count
from app.ui.panels.facts_list import FactsList
from app.ui.panels.words import rate_words, size_words
from app.ui.theme.theme import theme
from app.ui.timecode import frame_number, timecode
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from app.base.time import Time
    from app.project.model import Clip, MediaItem
    from app.ui.document import Document
    from app.ui.panels.shown_clip import ShownClip


class ClipPanel(QWidget):
    """Name, place, source range and speed of a clip. Only the name can be typed here."""

    def __init__(self, document: Document, shown: ShownClip) -> None:
        super().__init__()
        self._document, self._shown = document, shown
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the clip"))
        self.name.editingFinished.connect(self._rename)
        self.facts = FactsList()
        self._stack = QStackedWidget()
        self._lay_out()
        shown.changed.connect(self.refresh)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()
        self.refresh()

    def refresh(self) -> None:
        """Show the clip as it is now."""
        clip, media = self._shown.clip, self._shown.media
        self._stack.setCurrentIndex(0 if clip is None else 1)
        if clip is None or media is None:
            return
        self.name.setText(clip.name)
        self.name.setPlaceholderText(media.path.name)
        self.name.setReadOnly(self._shown.locked)
        self.facts.show_facts(list(self._facts(clip, media)))

    def _facts(self, clip: Clip, media: MediaItem) -> Iterator[tuple[str, str]]:
        rate = media.facts.rate if media.facts and not media.facts.vfr else None
        track = track_of(self._document.project, clip.id)
        yield tr("Place"), ""
        yield tr("Track"), track.name if track else ""
        yield tr("Starts at"), timecode(clip.at, rate)
        yield tr("Ends at"), timecode(clip.end, rate)
        yield tr("Length"), _length(clip.length, rate)
        yield tr("Source"), ""
        yield tr("File"), media.path.name
        yield tr("From"), timecode(clip.source.start, rate)
        yield tr("To"), timecode(clip.source.end or clip.source.start, rate)
        if media.facts is not None:
            used = clip.length / media.facts.duration * 100 if media.facts.duration else 0
            yield tr("Used"), tr("{n} % of the source", n=round(used))
            yield tr("Speed"), ""
            yield tr("Frame rate"), rate_words(rate)
            if media.facts.vfr:
                average = rate_words(media.facts.rate)
                yield tr("On average"), average
            yield tr("Playback"), tr("100 %, as recorded")
            yield tr("Picture"), ""
            yield tr("Size"), size_words(media.facts.width, media.facts.height)
            yield tr("Sound"), tr("Yes") if media.facts.sound else tr("No")
        yield tr("Effects"), ""
        yield tr("Chain A"), _effects(len(clip.effects))
        yield tr("Chain B"), _effects(len(clip.alternative))

    def _rename(self) -> None:
        clip = self._shown.clip
        if clip is not None and self.name.text().strip() != clip.name:
            edit = edits.rename_clip(clip.id, self.name.text().strip())
            self._document.apply(tr("Rename clip"), edit)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        column.addWidget(Label(tr("Name"), "small", "tx3"))
        column.addWidget(self.name)
        column.addSpacing(6)
        column.addWidget(self.facts)
        column.addStretch(1)
        words = tr("Select a clip on the timeline to see its facts.")
        self._stack.addWidget(EmptyState("film-strip", tr("No clip selected"), words))
        self._stack.addWidget(scrolling(inside))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _follow_theme(self) -> None:
        self.name.setFont(theme().font("body"))
        self.name.setFixedHeight(theme().px(26))


def scrolling(inside: QWidget) -> QScrollArea:
    """A column that scrolls up and down only."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def _length(length: Time, rate: Fraction | None) -> str:
    if rate is None:
        return timecode(length, None)
    frames = tr_count("{n} frame", "{n} frames", frame_number(length, rate))
    return tr("{time}, {frames}", time=timecode(length, rate), frames=frames)


def _effects(count: int) -> str:
    return tr_count("{n} effect", "{n} effects", count) if count else tr("No effects")

"""The Info tab: what the file of the shown clip says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.base.colour import Matrix, Primaries, Range, Transfer
from app.base.errors import AppError
from app.ui.language import tr, tr_data
from app.ui.panels.clip_panel import scrolling
from app.ui.panels.facts_list import FactsList
from app.ui.panels.notice import Notice
from app.ui.panels.words import length_words, rate_words, size_words
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import IntEnum

    from app.media.probe import MediaInfo, StreamInfo, VideoInfo
    from app.ui.panels.media_reader import MediaReader
    from app.ui.panels.shown_clip import ShownClip


class InfoPanel(QWidget):
    """The file is read once, on the reader's worker."""

    def __init__(self, shown: ShownClip, reader: MediaReader) -> None:
        super().__init__()
        self._shown, self._reader = shown, reader
        self.facts = FactsList()
        self.fault = Notice()
        self.fault.hide()
        self.waiting = Label(tr("Reading the file…"), "body", "tx3")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        for part in (self.waiting, self.fault, self.facts):
            column.addWidget(part)
        column.addStretch(1)
        words = tr("Select a clip on the timeline to see what its file holds.")
        self._stack = QStackedWidget()
        self._stack.addWidget(EmptyState("info", tr("No clip selected"), words))
        self._stack.addWidget(scrolling(inside))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        shown.changed.connect(self.refresh)
        reader.ready.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the file of the clip as it is known now."""
        media = self._shown.media if self._shown.clip is not None else None
        self._stack.setCurrentIndex(0 if media is None else 1)
        if media is None:
            return
        info = self._reader.get(media.path)
        self.waiting.setVisible(info is None)
        self.fault.tell(str(info) if isinstance(info, AppError) else "")
        if info is None or isinstance(info, AppError):
            self.facts.show_facts([])
        else:
            self.facts.show_facts(list(media_facts(info)))


def media_facts(info: MediaInfo) -> Iterator[tuple[str, str]]:
    """Pairs of name and figure; headings have no figure."""
    yield tr("File"), ""
    yield tr("Name"), info.path.name
    yield tr("Folder"), str(info.path.parent)
    yield tr("Container"), info.container
    if info.duration is not None:
        yield tr("Length"), length_words(info.duration)
    if info.chapters:
        yield tr("Chapters"), str(info.chapters)
    if info.video is not None:
        yield from _video_facts(info.video)
    for stream in info.others:
        yield from _stream_facts(stream)
    if info.metadata:
        yield tr("Tags"), ""
        yield from ((key, value) for key, value in sorted(info.metadata.items()) if value)
    for warning in info.warnings:
        yield tr("Note"), warning


def _video_facts(video: VideoInfo) -> Iterator[tuple[str, str]]:
    shape, colour = video.format, video.format.colour
    yield tr("Video"), ""
    yield tr("Codec"), video.codec
    yield tr("Size"), size_words(shape.width, shape.height)
    if shape.sample_aspect_ratio != 1:
        aspect = shape.sample_aspect_ratio
        yield tr("Pixel shape"), f"{aspect.numerator}:{aspect.denominator}"
    rate = tr("Variable") if shape.rate is None else rate_words(shape.rate)
    yield tr("Frame rate"), rate
    if shape.rate is None:
        yield tr("On average"), rate_words(video.average_rate)
    yield tr("Frames"), f"{video.frame_count:,}"
    yield tr("Samples"), shape.layout.words
    yield tr("Scan"), tr_data(shape.scan.capitalize())
    if video.rotation:
        yield tr("Rotation"), f"{video.rotation}°"
    yield tr("Colour"), ""
    yield tr("Matrix"), code_words(Matrix, colour.matrix)
    yield tr("Range"), code_words(Range, colour.range)
    yield tr("Primaries"), code_words(Primaries, colour.primaries)
    yield tr("Transfer"), code_words(Transfer, colour.transfer)
    if video.hdr is not None:
        yield tr("HDR"), tr("Static metadata present")


def _stream_facts(stream: StreamInfo) -> Iterator[tuple[str, str]]:
    yield tr("Stream {n}: {kind}", n=stream.index, kind=tr_data(stream.kind.capitalize())), ""
    yield tr("Codec"), stream.codec
    pairs = (
        (tr("Format"), stream.detail),
        (tr("Language"), stream.language),
        (tr("Title"), stream.title),
    )
    yield from (pair for pair in pairs if pair[1])


_CODES = {"SMPTE170M": "BT.601", "BT470BG": "BT.601 (PAL)", "BT2020_NCL": "BT.2020"}


def code_words(names: type[IntEnum], code: int) -> str:
    """`BT.709` of an H.273 code; the number where we have no name for it."""
    name = names(code).name if code in set(names) else str(int(code))
    if name == "UNSPECIFIED":
        return tr("Not stated")
    if name in _CODES:
        return _CODES[name]
    words = {"LIMITED": tr("Limited"), "FULL": tr("Full")}
    return words.get(name, name.replace("BT", "BT.").replace("_", " "))

"""What becomes of the sound: copied, encoded or left out, and which tracks are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.media.side.sound_wish import CODERS, NONE, TITLES
from app.ui.dialogs.export_choices import LOSSY, RATES
from app.ui.dialogs.export_rows import line, rows
from app.ui.language import tr, tr_data
from app.ui.widgets.combo import Combo
from app.ui.widgets.labels import Label
from app.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from app.ui.dialogs.export_choices import ExportChoices

_MUXERS = {".mkv": "matroska", ".m4v": "mp4"}
_HEIGHT = 28


class ExportSound(QWidget):
    """Two rows and what follows from them. GUI thread only.

    Signals:
        chosen(dict): the user changed these fields of `ExportChoices`.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.coder = Combo(height=_HEIGHT)
        self.rate = Combo(height=_HEIGHT)
        self.tracks = Segmented([("all", tr("Keep all")), ("main", tr("Main one only"))])
        self._tracks_label = Label(tr("Audio tracks"))
        self._effect = Label("", "small", "tx3")
        self._effect.setWordWrap(True)
        for field, name in (
            (self.coder, tr("Audio")),
            (self.rate, tr("Audio bit rate")),
            (self.tracks, tr("Audio tracks")),
        ):
            field.setAccessibleName(name)
        self.rate.set_choices([("0", tr("Usual bit rate")), *_rates()])
        self._lay_out()
        self.coder.chosen.connect(lambda coder: self._say(audio=coder))
        self.rate.chosen.connect(lambda rate: self._say(audio_rate=int(rate)))
        self.tracks.chosen.connect(lambda tracks: self._say(tracks=tracks))

    def show_choices(self, choices: ExportChoices, *, mixed: bool) -> None:
        """Show what is chosen, and offer what goes into such a file.

        Args:
            choices: Of the form.
            mixed: Whether the sound of several clips becomes one track.
        """
        offered = coders_of(choices.suffix)
        copy = tr("Encode as usual") if mixed else tr("Copy without change")
        titles = [(name, tr("Encode: {coder}", coder=tr_data(TITLES[name]))) for name in offered]
        self.coder.set_choices([("", copy), *titles, (NONE, tr("No sound"))])
        self.coder.choose(choices.audio)
        self.rate.choose(str(choices.audio_rate))
        self.rate.setVisible(choices.audio in LOSSY)
        self.tracks.choose(choices.tracks)
        for part in (self.tracks, self._tracks_label):
            part.setVisible(not mixed and choices.audio != NONE)

    @property
    def effect(self) -> str:
        """What becomes of the sound, as it was told."""
        return self._effect.text()

    def tell(self, effect: str) -> None:
        """Say what becomes of the sound of these very sources."""
        self._effect.setText(effect)
        self._effect.setVisible(bool(effect))

    def _lay_out(self) -> None:
        coder = line(self.coder, self.rate)
        coder.setStretch(0, 1)
        tracks = line(self.tracks)
        tracks.addStretch(1)
        grid = rows((Label(tr("Audio")), coder), (self._tracks_label, tracks))
        grid.addWidget(self._effect, 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid)

    def _say(self, **values: object) -> None:
        self.chosen.emit(values)


def coders_of(suffix: str) -> tuple[str, ...]:
    """Encoders whose streams are played in files of an ending; none for pictures and GIFs."""
    muxer = _MUXERS.get(suffix, suffix.removeprefix("."))
    return tuple(coder.name for coder in CODERS if muxer in coder.containers)


def fitting(audio: str, suffix: str) -> str:
    """What was chosen if such a file takes it, else the copy."""
    return audio if audio in ("", NONE, *coders_of(suffix)) else ""


def _rates() -> list[tuple[str, str]]:
    return [(str(rate), tr("{n} kbit/s", n=rate)) for rate in RATES]

"""The middle of the export dialog: file, video, sound, advanced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.ui.dialogs.export_choices import PICTURES, ExportChoices
from app.ui.dialogs.export_quality import QualityRow
from app.ui.dialogs.export_rows import line, rows
from app.ui.dialogs.export_sound import ExportSound, fitting
from app.ui.dialogs.fold import Fold
from app.ui.language import tr, tr_data
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.combo import Combo
from app.ui.widgets.labels import Label
from app.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from app.ui.dialogs.export_facts import CodecFacts
    from app.ui.dialogs.export_subject import Subject

ROWS = (2160, 1440, 1080, 720, 480)
"""Heights to choose from."""

GIF = ".gif"
VIDEOS = (".mp4", ".mov", ".mkv", ".webm", GIF)

_HEIGHT = 28


class ExportForm(QWidget):
    """Shows `ExportChoices` and a name. GUI thread only.

    Signals:
        changed(): the user changed something.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = ExportChoices()
        self._codecs: tuple[CodecFacts, ...] = ()
        self._subjects: tuple[Subject, ...] = ()
        self._mixed = False
        self._make_fields()
        self._lay_out()
        self._connect()

    @property
    def choices(self) -> ExportChoices:
        """What is chosen."""
        return self._choices

    @property
    def file_name(self) -> str:
        """The name as typed, or the pattern for several files."""
        return self.name.text().strip()

    def show_subjects(self, subjects: tuple[Subject, ...], name: str) -> None:
        """Offer what fits these."""
        self._subjects = subjects
        several = len(subjects) != 1
        self._name_label.setText(tr("Name pattern") if several else tr("Name"))
        self.name.setAccessibleName(self._name_label.text())
        self.name.setText(name)
        placed = bool(subjects) and subjects[0].placed and not several
        self.what.segment("sequence").setEnabled(placed)
        ranged = placed and subjects[0].project.selected_range is not None
        self.what.segment("range").setEnabled(ranged)
        self.what.segment("range").setToolTip("" if ranged else tr("Set In and Out first"))
        self._show_sizes()

    def show_codecs(self, codecs: tuple[CodecFacts, ...]) -> None:
        """Offer these encoders."""
        self._codecs = codecs
        self.show_choices(self._choices)

    def show_choices(self, choices: ExportChoices) -> None:
        """Set every field; nothing is said."""
        self._choices = choices
        self.folder.setText(choices.folder)
        what = choices.what if self.what.segment(choices.what).isEnabled() else "clip"
        self._choices = choices = replace(choices, what=what)
        self.what.choose(what)
        self.options.setText(choices.options)
        self._show_codec(choices)
        self._show_sizes()
        self._show_suffix(choices.suffix)
        self._show_sound()

    def set_place(self, words: str, token: str) -> None:
        """Say something about the folder: space left, or what is wrong."""
        self._place.setText(words)
        self._place.set_token(token)

    def mark(self, field: QLineEdit, wrong: bool) -> None:
        """Give a field the edge of an error, or take it away."""
        field.setProperty("state", "error" if wrong else "")
        field.style().unpolish(field)
        field.style().polish(field)

    def _make_fields(self) -> None:
        self._name_label = Label(tr("Name"))
        self.name = QLineEdit()
        self.folder = QLineEdit()
        self.choose_folder = Button(tr("Choose…"), height=_HEIGHT)
        self._place = Label("", "small", "tx3")
        self._place.setWordWrap(True)
        self.what = Segmented(
            [
                ("clip", tr("Whole clip")),
                ("range", tr("In to Out")),
                ("sequence", tr("Sequence")),
            ]
        )
        self.codec = Combo(height=_HEIGHT)
        self.format = Combo(height=_HEIGHT)
        self.result_size = Combo(height=_HEIGHT)
        self.quality = QualityRow()
        self.encoder = Combo(height=_HEIGHT)
        self._encoder_label = Label(tr("Encoder"))
        self._quality_label = Label(tr("Quality"))
        self._codec_label = Label(tr("Codec"))
        self.sound = ExportSound()
        self._sound_label = Label(tr("Sound"), "panel", "tx")
        self.options = QLineEdit()
        self.options.setPlaceholderText("preset=slow tune=film")
        self.advanced = Fold(tr("Advanced"), tr("More options for the encoder"))
        for field, name in (
            (self.name, tr("Name")),
            (self.folder, tr("Folder")),
            (self.codec, tr("Codec")),
            (self.format, tr("Bit depth and colour resolution")),
            (self.result_size, tr("Size")),
            (self.encoder, tr("Encoder")),
            (self.options, tr("Encoder options")),
            (self.what, tr("Range")),
        ):
            field.setAccessibleName(name)
        for edit in (self.name, self.folder, self.options):
            edit.setFixedHeight(theme().px(_HEIGHT))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        folder = line(self.folder, self.choose_folder)
        file = rows((self._name_label, self.name), (Label(tr("Folder")), folder))
        file.addWidget(self._place, 2, 1)
        codec = line(self.codec, self.format)
        codec.setStretch(0, 1)
        codec.setStretch(1, 1)
        what = line(self.what)
        what.addStretch(1)
        video = rows(
            (Label(tr("Range")), what),
            (self._codec_label, codec),
            (Label(tr("Size")), self.result_size),
            (self._quality_label, self.quality),
            (self._encoder_label, self.encoder),
        )
        for title, part in ((tr("File"), file), (tr("Video"), video)):
            column.addWidget(Label(title, "panel", "tx"))
            column.addLayout(part)
            column.addSpacing(6)
        column.addWidget(self._sound_label)
        column.addWidget(self.sound)
        column.addSpacing(6)
        more = QWidget()
        more.setLayout(rows((Label(tr("Encoder options")), self.options)))
        self.advanced.set_content(more)
        column.addWidget(self.advanced)
        column.addStretch(1)

    def _connect(self) -> None:
        self.name.textEdited.connect(self._name_edited)
        self.folder.textEdited.connect(lambda text: self._change(folder=text))
        self.choose_folder.clicked.connect(self._choose_folder)
        self.what.chosen.connect(lambda what: self._change(what=what))
        self.codec.chosen.connect(self._family_chosen)
        self.format.chosen.connect(lambda name: self._change(pix_fmt=name))
        self.result_size.chosen.connect(lambda rows: self._change(size=int(rows)))
        self.quality.chosen.connect(lambda number: self._change(quality=number))
        self.encoder.chosen.connect(self._encoder_chosen)
        self.options.textEdited.connect(lambda text: self._change(options=text))
        self.sound.chosen.connect(self._sound_chosen)

    def _sound_chosen(self, values: dict[str, object]) -> None:
        self._change(**values)
        self._show_sound()

    def _show_sound(self) -> None:
        """Pictures and GIFs have none; several clips are mixed into one track."""
        choices = self._choices
        self._choices = replace(choices, audio=fitting(choices.audio, choices.suffix))
        for part in (self.sound, self._sound_label):
            part.setVisible(bool(choices.codec))
        self.sound.show_choices(self._choices, mixed=self._mixed)

    def show_mixed(self, mixed: bool) -> None:
        """Say whether the sound of several clips becomes one track."""
        if mixed != self._mixed:
            self._mixed = mixed
            self._show_sound()

    def _change(self, **values: object) -> None:
        self._choices = replace(self._choices, **{"preset": "", **values})  # type: ignore[arg-type]
        self.changed.emit()

    def _name_edited(self) -> None:
        """A typed ending is a choice too, if the codec goes with it."""
        suffix = Path(self.file_name).suffix.lower()
        facts = self._facts(self._choices.codec)
        if facts is not None and suffix in facts.suffixes:
            self._choices = replace(self._choices, suffix=suffix)
            self._show_sound()
        elif suffix in (GIF, *PICTURES) and suffix != self._choices.suffix:
            self._leave_codec(suffix)
        elif not self._choices.codec and suffix in VIDEOS:
            self._choose_codec_of(suffix)
        self.changed.emit()

    def _leave_codec(self, suffix: str) -> None:
        """Such a file says by its ending how it is encoded."""
        plain = replace(self._choices, preset="", codec="", pix_fmt="", quality=None, options="")
        self.show_choices(replace(plain, suffix=suffix))

    def _choose_codec_of(self, suffix: str) -> None:
        facts = next((each for each in self._codecs if suffix in each.suffixes), None)
        if facts is not None:
            self._choices = replace(self._choices, suffix=suffix)
            self._encoder_chosen(facts.name)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, tr("Folder"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._folder_chosen)
        dialog.open()

    def _folder_chosen(self, folder: str) -> None:
        self.folder.setText(folder)
        self._change(folder=folder)

    def _family_chosen(self, family: str) -> None:
        first = next(facts for facts in self._codecs if facts.family == family)
        self._encoder_chosen(first.name)

    def _encoder_chosen(self, name: str) -> None:
        facts = self._facts(name)
        if facts is None:
            return
        suffix = self._choices.suffix
        suffix = suffix if suffix in facts.suffixes else facts.suffixes[0]
        quality = facts.usual if facts.best != facts.worst and facts.usual else None
        self._choices = replace(
            self._choices, codec=name, pix_fmt="", quality=quality, suffix=suffix
        )
        self._show_codec(self._choices)
        self._show_suffix(suffix)
        self._show_sound()
        self._change()

    def _facts(self, name: str) -> CodecFacts | None:
        return next((facts for facts in self._codecs if facts.name == name), None)

    def _show_codec(self, choices: ExportChoices) -> None:
        facts = self._facts(choices.codec)
        pictures = not choices.codec
        parts: tuple[QWidget, ...] = (self.format, self._quality_label, self.quality)
        for part in (*parts, self._encoder_label, self.encoder, self.advanced):
            part.setVisible(not pictures)
        families = list(dict.fromkeys(facts.family for facts in self._codecs))
        entries = [(family, family) for family in families]
        kind = choices.suffix.lstrip(".").upper()
        self.codec.set_choices([*entries, *([("", kind)] if pictures else [])])
        if facts is None:
            self.codec.choose("")
            return
        self.codec.choose(facts.family)
        self.format.set_choices([("", tr("Automatic")), *_worded(facts.formats)])
        self.format.choose(choices.pix_fmt)
        twins = [other for other in self._codecs if other.family == facts.family]
        self.encoder.set_choices([(twin.name, _encoder_words(twin)) for twin in twins])
        self.encoder.choose(facts.name)
        self.encoder.setEnabled(len(twins) > 1)
        rated = facts.best != facts.worst and bool(facts.usual)
        self.quality.setVisible(rated)
        self._quality_label.setVisible(rated)
        if rated:
            self.quality.show_quality(facts, choices.quality)

    def _show_sizes(self) -> None:
        facts = self._subjects[0].media.facts if len(self._subjects) == 1 else None
        entries = [("0", tr("Same as result"))]
        for height in ROWS:
            if facts is None:
                entries.append((str(height), tr("{rows} rows", rows=height)))
            else:
                columns = 2 * round(facts.width * height / facts.height / 2)
                entries.append((str(height), f"{columns} × {height}"))
        self.result_size.set_choices(entries)
        self.result_size.choose(str(self._choices.size))

    def show_result_size(self, width: int, height: int) -> None:
        """Say what "Same as result" means, unless the result is as large as somebody chose."""
        if self._choices.size:
            return
        words = tr("Same as result, {size}", size=f"{width} × {height}")
        self.result_size.setItemText(0, words)

    def _show_suffix(self, suffix: str) -> None:
        """Only an ending is replaced: a dot in a name is part of it."""
        name = self.file_name
        known = {suffix for facts in self._codecs for suffix in facts.suffixes}
        known |= {*VIDEOS, *PICTURES}
        path = Path(name)
        stem = path.stem if path.suffix.lower() in known else name
        if name:
            self.name.setText(f"{stem}{suffix}")


def _worded(formats: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(name, tr_data(words)) for name, words in formats]


def _encoder_words(facts: CodecFacts) -> str:
    if facts.hardware:
        return tr("Graphics card (NVENC), faster")
    return tr("Software, best quality")

"""The export form with everything around it: in the dialog, and on the Deliver page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled
from app.ui.background import Background
from app.ui.dialogs import export_facts, export_presets
from app.ui.dialogs.export_choices import remembered, stored
from app.ui.dialogs.export_columns import ExportColumns
from app.ui.dialogs.export_form import ExportForm
from app.ui.dialogs.export_orders import (
    Existing,
    Wish,
    folder_is_whole,
    outputs,
    prepare,
    requests,
)
from app.ui.dialogs.export_outlook import Figures, Outlook
from app.ui.dialogs.export_planning import Foreseen, Stamped, planning, stamped, total_bytes
from app.ui.dialogs.export_preset_list import PresetList
from app.ui.dialogs.export_preset_name import PresetNameDialog
from app.ui.dialogs.export_subject import PATTERN, Subject, file_stem, length_of, subjects
from app.ui.language import tr, tr_count, tr_data
from app.ui.panels import words
from app.ui.panels.notice import Notice
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.render.render_request import RenderRequest
    from app.ui.dialogs.export_choices import ExportChoices
    from app.ui.dialogs.export_facts import PlaceFacts
    from app.ui.dialogs.export_presets import Preset
    from app.ui.document import Document
    from app.ui.job_thread import JobThread
    from app.ui.settings import Settings
    from app.ui.thumbnails import Thumbnails
    from app.ui.view_state import ViewState

_SETTLE_MS = 250


class ExportPane(QWidget):
    """Knows what to export, plans it on a worker, and puts it into the queue.

    GUI thread only; `close_work` when it is not needed any more.

    Args:
        document, view: What is exported, and what of it is selected.
        settings: Choices of last time and presets; device and precision.
        jobs: Where to.
        thumbnails: For the picture.
        work: A worker that outlives this: closing then waits for nothing. None has one made.

    Signals:
        submitted(ids): jobs were added.
        subtitle_changed(text): what is going to be exported, in words.
        ready_changed(bool): whether there is anything to export and nothing is wrong.
    """

    submitted = Signal(object)
    subtitle_changed = Signal(str)
    ready_changed = Signal(bool)

    def __init__(
        self,
        document: Document,
        view: ViewState,
        settings: Settings,
        jobs: JobThread,
        thumbnails: Thumbnails | None = None,
        work: Background | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._view = document, view
        self._settings, self._jobs, self._thumbnails = settings, jobs, thumbnails
        self._subjects: tuple[Subject, ...] = ()
        self._serial = 0
        self._planning, self._measuring = CancelToken(), CancelToken()
        self._start = True
        self._source_size: int | None = None
        self._result: tuple[int, int] | None = None
        self._measured: dict[str, Figures] = {}
        self._closed = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._plan)
        self._owns_work = work is None
        self._work = work or Background("export", self)
        self._work.answered.connect(self._answered)
        self.presets = PresetList(settings)
        self.form = ExportForm()
        self.outlook = Outlook()
        self.notice = Notice(action=tr("Replace"))
        self.notice.tell("")
        self._lay_out()
        self._connect()
        self._ask("codecs", export_facts.working_codecs)
        self.form.show_choices(self._first_choices())
        self.reload()

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What is going to be exported."""
        return self._subjects

    def reload(self) -> None:
        """Look again what the user has selected."""
        project, view = self._document.project, self._view
        self._subjects = subjects(project, view.selection, view.playhead)
        self.form.show_subjects(self._subjects, self._first_name())
        self.form.show_choices(self.form.choices)
        self.presets.show_chosen(self.form.choices.preset)
        self.subtitle_changed.emit(self.subtitle())
        self._update()

    def subtitle(self) -> str:
        """`coffee-pour.mp4, denoise → upscale`."""
        if not self._subjects:
            return tr("Nothing to export yet")
        if len(self._subjects) > 1:
            return tr_count("{n} clip", "{n} clips", len(self._subjects))
        subject = self._subjects[0]
        titles = (spec.name.replace("_", " ").capitalize() for spec in subject.effects)
        chain = " → ".join(tr_data(title) for title in titles)
        name = subject.media.path.name
        return tr("{name}, {chain}", name=name, chain=chain) if chain else name

    def submit(self, *, start: bool, overwrite: bool = False) -> None:
        """Put it into the queue; asks first where files would be replaced."""
        if not self._subjects:
            return
        self._start = start
        wish = self._wish()
        self.notice.tell("")
        self._ask("orders", lambda: prepare(wish, overwrite=overwrite))

    def measure(self) -> None:
        """Export two seconds from the middle, and say what follows for the whole."""
        request = self._request()
        if request is None:
            return
        self.outlook.figures.show_measuring()
        self._measuring.cancel()
        token = self._measuring = CancelToken()
        key = self._key()

        def work() -> object:
            from app.render.export_measure import measure_export

            found = measure_export(request, token)
            return key, Figures(found.fps, found.seconds, found.size, found.stages)

        self._ask("measure", work)

    def close_work(self) -> None:
        """Ask no more; stop and join the worker if it is our own. May be called twice."""
        if self._closed:
            return
        self._closed = True
        self._settle.stop()
        self._planning.cancel()
        self._measuring.cancel()
        self._work.answered.disconnect(self._answered)
        for what in ("codecs", "place", "outlook", "measure", "orders"):
            self._work.forget((id(self), what))
        if self._owns_work:
            self._work.close()

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the field that has the focus
        form = QWidget()
        middle = QVBoxLayout(form)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(scroll, 1)
        middle.addWidget(self.notice)
        self.columns = ExportColumns(self.presets, form, self.outlook)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.columns)

    def _connect(self) -> None:
        self.presets.chosen.connect(self._preset_chosen)
        self.presets.save_wanted.connect(self._ask_preset_name)
        self.form.changed.connect(self._form_changed)
        self.notice.acted.connect(lambda: self.submit(start=self._start, overwrite=True))
        self.outlook.measure_wanted.connect(self.measure)
        if self._thumbnails is not None:
            self._thumbnails.ready.connect(self._show_picture)

    def _first_choices(self) -> ExportChoices:
        choices = remembered(self._settings.get("export"))
        return choices if choices.folder else replace(choices, folder=_usual_folder())

    def _first_name(self) -> str:
        if len(self._subjects) != 1:
            return PATTERN
        return f"{file_stem(self._subjects[0], PATTERN)}{self.form.choices.suffix}"

    def _form_changed(self) -> None:
        self.presets.show_chosen(self.form.choices.preset)
        self._update()

    def _update(self) -> None:
        """Ask everything that depends on the choices; older answers count no more."""
        self._serial += 1
        self.notice.tell("")
        self._settle.stop()
        self._planning.cancel()
        self._measuring.cancel()
        self._result = None
        self._show_picture()
        self._show_figures()
        self.form.sound.tell("")
        self.ready_changed.emit(bool(self._subjects))
        if not self._subjects:
            self.outlook.show_remark(tr("Select a clip or put the playhead on one."))
            return
        wish = self._wish()
        try:
            first = outputs(wish)[0]
        except AppError as error:
            self._refuse(str(error))
            return
        for field in (self.form.name, self.form.folder):
            self.form.mark(field, wrong=False)
        sources = tuple(subject.media.path for subject in self._subjects)
        self._ask("place", lambda: (export_facts.look_at(first, sources), total_bytes(sources)))
        # Planning opens files and tries encoders: not with every letter that is typed.
        if self._request() is not None:
            self.outlook.show_remark(tr("Looking at the sources"))
            self._settle.start()

    def _plan(self) -> None:
        request = self._request()
        self._planning.cancel()
        self._planning = CancelToken()
        if request is not None:
            self._ask("outlook", planning(request, self._planning))

    def _refuse(self, sentence: str) -> None:
        whole = folder_is_whole(self.form.choices)
        self.form.mark(self.form.name, wrong=whole)
        self.form.mark(self.form.folder, wrong=not whole)
        self.notice.tell(sentence, "")
        self.ready_changed.emit(False)

    def _wish(self) -> Wish:
        jobs = self._jobs.queue.entries()
        taken = {str(job.spec.payload.get("output")) for job in jobs if not job.finished}
        figures = self._measured.get(self._key())
        return Wish(
            self.form.choices,
            self._subjects,
            self.form.file_name,
            self._settings.get("device"),
            self._settings.get("precision"),
            frozenset(taken),
            None if figures is None else figures.size,
            self._result,
        )

    def _request(self) -> RenderRequest | None:
        """The first render, to plan and to measure."""
        if not self._subjects:
            return None
        try:
            return requests(self._wish())[0]
        except AppError as error:
            self.notice.tell(str(error), "")
            self.ready_changed.emit(False)
            return None

    def _key(self) -> str:
        """What figures depend on: not on the name and the folder."""
        choices = replace(self.form.choices, folder="", preset="", show=False)
        settings = self._settings.get("device"), self._settings.get("precision")
        return repr((choices, [subject.clip for subject in self._subjects[:1]], settings))

    def _ask(self, what: str, question: Callable[[], object]) -> None:
        self._work.ask((id(self), what), stamped(self._serial, question))

    def _answered(self, key: object, answer: object) -> None:
        if not isinstance(key, tuple) or key[0] != id(self) or not isinstance(answer, Stamped):
            return
        what = key[1]
        current, found = answer.serial == self._serial, answer.found
        if isinstance(found, Cancelled):
            return
        if what == "codecs" and isinstance(found, tuple):
            self.form.show_codecs(found)
        elif what == "orders":
            self._order(found)
        elif what == "measure":
            self._take_figures(found)
        elif current and what == "place" and isinstance(found, tuple):
            self._show_place(*found)
        elif current and what == "outlook":
            self._show_outlook(found)

    def _order(self, found: object) -> None:
        if isinstance(found, AppError):
            self._refuse_order(str(found))
        elif isinstance(found, Existing):
            self._ask_to_replace(found)
        elif isinstance(found, list):
            self._settings.set("export", stored(self.form.choices))
            self.submitted.emit([self._jobs.add(spec, start=self._start) for spec in found])

    def _refuse_order(self, sentence: str) -> None:
        self.notice.tell(sentence, "")

    def _ask_to_replace(self, existing: Existing) -> None:
        if len(existing.names) == 1:
            text = tr("{name} exists already. Replace it?", name=existing.names[0])
        else:
            text = tr_count(
                "{n} file exists already. Replace it?",
                "{n} files exist already. Replace them?",
                len(existing.names),
            )
        self.notice.tell(text, tr("Replace"))
        self.notice.button.setFocus()

    def _take_figures(self, found: object) -> None:
        if isinstance(found, AppError):
            self.notice.tell(str(found), "")
        elif isinstance(found, tuple):
            key, figures = found
            self._measured[key] = figures
        self._show_figures()

    def _show_figures(self) -> None:
        self.outlook.figures.show_figures(self._measured.get(self._key()), self._source_size)

    def _show_place(self, place: PlaceFacts, source_size: int | None) -> None:
        self._source_size = source_size
        self.outlook.figures.show_source(source_size)
        figures = self._measured.get(self._key())
        full = figures is not None and place.free is not None and place.free < figures.size
        if place.is_source:
            self._refuse(tr("This file is the source itself; give the result another name."))
        elif not place.writable:
            self.form.set_place(tr("Files cannot be written to this folder."), "err")
            self.ready_changed.emit(False)
        elif full:
            self.form.set_place(tr("There is not enough space in this folder."), "err")
        elif not place.folder:
            self.form.set_place(tr("This folder will be made."), "tx3")
        elif place.free is not None:
            free = words.bytes_words(place.free)
            self.form.set_place(tr("{size} free", size=free), "tx3")

    def _show_outlook(self, found: object) -> None:
        if isinstance(found, AppError):
            self.outlook.show_remark(str(found))
            return
        if not isinstance(found, Foreseen):
            return
        self._result = (found.width, found.height)
        self.outlook.show_changes(found.changes)
        self.form.show_result_size(found.width, found.height)
        self.form.show_mixed(found.mixed)
        sound = [change for change in found.changes if change.title in ("Sound", "Sound tracks")]
        texts = [tr_data(change.template).format(**change.values) for change in sound]
        self.form.sound.tell("\n".join(texts))

    def _show_picture(self, media_id: str = "") -> None:
        if not self._subjects:
            self.outlook.show_picture(None, "")
            return
        subject = self._subjects[0]
        if media_id and media_id != subject.media.id:
            return
        image = None
        if self._thumbnails is not None:
            middle = subject.clip.source.start + subject.clip.length / 2
            rows = round(theme().px(153) * self.devicePixelRatioF())
            image = self._thumbnails.get(subject.media, middle, rows)
        length = length_of(subject, self.form.choices.what if subject.placed else "clip")
        self.outlook.show_picture(image, words.length_words(length))

    def _preset_chosen(self, preset: Preset) -> None:
        choices = replace(
            self.form.choices,
            preset=preset.id,
            suffix=preset.suffix,
            codec=preset.codec,
            pix_fmt=preset.pix_fmt,
            quality=preset.quality,
            options=preset.options,
            audio=preset.audio,
            audio_rate=preset.audio_rate,
            tracks=preset.tracks,
        )
        self.form.show_choices(choices)
        self._update()

    def _ask_preset_name(self) -> None:
        dialog = PresetNameDialog(self)
        dialog.named.connect(self._save_preset)
        dialog.open()

    def _save_preset(self, title: str) -> None:
        choices = self.form.choices
        preset = export_presets.Preset(
            f"own:{title}",
            title,
            self._codec_words(),
            choices.suffix,
            choices.codec,
            choices.pix_fmt,
            choices.quality,
            choices.options,
            "bookmark-simple",
            choices.audio,
            choices.audio_rate,
            choices.tracks,
        )
        export_presets.save(self._settings, preset)
        self.presets.fill()
        self.presets.show_chosen(preset.id)

    def _codec_words(self) -> str:
        choices = self.form.choices
        family = export_facts.FAMILIES.get(choices.codec, "")
        kind = choices.suffix.lstrip(".").upper()
        return f"{family}, {kind}" if family else kind


def _usual_folder() -> str:
    place = QStandardPaths.StandardLocation.MoviesLocation
    return QStandardPaths.writableLocation(place) or str(Path.home())

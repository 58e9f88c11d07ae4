"""The export dialog, driven as a user does, over real clips and a real queue."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.base.time import Span
from app.jobs.job import JobState
from app.jobs.queue import JobQueue
from app.project.model import Clip, EffectSpec, MediaFacts, MediaItem, Project, Track
from app.render.export_order import from_payload
from app.render.job_runners import runners
from app.ui.dialogs.export_columns import ExportColumns
from app.ui.dialogs.export_dialog import ExportDialog
from app.ui.dialogs.export_preset_name import PresetNameDialog
from app.ui.document import Document
from app.ui.job_thread import JobThread
from app.ui.panels.deliver_page import DeliverPage
from app.ui.settings import Settings
from app.ui.view_state import ViewState
from tests.helpers.clips import make_clip
from tests.helpers.exports import times

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from PySide6.QtWidgets import QAbstractButton
    from pytestqt.qtbot import QtBot

    from app.render.render_request import RenderRequest

LEFT = Qt.MouseButton.LeftButton
FRAMES = 50


class Desk:
    """A document of two clips, settings, and a queue that is held so that nothing runs."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.bot = qtbot
        self.folder = folder
        self.out = folder / "out"
        self.out.mkdir()
        self.document = Document()
        self.view = ViewState()
        self.settings = Settings(folder / "settings.json")
        self.settings.set("device", "cpu")
        self.jobs = JobThread(JobQueue(), runners())
        self.jobs.queue.pause_all()
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1280, 720)
        self.window.show()
        self.dialogs: list[ExportDialog] = []
        self.document.open(self.project(), None)

    def project(self) -> Project:
        length = Fraction(FRAMES, 25)
        facts = MediaFacts(length, FRAMES, Fraction(25), False, 96, 64, False)
        items, placed = [], []
        for number, name in enumerate(("coffee", "garden")):
            path = make_clip(self.folder / f"{name}.mp4", frames=FRAMES, size=(96, 64))
            items.append(MediaItem(path, name, facts=facts))
            chain = (EffectSpec("sharpen"),) if name == "coffee" else ()
            at = number * length
            placed.append(Clip(f"clip-{name}", name, Span(Fraction(0), length), at, chain))
        return Project(tuple(items), (Track("track", "Video 1", tuple(placed)),))

    def open(self) -> ExportDialog:
        dialog = ExportDialog(
            self.document, self.view, self.settings, self.jobs, parent=self.window
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.dialogs.append(dialog)
        dialog.open()
        self.bot.waitUntil(lambda: dialog.pane.form.codec.count() > 3, timeout=20_000)
        dialog.pane.form.folder.clear()
        QTest.keyClicks(dialog.pane.form.folder, str(self.out))
        return dialog

    def request(self, number: int = -1) -> RenderRequest:
        return from_payload(self.jobs.queue.entries()[number].spec.payload)

    def close(self) -> None:
        for dialog in self.dialogs:
            dialog.reject()
            dialog.deleteLater()
        self.jobs.close()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Generator[Desk, None, None]:
    desk = Desk(qtbot, tmp_path)
    yield desk
    desk.close()


def press(button: QAbstractButton) -> None:
    QTest.mouseClick(button, LEFT)


def type_name(dialog: ExportDialog, name: str) -> None:
    dialog.pane.form.name.selectAll()
    QTest.keyClicks(dialog.pane.form.name, name)


def test_an_export_makes_the_file(desk: Desk) -> None:
    desk.view.select({"clip-garden"})
    dialog = desk.open()
    assert dialog.pane.form.name.text() == "garden_export.mp4"
    type_name(dialog, "result.mp4")
    dialog.show_file.click()
    with desk.bot.waitSignal(desk.jobs.ended, timeout=60_000):
        press(dialog.export)
    job = desk.jobs.queue.entries()[0]
    assert job.state is JobState.DONE, job.problem
    assert job.spec.title == "Export result.mp4"
    assert len(times(desk.out / "result.mp4")) == FRAMES
    assert dialog.isHidden()


def test_add_to_queue_waits_for_its_turn(desk: Desk) -> None:
    dialog = desk.open()
    with desk.bot.waitSignal(dialog.pane.submitted):
        press(dialog.queue)
    assert desk.jobs.queue.held
    assert desk.jobs.queue.entries()[0].state is JobState.WAITING
    request = desk.request()
    assert (request.what, request.clip_id, request.codec) == ("clip", "clip-coffee", "libx264")
    assert request.project == desk.document.project


def test_a_preset_sets_everything_and_the_ending(desk: Desk) -> None:
    dialog = desk.open()
    press(dialog.pane.presets.rows["edit"])
    assert dialog.pane.form.name.text() == "coffee_sharpen.mov"
    with desk.bot.waitSignal(dialog.pane.submitted):
        press(dialog.queue)
    request = desk.request()
    assert (request.codec, request.options) == ("prores_ks", {"pix_fmt": "yuv422p10le"})


def test_arrow_keys_go_through_the_presets(desk: Desk) -> None:
    dialog = desk.open()
    rows = dialog.pane.presets.rows
    rows["share"].setFocus()
    QTest.keyClick(rows["share"], Qt.Key.Key_Down)
    assert rows["small"].hasFocus()
    assert dialog.pane.form.choices.codec == "libx265"


def test_still_frames_get_a_place_for_their_number(desk: Desk) -> None:
    dialog = desk.open()
    press(dialog.pane.presets.rows["png"])
    with desk.bot.waitSignal(dialog.pane.submitted):
        press(dialog.queue)
    assert desk.request().output == desk.out / "coffee_sharpen_%05d.png"
    assert desk.request().codec is None


def test_another_codec_changes_the_ending_and_the_quality(desk: Desk) -> None:
    dialog = desk.open()
    form = dialog.pane.form
    form.codec.setFocus()
    QTest.keyClick(form.codec, Qt.Key.Key_End)
    assert form.choices.codec == "ffv1"
    assert form.name.text() == "coffee_sharpen.mkv"
    assert not form.quality.isVisible()
    assert form.choices.preset == ""


def test_the_slider_says_better_to_the_right(desk: Desk) -> None:
    dialog = desk.open()
    quality = dialog.pane.form.quality
    quality.slider.setFocus()
    QTest.keyClick(quality.slider.focusWidget() or quality.slider, Qt.Key.Key_End)
    assert dialog.pane.form.choices.quality == 0
    assert quality.field.value == 0


def test_an_existing_file_is_asked_about(desk: Desk) -> None:
    (desk.out / "there.mp4").write_bytes(b"precious")
    dialog = desk.open()
    type_name(dialog, "there.mp4")
    press(dialog.queue)
    desk.bot.waitUntil(lambda: "exists already" in dialog.pane.notice.text)
    assert not desk.jobs.queue.entries()
    with desk.bot.waitSignal(dialog.pane.submitted):
        press(dialog.pane.notice.button)
    assert desk.request().overwrite
    assert (desk.out / "there.mp4").read_bytes() == b"precious"


def test_the_source_itself_is_refused(desk: Desk) -> None:
    dialog = desk.open()
    dialog.pane.form.folder.clear()
    QTest.keyClicks(dialog.pane.form.folder, str(desk.folder))
    type_name(dialog, "coffee.mp4")
    desk.bot.waitUntil(lambda: "the source itself" in dialog.pane.notice.text)
    assert not dialog.export.isEnabled()
    type_name(dialog, "other.mp4")
    desk.bot.waitUntil(dialog.export.isEnabled)


def test_a_file_that_another_job_writes_is_refused(desk: Desk) -> None:
    for _ in range(2):
        dialog = desk.open()
        type_name(dialog, "same.mp4")
        press(dialog.queue)
        desk.bot.waitUntil(lambda d=dialog: d.isHidden() or bool(d.pane.notice.text))  # type: ignore[misc]
    assert len(desk.jobs.queue.entries()) == 1
    assert "Another job" in desk.dialogs[1].pane.notice.text


def test_a_missing_name_is_said_at_once(desk: Desk) -> None:
    dialog = desk.open()
    dialog.pane.form.name.selectAll()
    QTest.keyClick(dialog.pane.form.name, Qt.Key.Key_Delete)
    assert dialog.pane.notice.text == "Give the file a name."
    assert not dialog.export.isEnabled()


def test_what_will_change_is_said_before(desk: Desk) -> None:
    dialog = desk.open()
    desk.bot.waitUntil(lambda: bool(dialog.pane.form.sound.effect), timeout=60_000)
    assert dialog.pane.form.result_size.itemText(0) == "Same as result, 96 × 64"


def test_measuring_gives_figures_with_their_base(desk: Desk) -> None:
    dialog = desk.open()
    figures = dialog.pane.outlook.figures
    assert "Not measured yet" in figures.said
    press(figures.measure)
    desk.bot.waitUntil(lambda: "fps" in figures.said, timeout=60_000)
    assert not figures.measure.isVisible()
    assert list(desk.out.iterdir()) == []


def test_in_to_out_needs_an_in_and_an_out(desk: Desk) -> None:
    assert not desk.open().pane.form.what.segment("range").isEnabled()
    span = Span(Fraction(1), Fraction(2))
    desk.document.apply("Range", lambda p: Project(p.media, p.tracks, p.markers, span))
    dialog = desk.open()
    press(dialog.pane.form.what.segment("range"))
    with desk.bot.waitSignal(dialog.pane.submitted):
        press(dialog.queue)
    assert desk.request().what == "range"


def test_several_clips_become_several_files(desk: Desk) -> None:
    desk.view.select({"clip-coffee", "clip-garden"})
    dialog = desk.open()
    assert dialog.pane.form.name.text() == "{name}_{effects}.mp4"
    with desk.bot.waitSignal(dialog.pane.submitted):
        press(dialog.queue)
    found = [desk.request(number).output.name for number in (0, 1)]
    assert found == ["coffee_sharpen.mp4", "garden_export.mp4"]


def test_sources_from_the_bin_get_the_chain_that_is_seen(desk: Desk) -> None:
    desk.view.select({"coffee", "garden"})
    dialog = desk.open()
    with desk.bot.waitSignal(dialog.pane.submitted):
        press(dialog.queue)
    found = [desk.request(number).output.name for number in (0, 1)]
    assert found == ["coffee_sharpen.mp4", "garden_sharpen.mp4"]


def test_the_next_dialog_remembers(desk: Desk) -> None:
    dialog = desk.open()
    press(dialog.pane.presets.rows["small"])
    with desk.bot.waitSignal(dialog.pane.submitted):
        press(dialog.queue)
    again = desk.open()
    assert again.pane.form.choices.codec == "libx265"
    assert again.pane.form.folder.text() == str(desk.out)


def test_a_preset_of_ones_own_is_saved_and_deleted(desk: Desk) -> None:
    dialog = desk.open()
    press(dialog.pane.presets.rows["small"])
    press(dialog.pane.presets.save_button)
    ask = dialog.pane.findChild(PresetNameDialog)
    assert ask is not None
    QTest.keyClicks(ask.title, "Client review")
    press(ask.save)
    row = desk.open().pane.presets.rows["own:Client review"]
    assert row.preset.codec == "libx265"
    QTest.keyClick(row, Qt.Key.Key_Delete)
    assert "own:Client review" not in desk.open().pane.presets.rows


def test_wrong_encoder_options_are_said_before(desk: Desk) -> None:
    dialog = desk.open()
    press(dialog.pane.form.advanced.head)
    QTest.keyClicks(dialog.pane.form.options, "preset")
    assert "write key=value" in dialog.pane.notice.text
    QTest.keyClicks(dialog.pane.form.options, "=fast")
    desk.bot.waitUntil(dialog.export.isEnabled)
    with desk.bot.waitSignal(dialog.pane.submitted):
        press(dialog.queue)
    assert desk.request().options == {"preset": "fast"}


def test_nothing_to_export_says_so(desk: Desk) -> None:
    desk.document.open(Project(), None)
    dialog = desk.open()
    assert not dialog.export.isEnabled()
    assert dialog.pane.subtitle() == "Nothing to export yet"


def test_the_deliver_page_follows_the_selection(desk: Desk) -> None:
    page = DeliverPage(desk.document, desk.view, desk.settings, desk.jobs)
    desk.bot.addWidget(page)
    page.resize(1280, 640)
    with desk.bot.waitExposed(page):
        page.show()
    desk.view.select({"clip-garden"})
    desk.bot.waitUntil(lambda: page.pane.subjects[0].clip.id == "clip-garden")
    desk.bot.waitUntil(lambda: page.pane.form.codec.count() > 3, timeout=20_000)
    page.pane.form.folder.clear()
    QTest.keyClicks(page.pane.form.folder, str(desk.out))
    QTest.mouseClick(page.queue, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(8, 8))
    desk.bot.waitUntil(lambda: len(page.jobs.list.rows) == 1)
    page.close_work()


@pytest.mark.parametrize(("width", "stacked"), [(1000, False), (640, True)])
def test_without_room_for_three_columns_the_outlook_goes_below(
    qtbot: QtBot, width: int, stacked: bool
) -> None:
    presets, form, outlook = QWidget(), QWidget(), QWidget()
    columns = ExportColumns(presets, form, outlook)
    qtbot.addWidget(columns)
    columns.resize(width, 560)
    columns.show()
    QApplication.processEvents()

    assert columns.stacked == stacked
    assert (outlook.y() > 300) == stacked
    assert (outlook.width() == 304) != stacked
    assert form.width() > 400


def test_a_folder_that_depends_on_where_we_were_started_is_not_taken(desk: Desk) -> None:
    dialog = desk.open()
    dialog.pane.form.folder.selectAll()
    QTest.keyClicks(dialog.pane.form.folder, "results")
    assert "Write the whole path" in dialog.pane.notice.text
    assert not dialog.export.isEnabled()
    dialog.pane.form.folder.selectAll()
    QTest.keyClicks(dialog.pane.form.folder, str(desk.out))
    desk.bot.waitUntil(dialog.export.isEnabled)
    assert dialog.pane.notice.text == ""


@pytest.mark.parametrize(("name", "family"), [("loop.gif", "GIF"), ("still.tiff", "TIFF")])
def test_a_typed_ending_without_a_codec_leaves_the_codec_out(
    desk: Desk, name: str, family: str
) -> None:
    dialog = desk.open()
    form = dialog.pane.form
    assert form.quality.isVisible()
    type_name(dialog, name)
    assert form.codec.currentText() == family
    assert not form.quality.isVisible()
    assert form.name.text() == name
    type_name(dialog, "film.mkv")
    assert form.choices.codec
    assert form.name.text() == "film.mkv"
    assert form.sound.isVisible()


def test_a_gif_is_made_by_its_preset(desk: Desk) -> None:
    desk.view.select({"clip-garden"})
    dialog = desk.open()
    press(dialog.pane.presets.rows["gif"])
    assert dialog.pane.form.name.text() == "garden_export.gif"
    dialog.show_file.setChecked(False)
    desk.jobs.queue.resume_all()
    with desk.bot.waitSignal(desk.jobs.ended, timeout=60_000):
        press(dialog.export)
    (job,) = desk.jobs.queue.entries()
    assert job.state is JobState.DONE
    assert len(times(desk.out / "garden_export.gif")) == FRAMES

"""The main window: puts panels together and connects them; decides nothing about video."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QStatusBar,
    QWidget,
)

from app.ui.actions import Actions
from app.ui.annotate_workspace import AnnotateWorkspace
from app.ui.desk import Desk
from app.ui.dialogs.command_words import key_text
from app.ui.docks import BOTTOM, LEFT, RIGHT, Docks
from app.ui.examples import ExamplePictures
from app.ui.giving_way import GivingWay
from app.ui.key_hints import KeyHints
from app.ui.language import tr
from app.ui.messages import Messages
from app.ui.notify import JobNotices
from app.ui.panels.inspector import Inspector
from app.ui.panels.job_chip import JobChip
from app.ui.panels.jobs_panel import JobsPanel
from app.ui.panels.media_bin import MediaBin
from app.ui.playback import Playback
from app.ui.preview.viewer import ViewerPanel
from app.ui.preview_follower import PreviewFollower
from app.ui.status_bar import StatusBar
from app.ui.status_facts import StatusFacts
from app.ui.theme.theme import theme
from app.ui.timeline.panel import TimelinePanel
from app.ui.top_bar import TopBar
from app.ui.window_commands import window_commands
from app.ui.window_dialogs import WindowDialogs

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QMenu

    from app.ui.panels.deliver_page import DeliverPage
    from app.ui.studio import Studio

SMALLEST = (1280, 720)


class MainWindow(QMainWindow):
    """One window over one studio. GUI thread only.

    Signals:
        closed(): the window is gone for good; whoever owns the studio closes it.
        rebuild_wanted(): language or interface size changed, which a new window shows.
    """

    closed = Signal()
    rebuild_wanted = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.studio = studio
        self._painted = False
        # Before any panel hears of it and hides: Qt would hand on the focus of what it hides.
        studio.view.workspace_changed.connect(self._let_go)
        self.setMinimumSize(*SMALLEST)
        self.status = StatusBar(studio.document)
        self.messages = Messages(self.status, self)
        self._make_panels()
        self.desk = Desk(studio, self, self.timeline, self.messages)
        self.dialogs = WindowDialogs(self)
        self.actions_ = Actions(self, studio.settings, studio.view)
        self.follower = PreviewFollower(studio, self.viewer)
        self.annotate = AnnotateWorkspace(studio, self.viewer, self.timeline, self)
        self.playback = Playback(studio, self.viewer, self.timeline)
        self._lay_out()
        self._connect()
        self._show_title()

    # What commands call

    def has_media(self) -> bool:
        """Whether there is anything to export."""
        return any(track.clips for track in self.studio.document.project.tracks)

    def open_export(self) -> None:
        """The export dialog for what is selected or under the playhead."""
        self.dialogs.open_export()

    def open_settings(self) -> None:
        """Settings."""
        self.dialogs.open_settings()

    def open_palette(self) -> None:
        """Search all commands."""
        self.dialogs.open_palette()

    def open_shortcuts(self) -> None:
        """Edit keys."""
        self.dialogs.open_shortcuts()

    def open_keys(self) -> None:
        """The keys of this workspace."""
        self.dialogs.open_keys()

    def open_models(self, model: str = "") -> None:
        """The model browser, at a model."""
        self.dialogs.open_models(model)

    def open_licences(self) -> None:
        """Licences of all that is shipped."""
        self.dialogs.open_licences()

    def open_about(self) -> None:
        """Version and licence."""
        self.dialogs.open_about()

    def copy_report(self) -> None:
        """Put a report without private names on the clipboard."""
        self.dialogs.copy_report()

    def start_tour(self) -> None:
        """Three steps for those who are new."""
        self.dialogs.start_tour()

    def start_demo(self) -> None:
        """The show that runs by itself."""
        from app.ui.demo_scenes import start_demo

        start_demo(self)

    def fit(self) -> None:
        """The whole picture, and the whole timeline."""
        self.viewer.canvas.fit()
        self.timeline.fit()

    def toggle_full_screen(self) -> None:
        """The whole screen, or back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def focus_next_panel(self) -> None:
        """Move the keyboard to the next panel that is shown."""
        dock, strip = self.docks.dock, self.annotate.tools.strip
        left, right = ("media", "labels"), ("inspector", "jobs", "objects", "timeline")
        every = (*map(dock, left), strip, self.viewer, *map(dock, right), self._deliver)
        panels = [panel for panel in every if panel and panel.isVisible()]
        focus = QApplication.focusWidget()
        here = next((n for n, p in enumerate(panels) if focus and p.isAncestorOf(focus)), -1)
        for panel in panels[here + 1 :] + panels[: here + 1]:
            if _focus_first(panel):
                return

    def reset_layout(self) -> None:
        """Panels where they were at the first start."""
        self.docks.reset()

    # Putting together

    def _make_panels(self) -> None:
        studio = self.studio
        self.viewer = ViewerPanel(studio.view)
        self.timeline = TimelinePanel(
            studio.document, studio.view, studio.thumbnails, studio.waveforms, studio.settings
        )
        self.timeline.set_frame_lookup(studio.times.lookup)
        self.timeline.set_effect_kinds(studio.kinds)
        self.inspector = Inspector(
            studio.document, studio.view, studio.settings, studio.thumbnails, studio.kinds
        )
        self.bin = MediaBin(studio.document, studio.view, studio.thumbnails)
        self.jobs_panel = JobsPanel(studio.jobs)
        self._deliver: DeliverPage | None = None

    @property
    def deliver(self) -> DeliverPage:
        """The page of the workspace Deliver, made when it is first looked at."""
        if self._deliver is None:
            from app.ui.panels.deliver_page import DeliverPage

            studio = self.studio
            self._deliver = DeliverPage(
                studio.document,
                studio.view,
                studio.settings,
                studio.jobs,
                studio.thumbnails,
                studio.exports,
            )
            self._pages.addWidget(self._deliver)
        return self._deliver

    def _add_commands(self) -> None:
        for source in (
            *(self.viewer, self.timeline, self.inspector, self.bin, self.jobs_panel),
            *(self.playback, self.annotate),
        ):
            self.actions_.add(source.commands())
        self.actions_.add(window_commands(self))

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.annotate.page)
        self.setCentralWidget(self._pages)
        bar = QStatusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.status, 1)
        self.setStatusBar(bar)
        self._place_panels()
        self._add_commands()
        self.hints = KeyHints(
            self.studio, self.annotate.tools.stage, self.actions_, self.status.keys
        )
        self.facts = StatusFacts(self.studio, self.status)
        self.top_bar = TopBar(self.actions_, self.studio.view, self._fill_recent)
        self.actions_.keys_changed.connect(self._tell_keys)
        self._tell_keys()
        self.chip = QWidget()
        row = QHBoxLayout(self.chip)
        row.setContentsMargins(0, 0, 0, 0)
        chip = JobChip(self.studio.jobs)
        chip.clicked.connect(lambda: self._show_jobs(chip))
        row.addWidget(chip)
        self.top_bar.insert_chip(self.chip)
        self.notices = JobNotices(self.studio.jobs, self, QApplication.windowIcon())
        self.setMenuWidget(self.top_bar)
        self._show_workspace(self.studio.view.workspace)

    def _place_panels(self) -> None:
        self.docks = Docks(self, self.studio.view, self.studio.settings)
        both, editing = ("enhance", "annotate"), ("enhance",)
        add = self.docks.add
        add("media", tr("Media"), self.bin, LEFT, 264, editing, self.bin.panel.header)
        add(
            "inspector", tr("Inspector"), self.inspector, RIGHT, 340, editing, self.inspector.header
        )
        add("jobs", tr("Jobs"), self.jobs_panel, RIGHT, 340, editing, self.jobs_panel.header)
        add("timeline", tr("Timeline"), self.timeline, BOTTOM, 332, both, self.timeline.toolbar)
        marking, labels, objects = ("annotate",), self.annotate.labels, self.annotate.objects
        add("labels", tr("Labels"), labels, LEFT, 216, marking, labels.panel.header)
        add("objects", tr("Objects"), objects, RIGHT, 320, marking, objects.header)
        self.docks.below("inspector", "jobs")
        self.docks.set_heights("jobs", 284, 220)
        self.docks.set_heights("timeline", 332, 190)
        self.giving_way = GivingWay(self)

    def _connect(self) -> None:
        # To methods, not lambdas: those would be called when the window is gone already.
        studio, first = self.studio, self.viewer.first_run
        self.examples = ExamplePictures(first, studio.thumbnails)
        studio.document.changed.connect(self._document_changed)
        studio.document.clean_changed.connect(self._show_title)
        studio.files.saved.connect(self.status.note_saved)
        studio.watch.replaced.connect(self.inspector.reader.forget)
        studio.watch.presence_changed.connect(self.bin.look_at_files)
        studio.document.path_changed.connect(self._show_title)
        studio.document.undo_stack.indexChanged.connect(self._name_undo)
        studio.view.selection_changed.connect(self.actions_.refresh)
        studio.session.selection_changed.connect(self.actions_.refresh)
        studio.session.frame_changed.connect(self.actions_.refresh)
        studio.view.workspace_changed.connect(self._show_workspace)
        studio.settings.changed.connect(self._setting_changed)
        studio.jobs.ended.connect(self.actions_.refresh)
        studio.preview.cached_changed.connect(self.timeline.set_cached)
        self.viewer.dropped.connect(self.desk.import_paths)
        self.timeline.files_dropped.connect(self.desk.import_paths)
        self.bin.files_dropped.connect(self.desk.import_paths)
        self.bin.collapse_asked.connect(self.giving_way.fold_bin)
        self.bin.import_asked.connect(self.desk.ask_import)
        self.bin.acts.appended.connect(self.timeline.state.reveal)
        self.inspector.export_asked.connect(self.open_export)
        self.inspector.alternative_shown.connect(self._show_alternative)
        self.inspector.models_asked.connect(self.open_models)
        self.inspector.render_asked.connect(self.playback.render_range)
        self.jobs_panel.problem.connect(self.messages.error)
        self.playback.told.connect(self.status.say)
        self.playback.rendering_changed.connect(self._show_rendering)
        self.annotate.choices.model_wanted.connect(self.open_models)
        self.jobs_panel.model_wanted.connect(self.open_models)
        self.follower.model_wanted.connect(self.open_models)
        self.annotate.told.connect(self.messages.note)
        self.annotate.problem.connect(self.messages.error)
        self.annotate.tools.strip.keys_wanted.connect(self.open_keys)
        studio.machine.described.connect(first.set_computer)
        studio.machine.checking.connect(self._show_checking)
        first.import_wanted.connect(self.desk.ask_import)
        first.open_wanted.connect(self.desk.ask_open)
        first.recent_chosen.connect(self.desk.open)
        first.example_chosen.connect(self.dialogs.open_example)
        first.speed_check_wanted.connect(self.dialogs.check_speed)
        self.desk.ready_to_close.connect(self.close)
        self.top_bar.commands_wanted.connect(self.open_palette)
        self.top_bar.models_wanted.connect(self.open_models)
        self.top_bar.settings_wanted.connect(self.open_settings)
        self.top_bar.notices_wanted.connect(self.dialogs.open_notices)
        self._document_changed()
        self._name_undo()

    def release(self) -> None:
        """End the workers of panels and dialogs: the window is not used any more."""
        self.dialogs.close()
        self.annotate.close()
        self.inspector.close_workers()
        self.bin.close_workers()
        if self._deliver is not None:
            self._deliver.close_work()

    # Following

    def _show_rendering(self) -> None:
        self.inspector.effects.footer.show_rendering(running=self.playback.rendering)

    def _document_changed(self) -> None:
        project = self.studio.document.project
        self.viewer.show_first_run(not project.media)
        self.viewer.first_run.set_recent(self.studio.files.recent())
        self.actions_.refresh()

    def _name_undo(self) -> None:
        stack = self.studio.document.undo_stack
        for name, word, text in (
            ("edit.undo", tr("Undo"), stack.undoText()),
            ("edit.redo", tr("Redo"), stack.redoText()),
        ):
            self.actions_.action(name).setText(f"{word}: {text}" if text else word)
        self.actions_.refresh()

    def _tell_keys(self) -> None:
        """Tool tips name the keys that are in force."""
        key, strip = self.actions_.key_here, self.annotate.tools.strip
        self.viewer.transport.show_keys(key)
        palette = key("help.commands_short") or key("help.commands")
        self.top_bar.search.set_key(key_text(palette))
        for tool in strip.buttons:
            strip.set_key(tool, key(f"annotate.tool.{tool}"))

    def _show_title(self) -> None:
        path = self.studio.document.path
        name = path.name if path else tr("New project")
        self.setWindowTitle(f"{name}[*] – Reelwright")
        self.setWindowModified(not self.studio.document.clean)

    def _let_go(self, workspace: str) -> None:
        stays = (self.top_bar, *(() if workspace == "deliver" else (self.viewer, self.timeline)))
        focus = self.focusWidget()
        if focus is not None and not any(panel.isAncestorOf(focus) for panel in stays):
            focus.clearFocus()

    def _show_jobs(self, chip: JobChip) -> None:
        """How to stop what annotates, at hand; for other jobs the workspace with all of them."""
        view, runs = self.studio.view, self.annotate.runs
        if not runs.running:
            view.show_workspace("deliver")
            return
        menu = runs.stop_menu(chip, lambda: view.show_workspace("deliver"))
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def _show_workspace(self, workspace: str) -> None:
        self._pages.setCurrentWidget(self.deliver if workspace == "deliver" else self.annotate.page)
        self.chip.setVisible(workspace == "annotate")
        self.timeline.set_labels(workspace == "annotate")

    def _show_checking(self, on: bool) -> None:
        self.viewer.first_run.computer.check.setEnabled(not on)

    def _setting_changed(self, key: str) -> None:
        if key in ("language", "interface_size"):
            self.rebuild_wanted.emit()
        elif key == "theme":
            theme().use(self.studio.settings.get("theme"), theme().scale)

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self.studio.files.recent():
            entry = menu.addAction(path.name)
            entry.setToolTip(str(path))
            entry.triggered.connect(partial(self.desk.open, path))
        menu.setToolTipsVisible(True)
        menu.setEnabled(True)
        if menu.isEmpty():
            menu.addAction(tr("Nothing yet")).setEnabled(False)
        else:
            menu.addSeparator()
            menu.addAction(tr("Clear list"), self.studio.files.forget_recent)

    def _show_alternative(self, on: bool) -> None:
        """Who edits chain B wants to see both."""
        if on:
            self.studio.view.set_compare("ab")

    # Qt

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The first time, arrange the panels."""
        super().showEvent(event)
        if not event.spontaneous() and not self.docks.restore():
            self.docks.apply_sizes()
        self.viewer.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Once there is a picture, let the heavy libraries come in: both want Python's lock."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.studio.preview.warm_up)
            QTimer.singleShot(0, self.studio.kinds.load)
            QTimer.singleShot(0, self.studio.machine.describe)
            if self.viewer.first_run.isVisible():
                QTimer.singleShot(0, self.examples.ask)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give way to the picture in small windows."""
        super().resizeEvent(event)
        self.giving_way.follow_size()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Ask about unsaved work and running jobs; nothing is ended before there is an answer."""
        if not self.dialogs.may_close() or not self.desk.may_close():
            event.ignore()
            return
        self.docks.store()
        self.studio.settings.set("window", self.studio.settings.get("window") | {
            "geometry": bytes(self.saveGeometry().data()).hex(),
        })  # fmt: skip
        event.accept()
        self.closed.emit()


def _focus_first(panel: QWidget) -> bool:
    """Give the focus to the first control of a panel that takes it; False if none does."""
    candidates = [panel, *panel.findChildren(QWidget)]
    for widget in candidates:
        if widget.isVisibleTo(panel) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return True
    return False

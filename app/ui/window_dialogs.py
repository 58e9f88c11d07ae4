"""The dialogs of the window: which there are, and what they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QListWidgetItem, QWidget

from app.ui.dialogs.question import ask
from app.ui.language import tr, tr_count
from app.ui.theme.icons import icon
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from app.ui.dialogs.settings_dialog import SettingsDialog
    from app.ui.dialogs.tour import Tour
    from app.ui.main_window import MainWindow
    from app.ui.messages import Message

# Dialogs are imported when they are opened: the window is on the screen sooner without them.


class WindowDialogs(QObject):
    """Opens dialogs over a window; one at a time. GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._open: QDialog | None = None
        self._settings: SettingsDialog | None = None
        self._tour: Tour | None = None
        self._may_stop = False

    def open_export(self) -> None:
        """What to export, and how."""
        from app.ui.dialogs.export_dialog import ExportDialog

        studio = self._window.studio
        self._show(
            ExportDialog(
                studio.document,
                studio.view,
                studio.settings,
                studio.jobs,
                studio.thumbnails,
                studio.exports,
                parent=self._window,
            )
        )

    def open_settings(self, place: tuple[str, int] | None = None) -> None:
        """Settings; at a place that `settings_place` told before."""
        from app.ui.dialogs.settings_dialog import SettingsDialog

        studio = self._window.studio
        self._settings = SettingsDialog(
            studio.settings,
            self._window.actions_.commands,
            studio.machine.find_devices,
            studio.preview.clear_cache,
            str(studio.preview.cache_folder),
            self._window,
        )
        self._show(self._settings)
        if place is not None:
            self._settings.go_to(place)

    def settings_place(self) -> tuple[str, int] | None:
        """Where in the settings the user is; None while they are not open."""
        if self._settings is None or self._settings is not self._open:
            return None
        return self._settings.where()

    def open_palette(self) -> None:
        """All commands."""
        from app.ui.dialogs.command_palette import CommandPalette

        actions = self._window.actions_
        self._show(
            CommandPalette(
                actions.commands,
                self._window.studio.settings,
                actions.keys,
                actions.run,
                self._window,
            )
        )

    def open_shortcuts(self) -> None:
        """The keys, to be changed."""
        from app.ui.dialogs.shortcuts import ShortcutsDialog

        window = self._window
        self._show(ShortcutsDialog(window.actions_.commands, window.studio.settings, window))

    def open_keys(self) -> None:
        """The keys of this workspace, to be read."""
        from app.ui.dialogs.key_sheet import KeySheet

        actions, view = self._window.actions_, self._window.studio.view
        self._show(KeySheet(actions.commands, actions.keys, view.workspace, self._window))

    def open_models(self, model: str = "") -> None:
        """The models there are."""
        from app.ui.dialogs.model_browser import ModelBrowser

        studio = self._window.studio
        browser = ModelBrowser(studio.settings, studio.models, model, self._window)
        browser.models_changed.connect(studio.kinds.reload_models)
        self._show(browser)

    def open_licences(self) -> None:
        """What is shipped, and under which terms."""
        from app.ui.dialogs.licences import LicencesDialog

        self._show(LicencesDialog(self._window))

    def open_about(self) -> None:
        """Version and licence."""
        from app.ui.dialogs.about import AboutDialog

        about = AboutDialog(self._window)
        about.licences.clicked.connect(self.open_licences)
        about.report.clicked.connect(self.copy_report)
        self._show(about)

    def open_notices(self) -> None:
        """What the program said lately."""
        self._show(_Notices(self._window))

    def copy_report(self) -> None:
        """A report without private names, shown before it is copied."""
        from app.ui.dialogs.diagnostics import DiagnosticsDialog

        window = self._window
        media = window.studio.document.project.media
        path = window.studio.document.path
        files = [item.path for item in media] + ([path] if path else [])
        device = window.studio.machine.words
        log = "\n\n".join(m.details for m in window.messages.all if m.details)
        self._show(DiagnosticsDialog(lambda: {"Device": device}, log, files, window))

    def start_tour(self) -> None:
        """Three steps; not shown again by itself."""
        from app.ui.dialogs.tour import Tour, usual_steps

        window = self._window
        window.studio.settings.set("tour_seen", True)
        steps = usual_steps(window.bin, window.viewer, window.inspector)
        self._tour = Tour(window, steps)
        self._tour.start()

    def end_tour(self) -> None:
        """Stop showing it."""
        if self._tour is not None:
            self._tour.close()

    def close(self) -> None:
        """Close the dialog that is open."""
        if self._open is not None:
            self._open.close()

    def open_example(self, name: str) -> None:
        """The sample clip, ready for what the card promised."""
        if name == "demo":
            self._window.start_demo()
            return
        from app.ui.demo_scenes import open_sample

        open_sample(self._window)
        if name == "annotate":
            self._window.studio.view.show_workspace("annotate")

    def check_speed(self) -> None:
        """Measure this computer."""
        self._window.studio.machine.check_speed()

    def may_close(self) -> bool:
        """Whether no work would be stopped without asking; asks, and closes the window then."""
        count = self._window.studio.jobs.unfinished
        if not count or self._may_stop:
            return True

        def answered(choice: str) -> None:
            if choice == "close":
                self._may_stop = True
                self._window.close()

        ask(
            self._window,
            tr("Stop working?"),
            tr_count(
                "{n} job is not finished. What is done is kept, and you are asked to go on at the "
                "next start.",
                "{n} jobs are not finished. What is done is kept, and you are asked to go on at "
                "the next start.",
                count,
            ),
            [("close", tr("Stop and close")), ("", tr("Keep working"))],
            answered,
        )
        return False

    def _show(self, dialog: QDialog) -> None:
        if self._open is not None:
            self._open.close()
        self._open = dialog
        dialog.finished.connect(lambda _: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: QDialog) -> None:
        if self._open is dialog:
            self._open = None
        dialog.deleteLater()


class _Notices(Dialog):
    """Messages of this run, newest first; the reports behind them can be copied."""

    def __init__(self, window: MainWindow) -> None:
        messages = window.messages.all
        subtitle = tr_count("{n} notice", "{n} notices", len(messages))
        super().__init__(tr("Notices"), subtitle, window)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Notices"))
        self.list.setWordWrap(True)
        for message in reversed(messages):
            self.list.addItem(_notice(message))
        self.set_body(self.list if messages else _quiet())
        details = "\n\n".join(message.details for message in messages if message.details)
        copy = Button(tr("Copy report"), "copy", height=32)
        copy.setEnabled(bool(details))
        copy.clicked.connect(lambda: QApplication.clipboard().setText(details))
        self.add_footer_right(copy)
        self.resize(theme().px(620), theme().px(400))


def _notice(message: Message) -> QListWidgetItem:
    """An error carries its mark."""
    mark, token = ("warning-circle", "err") if message.level == "error" else ("info", "tx3")
    return QListWidgetItem(icon(mark, token), f"{message.at:%H:%M}  {message.text}")


def _quiet() -> QWidget:
    from app.ui.widgets.empty_state import EmptyState

    return EmptyState("bell", tr("Nothing to tell"), tr("What the program says appears here."))

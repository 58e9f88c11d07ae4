"""The export dialog, Ctrl+E from everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from app.ui.dialogs.export_pane import ExportPane
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from app.ui.background import Background
    from app.ui.document import Document
    from app.ui.job_thread import JobThread
    from app.ui.settings import Settings
    from app.ui.thumbnails import Thumbnails
    from app.ui.view_state import ViewState

_LOWEST, _HEIGHT = 664, 716
"""At 100 %; the list of presets is whole in the higher one."""


class ExportDialog(Dialog):
    """Modal over the window; remembers the choices when something was exported."""

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
        super().__init__(tr("Export"), "", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.pane = ExportPane(document, view, settings, jobs, thumbnails, work)
        self.set_body(self.pane)
        self.set_subtitle(self.pane.subtitle())
        self.pane.subtitle_changed.connect(self.set_subtitle)
        self.show_file = QCheckBox(tr("Show the file when done"))
        self.show_file.setChecked(self.pane.form.choices.show)
        self.show_file.toggled.connect(self._show_toggled)
        self.cancel = Button(tr("Cancel"), height=32)
        self.queue = Button(tr("Add to queue"), height=32)
        self.export = Button(tr("Export"), "export", primary=True, height=32)
        self.export.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.queue.clicked.connect(lambda: self.pane.submit(start=False))
        self.export.clicked.connect(lambda: self.pane.submit(start=True))
        self.add_footer_left(self.show_file)
        for button in (self.cancel, self.queue, self.export):
            button.setMinimumWidth(theme().px(88))
            self.add_footer_right(button)
        self.pane.ready_changed.connect(self._set_ready)
        self.pane.submitted.connect(self.accept)
        self._set_ready(bool(self.pane.subjects))
        room = parent.window().height() - theme().px(48) if parent is not None else _HEIGHT
        self.resize(theme().px(1080), max(theme().px(_LOWEST), min(theme().px(_HEIGHT), room)))
        self.pane.form.name.setFocus()

    def done(self, result: int) -> None:
        """End the worker before the widgets go."""
        self.pane.close_work()
        super().done(result)

    def _set_ready(self, ready: bool) -> None:
        self.queue.setEnabled(ready)
        self.export.setEnabled(ready)

    def _show_toggled(self, on: bool) -> None:
        self.pane.form.show_choices(replace(self.pane.form.choices, show=on))

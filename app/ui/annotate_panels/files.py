"""The commands that open the dialog of annotation files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.command import ANNOTATE, Command
from app.ui.language import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.annotate_panels.files_dialog import AnnotationFilesDialog, Direction
    from app.ui.annotation_session import AnnotationSession
    from app.ui.background import Background


class AnnotationFiles(QObject):
    """Opens the dialog over a window. GUI thread only.

    Signals:
        told(str): something to say in the status bar.
    """

    told = Signal(str)

    def __init__(self, session: AnnotationSession, work: Background, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._work, self._window = session, work, window

    def commands(self) -> tuple[Command, ...]:
        """Export and import."""

        def ready() -> bool:
            return self._session.layer is not None

        here = (ANNOTATE,)
        return (
            Command("annotate.export", tr("Export annotations…"), partial(self.open, "export"),
                    ("Ctrl+Shift+E",), "export", here, ready),
            Command("annotate.import", tr("Import annotations…"), partial(self.open, "import"),
                    ("Ctrl+Shift+I",), "download-simple", here, ready),
        )  # fmt: skip

    def open(self, direction: Direction) -> AnnotationFilesDialog:
        """Show the dialog."""
        # It brings all formats along: not while the window starts.
        from app.ui.annotate_panels.files_dialog import AnnotationFilesDialog

        dialog = AnnotationFilesDialog(self._session, self._work, direction, self._window)
        dialog.told.connect(self.told)
        dialog.open()
        return dialog

"""Name, version and licence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app import __version__
from app.ui.language import tr
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label


class AboutDialog(Dialog):
    """Says what this is.

    Attributes:
        licences, report: Buttons for the two dialogs that belong here; the window connects them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("About Reelwright"), parent=parent)
        self.licences = Button(tr("Licences…"), height=32)
        self.report = Button(tr("Diagnostic report…"), height=32)
        self.set_body(self._words())
        self.add_footer_left(self.report)
        self.add_footer_left(self.licences)
        done = Button(tr("Done"), primary=True, height=32)
        done.clicked.connect(self.accept)
        self.add_footer_right(done)
        self.resize(theme().px(480), theme().px(340))

    def _words(self) -> QWidget:
        logo = QLabel()
        logo.setPixmap(icons.pixmap("reelwright", theme().px(56), ratio=self.devicePixelRatioF()))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(6)
        column.addStretch(1)
        column.addWidget(logo, 0, Qt.AlignmentFlag.AlignHCenter)
        version = Label(tr("Version {version}", version=__version__), "body", "tx2")
        version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines = (
            Label("Reelwright", "title", "tx"),
            version,
            Label(tr("Enhance and annotate video, on your own machine."), "body", "tx2"),
            Label(tr("Free software under the Apache License 2.0."), "body", "tx3"),
            Label(tr("Nothing is ever sent anywhere."), "body", "tx3"),
        )
        for line in lines:
            line.setWordWrap(True)
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(line)
        column.addStretch(1)
        return body

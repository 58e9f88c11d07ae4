"""A report for whoever is asked for help, with nothing private in it."""

from __future__ import annotations

import getpass
import importlib.metadata
import os
import platform
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app import __version__
from app.base.text import format_bytes
from app.ui.background import Background
from app.ui.dialogs.privacy import without_private
from app.ui.language import language, tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import PurePath

LIBRARIES = (
    "torch",
    "av",
    "numpy",
    "PySide6-Essentials",
    "spandrel",
    "onnxruntime",
    "opencv-python-headless",
    "miniaudio",
    "opentimelineio",
)
ROOT = Path(__file__).parents[3]


def machine_facts() -> dict[str, str]:
    """Versions and sizes. Reads files: ask on a worker thread."""
    facts = {
        "Reelwright": __version__,
        "System": platform.platform(),
        "Python": platform.python_version(),
        "Qt": qVersion(),
        "Processor": f"{platform.machine()}, {os.cpu_count()} threads",
        "Memory": format_bytes(psutil.virtual_memory().total),
    }
    for library in LIBRARIES:
        try:
            facts[library] = importlib.metadata.version(library)
        except importlib.metadata.PackageNotFoundError:
            facts[library] = "not installed"
    return facts


def window_facts() -> dict[str, str]:
    """Screens and looks. GUI thread."""
    screens = (
        f"{screen.size().width()} × {screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    )
    return {
        "Screens": ", ".join(screens),
        "Window system": QGuiApplication.platformName(),
        "Language": language(),
        "Theme": f"{'dark' if theme().dark else 'light'}, {theme().scale:.0%}",
    }


def report_text(facts: Mapping[str, str], log: str = "") -> str:
    """The report, before anything is taken out. English: it is for developers."""
    lines = [f"{name}: {value}" for name, value in facts.items()]
    return "\n".join(["Reelwright diagnostic report", "", *lines, *(["", log] if log else [])])


def clean_report(
    facts: Mapping[str, str], log: str = "", project_files: Iterable[str | PurePath] = ()
) -> str:
    """The report without names and paths of this user, machine and project. Not the GUI thread."""
    return without_private(
        report_text(facts, log),
        home=str(Path.home()),
        user=_user(),
        names=project_files,
        own_folders=(ROOT, sys.prefix, sys.base_prefix),
        machine=platform.node(),
    )


class DiagnosticsDialog(Dialog):
    """Shows what would be copied, and copies it.

    Args:
        more_facts: Further lines, such as the device; called on a worker thread.
        log: The last lines that were logged.
        project_files: Files of the project, whose names are to be taken out.
        parent: The window to stand before.
    """

    def __init__(
        self,
        more_facts: Callable[[], Mapping[str, str]] | None = None,
        log: str = "",
        project_files: Iterable[str | PurePath] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Diagnostic report"), parent=parent)
        self.text = QPlainTextEdit(tr("Reading…"))
        self.copy = Button(tr("Copy diagnostic report"), "copy", primary=True, height=32)
        self._background = Background("diagnostics", self)
        self._build()
        self._background.answered.connect(self._answered)
        self.finished.connect(lambda: self._background.close())
        question = partial(_answer, window_facts(), more_facts, log, tuple(project_files))
        self._background.ask("report", question)

    def _build(self) -> None:
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Diagnostic report"))
        hint = Label(
            tr("Names and paths of yours are taken out. Nothing is sent: paste it where you want.")
        )
        hint.setWordWrap(True)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(hint)
        column.addWidget(self.text, 1)
        self.set_body(body)
        self.copy.setEnabled(False)
        self.copy.clicked.connect(self._copy)
        self.add_footer_right(self.copy)
        self.resize(theme().px(640), theme().px(480))

    def _answered(self, _key: object, answer: object) -> None:
        self.text.setPlainText(str(answer))
        self.copy.setEnabled(True)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(tr("Copied"))
        self.copy.set_icon("check")


def _answer(
    window: Mapping[str, str],
    more: Callable[[], Mapping[str, str]] | None,
    log: str,
    files: tuple[str | PurePath, ...],
) -> str:
    facts = {**machine_facts(), **window, **(more() if more is not None else {})}
    return clean_report(facts, log, files)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""  # a container without a user of that number

"""Keys of labels beyond the digits: letters that the user gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from app.base.errors import AnnotationError
from app.ui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QWidget

    from app.annotations.model import Label
    from app.ui.annotation_session import AnnotationSession
    from app.ui.view_state import ViewState

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class LabelShortcuts(QObject):
    """A shortcut of the window for each label with a letter. GUI thread only.

    Labels of objects are chosen by the letter, labels of segments painted by Alt and the letter,
    as with digits. A letter that a command has stays the command's.

    Args:
        session: Whose labels.
        view: Says whether the workspace is Annotate.
        window: Has the shortcuts.
        choose: Takes the name of a label of objects.
        paint: Takes the name of a label of segments and its key.
    """

    def __init__(
        self,
        session: AnnotationSession,
        view: ViewState,
        window: QWidget,
        choose: Callable[[str], object],
        paint: Callable[[str, Qt.Key], object],
    ) -> None:
        super().__init__(window)
        self._session, self._view, self._window = session, view, window
        self._choose, self._paint = choose, paint
        self._labels: tuple[Label, ...] = ()
        self.shortcuts: list[QShortcut] = []
        # Later, when the commands have the keys of the workspace.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._follow)
        session.layer_changed.connect(self._changed)
        view.workspace_changed.connect(self._changed)
        self._later.start()

    def _changed(self, *_: object) -> None:
        self._later.start()

    def _follow(self) -> None:
        layer = self._session.layer if self._view.workspace == "annotate" else None
        labels = layer.labels if layer else ()
        if labels == self._labels:
            return
        self._labels = labels
        for shortcut in self.shortcuts:
            shortcut.deleteLater()
        self.shortcuts = [self._made(label) for label in labels if _has_letter(label)]

    def _made(self, label: Label) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys_of(label)), self._window)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(lambda: self._pressed(label))
        # Two of the same key would silence each other.
        shortcut.setEnabled(not command_of(self._window, keys_of(label)))
        return shortcut

    def _pressed(self, label: Label) -> None:
        if label.group:
            self._paint(label.name, Qt.Key(ord(label.hotkey.upper())))
        else:
            self._choose(label.name)


def keys_of(label: Label) -> str:
    """What is pressed for a label with a key of its own, as `QKeySequence` takes it; "" else."""
    key = label.hotkey.upper()
    return f"Alt+{key}" if key and label.group else key


def command_of(window: QWidget, keys: str) -> str:
    """The title of the command of a window that has these keys; "" if none has."""
    wanted = QKeySequence(keys)
    found = (action.text() for action in window.actions() if wanted in action.shortcuts())
    return next(found, "")


def check_key(label: Label, others: Iterable[Label], window: QWidget) -> None:
    """Refuse a label whose letter is somebody else's.

    Args:
        label: The new one.
        others: The layer's, without what it replaces.
        window: Has the commands.

    Raises:
        AnnotationError: with who has the key.
    """
    keys = keys_of(label)
    if not keys:
        return
    for other in others:
        if keys_of(other) == keys:
            raise AnnotationError(
                tr("“{name}” has the key {key} already; choose another one.", name=other.name,
                   key=keys)
            )  # fmt: skip
    command = command_of(window, keys) if _has_letter(label) else ""
    if command:
        raise AnnotationError(
            tr("“{name}” has the key {key} already; choose another one.", name=command, key=keys)
        )


def _has_letter(label: Label) -> bool:
    return len(label.hotkey) == 1 and label.hotkey.upper() in LETTERS

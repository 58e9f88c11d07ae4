"""The program with its window: started, rebuilt when the language changes, ended in order."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from app.ui.crash_guard import CrashGuard
from app.ui.garbage import GarbageRounds
from app.ui.key_focus import KeyFocus
from app.ui.language import LANGUAGES, use_language
from app.ui.main_window import MainWindow
from app.ui.settings import Settings
from app.ui.studio import Studio
from app.ui.theme.stylesheet import apply_theme
from app.ui.theme.theme import theme
from app.ui.timeline import clipboard
from app.ui.top_bar import LOGO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.project.recovery import Recoverable


class Program(QObject):
    """Owns the studio and the window over it. GUI thread only."""

    def __init__(self, app: QApplication, settings: Settings | None = None) -> None:
        super().__init__(app)
        self._app = app
        self.settings = settings or Settings()
        self._translator = QTranslator(self)
        self._keys = KeyFocus(app)
        self._asked = False
        self._garbage = GarbageRounds(self)
        self.guard = CrashGuard(self)
        self._look()
        theme().follow_system()
        self.studio = Studio(self.settings)
        self.window = self._made()

    def show(self) -> None:
        """Show the window where it was; look for what a crash left behind."""
        stored = self.settings.get("window").get("geometry")
        if not isinstance(stored, str) or not self._restore(stored):
            area = QGuiApplication.primaryScreen().availableGeometry()
            self.window.resize(min(1600, area.width() - 40), min(1000, area.height() - 60))
        self.window.show()
        self._garbage.settle()

    def begin(self, paths: Sequence[Path] = ()) -> None:
        """Open what was asked for, else the last project, else show how things work, once.

        Then offer what was not saved.
        """
        if paths:
            self.window.desk.import_paths(paths)
        elif self.settings.get("last_project"):
            last = Path(self.settings.get("last_project"))
            if last.is_file():
                self.studio.files.open(last)
        elif not self.settings.get("tour_seen"):
            once = Qt.ConnectionType.SingleShotConnection
            self.studio.files.recoverable.connect(self._welcome, once)
        self.studio.files.look_for_recoverable()

    def _welcome(self, lost: list[Recoverable]) -> None:
        """What was lost comes first; the tour waits for a better day."""
        if not lost:
            self.window.dialogs.start_tour()

    def terminate(self) -> None:
        """End because the system says so: nobody is asked, and unsaved changes are kept aside."""
        self._app.exit(0)  # `quit` closes the windows first, and ours would ask

    def close(self) -> None:
        """End every worker.

        Where nobody was asked what to do about unsaved changes, they are kept aside: the system
        ended us, or the screen is gone, after which Qt leaves its loop as if all were well.
        """
        path = self.studio.document.path
        self.settings.set("last_project", str(path) if path else "")
        self.window.release()
        clipboard.let_go()
        self.studio.close(keep=not self._asked)
        self.studio.document.undo_stack.blockSignals(True)  # it is emptied when it is deleted
        self.guard.remove()
        self._keys.stop()
        self._garbage.stop()

    def rebuild(self) -> None:
        """The same document in a new window, which speaks the language that is chosen now."""
        old, document = self.window, self.studio.document
        project_time, workspace = self.studio.view.playhead, self.studio.view.workspace
        settings = old.dialogs.settings_place()
        old.docks.store()
        place = old.saveGeometry()
        self.guard.failed.disconnect()
        old.hide()
        old.release()
        self.studio.close()
        document.forget_listeners()
        old.deleteLater()
        self.studio.delete()
        self._look()
        self.studio = Studio(self.settings, document)
        self.studio.view.show_workspace(workspace)
        self.window = self._made()
        self.window.restoreGeometry(place)
        self.studio.view.seek(project_time)
        self.window.show()
        if settings is not None:
            self.window.dialogs.open_settings(settings)
        document.clean_changed.emit(document.clean)  # the new autosave learns what is unsaved

    def _made(self) -> MainWindow:
        window = MainWindow(self.studio)
        window.closed.connect(self._end)
        # Later: a control of the old window must not be deleted while it speaks.
        window.rebuild_wanted.connect(lambda: QTimer.singleShot(0, self.rebuild))
        self.studio.document.replaced.connect(self._garbage.settle)
        self.guard.failed.connect(window.messages.bug)
        self.guard.install()
        return window

    def _end(self) -> None:
        """The user closed the window, and was asked before."""
        self._asked = True
        self._app.quit()

    def _look(self) -> None:
        """Language, colours and sizes from the settings."""
        chosen = self.settings.get("language") or system_language()
        use_language(chosen)
        QLocale.setDefault(QLocale(chosen))
        self._app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if chosen != "en" and self._translator.load(f"qtbase_{chosen}", folder):
            self._app.installTranslator(self._translator)
        theme().use(self.settings.get("theme"), self.settings.get("interface_size") / 100)
        apply_theme(self._app)

    def _restore(self, stored: str) -> bool:
        try:
            return self.window.restoreGeometry(QByteArray(bytes.fromhex(stored)))
        except ValueError:
            return False


def system_language() -> str:
    """The first of the desktop's languages that there is a catalogue for."""
    for name in QLocale.system().uiLanguages():
        code = name.replace("-", "_")
        if code.startswith("zh") and "TW" not in code and "Hant" not in code:
            return "zh_CN"
        if code.split("_")[0] in LANGUAGES:
            return code.split("_")[0]
    return "en"


def make_application() -> QApplication:
    """The one QApplication, with the names desktops know the program by."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Reelwright")
    app.setOrganizationName("Reelwright")
    app.setDesktopFileName("reelwright")
    app.setWindowIcon(QIcon(str(LOGO)))
    app.setQuitOnLastWindowClosed(False)  # dialogs come and go; the main window says when
    return app


def main(paths: Sequence[Path] = (), *, demo: bool = False, kiosk: bool = False) -> int:
    """Run the window until it is closed; gives the exit code.

    Args:
        paths: A project or media to open.
        demo: Begin with the show that runs by itself.
        kiosk: Over the whole screen, and the show begins again when nobody touches anything.
    """
    app = make_application()
    program = Program(app)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: program.terminate())
    # Python runs signal handlers between its own instructions only.
    awake = QTimer(interval=200)
    awake.timeout.connect(lambda: None)
    awake.start()
    program.show()
    if demo or kiosk:
        from app.ui.demo_scenes import start_demo

        QTimer.singleShot(0, lambda: start_demo(program.window, kiosk=kiosk))
    else:
        QTimer.singleShot(0, lambda: program.begin(paths))
    code = app.exec()
    program.close()
    return code

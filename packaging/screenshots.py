"""Pictures of every main state of the window: `python packaging/screenshots.py FOLDER`.

Needs a screen; without one run it under a virtual one:
`xvfb-run -s "-screen 0 2560x1600x24" python packaging/screenshots.py FOLDER`.
Shows the sample clip, and the videos named after the folder. `make screenshots` makes them all.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtCore import QDeadlineTimer, QEventLoop

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.ui.application import Program

SIZES = {"": (1600, 1000), "small": (1280, 720)}


def main() -> None:
    """Make them all, or those of one language, theme and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("media", type=Path, nargs="*")
    parser.add_argument("--language", default="en")
    parser.add_argument("--theme", default="dark")
    parser.add_argument("--size", default="", choices=SIZES)
    arguments = parser.parse_intermixed_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = home
        os.environ["XDG_STATE_HOME"] = home
        _run(arguments)


def _run(arguments: argparse.Namespace) -> None:
    from app.ui.application import Program, make_application
    from app.ui.settings import Settings

    app = make_application()
    settings = Settings()
    settings.set("language", arguments.language)
    settings.set("theme", arguments.theme)
    settings.set("tour_seen", True)
    program = Program(app, settings)
    program.window.resize(*SIZES[arguments.size])
    program.window.show()
    mark = "-".join(part for part in (arguments.theme, arguments.language, arguments.size) if part)
    _States(program, arguments.folder, mark, arguments.media).all()
    program.window.hide()
    program.close()


class _States:
    """Brings the window into one state after the other."""

    def __init__(self, program: Program, folder: Path, mark: str, media: list[Path]) -> None:
        self._program = program
        self._window = program.window
        self._folder = folder
        self._mark = mark
        self._media = media

    def all(self) -> None:
        """In the order in which a user would meet them."""
        first = self._window.viewer.first_run
        self._until(lambda: bool(self._window.studio.machine.words), 60)
        self._until(lambda: all(card.has_image for card in first.cards.values()))
        self._wait(0.5)
        self._shoot("first-run", self._window)
        self._open_media()
        studio = self._window.studio
        for mode in ("wipe", "side", "result", "difference", "ab"):
            studio.view.set_compare(mode)
            self._settle()
            self._shoot(f"enhance-{mode}", self._window)
        studio.view.set_compare("wipe")
        self._dialogs()
        for workspace in ("annotate", "deliver"):
            studio.view.show_workspace(workspace)
            self._settle()
            self._shoot(workspace, self._window)
        studio.view.show_workspace("enhance")

    def _open_media(self) -> None:
        from app.ui.demo_scenes import open_sample

        done: list[bool] = []
        open_sample(self._window, lambda: done.append(True))
        self._until(lambda: bool(done))
        if self._media:
            studio = self._window.studio
            count = len(studio.document.project.media) + len(self._media)
            studio.files.import_media(self._media)
            self._until(lambda: len(studio.document.project.media) >= count)
            self._wait(1)
            self._window.timeline.add_media([m.id for m in studio.document.project.media[1:3]])
        rate = studio_rate(self._program)
        self._window.studio.view.seek(Fraction(40, rate))
        self._window.timeline.fit()
        self._settle()

    def _dialogs(self) -> None:
        dialogs = self._window.dialogs
        for name, open_dialog in (
            ("export", dialogs.open_export),
            ("models", dialogs.open_models),
            ("settings", dialogs.open_settings),
            ("commands", dialogs.open_palette),
            ("shortcuts", dialogs.open_shortcuts),
            ("keys", dialogs.open_keys),
            ("licences", dialogs.open_licences),
            ("about", dialogs.open_about),
            ("report", dialogs.copy_report),
            ("notices", dialogs.open_notices),
        ):
            open_dialog()
            self._wait(2.5)
            self._shoot(f"dialog-{name}", self._window, over=True)
            dialogs.close()
            self._wait(0.3)
        dialogs.start_tour()
        self._wait(0.5)
        self._shoot("tour", self._window)
        dialogs.end_tour()

    def _shoot(self, name: str, window: QWidget, *, over: bool = False) -> None:
        """The window as it is on the screen; with what lies over it."""
        screen = window.screen()
        box = window.frameGeometry()
        picture = (
            screen.grabWindow(0, box.x(), box.y(), box.width(), box.height())
            if over
            else window.grab()
        )
        picture.save(str(self._folder / f"{name}-{self._mark}.png"))

    def _settle(self) -> None:
        """Until the result of the frame is there, or half a minute has passed."""
        self._wait(0.3)
        canvas = self._window.viewer.canvas
        self._until(lambda: canvas.state.kind in ("cached", "error"), 30)
        self._wait(0.7)

    def _until(self, ready: Callable[[], bool], seconds: float = 20) -> None:
        deadline = QDeadlineTimer(int(seconds * 1000))
        while not ready() and not deadline.hasExpired():
            self._wait(0.05)

    def _wait(self, seconds: float) -> None:
        loop = QEventLoop()
        deadline = QDeadlineTimer(int(seconds * 1000))
        while not deadline.hasExpired():
            loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def studio_rate(program: Program) -> int:
    """Frames per second of the first source, near enough to find a frame."""
    facts = program.studio.document.project.media[0].facts
    return round(facts.rate) if facts else 25


if __name__ == "__main__":
    main()

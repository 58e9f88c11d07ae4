"""Seconds from the start of the process to the window's first picture: run it as a program."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[2]))

HEAVY = {"torch", "av", "opentimelineio", "miniaudio", "scipy", "cv2"}
"""Each takes a good part of a second."""


def main() -> None:
    """Start as `python -m app` does, print when the first paint is done, and end."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from app.ui import application
    from app.ui.main_window import MainWindow

    imported = _age()
    heavy: set[str] = set()

    class FirstPaint(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint and isinstance(watched, MainWindow):
                heavy.update(HEAVY & set(sys.modules))
                QTimer.singleShot(0, tell)
                app.removeEventFilter(self)
            return False

    def tell() -> None:
        worked = time.process_time()
        print(f"imported {imported:.3f} painted {_age():.3f} worked {worked:.3f}")
        print("heavy", *sorted(heavy))
        QTimer.singleShot(0, app.quit)

    app = application.make_application()
    painted = FirstPaint()
    app.installEventFilter(painted)
    application.main()


def _age() -> float:
    return time.time() - psutil.Process().create_time()


if __name__ == "__main__":
    main()

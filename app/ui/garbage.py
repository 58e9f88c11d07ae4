"""Python's search for garbage, kept to the GUI thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

ROUND_MS = 250

YOUNG = 700
"""New objects from which on a round is worth its while; Python's own figure."""

MANY = 50_000
"""New objects within a round that only a file that was read, or a library, makes: they stay. A look
at the 200,000 keyframes of a large layer takes 140 ms."""

MIDDLE_EVERY, ALL_EVERY = 20, 1200
"""Rounds between looks at what is older: five seconds, five minutes."""


class GarbageRounds(QObject):
    """Looks for unreachable objects from time to time, where Python would at any moment.

    Python looks on whichever thread happens to make the next object. When that is a worker and what
    it finds is a widget, Qt deletes it there, under locks that the GUI thread waits for while it
    holds Python's own: the program stands still for good. GUI thread only; one at a time.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._rounds = 0
        self._timer = QTimer(self, interval=ROUND_MS)
        self._timer.timeout.connect(self._round)
        self._timer.start()

    def settle(self) -> None:
        """Never look at what there is now again: the libraries, a large project that was read.

        What of it is let go without cycles goes at once, as ever.
        """
        gc.freeze()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()  # or libraries complain of what is left when the process ends
        if self._was_on:
            gc.enable()

    def _round(self) -> None:
        self._rounds += 1
        if gc.get_count()[0] > MANY:
            self.settle()
        elif self._rounds % ALL_EVERY == 0:
            gc.collect()
            self.settle()  # what has stayed until now will stay: the next look is short again
        elif self._rounds % MIDDLE_EVERY == 0:
            gc.collect(1)
        elif gc.get_count()[0] > YOUNG:
            gc.collect(0)

"""PySide6 must not be able to end Python by sending signals."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CODE = """
import app.ui
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    sent = Signal(object)

sender = Sender()
for number in range(20_000):
    sender.sent.emit(number)
print("alive")
"""


def test_twenty_thousand_signals_are_survived() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", CODE]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr

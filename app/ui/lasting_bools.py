"""Python 3.11 under PySide6 6.12: every `Signal.emit()` drops a reference to `True`.

`emit` gives `True` back without counting the reference it gives away. Since Python 3.12 `True` and
`False` are immortal and nobody notices; before that the process aborts ("bool_dealloc:
deallocating True or False") after some thousand signals. So they are made as good as immortal.

`None` goes the same way ("none_dealloc: deallocating None"): every call of a Qt function that gives
nothing back, `QPainter.fillRect` say, drops one of its references.
"""

from __future__ import annotations

import ctypes
import sys

_MANY = 1 << 40
_TOLERANCE = 8


def make_bools_last() -> None:
    """Give the three more references than any program can drop. Harmless anywhere."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for value in (True, False, None):
        # The count is an object's first field, but for debug builds: it is looked at first.
        count = ctypes.c_ssize_t.from_address(id(value))
        if abs(count.value - sys.getrefcount(value)) <= _TOLERANCE:
            count.value += _MANY

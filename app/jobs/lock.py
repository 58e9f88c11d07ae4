"""A folder of one's own: a lock the system lets go of when its holder dies."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from pathlib import Path


def take_lock(path: Path) -> IO[bytes] | None:
    """The open lock file while it is ours, None when another process (or we already) hold it.

    Close the file to let go. A folder that knows no locks counts as held: better a queue that is
    not kept than one that two programs run.

    Raises:
        OSError: the file cannot be made.
    """
    file = path.open("ab")
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file

"""Where on the disk things are kept that can be made again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from app.ui.settings import Settings


def cache_place(settings: Settings) -> Path:
    """The folder the user has chosen for it, else that of the system."""
    chosen = settings.get("cache_folder")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("reelwright"))

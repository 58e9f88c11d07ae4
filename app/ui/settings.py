"""What the user chose for this machine: one small JSON file in the configuration folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QObject, Signal

from app.base.files import partial_path

DEFAULTS: dict[str, Any] = {
    "language": "",  # that of the system
    "theme": "system",
    "interface_size": 100,
    "device": "auto",
    "precision": "auto",
    "cache_memory_mb": 1024,
    "cache_disk_gb": 4,
    "cache_folder": "",
    "volume": 0.8,
    "loop": False,
    "snap": True,
    "shortcuts": {},
    "shortcut_preset": "reelwright",
    "recent_files": [],
    "recent_commands": [],
    "analyses": {},
    "export": {},
    "export_presets": [],
    "effect_presets": [],
    "window": {},
    "last_project": "",
    "tour_seen": False,
}
"""Every setting with its default; one that is not listed is refused."""


class Settings(QObject):
    """Read once, written on every change. GUI thread only.

    A file that cannot be read counts as empty and is replaced with the next change: settings are
    a convenience and must never keep the program from starting.

    Signals:
        changed(key): the setting has another value now.
    """

    changed = Signal(str)

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path or Path(platformdirs.user_config_dir("reelwright")) / "settings.json"
        self._values = _read(self._path)

    def get(self, key: str) -> Any:
        """The value; its default where nothing sensible is stored.

        Raises:
            KeyError: there is no such setting.
        """
        return self._values.get(key, DEFAULTS[key])

    def set(self, key: str, value: Any) -> None:
        """Change and store a value; it must be plain data.

        Raises:
            KeyError: there is no such setting.
        """
        if (DEFAULTS[key] == value and key not in self._values) or self.get(key) == value:
            return
        self._values[key] = value
        self._write()
        self.changed.emit(key)

    def _write(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(self._values, indent=2, ensure_ascii=False)
            # Not synced to the disk: that takes the GUI thread's time, and a choice is no work.
            part = partial_path(self._path)
            part.write_text(text, encoding="utf-8")
            part.replace(self._path)
        except OSError:
            return  # a read-only home: the choice holds for this run


def _read(path: Path) -> dict[str, Any]:
    """Known keys with values of the right type."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stored, dict):
        return {}
    return {key: value for key, value in stored.items() if _fits(key, value)}


def _fits(key: str, value: object) -> bool:
    default = DEFAULTS.get(key)
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return key in DEFAULTS and type(value) is type(default)

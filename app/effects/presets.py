"""Chains kept under a name: some come with the program, users save their own. No torch here.

```toml
title = "Old phone clip"
summary = "One sentence."            # may be left away

[[effect]]
name = "denoise"                     # one that is not known here is kept as it is
enabled = true                       # when left away
[effect.settings]
strength = 85                        # a number, text or yes/no …
sigma = { keys = [["5/2", 12.0, false]] }   # … or keyframes: seconds, value, smooth
```
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from app.base.errors import AppError, SettingsError, UsageError
from app.base.files import write_atomically
from app.base.parameter import Keyframe, Keyframes

if TYPE_CHECKING:
    from app.base.parameter import Setting

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "presets"
SUFFIX = ".toml"
LARGEST = 1_000_000
"""Bytes; a preset is some lines of text, and a file of others is not trusted."""
LONGEST_CHAIN = 100
LONGEST_TITLE = 80

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")


@dataclass(frozen=True, slots=True)
class PresetStep:
    """One effect of a chain: its name, the settings that are not default, whether it runs."""

    name: str
    settings: tuple[tuple[str, Setting], ...] = ()
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Preset:
    """A chain with a name.

    Attributes:
        title: Unique among the user's own, at most `LONGEST_TITLE` letters.
        steps: First effect first.
        summary: One sentence, or "".
        path: The file it was read from.
        shipped: Whether it came with the program, so that it cannot be changed.
    """

    title: str
    steps: tuple[PresetStep, ...]
    summary: str = ""
    path: Path | None = None
    shipped: bool = False


class PresetFolder:
    """The user's own presets, one file each. Reads and writes disks: not for the GUI thread's loop.

    Args:
        folder: Where they lie; made when the first one is saved.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> tuple[Preset, ...]:
        """Shipped ones first, then the user's by title; files that are no presets are passed by."""
        own = sorted(_readable(self._folder), key=lambda preset: preset.title.casefold())
        return (*shipped_presets(), *own)

    def save(self, preset: Preset) -> Preset:
        """Keep a preset under its title, in place of one that had it.

        Raises:
            SettingsError: the title is empty or belongs to a shipped one, or the disk is full.
        """
        title = self._checked_title(preset.title)
        old = self._own(title)
        path = old.path if old and old.path else self._free_path(title)
        kept = replace(preset, title=title, path=path, shipped=False)
        write_preset(kept, path)
        return kept

    def rename(self, preset: Preset, title: str) -> Preset:
        """Give one of the user's own another title.

        Raises:
            SettingsError: the title is empty or taken.
        """
        title = self._checked_title(title)
        if self._own(title) not in (None, preset):
            raise SettingsError(f"There is a preset “{title}” already; choose another name.")
        if preset.path is None:
            raise SettingsError(f"The preset “{preset.title}” is not saved yet; save it first.")
        renamed = replace(preset, title=title)
        write_preset(renamed, preset.path)
        return renamed

    def remove(self, preset: Preset) -> None:
        """Delete one of the user's own; shipped ones stay."""
        if preset.path is not None and not preset.shipped:
            preset.path.unlink(missing_ok=True)

    def bring_in(self, path: Path) -> Preset:
        """Take a copy of a preset file; a title that is taken gets a number behind it.

        Raises:
            SettingsError: it is no preset.
        """
        preset = read_preset(path)
        taken = {each.title for each in self.all()}
        title, number = preset.title, 2
        while title in taken:
            title, number = f"{preset.title} {number}", number + 1
        return self.save(replace(preset, title=title))

    def _own(self, title: str) -> Preset | None:
        return next((each for each in _readable(self._folder) if each.title == title), None)

    def _checked_title(self, title: str) -> str:
        title = " ".join(title.split())
        if not title or len(title) > LONGEST_TITLE:
            raise SettingsError(f"A preset needs a name of 1 to {LONGEST_TITLE} letters.")
        if any(title == each.title for each in shipped_presets()):
            raise SettingsError(f"“{title}” came with the program; choose another name.")
        return title

    def _free_path(self, title: str) -> Path:
        stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "preset"
        path, number = self._folder / f"{stem}{SUFFIX}", 2
        while path.exists():
            path, number = self._folder / f"{stem}-{number}{SUFFIX}", number + 1
        return path


def user_presets() -> PresetFolder:
    """Those of this user, beside the settings."""
    return PresetFolder(platformdirs.user_config_path("reelwright") / "presets")


def shipped_presets() -> tuple[Preset, ...]:
    """Those that came with the program."""
    return tuple(
        replace(read_preset(path), shipped=True) for path in sorted(SHIPPED.glob(f"*{SUFFIX}"))
    )


def read_preset(path: Path) -> Preset:
    """Read a preset file.

    Raises:
        SettingsError: it cannot be read or is no preset; names the file and what is wrong.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise SettingsError(f"{path.name} is too large for a preset; choose another file.")
        values = tomllib.loads(path.read_text("utf-8"))
        return replace(_preset(values), path=path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read as a preset: {error}.") from error
    except (TypeError, ValueError, KeyError, ZeroDivisionError, UsageError) as error:
        raise SettingsError(f"{path.name} is not a preset: {error}.") from error


def write_preset(preset: Preset, path: Path) -> None:
    """Write a preset file, whole or not at all.

    Raises:
        SettingsError: the disk does not take it.
    """
    blocks = [_line("title", preset.title) + _line("summary", preset.summary)]
    blocks += [_block(step) for step in preset.steps]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, "\n".join(blocks).encode())
    except OSError as error:
        raise SettingsError(f"The preset could not be saved to {path}: {error}.") from error


def _readable(folder: Path) -> list[Preset]:
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            found.append(read_preset(path))
        except AppError:
            continue  # one bad file must not hide the others
    return found


def _preset(values: dict[str, Any]) -> Preset:
    title = values["title"]
    steps = values.get("effect", [])
    if not isinstance(title, str) or not title.strip() or len(title) > LONGEST_TITLE:
        raise ValueError("it needs a title")
    if not isinstance(steps, list) or len(steps) > LONGEST_CHAIN:
        raise ValueError(f"it may have up to {LONGEST_CHAIN} effects")
    return Preset(title, tuple(_step(each) for each in steps), str(values.get("summary", "")))


def _step(values: dict[str, Any]) -> PresetStep:
    name, enabled = values["name"], values.get("enabled", True)
    settings = values.get("settings", {})
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of an effect")
    if not isinstance(enabled, bool) or not isinstance(settings, dict):
        raise ValueError(f"the effect {name} is not written as it should be")
    return PresetStep(name, tuple((key, _setting(each)) for key, each in settings.items()), enabled)


def _setting(value: object) -> Setting:
    if isinstance(value, dict):
        return Keyframes(tuple(_key(*each) for each in value["keys"]))
    if isinstance(value, bool | int | float | str):
        return value
    raise ValueError(f"{value!r} cannot be a setting")


def _key(time: str, value: float, smooth: bool = False) -> Keyframe:
    return Keyframe(Fraction(str(time)), float(value), bool(smooth))


def _block(step: PresetStep) -> str:
    lines = "[[effect]]\n" + _line("name", step.name) + _line("enabled", step.enabled)
    values = "".join(_line(name, _plain(value)) for name, value in step.settings)
    return lines + ("[effect.settings]\n" + values if values else "")


def _plain(setting: Setting) -> object:
    if isinstance(setting, Keyframes):
        return [[str(key.time), key.value, key.smooth] for key in setting.keys]
    return setting


def _line(key: str, value: object) -> str:
    """One TOML line: JSON writes text, numbers, lists and booleans the same way."""
    name = key if _BARE_KEY.fullmatch(key) else _json(key)
    text = f"{{ keys = {_json(value)} }}" if isinstance(value, list) else _json(value)
    return f"{name} = {text}\n"


def _json(value: object) -> str:
    # TOML wants DEL escaped and JSON does not; JSON's own escapes of others are TOML's too.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

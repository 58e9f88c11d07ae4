"""The document: a tree of frozen values. An edit is a plain function `Project -> Project`.

The project knows effects by name and values only, so it can be loaded, edited and saved where
the code (or the model) behind an effect is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.parameter import Setting
    from app.base.time import Position


@dataclass(frozen=True, slots=True)
class EffectSpec:
    """One step of a chain.

    Attributes:
        name: Of an effect kind.
        settings: Values by parameter name, as (name, value) pairs; absent means default.
        enabled: Whether the chain runs it.
    """

    name: str
    settings: tuple[tuple[str, Setting], ...] = ()
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class MediaItem:
    """A source; `path` may be a pattern of numbered pictures."""

    path: Path


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of a source with its effect chain; positions count from the source's beginning."""

    media: MediaItem
    start: Position | None = None
    end: Position | None = None
    effects: tuple[EffectSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """Everything the user made."""

    clips: tuple[Clip, ...] = field(default=())

"""What is asked of the preview, and how it is to be computed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.cache_place import cache_place

if TYPE_CHECKING:
    from app.base.time import Time
    from app.inference.device import Precision
    from app.project.model import Project
    from app.ui.preview.preview_image import Region
    from app.ui.settings import Settings


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """One look at one moment.

    Attributes:
        id: Rising; answers carry it, and the receiver drops those to older ones.
        project: As it was when it was asked.
        time: Seconds on the timeline.
        want_result, want_alternative: Whether the chain, the B chain, is to be run.
        region: x, y, width, height of what is in view; with a slow model it comes first.
        frame: (width, height) that `region` is meant in; None means that of the last result of
            the same clip, or of its source before there was one.
        half: Whether half the size will do for results.
    """

    id: int
    project: Project
    time: Time
    want_result: bool = True
    want_alternative: bool = False
    region: Region | None = None
    frame: tuple[int, int] | None = None
    half: bool = False


@dataclass(frozen=True, slots=True)
class PreviewChoices:
    """What the settings say about computing and keeping.

    Attributes:
        device, precision: "auto" or a name.
        memory: Bytes of pictures in memory.
        disk: Bytes of results on disk, 0 for none.
        folder: Where on disk.
    """

    device: str = "auto"
    precision: Precision = "auto"
    memory: int = 1 << 30
    disk: int = 0
    folder: Path = Path()

    @staticmethod
    def of(settings: Settings | None) -> PreviewChoices:
        """From the user's settings; without them nothing goes to the disk."""
        if settings is None:
            return PreviewChoices()
        return PreviewChoices(
            settings.get("device"),
            settings.get("precision"),
            max(64, int(settings.get("cache_memory_mb"))) << 20,
            int(settings.get("cache_disk_gb") * (1 << 30)),
            cache_place(settings) / "frames",
        )

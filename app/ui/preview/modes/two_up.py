"""Two chains beside each other: A left and B right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from app.ui.language import tr
from app.ui.preview.modes.side_by_side import SideBySide

if TYPE_CHECKING:
    from app.ui.preview.preview_image import PreviewKind


class TwoUp(SideBySide):
    """The clip's chain against its alternative chain."""

    id: ClassVar[str] = "ab"
    icon: ClassVar[str] = "swap"
    names_chains: ClassVar[bool] = True
    left: ClassVar[PreviewKind] = "result"
    right: ClassVar[PreviewKind] = "alternative"

    def title(self) -> str:
        """Its name."""
        return tr("A/B")

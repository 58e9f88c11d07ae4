"""The sample clip, and pictures of it for the cards of the first page."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.project.model import MediaItem
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.ui.preview.first_run import FirstRun
    from app.ui.thumbnails import Thumbnails

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "sample.mp4"

TIMES = {"enhance": Fraction(1), "annotate": Fraction(3), "demo": Fraction(5)}
"""Seconds of the sample that the cards show."""

_HEIGHT = 140


class ExamplePictures(QObject):
    """Asks for them when the page is there. GUI thread only."""

    def __init__(self, page: FirstRun, thumbnails: Thumbnails) -> None:
        super().__init__(page)
        self._page = page
        self._thumbnails = thumbnails
        self._item = MediaItem(SAMPLE, "example")
        thumbnails.ready.connect(self._follow)

    def ask(self) -> None:
        """Show what there is; the rest is made in the background."""
        height = round(theme().px(_HEIGHT) * self._page.devicePixelRatioF())
        found = {
            name: self._thumbnails.get(self._item, time, height) for name, time in TIMES.items()
        }
        self._page.set_images({name: image for name, image in found.items() if image is not None})

    def _follow(self, media_id: str) -> None:
        if media_id == self._item.id:
            self.ask()

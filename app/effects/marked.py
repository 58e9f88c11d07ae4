"""Where annotations mark something, as samples of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.annotations.filling import mask_of
from app.annotations.queries import index_of
from app.base.errors import EffectError
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from app.annotations.layer import AnnotationLayer
    from app.base.parameter import Setting
    from app.base.time import Time
    from app.effects.effect import EffectContext

    Marks = Callable[[Time, int, int], NDArray[np.bool_]]


def tracks_parameter(title: str) -> Parameter:
    """Which tracks an effect is about."""
    about = "Labels, or numbers of tracks such as #3, with commas; all when empty."
    return Parameter("track", title, "text", "", zero="all", help=about)


@dataclass(frozen=True, slots=True)
class Marked:
    """What tracks cover.

    Attributes:
        targets: Labels, or numbers of tracks as `#3`; every track when empty.
        title: Of the effect, for messages.
    """

    targets: frozenset[str]
    title: str

    @classmethod
    def of(cls, settings: dict[str, Setting], title: str) -> Marked:
        """From the value of `tracks_parameter`."""
        names = (name.strip() for name in str(settings["track"]).split(","))
        return cls(frozenset(name for name in names if name), title)

    def prepared(self, context: EffectContext) -> Marks:
        """Makes `(H, W)` of a time, a width and a height: the samples whose centres are covered.

        Raises:
            EffectError: the clip has no annotations, or none of what is asked for.
        """
        layer = context.layer
        if layer is None:
            raise EffectError(
                f"{self.title} goes by what annotations mark, and this clip has none; mark it "
                "first."
            )
        marked = self._ids(layer)
        media = layer.media

        def marks(time: Time, width: int, height: int) -> NDArray[np.bool_]:
            found = np.zeros((media.height, media.width), bool)
            for shown in index_of(layer).shapes_at(context.layer_frame(time)):
                if shown.track.id in marked:
                    found |= mask_of(shown.shape, media.width, media.height).to_array()
            return _scaled(found, width, height)

        return marks

    def _ids(self, layer: AnnotationLayer) -> frozenset[int]:
        chosen = frozenset(
            track.id
            for track in layer.tracks
            if not self.targets or track.label in self.targets or f"#{track.id}" in self.targets
        )
        if not chosen:
            names = ", ".join(sorted(self.targets)) or "tracks"
            raise EffectError(
                f"{self.title} finds no {names} in the clip's annotations; mark it first or name "
                "another."
            )
        return chosen


def _scaled(mask: NDArray[np.bool_], width: int, height: int) -> NDArray[np.bool_]:
    """The nearest samples of a mask of another size."""
    rows = (np.arange(height) + 0.5) * mask.shape[0] / height
    columns = (np.arange(width) + 0.5) * mask.shape[1] / width
    return np.asarray(mask[rows.astype(int)][:, columns.astype(int)], bool)

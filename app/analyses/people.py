"""People near the camera, as tracked masks: what a matte model keeps, frame by frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from app.analyses.analysis import AnalysisKind, Finding, FrameFindings
from app.analyses.association import Association
from app.analyses.detect import GAP, MIN_LENGTH
from app.analyses.detectors import card_and_weights
from app.analyses.regions import regions_of
from app.analyses.track_assembly import tracks_of
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Label, Provenance
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.analyses.analysis import AnalysisContext, Frames
    from app.annotations.layer import MediaFacts
    from app.base.cancel import CancelToken
    from app.base.parameter import Setting
    from app.media.video_format import VideoFormat

Cutter = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
"""The matte of an `(H, W, 3)` picture: `(H, W)`, 255 where a person is."""

TASK = "matte"
LABEL = Label("person", "#4dc3ff")


@dataclass
class People:
    """A matte model, regions, association.

    Attributes:
        model: Id of the model; with its digest the provenance of what is found.
        level: Of the matte from which on a sample belongs to somebody, in [0, 1].
        min_area: Share of the picture in [0, 1] a person must cover.
        min_length: Frames a person must be seen on.
        gap: Frames a person may be missing and still be the same.
        version: First digits of the weights' digest, known once they are open.
    """

    model: str
    level: float
    min_area: float
    min_length: int
    gap: int
    version: str = ""

    def run(
        self, frames: Frames, source: VideoFormat, context: AnalysisContext
    ) -> Iterator[FrameFindings]:
        """Yield who is on each frame, at once."""
        association = Association(self.gap)
        cut: Cutter | None = None
        for frame in frames:
            context.cancel.check()
            cut = cut or self._opened(context.cancel)
            bits = (cut(frame.pixels) > 255 * self.level).astype(np.uint8) * np.uint8(255)
            height, width = bits.shape
            regions = regions_of(bits, width, height, self.min_area)
            number = context.number_of(frame.time)
            keys = association.keys([region.box for region in regions], number)
            pairs = zip(keys, regions, strict=True)
            found = tuple(Finding(key, LABEL.name, region.mask) for key, region in pairs)
            yield FrameFindings(number, found)

    def assemble(self, findings: Sequence[FrameFindings], media: MediaFacts) -> AnnotationLayer:
        """The tracks that last."""
        by_us = Provenance("model", self.model, self.version, accepted=False)
        tracks = tracks_of(
            findings, media.frame_count, by_us, min_length=self.min_length, min_travel=0.0
        )
        return AnnotationLayer(media, (LABEL,), tracks)

    def _opened(self, cancel: CancelToken) -> Cutter:
        """The model at work; ModelError where it is not here."""
        import torch  # and what draws it in: the list of analyses has to be light

        from app.inference.device import choose_device
        from app.inference.loaders.loading import load_card
        from app.inference.runner import TorchNetwork

        card, path = card_and_weights(self.model, TASK)
        self.version = card.sha256[:12]
        network = TorchNetwork(load_card(card, path), choose_device(), cancel=cancel)

        def cut(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
            pixels = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None]
            matte = network(pixels.to(network.device).float() / 255)[0, 0]
            return np.asarray((matte * 255).round().byte().cpu().numpy(), np.uint8)

        return cut


def _make(settings: dict[str, Setting]) -> People:
    values = cast("dict[str, float]", settings)
    return People(
        str(settings["model"]),
        values["level"] / 100,
        values["min-area"] / 100,
        int(values["min-length"]),
        int(values["gap"]),
    )


PEOPLE = AnalysisKind(
    "people",
    "People",
    "Cuts out people near the camera, to put something else behind them for instance.",
    (
        Parameter(
            "model", "Model", "text", "selfie-matte",
            help="Which matte model; see `reelwright models list`.",
        ),
        Parameter(
            "level", "Level", "number", 50.0, 1, 99, "%",
            help="How sure the model must be that a pixel belongs to somebody.",
        ),
        Parameter(
            "min-area", "Smallest size", "number", 1.0, 0, 100, "%",
            help="Share of the picture a person must cover.",
        ),
        MIN_LENGTH,
        GAP,
    ),
    _make,
    TASK,
)  # fmt: skip

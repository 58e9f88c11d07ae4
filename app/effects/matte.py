"""Cut people out: what is behind them turns transparent, soft, one colour or a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.base.errors import EffectError
from app.base.parameter import Parameter, value_at
from app.effects.backdrop import PARAMETERS, Backdrop
from app.effects.effect import EffectKind
from app.effects.models import card_of
from app.effects.network_calls import NetworkCall, answered
from app.effects.streams import closing_upstream

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import Tensor

    from app.base.frame import Frame
    from app.base.parameter import Setting
    from app.base.time import Time
    from app.effects.backdrop import Placing
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat


@dataclass(frozen=True, slots=True)
class Matte:
    """Keeps people and replaces the background.

    Attributes:
        backdrop: What is put behind them.
        edge: How hard the edge is: 0 as the model gives it, 100 without any half-tones.
        model: Identifier of a model for mattes.
    """

    backdrop: Backdrop
    edge: Setting
    model: str

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """With alpha, where the background is to be transparent.

        Raises:
            EffectError: the model does not make mattes.
        """
        card = card_of(self.model)
        if card.task != "matte" or card.scale != 1 or card.input.past or card.input.future:
            raise EffectError(
                f"Matte cannot use the model {self.model}; choose one for matte with "
                "`reelwright models list`."
            )
        return self.backdrop.output_format(source)

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Frames with another background; with alpha where it is transparent."""
        with closing_upstream(frames), context.pool.borrow(self.model) as network:
            backdrop = self.backdrop.prepared(source)
            yield from answered(network, self._calls(frames, backdrop, context), context)

    def _calls(
        self, frames: Frames, backdrop: Placing, context: EffectContext
    ) -> Generator[NetworkCall, None, None]:
        for frame in frames:
            context.cancel.check()
            placed = partial(self._placed, backdrop, frame, frame.time - context.origin)
            yield NetworkCall(frame, [frame.pixels[:3]], None, placed)

    def _placed(self, backdrop: Placing, frame: Frame[Tensor], time: Time, made: Tensor) -> Tensor:
        """The frame with another background; the network's picture is 1 where a person is."""
        edge = float(value_at(self.edge, time)) / 100
        return backdrop.placed(frame.pixels, hardened(made[:1], edge), time)


def hardened(matte: Tensor, edge: float) -> Tensor:
    """A steeper matte around its middle; `edge` in [0, 1]."""
    if edge == 0:
        return matte
    return ((matte - 0.5) / max(1e-3, 1 - edge) + 0.5).clamp(0, 1)


def _make(settings: dict[str, Setting]) -> Matte:
    return Matte(Backdrop.of(settings), settings["edge"], str(settings["model"]))


MATTE = EffectKind(
    name="matte",
    title="Matte",
    summary="Keeps people; the background turns transparent, soft, a colour or a picture.",
    parameters=(
        *PARAMETERS,
        Parameter(
            "edge", "Edge", "number", 30.0, 0, 100, "%", animated=True,
            help="0 is the soft edge of the model, 100 cuts without half-tones.",
        ),
        Parameter(
            "model", "Model", "text", "selfie-matte",
            help="Which model finds people; see `reelwright models list`.",
        ),
    ),
    make=_make,
)  # fmt: skip

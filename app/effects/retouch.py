"""Effects that let a network make the picture better and blend the result in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import EffectError
from app.base.parameter import Parameter, value_at
from app.effects.effect import EffectKind
from app.effects.models import card_of
from app.effects.network_calls import NetworkCall, answered, blend_into
from app.effects.streams import closing_upstream

if TYPE_CHECKING:
    from collections.abc import Generator

    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat


ALL = 255.0
"""What a network with a map of how much to remove is asked for; the blend is ours."""


@dataclass(frozen=True, slots=True)
class Retouch:
    """Runs a model on each picture by itself and blends the result with the picture.

    Attributes:
        model: Identifier of a model for `task`.
        strength: Percent of the network's picture in the result.
        task: What the model must be for; see `card_file.TASKS`.
        title: Of the effect, for messages.
    """

    model: str
    strength: Setting
    task: str
    title: str

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Unchanged; raises EffectError for a model that does something else."""
        card = card_of(self.model)
        if card.task != self.task or card.scale != 1 or card.input.past or card.input.future:
            raise EffectError(
                f"{self.title} cannot use the model {self.model}; choose one for {self.task} "
                "with `reelwright models list`."
            )
        return source

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Changed frames; the given ones where the strength is 0."""
        with closing_upstream(frames), context.pool.borrow(self.model) as network:
            yield from answered(network, self._calls(frames, context), context)

    def _calls(self, frames: Frames, context: EffectContext) -> Generator[NetworkCall, None, None]:
        for frame in frames:
            context.cancel.check()
            share = float(value_at(self.strength, frame.time - context.origin)) / 100
            yield NetworkCall(
                frame, [frame.pixels] if share else [], ALL, blend_into(frame.pixels, share)
            )


def retouching(
    name: str, title: str, summary: str, model: str, task: str, strength_help: str
) -> EffectKind:
    """The kind of one such effect, with its usual model."""

    def make(settings: dict[str, Setting]) -> Retouch:
        return Retouch(str(settings["model"]), settings["strength"], task, title)

    return EffectKind(
        name=name,
        title=title,
        summary=summary,
        parameters=(
            Parameter(
                "strength", "Strength", "number", 100.0, 0, 100, "%", animated=True,
                help=strength_help,
            ),
            Parameter(
                "model", "Model", "text", model,
                help="Which model does it; see `reelwright models list`.",
            ),
        ),
        make=make,
    )  # fmt: skip

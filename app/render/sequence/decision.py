"""How a sequence is encoded, and with that its plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.base.picture import PixelLayout
from app.media.codecs import container_of
from app.media.encoding import choose_encoding, lossless_encoding
from app.media.picture_files import JPEG, PICTURE_FORMATS
from app.media.side.mix_plan import mix_coder
from app.render.chain import needs_computing
from app.render.export_gif import GifTarget
from app.render.export_pictures import PictureTarget
from app.render.sequence.sequence_plan import plan_sequence, sequence_format
from app.render.sequence.sequence_target import SequenceTarget
from app.render.sequence.sound import plan_mix

if TYPE_CHECKING:
    from app.base.time import Span, Time
    from app.media.side.mix_plan import MixPlan
    from app.project.model import Project
    from app.render.render_request import RenderRequest
    from app.render.segmented_export import Target
    from app.render.sequence.sequence_plan import SequenceFormat, SequencePlan
    from app.render.sequence.sources import Sources


@dataclass(frozen=True, slots=True)
class Decision:
    """What a sequence becomes, and out of what."""

    target: Target
    plan: SequencePlan

    @property
    def computes(self) -> bool:
        """Whether a device is needed."""
        layout = self.target.layout
        return any(needs_computing(shot.plan, layout) for shot in self.plan.shots)


def decide(
    request: RenderRequest, project: Project, start: Time, end: Time, sources: Sources
) -> Decision:
    """Settle the format, the encoder and every clip's chain for a part of `project`.

    Raises:
        AppError: something in it cannot be read or does not fit; the sentence says what.
    """
    frame = sequence_format(project, sources, request.size, request.rate)
    suffix = request.output.suffix.lower()
    if suffix in PICTURE_FORMATS:
        pictures = PictureTarget.of(request.output, frame.format.layout)
        jpeg = suffix in JPEG
        plan = plan_sequence(project, start, end, frame, pictures.layout, sources, jpeg=jpeg)
        return Decision(pictures, plan)
    if suffix == ".gif":
        layout = PixelLayout("rgb", 8, (0, 0), frame.format.layout.alpha)
        plan = plan_sequence(project, start, end, frame, layout, sources)
        lossless = lossless_encoding(replace(plan.output, layout=layout))
        return Decision(GifTarget(plan.output, lossless), plan)
    return _video(request, project, (start, end), frame, sources)


def _video(
    request: RenderRequest,
    project: Project,
    part: tuple[Time, Time],
    frame: SequenceFormat,
    sources: Sources,
) -> Decision:
    container = container_of(request.output.suffix)
    wishes = request.codec, request.quality, request.options
    encoding = choose_encoding(frame.format, container, *wishes, frame.hdr)
    plan = plan_sequence(project, *part, frame, encoding.layout, sources)
    sound = request.sound
    sound.check(container)
    coder = sound.coder if sound.encoded else mix_coder(container, encoding.codec.name)

    def mix(span: Span) -> MixPlan | None:
        assert span.end is not None
        if sound.silent:
            return None
        mixed = plan_mix(project, span.start, span.end, coder, sources)
        return mixed and replace(mixed, bit_rate=sound.bit_rate)

    return Decision(SequenceTarget(plan.output, encoding, mix), plan)

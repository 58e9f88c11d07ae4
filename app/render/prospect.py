"""What a render would make, found out without rendering."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from app.base.colour import same_light
from app.media.opening import SEQUENCE_RATE, open_input
from app.media.side.streams import plan_side_streams
from app.media.video_reader import VideoReader
from app.render.encoded_target import EncodedTarget
from app.render.enhance import choose_target
from app.render.estimate import SOUND_BITS
from app.render.export_gif import GifTarget
from app.render.export_pictures import PictureTarget
from app.render.plan import plan
from app.render.render_project import timeline_part
from app.render.sequence.composition import used_media
from app.render.sequence.decision import decide
from app.render.sequence.sequence_target import SequenceTarget
from app.render.sequence.single_clip import as_one_clip
from app.render.sequence.sources import Sources

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.base.time import Time
    from app.media.encoding import Encoding
    from app.media.probe import VideoInfo
    from app.media.side.mix_plan import MixPlan
    from app.media.side.plan import SidePlan, StreamPlan
    from app.media.video_format import VideoFormat
    from app.project.model import Project
    from app.render.enhance import EnhanceRequest
    from app.render.plan import RenderPlan
    from app.render.render_request import RenderRequest
    from app.render.segmented_export import Target
    from app.render.sequence.decision import Decision
    from app.render.sequence.sequence_plan import SequencePlan

Result = Literal["video", "gif", "pictures"]


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A network of a chain, as its card describes it; `commercial_use` as in `ModelCard`."""

    title: str
    licence: str
    commercial_use: str


@dataclass(frozen=True, slots=True)
class Prospect:
    """A render that has not begun.

    Attributes:
        request: What was asked for.
        result: What kind of file comes out.
        source: The video stream that sets the format.
        output: Format of the finished frames.
        stored: Format of what is encoded from them.
        frames: How many come out, 0 if unknown.
        length: Seconds.
        media: Every file that is read.
        encoding: None for pictures.
        side: Fate of the source's other streams; None for a sequence, a GIF, pictures.
        mix: Sound of a sequence; None without.
        shots: Clips of a sequence that are shown; 0 when a single source is exported as it is.
        fitted: How many of them have to be scaled or recoloured to fit.
        models: Networks the chains use.
        trimmed: Whether a single source is exported in part.
        location: Whether the output says where it was filmed.
        has_beside: Whether a sequence leaves subtitles, chapters or attachments behind.
        sound_bits: Bits per second of sound that is copied or re-encoded as it is.
        replaces: Whether the output exists already.
        notes: Further sentences, from plans, readers and the encoder.
    """

    request: RenderRequest
    result: Result
    source: VideoInfo
    output: VideoFormat
    stored: VideoFormat
    frames: int
    length: Time
    media: tuple[Path, ...]
    encoding: Encoding | None = None
    side: SidePlan | None = None
    mix: MixPlan | None = None
    shots: int = 0
    fitted: int = 0
    models: tuple[ModelUse, ...] = ()
    trimmed: bool = False
    location: bool = False
    has_beside: bool = False
    sound_bits: int = 0
    replaces: bool = False
    notes: tuple[str, ...] = ()


def foresee(request: RenderRequest, cancel: CancelToken) -> Prospect:
    """Open the sources and decide everything; reads through each file once, decodes next to none.

    Raises:
        AppError: it could not be rendered; the sentence says why.
    """
    single = as_one_clip(request)
    if single is not None:
        return _of_one(request, single)
    project, start, end = timeline_part(request)
    with Sources(project, request.device, cancel) as sources:
        decided = decide(request, project, start, end, sources)
        return _of_sequence(request, project, decided, sources)


def _of_one(request: RenderRequest, single: EnhanceRequest) -> Prospect:
    path = single.excerpt.media.path
    with contextlib.closing(VideoReader(path, rate=single.rate or SEQUENCE_RATE)) as reader:
        decided = plan(single.excerpt, reader.info, reader.index)
        target, decided = choose_target(single, decided)
        end = reader.index.end if decided.span.end is None else decided.span.end
        notes = (*decided.notes, *reader.notes, *_notes_of(target))
    encoding = _encoding_of(target)
    result = _result_of(target)
    side = None
    if result == "video" and encoding is not None and path.is_file():
        container, cut = encoding.container, decided.trimmed
        side = plan_side_streams(path, container, trimmed=cut, sound=request.sound)
    return Prospect(
        request,
        result,
        decided.source,
        decided.output,
        _stored(decided.output, target),
        decided.total,
        end - decided.span.start,
        (path,),
        encoding,
        side,
        models=_models((decided,)),
        trimmed=decided.trimmed,
        location=bool(side and any("location" in name.lower() for name, _ in side.tags)),
        sound_bits=_sound_bits(path, side) if side else 0,
        replaces=request.output.exists(),
        notes=notes,
    )


def _of_sequence(
    request: RenderRequest, project: Project, decided: Decision, sources: Sources
) -> Prospect:
    planned, target = decided.plan, decided.target
    span = planned.span
    end = planned.stop / planned.rate
    media = tuple(item.path for item in used_media(project, span.start, end))
    return Prospect(
        request,
        _result_of(target),
        planned.shots[0].plan.source if planned.shots else _first_source(project, sources),
        planned.output,
        _stored(planned.output, target),
        planned.stop - planned.first,
        end - span.start,
        media,
        _encoding_of(target),
        mix=target.mix(span) if isinstance(target, SequenceTarget) else None,
        shots=len({shot.clip.id for shot in planned.shots}),
        fitted=_fitted(planned),
        models=_models(tuple(shot.plan for shot in planned.shots)),
        has_beside=any(_has_beside(path) for path in media),
        replaces=request.output.exists(),
        notes=(*planned.notes, *sources.notes, *_notes_of(target)),
    )


def _first_source(project: Project, sources: Sources) -> VideoInfo:
    """Of a part that is black all through: the clip that set the format lies elsewhere."""
    clip = next(clip for track in project.tracks for clip in track.clips)
    return sources.reader(clip.media_id).info


def _fitted(planned: SequencePlan) -> int:
    own = {
        shot.clip.id
        for shot in planned.shots
        if shot.made.size != planned.output.size
        or not same_light(shot.made.colour, planned.output.colour)
    }
    return len(own)


def _result_of(target: Target) -> Result:
    if isinstance(target, PictureTarget):
        return "pictures"
    return "gif" if isinstance(target, GifTarget) else "video"


def _encoding_of(target: Target) -> Encoding | None:
    return target.encoding if isinstance(target, EncodedTarget) else None


def _notes_of(target: Target) -> tuple[str, ...]:
    encoding = _encoding_of(target)
    return encoding.notes if encoding is not None else ()


def _stored(output: VideoFormat, target: Target) -> VideoFormat:
    """The output as samples of the file."""
    encoding = _encoding_of(target)
    stored = encoding.stored(output) if encoding is not None else output
    return replace(stored, layout=target.layout)


def _models(plans: tuple[RenderPlan, ...]) -> tuple[ModelUse, ...]:
    steps = [step for planned in plans for step in planned.steps]
    names = dict.fromkeys(str(getattr(step.effect, "model", "")) for step in steps)
    names.pop("", None)
    if not names:
        return ()
    from app.inference.catalogue import Catalogue

    catalogue = Catalogue.load()
    cards = (catalogue.find(name) for name in names)
    return tuple(ModelUse(card.title, card.licence, card.commercial_use) for card in cards)


def _has_beside(path: Path) -> bool:
    """Whether a file holds subtitles, chapters or attachments."""
    if not path.is_file():
        return False
    with open_input(path) as container:
        kinds = {stream.type for stream in container.streams}
        return bool(kinds & {"subtitle", "attachment"}) or bool(container.chapters())


def _sound_bits(path: Path, side: SidePlan) -> int:
    """Bits per second of all sound that is kept, as far as the file and the wish say."""
    kept = {plan.index: plan for plan in side.streams if plan.action != "drop"}
    with open_input(path) as container:
        streams = [stream for stream in container.streams.audio if stream.index in kept]
        return sum(
            _bits_of(kept[s.index], s.codec_context.layout.nb_channels, s.codec_context.bit_rate)
            for s in streams
        )


def _bits_of(plan: StreamPlan, channels: int, source: int | None) -> int:
    if plan.action == "transcode":
        return plan.bit_rate or SOUND_BITS[plan.target] * channels
    return source or 0

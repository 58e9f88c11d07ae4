"""What an export changes and what it keeps, said before it begins. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app.base.colour import Matrix, Primaries, Range, Transfer
from app.render.sequence.fitting import settled_colour

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from app.media.side.plan import SidePlan, StreamPlan
    from app.media.side.sound_wish import SoundWish
    from app.media.video_format import VideoFormat
    from app.render.prospect import Prospect

Kind = Literal["change", "same", "note", "warning"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to know.

    Attributes:
        kind: "change" (differs from the source), "same" (kept), "note", or "warning" (something
            is lost, or may not be done with the result).
        title: One or two words: what it is about.
        template: A sentence or a few words, with `{name}` for each of `values`.
        values: Numbers and names, the same in every language.
    """

    kind: Kind
    title: str
    template: str
    values: dict[str, str] = field(default_factory=dict)

    @property
    def detail(self) -> str:
        """The sentence in English."""
        return self.template.format(**self.values)


def what_will_change(prospect: Prospect) -> tuple[Change, ...]:
    """Everything a person should know: changes, then what is kept, then notes, then warnings."""
    found = [
        *_picture(prospect),
        *_sound(prospect),
        *_beside(prospect),
        *_models(prospect),
        *_output(prospect),
    ]
    order = {"change": 0, "same": 1, "note": 2, "warning": 3}
    return tuple(sorted(found, key=lambda change: order[change.kind]))


def _picture(prospect: Prospect) -> Iterator[Change]:
    before, after = prospect.source.format, prospect.stored
    yield _pair("Size", _size(before), _size(after))
    yield _rate(prospect)
    yield _pair("Colour", _colour(before), _colour(after))
    yield _pair("Bit depth", before.layout.words, after.layout.words)
    codec = prospect.encoding.codec if prospect.encoding else None
    if prospect.result == "video" and codec is not None:
        lossless = " Nothing is lost." if codec.lossless and _deep_enough(prospect) else ""
        yield Change("change", "Video", "Encoded as {codec}." + lossless, {"codec": codec.title})
    if prospect.fitted:
        text = "{count} of {all} clips are scaled or recoloured to fit; bars are black."
        values = {"count": str(prospect.fitted), "all": str(prospect.shots)}
        yield Change("note", "Clips", text, values)


def _deep_enough(prospect: Prospect) -> bool:
    return prospect.stored.layout.bits >= prospect.output.layout.bits


def _pair(title: str, before: str, after: str) -> Change:
    if before == after:
        return Change("same", title, "{value}", {"value": before})
    return Change("change", title, "{before} → {after}", {"before": before, "after": after})


def _size(format_: VideoFormat) -> str:
    shape = format_.sample_aspect_ratio
    words = f"{format_.width} × {format_.height}"
    return words if shape == 1 else f"{words} ({shape})"


def _rate(prospect: Prospect) -> Change:
    before, after = prospect.source.format.rate, prospect.output.rate
    if before is None and after is None:
        return Change("same", "Rate", "Variable, every frame at its own time")
    if before is None and after is not None:
        return Change("change", "Rate", "Variable → {after} fps", {"after": _fps(after)})
    return _pair("Rate", _fps_words(before), _fps_words(after))


def _fps_words(rate: Fraction | None) -> str:
    return f"{_fps(rate)} fps" if rate else ""


def _fps(rate: Fraction) -> str:
    """`25`, `29.97`."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")


_MATRICES = {
    Matrix.BT709: "BT.709", Matrix.SMPTE170M: "BT.601", Matrix.BT470BG: "BT.601",
    Matrix.BT2020_NCL: "BT.2020", Matrix.RGB: "RGB",
}  # fmt: skip
_PRIMARIES = {
    Primaries.BT2020: "BT.2020", Primaries.DISPLAY_P3: "Display P3", Primaries.DCI_P3: "DCI-P3",
}  # fmt: skip
_TRANSFERS = {Transfer.PQ: "HDR (PQ)", Transfer.HLG: "HDR (HLG)", Transfer.LINEAR: "linear"}


def _colour(format_: VideoFormat) -> str:
    """`BT.709 limited`, `BT.2020 HDR (PQ) limited`."""
    colour = settled_colour(format_)
    matrix = _MATRICES.get(Matrix(colour.matrix), "") if colour.matrix in _MATRICES else ""
    gamut = _PRIMARIES.get(Primaries(colour.primaries)) if colour.primaries in _PRIMARIES else None
    light = _TRANSFERS.get(Transfer(colour.transfer)) if colour.transfer in _TRANSFERS else None
    # Where the gamut is the matrix's own it need not be said twice.
    names = [matrix, gamut if gamut != matrix else None, light]
    wide = "full range" if colour.range == Range.FULL else "limited range"
    return " ".join([name for name in names if name] + [wide])


def _sound(prospect: Prospect) -> Iterator[Change]:
    if prospect.result != "video":
        yield Change("note", "Sound", "Pictures and GIFs have no sound.")
    elif prospect.mix is not None:
        mix = prospect.mix
        codec = prospect.request.sound.words(mix.coder)
        values = {"tracks": str(len(mix.tracks)), "codec": codec}
        text = "Mixed from {tracks} tracks, encoded as {codec}."
        if len(mix.tracks) == 1:
            text = "Put together from the clips, encoded as {codec}."
        yield Change("change", "Sound", text, values)
        yield from (_note(note) for note in mix.notes)
    elif prospect.side is not None:
        yield from _own_sound(prospect.side, prospect.request.sound)
    elif prospect.shots and prospect.request.sound.silent:
        yield Change("change", "Sound", "Left out")
    elif prospect.shots:
        yield Change("same", "Sound", "None")


def _own_sound(side: SidePlan, wish: SoundWish) -> Iterator[Change]:
    audio = [stream for stream in side.streams if stream.kind == "audio"]
    left = [stream for stream in audio if stream.action == "drop" and not stream.note]
    kept = [stream for stream in audio if stream not in left]
    if not audio:
        yield Change("same", "Sound", "None")
    elif not kept:
        yield Change("change", "Sound", "Left out")
    elif all(stream.action == "copy" for stream in kept):
        yield Change("same", "Sound", "Copied without loss")
    else:
        yield from _encoded_sound(kept, wish)
    if left and kept:
        values = {"all": str(len(audio))}
        yield Change("change", "Sound tracks", "1 of {all} tracks is kept.", values)


def _encoded_sound(audio: list[StreamPlan], wish: SoundWish) -> Iterator[Change]:
    """What was asked for in one line; what the container makes necessary in a sentence each."""
    if wish.encoded:
        values = {"codec": wish.words(wish.coder)}
        yield Change("change", "Sound", "Encoded as {codec}.", values)
        return
    for stream in audio:
        if stream.action == "transcode":
            yield Change("change", "Sound", "{sentence}", {"sentence": stream.note})


def _beside(prospect: Prospect) -> Iterator[Change]:
    """Subtitles, chapters, attachments, tags."""
    if prospect.has_beside:
        text = "Subtitles, chapters and attachments of the clips are left out of a sequence."
        yield Change("note", "Subtitles", text)
    side = prospect.side
    if side is None:
        return
    kept = {s.kind for s in side.streams if s.action in ("copy", "attach") and s.kind != "audio"}
    names = {"subtitle": "subtitles", "attachment": "attachments", "cover art": "cover picture"}
    words = [names[kind] for kind in names if kind in kept]
    if words:
        yield Change("same", "Also kept", "{kinds}", {"kinds": ", ".join(words)})
    for stream in side.streams:
        if stream.note and stream.action != "transcode":
            kind: Kind = "warning" if stream.action == "drop" else "note"
            yield Change(kind, _title(stream.kind), "{sentence}", {"sentence": stream.note})
    yield from (_note(remark, "Tags") for remark in side.remarks)
    if prospect.location:
        yield Change("note", "Location", "The file says where it was filmed, as the source does.")


def _title(kind: str) -> str:
    titles = {"subtitle": "Subtitles", "audio": "Sound", "data": "Data track"}
    return titles.get(kind, kind.capitalize())


def _note(sentence: str, title: str = "Remark") -> Change:
    return Change("note", title, "{sentence}", {"sentence": sentence})


def _models(prospect: Prospect) -> Iterator[Change]:
    """Only an explicit yes is a yes."""
    texts = {
        "no": "{model} ({licence}) does not allow commercial use: the result may not be sold.",
        "unknown": "Whether {model} ({licence}) allows commercial use is not confirmed.",
    }
    for model in prospect.models:
        text = texts.get(model.commercial_use)
        if text:
            values = {"model": model.title, "licence": model.licence}
            yield Change("warning", "Licence", text, values)


def _output(prospect: Prospect) -> Iterator[Change]:
    sentences = dict.fromkeys(prospect.notes)
    for sentence in sentences:
        lost = " lost" in sentence
        yield Change("warning" if lost else "note", "Remark", "{sentence}", {"sentence": sentence})
    if prospect.result == "gif":
        text = "A GIF holds 256 colours, and times in hundredths of a second."
        yield Change("warning", "Colours", text)
    alpha = prospect.output.layout.alpha and not prospect.stored.layout.alpha
    if alpha and not any("Transparency" in sentence for sentence in sentences):
        yield Change("warning", "Transparency", "Transparency is lost: such files have none.")
    if prospect.replaces:
        values = {"name": prospect.request.output.name}
        yield Change("warning", "File", "{name} exists already and would be replaced.", values)

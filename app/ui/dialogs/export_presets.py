"""Ways to export, by what the file is for: ours, and those a user saved."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from app.render.export_presets import EXPORT_PRESETS
from app.ui.dialogs.export_choices import RATES
from app.ui.language import tr, tr_data

if TYPE_CHECKING:
    from app.ui.settings import Settings

MOST = 100
LONGEST = 2_000

_ICONS = {
    "alpha": "selection",
    "archive": "archive",
    "edit": "scissors",
    "gif": "gif",
    "web": "globe",
}


@dataclass(frozen=True, slots=True)
class Preset:
    """How to encode.

    Attributes:
        id: Stable for ours, equal to the title for a user's.
        title, detail: For people.
        suffix: Of the file, which decides over the container.
        codec: FFmpeg's name of the encoder, "" where the suffix says it all.
        pix_fmt: FFmpeg's name, "" for the smallest that loses nothing.
        quality: The encoder's own number; None for its default.
        options: More encoder options, as `key=value` separated by spaces.
        icon: Shown before it.
        audio, audio_rate, tracks: As in `ExportChoices`.
    """

    id: str
    title: str
    detail: str = ""
    suffix: str = ".mp4"
    codec: str = "libx264"
    pix_fmt: str = ""
    quality: int | None = None
    options: str = ""
    icon: str = "film-strip"
    audio: str = ""
    audio_rate: int = 0
    tracks: str = "all"


def _short() -> dict[str, tuple[str, str]]:
    """Titles and details that fit the narrow list, by id."""
    return {
        "share": (tr("Share"), tr("H.264, plays everywhere")),
        "small": (tr("Small file"), tr("H.265, about half the size")),
        "web": (tr("Web"), tr("AV1 in WebM")),
        "web-vp9": (tr("Web, older browsers"), tr("VP9 in WebM")),
        "edit": (tr("Edit further"), tr("ProRes 422 HQ in MOV")),
        "archive": (tr("Keep every bit"), tr("FFV1 in MKV, very large")),
        "gif": (tr("Animated picture"), tr("GIF, small and silent")),
        "png": (tr("Still frames"), tr("PNG sequence")),
        "tiff": (tr("Still frames for print"), tr("TIFF sequence")),
        "alpha": (tr("With transparency"), tr("ProRes 4444")),
    }


def shipped() -> tuple[Preset, ...]:
    """Ours, in the user's language."""
    short = _short()
    return tuple(
        Preset(
            ours.id,
            *short.get(ours.id, (tr_data(ours.title), tr_data(ours.summary))),
            ours.suffix,
            ours.codec or "",
            ours.options.get("pix_fmt", ""),
            ours.quality,
            " ".join(f"{k}={v}" for k, v in ours.options.items() if k != "pix_fmt"),
            _ICONS.get(ours.id, "image" if ours.pictures else "film-strip"),
        )
        for ours in EXPORT_PRESETS
    )


def saved(settings: Settings) -> tuple[Preset, ...]:
    """The user's; what does not look like a preset any more is left out."""
    rows = settings.get("export_presets")
    found = [_read(row) for row in rows[:MOST]] if isinstance(rows, list) else []
    return tuple(preset for preset in found if preset is not None)


def save(settings: Settings, preset: Preset) -> None:
    """Keep a preset; one of the same title is replaced."""
    others = [other for other in saved(settings) if other.title != preset.title]
    settings.set("export_presets", [asdict(kept) for kept in [*others, preset][-MOST:]])


def forget(settings: Settings, preset: Preset) -> None:
    """Delete one of the user's."""
    others = [other for other in saved(settings) if other.id != preset.id]
    settings.set("export_presets", [asdict(kept) for kept in others])


def _read(row: object) -> Preset | None:
    if not isinstance(row, dict):
        return None
    names = {field.name for field in fields(Preset)}
    given: dict[str, Any] = {name: value for name, value in row.items() if name in names}
    fits = all(_fits(name, value) for name, value in given.items())
    if not (fits and given.get("id") and given.get("title")):
        return None
    return Preset(**given)


def _fits(name: str, value: object) -> bool:
    if name == "quality":
        return value is None or type(value) is int
    if name == "audio_rate":
        return type(value) is int and (value == 0 or value in RATES)
    return isinstance(value, str) and len(value) <= LONGEST

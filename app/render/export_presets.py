"""Exports by purpose: what people want a file for, and the encoder settings that follow."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ExportPreset:
    """One purpose.

    Attributes:
        id: In settings and jobs.
        title, summary: For menus; one sentence.
        suffix: Ending of the output's name; that of numbered pictures makes a pattern.
        codec: As in a `RenderRequest`; None for pictures and GIFs.
        quality: None for the encoder's default.
        options: For the encoder.
        pictures: Whether it makes numbered pictures.
    """

    id: str
    title: str
    summary: str
    suffix: str
    codec: str | None = None
    quality: int | None = None
    options: dict[str, str] = field(default_factory=dict)
    pictures: bool = False


EXPORT_PRESETS: tuple[ExportPreset, ...] = (
    ExportPreset(
        "share", "Share (H.264)", "Plays everywhere: phones, browsers, televisions.",
        ".mp4", "libx264", 18,
    ),
    ExportPreset(
        "small", "Small file (H.265)", "About half the size of H.264; plays on newer devices.",
        ".mp4", "libx265", 24,
    ),
    ExportPreset(
        "web", "Web (AV1)", "Small and free of fees, for web pages in today's browsers.",
        ".webm", "libsvtav1", 32,
    ),
    ExportPreset(
        "web-vp9", "Web (VP9)", "For web pages that older browsers open too.",
        ".webm", "libvpx-vp9", 31,
    ),
    ExportPreset(
        "edit", "Edit further (ProRes 422 HQ)", "Large files that editing programs cut with ease.",
        ".mov", "prores_ks", None, {"pix_fmt": "yuv422p10le"},
    ),
    ExportPreset(
        "archive", "Keep every bit (FFV1)", "Lossless, for archives; not for players.",
        ".mkv", "ffv1",
    ),
    ExportPreset(
        "gif", "Animated picture (GIF)",
        "Plays by itself in chats and pages; 256 colours, no sound.", ".gif",
    ),
    ExportPreset(
        "png", "Still frames (PNG)", "One lossless picture per frame, numbered.",
        ".png", pictures=True,
    ),
    ExportPreset(
        "tiff", "Still frames (TIFF)", "One lossless picture per frame, for print and grading.",
        ".tiff", pictures=True,
    ),
    ExportPreset(
        "alpha", "With alpha (ProRes 4444)", "Keeps transparency, for titles and overlays.",
        ".mov", "prores_ks", None, {"pix_fmt": "yuva444p10le"},
    ),
)  # fmt: skip
"""In the order menus show them."""


def find_preset(preset_id: str) -> ExportPreset | None:
    """The preset of an id."""
    return next((preset for preset in EXPORT_PRESETS if preset.id == preset_id), None)

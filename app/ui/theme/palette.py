"""The colours of both themes, by token. Contrast ratios are tested, not trusted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#rrggbb`; what each is for stands in resources/docs/window.md.

    `bg0` gaps, `bg1` panels, `bg2` cards, `bg3` controls and hover; `line` dividers, `line2`
    button edges, `ctl` field edges and `field` inside them; `tx`, `tx2`, `tx3`, `dis` text from
    loud to disabled; `fill` primary button, with `on_fill` on it; `sel` selected row; `play` the
    playhead and nothing else; `model` whatever a model made and nobody reviewed; `hud` what
    darkens a picture, or the window, behind words, and `on_hud` those words.
    """

    bg0: str
    bg1: str
    bg2: str
    bg3: str
    lane: str
    lane2: str
    canvas: str
    line: str
    line2: str
    ctl: str
    tx: str
    tx2: str
    tx3: str
    dis: str
    accent: str
    fill: str
    sel: str
    play: str
    play_text: str
    ok: str
    warn: str
    err: str
    model: str
    ram: str
    disk: str
    clip: str
    clipb: str
    wave: str
    labels: tuple[str, ...]
    field: str
    on_fill: str = "#FFFFFF"
    hud: str = "#000000"
    on_hud: str = "#FFFFFF"


DARK = Palette(
    bg0="#0E0F11",
    bg1="#191B1F",
    bg2="#22252A",
    bg3="#2C3036",
    lane="#141619",
    lane2="#17191D",
    canvas="#161616",
    line="#2F333A",
    line2="#4A515C",
    ctl="#68707C",
    tx="#ECEEF1",
    tx2="#B4BAC4",
    tx3="#98A0AC",
    dis="#626975",
    accent="#62A8FF",
    fill="#2A6FD6",
    sel="#1F3556",
    play="#FF6257",
    play_text="#1A0503",
    ok="#4FC98F",
    warn="#F3BC52",
    err="#FF857B",
    model="#C9A3FF",
    ram="#43B97F",
    disk="#4A8FE0",
    clip="#2B3A4D",
    clipb="#4D6C90",
    wave="#5E8FB3",
    labels=("#5BB8FF", "#FFB454", "#FF7D9C", "#7BD88F", "#C3A6FF", "#5FD7D3"),
    field="#0E0F11",
)

LIGHT = Palette(
    bg0="#D3D7DC",
    bg1="#F3F4F6",
    bg2="#FFFFFF",
    bg3="#E6E9ED",
    lane="#E4E7EB",
    lane2="#DEE2E7",
    canvas="#2B2B2B",
    line="#CFD4DA",
    line2="#AEB5BF",
    ctl="#818995",
    tx="#15181C",
    tx2="#434A55",
    tx3="#5A626E",
    dis="#9AA1AC",
    accent="#0B5CC4",
    fill="#0B5CC4",
    sel="#D6E6FB",
    play="#D92D20",
    play_text="#FFFFFF",
    ok="#0F6B43",
    warn="#855600",
    err="#B42318",
    model="#6A35C4",
    ram="#16804E",
    disk="#2464B8",
    clip="#C5D6EA",
    clipb="#7FA3CC",
    wave="#4A7EA8",
    labels=("#0A6FC2", "#A05C00", "#C4325B", "#2B7A3A", "#7447C7", "#0C7775"),
    field="#FFFFFF",
)

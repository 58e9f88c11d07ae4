"""The words on the picture. They follow what is shown, never what was hoped for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ui.language import tr

if TYPE_CHECKING:
    from app.ui.preview.layers import Layers, Shown
    from app.ui.preview.modes.mode import Mode
    from app.ui.preview.preview_image import PreviewImage, PreviewKind
    from app.ui.preview.viewer_state import ViewerState

_DOTS = {"rendering": "accent", "cached": "ok", "half": "warn", "stale": "warn", "error": "err"}


@dataclass(frozen=True, slots=True)
class HudTexts:
    """Four labels, "" for none, and the colour (a token) of the dot before the last one."""

    top_left: str = ""
    top_right: str = ""
    bottom_left: str = ""
    bottom_right: str = ""
    dot: str = ""


def hud_texts(
    mode: Mode, layers: Layers, state: ViewerState, chains: tuple[str, str] = ("", "")
) -> HudTexts:
    """The labels for what is on screen.

    Args:
        mode: How it is shown.
        layers: The pictures.
        state: What the preview says of them.
        chains: Effects of the chain and of the alternative, in words.
    """
    left, right = mode.corners()
    bottom, dot = _state_text(mode, layers, state)
    top_left = mode.caption() if mode.caption() and _compares(layers) else ""
    top_left = top_left or _name(left, mode, layers, chains)
    top_right = _name(right, mode, layers, chains)
    if bottom in (top_left, top_right):
        bottom, dot = "", ""
    return HudTexts(top_left, top_right, _frame_text(layers, state), bottom, dot)


def size_text(width: int, height: int) -> str:
    """`640 × 360`."""
    return f"{width} × {height}"


def processed_in_view(mode: Mode, layers: Layers) -> list[Shown]:
    """The places on screen that show, at least in part, what a chain made."""
    kinds = [kind for kind in mode.corners() if kind is not None and kind != "source"]
    return [shown for shown in map(layers.shown, kinds) if shown.processed]


def _compares(layers: Layers) -> bool:
    return layers.source is not None and layers.shown("result").processed


def _name(kind: PreviewKind | None, mode: Mode, layers: Layers, chains: tuple[str, str]) -> str:
    if kind is None:
        return ""
    shown = layers.shown(kind)
    if shown.base is None and not shown.parts:
        return ""
    if kind == "source" and shown.base is not None:
        return f"{tr('Source')}  {size_text(shown.base.width, shown.base.height)}"
    if not shown.processed:
        return tr("Source (not processed)")
    image = shown.parts[0] if shown.parts else shown.base
    return _result_name(kind, mode, image, chains)


def _result_name(
    kind: PreviewKind, mode: Mode, image: PreviewImage | None, chains: tuple[str, str]
) -> str:
    name = tr("Result")
    if mode.names_chains:
        name = "A" if kind == "result" else "B"
    size = size_text(image.width, image.height) if image is not None else ""
    chain = chains[0 if kind == "result" else 1]
    return "  ·  ".join(part for part in (f"{name}  {size}", chain) if part)


def _frame_text(layers: Layers, state: ViewerState) -> str:
    source = layers.source
    if state.frame is None or layers.size is None:
        return ""
    played = source is not None and not source.request_id  # smaller, but the very frame
    if source is not None and not source.exact and not played:
        return tr("Near frame {frame}", frame=state.frame)
    return tr("Frame {frame}", frame=state.frame)


def _state_text(mode: Mode, layers: Layers, state: ViewerState) -> tuple[str, str]:
    if layers.size is None:
        return "", ""
    if state.kind == "rendering":
        frame = state.frame
        words = tr("Rendering") if frame is None else tr("Rendering frame {frame}", frame=frame)
        return words, _DOTS["rendering"]
    in_view = processed_in_view(mode, layers)
    if not in_view:
        return tr("Source (not processed)"), ""
    return _quality(in_view, state)


def _quality(in_view: list[Shown], state: ViewerState) -> tuple[str, str]:
    if state.kind == "stale":
        return tr("Preview out of date"), _DOTS["stale"]
    if not all(shown.complete for shown in in_view):
        return tr("Part of the frame"), _DOTS["half"]
    exact = all(shown.base is not None and shown.base.exact for shown in in_view)
    if state.kind == "half" or not exact:
        return tr("Half quality"), _DOTS["half"]
    if state.kind == "cached":
        return tr("Cached, full quality"), _DOTS["cached"]
    return "", ""

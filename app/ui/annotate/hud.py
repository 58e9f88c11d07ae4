"""The labels on the picture in the Annotate workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.annotate.tool_names import tool_name
from app.ui.annotate.toolbox import DRAWING
from app.ui.language import tr, tr_count
from app.ui.preview.hud_texts import HudTexts

if TYPE_CHECKING:
    from app.ui.annotate.stage import Stage


def annotate_hud(stage: Stage) -> HudTexts | None:
    """What to say; None outside of the workspace, where the viewer has its own words."""
    layer = stage.session.layer
    if not stage.ready or layer is None:
        return None
    frame = tr("Frame {n} of {count}", n=stage.session.frame, count=layer.media.frame_count)
    waiting = sum(not one.track.provenance.accepted for one in stage.shapes())
    suggestions = tr_count(
        "{n} suggestion here · Tab to reach it", "{n} suggestions here · Tab to reach them", waiting
    )
    zoom = f"{round(stage.canvas.zoom.scale * 100)}%"
    return HudTexts(frame, suggestions if waiting else "", _tool(stage), zoom)


def _tool(stage: Stage) -> str:
    tool = stage.toolbox.current
    if tool not in DRAWING and tool != "eraser":
        return ""
    lasting = tr("Track over time") if stage.toolbox.mode == "track" else tr("Shape")
    return "  ·  ".join((lasting, tool_name(tool), stage.label_to_draw()))

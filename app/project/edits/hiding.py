"""Hiding what annotations mark, in every clip of a source."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.project.edits.effects import on_chains, with_setting
from app.project.model import EffectSpec
from app.project.queries import clips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.project.edits.effects import Chain
    from app.project.model import Edit, Project

ANONYMISE, TARGETS, USUAL = "anonymise", "track", "face"
"""The effect, its parameter of what to hide, and what that is when nothing is said."""


def hide(media_id: str, targets: Sequence[str]) -> Edit:
    """Hide labels and tracks (as `#3`) in every clip of a source, beside what is hidden already.

    A new effect stands first: after a crop, places would no longer be those that were marked.
    """

    def edit(project: Project) -> Project:
        return on_chains(clips_of(project, media_id), partial(_hiding, targets), False)(project)

    return edit


def clips_of(project: Project, media_id: str) -> frozenset[str]:
    """The ids of a source's clips."""
    return frozenset(clip.id for _, clip in clips(project) if clip.media_id == media_id)


def _hiding(targets: Sequence[str], chain: Chain) -> Chain:
    for place, step in enumerate(chain):
        if step.name == ANONYMISE and step.enabled:
            return (*chain[:place], _with_more(step, targets), *chain[place + 1 :])
    return (EffectSpec(ANONYMISE, ((TARGETS, ", ".join(targets)),)), *chain)


def _with_more(step: EffectSpec, targets: Sequence[str]) -> EffectSpec:
    told = str(dict(step.settings).get(TARGETS, USUAL))
    known = [name for part in told.split(",") if (name := part.strip())]
    if not known:  # it hides everything
        return step
    return with_setting(step, TARGETS, ", ".join(dict.fromkeys((*known, *targets))))

"""What the user does to a chain, as named steps of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.project.edits import effects as edits
from app.project.model import EffectSpec
from app.ui.language import tr, tr_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.base.parameter import Setting
    from app.project.model import Edit, Project
    from app.ui.document import Document
    from app.ui.panels.shown_clip import ShownClip

Chain = tuple[EffectSpec, ...]


class ChainEditor:
    """Changes the chain of the shown clip, A or B; without a clip nothing happens.

    Attributes:
        alternative: Whether it is the B chain.
    """

    def __init__(self, document: Document, shown: ShownClip) -> None:
        self._document, self._shown = document, shown
        self.alternative = False

    @property
    def chain(self) -> Chain:
        """The chain as it is now."""
        clip = self._shown.clip
        if clip is None:
            return ()
        return clip.alternative if self.alternative else clip.effects

    def add(self, spec: EffectSpec, label: str, place: int | None = None) -> None:
        """Put an effect in, at the end without a place."""
        edit = edits.add_effect(self._clip, spec, place, alternative=self.alternative)
        self._apply(label, edit)

    def set(self, place: int, name: str, value: Setting | None, label: str, merge: str) -> None:
        """Give a parameter a value, None its default; `merge` as `Document.apply` has it, or ""."""
        edit = edits.set_setting(self._clip, place, name, value, alternative=self.alternative)
        self._apply(label, edit, merge or None)

    def switch(self, place: int, name: str, *, on: bool) -> None:
        """Run an effect, or not."""
        words = tr("Switch {name} on", name=name) if on else tr("Switch {name} off", name=name)
        edit = edits.set_enabled(self._clip, place, on, alternative=self.alternative)
        self._apply(words, edit)

    def move(self, from_: int, to: int, name: str) -> None:
        """Put an effect at another place."""
        edit = edits.move_effect(self._clip, from_, to, alternative=self.alternative)
        self._apply(tr("Move {name}", name=name), edit)

    def remove(self, place: int, name: str) -> None:
        """Take an effect out."""
        edit = edits.remove_effect(self._clip, place, alternative=self.alternative)
        self._apply(tr("Remove {name}", name=name), edit)

    def reset(self, place: int, name: str) -> None:
        """Give all parameters of an effect their defaults."""
        chain = list(self.chain)
        chain[place] = EffectSpec(chain[place].name, (), chain[place].enabled)
        self.set_chain(chain, tr("Reset {name}", name=name))

    def set_chain(self, chain: Iterable[EffectSpec], label: str, ids: Iterable[str] = ()) -> None:
        """Replace the chain, or those of other clips."""
        clips = frozenset(ids) or {self._clip}
        self._apply(label, edits.set_chain(clips, chain, alternative=self.alternative))

    def copy_effect(self, spec: EffectSpec, name: str) -> None:
        """Add an effect to the other selected clips, or to all others."""
        ids = self._shown.others
        each = [edits.add_effect(id, spec, alternative=self.alternative) for id in ids]
        words = tr_count("Copy {name} to {n} clip", "Copy {name} to {n} clips", len(ids), name=name)
        self._apply(words, chained(each))

    @property
    def _clip(self) -> str:
        return self._shown.clip.id if self._shown.clip is not None else ""

    def _apply(self, label: str, edit: Edit, merge: str | None = None) -> None:
        self._document.apply(label, edit, merge)


def chained(several: Sequence[Edit]) -> Edit:
    """Edits done one after the other, as one step."""

    def edit(project: Project) -> Project:
        for each in several:
            project = each(project)
        return project

    return edit

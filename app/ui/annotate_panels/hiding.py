"""Anonymising what is marked with one click: an effect of the clips, tied to tracks or a label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.project.edits.hiding import clips_of, hide
from app.ui.command import ANNOTATE, Command
from app.ui.language import tr, tr_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.annotation_session import AnnotationSession
    from app.ui.document import Document


class Hiding(QObject):
    """Adds the effect that hides tracks to all clips of the source, as one step. GUI thread only.

    Signals:
        told(str): something to say in the status bar.
    """

    told = Signal(str)

    def __init__(
        self, document: Document, session: AnnotationSession, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._session = document, session

    def commands(self) -> tuple[Command, ...]:
        """The selected tracks, and all that are called like them."""
        some = self._some
        return (
            Command("annotate.anonymise", tr("Anonymise"), self.hide_selected,
                    (), "eye-slash", (ANNOTATE,), some),
            Command("annotate.anonymise_label", tr("Anonymise all of this label"), self.hide_alike,
                    (), "eye-slash", (ANNOTATE,), some),
        )  # fmt: skip

    def hide_selected(self) -> None:
        """The selected tracks."""
        self.hide([f"#{number}" for number in sorted(self._session.selection)])

    def hide_alike(self) -> None:
        """Every track with the label of a selected one."""
        layer, chosen = self._session.layer, self._session.selection
        tracks = layer.tracks if layer is not None else ()
        self.hide(list(dict.fromkeys(one.label for one in tracks if one.id in chosen)))

    def hide(self, targets: Sequence[str]) -> None:
        """Hide labels, or tracks as `#3`, wherever the source is shown."""
        media = self._session.media
        if media is None or not targets:
            return
        self._document.apply(tr("Anonymise"), hide(media.id, targets))
        count = len(clips_of(self._document.project, media.id))
        self.told.emit(
            tr_count("Hidden in {n} clip; Enhance shows it, under Anonymise.",
                     "Hidden in {n} clips; Enhance shows it, under Anonymise.", count)
        )  # fmt: skip

    def _some(self) -> bool:
        return self._session.media is not None and bool(self._session.selection)

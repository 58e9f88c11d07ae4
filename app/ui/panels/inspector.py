"""The right panel of Enhance: effects, facts of the clip, facts of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.ui.language import tr
from app.ui.panels.clip_panel import ClipPanel
from app.ui.panels.effect_kinds import EffectKinds
from app.ui.panels.effects_panel import EffectsPanel
from app.ui.panels.info_panel import InfoPanel
from app.ui.panels.media_reader import MediaReader
from app.ui.panels.shown_clip import ShownClip
from app.ui.widgets.panel import TabPanel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.command import Command
    from app.ui.document import Document
    from app.ui.panels.preset_shelf import PresetShelf
    from app.ui.settings import Settings
    from app.ui.thumbnails import Thumbnails
    from app.ui.view_state import ViewState


class Inspector(TabPanel):
    """Three tabs about one clip. Call `kinds.load()` once the window is visible.

    Args:
        document, view, settings: Of the window.
        thumbnails: Small pictures; None shows grey.
        kinds: Effects and models; by default its own, closed with it.
        shelf: Presets; by default those of the user.

    Signals:
        render_asked(), export_asked(), models_asked(id), alternative_shown(bool): as those of
            `EffectsPanel`.
    """

    render_asked = Signal()
    export_asked = Signal()
    models_asked = Signal(str)
    alternative_shown = Signal(bool)

    def __init__(
        self,
        document: Document,
        view: ViewState,
        settings: Settings,
        thumbnails: Thumbnails | None = None,
        kinds: EffectKinds | None = None,
        shelf: PresetShelf | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Inspector"))
        self.kinds = kinds or EffectKinds(self)
        self.reader = MediaReader(self)
        self.shown = ShownClip(document, view, self)
        self.effects = EffectsPanel(
            document, view, self.shown, self.kinds, self.reader, settings, thumbnails, shelf
        )
        self.clip = ClipPanel(document, self.shown)
        self.info = InfoPanel(self.shown, self.reader)
        self.add_tab("effects", tr("Effects"), self.effects)
        self.add_tab("clip", tr("Clip"), self.clip)
        self.add_tab("info", tr("Info"), self.info)
        self.effects.render_asked.connect(self.render_asked)
        self.effects.export_asked.connect(self.export_asked)
        self.effects.models_asked.connect(self.models_asked)
        self.effects.alternative_shown.connect(self.alternative_shown)

    def commands(self) -> tuple[Command, ...]:
        """What menus and keys can do here."""
        return self.effects.commands()

    def close_workers(self) -> None:
        """Stop and join all threads of the inspector; call it once, before the window goes."""
        self.effects.close_workers()
        self.reader.close()
        self.kinds.close()

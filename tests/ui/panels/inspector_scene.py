"""A project with a real clip, and everything the panels of Enhance need around it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.base.time import Span
from app.effects.presets import PresetFolder
from app.project.model import Clip, EffectSpec, MediaFacts, MediaItem, Project, Track
from app.ui.document import Document
from app.ui.panels.effect_kinds import EffectKinds, load_kinds, load_models
from app.ui.panels.inspector import Inspector
from app.ui.panels.preset_shelf import PresetShelf
from app.ui.settings import Settings
from app.ui.view_state import ViewState
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

RATE = Fraction(25)
FACTS = MediaFacts(Fraction(2), 50, RATE, vfr=False, width=64, height=48, sound=False)


@dataclass
class Scene:
    """What a test holds on to."""

    document: Document
    view: ViewState
    inspector: Inspector

    @property
    def chain(self) -> tuple[EffectSpec, ...]:
        return self.document.project.tracks[0].clips[0].effects

    def setting(self, place: int, name: str) -> object:
        return dict(self.chain[place].settings).get(name)


def project_of(path: Path, *chain: EffectSpec) -> Project:
    """Two clips of one source on one track, the first with a chain."""
    media = MediaItem(path, "m", facts=FACTS)
    span = Span(Fraction(0), Fraction(2))
    clips = (
        Clip("one", "m", span, effects=chain),
        Clip("two", "m", span, at=Fraction(2)),
    )
    return Project((media,), (Track("t", "Video 1", clips),))


def make_scene(qtbot: QtBot, tmp_path: Path, *chain: EffectSpec) -> Scene:
    """The inspector on show, its effects known."""
    path = tmp_path / "clip.mp4"
    make_clip(path, ClipKind(frames=50, size=(64, 48)))
    document, view = Document(), ViewState()
    document.open(project_of(path, *chain), None)
    kinds = KnownKinds()
    shelf = PresetShelf(PresetFolder(tmp_path / "presets"))
    settings = Settings(tmp_path / "settings.json")
    settings.set("device", "cpu")
    inspector = Inspector(document, view, settings, None, kinds, shelf)
    qtbot.addWidget(inspector)
    inspector.resize(340, 900)
    inspector.show()
    qtbot.waitExposed(inspector)
    kinds.know()
    inspector.activateWindow()
    qtbot.waitUntil(inspector.isActiveWindow)
    QApplication.processEvents()  # cards show themselves with the next turn of the loop
    return Scene(document, view, inspector)


class KnownKinds(EffectKinds):
    """Knows at once what the real one learns on its thread, to spare each test the wait."""

    def know(self) -> None:
        """Say it."""
        self._take("models", load_models())
        self._take("kinds", load_kinds())

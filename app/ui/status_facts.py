"""What the status bar says of the machine: asked now and then, on workers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.ui.language import tr, tr_count
from app.ui.panels.chain_facts import weights_states
from app.ui.panels.words import share_words
from app.ui.preview.preview_request import PreviewChoices

if TYPE_CHECKING:
    from app.project.model import Project
    from app.ui.machine import MachineLoad
    from app.ui.status_bar import StatusBar
    from app.ui.studio import Studio

INTERVAL_MS = 2000


class StatusFacts(QObject):
    """Keeps the right end of the status bar true. GUI thread only; asks while it can be seen."""

    def __init__(self, studio: Studio, status: StatusBar) -> None:
        super().__init__(status)
        self._studio, self._status = studio, status
        self._models: frozenset[str] | None = None
        self._project: Project | None = None
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        studio.machine.described.connect(self.look)
        studio.machine.loaded.connect(self._show_load)
        studio.machine.weights_known.connect(self._show_models)
        studio.models.fetched.connect(self._forget_models)
        studio.models.listed.connect(self._forget_models)
        self._show_cache()
        self._show_models({})

    def look(self) -> None:
        """Ask for everything that changes by itself."""
        if not self._status.isVisible():
            return
        self._show_cache()
        self._studio.machine.look()
        project = self._studio.document.project
        if project is self._project and self._models is not None:
            return  # a long timeline takes milliseconds to go through
        self._project, models = project, models_of(project)
        if models != self._models:
            self._models = models
            self._studio.machine.ask_weights(lambda: weights_states(sorted(models)))

    def _show_load(self, load: MachineLoad) -> None:
        process = share_words(*load.process)
        memory = share_words(*load.gpu) if load.gpu is not None else process
        name = short_name(self._studio.machine.words)
        about = [tr("This program: {memory}", memory=process)]
        if load.gpu is not None:
            about.append(tr("GPU, all programs: {memory}", memory=memory))
        text = tr("{device}, {memory}", device=name, memory=memory) if name else memory
        self._status.show_device(text, "\n".join(about))

    def _show_cache(self) -> None:
        renderer = self._studio.preview.renderer
        memory, disk = renderer.results.nbytes if renderer is not None else (0, 0)
        choices = PreviewChoices.of(self._studio.settings)
        about = "\n".join((
            tr("Previews kept in memory: {share}", share=share_words(memory, choices.memory)),
            tr("Previews kept on disk: {share}", share=share_words(disk, choices.disk)),
        ))  # fmt: skip
        share = share_words(memory + disk, choices.memory + choices.disk)
        self._status.show_cache(tr("Cache {share}", share=share), about)

    def _show_models(self, states: dict[str, str]) -> None:
        missing = [model for model, state in states.items() if state != "intact"]
        if missing:
            text = tr_count(
                "{n} model is not on this computer",
                "{n} models are not on this computer",
                len(missing),
            )
            self._status.show_offline(text, ", ".join(missing), fine=False)
            return
        text = tr("Works offline: all models on disk") if states else tr("Works offline")
        self._status.show_offline(text, tr("Nothing in this project needs a network."), fine=True)

    def _forget_models(self, *_: object) -> None:
        """Look again where the weights are: one came or went."""
        self._models = None


def models_of(project: Project) -> frozenset[str]:
    """Ids of the models that chains of a project name and run."""
    chains = [clip.effects for track in project.tracks for clip in track.clips]
    specs = [spec for chain in chains for spec in chain if spec.enabled]
    named = [dict(spec.settings).get("model") for spec in specs]
    return frozenset(model for model in named if isinstance(model, str) and model)


def short_name(device: str) -> str:
    """`RTX 4060`, `H200`: without the maker, and the memory that is told beside it."""
    return re.sub(r"^(NVIDIA )?(GeForce )?|( \([^()]*\))$", "", device)

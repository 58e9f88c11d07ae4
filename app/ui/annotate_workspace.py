"""The Annotate workspace: tools beside the viewer, labels left, objects right, rows below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.annotate.annotate_tools import AnnotateTools
from app.ui.annotate.stray_keys import StrayKeys
from app.ui.annotate_panels.files import AnnotationFiles
from app.ui.annotate_panels.hiding import Hiding
from app.ui.annotate_panels.label_shortcuts import LabelShortcuts
from app.ui.annotate_panels.labels_panel import LabelsPanel
from app.ui.annotate_panels.model_runs import ModelRuns
from app.ui.annotate_panels.objects_panel import ObjectsPanel
from app.ui.annotate_panels.run_choices import RunChoices
from app.ui.annotate_panels.track_runs import TrackRuns
from app.ui.background import Background

if TYPE_CHECKING:
    from app.ui.command import Command
    from app.ui.preview.viewer import ViewerPanel
    from app.ui.studio import Studio
    from app.ui.timeline.panel import TimelinePanel
    from app.ui.view_state import CompareMode


class AnnotateWorkspace(QObject):
    """Owns the tools over a viewer and shows them while the workspace is. GUI thread only.

    Attributes:
        tools: See `AnnotateTools`.
        labels, objects: The panels, for docks of the window.
        page: The viewer with the strip of tools to its left; the window's middle.

    Signals:
        told(sentence), problem(sentence): for the user.
    """

    told = Signal(str)
    problem = Signal(str)

    def __init__(
        self, studio: Studio, viewer: ViewerPanel, timeline: TimelinePanel, window: QWidget
    ) -> None:
        super().__init__(viewer)
        self._view = studio.view
        self._timeline = timeline
        self._viewer = viewer
        self._mode: CompareMode = studio.view.compare
        self._annotating = False
        self._work = Background("annotations", self)
        session = studio.session
        self.tools = AnnotateTools(viewer.canvas, session, studio.view, studio.player.step, self)
        self.tools.stage.pressed.connect(studio.player.pause)
        self._stray = StrayKeys(window, self.tools.stage.events)
        timeline.set_annotations(session, self.tools.visibility)
        self.labels = LabelsPanel(session, self.tools.visibility, self._work)
        self.objects = ObjectsPanel(
            session, self.tools.visibility, self.tools.toolbox, timeline.track_acts
        )
        self.choices = RunChoices(studio.settings, self._work, window, self)
        studio.models.fetched.connect(self.choices.model_came)
        self.runs = ModelRuns(
            studio.document, session, studio.jobs, self._work, self, self.choices,
            studio.autosave.once_kept,
        )  # fmt: skip
        self.track_runs = TrackRuns(session, self.runs, self)
        self.hiding = Hiding(studio.document, session, self)
        self.label_shortcuts = LabelShortcuts(
            session, studio.view, window, self.tools.acts.use_label, timeline.held_key.press_label
        )
        self.files = AnnotationFiles(session, self._work, window)
        self._parts = (
            self.tools, self.labels, self.objects, self.runs, self.track_runs, self.hiding,
            self.files,
        )  # fmt: skip
        self.page = self._beside_strip(viewer)
        self._connect()
        self._show(studio.view.workspace)

    def commands(self) -> tuple[Command, ...]:
        """All acts of the workspace; those of the timeline's rows come with the timeline."""
        return tuple(command for part in self._parts for command in part.commands())

    def close(self) -> None:
        """End what runs in the background."""
        self.tools.close()
        self._work.close()

    def _beside_strip(self, viewer: ViewerPanel) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.tools.strip)
        row.addWidget(viewer, 1)
        header = self.tools.header
        viewer.header.add_alternative((header.kind, header.how), (header.look,))
        return page

    def _connect(self) -> None:
        for speaker in self._parts:
            speaker.told.connect(self.told)
        self.labels.problem.connect(self.problem)
        self.runs.problem.connect(self.problem)
        self._timeline.track_acts.refused.connect(self.problem)
        self._timeline.track_acts.follow_wanted.connect(self.track_runs.follow)
        self._timeline.track_acts.hide_wanted.connect(self.hiding.hide)
        self._view.workspace_changed.connect(self._show)

    def _show(self, workspace: str) -> None:
        """Tools come and go, and so does the source: what is annotated is not what effects make."""
        annotating = workspace == "annotate"
        self.tools.strip.setVisible(annotating)
        if annotating == self._annotating:
            return
        self._annotating = annotating
        self._viewer.header.show_alternative(on=annotating)
        if annotating:
            self._mode = self._view.compare
        self._view.set_compare("source" if annotating else self._mode)

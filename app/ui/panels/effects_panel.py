"""The effect chain of a clip: cards, presets, what it costs, and what to do with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.project.model import EffectSpec
from app.project.queries import excerpt_of
from app.ui.command import DELIVER, ENHANCE, Command
from app.ui.language import tr, tr_data
from app.ui.panels.chain_editor import Chain, ChainEditor
from app.ui.panels.chain_footer import ChainFooter
from app.ui.panels.chain_header import ChainHeader
from app.ui.panels.chain_list import ChainList
from app.ui.panels.chain_study import ChainStudy
from app.ui.panels.dashed_button import DashedButton
from app.ui.panels.effect_card import EffectCard
from app.ui.panels.effect_kinds import fits
from app.ui.panels.effect_picker import EffectPicker
from app.ui.panels.forms.form import ModelChoice, in_place_of_models
from app.ui.panels.licence import mark_of
from app.ui.panels.notice import Notice
from app.ui.panels.preset_combo import title_of
from app.ui.panels.preset_dialogs import NameDialog, PresetsDialog
from app.ui.panels.preset_shelf import PresetShelf, chain_of
from app.ui.theme.theme import theme
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from app.base.parameter import Setting
    from app.effects.presets import Preset
    from app.project.model import Project
    from app.ui.document import Document
    from app.ui.panels.effect_kinds import EffectKinds
    from app.ui.panels.forms.row import ParameterRow
    from app.ui.panels.media_reader import MediaReader
    from app.ui.panels.shown_clip import ShownClip
    from app.ui.settings import Settings
    from app.ui.thumbnails import Thumbnails
    from app.ui.view_state import ViewState


class EffectsPanel(QWidget):
    """The first tab of the inspector. GUI thread only; call `close_workers` at the end.

    Signals:
        render_asked(): the range between in and out is to be rendered.
        export_asked(): the export dialog is wanted.
        models_asked(id): the model browser is wanted, at this model.
        alternative_shown(bool): the user edits the B chain now, or A again.
    """

    render_asked = Signal()
    export_asked = Signal()
    models_asked = Signal(str)
    alternative_shown = Signal(bool)

    def __init__(
        self,
        document: Document,
        view: ViewState,
        shown: ShownClip,
        kinds: EffectKinds,
        reader: MediaReader,
        settings: Settings,
        thumbnails: Thumbnails | None = None,
        shelf: PresetShelf | None = None,
    ) -> None:
        super().__init__()
        self._document, self._view, self._shown = document, view, shown
        self._kinds, self._thumbnails = kinds, thumbnails
        self._shelf = shelf or PresetShelf(parent=self)
        self._study = ChainStudy(kinds, reader, settings, self)
        self._editor = ChainEditor(document, shown)
        self._copied: Chain = ()
        self._last_card: EffectCard | None = None
        self._last_row: ParameterRow | None = None
        self.header = ChainHeader(self._shelf)
        self.list = ChainList(self._new_card)
        self.add_button = DashedButton(tr("Add effect"))
        self.fault = Notice()
        self.hint = Label("", "small", "tx3")
        self.footer = ChainFooter()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._show_clip()

    # What is shown

    @property
    def alternative(self) -> bool:
        """Whether the B chain is edited."""
        return self._editor.alternative

    @property
    def chain(self) -> Chain:
        """The chain on show."""
        return self._editor.chain

    def show_alternative(self, *, on: bool) -> None:
        """Edit B in place of A, or A again."""
        if on != self._editor.alternative:
            self._editor.alternative = on
            self.header.chains.choose("b" if on else "a")
            self._show_clip()
            self.alternative_shown.emit(on)

    def commands(self) -> tuple[Command, ...]:
        """What the Effect menu and keys do here."""
        some = self._has_clip
        both = (ENHANCE, DELIVER)
        return (
            Command("effects.add", tr("Add effect…"), self.open_picker, ("Ctrl+Shift+E",),
                    "plus", both, some),
            Command("effects.key", tr("Key the focused parameter"), self.toggle_key, ("Alt+K",),
                    "diamond", (ENHANCE,), some),
            Command("effects.copy", tr("Copy effects"), self.copy_chain, ("Ctrl+Alt+C",),
                    "copy", both, lambda: bool(self.chain)),
            Command("effects.paste", tr("Paste effects"), self.paste_chain, ("Ctrl+Alt+V",),
                    "clipboard", both, lambda: some() and bool(self._copied)),
            Command("effects.copy_to_others", tr("Copy effects to other clips"),
                    self.copy_to_others, (), "copy-simple", both, lambda: bool(self.chain)),
            Command("effects.alternative", tr("Edit chain B"),
                    lambda: self.show_alternative(on=not self.alternative), (), "", both, some,
                    lambda: self.alternative),
            Command("effects.measure", tr("Measure the speed of this chain"), self.measure, (),
                    "gauge", both, some),
            Command("effects.save_preset", tr("Save as preset…"), self.save_preset, (),
                    "bookmark-simple", both, lambda: bool(self.chain)),
            Command("effects.manage_presets", tr("Manage presets…"), self.manage_presets, (),
                    "", both),
        )  # fmt: skip

    def close_workers(self) -> None:
        """Stop and join the threads of this panel."""
        self._study.close()
        self._shelf.close()

    # What the user does

    def open_picker(self) -> None:
        """List the effects that can be added."""
        if self._shown.clip is not None and self._kinds.ready:
            picker = EffectPicker(self._kinds.all, self)
            picker.chosen.connect(self.add)
            picker.open_above(self.add_button)

    def add(self, name: str) -> None:
        """Put an effect at the end of the chain."""
        if self._shown.clip is None:
            return
        kind = self._kinds.find(name)
        title = tr_data(kind.title) if kind else name
        self._editor.add(EffectSpec(name), tr("Add {effect}", effect=title))
        if self.list.cards:
            self.list.cards[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle_key(self) -> None:
        """Set or take away a key of the parameter that has, or had last, the focus."""
        rows = [r for card in self.list.cards if card.form for r in card.form.rows.values()]
        if self._last_row is not None and self._last_row in rows:
            self._last_row.toggle_key()

    def copy_chain(self) -> None:
        """Remember this chain for `paste_chain`."""
        self._copied = self.chain

    def paste_chain(self) -> None:
        """Give the selected clips the chain that was copied."""
        if self._shown.clip is not None and self._copied:
            ids = {self._shown.clip.id, *self._selected_others()}
            self._editor.set_chain(self._copied, tr("Paste effects"), ids)

    def copy_to_others(self) -> None:
        """Give this chain to the other selected clips, or to all clips."""
        others = self._shown.others
        if others:
            self._editor.set_chain(self.chain, tr("Copy effects to other clips"), others)

    def measure(self) -> None:
        """Measure how quick the chain is, or stop measuring."""
        clip = self._shown.clip
        if self._study.measuring or clip is None or self._shown.media is None:
            self._study.stop_measuring()
            return
        self.fault.hide()
        excerpt = excerpt_of(self._document.project, clip, alternative=self._editor.alternative)
        self._study.measure(excerpt, self._shown.source_time)

    def save_preset(self) -> None:
        """Ask for a name and keep the chain under it."""
        chain = self.chain
        dialog = NameDialog(tr("Save as preset"), "", tr("Save"), self)
        dialog.named.connect(lambda title: self._shelf.save(title, chain))
        dialog.open()

    def manage_presets(self) -> None:
        """Open the list of presets."""
        PresetsDialog(self._shelf, self).open()

    def use_preset(self, preset: Preset) -> None:
        """Put a preset in place of the chain."""
        if self._shown.clip is not None:
            words = tr("Preset {name}", name=title_of(preset))
            self._editor.set_chain(chain_of(preset), words)

    # Following

    def _show_clip(self) -> None:
        clip = self._shown.clip
        self._stack.setCurrentIndex(0 if clip is None else 1)
        self._study.show(self._shown.media if clip else None, self.chain)
        if clip is None:
            return
        self.header.show_clip(self._shown.name, len(self._selected_others()), self._thumbnail())
        self.header.presets.show_chain(self.chain)
        self.list.show_chain(self.chain)
        time, frame = self._shown.time, self._shown.frame
        for card, spec in zip(self.list.cards, self.chain, strict=True):
            if spec is not card.spec or card.kind is None:
                self._describe(card)
            card.show_spec(spec, time, frame)
        self._tell_state()
        self._show_facts()

    def _tell_state(self) -> None:
        locked = self._shown.locked
        for part in (self.list, self.add_button, self.header.presets):
            part.setEnabled(not locked)
        words = ""
        if locked:
            words = tr("The track is locked. Unlock it to change effects.")
        elif not self.chain and self._editor.alternative:
            words = tr("Chain B is empty. It is only compared with A and never exported.")
        elif not self.chain:
            words = tr("No effects yet. The clip is exported as it is.")
        self.hint.setText(words)
        self.hint.setVisible(bool(words))
        self.add_button.setEnabled(not locked and self._kinds.ready)

    def _show_facts(self) -> None:
        facts, speed = self._study.facts, self._study.speed
        self.header.show_source(facts.source if facts else None)
        self.list.show_sizes(facts)
        for number, card in enumerate(self.list.cards):
            step = facts.steps[number] if facts and number < len(facts.steps) else None
            each = speed.step_ms[number] if speed and number < len(speed.step_ms) else None
            state = self._study.weights.get(card.model, "")
            card.show_facts(step.error if step else "", each, state)
            model = self._kinds.cards.get(card.model)
            card.show_licence(mark_of(model.commercial_use) if model else None)
        self.footer.show_speed(speed, self._seconds(speed.fps) if speed else None)
        self.footer.show_measuring(running=self._study.measuring)

    def _seconds(self, fps: float) -> float | None:
        """How long this clip's part of the range will take; without a range, the whole clip."""
        clip, range_ = self._shown.clip, self._document.project.selected_range
        if clip is None:
            return None
        start, end = clip.at, clip.end
        if range_ is not None:
            start = max(start, range_.start)
            end = min(end, range_.end) if range_.end is not None else end
        frames = (end - start) / self._shown.frame
        return float(frames) / fps if frames > 0 else None

    def _show_time(self) -> None:
        for card in self.list.cards:
            card.show_time(self._shown.time)

    def _kinds_known(self) -> None:
        for card in self.list.cards:
            self._describe(card)
        self._show_clip()

    def _describe(self, card: EffectCard) -> None:
        if self._kinds.ready:
            kind = self._kinds.find(card.spec.name)
            ours = in_place_of_models(kind.parameters) if kind is not None else []
            card.describe(kind, [*ours, *self._models_for(card.spec.name)])

    def _models_for(self, effect: str) -> list[ModelChoice]:
        cards = [card for card in self._kinds.cards.values() if fits(effect, card)]
        return [ModelChoice(c.id, tr_data(c.title), mark_of(c.commercial_use)) for c in cards]

    def _thumbnail_ready(self, media_id: str) -> None:
        if self._shown.media is not None and media_id == self._shown.media.id:
            self.header.picture.set_image(self._thumbnail())

    def _thumbnail(self) -> QImage | None:
        media, clip = self._shown.media, self._shown.clip
        if self._thumbnails is None or media is None or clip is None:
            return None
        height = round(theme().px(24) * self.devicePixelRatioF())
        return self._thumbnails.get(media, clip.source.start, height)

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        for card in self.list.cards:
            inside = now is not None and (card is now or card.isAncestorOf(now))
            if inside:
                self._last_card = card
                self._last_row = (card.form and card.form.focused_row()) or self._last_row
        # it stays marked while the viewer or the timeline has the focus
        for card in self.list.cards:
            card.set_selected(card is self._last_card)

    # Edits

    def _new_card(self, spec: EffectSpec) -> EffectCard:
        card = EffectCard(spec)
        card.setting_changed.connect(partial(self._set, card))
        card.switched.connect(partial(self._switch, card))
        card.asked.connect(partial(self._act, card))
        card.model_wanted.connect(self.models_asked)
        return card

    def _set(self, card: EffectCard, name: str, setting: Setting, merge: str) -> None:
        parameters = card.kind.parameters if card.kind else ()
        parameter = next((each for each in parameters if each.name == name), None)
        title = tr_data(parameter.title) if parameter else name
        value = None if parameter and setting == parameter.default else setting
        place = self.list.cards.index(card)
        self._editor.set(place, name, value, tr("Change {name}", name=title), merge)

    def _switch(self, card: EffectCard, on: bool) -> None:
        self._editor.switch(self.list.cards.index(card), card.name.text(), on=on)

    def _act(self, card: EffectCard, action: str) -> None:
        place, name = self.list.cards.index(card), card.name.text()
        if action in ("up", "down"):
            self._move(place, place + (1 if action == "down" else -1))
        elif action == "duplicate":
            self._editor.add(card.spec, tr("Duplicate {name}", name=name), place + 1)
        elif action == "copy":
            self._editor.copy_effect(card.spec, name)
        elif action == "reset":
            self._editor.reset(place, name)
        elif action == "remove":
            self._editor.remove(place, name)

    def _move(self, from_: int, to: int) -> None:
        if self._shown.clip is None or not 0 <= to < len(self.chain):
            return
        card, focus = self.list.cards[from_], QApplication.focusWidget()
        self._editor.move(from_, to, card.name.text())
        if focus is not None and (focus is card or card.isAncestorOf(focus)):
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(card)

    def _clear(self) -> None:
        if self._shown.clip is not None:
            self._editor.set_chain((), tr("Remove all effects"))

    # Making

    def _has_clip(self) -> bool:
        return self._shown.clip is not None

    def _selected_others(self) -> tuple[str, ...]:
        return tuple(id for id in self._shown.others if id in self._view.selection)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 0, 10, 10)
        column.setSpacing(4)
        for part in (self.list, self.hint, self.add_button, self.fault):
            column.addWidget(part)
        column.addStretch(1)
        self.hint.setWordWrap(True)
        self.fault.hide()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        page = QWidget()
        below = QVBoxLayout(page)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.header)
        below.addWidget(self._scroll, 1)
        below.addWidget(self.footer)
        words = tr("Select a clip on the timeline to see and change its effects.")
        self._stack.addWidget(EmptyState("sliders-horizontal", tr("No clip selected"), words))
        self._stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _connect(self) -> None:
        self._shown.changed.connect(self._show_clip)
        self._shown.time_changed.connect(self._show_time)
        self._view.selection_changed.connect(self._show_clip)
        self._document.changed.connect(self._document_changed)
        self._kinds.kinds_ready.connect(self._kinds_known)
        self._kinds.models_changed.connect(self._kinds_known)
        self._study.changed.connect(self._show_facts)
        self._study.failed.connect(self.fault.tell)
        self._shelf.failed.connect(self.fault.tell)
        self.list.moved.connect(self._move)
        self.add_button.clicked.connect(self.open_picker)
        self.header.chains.chosen.connect(lambda which: self.show_alternative(on=which == "b"))
        self.header.copy_button.clicked.connect(self.copy_to_others)
        presets = self.header.presets
        presets.preset_chosen.connect(self.use_preset)
        presets.save_asked.connect(self.save_preset)
        presets.manage_asked.connect(self.manage_presets)
        presets.clear_asked.connect(self._clear)
        self.footer.measure_asked.connect(self.measure)
        self.footer.render_asked.connect(self.render_asked)
        self.footer.export_asked.connect(self.export_asked)
        if self._thumbnails is not None:
            self._thumbnails.ready.connect(self._thumbnail_ready)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    def _document_changed(self, before: Project, after: Project) -> None:
        if before.selected_range is not after.selected_range:
            self._show_facts()
        if before.tracks is not after.tracks:
            self.fault.tell("")
            self._tell_state()  # a track may be locked without a clip being another one

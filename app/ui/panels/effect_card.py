"""One effect of a chain as a card: head, form, and what is wrong with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.ui.language import tr, tr_data
from app.ui.panels.drag_handle import DragHandle
from app.ui.panels.forms.fold import FoldButton
from app.ui.panels.forms.form import Form
from app.ui.panels.notice import Notice
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.card import Card
from app.ui.widgets.divider import Divider
from app.ui.widgets.focus_ring import BY_KEYS, paint_focus_ring
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent

    from app.base.time import Time
    from app.effects.effect import EffectKind
    from app.project.model import EffectSpec
    from app.ui.panels.forms.form import ModelChoice
    from app.ui.panels.licence import Mark

ACTIONS = ("duplicate", "copy", "reset", "remove", "up", "down")


class EffectCard(Card):
    """Shows one `EffectSpec`; says what the user wants with it. It changes nothing itself.

    Signals:
        setting_changed(name, setting, merge): as `ParameterRow.changed`.
        switched(on): the effect is to run, or not.
        asked(action): one of `ACTIONS`.
        dragged(point), dropped(point), drag_cancelled(): of the handle, in screen coordinates.
        model_wanted(id): the weights of a model are to be fetched.
    """

    setting_changed = Signal(str, object, str)
    switched = Signal(bool)
    asked = Signal(str)
    dragged = Signal(QPointF)
    dropped = Signal(QPointF)
    drag_cancelled = Signal()
    model_wanted = Signal(str)

    def __init__(self, spec: EffectSpec) -> None:
        super().__init__()
        self.spec = spec
        self.kind: EffectKind | None = None
        self.form: Form | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._ring = False
        self.handle, self.fold = DragHandle(), FoldButton("")
        self.name, self.speed = ElidedLabel("", "name", "tx"), Label("", "small", "tx2")
        self.switch = Switch()
        self.menu_button = IconButton("dots-three-vertical", tr("More actions"), size=24)
        self.menu_button.setMenu(self._menu())
        self.fault = Notice()
        self.weights = Notice("download-simple", "warn", tr("Download…"))
        self.licence = Notice("question", "warn")
        self._note = Label("", "small", "tx3")
        self._note.setWordWrap(True)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._lay_out()
        self._connect()
        self._tell_names()

    @property
    def model(self) -> str:
        """The id of the model it runs, "" for an effect without one."""
        return str(dict(self.spec.settings).get("model", self._default_model()))

    def describe(self, kind: EffectKind | None, models: Sequence[ModelChoice]) -> None:
        """Say what the effect is; None: this program does not know it, and keeps it."""
        if kind is not None and kind is self.kind:
            if self.form is not None:
                self.form.set_models(models)
            return
        self.kind = kind
        if kind is None:
            self._note.setText(
                tr("This version does not know this effect. It is kept. Switch it off to render.")
            )
            self._note.show()
        else:
            self._note.hide()
            self._add_form(Form(kind.parameters, models))
        self._tell_names()

    def show_spec(self, spec: EffectSpec, time: Time, frame: Time) -> None:
        """Show settings as they are at `time` since the clip's start."""
        self.spec = spec
        self.switch.setChecked(spec.enabled)
        self.name.set_token("tx" if spec.enabled else "tx2")
        self._tell_names()
        if self.form is not None:
            self.form.show_settings(dict(spec.settings), time, frame)

    def show_time(self, time: Time) -> None:
        """The playhead moved."""
        if self.form is not None:
            self.form.show_time(time)

    def show_facts(self, error: str, milliseconds: float | None, weights: str) -> None:
        """Show a sentence, a measured time per frame, and the state of the model's weights."""
        self.fault.tell(error if self.spec.enabled else "")
        off = "" if self.spec.enabled else tr("off")
        self.speed.setText(off or speed_words(milliseconds))
        damaged = tr("The model file is damaged.")
        absent = tr("The model is not on this computer yet.")
        words = {"damaged": damaged, "absent": absent}.get(weights, "")
        self.weights.tell(words, tr("Download again") if weights == "damaged" else tr("Download…"))

    def show_licence(self, mark: Mark | None) -> None:
        """Warn where the model's licence does not allow everything."""
        self.licence.tell(mark.text if mark is not None and mark.token != "ok" else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Alt+Up and Alt+Down move the card, from anywhere inside; Delete removes it."""
        moves = {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in moves:
            self.asked.emit(moves[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.hasFocus():
            self.asked.emit("remove")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus():
            self.fold.toggle()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """A ring only for those who came by keys."""
        self._ring = event.reason() in (*BY_KEYS, Qt.FocusReason.OtherFocusReason)
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the card, and the ring."""
        super().paintEvent(event)
        if self.hasFocus() and self._ring:
            paint_focus_ring(QPainter(self), self.rect(), 6)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(4, 4, 2, 4)
        head.setSpacing(2)
        for part in (self.handle, self.fold, self.name):
            head.addWidget(part, int(part is self.name))
        for each in (self.speed, self.switch, self.menu_button):
            head.addWidget(each)
        self._column.setContentsMargins(4, 6, 6, 8)
        self._column.setSpacing(4)
        for notice in (self._note, self.licence, self.weights, self.fault):
            self._column.addWidget(notice)
            notice.hide()
        self._note.setContentsMargins(14, 0, 0, 0)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self._rule = Divider()
        self.body.addWidget(self._rule)
        self.body.addWidget(self._inside)

    def _connect(self) -> None:
        self.fold.setChecked(True)
        self.fold.toggled.connect(self._inside.setVisible)
        self.fold.toggled.connect(self._rule.setVisible)
        self.switch.clicked.connect(self.switched)
        self.handle.dragged.connect(self.dragged)
        self.handle.dropped.connect(self.dropped)
        self.handle.cancelled.connect(self.drag_cancelled)
        self.weights.acted.connect(self._want_model)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        words = {
            "duplicate": tr("Duplicate"),
            "copy": tr("Copy to other clips"),
            "up": tr("Move up"),
            "down": tr("Move down"),
            "reset": tr("Reset all settings"),
            "remove": tr("Remove"),
        }
        for action, text in words.items():
            if action in ("up", "reset"):
                menu.addSeparator()
            menu.addAction(text, partial(self.asked.emit, action))
        return menu

    def _add_form(self, form: Form) -> None:
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.deleteLater()
        self.form = form
        form.changed.connect(self.setting_changed)
        self._column.insertWidget(0, form)
        theme().changed.connect(form.update)

    def _tell_names(self) -> None:
        title = tr_data(self.kind.title) if self.kind is not None else title_of(self.spec.name)
        self.name.setText(title)
        self.setAccessibleName(tr("Effect {name}", name=title))
        self.switch.setAccessibleName(tr("Run {name}", name=title))
        self.switch.setToolTip(tr("Switch {name} on or off", name=title))
        self.fold.setAccessibleName(tr("Fold {name}", name=title))
        self.menu_button.set_name(tr("Actions for {name}", name=title))
        summary = tr_data(self.kind.summary) if self.kind is not None else ""
        self.name.setToolTip(summary)

    def _want_model(self) -> None:
        self.model_wanted.emit(self.model)

    def _default_model(self) -> str:
        parameters = self.kind.parameters if self.kind is not None else ()
        return next((str(p.default) for p in parameters if p.name == "model"), "")


def title_of(name: str) -> str:
    """What an effect is called before, or without, knowing it: `frame-rate` is “Frame rate”."""
    return tr_data(name.replace("-", " ").replace("_", " ").capitalize())


def speed_words(milliseconds: float | None) -> str:
    """`38 ms`, or nothing while it is not measured."""
    if milliseconds is None:
        return ""
    if milliseconds >= 10_000:
        return tr("{n} s", n=f"{milliseconds / 1000:.0f}")
    digits = 1 if milliseconds < 9.95 else 0
    return tr("{n} ms", n=f"{milliseconds:.{digits}f}")

"""Everything about one label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QColorDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.annotations.model import Label as LabelKind
from app.base.errors import AnnotationError
from app.ui.annotate_panels.attribute_editor import AttributeEditor
from app.ui.annotate_panels.label_shortcuts import LETTERS
from app.ui.annotate_panels.skeleton_editor import WORDS, SkeletonEditor
from app.ui.language import tr
from app.ui.theme.palette import DARK
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.combo import Combo
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.focus_ring import paint_focus_ring
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

_STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1,
}  # fmt: skip


class LabelEditor(Dialog):
    """Name, colour, group, key, attributes and joints.

    `use` gets the label when the user agrees; an `AnnotationError` it raises is shown.
    """

    def __init__(
        self,
        label: LabelKind | None,
        groups: Sequence[str],
        use: Callable[[LabelKind], object],
        parent: QWidget | None = None,
        group: str = "",
    ) -> None:
        super().__init__(tr("Edit label") if label else tr("New label"), parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._use, self._label = use, label or LabelKind("label", group=group)
        self.name = _field(label.name if label else "", tr("Name"))
        self.group = Combo()
        self.group.setEditable(False)
        self.new_group = _field("", tr("Name of the group"))
        self.new_group.setPlaceholderText(tr("Name of the group"))
        self.colour = ColourRow(self._label.colour)
        self.hotkey = Combo()
        self.skeleton = SkeletonEditor(self._label.skeleton)
        self.attributes = AttributeEditor(self._label.attributes)
        self.problem = Label("", "small", "err")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._fill(groups)
        self._lay_out()
        self._add_buttons()
        self.resize(theme().px(480), theme().px(560))

    def result_label(self) -> LabelKind:
        """What was entered.

        Raises:
            AnnotationError: something is missing or does not fit.
        """
        name = self.name.text().strip()
        if not name:
            raise AnnotationError(tr("A label needs a name."))
        group = self.new_group.text().strip() if self._makes_group else self.group.value[1:]
        if self._makes_group and not group:
            raise AnnotationError(tr("The new group needs a name."))
        return LabelKind(
            name,
            self.colour.value,
            self._label.extra,
            group,
            self.attributes.kinds(),
            self.skeleton.skeleton() if self._is_of_objects else None,
            self.hotkey.value,
        )

    def _fill(self, groups: Sequence[str]) -> None:
        choices = [("=", tr("Objects"))]
        choices += [(f"={one}", tr("{group} segments", group=one)) for one in groups if one]
        self.group.set_choices([*choices, ("+", tr("New group of segments"))])
        self.group.choose(f"={self._label.group}")
        self.group.setAccessibleName(tr("Group"))
        self.group.chosen.connect(self._group_chosen)
        keys = [*(str(n) for n in range(1, 10)), *LETTERS]
        self.hotkey.set_choices([("", tr("Automatic")), *((key, key) for key in keys)])
        self.hotkey.choose(self._label.hotkey.upper())
        self.hotkey.setAccessibleName(tr("Key"))

    @property
    def _makes_group(self) -> bool:
        return self.group.value == "+"

    @property
    def _is_of_objects(self) -> bool:
        return self.group.value == "="

    def _group_chosen(self) -> None:
        self._show_group()
        if self._makes_group:
            self.new_group.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_group(self) -> None:
        """What has no place in the picture has no joints."""
        self.new_group.setVisible(self._makes_group)
        self.skeleton.setVisible(self._is_of_objects)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(12)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        rows: tuple[tuple[str, QWidget], ...] = (
            (tr("Name"), self.name), (tr("Colour"), self.colour), (tr("Group"), self.group),
            ("", self.new_group), (tr("Key"), self.hotkey),
        )  # fmt: skip
        for number, (words, widget) in enumerate(rows):
            if words:
                grid.addWidget(Label(words, "body", "tx2"), number, 0)
            grid.addWidget(widget, number, 1)
        grid.setColumnMinimumWidth(0, theme().px(WORDS))
        grid.setColumnStretch(1, 1)
        self._show_group()
        column.addLayout(grid)
        column.addWidget(self.skeleton)
        column.addWidget(Label(tr("Attributes"), "name", "tx"))
        column.addWidget(self.attributes)
        column.addWidget(self.problem)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        self.set_body(area)

    def _add_buttons(self) -> None:
        cancel = Button(tr("Cancel"), height=32)
        cancel.clicked.connect(self.reject)
        self.save = Button(tr("Save"), primary=True, height=32)
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        self.name.returnPressed.connect(self._save)
        self.add_footer_right(cancel)
        self.add_footer_right(self.save)

    def _save(self) -> None:
        try:
            self._use(self.result_label())
        except AnnotationError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.accept()


class ColourRow(QWidget):
    """The palette, a colour of one's own, and letting the window choose.

    The palette is one stop of the Tab key; arrows go from colour to colour and choose.
    """

    changed = Signal()

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value
        self._dots: list[_Dot] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        names = (tr("Blue"), tr("Amber"), tr("Rose"), tr("Green"), tr("Violet"), tr("Teal"))
        self._add_dot(row, "", tr("Automatic"))
        for colour, name in zip(DARK.labels, names, strict=True):
            self._add_dot(row, colour.lower(), name)
        self.own = Button(tr("Other…"))
        self.own.clicked.connect(self._ask)
        row.addWidget(self.own)
        row.addStretch(1)
        self._show()

    def choose(self, value: str) -> None:
        """A colour as `#rrggbb`, or ""."""
        self.value = value
        self._show()
        self.changed.emit()

    def _add_dot(self, row: QHBoxLayout, colour: str, name: str) -> None:
        dot = _Dot(colour, name)
        dot.clicked.connect(lambda: self.choose(colour))
        dot.stepped.connect(self._step)
        self._dots.append(dot)
        row.addWidget(dot)

    def _step(self, by: int) -> None:
        place = next(n for n, dot in enumerate(self._dots) if dot.hasFocus())
        dot = self._dots[(place + by) % len(self._dots)]
        self.choose(dot.colour)
        dot.setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self) -> None:
        known = any(dot.colour == self.value for dot in self._dots)
        for place, dot in enumerate(self._dots):
            dot.setChecked(dot.colour == self.value)
            stop = dot.isChecked() if known else place == 0
            dot.setFocusPolicy(Qt.FocusPolicy.TabFocus if stop else Qt.FocusPolicy.NoFocus)
        self.own.setText(tr("Other…") if known else self.value)

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self.value or DARK.labels[0]), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self.choose(colour.name()))
        dialog.open()


class _Dot(QAbstractButton):
    """One colour; `stepped(by)` tells of an arrow key."""

    stepped = Signal(int)

    def __init__(self, colour: str, name: str) -> None:
        super().__init__()
        self.colour = colour
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(self.sizeHint())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        by = _STEPS.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(by)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme().px(26), theme().px(26))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        if self.isChecked():
            painter.setPen(QPen(theme().colour("accent"), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-3.5, -3.5, 3.5, 3.5), 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.colour) if self.colour else theme().colour("bg3"))
        painter.drawRoundedRect(box, 3, 3)
        if not self.colour:
            painter.setPen(theme().colour("tx2"))
            painter.setFont(theme().font("badge"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "A")
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)


def _field(text: str, name: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setAccessibleName(name)
    field.setFont(theme().font("body"))
    field.setFixedHeight(theme().px(28))
    return field

"""What a label's skeletons are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.annotations.skeletons import PERSON, bones_text, skeleton_of
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from app.annotations.model import SkeletonKind

WORDS = 112
"""Width of the column of words, in pixels, in all rows of a label."""


class SkeletonEditor(QWidget):
    """Joints by name, and the bones between them by number; COCO's person at a click."""

    def __init__(self, skeleton: SkeletonKind | None) -> None:
        super().__init__()
        self.joints = _field(tr("Skeleton joints"), tr("Separated by commas"))
        self.bones = _field(tr("Skeleton bones"), tr("Such as 1-2, 2-3; a chain if left empty"))
        self.person = Button(tr("Person"))
        self.person.setToolTip(tr("The 17 joints of a person in COCO"))
        self.person.clicked.connect(lambda: self.show_skeleton(PERSON))
        self.joints.textChanged.connect(self._follow)
        self._lay_out()
        self.show_skeleton(skeleton)

    def show_skeleton(self, skeleton: SkeletonKind | None) -> None:
        """Put a skeleton into the fields; None empties them."""
        self.joints.setText(", ".join(skeleton.joints) if skeleton else "")
        self.bones.setText(bones_text(skeleton) if skeleton else "")
        for field in (self.joints, self.bones):
            field.setCursorPosition(0)
        self._follow(self.joints.text())

    def skeleton(self) -> SkeletonKind | None:
        """What was entered, None for no skeleton.

        Raises:
            AnnotationError: something in it makes no sense.
        """
        return skeleton_of(self.joints.text(), self.bones.text())

    def _follow(self, text: str) -> None:
        self.bones.setEnabled(bool(text.strip()))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self.joints, 1)
        first.addWidget(self.person)
        grid.addWidget(Label(tr("Skeleton joints"), "body", "tx2"), 0, 0)
        grid.addLayout(first, 0, 1)
        grid.addWidget(Label(tr("Skeleton bones"), "body", "tx2"), 1, 0)
        grid.addWidget(self.bones, 1, 1)
        grid.setColumnMinimumWidth(0, theme().px(WORDS))
        grid.setColumnStretch(1, 1)


def _field(name: str, hint: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(hint)
    field.setFont(theme().font("body"))
    field.setFixedHeight(theme().px(28))
    return field

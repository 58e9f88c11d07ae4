"""The three workspaces as tabs with an accent rule under the one that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.ui.language import tr
from app.ui.theme.icons import pixmap
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QPaintEvent

    from app.ui.view_state import ViewState, Workspace


class WorkspaceTabs(QWidget):
    """Clicking a tab, or the arrows while one has the focus, changes the workspace."""

    def __init__(self, view: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._group = QButtonGroup(self)
        self._tabs: dict[Workspace, _Tab] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._add("enhance", "sliders-horizontal", tr("Enhance"), "Ctrl+1")
        self._add("annotate", "bounding-box", tr("Annotate"), "Ctrl+2")
        self._add("deliver", "export", tr("Deliver"), "Ctrl+3")
        view.workspace_changed.connect(self._mark)
        self._mark(view.workspace)

    def _add(self, workspace: Workspace, icon: str, title: str, key: str) -> None:
        tab = _Tab(icon, title, key)
        tab.clicked.connect(lambda: self._view.show_workspace(workspace))
        self._group.addButton(tab)
        self._tabs[workspace] = tab
        self._row.addWidget(tab)

    def _mark(self, workspace: str) -> None:
        for name, tab in self._tabs.items():
            tab.setChecked(name == workspace)


class _Tab(QAbstractButton):
    def __init__(self, icon: str, title: str, key: str) -> None:
        super().__init__()
        self._icon = icon
        self.setText(title)
        self.setCheckable(True)
        self.setToolTip(f"{title} ({key})")
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the words need."""
        words = QFontMetrics(theme().font("tab")).horizontalAdvance(self.text())
        return QSize(words + theme().px(18 + 6 + 32), theme().px(44))

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Repaint as hovered."""
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Icon, word and rule."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        token = "tx" if on else "tx2"
        side, left = theme().px(18), theme().px(16)
        picture = pixmap(self._icon, side, "accent" if on else "tx2", self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - side) // 2, picture)
        painter.setFont(theme().font("panel" if on else "tab"))
        painter.setPen(theme().colour("tx" if self.underMouse() else token))
        words = self.rect().adjusted(left + side + theme().px(6), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        if on:
            painter.fillRect(0, self.height() - 2, self.width(), 2, theme().colour("accent"))
        if self.hasFocus():
            painter.setPen(theme().colour("accent"))
            painter.drawRoundedRect(self.rect().adjusted(2, 4, -3, -5), 5, 5)

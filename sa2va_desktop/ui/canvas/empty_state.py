"""What stands in the canvas while nothing is open: what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sa2va_desktop.ui.theme import Theme

_RECENT_SHOWN = 4


class EmptyState(QWidget):
    """Buttons run actions of the window; recent projects are shown below."""

    def __init__(
        self,
        theme: Theme,
        open_action: QAction,
        demo_action: QAction,
        open_recent: Callable[[Path], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._open_recent = open_recent
        self.setObjectName("emptyState")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = self._centered(self.tr("Open a picture or a video"))
        title.setProperty("role", "title")
        hint = self._centered(
            self.tr(
                "Drop files or folders anywhere in this window. Then type what to find,\nsuch as “the dog that jumps last”."
            )
        )
        hint.setProperty("role", "hint")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addStretch(2)
        layout.addWidget(self._icon)
        layout.addWidget(title)
        layout.addWidget(hint)
        layout.addSpacing(6)
        layout.addLayout(self._buttons(open_action, demo_action))
        layout.addSpacing(10)
        layout.addLayout(self._recent)
        layout.addStretch(3)
        theme.changed.connect(self._show_icon)
        self._show_icon()

    def show_recent(self, projects: Sequence[Path]) -> None:
        """Offer projects that were open lately, the latest first."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        shown = projects[:_RECENT_SHOWN]
        if shown:
            heading = self._centered(self.tr("Recent projects"))
            heading.setProperty("role", "hint")
            self._recent.addWidget(heading)
        for path in shown:
            button = QPushButton(path.stem, self)
            button.setProperty("link", True)
            button.setToolTip(str(path))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _checked=False, path=path: self._open_recent(path))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    def _buttons(self, open_action: QAction, demo_action: QAction) -> QHBoxLayout:
        first = QPushButton(self.tr("Open…"), self)
        first.setProperty("primary", True)
        self.setFocusProxy(first)
        first.clicked.connect(open_action.trigger)
        second = QPushButton(self.tr("Try the demo clip"), self)
        second.clicked.connect(demo_action.trigger)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        for button, action in ((first, open_action), (second, demo_action)):
            button.setToolTip(action.toolTip())
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _centered(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _show_icon(self) -> None:
        self._icon.setPixmap(self._theme.icon("image-search-outline", "text_faint").pixmap(QSize(72, 72)))

"""A line over the list of objects that says which label new ones get, and takes it off."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.ui.color_dot import color_dot
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.theme import Theme
from sa2va_desktop.ui.view_state import ViewState


class NewLabelChip(QWidget):
    """Hidden while new objects get no label."""

    def __init__(self, document: Document, view_state: ViewState, theme: Theme) -> None:
        super().__init__()
        self._document = document
        self._view_state = view_state
        self._theme = theme
        self._dot = QLabel(self)
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setProperty("role", "hint")
        self.clear = QToolButton(self)
        self.clear.setIconSize(QSize(12, 12))
        self.clear.setToolTip(self.tr("New objects get no label"))
        self.clear.setAccessibleName(self.clear.toolTip())
        self.clear.clicked.connect(lambda: view_state.set_new_label(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(6)
        row.addWidget(self._dot)
        row.addWidget(self.text, 1)
        row.addWidget(self.clear)
        view_state.new_label_changed.connect(lambda _label: self._show())
        document.changed.connect(self._follow)
        theme.changed.connect(self._show)
        self._show()

    def _follow(self, change: ChangeSet) -> None:
        if change.category_ids:
            self._show()

    def _show(self) -> None:
        label = self._view_state.new_label
        category = self._document.project.categories.get(label) if label is not None else None
        self.setVisible(category is not None)
        if category is not None:
            self._dot.setPixmap(color_dot(category.color).pixmap(14, 14))
            self.text.setText(self.tr("New objects: {0}").format(category.name))
            self.clear.setIcon(self._theme.icon("close", "text_dim"))

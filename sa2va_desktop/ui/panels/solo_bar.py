"""The line above the list of objects that says that only some of them are shown, and shows all again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from sa2va_desktop.ui.view_state import ViewState


class SoloBar(QWidget):
    """There only while objects are shown alone.

    Signals:
        end_wanted(): all objects are to be shown.
    """

    end_wanted = Signal()

    def __init__(self, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_state = view_state
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setProperty("role", "hint")
        self.show_all = QPushButton(self.tr("Show All"), self)
        self.show_all.setToolTip(self.tr("Show all objects again"))
        self.show_all.clicked.connect(self.end_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 6, 2)
        row.addWidget(self.text, 1)
        row.addWidget(self.show_all)
        view_state.solo_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        alone, muted = len(self._view_state.solo), len(self._view_state.muted)
        self.setVisible(alone > 0)
        self.text.setText(self.tr("Shown alone: {0} of {1}").format(alone, alone + muted))

"""The small buttons left of the timeline's scroll bar."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from sa2va_desktop.ui.timeline.strip import LABEL_WIDTH


class ZoomButtons(QWidget):
    """Signals:
    step_requested(float): zoom in (positive) or out.
    fit_requested: show the whole clip.
    range_requested: show the in/out range.
    """

    step_requested = Signal(float)
    fit_requested = Signal()
    range_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(LABEL_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(0)
        out, closer, fit, to_range = (
            self._button("−", self.tr("Zoom out (Ctrl+wheel)")),
            self._button("+", self.tr("Zoom in (Ctrl+wheel)")),
            self._button(self.tr("Fit"), self.tr("Show the whole clip")),
            self._button(self.tr("Range"), self.tr("Show the in/out range")),
        )
        out.clicked.connect(lambda: self.step_requested.emit(-2.0))
        closer.clicked.connect(lambda: self.step_requested.emit(2.0))
        fit.clicked.connect(lambda: self.fit_requested.emit())
        to_range.clicked.connect(lambda: self.range_requested.emit())
        for button in (out, closer, fit, to_range):
            row.addWidget(button)

    def _button(self, text: str, tool_tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tool_tip)
        button.setAutoRaise(True)
        button.setAccessibleName(tool_tip)
        button.setMinimumWidth(button.fontMetrics().horizontalAdvance(text) + 12)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

"""A combo box that may be narrower than its texts: what has no room ends in "…", and the tool tip says it whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QToolTip

_TEXT_MARGIN_PX = 2  # that styles leave beside the text


class ElidedComboBox(QComboBox):
    """Not editable. Its tool tip says what is chosen as well when that is cut off."""

    def shown_text(self) -> str:
        """The chosen text as far as there is room for it."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return self._elided(option)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self._elided(option)  # type: ignore[attr-defined]
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            is_cut = self.currentIndex() >= 0 and self.shown_text() != self.currentText()
            lines = [self.currentText()] if is_cut else []
            QToolTip.showText(event.globalPos(), "\n".join([*lines, self.toolTip()]), self)
            return True
        return super().event(event)

    def _elided(self, option: QStyleOptionComboBox) -> str:
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        room = field.width() - 2 * _TEXT_MARGIN_PX
        text = self.placeholderText() if self.currentIndex() < 0 else self.currentText()
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)

"""The narrow column of tools beside the canvas; two columns where the window is too low for one."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

_MARGIN_PX, _TOP_PX, _SPACING_PX = 4, 6, 3
_LEAST_ROWS = 6


class ToolStrip(QWidget):
    """As wide as its columns; the number of columns follows the height."""

    def __init__(self, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolStrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._buttons = [self._button(action) for action in actions]
        self._place()

    def minimumSizeHint(self) -> QSize:
        return self._size_of(min(_LEAST_ROWS, len(self._buttons)))

    def sizeHint(self) -> QSize:
        return self._size_of(len(self._buttons))

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _cell(self) -> QSize:
        """Room of one button with the space after it."""
        hints = [button.sizeHint() for button in self._buttons]
        width, height = (max(sizes) for sizes in zip(*((hint.width(), hint.height()) for hint in hints)))
        return QSize(width + _SPACING_PX, height + _SPACING_PX)

    def _size_of(self, rows: int) -> QSize:
        cell, columns = self._cell(), math.ceil(len(self._buttons) / rows)
        return QSize(
            2 * _MARGIN_PX + columns * cell.width() - _SPACING_PX,
            2 * _TOP_PX + rows * cell.height() - _SPACING_PX,
        )

    def _place(self) -> None:
        cell = self._cell()
        rows = max(_LEAST_ROWS, (self.height() - 2 * _TOP_PX + _SPACING_PX) // cell.height())
        for place, button in enumerate(self._buttons):
            column, row = divmod(place, rows)
            x, y = _MARGIN_PX + column * cell.width(), _TOP_PX + row * cell.height()
            button.setGeometry(x, y, cell.width() - _SPACING_PX, cell.height() - _SPACING_PX)
        self.setFixedWidth(self._size_of(min(rows, len(self._buttons))).width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

"""Entries of menus that stand for something coloured: a dot in its colour, and its name as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap

from sa2va_desktop.annotation.records import Rgb

_DOT_PX = 14


def color_dot(color: Rgb) -> QIcon:
    """A round mark."""
    pixmap = QPixmap(_DOT_PX, _DOT_PX)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(*color).darker(140))
    painter.setBrush(QColor(*color))
    painter.drawEllipse(2, 2, _DOT_PX - 4, _DOT_PX - 4)
    painter.end()
    return QIcon(pixmap)


def mark_current(action: QAction, is_current: bool) -> None:
    """Bold and checked: beside a dot, styles show no check mark."""
    action.setCheckable(True)
    action.setChecked(is_current)
    font = action.font()
    font.setBold(is_current)
    action.setFont(font)


def menu_text(text: str) -> str:
    """A text for a menu, which would take & for a mnemonic and a line break for itself."""
    return " ".join(text.split()).replace("&", "&&")

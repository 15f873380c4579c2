"""The middle of the window: messages, the picture between its bars, and the timeline."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSplitter, QVBoxLayout, QWidget


class Viewer(QWidget):
    """The canvas with its bars above and the tools at its left; it gives the keyboard to the canvas."""

    def __init__(self, canvas_bar: QWidget, option_bar: QWidget, tool_strip: QWidget, canvas: QWidget) -> None:
        super().__init__()
        row = _tight(QHBoxLayout())
        row.addWidget(tool_strip)
        row.addWidget(canvas, 1)
        column = _tight(QVBoxLayout(self))
        column.addWidget(canvas_bar)
        column.addWidget(option_bar)
        column.addLayout(row, 1)
        self.setFocusProxy(canvas)


class WindowCenter(QWidget):
    """Room that is to spare goes to the pages; the divider above the timeline can be dragged."""

    def __init__(self, message_bar: QWidget, pages: QWidget, timeline: QWidget) -> None:
        super().__init__()
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(pages)
        splitter.addWidget(timeline)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        column = _tight(QVBoxLayout(self))
        column.addWidget(message_bar)
        column.addWidget(splitter, 1)


def _tight(layout: QBoxLayout) -> QBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout

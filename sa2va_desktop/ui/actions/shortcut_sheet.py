"""The help sheet (F1): every action with its keys, by menu, and what the mouse does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from sa2va_desktop.ui.actions.action_set import ActionSet, plain_title, translated, without_mnemonic
from sa2va_desktop.ui.actions.table import Menu

_COLUMNS = 3


class ShortcutSheet(QDialog):
    """Not modal: it may stay open beside the work."""

    def __init__(self, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1180, 720)
        body = QWidget(self)
        columns = QHBoxLayout(body)
        columns.setContentsMargins(24, 18, 24, 18)
        columns.setSpacing(32)
        layouts = [QVBoxLayout() for _ in range(_COLUMNS)]
        for layout in layouts:
            columns.addLayout(layout, 1)
        for title, rows in self._sections(actions):
            shortest = min(
                layouts, key=lambda layout: sum(1 + _row_count(layout, i) for i in range(layout.count()))
            )
            shortest.addWidget(self._section(title, rows))
        for layout in layouts:
            layout.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _sections(self, actions: ActionSet) -> list[tuple[str, list[tuple[str, list[str]]]]]:
        sections = []
        for menu in Menu:
            rows = [
                (plain_title(spec).rstrip("…"), actions.keys_of(spec))
                for spec in actions.specs
                if spec.menu is menu and actions.keys_of(spec)
            ]
            if rows:
                sections.append((without_mnemonic(translated(menu.value)), rows))
        mouse = [
            (self.tr("Select the object under the cursor"), [self.tr("Click")]),
            (self.tr("Add to the selection"), [self.tr("Shift+Click")]),
            (self.tr("Points: belongs to the object"), [self.tr("Click")]),
            (self.tr("Points: does not belong to it"), [self.tr("Right click")]),
            (self.tr("Size of the brush"), [self.tr("Alt+Wheel")]),
            (self.tr("Zoom at the cursor"), [self.tr("Ctrl+Wheel")]),
            (self.tr("Scroll the picture"), [self.tr("Wheel")]),
            (self.tr("Move the picture"), [self.tr("Middle drag"), self.tr("Space+Drag")]),
            (self.tr("Send the instruction"), [self.tr("Enter")]),
            (self.tr("New line in the instruction"), [self.tr("Shift+Enter")]),
            (self.tr("Select object 1 to 9, or a proposed mask"), ["1", "…", "9"]),
        ]
        return [*sections, (self.tr("Mouse and prompt"), mouse)]

    def _section(self, title: str, rows: list[tuple[str, list[str]]]) -> QWidget:
        section = QWidget(self)
        section.setProperty("rows", len(rows))
        grid = QGridLayout(section)
        grid.setContentsMargins(0, 0, 0, 14)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        heading = QLabel(title, section)
        heading.setProperty("role", "title")
        grid.addWidget(heading, 0, 0, 1, 2)
        for number, (name, keys) in enumerate(rows, start=1):
            grid.addWidget(QLabel(name, section), number, 0)
            row = QHBoxLayout()
            row.setSpacing(4)
            row.addStretch(1)
            for key in keys:
                label = QLabel(key, section)
                label.setProperty("role", "key")
                row.addWidget(label)
            grid.addLayout(row, number, 1)
        return section


def _row_count(layout: QVBoxLayout, index: int) -> int:
    item = layout.itemAt(index)
    widget = item.widget() if item is not None else None
    return int(widget.property("rows")) if widget is not None else 0

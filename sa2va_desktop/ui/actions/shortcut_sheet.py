"""The help sheet (F1): every action with its keys, by menu, and what the mouse does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.ui.actions.action_set import ActionSet, plain_title, translated, without_mnemonic
from sa2va_desktop.ui.actions.table import Menu

_COLUMN_WIDTH_PX = 330


class ShortcutSheet(QDialog):
    """Not modal: it may stay open beside the work. As many columns as fit its width."""

    def __init__(self, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search for an action or a key"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._filter())
        self._body = QWidget(self)
        self._columns = QHBoxLayout(self._body)
        self._columns.setContentsMargins(24, 10, 24, 18)
        self._columns.setSpacing(32)
        self._shown = [self._section(title, rows) for title, rows in self._sections(actions)]
        self._layouts: list[QVBoxLayout] = []
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self._body)
        head = QVBoxLayout()
        head.setContentsMargins(24, 14, 24, 0)
        head.addWidget(self.search)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(head)
        outer.addWidget(scroll, 1)
        self.setMinimumWidth(_COLUMN_WIDTH_PX + 80)
        self.resize(min(1180, parent.width()), min(760, parent.height()))
        self._arrange(self.width() // _COLUMN_WIDTH_PX)

    # ---- showing

    def _arrange(self, column_count: int) -> None:
        """Put the sections into columns of about the same height."""
        column_count = max(1, min(column_count, 4))
        if column_count == len(self._layouts):
            return
        while (item := self._columns.takeAt(0)) is not None:
            inner = item.layout()
            while inner is not None and inner.takeAt(0) is not None:
                pass
        self._layouts = [QVBoxLayout() for _ in range(column_count)]
        heights = [0] * column_count
        for layout in self._layouts:
            self._columns.addLayout(layout, 1)
        for section in self._shown:
            shortest = heights.index(min(heights))
            heights[shortest] += len(section.rows) + 2
            self._layouts[shortest].addWidget(section)
        for layout in self._layouts:
            layout.addStretch(1)

    def _filter(self) -> None:
        words = self.search.text().casefold().split()
        for section in self._shown:
            found = [all(word in text for word in words) for text, _widgets in section.rows]
            section.setVisible(any(found))
            for is_found, (_text, widgets) in zip(found, section.rows):
                for widget in widgets:
                    widget.setVisible(is_found)

    # ---- making

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
            (self.tr("Crosshair (X): move it"), [self.tr("Arrow keys"), self.tr("Shift: by 10")]),
            (self.tr("Crosshair: mark, or press and let go"), [self.tr("Space")]),
            (self.tr("Crosshair: does not belong to it"), [self.tr("Shift+Space")]),
            (self.tr("Size of the brush"), [self.tr("Alt+Wheel")]),
            (self.tr("Zoom at the cursor"), [self.tr("Ctrl+Wheel")]),
            (self.tr("Scroll the picture"), [self.tr("Wheel")]),
            (self.tr("Move the picture"), [self.tr("Middle drag"), self.tr("Space+Drag")]),
            (self.tr("Send the instruction"), [self.tr("Enter")]),
            (self.tr("New line in the instruction"), [self.tr("Shift+Enter")]),
            (self.tr("Select object 1 to 9, or a proposed mask"), ["1", "…", "9"]),
        ]
        return [*sections, (self.tr("Mouse and prompt"), mouse)]

    def _section(self, title: str, rows: list[tuple[str, list[str]]]) -> _Section:
        section = _Section(self)
        grid = QGridLayout(section)
        grid.setContentsMargins(0, 0, 0, 14)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        heading = QLabel(title, section)
        heading.setProperty("role", "title")
        grid.addWidget(heading, 0, 0, 1, 2)
        for number, (name, keys) in enumerate(rows, start=1):
            label = QLabel(name, section)
            label.setWordWrap(True)
            grid.addWidget(label, number, 0)
            held = QWidget(section)
            row = QHBoxLayout(held)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(4)
            row.addStretch(1)
            for key in keys:
                cap = QLabel(key, held)
                cap.setProperty("role", "key")
                row.addWidget(cap)
            grid.addWidget(held, number, 1)
            section.rows.append((f"{title} {name} {' '.join(keys)}".casefold(), (label, held)))
        return section

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width() // _COLUMN_WIDTH_PX)


class _Section(QWidget):
    """One heading with its rows: for each, the text that is searched and its widgets."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[tuple[str, tuple[QWidget, QWidget]]] = []

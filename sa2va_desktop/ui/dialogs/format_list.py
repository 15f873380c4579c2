"""The list of formats in the export dialog: groups by use, narrowed by words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from sa2va_desktop.operations.format_catalog import FormatRow

_ID_ROLE = Qt.ItemDataRole.UserRole
_ROW = QSize(0, 24)


class FormatList(QWidget):
    """A search line over a tree.

    Signals:
        chosen(str): another format is current.
    """

    chosen = Signal(str)

    def __init__(self, rows: Sequence[FormatRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = {row.format_id: row for row in rows}
        self._items: dict[str, QTreeWidgetItem] = {}
        self._headings: list[QTreeWidgetItem] = []
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setIndentation(10)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(self.tr("Formats"))
        self.search = _SearchLine(self.tree, self)
        self.search.setPlaceholderText(self.tr("Search formats"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self._fill()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        self.search.textChanged.connect(self._filter)
        self.tree.currentItemChanged.connect(lambda _now, _before: self._tell())

    @property
    def current(self) -> FormatRow:
        """The format that is chosen; one always is."""
        item = self.tree.currentItem()
        assert item is not None
        return self._rows[str(item.data(0, _ID_ROLE))]

    @property
    def shown_ids(self) -> list[str]:
        """From top to bottom, as the search leaves them."""
        return [format_id for format_id, item in self._items.items() if not item.isHidden()]

    def choose(self, format_id: str) -> None:
        """Make a format current. Raises KeyError when there is none of that id."""
        self.tree.setCurrentItem(self._items[format_id])

    def _fill(self) -> None:
        heading: QTreeWidgetItem | None = None
        for row in self._rows.values():
            if heading is None or heading.text(0) != row.group:
                heading = QTreeWidgetItem(self.tree, [row.group])
                self._headings.append(heading)
                heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = heading.font(0)
                font.setBold(True)
                heading.setFont(0, font)
                heading.setSizeHint(0, _ROW)
            item = QTreeWidgetItem(heading, [row.title])
            item.setSizeHint(0, _ROW)
            item.setData(0, _ID_ROLE, row.format_id)
            item.setToolTip(0, row.format_id)
            self._items[row.format_id] = item
        self.tree.expandAll()

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for format_id, item in self._items.items():
            item.setHidden(not self._rows[format_id].matches(words))
        shown = self.shown_ids
        groups = {self._rows[format_id].group for format_id in shown}
        for heading in self._headings:
            heading.setHidden(heading.text(0) not in groups)
        if shown and self.current.format_id not in shown:
            self.choose(shown[0])

    def _tell(self) -> None:
        if self.tree.currentItem() is not None:
            self.chosen.emit(self.current.format_id)


class _SearchLine(QLineEdit):
    """Enter and the arrow down go to the list instead of pressing the dialog's button."""

    def __init__(self, tree: QTreeWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._tree = tree

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._tree.setFocus()
            event.accept()
            return
        super().keyPressEvent(event)

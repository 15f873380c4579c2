"""The search over the project (Ctrl+P): type words, Enter goes to what is found."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.operations.search import Found, FoundKind, Query, search, sorted_found
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.plain_text import plain_tool_tip, shortened

_ROWS_LIMIT = 500
_TITLE_LIMIT, _TIP_LIMIT = 200, 2000
_SLICE_S = 0.004
_ROLE = Qt.ItemDataRole.UserRole
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_SIZE = QSize(680, 460)


Place: TypeAlias = tuple[object, ...]


class SearchPopup(QFrame):
    """A list over the window; closed by Esc, by a click elsewhere, or by going to something.

    The project is searched in slices of a few milliseconds, so that typing is never held up.
    """

    def __init__(self, document: Document, go: Callable[[Found], None], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._document = document
        self._go = go
        self._pending: Iterator[Found | None] = iter(())
        self._found: list[Found] = []
        self._kept: Place | None = None  # of the row that somebody chose before the project changed
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("Search files, labels, objects, texts, answers, comments…"))
        self.line.setAccessibleName(self.tr("Search the project"))
        self.line.setClearButtonEnabled(True)
        self.list = self._make_list()
        self.told = QLabel(self)
        self.told.setProperty("role", "hint")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.kinds: dict[FoundKind, QToolButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 8)
        layout.addWidget(self.line)
        layout.addLayout(self._make_kinds())
        layout.addWidget(self.list)
        layout.addWidget(self.told)
        self.setFocusProxy(self.line)
        self.line.installEventFilter(self)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._search_on)
        self.line.textChanged.connect(self._begin)
        self.list.itemClicked.connect(self._choose)
        document.changed.connect(self._follow)
        self._begin()

    def open_over(self, window: QWidget) -> None:
        width, height = min(_SIZE.width(), window.width() - 40), min(_SIZE.height(), window.height() - 80)
        corner = window.mapToGlobal(window.rect().topLeft())
        self.setGeometry(corner.x() + (window.width() - width) // 2, corner.y() + 60, width, height)
        self.show()
        self.line.setFocus()

    @property
    def is_searching(self) -> bool:
        return self._slices.isActive()

    @property
    def shown(self) -> list[Found]:
        """The rows, in order."""
        items = (self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount()))
        return [item.data(0, _ROLE) for item in items if item is not None]

    # ---- making

    def _make_list(self) -> QTreeWidget:
        found = QTreeWidget(self)
        found.setColumnCount(3)
        found.setHeaderHidden(True)
        found.setRootIsDecorated(False)
        found.setUniformRowHeights(True)
        found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        found.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = found.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(2, _SIZE.width() // 3)
        return found

    def _make_kinds(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        for kind, title in self._titles().items():
            button = QToolButton(self)
            button.setText(title)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(self.tr("Only these; several can be chosen"))
            button.toggled.connect(self._begin)
            row.addWidget(button)
            self.kinds[kind] = button
        row.addStretch(1)
        return row

    def _titles(self) -> dict[FoundKind, str]:
        return {
            FoundKind.FILE: self.tr("Files"),
            FoundKind.LABEL: self.tr("Labels"),
            FoundKind.OBJECT: self.tr("Objects"),
            FoundKind.TEXT: self.tr("Texts"),
            FoundKind.ANSWER: self.tr("Answers"),
            FoundKind.VALUE: self.tr("Attributes"),
            FoundKind.COMMENT: self.tr("Comments"),
        }

    # ---- searching

    def _follow(self, change: ChangeSet) -> None:
        """A run that makes masks changes nothing that is searched."""
        is_other = change.is_structural or change.reviews or change.valued_ids or change.attribute_ids
        named = change.media_ids or change.category_ids or change.object_ids
        if is_other or named or change.answer_ids or change.expression_ids:
            kept = self._kept if self.is_searching else _place_of(self.list.currentItem())
            self._begin()
            self._kept = kept

    def _begin(self, _what: object = None) -> None:
        query = Query.of(self.line.text())
        chosen = [kind for kind, button in self.kinds.items() if button.isChecked()]
        self._pending = search(self._document.project, query, chosen or tuple(FoundKind))
        self._found, self._kept = [], None
        if query.is_empty:
            self._slices.stop()
            self.list.clear()
            self.told.setText(
                self.tr("All words have to occur; “two words” together in quotes, -word must not.")
            )
        else:
            self._slices.start()

    def _search_on(self) -> None:
        until = time.monotonic() + _SLICE_S
        for found in self._pending:
            if found is not None:
                self._found.append(found)
            if time.monotonic() > until:
                return
        self._slices.stop()
        self._show()

    def _show(self) -> None:
        self.list.clear()
        shown = sorted_found(self._found)[:_ROWS_LIMIT]
        for found in shown:
            self.list.addTopLevelItem(self._row(found))
        same = next((row for row, found in enumerate(shown) if _place(found) == self._kept), 0)
        chosen = self.list.topLevelItem(same)
        if chosen is not None:
            self.list.setCurrentItem(chosen)
        count = len(self._found)
        if not count:
            self.told.setText(self.tr("Nothing in the project has all of these words."))
        elif count > _ROWS_LIMIT:
            self.told.setText(self.tr("The first {0} of {1}; type more.").format(_ROWS_LIMIT, count))
        else:
            self.told.setText(self.tr("{0} found; Enter goes there.").format(count))

    def _row(self, found: Found) -> QTreeWidgetItem:
        detail = found.detail
        if found.kind is FoundKind.LABEL:
            detail = translate("SearchPopup", "on %n object(s)", n=int(found.detail))
        item = QTreeWidgetItem(
            [self._titles()[found.kind], shortened(found.title, _TITLE_LIMIT), shortened(detail, _TITLE_LIMIT)]
        )
        dim = self.palette().brush(QPalette.ColorGroup.Active, QPalette.ColorRole.PlaceholderText)
        small = QFont(self.font())
        for column in (0, 2):
            item.setForeground(column, dim)
            item.setFont(column, small)
        item.setToolTip(1, plain_tool_tip(shortened(found.title, _TIP_LIMIT)))
        item.setData(0, _ROLE, found)
        return item

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.close()
            self._go(item.data(0, _ROLE))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in _LIST_KEYS:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)


def _place(found: Found) -> Place:
    """What it is about; the words of an answer that is being written grow."""
    return (found.kind, found.media_id, found.object_ids, found.frame_index, found.answer_id)


def _place_of(item: QTreeWidgetItem | None) -> Place | None:
    return None if item is None else _place(item.data(0, _ROLE))

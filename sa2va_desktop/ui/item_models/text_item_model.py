"""The texts that are to be looked at as a Qt list, in the order of clips and objects."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import Expression, ExpressionId
from sa2va_desktop.operations.pipeline.text_review import TextFilter, TextOrder, texts_to_review
from sa2va_desktop.ui.document import Document

Index = QModelIndex | QPersistentModelIndex


class TextItemModel(QAbstractListModel):
    """Follows the document by itself."""

    RECORD_ROLE = Qt.ItemDataRole.UserRole

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._filter = TextFilter()
        self._order = TextOrder.OBJECT
        self._texts: list[Expression] = []
        self._rows: dict[ExpressionId, int] = {}
        document.changed.connect(self._follow)

    @property
    def texts(self) -> list[Expression]:
        """Those that fit the filter."""
        return self._texts

    @property
    def total(self) -> int:
        """All of the project."""
        return len(self._document.project.expressions)

    def show(self, wanted: TextFilter, order: TextOrder = TextOrder.OBJECT) -> None:
        if (wanted, order) == (self._filter, self._order):
            return
        self._filter, self._order = wanted, order
        self._reload()

    def row_of(self, expression_id: ExpressionId | None) -> int:
        """-1 when the text is not in the list."""
        return self._rows.get(expression_id, -1) if expression_id is not None else -1

    # ---- inside

    def _reload(self) -> None:
        self.beginResetModel()
        self._take(texts_to_review(self._document.project, self._filter, self._order))
        self.endResetModel()

    def _take(self, texts: list[Expression]) -> None:
        self._texts = texts
        self._rows = {each.expression_id: row for row, each in enumerate(texts)}

    def _follow(self, change_set: ChangeSet) -> None:
        touched = change_set.expression_ids
        if not touched and not (change_set.object_ids and self._texts):
            return
        fresh = texts_to_review(self._document.project, self._filter, self._order)
        if [each.expression_id for each in fresh] != list(self._rows):
            self._reload()
            return
        self._take(fresh)
        if fresh:
            self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))

    # ---- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._texts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._texts):
            return None
        text = self._texts[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text.text
        return text if role == self.RECORD_ROLE else None

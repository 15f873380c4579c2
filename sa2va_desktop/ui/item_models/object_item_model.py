"""The objects of the shown media item as a Qt list, in the order of the document."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import AnnotationObject, MediaId, ObjectId
from sa2va_desktop.ui.document import Document

Index = QModelIndex | QPersistentModelIndex


class ObjectItemModel(QAbstractListModel):
    """Follows the document by itself; edits leave as a signal.

    Signals:
        rename_wanted(ObjectId, str): a name was typed into the list.
    """

    rename_wanted = Signal(object, str)
    RECORD_ROLE = Qt.ItemDataRole.UserRole

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._media_id: MediaId | None = None
        self._objects: list[AnnotationObject] = []
        document.changed.connect(self._follow)

    def show_media(self, media_id: MediaId | None) -> None:
        self._media_id = media_id
        self._reload()

    @property
    def objects(self) -> list[AnnotationObject]:
        return self._objects

    def row_of(self, object_id: ObjectId) -> int:
        """-1 when the object is not in the list."""
        return next((row for row, item in enumerate(self._objects) if item.object_id == object_id), -1)

    def _current(self) -> list[AnnotationObject]:
        return [] if self._media_id is None else self._document.project.objects_of(self._media_id)

    def _reload(self) -> None:
        self.beginResetModel()
        self._objects = self._current()
        self.endResetModel()

    def _follow(self, change_set: ChangeSet) -> None:
        if not change_set.object_ids:
            return
        fresh = self._current()
        if [item.object_id for item in fresh] != [item.object_id for item in self._objects]:
            self._reload()
            return
        self._objects = fresh
        for row, item in enumerate(fresh):
            if item.object_id in change_set.object_ids:
                self.dataChanged.emit(self.index(row), self.index(row))

    # ---- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._objects)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._objects):
            return None
        item = self._objects[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole):
            return item.name
        if role == self.RECORD_ROLE:
            return item
        if role == Qt.ItemDataRole.ToolTipRole and item.expression:
            return self.tr("Found by: {0}").format(item.expression)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        name = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not name or not index.isValid():
            return False
        item = self._objects[index.row()]
        if name != item.name:
            self.rename_wanted.emit(item.object_id, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

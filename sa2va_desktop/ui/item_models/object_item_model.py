"""The objects of the shown media item as a Qt list, in the order of the document, all or those that fit a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import AnnotationObject, Category, FrameState, MediaId, ObjectId
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.item_models.dragged_objects import OBJECTS_MIME, drag_data, dragged_objects

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class ObjectSituation:
    """What is known of an object beside its record.

    Attributes:
        category: its label, or None.
        state: on the shown frame.
        frame_count: frames that have a record.
    """

    category: Category | None
    state: FrameState
    frame_count: int


class ObjectItemModel(QAbstractListModel):
    """Follows the document by itself; edits leave as signals.

    Signals:
        rename_wanted(ObjectId, str): a name was typed into the list.
        order_wanted(list[ObjectId]): objects were dragged; all objects in their new order.
    """

    rename_wanted = Signal(object, str)
    order_wanted = Signal(object)
    RECORD_ROLE = Qt.ItemDataRole.UserRole
    SITUATION_ROLE = Qt.ItemDataRole.UserRole + 1

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._media_id: MediaId | None = None
        self._frame_index = 0
        self._wanted = ""
        self._all: list[AnnotationObject] = []
        self._objects: list[AnnotationObject] = []
        self._rows: dict[ObjectId, int] = {}
        document.changed.connect(self._follow)

    def show_media(self, media_id: MediaId | None) -> None:
        self._media_id = media_id
        self._frame_index = 0
        self._reload()

    def show_frame(self, frame_index: int) -> None:
        """The frame whose states are told; whoever paints rows paints them again."""
        self._frame_index = frame_index

    def search(self, text: str) -> None:
        """Leave only objects in whose name, label or expression all words occur; "" leaves all."""
        if text.casefold().split() != self._wanted.split():
            self._wanted = text.casefold()
            self._reload()

    @property
    def objects(self) -> Sequence[AnnotationObject]:
        """Those that fit the search."""
        return self._objects

    @property
    def all_objects(self) -> Sequence[AnnotationObject]:
        return self._all

    def row_of(self, object_id: ObjectId) -> int:
        """-1 when the object is not in the list."""
        return self._rows.get(object_id, -1)

    # ---- inside

    def _reload(self) -> None:
        self.beginResetModel()
        self._all, self._objects = self._listed()
        self._rows = {item.object_id: row for row, item in enumerate(self._objects)}
        self.endResetModel()

    def _listed(self) -> tuple[list[AnnotationObject], list[AnnotationObject]]:
        """All objects, and those that fit the search."""
        everything = [] if self._media_id is None else self._document.project.objects_of(self._media_id)
        fitting = [item for item in everything if self._fits(item)] if self._wanted else everything
        return everything, fitting

    def _fits(self, item: AnnotationObject) -> bool:
        category = self._category(item)
        text = f"{item.name} {item.expression} {category.name if category else ''}".casefold()
        return all(word in text for word in self._wanted.split())

    def _category(self, item: AnnotationObject) -> Category | None:
        return self._document.project.categories.get(item.category_id) if item.category_id is not None else None

    def _follow(self, change_set: ChangeSet) -> None:
        if change_set.object_ids or change_set.category_ids:
            everything, fitting = self._listed()
            is_other = [item.object_id for item in fitting] != list(self._rows)
            if is_other or len(everything) != len(self._all):
                self._reload()
                return
            self._all, self._objects = everything, fitting
        touched = change_set.object_ids | change_set.frames.keys()
        if change_set.category_ids and self._objects:
            self.dataChanged.emit(self.index(0), self.index(len(self._objects) - 1))
            return
        for object_id in touched & self._rows.keys():
            index = self.index(self._rows[object_id])
            self.dataChanged.emit(index, index)

    def _situation(self, item: AnnotationObject) -> ObjectSituation:
        project = self._document.project
        frame = project.frame(item.object_id, self._frame_index)
        return ObjectSituation(
            self._category(item),
            frame.state if frame is not None else FrameState.UNTOUCHED,
            len(project.track(item.object_id)),
        )

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
        if role == self.SITUATION_ROLE:
            return self._situation(item)
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
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled  # between rows, never onto one
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return (
            Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
        )  # a phrase takes a copy; neither removes a row

    def mimeTypes(self) -> list[str]:
        return [OBJECTS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return drag_data(self._objects[row].object_id for row in sorted(index.row() for index in indexes))

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Objects were let go before a row. The document moves them, not the view: False keeps it from removing any."""
        moved = set(dragged_objects(data))
        place = row if 0 <= row <= len(self._objects) else len(self._objects)
        following = {item.object_id for item in self._objects[place:]} - moved
        before: list[ObjectId] = []
        after: list[ObjectId] = []
        for item in self._all:
            if item.object_id in following:
                after.append(item.object_id)
            elif item.object_id not in moved:
                (after if after else before).append(item.object_id)
        order = [*before, *(item.object_id for item in self._all if item.object_id in moved), *after]
        if order != [item.object_id for item in self._all]:
            self.order_wanted.emit(order)
        return False

"""What menus, keys and lists do to objects: each is one entry of the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.records import AnnotationObject, CategoryId, MediaItem, ObjectId, Rgb
from sa2va_desktop.editing import commands
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.label_colors import colors_by_label, recolored_objects, with_label
from sa2va_desktop.operations.label_schema import new_category
from sa2va_desktop.operations.removal import remove_media, remove_objects
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.view_state import ViewState


class ObjectCommands(QObject):
    """Verbs over objects of the shown media item; without ids they mean the selected ones.

    Signals:
        refused(ProjectError): an edit was not made, because the project is read-only.
    """

    refused = Signal(object)

    def __init__(self, document: Document, view_state: ViewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state

    # ---- selection

    def objects(self) -> list[AnnotationObject]:
        """Objects of the shown media item, in the order of the list."""
        media_id = self._view_state.media_id
        return [] if media_id is None else self._document.project.objects_of(media_id)

    def selected(self) -> list[AnnotationObject]:
        return [item for item in self.objects() if item.object_id in self._view_state.selection]

    def select_all(self) -> None:
        """All that are seen, as long as others are shown alone."""
        self._view_state.select(frozenset(item.object_id for item in self._unmuted()))

    def select_none(self) -> None:
        self._view_state.select(frozenset())

    def select_number(self, number: int) -> None:
        """Select the object at a position of the list, counted from 1."""
        objects = self.objects()
        if 1 <= number <= len(objects):
            self._view_state.select(frozenset({objects[number - 1].object_id}))

    def cycle(self, step: int) -> None:
        """Select the next (1) or previous (-1) object, round the ends; those beside others shown alone are passed over."""
        objects = self._unmuted()
        if not objects:
            return
        rows = [row for row, item in enumerate(objects) if item.object_id in self._view_state.selection]
        row = (rows[-1] + step if step > 0 else rows[0] + step) if rows else (0 if step > 0 else -1)
        self._view_state.select(frozenset({objects[row % len(objects)].object_id}))

    def _unmuted(self) -> list[AnnotationObject]:
        return [item for item in self.objects() if item.object_id not in self._view_state.muted]

    # ---- edits

    def remove_media(self, item: MediaItem) -> None:
        """Take a picture or clip out of the project, with its objects and answers; the file stays."""
        label = self.tr("Remove {0}").format(PurePosixPath(item.path).name)
        self._do(label, remove_media(self._document.project, item.media_id))

    def rename(self, object_id: ObjectId, name: str) -> None:
        self._do(self.tr("Rename Object"), commands.rename_object(self._document.project, object_id, name))

    def recolor(self, object_ids: Iterable[ObjectId], color: Rgb) -> None:
        changes: list[Change] = []
        for object_id in object_ids:
            changes += commands.recolor_object(self._document.project, object_id, color)
        self._do(self.tr("Change Colour"), changes)

    def toggle_hidden(self, items: list[AnnotationObject]) -> None:
        """Hide all, or show all if all are hidden."""
        hidden = not all(item.is_hidden for item in items)
        label = self.tr("Hide Objects") if hidden else self.tr("Show Objects")
        self._put(label, [replace(item, is_hidden=hidden) for item in items])

    def toggle_locked(self, items: list[AnnotationObject]) -> None:
        """Lock all, or unlock all if all are locked. Automatic work leaves locked objects alone."""
        locked = not all(item.is_locked for item in items)
        label = self.tr("Lock Objects") if locked else self.tr("Unlock Objects")
        self._put(label, [replace(item, is_locked=locked) for item in items])

    def move_selected(self, step: int) -> None:
        """Move the selected objects up (-1) or down (1) in the list, together."""
        order = [item.object_id for item in self.objects()]
        selected = [object_id for object_id in order if object_id in self._view_state.selection]
        for object_id in selected if step < 0 else reversed(selected):
            row = order.index(object_id)
            target = row + step
            if 0 <= target < len(order) and order[target] not in self._view_state.selection:
                order[row], order[target] = order[target], order[row]
        self.reorder(order)

    def reorder(self, object_ids: list[ObjectId]) -> None:
        """Put all objects into an order."""
        self._do(self.tr("Reorder Objects"), commands.reorder_objects(self._document.project, object_ids))

    # ---- labels

    def set_category(self, items: list[AnnotationObject], category_id: CategoryId | None) -> None:
        """Give objects a label, or take theirs away."""
        objects = self._document.project.objects
        changed = [
            with_label(self._document.project, objects[item.object_id], category_id)
            for item in items
            if item.object_id in objects and objects[item.object_id].category_id != category_id
        ]
        if changed:
            self._put(self.tr("Set Label") if category_id is not None else self.tr("Take Label Away"), changed)

    def add_category(self, items: list[AnnotationObject], name: str) -> None:
        """Make a label and give it to objects, in one step; a label of that name is taken as it is."""
        project, name = self._document.project, " ".join(name.split())
        known = next((each for each in project.categories.values() if each.name == name), None)
        if known is not None:
            self.set_category(items, known.category_id)
            return
        made = new_category(project, name)
        changes = commands.put_category(project, made)
        for item in items:
            if item.object_id in project.objects:
                labelled = replace(project.objects[item.object_id], category_id=made.category_id)
                changes += commands.put_object(project, labelled)
        if colors_by_label(project):
            changes += recolored_objects(project, changes)
        self._do(self.tr("New Label"), changes)

    def rename_category(self, category_id: CategoryId, name: str) -> None:
        self._put_category(self.tr("Rename Label"), category_id, name=" ".join(name.split()))

    def recolor_category(self, category_id: CategoryId, color: Rgb) -> None:
        self._put_category(self.tr("Colour of Label"), category_id, color=color)

    def remove_category(self, category_id: CategoryId) -> None:
        """Delete a label; objects that have it have none afterwards."""
        if category_id in self._document.project.categories:
            self._do(self.tr("Delete Label"), commands.remove_category(self._document.project, category_id))

    def _put_category(self, label: str, category_id: CategoryId, **fields: str | Rgb) -> None:
        project = self._document.project
        if category_id in project.categories:
            changed = replace(project.categories[category_id], **fields)  # type: ignore[arg-type]
            changes = commands.put_category(project, changed)
            if colors_by_label(project):
                changes += recolored_objects(project, changes)
            self._do(label, changes)

    def delete_selected(self) -> None:
        selected = [item.object_id for item in self.selected()]
        if not selected:
            return
        label = self.tr("Delete Object") if len(selected) == 1 else self.tr("Delete Objects")
        changes = remove_objects(self._document.project, selected)
        self._view_state.select(frozenset())
        self._do(label, changes)

    def _do(self, label: str, changes: Iterable[Change]) -> None:
        try:
            self._document.do(label, changes)
        except ProjectError as error:
            self.refused.emit(error)

    def _put(self, label: str, items: list[AnnotationObject]) -> None:
        changes: list[Change] = []
        for item in items:
            changes += commands.put_object(self._document.project, item)
        self._do(label, changes)

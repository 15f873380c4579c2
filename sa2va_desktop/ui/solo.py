"""Shows chosen objects alone: a view that no history keeps, and that ends with the media item or with its objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "solo"


class SoloController(QObject):
    """What is made while objects are shown alone is shown too: nobody draws something and does not see it."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._document = document
        self._view_state = view_state
        document.changed.connect(self._follow_document)

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """By the ids of the action table."""
        return {"object.solo": self.toggle}

    def toggle(self) -> None:
        """Show the selected objects alone; all again when these are, or when none is selected."""
        selection, solo = self._view_state.selection, self._view_state.solo
        if not selection and not solo:
            self._messages.inform(self.tr("Select the objects that are to be shown alone."), topic=_TOPIC)
        self._show(frozenset() if selection == solo else selection)

    def toggle_one(self, item: AnnotationObject) -> None:
        """Show an object with those that are shown alone, or no longer with them."""
        self._show(self._view_state.solo ^ {item.object_id})

    def end(self) -> None:
        """Show all objects."""
        self._show(frozenset())

    def _show(self, solo: frozenset[ObjectId]) -> None:
        view = self._view_state
        view.show_alone(solo, self._there())
        view.select(view.selection - view.muted)  # nobody works on what is not seen without having chosen it

    def _there(self) -> frozenset[ObjectId]:
        media_id = self._view_state.media_id
        objects = [] if media_id is None else self._document.project.objects_of(media_id)
        return frozenset(item.object_id for item in objects)

    def _follow_document(self, change_set: ChangeSet) -> None:
        view = self._view_state
        if view.solo and change_set.is_structural:
            there = self._there()
            view.show_alone(view.solo & there, view.muted & there)

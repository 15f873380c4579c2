"""What panel, timeline and keys do to the values of attributes: each is one entry of the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.attributes import Attribute, AttributeId, Value
from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations import attribute_edits
from sa2va_desktop.operations.attribute_state import attribute_state
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "attributes"


class AttributeCommands(QObject):
    """Verbs over the selected objects on the shown frame."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._messages = messages

    def selected(self) -> list[ObjectId]:
        """In the order of the list."""
        media_id = self._view_state.media_id
        objects = [] if media_id is None else self._document.project.objects_of(media_id)
        return [item.object_id for item in objects if item.object_id in self._view_state.selection]

    def set_value(self, attribute: Attribute, value: Value | None, about: Sequence[ObjectId]) -> None:
        """From this frame on if it changes over time; None: nothing is known here.

        Args:
            about: the objects that were selected when the value was typed; those that are gone are left out.
        """
        frame_index, attribute_id = self._view_state.frame_index, attribute.attribute_id
        project = self._document.project
        meant = [each for each in about if each in project.objects]
        if attribute_id not in project.attributes:
            return
        if value is None:
            self._do(
                self.tr("Clear “{0}”").format(attribute.name),
                lambda project, _ids: attribute_edits.clear_value(project, meant, attribute_id, frame_index),
            )
        else:
            self._do(
                self.tr("Set “{0}”").format(attribute.name),
                lambda project, _ids: attribute_edits.set_value(
                    project, meant, attribute_id, frame_index, value
                ),
                # The arrows of a number box are one edit, however often they are pressed.
                merge_key=f"{attribute_id} {frame_index} {meant}" if isinstance(value, float) else None,
            )

    def use_on_range(self, attribute: Attribute) -> None:
        """The value that holds on this frame holds on the in–out range; after it what held there before."""
        frame_range, attribute_id = self._view_state.frame_range, attribute.attribute_id
        project, shown = self._document.project, self._view_state.frame_index
        value = attribute_state(project, self.selected(), attribute, shown).value
        if value is not None:
            self._do(
                self.tr("Set “{0}” on the Range").format(attribute.name),
                lambda project, ids: attribute_edits.set_value_in(
                    project, ids, attribute_id, frame_range, value
                ),
            )

    def forget(self, attribute: Attribute) -> None:
        """Nothing is known of it on any frame."""
        attribute_id = attribute.attribute_id
        self._do(
            self.tr("Clear “{0}” on All Frames").format(attribute.name),
            lambda project, ids: attribute_edits.forget_value(project, ids, attribute_id),
        )

    def set_key(self, attribute: Attribute, is_wanted: bool) -> None:
        """Make or take away the key on the shown frame."""
        frame_index, attribute_id = self._view_state.frame_index, attribute.attribute_id
        verb = attribute_edits.add_key if is_wanted else attribute_edits.remove_key
        title = self.tr("Add Key of “{0}”") if is_wanted else self.tr("Remove Key of “{0}”")
        self._do(
            title.format(attribute.name), lambda project, ids: verb(project, ids, attribute_id, frame_index)
        )

    def move_key(self, object_id: ObjectId, attribute_id: AttributeId, frame_index: int, to_index: int) -> None:
        """A key of one object goes to another frame, if it is still there: a run may replace a key that is dragged."""
        project = self._document.project
        attribute = project.attributes.get(attribute_id)
        keys = attribute_edits.keys_of(project, object_id, attribute_id)
        if attribute is None or all(key.frame_index != frame_index for key in keys):
            return
        self._do(
            self.tr("Move Key of “{0}”").format(attribute.name),
            lambda project, _ids: attribute_edits.move_key(
                project, object_id, attribute_id, frame_index, to_index
            ),
        )

    def confirm(self, attribute: Attribute) -> None:
        """Take the proposal that holds here."""
        frame_index, attribute_id = self._view_state.frame_index, attribute.attribute_id
        self._do(
            self.tr("Confirm “{0}”").format(attribute.name),
            lambda project, ids: attribute_edits.confirm_value(project, ids, attribute_id, frame_index),
        )

    def reject(self, attribute: Attribute) -> None:
        """Drop the proposal that holds here."""
        frame_index, attribute_id = self._view_state.frame_index, attribute.attribute_id
        self._do(
            self.tr("Reject “{0}”").format(attribute.name),
            lambda project, ids: attribute_edits.reject_value(project, ids, attribute_id, frame_index),
        )

    def settle_all(self, *, takes: bool) -> None:
        """Confirm or reject every proposal of the selected objects, on all frames."""
        if not attribute_edits.proposals_of(self._document.project, self.selected()):
            self._messages.inform(self.tr("No proposed value waits in the selection."), topic=_TOPIC)
            return
        self._do(
            self.tr("Confirm Proposed Values") if takes else self.tr("Reject Proposed Values"),
            lambda project, ids: attribute_edits.settle_proposals(project, ids, takes=takes),
        )

    def next_key(self, step: int) -> int | None:
        """The nearest frame after (1) or before (-1) the shown one on which a value of the selected objects changes."""
        project, shown = self._document.project, self._view_state.frame_index
        frames = {
            key.frame_index
            for object_id in self.selected()
            for attribute in project.schema_attributes(project.objects[object_id].category_id)
            if attribute.changes_over_time
            for key in attribute_edits.keys_of(project, object_id, attribute.attribute_id)
        }
        return min((f for f in frames if (f - shown) * step > 0), key=lambda f: abs(f - shown), default=None)

    def _do(
        self,
        label: str,
        make: Callable[[Project, list[ObjectId]], list[Change]],
        *,
        merge_key: str | None = None,
    ) -> None:
        self._messages.withdraw(_TOPIC)
        try:
            changes = make(self._document.project, self.selected())
            if changes:
                self._document.do(label, changes, merge_key=merge_key)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)

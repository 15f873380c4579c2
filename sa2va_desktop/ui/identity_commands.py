"""Which thing is which: split, join and swap the selected objects; copy, paste and duplicate their masks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.identity import split_object, swap_objects
from sa2va_desktop.operations.mask_clipboard import CopiedMask, copy_masks, duplicate_objects, paste_masks
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.join_controller import JoinController
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.task_runner import TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "identity"

Made = tuple[list[Change], frozenset[ObjectId]]


class IdentityCommands(QObject):
    """Each verb is one entry of the history; what it made is selected afterwards.

    Signals:
        copied_changed(): there are masks to paste now.
    """

    copied_changed = Signal()

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._messages = messages
        self._joining = JoinController(document, view_state, runner, messages, topic=_TOPIC, parent=self)
        self._copied: list[CopiedMask] = []
        # What was said about a selection is no longer of use with another one.
        view_state.selection_changed.connect(lambda _selection: messages.withdraw(_TOPIC))

    @property
    def copied(self) -> list[CopiedMask]:
        """The masks that can be pasted."""
        return self._copied

    @property
    def has_copied(self) -> bool:
        return bool(self._copied)

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """By the ids of the action table."""
        return {
            "object.split": self.split,
            "object.join": self.join,
            "object.swap": self.swap,
            "object.duplicate": self.duplicate,
            "edit.copy": self.copy,
            "edit.paste": self.paste,
            "edit.paste_new": partial(self.paste, as_new=True),
        }

    def split(self) -> None:
        """From this frame on, the selected object becomes a new one."""
        project, frame_index = self._document.project, self._view_state.frame_index

        def made() -> Made:
            (object_id,) = self._selected()
            changes, fresh = split_object(project, object_id, frame_index)
            return changes, frozenset({fresh.object_id})

        if self._has(1, self.tr("Select one object: one track is split at a time.")):
            self._do(self.tr("Split the Track"), made)

    def join(self) -> None:
        """The selected objects become the first of them."""
        selected = self._selected()
        if len(selected) < 2:
            self._messages.inform(self.tr("Select the objects that are one thing."), topic=_TOPIC)
            return
        self._messages.withdraw(_TOPIC)
        self._joining.join(selected)

    def swap(self) -> None:
        """From this frame on, each of the two selected objects is the other."""
        frame_index = self._view_state.frame_index

        def made() -> Made:
            first, second = self._selected()
            changes = swap_objects(self._document.project, first, second, frame_index)
            return changes, frozenset({first, second})

        if self._has(2, self.tr("Select the two objects that were taken for each other.")):
            self._do(self.tr("Swap Objects"), made)

    def duplicate(self) -> None:
        """The selected objects once more, with all their masks."""

        def made() -> Made:
            pasted = duplicate_objects(self._document.project, self._selected())
            return pasted.changes, pasted.object_ids

        self._do(self.tr("Duplicate"), made)

    def copy(self) -> None:
        """Remember the masks of the selected objects on this frame."""
        copied = copy_masks(self._document.project, self._selected(), self._view_state.frame_index)
        if not copied:
            self._messages.inform(
                self.tr("The selection has no mask on this frame that could be copied."), topic=_TOPIC
            )
            return
        self._messages.withdraw(_TOPIC)
        self._copied = copied
        self.copied_changed.emit()

    def paste(self, *, as_new: bool = False) -> None:
        """Put the copied masks on this frame."""
        media_id, frame_index = self._view_state.media_id, self._view_state.frame_index
        if media_id is None:
            return

        def made() -> Made:
            pasted = paste_masks(self._document.project, media_id, frame_index, self._copied, as_new=as_new)
            return pasted.changes, pasted.object_ids

        label = self.tr("Paste as New Object") if as_new else self.tr("Paste Masks")
        self._do(label, made)

    def forget_copied(self) -> None:
        """Another project is open, whose ids mean other objects."""
        self._copied = []
        self.copied_changed.emit()

    # ---- inside

    def _selected(self) -> list[ObjectId]:
        """In the order of the list."""
        media_id = self._view_state.media_id
        objects = [] if media_id is None else self._document.project.objects_of(media_id)
        return [item.object_id for item in objects if item.object_id in self._view_state.selection]

    def _has(self, count: int, otherwise: str) -> bool:
        if len(self._selected()) == count:
            return True
        self._messages.inform(otherwise, topic=_TOPIC)
        return False

    def _do(self, label: str, make: Callable[[], Made]) -> None:
        self._messages.withdraw(_TOPIC)
        try:
            changes, object_ids = make()
            self._document.do(label, changes)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)
        else:
            self._view_state.select(object_ids)

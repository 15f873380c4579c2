"""Which thing is which: split, join and swap the selected objects; copy, paste, duplicate and extend their masks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaId, ObjectId
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.extending import extend_backward, extend_forward, extend_to
from sa2va_desktop.operations.identity import can_split, gaps_of, split_all_at, split_object, swap_objects
from sa2va_desktop.operations.mask_clipboard import CopiedMask, copy_masks, duplicate_objects, paste_masks
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.join_controller import JoinController
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.task_runner import TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "identity"

Made = tuple[list[Change], frozenset[ObjectId]]
Extend = Callable[[Project, Sequence[ObjectId], tuple[int, int]], list[Change]]


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
        cuts_of: Callable[[MediaId], Sequence[int]],
        parent: QObject | None = None,
    ) -> None:
        """Args:
        cuts_of: the scene cuts of a media item, as far as they are known.
        """
        super().__init__(parent)
        self._cuts_of = cuts_of
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
            "object.split_cuts": self.split_at_cuts,
            "object.split_gaps": self.split_at_gaps,
            "object.swap": self.swap,
            "object.swap_range": partial(self.swap, over_range=True),
            "object.duplicate": self.duplicate,
            "track.extend_here": self.extend_here,
            "track.extend_out": partial(self._extend, extend_forward),
            "track.extend_in": partial(self._extend, extend_backward),
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

    def split_at_cuts(self) -> None:
        """In every scene the selected objects are others."""
        media_id = self._view_state.media_id
        if media_id is not None:
            cuts = self._cuts_of(media_id)
            none = self.tr(
                "No scene cut inside the track is known; Track → Find All Scene Cuts looks for them."
            )
            self._split_all(self.tr("Split at Scene Cuts"), lambda _object_id: cuts, none)

    def split_at_gaps(self) -> None:
        """After every gap the selected objects are others."""
        project = self._document.project
        none = self.tr("The track has no gap: its masks follow each other from the first to the last.")
        self._split_all(self.tr("Split at Gaps"), lambda object_id: gaps_of(project, object_id), none)

    def _split_all(self, label: str, starts: Callable[[ObjectId], Sequence[int]], none: str) -> None:
        project, selected = self._document.project, self._selected()
        if not any(can_split(project, object_id, starts(object_id)) for object_id in selected):
            self._messages.inform(none, topic=_TOPIC)
            return

        def made() -> Made:
            changes, fresh = split_all_at(project, {each: starts(each) for each in selected})
            return changes, frozenset({*selected, *(each.object_id for each in fresh)})

        self._do(label, made)

    def join(self) -> None:
        """The selected objects become the first of them."""
        selected = self._selected()
        if len(selected) < 2:
            self._messages.inform(self.tr("Select the objects that are one thing."), topic=_TOPIC)
            return
        self._messages.withdraw(_TOPIC)
        self._joining.join(selected)

    def swap(self, *, over_range: bool = False) -> None:
        """From this frame on, or in the in-out range, each of the two selected objects is the other."""
        start, stop = self._view_state.frame_range if over_range else (self._view_state.frame_index, None)

        def made() -> Made:
            first, second = self._selected()
            changes = swap_objects(self._document.project, first, second, start, stop)
            return changes, frozenset({first, second})

        if self._has(2, self.tr("Select the two objects that were taken for each other.")):
            self._do(self.tr("Swap Objects"), made)

    def extend_here(self) -> None:
        """The nearest masks of the selected objects are carried on to this frame as they are."""
        frame_index = self._view_state.frame_index
        self._extend(lambda project, object_ids, _range: extend_to(project, object_ids, frame_index))

    def _extend(self, extend: Extend) -> None:
        selected, frame_range = self._selected(), self._view_state.frame_range

        def made() -> Made:
            return extend(self._document.project, selected, frame_range), frozenset(selected)

        self._do(self.tr("Extend the Track"), made)

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

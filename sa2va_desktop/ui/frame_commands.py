"""What a person says about the selected objects, on this frame or over the in-out range."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.editing.shown_mask import ShownRle
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.frame_states import delete_masks, give_state, have_state, looked_at, take_state
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.mask_cleaner import MaskCleaner
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.view_state import ViewState

TOPIC = "frames"
_STATES = {
    "confirm": FrameState.CONFIRMED,
    "lock": FrameState.LOCKED,
    "flag": FrameState.FLAGGED,
    "absent": FrameState.ABSENT,
    "occluded": FrameState.OCCLUDED,
    "key": FrameState.PROMPTED,
}


class FrameCommands(QObject):
    """Each verb is one entry of the history. A state that is there already is taken back: every key is a switch."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        cleaner: MaskCleaner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._cleaner = cleaner
        self._messages = messages

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """By the ids of the action table."""
        verbs: dict[str, Callable[[], None]] = {}
        for name, state in _STATES.items():
            verbs[f"frame.{name}"] = partial(self.switch, state)
            verbs[f"frame.{name}_range"] = partial(self.switch, state, over_range=True)
        return {
            **verbs,
            "frame.delete": self.delete,
            "frame.delete_range": partial(self.delete, over_range=True),
        }

    def switch(self, state: FrameState, *, over_range: bool = False) -> None:
        """Say that the selected objects are in a state, or take it back where all of them are."""
        project, selected, frames = self._document.project, self._selected(), self._frames(over_range)
        is_taken = have_state(project, selected, frames, state)
        label = self._taken_label(state) if is_taken else self._given_label(state)
        verb, session = (take_state if is_taken else give_state), self._document.session

        def say(shown: ShownRle) -> None:
            if self._document.session is session:  # not another project
                there = [each for each in selected if each in project.objects]
                self._do(label, lambda: verb(project, there, frames, state, shown=shown))

        pairs = looked_at(project, selected, frames, is_taken=is_taken)
        self._cleaner.with_shown(pairs, say, title=label, channel=f"state {state}")

    def delete(self, *, over_range: bool = False) -> None:
        """Delete the masks of the selected objects; the objects stay."""
        project, selected, frames = self._document.project, self._selected(), self._frames(over_range)
        label = self.tr("Delete Masks of the Range") if over_range else self.tr("Delete the Mask")
        self._do(label, lambda: delete_masks(project, selected, frames))

    # ---- inside

    def _selected(self) -> list[ObjectId]:
        media_id = self._view_state.media_id
        objects = [] if media_id is None else self._document.project.objects_of(media_id)
        return [item.object_id for item in objects if item.object_id in self._view_state.selection]

    def _frames(self, over_range: bool) -> Sequence[int]:
        return range(*self._view_state.frame_range) if over_range else [self._view_state.frame_index]

    def _do(self, label: str, make_changes: Callable[[], list[Change]]) -> None:
        self._messages.withdraw(TOPIC)
        try:
            self._document.do(label, make_changes())
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=TOPIC)

    def _given_label(self, state: FrameState) -> str:
        return {
            FrameState.CONFIRMED: self.tr("Confirm"),
            FrameState.LOCKED: self.tr("Lock Frames"),
            FrameState.FLAGGED: self.tr("Flag"),
            FrameState.ABSENT: self.tr("Mark as Absent"),
            FrameState.OCCLUDED: self.tr("Mark as Occluded"),
            FrameState.PROMPTED: self.tr("Make Key Frame"),
        }[state]

    def _taken_label(self, state: FrameState) -> str:
        return {
            FrameState.CONFIRMED: self.tr("Take Back the Confirmation"),
            FrameState.LOCKED: self.tr("Unlock Frames"),
            FrameState.FLAGGED: self.tr("Take Back the Flag"),
            FrameState.ABSENT: self.tr("Mark as Not Absent"),
            FrameState.OCCLUDED: self.tr("Mark as Not Occluded"),
            FrameState.PROMPTED: self.tr("Make No Key Frame"),
        }[state]

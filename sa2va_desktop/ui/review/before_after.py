"""What became of a mask: before the latest change of it, or when it was confirmed, against now; green came, red went."""

from __future__ import annotations

import enum

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.changes import Change, ChangeSet, Table
from sa2va_desktop.annotation.journal import EntryRecord
from sa2va_desktop.annotation.records import FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.mask_difference import MaskDifference
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.view_state import ViewState

TOPIC = "before-after"


class Since(enum.Enum):
    """What a mask is compared with."""

    CHANGE = "change"  # the mask before the latest step that changed its pixels
    CONFIRMATION = "confirmation"  # the mask that was confirmed last


class BeforeAfter(QObject):
    """Each `step` goes on: the latest change, the confirmation, off. What is looked up comes from the history."""

    def __init__(
        self,
        canvas: CanvasView,
        document: Document,
        view_state: ViewState,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._document = document
        self._view_state = view_state
        self._messages = messages
        self._since: Since | None = None
        self._about: tuple[ObjectId, int] | None = None
        view_state.frame_changed.connect(lambda _frame: self.end())
        view_state.media_changed.connect(lambda _media_id: self.end())
        view_state.selection_changed.connect(lambda _selection: self.end())
        document.changed.connect(self._follow)

    @property
    def since(self) -> Since | None:
        """What is shown; None while nothing is compared."""
        return self._since

    def step(self) -> None:
        """Show the next comparison of the selected object on the shown frame, or end it."""
        if self._since is Since.CONFIRMATION:
            self.end()
            return
        selection = self._view_state.selection
        if len(selection) != 1:
            self._messages.inform(self.tr("Select one object to compare its mask with before."), topic=TOPIC)
            return
        about = (next(iter(selection)), self._view_state.frame_index)
        wanted = Since.CHANGE if self._since is None else Since.CONFIRMATION
        self._about = about
        self._look(about, wanted)

    def end(self) -> None:
        """Show the mask as it is."""
        self._about = None
        if self._since is not None:
            self._since = None
            self._canvas.set_difference(None)
            self._messages.withdraw(TOPIC)

    # ---- inside

    def _look(self, about: tuple[ObjectId, int], since: Since) -> None:
        session, now = self._document.session, _rle(self._document.project.frame(*about))
        if session is None:
            return
        self._since = since
        self._canvas.set_difference(None)
        none = {
            Since.CHANGE: self.tr("This mask was not changed since it was made, as far as the history goes."),
            Since.CONFIRMATION: self.tr("This mask was not confirmed, or not changed since."),
        }
        self._messages.inform(none[since], topic=TOPIC)

        def is_wanted(change: Change) -> bool:
            old, new = _record(change.old), _record(change.new)
            if since is Since.CONFIRMATION:
                return new is not None and new.state is FrameState.CONFIRMED and _rle(new) != now
            return old is not None and _rle(old) != _rle(new)

        def found(record: EntryRecord, change: Change) -> None:
            if self._about == about and self._since is since and self._document.session is session:
                before = _rle(_record(change.old if since is Since.CHANGE else change.new))
                self._show(record, before, _rle(self._document.project.frame(*about)))

        session.earlier_change((Table.FRAME, about), is_wanted, found)

    def _show(self, record: EntryRecord, before: MaskRle | None, now: MaskRle | None) -> None:
        if before is None and now is None:
            return
        try:
            difference = MaskDifference.between(before, now)
        except ProjectError as error:
            self._messages.present_error(error, topic=TOPIC)
            return
        self._canvas.set_difference(difference)
        sentence = (
            self.tr("Since before “{0}”: green came, red went; IoU {1}.")
            if self._since is Since.CHANGE
            else self.tr("Since the confirmation (“{0}”): green came, red went; IoU {1}.")
        )
        self._messages.inform(sentence.format(record.label, f"{difference.iou:.2f}"), topic=TOPIC)

    def _follow(self, change: ChangeSet) -> None:
        if self._about is not None and self._about[1] in change.frames.get(self._about[0], ()):
            self.end()


def _record(record: object) -> ObjectFrame | None:
    return record if isinstance(record, ObjectFrame) else None


def _rle(frame: ObjectFrame | None) -> MaskRle | None:
    return frame.rle if frame is not None else None

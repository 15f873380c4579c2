"""Joins objects: few frames at once, many on the pool, while the window and every edit go on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.joining import (
    JoinedFrame,
    PreparedJoin,
    join_changes,
    joined_frames,
    prepare_join,
)
from sa2va_desktop.operations.media_items import OpenProject
from sa2va_desktop.tasks import CancelToken, Progress
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.task_runner import Lane, TaskContext, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_FEW = 24  # frames whose union costs no more than a display frame
_REPORT_EVERY = 64

Joined = dict[int, JoinedFrame]


class JoinController(QObject):
    """The document changes in one step at the end, or not at all when it is stopped.

    Frames that are edited meanwhile are joined as they are then. An object that is deleted or locked meanwhile ends it
    with a sentence.
    """

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        runner: TaskRunner,
        messages: MessageCenter,
        *,
        topic: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._runner = runner
        self._messages = messages
        self._topic = topic

    def join(self, object_ids: Sequence[ObjectId]) -> None:
        """Make several objects the first of them."""
        session = self._document.session
        if session is not None:
            self._go_on(session, tuple(object_ids), {})

    # ---- inside

    def _go_on(self, session: OpenProject, object_ids: tuple[ObjectId, ...], known: Joined) -> None:
        """Finish if few frames are left to compute, else compute those that are, and look again."""
        if self._document.session is not session:  # another project
            return
        try:
            prepared = prepare_join(session.project, object_ids, known)
            if len(prepared.frames) > _FEW:
                self._compute(session, prepared, known)
                return
            rest = dict(joined_frames(prepared, CancelToken()))
            self._document.do(self.tr("Join Objects"), join_changes(session.project, object_ids, known | rest))
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=self._topic)
            return
        if session.project.objects[object_ids[0]].media_id == self._view_state.media_id:
            self._view_state.select(frozenset(object_ids[:1]))

    def _compute(self, session: OpenProject, prepared: PreparedJoin, known: Joined) -> None:
        self._runner.submit(
            lambda context: _joined(prepared, context),
            lane=Lane.POOL,
            title=self.tr("Join Objects"),
            channel=f"join {prepared.object_ids}",
            is_job=True,
            can_stop=True,
            on_success=lambda joined: self._go_on(session, prepared.object_ids, known | joined),
        )


def _joined(prepared: PreparedJoin, context: TaskContext) -> Joined:
    joined, total = {}, len(prepared.frames)
    for done, (frame_index, made) in enumerate(joined_frames(prepared, context.token), start=1):
        joined[frame_index] = made
        if done % _REPORT_EVERY == 0 or done == total:
            context.report(Progress(done, total, "frames"))
    return joined

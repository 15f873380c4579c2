"""Looks through the shown clip for the masks that an edit means: at once in a short clip, on the pool in a long one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Protocol, TypeAlias

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.task_runner import Lane, Task, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_MOST_AT_ONCE = 2_000
"""Frames of a clip's objects that are looked through between two display frames."""


class Prepared(Protocol):
    """An edit over masks as they are now; see `operations.mask_edits.PreparedEdit`."""

    @property
    def count(self) -> int: ...
    @property
    def kept(self) -> int: ...
    def results(self, token: CancelToken) -> Iterator[Any]: ...
    def differs(self, one: Any) -> bool: ...
    def changes(self, project: Project, results: Iterable[Any]) -> list[Change]: ...


Preparing: TypeAlias = Callable[[Project], Prepared]
"""Finds the masks of an edit in a document, or in a copy of it on another thread."""


class MaskPicker(QObject):
    """Of one kind of edit. A long clip is copied once between two changes of the document.

    Signals:
        counted(): what `meant` was asked for is known now.
    """

    counted = Signal()

    def __init__(
        self, document: Document, view_state: ViewState, runner: TaskRunner, topic: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._runner = runner
        self._topic = topic
        self._copy: tuple[MediaId, Project] | None = None
        self._task: Task | None = None
        self._counted: Prepared | None = None
        self._is_outdated = False  # what was counted, or is being counted
        document.changed.connect(self._follow_document)
        document.replaced.connect(self.forget)

    @property
    def is_short(self) -> bool:
        """Whether the shown clip is looked through in no time."""
        project, media_id = self._document.project, self._view_state.media_id
        items = [] if media_id is None else project.objects_of(media_id)
        return sum(len(project.track(item.object_id)) for item in items) <= _MOST_AT_ONCE

    def picking(self, prepare: Preparing) -> Callable[[], Prepared]:
        """Finds the masks as they are now: they are found already in a short clip, in a long one where it is called."""
        media_id = self._view_state.media_id
        if self.is_short or media_id is None:
            prepared = prepare(self._document.project)
            return lambda: prepared
        if self._copy is None or self._copy[0] != media_id:
            self._copy = (media_id, self._document.project.clip_as_it_is(media_id))
        return partial(prepare, self._copy[1])

    def meant(self, prepare: Preparing, title: str) -> Prepared | None:
        """The masks as they are now; in a long clip as they were lately, or None before the first `counted`."""
        if self.is_short:
            return prepare(self._document.project)
        # What is under way is not begun anew at each step of a run.
        if self._task is None and (self._counted is None or self._is_outdated):
            self._is_outdated = False
            pick = self.picking(prepare)
            self._task = self._runner.submit(
                lambda _context: pick(),
                lane=Lane.POOL,
                title=title,
                channel=f"count {self._topic}",
                on_success=self._take,
                on_end=self._ended,
            )
        return self._counted

    def forget_count(self) -> None:
        """Something else is meant."""
        if self._task is not None:
            self._task.supersede()
        self._task, self._counted, self._is_outdated = None, None, False

    def forget(self) -> None:
        """Nothing of the document is held on to."""
        self.forget_count()
        self._copy = None

    def _follow_document(self, _change: object) -> None:
        self._copy, self._is_outdated = None, True

    def _take(self, prepared: Prepared) -> None:
        self._counted = prepared

    def _ended(self, _task: Task) -> None:
        self._task = None
        if self._counted is not None:  # else it failed, which was told
            self.counted.emit()

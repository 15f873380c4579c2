"""What all edits of masks have in common: opened, seen on the shown frame, applied to a frame, a range or all frames."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import QObject, QRect, QTimer, Signal

from sa2va_desktop.annotation.changes import Table
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.mask_edits import EditedMask, EditScope
from sa2va_desktop.tasks import Progress
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.mask_cleaner import MaskCleaner
from sa2va_desktop.ui.masks.mask_picker import MaskPicker, Prepared, Preparing
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_REPORT_EVERY = 16
_SOON_MS = 100  # a run changes the document many times a second


class Scope(enum.Enum):
    """Which masks of the selected objects are meant; SETTING is all of them, now and later, and none for good."""

    FRAME = "frame"
    RANGE = "range"
    ALL = "all"
    SETTING = "setting"


@dataclass(frozen=True)
class EditParts:
    """The parts of a window that edits of masks work with."""

    document: Document
    view_state: ViewState
    presenter: CanvasPresenter
    runner: TaskRunner
    cleaner: MaskCleaner
    messages: MessageCenter
    owner: QObject


class EditController(QObject):
    """Computes on the pool; what is previewed is not in the document. A subclass says what the edit is.

    Signals:
        opened(): it was opened, so that others close.
        changed(): it was opened or closed, or other masks are meant.
    """

    opened = Signal()
    changed = Signal()
    topic: ClassVar[str]

    def __init__(self, parts: EditParts) -> None:
        super().__init__(parts.owner)
        self.document = parts.document
        self.view_state = parts.view_state
        self._presenter = parts.presenter
        self._runner = parts.runner
        self._cleaner = parts.cleaner
        self._messages = parts.messages
        self._is_open = False
        self._scope = Scope.FRAME
        self._with_settled = False
        self._preview: Task | None = None  # computed or shown
        self._picker = MaskPicker(parts.document, parts.view_state, parts.runner, self.topic, self)
        self._picker.counted.connect(self._tell)
        view = parts.view_state
        parts.presenter.frame_shown.connect(lambda _frame: self._follow_frame())
        view.frame_changed.connect(lambda _frame: self._hide_preview())
        view.media_changed.connect(lambda _media: self.close())
        view.selection_changed.connect(lambda _selection: self.refresh())
        view.range_changed.connect(lambda _start, _stop: self.refresh())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._look_again)
        parts.document.changed.connect(lambda _change_set: self._follow_document())

    # ---- what a subclass says

    @property
    def is_something(self) -> bool:
        """Whether there is anything to do as it is set."""
        return True

    def preparing(self, scope: EditScope) -> Preparing:
        """What finds the masks of a scope, as everything is set now; it may be called on another thread."""
        raise NotImplementedError

    def label(self) -> str:
        """Of the history entry."""
        raise NotImplementedError

    def preview_title(self) -> str:
        return translate("EditController", "Preview the edit")

    def done_text(self, masks: int, made: int) -> str:
        """What was done: so many masks were changed, so many objects made."""
        raise NotImplementedError

    def nothing_text(self) -> str:
        """Why nothing was changed."""
        raise NotImplementedError

    def kept_text(self, count: int) -> str:
        return translate("EditController", "Left alone, locked or settled by hand: %n mask(s).", n=count)

    def drafts(self, prepared: Prepared, results: Sequence[Any]) -> list[ShownMask]:
        """What is shown in the place of masks while it is open."""
        masks: Sequence[EditedMask] = results
        return [
            ShownMask(one.source.item.object_id, one.rle, one.source.item.color)
            for one in masks
            if prepared.differs(one)
        ]

    def select_after(self, made: frozenset[ObjectId]) -> None:
        """Called when it was applied, with the objects that were made."""
        if made:
            self.view_state.select(made)

    # ---- state

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def scope(self) -> Scope:
        return self._scope

    @property
    def with_settled(self) -> bool:
        return self._with_settled

    @property
    def project(self) -> Project:
        return self.document.project

    @property
    def object_ids(self) -> list[ObjectId]:
        """The selected objects, in the order of the list."""
        media_id = self.view_state.media_id
        items = [] if media_id is None else self.project.objects_of(media_id)
        return [item.object_id for item in items if item.object_id in self.view_state.selection]

    def meant(self) -> Prepared | None:
        """What `apply` would work on; None while a long clip is looked through, after which `changed` comes."""
        return self._picker.meant(self.preparing(self._edit_scope()), self.preview_title())

    # ---- acting

    def open(self) -> None:
        self.view_state.set_playing(False)
        self._messages.withdraw(self.topic)
        self.opened.emit()
        self._is_open = True
        self.refresh()

    def close(self) -> bool:
        """Forget what was previewed; the settings stay for the next time. False when it is not open."""
        if not self._is_open:
            return False
        self._is_open = False
        self._hide_preview()
        self._picker.forget()
        self.changed.emit()
        return True

    def set_scope(self, scope: Scope) -> None:
        if scope is not self._scope:
            self._scope = scope
            self.refresh()

    def set_with_settled(self, with_settled: bool) -> None:
        if with_settled != self._with_settled:
            self._with_settled = with_settled
            self.refresh()

    def apply(self) -> None:
        """Compute in the background; the document changes in one step at the end, or not at all when it is stopped."""
        if not self.is_something or not self.document.is_writable:
            return
        pick = self._picker.picking(self.preparing(self._edit_scope()))
        if self._picker.is_short and not pick().count:
            return
        label, session = self.label(), self.document.session

        def take(found: tuple[Prepared, tuple[Any, ...]]) -> None:
            if self.document.session is session:  # not another project
                self._take(*found, label)

        self.close()
        self._runner.submit(
            lambda context: _different(pick(), context),
            lane=Lane.POOL,
            title=label,
            is_job=True,
            can_stop=True,
            on_success=take,
        )

    def refresh(self) -> None:
        """Compute the preview anew, and tell the panel."""
        self._soon.stop()
        if self._is_open:
            self._picker.forget_count()
            self._preview_here()
            self.changed.emit()

    # ---- inside

    def _follow_document(self) -> None:
        if self._is_open and not self._soon.isActive():
            self._soon.start()

    def _look_again(self) -> None:
        """The document is another one, but the same is meant."""
        if self._is_open:
            self._preview_here()
            self.changed.emit()

    def _tell(self) -> None:
        if self._is_open:
            self.changed.emit()

    def _follow_frame(self) -> None:
        """Another frame is shown; where many are meant, they are the same as before."""
        if self._scope is Scope.FRAME:
            self.refresh()
        elif self._is_open:
            self._preview_here()

    def _preview_here(self) -> None:
        frame_index = self._presenter.shown_frame
        if frame_index is None or not self.is_something:
            self._hide_preview()
        else:
            here = EditScope((frame_index, frame_index + 1), *self._scope_rules())
            pick = self._picker.picking(self.preparing(here))
            self._preview = self._runner.submit(
                lambda context: _results(pick(), context),
                lane=Lane.POOL,
                title=self.preview_title(),
                channel=f"preview {self.topic}",
                on_success=lambda found: self._show_preview(frame_index, *found),
            )

    def _edit_scope(self) -> EditScope:
        view = self.view_state
        frame_range = {
            Scope.FRAME: (view.frame_index, view.frame_index + 1),
            Scope.RANGE: view.frame_range,
            Scope.ALL: (0, view.frame_count),
            Scope.SETTING: (0, view.frame_count),
        }[self._scope]
        return EditScope(frame_range, *self._scope_rules())

    def _scope_rules(self) -> tuple[bool, bool]:
        return self._scope is Scope.FRAME, self._with_settled

    def _take(self, prepared: Prepared, results: tuple[Any, ...], label: str) -> None:
        try:
            changes = prepared.changes(self.project, results)
            if changes:
                self.document.do(label, changes)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=self.topic)
            return
        masks = sum(change.table is Table.FRAME for change in changes)
        made = frozenset(
            change.new.object_id
            for change in changes
            if change.old is None and isinstance(change.new, AnnotationObject)
        )
        text = self.done_text(masks, len(made)) if masks else self.nothing_text()
        if prepared.kept:
            text = f"{text} {self.kept_text(prepared.kept)}"
        self._messages.inform(text, topic=self.topic)
        self.select_after(made)

    def _show_preview(self, frame_index: int, prepared: Prepared, results: tuple[Any, ...]) -> None:
        if not self._is_open or frame_index != self._presenter.shown_frame:
            return
        self._presenter.hide_drafts()
        for draft in self.drafts(prepared, results):
            self._presenter.show_draft(draft, QRect(0, 0, draft.rle.width, draft.rle.height))

    def _hide_preview(self) -> None:
        """Nothing that is still computed comes after it, either."""
        if self._preview is not None:
            self._preview.supersede()
            self._preview = None
            self._presenter.hide_drafts()


def _results(prepared: Prepared, context: TaskContext) -> tuple[Prepared, tuple[Any, ...]]:
    return prepared, tuple(prepared.results(context.token))


def _different(prepared: Prepared, context: TaskContext) -> tuple[Prepared, tuple[Any, ...]]:
    """Results that are other masks than were there."""
    total, different = prepared.count, []
    for done, one in enumerate(prepared.results(context.token), start=1):
        if prepared.differs(one):
            different.append(one)
        if done % _REPORT_EVERY == 0 or done == total:
            context.report(Progress(min(done, total), total, "masks"))
    return prepared, tuple(different)

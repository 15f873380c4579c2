"""Clean-up of the selected objects' masks: seen on the shown frame while it is set, one history entry when applied."""

from __future__ import annotations

import enum

from PySide6.QtCore import QObject, QRect, Signal

from sa2va_desktop.annotation.records import CleanUp, ObjectId
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.clean_up import (
    CleanedMask,
    PreparedCleanUp,
    clean_up_changes,
    cleaned_masks,
    prepare_clean_up,
)
from sa2va_desktop.tasks import Progress
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "clean up"
_PREVIEW = "clean-up preview"
_REPORT_EVERY = 16


class Scope(enum.Enum):
    """Which masks of the selected objects are cleaned up."""

    FRAME = "frame"
    RANGE = "range"
    ALL = "all"


class CleanUpController(QObject):
    """Computes on the pool; what is previewed is not in the document.

    Signals:
        changed(): it was opened or closed, or other masks are meant.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        presenter: CanvasPresenter,
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._presenter = presenter
        self._runner = runner
        self._messages = messages
        self._is_open = False
        self._clean_up = CleanUp()
        self._scope = Scope.FRAME
        self._preview: Task | None = None  # computed or shown
        presenter.frame_shown.connect(lambda _frame: self._refresh())
        view_state.frame_changed.connect(lambda _frame: self._hide_preview())
        view_state.media_changed.connect(lambda _media: self.close())
        view_state.selection_changed.connect(lambda _selection: self._refresh())
        view_state.range_changed.connect(lambda _start, _stop: self._refresh())
        document.changed.connect(lambda _change_set: self._refresh())

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def clean_up(self) -> CleanUp:
        return self._clean_up

    @property
    def scope(self) -> Scope:
        return self._scope

    @property
    def object_ids(self) -> list[ObjectId]:
        """The selected objects, in the order of the list."""
        media_id = self._view_state.media_id
        items = [] if media_id is None else self._document.project.objects_of(media_id)
        return [item.object_id for item in items if item.object_id in self._view_state.selection]

    def prepared(self) -> PreparedCleanUp:
        """What `apply` would work on now."""
        view = self._view_state
        frame_range = {
            Scope.FRAME: (view.frame_index, view.frame_index + 1),
            Scope.RANGE: view.frame_range,
            Scope.ALL: (0, view.frame_count),
        }[self._scope]
        return self._prepare(frame_range)

    # ---- acting

    def open(self) -> None:
        self._view_state.set_playing(False)
        self._is_open = True
        self._refresh()

    def close(self) -> bool:
        """Forget what was previewed; the settings stay for the next time. False when it is not open."""
        if not self._is_open:
            return False
        self._is_open = False
        self._hide_preview()
        self.changed.emit()
        return True

    def set_clean_up(self, clean_up: CleanUp) -> None:
        if clean_up != self._clean_up:
            self._clean_up = clean_up
            self._refresh()

    def set_scope(self, scope: Scope) -> None:
        if scope is not self._scope:
            self._scope = scope
            self._refresh()

    def apply(self) -> None:
        """Clean up in the background; the document changes in one step at the end, or not at all when it is stopped."""
        prepared = self.prepared()
        if self._clean_up.is_nothing or not prepared.masks or not self._document.is_writable:
            return
        label, session = self._label(), self._document.session

        def take(cleaned: tuple[CleanedMask, ...]) -> None:
            if self._document.session is session:  # not another project
                self._take(prepared, cleaned, label)

        self.close()
        self._runner.submit(
            lambda context: _changed_masks(prepared, context),
            lane=Lane.POOL,
            title=label,
            is_job=True,
            can_stop=True,
            on_success=take,
        )

    # ---- inside

    def _prepare(self, frame_range: tuple[int, int]) -> PreparedCleanUp:
        return prepare_clean_up(
            self._document.project,
            self.object_ids,
            self._clean_up,
            frame_range=frame_range,
            is_one_frame=self._scope is Scope.FRAME,
        )

    def _label(self) -> str:
        ids = self.object_ids
        if len(ids) == 1:
            return self.tr("Clean up “{0}”").format(self._document.project.objects[ids[0]].name)
        return translate("CleanUpController", "Clean up %n object(s)", n=len(ids))

    def _take(self, prepared: PreparedCleanUp, cleaned: tuple[CleanedMask, ...], label: str) -> None:
        changes = clean_up_changes(self._document.project, prepared, cleaned)
        if not changes:
            self._messages.inform(self.tr("There is nothing to clean up; no mask is different."), topic=_TOPIC)
            return
        try:
            self._document.do(label, changes)
        except ProjectError as error:
            self._messages.present_error(error, topic=_TOPIC)
            return
        text = translate("CleanUpController", "%n mask(s) cleaned up.", n=len(changes))
        if prepared.kept:
            kept = translate(
                "CleanUpController", "Left alone, locked or settled by hand: %n mask(s).", n=prepared.kept
            )
            text = f"{text} {kept}"
        self._messages.inform(text, topic=_TOPIC)

    def _refresh(self) -> None:
        if not self._is_open:
            return
        frame_index = self._presenter.shown_frame
        if frame_index is None or self._clean_up.is_nothing:
            self._hide_preview()
        else:
            prepared = self._prepare((frame_index, frame_index + 1))
            self._preview = self._runner.submit(
                lambda context: tuple(cleaned_masks(prepared, context.token)),
                lane=Lane.POOL,
                title=self.tr("Preview the clean-up"),
                channel=_PREVIEW,
                on_success=lambda cleaned: self._show_preview(frame_index, cleaned),
            )
        self.changed.emit()

    def _show_preview(self, frame_index: int, cleaned: tuple[CleanedMask, ...]) -> None:
        if not self._is_open or frame_index != self._presenter.shown_frame:
            return
        self._presenter.hide_drafts()
        for one in cleaned:
            rle = one.rle
            draft = ShownMask(one.source.object_id, rle, self._presenter.color_of(one.source.object_id))
            self._presenter.show_draft(draft, QRect(0, 0, rle.width, rle.height))

    def _hide_preview(self) -> None:
        """Nothing that is still computed comes after it, either."""
        if self._preview is not None:
            self._preview.supersede()
            self._preview = None
            self._presenter.hide_drafts()


def _changed_masks(prepared: PreparedCleanUp, context: TaskContext) -> tuple[CleanedMask, ...]:
    total = len(prepared.masks)
    changed = []
    for done, one in enumerate(cleaned_masks(prepared, context.token), start=1):
        if one.rle != one.source.frame.rle:
            changed.append(one)
        if done % _REPORT_EVERY == 0 or done == total:
            context.report(Progress(done, total, "masks"))
    return tuple(changed)

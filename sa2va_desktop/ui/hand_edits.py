"""Masks made by hand: on the selected object, or as a new one when nothing is selected. Needs no model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, Signal

from sa2va_desktop.annotation.records import AnnotationObject, FrameState, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, empty_rle
from sa2va_desktop.editing.commands import edit_mask, put_object
from sa2va_desktop.editing.mask_window import PixelBox
from sa2va_desktop.editing.shown_mask import shown_rle
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.click import default_name
from sa2va_desktop.operations.label_colors import new_labelled_object
from sa2va_desktop.operations.media_items import OpenProject
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "hand edit"


@dataclass(frozen=True)
class HandEdit:
    """What is drawn on: an object, which is not in the document yet if `is_new`, and its mask on a frame as it was."""

    drawn: AnnotationObject
    frame_index: int
    before: MaskRle
    is_new: bool
    session: OpenProject  # another project may be open when it is committed


class HandEdits(QObject):
    """Begins, shows and stores the edits of brush, lasso, polygon and mask pictures.

    Signals:
        edited(ObjectId, int): the mask of an object that was there is another one now, on that frame.
    """

    edited = Signal(object, int)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        presenter: CanvasPresenter,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._presenter = presenter
        self._messages = messages

    def begin(self, *, adds: bool) -> HandEdit | None:
        """An edit of the selected object on the shown frame, or of a new one; None after a sentence that says why not.

        Args:
            adds: False: something is taken away, which needs an object that has something.
        """
        frame_index, media_id = self._presenter.shown_frame, self._view_state.media_id
        session = self._document.session
        if frame_index is None or media_id is None or session is None or session.is_read_only:
            return None
        problem = self._problem(frame_index, adds=adds)
        if problem:
            self._messages.warn(problem, topic=_TOPIC)
            return None
        self._messages.withdraw(_TOPIC)
        self._view_state.set_playing(False)
        self._view_state.seek(frame_index)
        project, drawn = self._document.project, self._selected()
        media = project.media[media_id]
        nothing = empty_rle(media.height, media.width)
        if drawn is None:
            drawn = new_labelled_object(project, media_id, self._view_state.new_label, default_name())
            return HandEdit(drawn, frame_index, nothing, is_new=True, session=session)
        frame = project.frame(drawn.object_id, frame_index)
        before = shown_rle(drawn, frame) if frame is not None else nothing
        return HandEdit(drawn, frame_index, before, is_new=False, session=session)

    def show(self, edit: HandEdit, rle: MaskRle, changed: PixelBox) -> None:
        """Let the mask be seen before it is in the document; it differs inside `changed` from what was shown."""
        rect = QRect(changed.x0, changed.y0, changed.x1 - changed.x0, changed.y1 - changed.y0)
        self._presenter.show_draft(ShownMask(edit.drawn.object_id, rle, edit.drawn.color), rect)

    def commit(self, edit: HandEdit, change: Callable[[MaskRle], MaskRle], verb: str) -> None:
        """Put a changed mask into the document as one history entry, unless it is what is there, or another project.

        Args:
            change: from the mask as it is now, which other work may have changed since `begin`.
            verb: of the history entry, with {0} for the object's name.
        """
        if self._document.session is not edit.session:
            self.forget()
            return
        project, drawn = self._document.project, edit.drawn
        frame = project.frame(drawn.object_id, edit.frame_index)
        before = edit.before if frame is None else shown_rle(project.objects.get(drawn.object_id, drawn), frame)
        after = change(before)
        if not edit.is_new and drawn.object_id not in project.objects:
            self._messages.warn(self.tr("“{0}” is no longer there.").format(drawn.name), topic=_TOPIC)
        elif self._is_locked(drawn.object_id, edit.frame_index):
            self._messages.warn(self._locked_sentence(drawn.name), topic=_TOPIC)
        elif after != before:
            self._do(edit, after, verb)
        self.forget()

    def _do(self, edit: HandEdit, rle: MaskRle, verb: str) -> None:
        project, drawn = self._document.project, edit.drawn
        changes = put_object(project, drawn) if edit.is_new else []
        changes += edit_mask(project, drawn.object_id, edit.frame_index, rle)
        label = self.tr("Add “{0}”") if edit.is_new else verb
        try:
            self._document.do(label.format(drawn.name), changes)
        except ProjectError as error:
            self._messages.present_error(error, topic=_TOPIC)
        else:
            self._view_state.select(frozenset({drawn.object_id}))
            if not edit.is_new:
                self.edited.emit(drawn.object_id, edit.frame_index)

    def forget(self) -> None:
        """Show the masks of the document again."""
        self._presenter.hide_drafts()

    def _selected(self) -> AnnotationObject | None:
        ids = self._view_state.selection
        return self._document.project.objects[next(iter(ids))] if ids else None

    def _problem(self, frame_index: int, *, adds: bool) -> str:
        """Why nothing can be drawn, or ""."""
        if len(self._view_state.selection) > 1:
            return self.tr("Several objects are selected; a mask is drawn for one at a time.")
        drawn = self._selected()
        if drawn is None:
            return "" if adds else self.tr("Select the object whose mask is to be cut.")
        return self._locked_sentence(drawn.name) if self._is_locked(drawn.object_id, frame_index) else ""

    def _is_locked(self, object_id: ObjectId, frame_index: int) -> bool:
        project = self._document.project
        owner, frame = project.objects.get(object_id), project.frame(object_id, frame_index)
        return (owner is not None and owner.is_locked) or (
            frame is not None and frame.state is FrameState.LOCKED
        )

    def _locked_sentence(self, name: str) -> str:
        return self.tr("“{0}” is locked; unlock it to change its mask.").format(name)

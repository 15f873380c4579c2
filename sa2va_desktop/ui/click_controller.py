"""From marks on the picture to a mask in the document: newest marks go to the model, its candidates wait for a choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import FrameState, MediaId, MediaItem, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.shown_mask import quick_rle
from sa2va_desktop.errors import ProjectError, Sa2vaDesktopError, UsageError
from sa2va_desktop.operations.click import Candidate, PreparedClick, accept_candidate, prepare_click
from sa2va_desktop.operations.mark_shapes import lasso_box, scribble_points
from sa2va_desktop.operations.marks import BoxXyxy, Marks, marks_of
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.mask_layer import PaintedMask, ShownMask
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.mark_answer import MarkAnswer
from sa2va_desktop.ui.mask_finder import MaskFinder
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "click"


class ClickController(QObject):
    """Marks of one object on one frame, not in the document before `accept`.

    They are about the selected object if exactly one is selected, else about a new one; a change of the selection
    changes that, a change of frame or media drops them. Until something is marked, `marks` are those that the selected
    object's mask on the shown frame was made of, to be changed.

    Signals:
        changed(): marks, candidates, choice, target or waiting are different.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        presenter: CanvasPresenter,
        model: ModelController,
        finder: MaskFinder,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._presenter = presenter
        self._finder = finder
        self._messages = messages
        self._answer = MarkAnswer(model, finder, messages, self)
        self._place: tuple[MediaId, int] | None = None
        self._marks = Marks()
        self._earlier: list[Marks] = []
        self._is_adjusting = False
        self._is_behind = False  # marks were adjusted since the model was asked
        self._shown: PaintedMask | None = None
        self._after_accept: Callable[[], object] | None = None
        self._answer.came.connect(self._show_choice)
        self._answer.ended.connect(self._go_on)
        self._answer.gave_up.connect(self.drop)
        view_state.frame_changed.connect(self._drop_because_moved)
        view_state.media_changed.connect(self._leave_media)
        view_state.selection_changed.connect(lambda _selection: self._show_choice())
        document.changed.connect(self._follow_document)

    # ---- what there is

    @property
    def marks(self) -> Marks:
        """The pending ones, else those stored for the selected object on the shown frame."""
        return self._marks if self.is_active else self._stored_marks()

    @property
    def is_active(self) -> bool:
        """There are marks that were neither accepted nor dropped."""
        return self._place is not None

    @property
    def is_waiting(self) -> bool:
        return self._answer.is_waiting

    @property
    def is_answered(self) -> bool:
        """The model has answered, perhaps without finding anything."""
        return self._answer.prepared is not None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return self._answer.candidates

    @property
    def chosen(self) -> int:
        return self._answer.chosen

    @property
    def shown(self) -> PaintedMask | None:
        """The chosen candidate, ready to paint."""
        return self._shown

    @property
    def target(self) -> ObjectId | None:
        """The object that the marks are about; None for a new one."""
        selection = self._view_state.selection
        return next(iter(selection)) if len(selection) == 1 else None

    def click_at(self, point_xy: tuple[float, float]) -> PreparedClick | None:
        """What a left click there would ask the model, or None where it would ask nothing."""
        media_id, frame_index = self._view_state.media_id, self._presenter.shown_frame
        if media_id is None or frame_index is None or not self._document.is_writable:
            return None
        marks = self.marks.with_point(point_xy)
        try:
            return prepare_click(
                self._document.project,
                media_id,
                frame_index,
                marks,
                object_id=self.target,
                refines=self._answer.seen,
            )
        except UsageError:  # outside the picture, or locked: the click itself says so
            return None

    # ---- marking

    def add_point(self, point_xy: tuple[float, float], *, is_inside: bool) -> None:
        if self._begin():
            self._step_to(self._marks.with_point(point_xy, is_inside=is_inside), refines=self._answer.seen)

    def add_scribble(self, line_xy: Sequence[tuple[float, float]], *, is_inside: bool) -> None:
        """Mark along a drawn line; nothing when all of it lies outside the picture."""
        item = self._shown_item()
        if item is None:
            return
        points = scribble_points(line_xy, (item.height, item.width), is_inside=is_inside)
        if points and self._begin():
            self._step_to(self._marks.with_points(points))

    def add_lasso(self, line_xy: Sequence[tuple[float, float]]) -> None:
        """Mark what a drawn line goes round, instead of what was marked before."""
        item = self._shown_item()
        box = None if item is None else lasso_box(line_xy, (item.height, item.width))
        if box is not None and self._begin():
            self._step_to(Marks(box_xyxy=box))

    def set_box(self, box_xyxy: BoxXyxy) -> None:
        """Replace the box, inside the picture."""
        item = self._shown_item()
        if item is None or not self._begin():
            return
        x0, y0, x1, y1 = box_xyxy
        clipped = (max(0.0, x0), max(0.0, y0), min(float(item.width), x1), min(float(item.height), y1))
        self._step_to(self._marks.with_box(clipped))

    def replace_marks(self, marks: Marks) -> None:
        """Go on with other marks: one was taken away, say. None left drops them."""
        if self._begin():
            self._step_to(marks)

    def begin_adjusting(self) -> bool:
        """A mark is about to be dragged; all of it will be one step back."""
        if not self._begin():
            return False
        self._earlier.append(self._marks)
        self._is_adjusting = True
        return True

    def adjust(self, marks: Marks) -> None:
        """The marks while one is dragged. The mask follows if the model keeps up."""
        if not self._is_adjusting or marks == self._marks:
            return
        self._marks = marks
        if self._answer.is_asked or not self._finder.is_quick:
            self._is_behind = True
            self.changed.emit()
        else:
            self._ask()

    def end_adjusting(self) -> None:
        """The mark was let go: now its mask is asked for in any case."""
        if not self._is_adjusting:
            return
        self._is_adjusting = False
        if self._earlier and self._earlier[-1] == self._marks:
            self._earlier.pop()
        if self._is_behind or not self.is_answered:
            self._ask()

    def take_back(self) -> None:
        """Undo the last mark; before the first one they are dropped."""
        if not self.is_active:
            return
        before = self._earlier.pop() if self._earlier else Marks()
        if before.is_empty or (not self._earlier and before == self._stored_marks()):
            self.drop()
            return
        self._marks = before
        self._ask()

    def choose(self, number: int) -> None:
        """Take the candidate of that number, counted from 1."""
        if 1 <= number <= len(self.candidates):
            self._answer.choose(number - 1)
            self._show_choice()

    def accept(self, then: Callable[[], object] | None = None) -> None:
        """Put the chosen candidate into the document and select its object.

        Args:
            then: called afterwards. While the model still looks for the newest marks, both wait for its answer.
        """
        if self.is_active and self.is_waiting:
            self._after_accept = then or _nothing
            return
        session, prepared, candidate = self._document.session, self._answer.prepared, self._answer.seen
        if session is None or prepared is None or candidate is None:
            return
        try:
            object_id = accept_candidate(
                session,
                replace(prepared, object_id=self.target),
                candidate,
                category_id=self._view_state.new_label,
            )
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)
            return
        self.drop()
        self._view_state.select(frozenset({object_id}))
        if then is not None:
            then()

    def drop(self) -> None:
        """Forget the marks and what was proposed for them."""
        if self.is_active:
            self._place, self._marks = None, Marks()
            self._earlier.clear()
            self._is_adjusting = False
            self._forget_answer()
            self.changed.emit()

    # ---- inside

    def _shown_item(self) -> MediaItem | None:
        media_id = self._view_state.media_id
        return None if media_id is None else self._document.project.media.get(media_id)

    def _stored_marks(self) -> Marks:
        frame_index, target = self._presenter.shown_frame, self.target
        if frame_index is None or target is None:
            return Marks()
        try:
            return marks_of(self._document.project, target, frame_index) or Marks()
        except ProjectError as error:
            self._messages.present_error(error, topic=_TOPIC)
            return Marks()

    def _begin(self) -> bool:
        """Start on the shown frame unless begun; the marks that the object has there come back."""
        media_id, shown_frame = self._view_state.media_id, self._presenter.shown_frame
        if media_id is None or shown_frame is None or not self._document.is_writable:
            return False
        if self.is_active:
            return True
        self._view_state.set_playing(False)
        self._view_state.seek(shown_frame)
        self._marks = self._stored_marks()
        self._place = (media_id, shown_frame)
        return True

    def _step_to(self, marks: Marks, *, refines: Candidate | None = None) -> None:
        self._earlier.append(self._marks)
        self._marks, self._after_accept = marks, None
        if marks.is_empty:
            self.drop()
        else:
            self._ask(refines)

    def _ask(self, refines: Candidate | None = None) -> None:
        """Send the newest marks as soon as there is a model."""
        assert self._place is not None
        self._is_behind = False
        if not self._marks.says_inside:
            self._forget_answer()  # nothing can be made of exclusions alone; they wait for a point inside
            self.changed.emit()
            return
        try:
            prepared = prepare_click(
                self._document.project, *self._place, self._marks, object_id=self.target, refines=refines
            )
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)
            self.drop()
            return
        self._answer.ask(prepared)
        self.changed.emit()

    def _go_on(self) -> None:
        """The model is done with the marks that it had: perhaps there are newer ones, or somebody waits to accept."""
        if self._is_behind and self._is_adjusting:
            self._ask()
        elif self._after_accept is not None:
            then, self._after_accept = self._after_accept, None
            self.accept(then)
        self.changed.emit()

    def _forget_answer(self) -> None:
        self._answer.forget()
        self._shown = self._after_accept = None

    def _show_choice(self) -> None:
        self._shown = None
        candidate = self._answer.seen
        if self.is_active and candidate is not None:
            color = self._presenter.color_of(self.target)
            self._shown = PaintedMask(ShownMask(self.target or ObjectId(0), self._seen(candidate), color))
        self.changed.emit()

    def _seen(self, candidate: Candidate) -> MaskRle:
        """As the object will show it, which may clean its masks up."""
        marked = self._document.project.objects.get(self.target or ObjectId(0))
        frame = ObjectFrame(candidate.rle, FrameState.PROMPTED, candidate.predicted_iou, candidate.object_score)
        return candidate.rle if marked is None else quick_rle(marked, frame)

    def _follow_document(self, change_set: ChangeSet) -> None:
        if change_set.setting_names or change_set.object_ids:
            self.changed.emit()  # marks of the selected object may have come or gone

    def _drop_because_moved(self, frame_index: int) -> None:
        if self._place is not None and self._place[1] != frame_index:
            self.drop()
            self._messages.inform(self.tr("The marks were dropped; Enter accepts a mask."), topic=_TOPIC)

    def _leave_media(self, _media_id: MediaId | None) -> None:
        self.drop()
        self._finder.close_reader()


def _nothing() -> None:
    """Accepting without anything afterwards."""

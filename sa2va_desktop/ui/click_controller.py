"""From marks on the picture to a mask in the document: newest marks go to the model, its candidates wait for a choice."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.annotation.records import MediaId, ObjectId
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.click import (
    Candidate,
    PreparedClick,
    accept_candidate,
    click_candidates,
    prepare_click,
)
from sa2va_desktop.operations.marks import BoxXyxy, Marks, marks_of
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.mask_layer import PaintedMask, ShownMask
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.kept_reader import KeptReader
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.model_wish import ModelWish
from sa2va_desktop.ui.task_runner import Lane, Task, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "click"


class ClickController(QObject):
    """Marks of one object on one frame, not in the document before `accept`.

    They are about the selected object if exactly one is selected, else about a new one; a change of the selection
    changes that, a change of frame or media drops them.

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
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._presenter = presenter
        self._model = model
        self._runner = runner
        self._messages = messages
        self._wish = ModelWish(model, messages, self)
        self._reader = KeptReader()
        self._place: tuple[MediaId, int] | None = None
        self._marks = Marks()
        self._prepared: PreparedClick | None = None
        self._task: Task | None = None
        self._is_answered = False
        self._candidates: tuple[Candidate, ...] = ()
        self._chosen = 0
        self._shown: PaintedMask | None = None
        view_state.frame_changed.connect(self._drop_because_moved)
        view_state.media_changed.connect(self._leave_media)
        view_state.selection_changed.connect(lambda _selection: self._show_choice())

    # ---- what there is

    @property
    def marks(self) -> Marks:
        return self._marks

    @property
    def is_active(self) -> bool:
        """There are marks that were neither accepted nor dropped."""
        return self._place is not None

    @property
    def is_waiting(self) -> bool:
        return self._task is not None or self._wish.is_waiting

    @property
    def is_answered(self) -> bool:
        """The candidates, perhaps none, are those of the marks."""
        return self._is_answered

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return self._candidates

    @property
    def chosen(self) -> int:
        return self._chosen

    @property
    def shown(self) -> PaintedMask | None:
        """The chosen candidate, ready to paint."""
        return self._shown

    @property
    def target(self) -> ObjectId | None:
        """The object that the marks are about; None for a new one."""
        selection = self._view_state.selection
        return next(iter(selection)) if len(selection) == 1 else None

    # ---- marking

    def add_point(self, point_xy: tuple[float, float], *, is_inside: bool) -> None:
        if self._begin():
            refines = self._candidates[self._chosen] if self._candidates else None
            self._set_marks(self._marks.with_point(point_xy, is_inside=is_inside), refines=refines)

    def remove_point(self, index: int) -> None:
        self._set_marks(self._marks.without_point(index))

    def set_box(self, box_xyxy: BoxXyxy) -> None:
        """Replace the box, inside the picture."""
        if not self._begin():
            return
        item = self._document.project.media[self._place_of()[0]]
        x0, y0, x1, y1 = box_xyxy
        clipped = (max(0.0, x0), max(0.0, y0), min(float(item.width), x1), min(float(item.height), y1))
        self._set_marks(self._marks.with_box(clipped))

    def choose(self, number: int) -> None:
        """Take the candidate of that number, counted from 1."""
        if 1 <= number <= len(self._candidates):
            self._chosen = number - 1
            self._show_choice()

    def accept(self) -> None:
        """Put the chosen candidate into the document and select its object."""
        session = self._document.session
        if session is None or self._prepared is None or not self._candidates:
            return
        prepared = replace(self._prepared, object_id=self.target)
        candidate = self._candidates[self._chosen]
        try:
            object_id = accept_candidate(session, prepared, candidate)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)
            return
        self.drop()
        self._view_state.select(frozenset({object_id}))

    def drop(self) -> None:
        """Forget the marks and what was proposed for them."""
        if self.is_active:
            self._place, self._marks = None, Marks()
            self._forget_answer()
            self.changed.emit()

    def close_reader(self) -> None:
        """Let go of the media file, after whatever the model is doing."""
        self.drop()
        self._runner.executor(Lane.MODEL).submit(self._reader.close)

    # ---- inside

    def _begin(self) -> bool:
        """Start on the shown frame unless begun; the marks that the object has there come back."""
        media_id, shown_frame = self._view_state.media_id, self._presenter.shown_frame
        if media_id is None or shown_frame is None or not self._document.is_writable:
            return False
        if self.is_active:
            return True
        self._view_state.set_playing(False)
        self._view_state.seek(shown_frame)
        self._place, self._marks = (media_id, shown_frame), Marks()
        if self.target is not None:
            self._marks = marks_of(self._document.project, self.target, shown_frame) or Marks()
        return True

    def _place_of(self) -> tuple[MediaId, int]:
        assert self._place is not None
        return self._place

    def _set_marks(self, marks: Marks, *, refines: Candidate | None = None) -> None:
        self._marks = marks
        if marks.is_empty:
            self.drop()
            return
        if marks.box_xyxy is None and not any(point.label for point in marks.points):
            self._forget_answer()  # nothing can be made of exclusions alone; they wait for a point inside
            self.changed.emit()
            return
        try:
            prepared = prepare_click(
                self._document.project, *self._place_of(), marks, object_id=self.target, refines=refines
            )
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)
            self.drop()
            return
        no_model = self.tr("No model is chosen, so marks cannot become a mask.")
        if not self._wish.when_ready(lambda: self._send(prepared), self.drop, no_model=no_model):
            self.drop()
        self.changed.emit()

    def _send(self, prepared: PreparedClick) -> None:
        predictor = self._model.predictor
        item = self._document.project.media.get(prepared.media_id)
        if predictor is None or item is None:
            self.drop()
            return
        reader = self._reader
        self._prepared = prepared
        self._task = self._runner.submit(
            lambda context: click_candidates(predictor, prepared, lambda: reader.open(item), context.token),
            lane=Lane.MODEL,
            title=self.tr("Find what was marked"),
            channel=_TOPIC,
            is_urgent=True,
            on_success=self._take,
            on_failure=lambda _error: self.drop(),
            on_end=self._task_ended,
        )

    def _take(self, candidates: tuple[Candidate, ...]) -> None:
        self._candidates, self._chosen, self._is_answered = candidates, 0, True
        self._show_choice()

    def _task_ended(self, task: Task) -> None:
        if self._task is task:
            self._task = None
            self.changed.emit()

    def _forget_answer(self) -> None:
        self._wish.forget()
        if self._task is not None:
            self._task.supersede()
            self._task = None
        self._prepared, self._candidates, self._chosen = None, (), 0
        self._is_answered, self._shown = False, None

    def _show_choice(self) -> None:
        if not self.is_active:
            return
        self._shown = None
        if self._candidates:
            project, target = self._document.project, self.target
            item = project.objects.get(target) if target is not None else None
            color = item.color if item is not None else project.next_object_color(self._place_of()[0])
            rle = self._candidates[self._chosen].rle
            self._shown = PaintedMask(ShownMask(target or ObjectId(0), rle, color))
        self.changed.emit()

    def _drop_because_moved(self, frame_index: int) -> None:
        if self._place is not None and self._place[1] != frame_index:
            self.drop()
            self._messages.inform(self.tr("The marks were dropped; Enter accepts a mask."), topic=_TOPIC)

    def _leave_media(self, _media_id: MediaId | None) -> None:
        self.close_reader()

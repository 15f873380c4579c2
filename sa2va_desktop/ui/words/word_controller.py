"""From words to another mask of the selected object: the model is asked, its candidates are shown as differences until one is taken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Signal

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.word_correction import (
    PreparedWords,
    WordAnswer,
    WordCandidate,
    accept_words,
    answer_words,
    prepare_words,
)
from sa2va_desktop.operations.word_wishes import ShownAs
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.canvas.canvas_view import CanvasView
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.model_wish import ModelWish
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

_TOPIC = "words"


class WordController(QObject):
    """Of one object on one frame; another object, frame or media closes it. Nothing is in the document before `accept`.

    Signals:
        changed(): it was opened or closed; it waits, was answered, or another candidate is seen.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        presenter: CanvasPresenter,
        canvas: CanvasView,
        model: ModelController,
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._presenter = presenter
        self._canvas = canvas
        self._model = model
        self._runner = runner
        self._messages = messages
        self._wish = ModelWish(model, messages, self)
        self._place: tuple[ObjectId, int] | None = None
        self._task: Task | None = None
        self.answer: WordAnswer | None = None
        self.chosen: int | None = None
        for left in (view_state.frame_changed, view_state.media_changed, view_state.selection_changed):
            left.connect(lambda _value: self.close())
        document.changed.connect(self._follow_document)

    # ---- what there is

    @property
    def is_open(self) -> bool:
        return self._place is not None

    @property
    def is_waiting(self) -> bool:
        return self._task is not None or self._wish.is_waiting

    @property
    def about(self) -> AnnotationObject | None:
        """The object whose mask is corrected."""
        return None if self._place is None else self._document.project.objects.get(self._place[0])

    @property
    def candidates(self) -> tuple[WordCandidate, ...]:
        return () if self.answer is None else self.answer.candidates

    @property
    def seen(self) -> WordCandidate | None:
        """The candidate that is shown, which is what accepting takes."""
        return None if self.chosen is None else self.candidates[self.chosen]

    @property
    def can_track(self) -> bool:
        """The clip has frames that could follow."""
        return self._view_state.frame_count > 1

    # ---- acting

    def open(self) -> None:
        """Begin with the selected object on the shown frame, or say why that is not possible."""
        frame_index, selection = self._presenter.shown_frame, self._view_state.selection
        if frame_index is None or not self._document.is_writable:
            return
        self._view_state.set_playing(False)
        self._view_state.seek(frame_index)
        problem = self._problem(selection, frame_index)
        if problem:
            self._messages.warn(problem, topic=_TOPIC)
            return
        self._messages.withdraw(_TOPIC)
        self._place = (next(iter(selection)), frame_index)
        self.changed.emit()

    def close(self) -> bool:
        """Forget what was asked; False when it is not open."""
        if self._place is None:
            return False
        self._forget()
        self._place = None
        self.changed.emit()
        return True

    def ask(self, typed: str, shown_as: ShownAs = ShownAs.AUTO) -> None:
        """Ask the model; an earlier answer is dropped."""
        if self._place is None:
            return
        self._forget()
        try:
            prepared = prepare_words(self._document.project, *self._place, typed, shown_as=shown_as)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)
        else:
            self._messages.withdraw(_TOPIC)
            no_model = self.tr("No model is chosen, so nothing can be found by words.")
            self._wish.when_ready(lambda: self._send(prepared), self.changed.emit, no_model=no_model)
        self.changed.emit()

    def choose(self, number: int) -> None:
        """See the candidate of that number, counted from 1."""
        if 1 <= number <= len(self.candidates):
            self.chosen = number - 1
            self._show()
            self.changed.emit()

    def accept(self, then: Callable[[ObjectId, int], object] | None = None) -> None:
        """Put what is seen into the document; `then` is called with the object and the frame."""
        session, candidate, answer, place = self._document.session, self.seen, self.answer, self._place
        if session is None or candidate is None or answer is None or place is None:
            return
        self.close()  # before the document changes, which would be taken for somebody else's change
        try:
            accept_words(session, answer, candidate)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)
            return
        if then is not None:
            then(*place)

    # ---- inside

    def _problem(self, selection: frozenset[ObjectId], frame_index: int) -> str:
        if len(selection) != 1:
            return self.tr("Select one object: one mask is corrected by words at a time.")
        object_id = next(iter(selection))
        frame = self._document.project.frame(object_id, frame_index)
        name = self._document.project.objects[object_id].name
        if frame is None or frame.rle.is_empty:
            return self.tr("“{0}” has no mask on this frame; there is nothing to correct.").format(name)
        return ""

    def _send(self, prepared: PreparedWords) -> None:
        predictor = self._model.predictor
        item = self._document.project.media.get(prepared.media_id)
        if predictor is None or item is None or self._place is None:
            return

        def work(context: TaskContext) -> WordAnswer:
            return answer_words(predictor, prepared, lambda: open_item(item), context.token)

        self._task = self._runner.submit(
            work,
            lane=Lane.MODEL,
            title=self.tr("Correct “{0}” by words").format(prepared.object_name),
            channel="words",
            is_urgent=True,
            is_job=True,
            can_stop=True,
            on_success=self._take,
            on_end=self._task_ended,
        )
        self.changed.emit()

    def _take(self, answer: WordAnswer) -> None:
        self.answer = answer
        self.chosen = 0 if answer.does_what_was_said else None
        self._show()

    def _task_ended(self, task: Task) -> None:
        if self._task is task:
            self._task = None
            self.changed.emit()

    def _forget(self) -> None:
        self._wish.forget()
        if self._task is not None:
            self._task.supersede()
            self._task = None
        if self.answer is not None:
            self.answer, self.chosen = None, None
            self._show()

    def _show(self) -> None:
        """The difference over the picture; the object's own colour stays on what both masks have."""
        candidate = self.seen
        self._canvas.set_difference(None if candidate is None else candidate.difference)
        if candidate is None or self.answer is None:
            self._presenter.hide_drafts()
            return
        object_id, kept = self.answer.prepared.object_id, candidate.difference.kept
        draft = ShownMask(object_id, kept, self._presenter.color_of(object_id))
        self._presenter.show_draft(draft, QRect(0, 0, kept.width, kept.height))

    def _follow_document(self, change_set: ChangeSet) -> None:
        """Another mask, an undo among them, makes the answer a matter of the past; so does the object's end."""
        if self._place is None:
            return
        object_id, frame_index = self._place
        if object_id not in self._document.project.objects:
            self.close()
        elif frame_index in change_set.frames.get(object_id, ()):
            self._forget()
            self.changed.emit()

"""Segment everything in the shown frame: asks the model, keeps what a person decides, and adds what was accepted."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.media_items import OpenProject
from sa2va_desktop.operations.segment_everything import (
    PreparedEverything,
    ProposalsFound,
    accept_proposals,
    everything_events,
    prepare_everything,
    proposal_names,
)
from sa2va_desktop.tasks import Progress
from sa2va_desktop.ui.canvas.canvas_presenter import CanvasPresenter
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.everything.proposal_row import Choices, ProposalRow, RowId, Verdict
from sa2va_desktop.ui.everything.proposal_rows import ProposalRows
from sa2va_desktop.ui.mask_finder import MaskFinder
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.model_controller import ModelController
from sa2va_desktop.ui.model_wish import ModelWish
from sa2va_desktop.ui.task_runner import Lane, Task, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

TOPIC = "everything"


class EverythingController(QObject):
    """Nothing is in the document before `add`; closing leaves nothing.

    Signals:
        changed(): proposals, verdicts, the hovered one, progress or choices are different.
        open_changed(bool): it was opened or closed.
    """

    changed = Signal()
    open_changed = Signal(bool)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        presenter: CanvasPresenter,
        model: ModelController,
        finder: MaskFinder,
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._presenter = presenter
        self._model = model
        self._finder = finder
        self._runner = runner
        self._messages = messages
        self._wish = ModelWish(model, messages, self)
        self._choices = Choices()
        self._rows = ProposalRows()
        self._prepared: PreparedEverything | None = None
        self._session: OpenProject | None = None
        self._task: Task | None = None
        self._progress = Progress(0)
        self._is_naming = False
        self._names: list[str] = []
        self._hovered: RowId | None = None
        view_state.media_changed.connect(lambda _media: self._leave())
        document.replaced.connect(self._leave)
        model.changed.connect(self.changed)
        presenter.frame_shown.connect(lambda _frame: self._follow_frame())

    # ---- what there is

    @property
    def is_open(self) -> bool:
        return self._prepared is not None

    @property
    def is_running(self) -> bool:
        """The model is loaded for it, looks, or names."""
        return self._task is not None or self._wish.is_waiting

    @property
    def is_naming(self) -> bool:
        return self._is_naming

    @property
    def progress(self) -> Progress:
        return self._progress

    @property
    def choices(self) -> Choices:
        return self._choices

    @property
    def can_name(self) -> bool:
        """The model, if there is one, has language."""
        return self._model.has_language

    @property
    def rows(self) -> tuple[ProposalRow, ...]:
        return self._rows.rows

    @property
    def accepted(self) -> list[ProposalRow]:
        return self._rows.with_verdict(Verdict.ACCEPTED)

    @property
    def frame_index(self) -> int | None:
        """The frame that they are about."""
        return self._prepared.frame_index if self._prepared is not None else None

    @property
    def is_shown(self) -> bool:
        """That frame is on the canvas."""
        return self.is_open and self._presenter.shown_frame == self.frame_index

    @property
    def hovered(self) -> RowId | None:
        return self._hovered

    # ---- acting

    def open(self) -> None:
        """Look at the shown frame, unless its proposals are open already."""
        media_id, frame_index = self._view_state.media_id, self._presenter.shown_frame
        session = self._document.session
        if media_id is None or frame_index is None or session is None or not self._document.is_writable:
            return
        if self._prepared is not None and frame_index == self._prepared.frame_index:
            self.open_changed.emit(True)
            return
        self.close()
        self._view_state.set_playing(False)
        self._view_state.seek(frame_index)
        self._messages.withdraw(TOPIC)
        self._session = session
        if self._look(frame_index):
            self.open_changed.emit(True)

    def look_again(self) -> None:
        """With the choices as they are now; what was accepted stays."""
        if self._prepared is not None and not self._is_naming:
            self._look(self._prepared.frame_index)

    def set_choices(self, choices: Choices) -> None:
        """Another density or quality looks again."""
        before, self._choices = self._choices, choices
        if choices.options != before.options:
            self.look_again()
        self.changed.emit()

    def toggle(self, row_id: RowId) -> None:
        """Accept, or take that back."""
        self._rows.decide([row_id], lambda old: Verdict.OPEN if old is Verdict.ACCEPTED else Verdict.ACCEPTED)
        self.changed.emit()

    def reject(self, row_id: RowId) -> None:
        """Reject, or take that back."""
        self._rows.decide([row_id], lambda old: Verdict.OPEN if old is Verdict.REJECTED else Verdict.REJECTED)
        self.changed.emit()

    def accept_all(self) -> None:
        """All that were not rejected."""
        rows = self._rows.with_verdict(Verdict.OPEN)
        self._rows.decide([row.row_id for row in rows], lambda _old: Verdict.ACCEPTED)
        self.changed.emit()

    def reject_all(self) -> None:
        self._rows.decide([row.row_id for row in self.rows], lambda _old: Verdict.REJECTED)
        self.changed.emit()

    def hover(self, row_id: RowId | None) -> None:
        if row_id != self._hovered:
            self._hovered = row_id
            self.changed.emit()

    def add(self) -> None:
        """Make objects of the accepted ones, named by the model if that is chosen, and close."""
        accepted = self.accepted
        if self._prepared is None or not accepted or self._is_naming:
            return
        self._stop_task()
        if self._choices.names_by_model and self.can_name and self._name(accepted):
            self.changed.emit()
        else:
            self._add(accepted, [])

    def stop(self) -> None:
        """Look no further, or name no further; what is there stays to be decided."""
        self._stop_task()
        self._rows.end_run()
        self.changed.emit()

    def close(self) -> bool:
        """Forget everything that was proposed; False when it is not open."""
        if self._prepared is None:
            return False
        self._stop_task()
        self._prepared = self._session = self._hovered = None
        self._rows.clear()
        self.changed.emit()
        self.open_changed.emit(False)
        return True

    def go_to_frame(self) -> None:
        """Show the frame that they are about."""
        if self.frame_index is not None:
            self._view_state.set_playing(False)
            self._view_state.seek(self.frame_index)

    # ---- looking

    def _look(self, frame_index: int) -> bool:
        media_id = self._view_state.media_id
        assert media_id is not None
        self._stop_task()
        project = self._document.project
        try:
            prepared = prepare_everything(project, media_id, frame_index, self._choices.options)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=TOPIC)
            return False
        kept = tuple(row.proposal.rle for row in self.accepted)
        prepared = replace(prepared, known=(*prepared.known, *kept))
        no_model = self.tr("No model is chosen, so nothing can be looked for.")
        self._prepared = prepared
        self._rows.begin_run([item.color for item in project.objects_of(media_id)])
        self._progress = Progress(0)
        if not self._wish.when_ready(lambda: self._send(prepared), self._give_up, no_model=no_model):
            self._prepared = None if not self.rows else prepared
            return self.is_open
        self.changed.emit()
        return True

    def _give_up(self) -> None:
        """There will be no model; it has been said why."""
        if not self.rows:
            self.close()
        self.changed.emit()

    def _send(self, prepared: PreparedEverything) -> None:
        means = self._finder.means(prepared.media_id)
        if means is None:
            self._give_up()
            return
        predictor, open_frames = means
        self._task = self._runner.submit(
            lambda context: everything_events(predictor, prepared, open_frames, context.token),
            lane=Lane.MODEL,
            title=self.tr("Segment everything on frame {0}").format(prepared.frame_index),
            is_job=True,
            can_stop=True,
            on_partials=self._take,
            on_end=self._look_ended,
        )
        self.changed.emit()

    def _take(self, events: list[ProposalsFound]) -> None:
        found = events[-1]
        self._rows.take(found.proposals)
        self._progress = Progress(found.done, found.total, "points")
        self.changed.emit()

    def _look_ended(self, task: Task) -> None:
        if self._task is task:
            self._task = None
            self._rows.end_run()
            self.changed.emit()

    # ---- adding

    def _name(self, accepted: list[ProposalRow]) -> bool:
        """Have the model name them, and add them then; False when it is not there."""
        prepared = self._prepared
        assert prepared is not None
        means = self._finder.means(prepared.media_id)
        if means is None:
            return False
        predictor, open_frames = means
        proposals = [row.proposal for row in accepted]
        self._names, self._is_naming = [], True
        self._progress = Progress(0, len(proposals), "objects")
        self._task = self._runner.submit(
            lambda context: proposal_names(predictor, prepared, proposals, open_frames, context.token),
            lane=Lane.MODEL,
            title=self.tr("Name objects"),
            is_job=True,
            can_stop=True,
            on_partials=self._take_names,
            on_success=lambda _result: self._add(accepted, self._names),
            on_end=self._naming_ended,
        )
        return True

    def _take_names(self, names: list[str]) -> None:
        self._names += names
        self._progress = replace(self._progress, done=len(self._names))
        self.changed.emit()

    def _naming_ended(self, task: Task) -> None:
        if self._task is task:
            self._task, self._is_naming = None, False
            self.changed.emit()

    def _add(self, accepted: list[ProposalRow], names: list[str]) -> None:
        prepared, session = self._prepared, self._session
        if prepared is None or session is None or session is not self._document.session:
            return
        try:
            added = accept_proposals(session, prepared, [row.proposal for row in accepted], names)
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=TOPIC)
            return
        self.close()
        self._view_state.select(frozenset(added))

    # ---- inside

    def _stop_task(self) -> None:
        self._wish.forget()
        self._is_naming = False
        if self._task is not None:
            self._task.supersede()
            self._task = None

    def _follow_frame(self) -> None:
        if self.is_open:
            self.changed.emit()

    def _leave(self) -> None:
        """Another picture or project is shown."""
        if self.rows:
            self._messages.inform(
                self.tr("The proposals were dropped; Enter in their list adds those that were accepted."),
                topic=TOPIC,
            )
        self.close()

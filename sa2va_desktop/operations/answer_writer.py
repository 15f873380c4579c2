"""Writes an answer into the document as one run: its text, its objects, their masks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.frame_review import Verdict
from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    AnswerState,
    ExpressionState,
    FrameState,
    ObjectFrame,
    ObjectId,
    Phrase,
)
from sa2va_desktop.annotation.token_runs import fold_tokens
from sa2va_desktop.editing.commands import new_object
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskEvent,
    FrameMasks,
    ObjectMask,
    PredictorDescription,
    PromptBuilt,
    SegmentFound,
    TextDelta,
)
from sa2va_desktop.operations.ask import MAX_OBJECTS, PreparedAsk
from sa2va_desktop.operations.instructions import TYPED_TASKS, object_name, task_label
from sa2va_desktop.operations.language_check import require_language
from sa2va_desktop.operations.marks import forget_marks
from sa2va_desktop.operations.removal import remove_objects
from sa2va_desktop.operations.run_writer import RunWriter
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.translation import translate


class AnswerWriter(RunWriter[AskEvent]):
    """Writes an answer: its text, its objects, their masks. See `RunWriter` for its life.

    Attributes:
        frames_done, frames_total: how far the masks are; 0 of 0 before the first.
    """

    def __init__(
        self,
        session: OpenProject,
        prepared: PreparedAsk,
        description: PredictorDescription,
        *,
        cancel: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the run. `cancel` is called when the user undoes it while it is running.

        Raises:
            CapabilityError: the model has no language.
        """
        require_language(description)
        self._prepared = prepared
        self._objects: list[AnnotationObject] = []
        self._unwritten: list[AnnotationObject] = []
        self._masks: dict[tuple[ObjectId, int], ObjectFrame] = {}
        self.frames_done = 0
        self.frames_total = 0
        conversation = prepared.conversation
        self._notice = "" if conversation is None else conversation.notice(description)
        self._answer = self._stored = _begun(session.project, prepared, description)
        label = task_label(prepared.task, prepared.instruction)
        super().__init__(session, label, opening_changes(session.project, self._answer), cancel)

    @property
    def answer(self) -> Answer:
        """The answer as far as it is known."""
        return self._answer

    @property
    def object_ids(self) -> list[ObjectId]:
        """Objects made so far; position k is the k-th `[SEG]`."""
        return [each.object_id for each in self._objects]

    def _take(self, event: AskEvent) -> None:
        match event:
            case PromptBuilt(prompt=prompt):
                self._answer = replace(self._answer, prompt=prompt)
            case TextDelta(text=text):
                self._answer = replace(self._answer, text=self._answer.text + text)
            case SegmentFound():
                self._add_object(event)
            case AnswerFinished():
                self._finish_text(event)
            case FrameMasks():
                self.frames_done, self.frames_total = event.done, event.total
                for mask in event.masks:
                    key = (self._objects[mask.object_index].object_id, event.frame_index)
                    self._masks[key] = _object_frame(mask)

    def _finish_text(self, event: AnswerFinished) -> None:
        unbound = (Phrase(start, stop, None) for start, stop in event.unbound_phrases if start < stop)
        phrases = sorted((*self._answer.phrases, *unbound), key=lambda phrase: (phrase.start, phrase.stop))
        if event.has_too_many_segments:
            sentence = translate(
                "operations", "The answer was ended after {0} objects; the model would have named more."
            )
            self._add_notice(sentence.format(MAX_OBJECTS))
        elif event.is_truncated:
            sentence = translate("operations", "The answer was cut off at its limit of {0} tokens.")
            self._add_notice(sentence.format(self._prepared.request.max_new_tokens))
        self._answer = replace(
            self._answer,
            text=event.text,
            phrases=tuple(phrases),
            raw_text=event.raw_text,
            tokens=fold_tokens(event.history.ids),
        )

    def _add_notice(self, sentence: str) -> None:
        self._notice = f"{self._notice} {sentence}".strip()

    def _seal(self, state: EntryState, message: str) -> None:
        # Sealing fills in a message only where there is none, and the notice is one.
        said = " ".join(part for part in (message, self._notice, *self.notices[-1:]) if part)
        self._answer = replace(self._answer, message=said)
        super()._seal(state, message)

    def _collected(self) -> list[Change]:
        project = self._session.project
        changes = [Change(Table.OBJECT, each.object_id, None, each) for each in self._unwritten]
        changes += [Change(Table.FRAME, key, project.frame(*key), frame) for key, frame in self._masks.items()]
        if self._answer != self._stored:
            changes.append(Change(Table.ANSWER, self._answer.answer_id, self._stored, self._answer))
        self._masks, self._unwritten, self._stored = {}, [], self._answer
        return changes

    def _kept(self) -> str:
        if not self.frames_total:
            return ""
        return translate("operations", "{0} of {1} frames are kept").format(self.frames_done, self.frames_total)

    def _add_object(self, event: SegmentFound) -> None:
        project, media_id = self._session.project, self._prepared.media_id
        phrase = self._answer.text[event.phrase_start : event.phrase_stop]
        typed = self._prepared.instruction if self._prepared.task in TYPED_TASKS else ""
        name = object_name(typed, phrase)
        added = new_object(project, media_id, name, expression=name)
        self._objects.append(added)
        self._unwritten.append(added)
        bound = Phrase(event.phrase_start, event.phrase_stop, added.object_id)
        self._answer = replace(self._answer, phrases=(*self._answer.phrases, bound))
        self.flush()  # at once, so that the next object gets another name and colour


def _object_frame(mask: ObjectMask) -> ObjectFrame:
    if mask.rle.is_empty:
        state = FrameState.ABSENT
    else:
        state = FrameState.PROMPTED if mask.is_key else FrameState.TRACKED
    return ObjectFrame(mask.rle, state, mask.predicted_iou, mask.object_score)


def opening_changes(project: Project, answer: Answer) -> list[Change]:
    """What the first transaction of a run about an answer is. One that is there already gives way, with its objects."""
    old = project.answers.get(answer.answer_id)
    changes = remove_objects(project, objects_given_up(project, old)) if old is not None else []
    others = [change for change in changes if change.slot != (Table.ANSWER, answer.answer_id)]
    return [*others, Change(Table.ANSWER, answer.answer_id, old, answer)]


def objects_given_up(project: Project, answer: Answer) -> list[ObjectId]:
    """Objects that only this answer speaks of and that nobody has worked on; they go when it is asked anew."""
    if answer.task.is_about_given_objects:
        return []
    others = [each for each in project.answers_of(answer.media_id) if each.answer_id != answer.answer_id]
    named = {object_id for each in others for object_id in each.object_ids}
    return [each for each in sorted(answer.object_ids - named) if not _is_worked_on(project, each)]


def _is_worked_on(project: Project, object_id: ObjectId) -> bool:
    item = project.objects[object_id]
    is_renamed = re.fullmatch(re.escape(item.expression) + r"(?: \d+)?", item.name) is None
    return (
        item.is_locked
        or item.category_id is not None
        or item.clean_up is not None
        or is_renamed
        or any(key.is_confirmed for value in project.values_of(object_id).values() for key in value.keys)
        or any(
            each.comment or each.verdict is not Verdict.NONE for each in project.reviews_of(object_id).values()
        )
        # A text that somebody wrote, or decided about.
        or any(
            not each.model_name or each.state is not ExpressionState.PROPOSED
            for each in project.expressions_about(object_id)
        )
        or bool(forget_marks(project, [object_id]))
        or any(frame.is_protected for frame in project.track(object_id).values())
    )


def _begun(project: Project, prepared: PreparedAsk, description: PredictorDescription) -> Answer:
    request, conversation = prepared.request, prepared.conversation
    mode = request.grounding_mode or description.capabilities.default_grounding_mode
    return Answer(
        answer_id=answer_id_for(project, prepared.replaces),
        media_id=prepared.media_id,
        instruction=prepared.instruction,
        prompt="",
        text="",
        phrases=(),
        language_frames=request.language_frames if prepared.brings_picture else (),
        frame_range=request.frame_range,
        grounding_mode=mode.value if prepared.wants_masks else "",
        model_name=description.name,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        state=AnswerState.RUNNING,
        task=prepared.task,
        follows=conversation.follows if conversation is not None else None,
        built_on=conversation.built_on if conversation is not None else "",
    )


def answer_id_for(project: Project, replaces: AnswerId | None) -> AnswerId:
    """The place of the answer that is replaced, or a new one."""
    return project.allocate_answer_id() if replaces is None else replaces

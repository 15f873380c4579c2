"""Writes what the model says about objects that are there as one turn: its text, and which words name which object."""

from __future__ import annotations

import abc
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerState, AnswerTask, MediaId, Phrase
from sa2va_desktop.inference.api import AnswerFinished, PredictorDescription, PromptBuilt, TextDelta
from sa2va_desktop.operations.language_check import require_language
from sa2va_desktop.operations.run_writer import RunWriter
from sa2va_desktop.storage.session import OpenProject

RegionEvent = PromptBuilt | TextDelta | AnswerFinished

NEXT_PROMPT = "\n\n--- next picture ---\n\n"
"""Between the prompts of an answer that was asked for picture by picture."""


class RegionWriter(RunWriter[RegionEvent]):
    """A subclass says which stretches of the text name which object."""

    def __init__(
        self,
        session: OpenProject,
        description: PredictorDescription,
        *,
        title: str,
        media_id: MediaId,
        task: AnswerTask,
        instruction: str,
        frames: Sequence[int],
        notice: str,
        replaces: AnswerId | None,
        cancel: Callable[[], None],
    ) -> None:
        """Open the run. `cancel` is called when the user undoes it while it is running; `replaces` is the turn in
        whose place the answer goes; `notice` is kept with it.

        Raises:
            CapabilityError: the model has no language.
        """
        require_language(description)
        project = session.project
        replaced = project.answers.get(replaces) if replaces is not None else None
        self._notice = notice
        answer = Answer(
            answer_id=project.allocate_answer_id() if replaced is None else replaced.answer_id,
            media_id=media_id,
            instruction=instruction,
            prompt="",
            text="",
            phrases=(),
            language_frames=tuple(frames),
            frame_range=(min(frames), max(frames) + 1),
            grounding_mode="",
            model_name=description.name,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            state=AnswerState.RUNNING,
            message=notice,
            task=task,
        )
        self._answer = self._stored = replace(answer, phrases=self._phrases(""))
        opened = [Change(Table.ANSWER, self._answer.answer_id, replaced, self._answer)]
        super().__init__(session, title, opened, cancel)

    @property
    def answer(self) -> Answer:
        """The answer as far as it is known."""
        return self._answer

    @abc.abstractmethod
    def _phrases(self, text: str) -> tuple[Phrase, ...]:
        """What the text says of which object; asked for the empty text before anything is there."""

    def _take(self, event: RegionEvent) -> None:
        match event:
            case PromptBuilt(prompt=prompt):
                earlier = self._answer.prompt
                self._answer = replace(
                    self._answer, prompt=earlier + NEXT_PROMPT + prompt if earlier else prompt
                )
            case TextDelta(text=text):
                self._set_text(self._answer.text + text)
            case AnswerFinished(text=text, raw_text=raw_text):
                self._answer = replace(self._answer, raw_text=raw_text)
                self._set_text(text)

    def _set_text(self, text: str) -> None:
        self._answer = replace(self._answer, text=text, phrases=self._phrases(text))

    def _collected(self) -> list[Change]:
        if self._answer == self._stored:
            return []
        change = Change(Table.ANSWER, self._answer.answer_id, self._stored, self._answer)
        self._stored = self._answer
        return [change]

    def _seal(self, state: EntryState, message: str) -> None:
        # Sealing fills in a message only where there is none, and the notice is one.
        both = " ".join(part for part in (message, self._notice, *self.notices[-1:]) if part)
        self._answer = replace(self._answer, message=both)
        super()._seal(state, message)

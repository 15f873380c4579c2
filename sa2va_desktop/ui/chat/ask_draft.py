"""What the person is about to ask, and which frames the model would see. Knows nothing of Qt or of models."""

from __future__ import annotations

import enum
import re
from collections.abc import Container
from dataclasses import dataclass

from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerTask, MediaId, ObjectId
from sa2va_desktop.operations.find_in_clip import FindEffort
from sa2va_desktop.operations.frame_choice import LANGUAGE_FRAME_LIMIT, NO_FRAMES
from sa2va_desktop.operations.object_question import ObjectsReach, asked_objects, reach_of
from sa2va_desktop.operations.region_caption import described_object
from sa2va_desktop.operations.region_prompts import RegionKind, kind_of_prompt, objects_sent


class FramesChoice(enum.Enum):
    """How the frames for the language model are picked inside the range."""

    FIRST = "first"
    UNIFORM = "uniform"
    AROUND = "around"
    CUSTOM = "custom"
    NONE = "none"  # no picture: about words alone, or about what was shown before


class FollowedThread:
    """The thread that questions follow until the person takes it off; questions that wait follow each other."""

    def __init__(self, answer_id: AnswerId) -> None:
        self._turns = [answer_id]

    def tip(self, answers: Container[AnswerId]) -> AnswerId | None:
        """The turn that the next question follows: the latest one that is still there."""
        return next((each for each in reversed(self._turns) if each in answers), None)

    def went_on(self, answer_id: AnswerId) -> None:
        """A question of this thread has its turn now."""
        self._turns.append(answer_id)


@dataclass(frozen=True)
class RegionDraft:
    """What an instruction is about when it is about one object: its region on one frame."""

    object_id: ObjectId
    frame_index: int
    kind: RegionKind = RegionKind.QUESTION


@dataclass(frozen=True)
class ObjectsDraft:
    """What an instruction is about when it is about several objects, or about one on several frames."""

    object_ids: tuple[ObjectId, ...]
    frames: tuple[int, ...]
    reach: ObjectsReach = ObjectsReach.HERE
    expected_count: int = 0  # see `prepare_object_question`


@dataclass(frozen=True)
class AskDraft:
    """An instruction ready to be sent.

    Attributes:
        text: as typed; a noun phrase for SEGMENT, "" for tasks that need no words.
        frames_spec: a SPEC of `operations.frame_choice`, such as `first:5`, `0,7,20` or `none`.
        frame_range: half-open range in which masks are wanted and from which the frames are picked.
        task: what is wanted; the operation puts `text` into the model's own question where there is one.
        about: the object that the instruction is about; then nothing is segmented. None: the whole picture or clip.
        objects: the same of several objects or frames; at most one of the two is given.
        questions: of the task FIND: how many the search may ask.
        goes_on: of the task FIND: what was seen when `replaces` was answered is not looked at again.
        thread: the thread that it continues, wherever that is when its turn comes.
        follows: the turn that it continues, where that is settled.
        replaces: the turn in whose place the answer goes, or None for a new turn.
        media_id: the media item that it is about; None: the one that is open.
    """

    text: str
    frames_spec: str
    frame_range: tuple[int, int]
    task: AnswerTask = AnswerTask.ASK
    about: RegionDraft | None = None
    objects: ObjectsDraft | None = None
    questions: int = 0
    goes_on: bool = False
    thread: FollowedThread | None = None
    follows: AnswerId | None = None
    replaces: AnswerId | None = None
    media_id: MediaId | None = None

    @property
    def is_segment_mode(self) -> bool:
        return self.task is AnswerTask.SEGMENT


def draft_of(answer: Answer) -> AskDraft:
    """What was asked then, about the same frames. The object of an answer about one that is gone is gone too."""
    object_id = described_object(answer)
    about = None
    if object_id is not None:
        kind = kind_of_prompt(answer.prompt)
        about = RegionDraft(object_id, min(answer.language_frames, default=answer.frame_range[0]), kind)
    objects = None
    if answer.task is AnswerTask.OBJECTS:
        objects = ObjectsDraft(
            tuple(asked_objects(answer)),
            answer.language_frames,
            reach_of(answer),
            objects_sent(answer.prompt, answer.instruction),
        )
    return AskDraft(
        text="" if answer.task in (AnswerTask.DESCRIBE, AnswerTask.GROUNDED_CAPTION) else answer.instruction,
        frames_spec=",".join(map(str, answer.language_frames)) or NO_FRAMES,
        frame_range=answer.frame_range,
        task=AnswerTask.ASK if answer.task.is_about_given_objects else answer.task,
        about=about,
        objects=objects,
        questions=FindEffort.USUAL.value if answer.task is AnswerTask.FIND else 0,
        follows=answer.follows,
        media_id=answer.media_id,
    )


def frames_spec(
    choice: FramesChoice, *, playhead: int, frame_range: tuple[int, int], custom_text: str = ""
) -> str:
    """The choice as a SPEC. A playhead outside the range counts as the nearest frame inside."""
    if choice is FramesChoice.AROUND:
        inside = max(frame_range[0], min(playhead, frame_range[1] - 1))
        return f"around:{inside}:{LANGUAGE_FRAME_LIMIT}"
    if choice is FramesChoice.CUSTOM:
        return ",".join(re.split(r"[\s,;]+", custom_text.strip(" \t,;")))
    return NO_FRAMES if choice is FramesChoice.NONE else f"{choice.value}:{LANGUAGE_FRAME_LIMIT}"

"""What a follow-up goes on from: the turns before it, as ids or in words, with the pictures that they showed.

`conversation_up_to` looks at the document on its own thread; `with_history` fits a request on the model's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerTask, MediaItem, MediaKind
from sa2va_desktop.annotation.threads import is_outdated, thread_of, version_of
from sa2va_desktop.annotation.token_runs import TokenRuns, unfold_tokens
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import (
    AskRequest,
    FrameProvider,
    History,
    Predictor,
    PredictorDescription,
    RetoldTurn,
    ShownPictures,
)
from sa2va_desktop.operations.instructions import sent_text
from sa2va_desktop.operations.object_question import (
    PreparedObjectQuestion,
    object_question_of,
    object_request,
)
from sa2va_desktop.operations.region_caption import PreparedRegionCaption, region_caption_of, region_request
from sa2va_desktop.translation import translate

ReaderOf = Callable[[MediaItem], FrameProvider]
"""Opens a media item on the model's thread, or gives the reader that is open already."""


@dataclass(frozen=True)
class EarlierTurn:
    """One turn before a follow-up.

    Attributes:
        text, answer: what the model was sent, and what it wrote with its marks.
        item, language_frames: what was shown with it; an empty tuple when the turn brought no picture.
        region: what it was asked about given objects, or None.
    """

    text: str
    answer: str
    item: MediaItem
    language_frames: tuple[int, ...]
    region: PreparedRegionCaption | PreparedObjectQuestion | None = None


@dataclass(frozen=True)
class Conversation:
    """Everything up to the turn that is followed.

    Attributes:
        built_on: see `annotation.threads`.
        tokens: ids of all of it, for the checkpoint `model_name`; () when only the words are known.
    """

    follows: AnswerId
    built_on: str
    turns: tuple[EarlierTurn, ...]
    tokens: TokenRuns
    model_name: str

    @property
    def shown_item(self) -> MediaItem | None:
        """What the model was shown last; follow-ups that bring no picture are about it."""
        return next((turn.item for turn in reversed(self.turns) if turn.language_frames), None)

    def is_known_in_ids(self, description: PredictorDescription) -> bool:
        """Whether a checkpoint can go on from the ids; any other one has to read the words."""
        return bool(self.tokens) and self.model_name == description.name

    def notice(self, description: PredictorDescription) -> str:
        """What the answer says about where it goes on from, or ""."""
        if self.model_name == description.name:
            return ""
        sentence = translate("operations", "The earlier turns were written by {0} and were read again as text.")
        return sentence.format(self.model_name)


def conversation_up_to(project: Project, answer_id: AnswerId) -> Conversation:
    """What a turn that follows `answer_id` goes on from.

    Raises:
        UsageError: the turn is gone, or what an earlier one was about is.
    """
    followed = project.answers.get(answer_id)
    if followed is None:
        raise UsageError(translate("operations", "the turn to follow up is gone"))
    answers = thread_of(project.answers, answer_id)
    turns = tuple(_earlier_turn(project, answer) for answer in answers)
    # What a region covers may have been edited since, so that its ids would no longer fit.
    is_exact = not is_outdated(project.answers, followed) and not any(turn.region for turn in turns)
    return Conversation(
        follows=answer_id,
        built_on=version_of(followed),
        turns=turns,
        tokens=followed.tokens if is_exact else (),
        model_name=followed.model_name,
    )


def with_history(
    request: AskRequest, conversation: Conversation, predictor: Predictor, reader_of: ReaderOf
) -> AskRequest:
    """The request with everything before it, as this checkpoint takes it. Raises MediaError."""
    if not conversation.is_known_in_ids(predictor.description):
        retold = tuple(_retold(turn, predictor, reader_of) for turn in conversation.turns)
        return replace(request, retold=retold)
    shown = tuple(_shown(turn, reader_of) for turn in conversation.turns if turn.language_frames)
    return replace(request, history=History(unfold_tokens(conversation.tokens), shown))


def _earlier_turn(project: Project, answer: Answer) -> EarlierTurn:
    item = project.media[answer.media_id]
    words = answer.raw_text or answer.text
    if answer.task is AnswerTask.FIND:
        raise UsageError(translate("operations", "a search of the clip cannot be followed up"))
    if answer.task.is_about_given_objects:
        made = region_caption_of if answer.task is AnswerTask.REGION else object_question_of
        return EarlierTurn("", words, item, answer.language_frames, made(project, answer))
    text = sent_text(answer.task, answer.instruction, is_video=item.kind is not MediaKind.IMAGE)
    return EarlierTurn(text if answer.language_frames else text.lstrip(), words, item, answer.language_frames)


def _shown(turn: EarlierTurn, reader_of: ReaderOf) -> ShownPictures:
    is_video = turn.item.kind is not MediaKind.IMAGE
    return ShownPictures(reader_of(turn.item), is_video, turn.language_frames)


def _retold(turn: EarlierTurn, predictor: Predictor, reader_of: ReaderOf) -> RetoldTurn:
    if turn.region is not None:
        description, frames = predictor.description, reader_of(turn.item)
        if isinstance(turn.region, PreparedRegionCaption):
            asked = region_request(description, turn.region, frames)
        else:
            asked = object_request(description, turn.region, frames)
        return RetoldTurn(asked.text, turn.answer, asked.shown)
    return RetoldTurn(turn.text, turn.answer, _shown(turn, reader_of) if turn.language_frames else None)

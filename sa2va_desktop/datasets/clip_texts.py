"""The texts of a clip as exporters want them: stored expressions, and what objects and answers say themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sa2va_desktop.annotation.records import (
    Answer,
    AnswerState,
    AnswerTask,
    ExpressionKind,
    ExpressionState,
    ObjectId,
)
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip

_FINISHED = (AnswerState.COMPLETE, AnswerState.PARTIAL)


@dataclass(frozen=True)
class ClipText:
    """A text about objects; `length` is "short", "long" or "", `extras` as in `Expression`."""

    text: str
    object_ids: tuple[ObjectId, ...]
    length: str = ""
    extras: str = ""


def referring_texts(clip: AnnotatedClip) -> list[ClipText]:
    """What finds objects of the clip: accepted expressions, and, where none says the same of the same objects,
    instructions that gave masks and the expression that an object was made by. `object_ids` () says that nothing is
    meant."""
    return _with_new(
        _expressions(clip, ExpressionKind.REFERRING), [*_instructions(clip), *_own_expressions(clip)]
    )


def captions_of_objects(clip: AnnotatedClip) -> list[ClipText]:
    """What was said of one object each: accepted captions, and answers about a region."""
    return _with_new(_expressions(clip, ExpressionKind.CAPTION), _region_answers(clip))


def picture_captions(clip: AnnotatedClip) -> list[str]:
    """Accepted captions of no single object: what is said of the whole picture or clip."""
    return [each.text for each in _expressions(clip, ExpressionKind.CAPTION) if not each.object_ids]


def _expressions(clip: AnnotatedClip, kind: ExpressionKind) -> Iterator[ClipText]:
    for each in clip.expressions:
        if each.kind is kind and each.state is ExpressionState.ACCEPTED and each.text.strip():
            yield ClipText(each.text.strip(), each.object_ids, each.length, each.extras)


def _instructions(clip: AnnotatedClip) -> Iterator[ClipText]:
    known = {each.object_id for each in clip.objects}
    for answer in clip.answers:
        asks_for_masks = answer.task is AnswerTask.SEGMENT or (
            answer.task is AnswerTask.ASK and answer.object_ids
        )
        if asks_for_masks and answer.state in _FINISHED and answer.instruction.strip():
            meant = tuple(sorted(answer.object_ids & known))
            yield ClipText(answer.instruction.strip(), meant)


def _own_expressions(clip: AnnotatedClip) -> Iterator[ClipText]:
    """Not where an instruction made several objects: there the expression means all of them."""
    shared = {text.text for text in _instructions(clip)}
    for each in clip.objects:
        if each.expression.strip() and each.expression.strip() not in shared:
            yield ClipText(each.expression.strip(), (each.object_id,))


def _region_answers(clip: AnnotatedClip) -> Iterator[ClipText]:
    for answer in clip.answers:
        if _is_region_caption(answer) and len(answer.object_ids) == 1:
            yield ClipText(answer.text.strip(), tuple(answer.object_ids))


def _is_region_caption(answer: Answer) -> bool:
    return answer.task is AnswerTask.REGION and answer.state in _FINISHED and bool(answer.text.strip())


def _with_new(stored: Iterable[ClipText], derived: Iterable[ClipText]) -> list[ClipText]:
    """Stored texts as they are, then what they do not say yet, once each."""
    texts = list(stored)
    said = {(each.text, each.object_ids) for each in texts}
    for each in derived:
        if (each.text, each.object_ids) not in said:
            said.add((each.text, each.object_ids))
            texts.append(each)
    return texts

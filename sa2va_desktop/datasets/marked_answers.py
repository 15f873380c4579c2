"""Answers as Sa2VA writes them, with marks around phrases and `[SEG]` for masks, and what of a clip they do not mention."""

from __future__ import annotations

from collections.abc import Sequence

from sa2va_desktop.annotation.records import Answer, AnswerState, AnswerTask, ObjectId, Phrase
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import captions_of_objects, referring_texts
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.datasets.model_marks import plain


def marked_text(answer: Answer) -> str:
    """The answer with the marks that the model writes: `<p> phrase </p> [SEG]` for a phrase with a mask."""
    if answer.task.is_about_given_objects:
        return plain(answer.text)
    return marked_words(
        answer.text, [(each.start, each.stop, each.object_id is not None) for each in own_phrases(answer)]
    )


def marked_words(said: str, phrases: Sequence[tuple[int, int, bool]]) -> str:
    """A text with marks around its phrases: (start, stop, whether it has a mask), in order, without overlap."""
    text, at = "", 0
    for start, stop, has_mask in phrases:
        words = plain(said[start:stop]).strip()
        text += plain(said[at:start])
        if words:
            text += f"<p> {words} </p>"
        if has_mask:
            text += "[SEG]" if not text or text.endswith(" ") else " [SEG]"
        at = stop
    return text + plain(said[at:])


def own_phrases(answer: Answer) -> list[Phrase]:
    """In reading order, without those that overlap an earlier one or leave the text."""
    kept: list[Phrase] = []
    for phrase in sorted(answer.phrases, key=lambda each: (each.start, each.stop)):
        if phrase.stop <= len(answer.text) and (not kept or phrase.start >= kept[-1].stop):
            kept.append(phrase)
    return kept


def is_told(answer: Answer) -> bool:
    """Whether there is something to write of it."""
    is_said = bool(answer.text.strip() or answer.phrases) and answer.task is not AnswerTask.FIND
    return is_said and answer.state is not AnswerState.RUNNING


def segmented(answer: Answer) -> list[ObjectId]:
    """Objects of an answer, one for each `[SEG]` that `marked_text` writes."""
    if answer.task.is_about_given_objects:
        return []
    return [phrase.object_id for phrase in own_phrases(answer) if phrase.object_id is not None]


def mentioned_objects(clip: AnnotatedClip) -> set[ObjectId]:
    """Objects that answers are about: their masks are written."""
    return {
        object_id
        for answer in clip.answers
        if is_told(answer)
        for object_id in ([] if answer.task is not AnswerTask.REGION else answer.object_ids)
    } | {object_id for answer in clip.answers if is_told(answer) for object_id in segmented(answer)}


def mentioned_frames(clip: AnnotatedClip) -> list[int]:
    """Frames on which an object that an answer mentions has a mask."""
    mentioned = mentioned_objects(clip)
    return [
        frame
        for frame in clip.annotated_frames()
        if any(each.object_id in mentioned for each, _ in clip.masks_on(frame))
    ]


def unmentioned(clips: Sequence[AnnotatedClip]) -> dict[LossKind, int]:
    """Phrases and texts that are in no conversation."""
    counts = dict.fromkeys((LossKind.PHRASES, LossKind.EXPRESSIONS, LossKind.NO_OBJECT, LossKind.CAPTIONS), 0)
    for clip in clips:
        told = [answer for answer in clip.answers if is_told(answer)]
        finished = [answer for answer in clip.answers if answer.state is not AnswerState.RUNNING]
        counts[LossKind.PHRASES] += sum(len(answer.phrases) for answer in finished)
        counts[LossKind.PHRASES] -= sum(
            min(1, len(answer.object_ids))
            if answer.task is AnswerTask.REGION
            else 0
            if answer.task is AnswerTask.OBJECTS
            else len(own_phrases(answer))
            for answer in told
        )
        typed = {answer.instruction.strip() for answer in told if not answer.task.is_about_given_objects}
        said = {answer.text.strip() for answer in told if answer.task is AnswerTask.REGION}
        untyped = [text for text in referring_texts(clip) if text.text not in typed]
        counts[LossKind.EXPRESSIONS] += sum(bool(text.object_ids) for text in untyped)
        counts[LossKind.NO_OBJECT] += sum(not text.object_ids for text in untyped)
        counts[LossKind.CAPTIONS] += sum(text.text not in said for text in captions_of_objects(clip))
    return counts

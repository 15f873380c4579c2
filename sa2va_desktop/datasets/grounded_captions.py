"""Captions of a picture in which stretches name objects, taken from the answers of a clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.records import Answer, AnswerState, AnswerTask, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions
from sa2va_desktop.datasets.holds import LossKind


@dataclass(frozen=True)
class GroundedPhrase:
    """Characters [start, stop) of a caption, and the object that they name."""

    start: int
    stop: int
    object_id: ObjectId
    rle: MaskRle


@dataclass(frozen=True)
class GroundedCaption:
    """One answer about one frame. `text` is without quotes around it; `phrases` in reading order, none above another."""

    answer: Answer
    frame_index: int
    text: str
    phrases: tuple[GroundedPhrase, ...]


def grounded_captions(clip: AnnotatedClip, options: ExportOptions) -> list[GroundedCaption]:
    """Answers with at least one phrase whose object has a mask on the frame that shows most of its objects."""
    found = (
        _grounded(clip, answer, options)
        for answer in clip.answers
        if answer.state is not AnswerState.RUNNING
        and not answer.task.is_about_given_objects
        and answer.task is not AnswerTask.FIND
    )
    return [caption for caption in found if caption is not None]


def unquoted(text: str) -> str:
    """A caption as its readers take it, without quotes around it and then without spaces; their places refer to that."""
    return text.strip('"').strip()


def _bare(text: str) -> tuple[str, int]:
    """A text that `unquoted` leaves as it is, and how many characters went before it."""
    cut = 0
    while (bare := unquoted(text)) != text:
        cut += len(text) - len(text.lstrip('"').lstrip())
        text = bare
    return text, cut


def caption_losses(
    clips: Sequence[AnnotatedClip], captions: Sequence[Sequence[GroundedCaption]]
) -> dict[LossKind, int]:
    """Phrases and turns of the clips that are not in their captions."""
    counts = dict.fromkeys((LossKind.PHRASES, LossKind.TURNS), 0)
    for clip, own in zip(clips, captions, strict=True):
        finished = [answer for answer in clip.answers if answer.state is not AnswerState.RUNNING]
        told = {caption.answer.answer_id for caption in own}
        counts[LossKind.PHRASES] += sum(len(answer.phrases) for answer in finished)
        counts[LossKind.PHRASES] -= sum(len(caption.phrases) for caption in own)
        counts[LossKind.TURNS] += sum(
            answer.answer_id not in told and answer.task not in (AnswerTask.SEGMENT, AnswerTask.REGION)
            for answer in finished
        )
    return counts


def _grounded(clip: AnnotatedClip, answer: Answer, options: ExportOptions) -> GroundedCaption | None:
    text, cut = _bare(answer.text)
    frame = _frame_of(clip, answer, options)
    if not text or frame is None:
        return None
    phrases: list[GroundedPhrase] = []
    for phrase in sorted(answer.phrases, key=lambda each: (each.start, each.stop)):
        start, stop = max(phrase.start - cut, 0), min(phrase.stop - cut, len(text))
        record = clip.tracks.get(phrase.object_id, {}).get(frame) if phrase.object_id is not None else None
        if phrase.object_id is None or record is None or record.rle.is_empty or not text[start:stop].strip():
            continue
        if phrases and start < phrases[-1].stop:
            continue  # readers put marks into the text by these places, which must not lie in each other
        phrases.append(GroundedPhrase(start, stop, phrase.object_id, record.rle))
    return GroundedCaption(answer, frame, text, tuple(phrases)) if phrases else None


def _frame_of(clip: AnnotatedClip, answer: Answer, options: ExportOptions) -> int | None:
    """The frame, of those that the model was shown if one will do, on which most of the answer's objects have a mask."""
    step = options.frame_step or 1
    tracks = [clip.tracks.get(object_id, {}) for object_id in answer.object_ids]

    def shown_on(frame: int) -> int:
        return sum(frame in track and not track[frame].rle.is_empty for track in tracks)

    for frames in (sorted(set(answer.language_frames)), clip.annotated_frames()):
        best = max((frame for frame in frames if frame % step == 0), key=shown_on, default=None)
        if best is not None and shown_on(best):
            return best
    return None

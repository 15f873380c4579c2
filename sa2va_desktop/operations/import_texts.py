"""The texts of an imported clip as records of the document: expressions, and turns with their phrases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    Answer,
    AnswerId,
    AnswerState,
    Expression,
    ExpressionState,
    MediaId,
    ObjectId,
    Phrase,
)
from sa2va_desktop.annotation.threads import version_of
from sa2va_desktop.datasets.extras import KEY
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedTurn, ImportReport
from sa2va_desktop.operations.frame_choice import uniform_frames
from sa2va_desktop.translation import translate

LANGUAGE_FRAMES = 5
"""A turn of a clip rests on so many frames at most, as those of the model do."""

WithExtras = Callable[[str, Mapping[str, Any], str], str]


def expressions_of_clip(
    project: Project,
    media_id: MediaId,
    clip: ImportedClip,
    object_ids: Sequence[ObjectId | None],
    with_extras: WithExtras,
    report: ImportReport,
) -> list[Expression]:
    """New records for the texts that the media item does not have yet.

    Args:
        object_ids: of each of `clip.objects`; None where the person removed it meanwhile.
        with_extras: (text, values, place) → `extras` text.
    """
    known = {(each.text, each.object_ids, each.kind) for each in project.expressions_of(media_id)}
    made = []
    for number, each in enumerate(clip.expressions):
        place = translate("operations", "{0}, text {1}").format(clip.name, number)
        if any(not 0 <= position < len(object_ids) for position in each.objects):
            report.add(place, translate("operations", "it is about an object that the file does not have"))
            continue
        ids = {object_ids[position] for position in each.objects}
        about = tuple(sorted(object_id for object_id in ids if object_id is not None))
        if not each.text.strip() or (each.objects and not about):
            continue
        if (each.text, about, each.kind) in known:
            continue
        known.add((each.text, about, each.kind))
        made.append(
            Expression(
                expression_id=project.allocate_expression_id(),
                media_id=media_id,
                object_ids=about,
                text=each.text,
                kind=each.kind,
                length=each.length,
                language=each.language,
                segments=each.segments,
                # What is meant stays open, which is not the same as nothing.
                state=ExpressionState.ACCEPTED if each.is_told else ExpressionState.PROPOSED,
                extras=with_extras("", {**each.extras, **({KEY: each.key} if each.key else {})}, place),
            )
        )
    return made


def answers_of_turns(
    project: Project,
    media_id: MediaId,
    clip: ImportedClip,
    object_ids: Sequence[ObjectId | None],
    frame_indices: tuple[int, ...],
    report: ImportReport,
) -> list[Answer]:
    """New records for the turns that the media item does not have yet, each after the one that it goes on from."""
    known = {(each.instruction, each.text): each for each in project.answers_of(media_id)}
    made: list[Answer] = []
    previous: Answer | None = None
    for number, turn in enumerate(clip.turns):
        present = known.get((turn.instruction, turn.text))
        if present is not None:
            previous = present
            continue
        place = translate("operations", "{0}, turn {1}").format(clip.name, number)
        follows = previous if turn.is_continued else None
        phrases = _phrases(turn, object_ids, place, report)
        shown = () if follows is not None else uniform_frames(frame_indices, LANGUAGE_FRAMES)
        frame_count = project.media[media_id].frame_count
        previous = Answer(
            answer_id=AnswerId(project.allocate_answer_id()),
            media_id=media_id,
            instruction=turn.instruction,
            prompt="",
            text=turn.text,
            phrases=phrases,
            language_frames=shown,
            frame_range=(0, frame_count),
            grounding_mode="",
            model_name="",
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            state=AnswerState.COMPLETE,
            task=turn.task,
            follows=follows.answer_id if follows is not None else None,
            built_on=version_of(follows) if follows is not None else "",
        )
        made.append(previous)
    return made


def _phrases(
    turn: ImportedTurn, object_ids: Sequence[ObjectId | None], place: str, report: ImportReport
) -> tuple[Phrase, ...]:
    phrases: list[Phrase] = []
    stop_before = 0
    for start, stop, position in sorted(turn.phrases, key=lambda each: each[:2]):
        is_known = position is None or 0 <= position < len(object_ids)
        if not stop_before <= start <= stop <= len(turn.text) or not is_known:
            sentence = translate("operations", "the phrase from {0} to {1} does not fit the text")
            report.add(place, sentence.format(start, stop))
            continue
        stop_before = stop
        phrases.append(Phrase(start, stop, None if position is None else object_ids[position]))
    return tuple(phrases)

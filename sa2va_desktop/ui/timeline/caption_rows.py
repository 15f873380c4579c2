"""Which row of the caption lane each answer takes, so that none covers another. Knows nothing of Qt."""

from __future__ import annotations

from collections.abc import Sequence

from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerTask


def answer_span(answer: Answer) -> tuple[int, int]:
    """Half-open frames an answer spans: its range, widened to every frame the language model saw."""
    start, stop = answer.frame_range
    if answer.language_frames:
        start = min(start, *answer.language_frames)
        stop = max(stop, *(frame + 1 for frame in answer.language_frames))
    return (start, max(stop, start + 1))


def rests_on_frames(answer: Answer) -> bool:
    """Whether an answer is a span of frames: one in words alone is not, and a search has a lane of its own."""
    return answer.task is not AnswerTask.FIND and bool(
        answer.language_frames or answer.grounding_mode or answer.follows
    )


def caption_rows(answers: Sequence[Answer]) -> list[list[AnswerId]]:
    """Rows of answers that do not overlap, each ascending in time. The newest answer is in the first row."""
    rows: list[list[Answer]] = []
    for answer in reversed(answers):
        for row in rows:
            if not any(_overlap(answer_span(answer), answer_span(other)) for other in row):
                row.append(answer)
                break
        else:
            rows.append([answer])
    return [[answer.answer_id for answer in sorted(row, key=answer_span)] for row in rows]


def next_answer(
    rows: Sequence[Sequence[AnswerId]],
    answers: Sequence[Answer],
    current: AnswerId | None,
    step: tuple[int, int],
) -> AnswerId | None:
    """Where an arrow key leads from a span: (±1, 0) through time, (0, ±1) to the row above or below.

    Time runs through all rows, so that the left and right arrows reach every span. None at the ends.
    """
    if current is None:
        return rows[0][0] if rows else None
    spans = {answer.answer_id: answer_span(answer) for answer in answers}
    if step[0]:
        order = sorted(spans, key=lambda answer_id: (spans[answer_id], answer_id))
        place = order.index(current) + step[0]
        return order[place] if 0 <= place < len(order) else None
    row = next(at for at, ids in enumerate(rows) if current in ids) + step[1]
    if not 0 <= row < len(rows):
        return None
    middle = sum(spans[current])
    return min(rows[row], key=lambda answer_id: abs(sum(spans[answer_id]) - middle))


def _overlap(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] < second[1] and second[0] < first[1]

"""An answer's text cut into plain stretches and phrases that are links to objects. Knows nothing of Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.records import Answer, ObjectId, Phrase


@dataclass(frozen=True)
class TextPiece:
    """A stretch of the answer; a phrase whose `object_id` is None is bound to nothing."""

    text: str
    object_id: ObjectId | None = None
    is_phrase: bool = False


def answer_pieces(text: str, phrases: Iterable[Phrase]) -> list[TextPiece]:
    """Cut the text at its phrases. Joined again, the pieces are the text.

    Phrases may come unordered, overlap or leave the text (a file can be anything): the part of a phrase that is
    already taken or outside is left out.
    """
    pieces: list[TextPiece] = []
    position = 0
    for phrase in sorted(phrases, key=lambda phrase: (phrase.start, phrase.stop)):
        start = max(position, min(phrase.start, len(text)))
        stop = min(phrase.stop, len(text))
        if start >= stop:
            continue
        if start > position:
            pieces.append(TextPiece(text[position:start]))
        pieces.append(TextPiece(text[start:stop], phrase.object_id, is_phrase=True))
        position = stop
    if position < len(text):
        pieces.append(TextPiece(text[position:]))
    return pieces


def chip_objects(answer: Answer) -> list[ObjectId]:
    """Objects of the answer that no shown phrase stands for (the model gave none); they get a chip under the text."""
    shown = {piece.object_id for piece in answer_pieces(answer.text, answer.phrases)}
    named = dict.fromkeys(phrase.object_id for phrase in answer.phrases)
    return [object_id for object_id in named if object_id is not None and object_id not in shown]


def frame_list(frames: Sequence[int], limit: int = 8) -> str:
    """`0, 12, 24`; runs of three and more as `0–4`; cut with an ellipsis after `limit` items."""
    items: list[str] = []
    start = 0
    while start < len(frames):
        stop = start
        while stop + 1 < len(frames) and frames[stop + 1] == frames[stop] + 1:
            stop += 1
        if stop - start >= 2:
            items.append(f"{frames[start]}–{frames[stop]}")
        else:
            items.extend(str(frame) for frame in frames[start : stop + 1])
        start = stop + 1
    return ", ".join(items[:limit]) + ("…" if len(items) > limit else "")

"""What of an answer can be clicked: phrases lead to objects, cited frames to frames, finds to their beginnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerTask,
    MediaItem,
    MediaKind,
    ObjectId,
    PresenceSpan,
)
from sa2va_desktop.operations.frame_citations import find_citations
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.chat.answer_pieces import answer_pieces, chip_objects
from sa2va_desktop.ui.chat.linked_text import LinkPiece
from sa2va_desktop.ui.chat.object_links import frame_target, object_target

_LISTED_SPANS = 12


class _Times:
    """Seconds of each frame since the first, looked up when one is needed: clips may have very many."""

    def __init__(self, media: MediaItem) -> None:
        self._media = media

    def __len__(self) -> int:
        return self._media.frame_count

    def __getitem__(self, index: int) -> float:
        return self._media.time_s(index % len(self))


def text_pieces(
    answer: Answer, objects: Mapping[ObjectId, AnnotationObject], media: MediaItem
) -> list[LinkPiece]:
    """The text in pieces: phrases come first, then frames in what is between them. Of a search, a line for each stretch."""
    if answer.task is AnswerTask.FIND and answer.spans:
        return _found(answer.spans, media)
    pieces: list[LinkPiece] = []
    for piece in answer_pieces(answer.text, answer.phrases):
        if not piece.is_phrase:
            pieces += _cited(piece.text, answer, media)
            continue
        item = objects.get(piece.object_id) if piece.object_id is not None else None
        target = object_target(item.object_id) if item else ""
        pieces.append(LinkPiece(piece.text, target, item.color if item else None, is_unbound=item is None))
    return pieces


def name_pieces(answer: Answer, objects: Mapping[ObjectId, AnnotationObject]) -> list[LinkPiece]:
    """Names of objects without a phrase, each on its own chip; no-break spaces keep a short name on one line."""
    pieces: list[LinkPiece] = []
    for object_id in chip_objects(answer):
        item = objects.get(object_id)
        if item is not None:
            pieces.append(LinkPiece("   " if pieces else " "))
            name = " ".join(item.name.split()) or "?"
            pieces.append(LinkPiece(f"● {name}", object_target(object_id), item.color))
    return pieces


def _found(spans: Sequence[PresenceSpan], media: MediaItem) -> list[LinkPiece]:
    pieces: list[LinkPiece] = []
    for span in spans[:_LISTED_SPANS]:
        times = f"{_clock(media.time_s(span.start))}–{_clock(media.time_s(span.stop - 1))}"
        frames = str(span.start) if span.stop == span.start + 1 else f"{span.start}–{span.stop - 1}"
        sure = translate("TurnWidget", "{0} % sure").format(round(100 * span.confidence))
        pieces.append(LinkPiece("\n" if pieces else ""))
        pieces.append(LinkPiece(translate("TurnWidget", "Frames {0}").format(frames), frame_target(span.start)))
        pieces.append(LinkPiece(f"  ·  {times}  ·  {sure}"))
    if len(spans) > _LISTED_SPANS:
        more = len(spans) - _LISTED_SPANS
        sentence = translate("TurnWidget", "and %n more stretch(es), on the timeline", n=more)
        pieces.append(LinkPiece(f"\n{sentence}"))
    return [piece for piece in pieces if piece.text]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _cited(text: str, answer: Answer, media: MediaItem) -> Iterator[LinkPiece]:
    if media.kind is MediaKind.IMAGE:
        yield LinkPiece(text)
        return
    at = 0
    cited = find_citations(
        text, frame_count=media.frame_count, times_s=_Times(media), shown=answer.language_frames
    )
    for each in cited:
        if each.start > at:
            yield LinkPiece(text[at : each.start])
        yield LinkPiece(text[each.start : each.stop], frame_target(each.frame_index))
        at = each.stop
    if at < len(text):
        yield LinkPiece(text[at:])

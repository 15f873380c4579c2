"""Turns of a clip as units: chat, grounded captions, requests that were answered with masks, questions about marked things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sa2va_desktop.annotation.records import AnswerTask
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedTurn
from sa2va_desktop.datasets.marked_answers import marked_words
from sa2va_desktop.datasets.model_marks import plain
from sa2va_desktop.training.fine_tuning.sample import SampleTask
from sa2va_desktop.training.fine_tuning.sources.located_clip import LocatedClip
from sa2va_desktop.training.fine_tuning.sources.units import (
    TURNS_AT_ONCE,
    Asks,
    LeftOut,
    Unit,
    UnitTurn,
    is_seen,
    known_frames,
    largest_frame,
)

_ASKS = {AnswerTask.GROUNDED_CAPTION: Asks.GROUNDED, AnswerTask.DESCRIBE: Asks.DESCRIBE}


def talk_units(located: LocatedClip, left_out: Counter[LeftOut]) -> Iterator[Unit]:
    """One unit a thread, and one for each question about a marked thing.

    Single questions in words alone are asked one after the other in one conversation, so that a clip of which much was
    asked is not looked at so often.
    """
    asked: list[UnitTurn] = []
    for unit in _thread_units(located, left_out):
        if unit.task is SampleTask.CHAT and len(unit.turns) == 1 and unit.turns[0].asks is Asks.VERBATIM:
            asked += unit.turns
        else:
            yield unit
    for start in range(0, len(asked), TURNS_AT_ONCE):
        yield Unit(SampleTask.CHAT, tuple(asked[start : start + TURNS_AT_ONCE]))


def _thread_units(located: LocatedClip, left_out: Counter[LeftOut]) -> Iterator[Unit]:
    all_frames = known_frames(located, ())
    for thread in _threads(located.clip):
        turns: list[UnitTurn] = []
        known = all_frames
        for number, turn in enumerate(thread):
            if turn.task is AnswerTask.REGION:
                yield from _region_unit(located, turn, left_out)
                left_out[LeftOut.AFTER_REGION] += len(thread) - number - 1
                break
            made = _turn(located, turn, known, left_out)
            if made is None:  # what goes on from it would stand in the air
                break
            turns.append(made)
            known = known & known_frames(located, made.objects) if made.objects else known
        if turns:
            yield _unit(turns, known)


def _threads(clip: ImportedClip) -> Iterator[list[ImportedTurn]]:
    thread: list[ImportedTurn] = []
    for turn in clip.turns:
        if thread and not turn.is_continued:
            yield thread
            thread = []
        thread.append(turn)
    if thread:
        yield thread


def _unit(turns: Sequence[UnitTurn], known: frozenset[int]) -> Unit:
    has_masks = any(turn.segments for turn in turns)
    has_phrases = any("</p>" in turn.answer for turn in turns)
    task = SampleTask.CHAT
    if has_masks:
        task = SampleTask.GROUNDED_CAPTION if has_phrases else SampleTask.REFERRING
    return Unit(task, tuple(turns), tuple(sorted(known)) if has_masks else ())


def _turn(
    located: LocatedClip, turn: ImportedTurn, known: frozenset[int], left_out: Counter[LeftOut]
) -> UnitTurn | None:
    """None for one that cannot be learnt from."""
    if not turn.text.strip() and not turn.phrases:
        return None
    bound = [(start, stop, place) for start, stop, place in _own_phrases(turn) if place is not None]
    kept: list[tuple[int, int, int]] = []
    for start, stop, place in bound:
        shared = known & known_frames(located, (place,))
        if is_seen(located, (place,), shared):
            kept.append((start, stop, place))
            known = shared
        elif start == stop:  # its `[SEG]` has no words that could stay without it
            left_out[LeftOut.MASKS] += 1
            return None
    if bound and not kept:
        left_out[LeftOut.MASKS] += 1
        return None
    if turn.task is AnswerTask.SEGMENT and not kept:
        left_out[LeftOut.UNFOUND] += 1
        return None
    answer = marked_words(turn.text, [(start, stop, True) for start, stop, _ in kept]).strip()
    segments = tuple((place,) for _, _, place in kept)
    question = plain(turn.instruction).strip()
    if turn.task is AnswerTask.SEGMENT:
        return UnitTurn(Asks.EXPRESSION, question, answer, segments) if question else None
    asks = Asks.VERBATIM if question and turn.task not in _ASKS else _ASKS.get(turn.task)
    if asks is None:  # nobody asked
        asks = Asks.GROUNDED if kept else Asks.DESCRIBE
    return UnitTurn(asks, question if asks is Asks.VERBATIM else "", answer, segments)


def _own_phrases(turn: ImportedTurn) -> Iterator[tuple[int, int, int | None]]:
    """In reading order, without those that overlap an earlier one or leave the text."""
    at = 0
    for start, stop, place in sorted(turn.phrases, key=lambda each: each[:2]):
        if at <= start <= stop <= len(turn.text):
            at = stop
            yield start, stop, place


def _region_unit(located: LocatedClip, turn: ImportedTurn, left_out: Counter[LeftOut]) -> Iterator[Unit]:
    places = {place for _, _, place in turn.phrases if place is not None}
    text, question = plain(turn.text).strip(), plain(turn.instruction).strip()
    if len(places) != 1 or not text:
        return
    place = places.pop()
    frame = largest_frame(located, place)
    if frame is None:
        left_out[LeftOut.MASKS] += 1
        return
    asks = Asks.VERBATIM if question else Asks.REGION
    yield Unit(SampleTask.REGION, (UnitTurn(asks, question, text, region=1),), (frame,), (place,))

"""A text that grows stage by stage and remembers which words came from which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.records import TextSegment

_END = re.compile(r"[.!?…。！？][\"')\]]*$")


@dataclass(frozen=True)
class StagedText:
    """`segments` are ascending and do not overlap."""

    text: str = ""
    segments: tuple[TextSegment, ...] = ()


def one_line(reply: str) -> str:
    """What a model wrote, without line breaks and spaces at its ends."""
    return " ".join(reply.split())


def grown(before: StagedText, reply: str, stage: str) -> StagedText:
    """The text with what a stage has added.

    A reply that repeats the text so far takes its place: what stands round the repeated words is new. Any other one is
    added as further sentences. A reply that says nothing new changes nothing.
    """
    added = one_line(reply)
    if not added:
        return before
    if not before.text:
        return StagedText(added, (TextSegment(0, len(added), stage),))
    core = before.text.rstrip(".!? ")
    at = added.casefold().find(core.casefold())
    if at >= 0 and len(added.casefold()) == len(added):
        return _woven(before, added, at, len(core), stage)
    return _appended(before, added, stage)


def _appended(before: StagedText, added: str, stage: str) -> StagedText:
    text = before.text if _END.search(before.text) else f"{before.text}."
    start = len(text) + 1
    whole = f"{text} {added}"
    return StagedText(whole, (*before.segments, TextSegment(start, len(whole), stage)))


def _woven(before: StagedText, added: str, at: int, length: int, stage: str) -> StagedText:
    stop = at + length
    kept = [
        TextSegment(each.start + at, min(each.stop, length) + at, each.stage)
        for each in before.segments
        if each.start < length
    ]
    around = [_trimmed(added, 0, at, stage), _trimmed(added, stop, len(added), stage)]
    if not any(around):
        return before
    segments = sorted([*kept, *(each for each in around if each)], key=lambda each: each.start)
    return StagedText(added, tuple(segments))


def _trimmed(text: str, start: int, stop: int, stage: str) -> TextSegment | None:
    """None where there are no words."""
    words = re.search(r"\w.*\w|\w", text[start:stop], re.DOTALL)
    if words is None:
        return None
    return TextSegment(start + words.start(), stop if stop == len(text) else start + words.end(), stage)


def edited(before: StagedText, text: str) -> StagedText:
    """The text as a person left it: segments of words that stay keep their stage, what is new belongs to the person.

    What is equal at both ends stays; everything between is taken for typed.
    """
    old = before.text
    head = 0
    while head < min(len(old), len(text)) and old[head] == text[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(text)) - head and old[-1 - tail] == text[-1 - tail]:
        tail += 1
    shift = len(text) - len(old)
    kept: list[TextSegment] = []
    for each in before.segments:
        start, stop = each.start, min(each.stop, head)
        if start < stop:
            kept.append(TextSegment(start, stop, each.stage))
        start, stop = max(each.start, len(old) - tail), each.stop
        if start < stop:
            kept.append(TextSegment(start + shift, stop + shift, each.stage))
    return StagedText(text, _joined(kept))


def _joined(segments: Sequence[TextSegment]) -> tuple[TextSegment, ...]:
    """Neighbours of one stage as one."""
    joined: list[TextSegment] = []
    for each in segments:
        if joined and joined[-1].stop == each.start and joined[-1].stage == each.stage:
            joined[-1] = TextSegment(joined[-1].start, each.stop, each.stage)
        else:
            joined.append(each)
    return tuple(joined)

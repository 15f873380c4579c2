"""Frames that a text cites: "frame 12", "frames 3–9", "in the second picture", "at 0:03". Knows no model and no Qt."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBER = r"\d{1,9}"
_JOINED = r"(?:\s*(?:,|;|–|—|-|/|&)\s*(?:and\s+|or\s+)?|\s+(?:and|or|to|through|until)\s+)"
_LIST = re.compile(
    rf"(?<!\w)(?P<kind>frames?|pictures?|images?)\s*(?:no\.|number|numbers|#|-)?\s*(?P<list>{_NUMBER}(?![\w%]|[.,:]\d)(?:{_JOINED}(?:frames?\s+)?{_NUMBER}(?![\w%]|[.,:]\d))*)",
    re.IGNORECASE,
)
_CHINESE = re.compile(rf"第\s*(?P<number>{_NUMBER})\s*(?P<kind>帧|张|幅)")
_ORDINAL = re.compile(
    rf"(?<!\w)(?P<which>{'|'.join(_ORDINALS)}|last|final)\s+(?P<kind>frame|picture|image)(?!\w)", re.IGNORECASE
)
_TIME = re.compile(
    r"(?<![\w:.,-])(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,2}):(?P<seconds>[0-5]\d)(?P<part>\.\d{1,6})?(?![\w:]|\.\d|\s*(?:am|pm|o'clock)\b)",
    re.IGNORECASE,
)


class FrameTimes(Protocol):
    """Seconds since the first frame, ascending; a list is one."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> float: ...


@dataclass(frozen=True)
class FrameCitation:
    """Characters [start, stop) of a text, and the frame that they cite."""

    start: int
    stop: int
    frame_index: int


def find_citations(
    text: str, *, frame_count: int, times_s: FrameTimes = (), shown: Sequence[int] = ()
) -> list[FrameCitation]:
    """Stretches of a text that cite a frame of a clip, ascending, without overlap.

    "Frame 12" is the clip's frame 12. "The second picture", "image 2" and "the last frame" count among the frames that
    the model was shown, "the second frame" too, because nobody counts thousands in words. A time is the frame that is
    shown then. Whatever lies outside the clip, or among frames that were not shown, is no citation.

    Args:
        frame_count: of the clip.
        times_s: presentation time of each frame since the first, ascending; () finds no times.
        shown: the frames that the model saw, ascending.
    """
    found: list[FrameCitation] = []
    for cited in sorted(_all(text, times_s, shown), key=lambda each: (each.start, -each.stop)):
        is_free = not found or cited.start >= found[-1].stop
        if is_free and 0 <= cited.frame_index < frame_count:
            found.append(cited)
    return found


def _all(text: str, times_s: FrameTimes, shown: Sequence[int]) -> Iterator[FrameCitation]:
    for said in _LIST.finditer(text):
        yield from _listed(said, shown)
    for said in _CHINESE.finditer(text):
        number = int(said["number"])
        if said["kind"] == "帧":
            yield FrameCitation(said.start(), said.end(), number)
        elif 1 <= number <= len(shown):
            yield FrameCitation(said.start(), said.end(), shown[number - 1])
    for said in _ORDINAL.finditer(text):
        which = said["which"].lower()
        place = _ORDINALS.index(which) if which in _ORDINALS else len(shown) - 1
        if 0 <= place < len(shown):
            yield FrameCitation(said.start(), said.end(), shown[place])
    for said in _TIME.finditer(text) if len(times_s) else ():
        seconds = (
            int(said["hours"] or 0) * 3600
            + int(said["minutes"]) * 60
            + float(said["seconds"] + (said["part"] or ""))
        )
        # A time that is written in whole seconds may be up to one after the last frame.
        if seconds <= times_s[len(times_s) - 1] + 1:
            place = bisect.bisect_right(times_s, seconds + 1e-6) - 1
            yield FrameCitation(said.start(), said.end(), max(0, place))


def _listed(said: re.Match[str], shown: Sequence[int]) -> Iterator[FrameCitation]:
    is_frame = said["kind"].lower().startswith("frame")
    for index, number in enumerate(re.finditer(_NUMBER, said["list"])):
        start = said.start("list") + number.start() if index else said.start()
        stop = said.start("list") + number.end()
        value = int(number[0])
        if is_frame:
            yield FrameCitation(start, stop, value)
        elif 1 <= value <= len(shown):
            yield FrameCitation(start, stop, shown[value - 1])

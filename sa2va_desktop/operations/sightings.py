"""What a search of a clip has seen so far: on which frames the thing is, and the stretches that follow from it."""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sa2va_desktop.annotation.records import PresenceSpan

FrameRange = tuple[int, int]

_MOST_FRAMES = 100_000
_STEADY_SCORE = 4.0


@dataclass(frozen=True)
class Sighting:
    """One frame that the model was shown.

    Attributes:
        score: SAM 2's object-present logit of the mask that was found; None where the model gave no mask.
        is_alone: it was shown by itself, which says more than one among others.
    """

    frame_index: int
    score: float | None
    is_alone: bool

    @property
    def is_present(self) -> bool:
        return self.score is not None and self.score > 0


@dataclass(frozen=True)
class FindRecord:
    """Everything that is kept of a search, so that it can go on later.

    Attributes:
        questions: that were asked.
        sightings: ascending, one for each frame that was shown.
    """

    questions: int = 0
    sightings: tuple[Sighting, ...] = ()

    def with_seen(self, sightings: Iterable[Sighting]) -> FindRecord:
        """After one more question. A frame that is seen again counts as it was seen last, but alone beats among others."""
        known = {each.frame_index: each for each in self.sightings}
        for each in sightings:
            if each.is_alone or each.frame_index not in known or not known[each.frame_index].is_alone:
                known[each.frame_index] = each
        return FindRecord(self.questions + 1, tuple(known[frame] for frame in sorted(known)))


def record_to_json(record: FindRecord) -> str:
    """One line."""
    rows = [
        [each.frame_index, None if each.score is None else round(each.score, 2), int(each.is_alone)]
        for each in record.sightings
    ]
    return json.dumps({"questions": record.questions, "seen": rows}, separators=(",", ":"))


def read_record(text: str) -> FindRecord:
    """The opposite; of a text that is none, a record of nothing: then a search begins anew."""
    try:
        found: Any = json.loads(text)
        rows = found["seen"][:_MOST_FRAMES]
        sightings = {
            frame: Sighting(frame, None if score is None else float(score), bool(alone))
            for frame, score, alone in rows
            if type(frame) is int and frame >= 0 and (score is None or math.isfinite(float(score)))
        }
        questions = found["questions"]
        ordered = tuple(sightings[frame] for frame in sorted(sightings))
        return FindRecord(questions if type(questions) is int and questions > 0 else 0, ordered)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return FindRecord()


def presence_spans(sightings: Sequence[Sighting], frame_range: FrameRange) -> tuple[PresenceSpan, ...]:
    """Stretches on which the thing is, as far as that is known.

    Between a frame without it and one with it, the border lies in the middle; beyond the first and the last frame that
    was seen, nothing changes.

    Args:
        sightings: ascending, inside the half-open range.
    """
    spans: list[PresenceSpan] = []
    start_at = 0
    for index, each in enumerate(sightings):
        if not each.is_present:
            continue
        if index == 0 or not sightings[index - 1].is_present:
            start_at = index
        is_last = index + 1 == len(sightings)
        if is_last or not sightings[index + 1].is_present:
            before = frame_range[0] if start_at == 0 else _border(sightings, start_at - 1)
            after = frame_range[1] if is_last else _border(sightings, index)
            spans.append(PresenceSpan(before, after, confidence(sightings[start_at : index + 1])))
    return tuple(spans)


def confidence(seen: Sequence[Sighting]) -> float:
    """How sure a stretch is, in 0..1: by how plainly the thing was seen, and by how many looks agree.

    The mean over its frames of the logistic of half the object score, times n / (n + 1), where n counts the frames, those
    that were shown alone twice. So a single look among others gives at most one half, and ten looks about 0.9.
    """
    looks = sum(2 if each.is_alone else 1 for each in seen)
    plain = sum(1 / (1 + math.exp(-min(each.score or 0.0, 2 * _STEADY_SCORE) / 2)) for each in seen) / len(seen)
    return round(plain * looks / (looks + 1), 3)


def frames_in(sightings: Sequence[Sighting], span: FrameRange) -> list[Sighting]:
    """Those of a half-open stretch on which the thing was seen."""
    frames = [each.frame_index for each in sightings]
    inside = sightings[bisect_left(frames, span[0]) : bisect_left(frames, span[1])]
    return [each for each in inside if each.is_present]


def _border(sightings: Sequence[Sighting], before: int) -> int:
    """The first frame that belongs to what was seen after the sighting number `before`."""
    return (sightings[before].frame_index + sightings[before + 1].frame_index + 1) // 2

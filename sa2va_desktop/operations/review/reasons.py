"""Why a mask should be looked at, in words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sa2va_desktop.annotation.frame_review import Verdict
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.operations.review.scoring import FrameScores
from sa2va_desktop.operations.review.witness import WEIGHTS, WITNESSES, Witness
from sa2va_desktop.translation import translate

_LEAST = 0.3
"""Of the logistic sum: what adds less is no reason."""
_MOST = 3
_FROM_ELSEWHERE = (Witness.AFTER_BREAK, Witness.BEFORE_BREAK)


def speaking(scores: FrameScores, place: int) -> list[Witness]:
    """Who speaks against the frame at a position of the columns, the loudest first."""
    parts = {each: WEIGHTS[each] * float(scores.doubts[place, n]) for n, each in enumerate(WITNESSES)}
    loud = [each for each in WITNESSES if parts[each] >= _LEAST]
    return sorted(loud, key=lambda each: -parts[each])


def speaks(scores: FrameScores, place: int, witness: Witness) -> bool:
    """Whether that witness is one of those."""
    return WEIGHTS[witness] * float(scores.doubts[place, WITNESSES.index(witness)]) >= _LEAST


def reasons(project: Project, scores: FrameScores, frame_index: int) -> list[str]:
    """Short phrases, the most important first; at most a few. Empty for a frame without a record."""
    place = scores.place_of(frame_index)
    if place is None:
        return []
    said = _said(scores, place)
    # What is seen on the frame itself tells a person more than that something was seen on another one.
    heard = sorted(speaking(scores, place), key=lambda each: each in _FROM_ELSEWHERE)
    said += [_words(each, project, scores, place) for each in heard]
    return list(dict.fromkeys(said))[:_MOST]


def witness_name(witness: Witness) -> str:
    """For the list of reasons to choose from."""
    return _names()[witness]


def _said(scores: FrameScores, place: int) -> list[str]:
    """What does not rest on the witnesses."""
    found = []
    review = scores.reviews.get(int(scores.frames[place]))
    if scores.is_rejected[place]:
        found.append(translate("operations", "rejected, to be corrected"))
    elif scores.states[place] == int(FrameState.FLAGGED):
        found.append(translate("operations", "flagged"))
    elif review is not None and review.verdict is Verdict.REJECTED:
        found.append(translate("operations", "rejected before, changed since"))
    if scores.states[place] == int(FrameState.STALE):
        found.append(translate("operations", "out of date"))
    if scores.columns.is_damaged[place]:
        found.append(translate("operations", "the stored mask cannot be read"))
    return found


def _words(witness: Witness, project: Project, scores: FrameScores, place: int) -> str:
    columns, frame_index = scores.columns, int(scores.frames[place])
    match witness:
        case Witness.UNSURE:
            return translate("operations", "the model is unsure: {0}").format(
                f"{columns.predicted_iou[place]:.2f}"
            )
        case Witness.AREA | Witness.BLIP:
            return _area_words(scores, place)
        case Witness.SWAPPED:
            other = project.objects.get(ObjectId(int(scores.swapped_with[place])))
            if other is not None:
                return translate("operations", "it is where “{0}” was").format(other.name)
        case Witness.ASKED:
            return _asked_words(scores, frame_index)
        case Witness.LABEL:
            return translate("operations", "it does not look like “{0}”").format(scores.label)
        case _:
            pass
    return _names()[witness]


def _area_words(scores: FrameScores, place: int) -> str:
    areas = scores.columns.areas
    seen = np.flatnonzero(scores.columns.is_seen[:place])[-5:]
    usual = float(np.median(areas[seen])) if seen.size else 0.0
    if not usual or not areas[place]:
        return _names()[Witness.AREA]
    ratio = f"{areas[place] / usual:.1f}" if areas[place] >= 0.1 * usual else f"{areas[place] / usual:.2f}"
    return translate("operations", "area ×{0}").format(ratio)


def _asked_words(scores: FrameScores, frame_index: int) -> str:
    """Of the nearest frame that was asked."""
    asked = [
        index
        for index, review in scores.reviews.items()
        if review.asked_iou is not None and review.asked_text.casefold() != scores.label.casefold()
    ]
    if not asked:
        return _names()[Witness.ASKED]
    near = min(asked, key=lambda index: abs(index - frame_index))
    review = scores.reviews[near]
    iou = f"{review.asked_iou:.2f}"
    if near == frame_index:
        return translate("operations", "asked again: IoU {0}").format(iou)
    return translate("operations", "asked again on frame {0}: IoU {1}").format(near, iou)


def _names() -> Mapping[Witness, str]:
    return {
        Witness.UNSURE: translate("operations", "the model is unsure"),
        Witness.WAVERING: translate("operations", "hardly there or not there"),
        Witness.AREA: translate("operations", "another size"),
        Witness.BLIP: translate("operations", "another size on this frame only"),
        Witness.JUMP: translate("operations", "it jumps"),
        Witness.SHAPE: translate("operations", "another outline"),
        Witness.PARTS: translate("operations", "it fell into pieces"),
        Witness.BORDER: translate("operations", "it touches the border"),
        Witness.GONE: translate("operations", "suddenly gone"),
        Witness.APPEARED: translate("operations", "suddenly there"),
        Witness.SWAPPED: translate("operations", "two objects may be exchanged"),
        Witness.AFTER_BREAK: translate("operations", "after a break of the track"),
        Witness.BEFORE_BREAK: translate("operations", "before a break of the track"),
        Witness.ASKED: translate("operations", "asked again, something else was found"),
        Witness.LABEL: translate("operations", "it looks like something else"),
    }

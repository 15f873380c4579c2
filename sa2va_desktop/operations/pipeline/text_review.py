"""Going through texts: which are to be looked at, in which order, and what a reviewer makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Expression,
    ExpressionId,
    ExpressionState,
    MediaId,
)
from sa2va_desktop.editing.commands import put_expression
from sa2va_desktop.operations.pipeline.candidates import EXTRAS_KEY, mark_edited
from sa2va_desktop.operations.pipeline.recipe import Stage
from sa2va_desktop.operations.pipeline.staged_text import StagedText, edited


@dataclass(frozen=True)
class TextFilter:
    """Which texts are shown.

    Attributes:
        state: None is all.
        below_iou: only texts whose round trip gave less; texts without one are left out. None is all.
        media_id: None is all of the project.
    """

    state: ExpressionState | None = None
    below_iou: float | None = None
    media_id: MediaId | None = None

    def has(self, expression: Expression) -> bool:
        if self.state is not None and expression.state is not self.state:
            return False
        if self.below_iou is not None:
            iou = expression.round_trip_iou
            if iou is None or iou >= self.below_iou:
                return False
        return self.media_id is None or expression.media_id == self.media_id


def texts_to_review(project: Project, wanted: TextFilter) -> list[Expression]:
    """The texts that a filter leaves, clip by clip, object by object in list order, then as they were made."""
    found: list[Expression] = []
    for media_id in project.media:
        if wanted.media_id not in (None, media_id):
            continue
        places = {each.object_id: place for place, each in enumerate(project.objects_of(media_id))}
        texts = [each for each in project.expressions_of(media_id) if wanted.has(each)]
        found += sorted(
            texts, key=lambda each: [places[object_id] for object_id in each.object_ids] or [len(places)]
        )
    return found


def set_text_state(
    project: Project, expression_ids: Iterable[ExpressionId], state: ExpressionState, note: str | None = None
) -> list[Change]:
    """Accept, reject or propose texts again.

    Args:
        note: why; None keeps what is there, but for texts that are no longer rejected.
    """
    changes = []
    for expression_id in expression_ids:
        before = project.expressions[expression_id]
        kept = before.note if state is ExpressionState.REJECTED else ""
        changes += put_expression(
            project, replace(before, state=state, note=kept if note is None else note.strip())
        )
    return changes


def edit_text(project: Project, expression_id: ExpressionId, text: str) -> list[Change]:
    """Replace the words; those that stay keep their stage, and the round trip is no longer known.

    Returns: no change for words that are none, or as before.
    """
    before = project.expressions[expression_id]
    words = " ".join(text.split())
    if not words or words == before.text:
        return []
    after = edited(StagedText(before.text, before.segments), words)
    changed = replace(
        before,
        text=after.text,
        segments=after.segments,
        round_trip_iou=None,
        extras=mark_edited(before.extras),
    )
    return put_expression(project, changed)


def objects_of_text(project: Project, expression: Expression) -> list[AnnotationObject]:
    """In the order of their ids."""
    return [project.objects[each] for each in expression.object_ids if each in project.objects]


def frame_to_show(project: Project, expression: Expression) -> int | None:
    """The frame on which what a text is about is largest; None when it is nowhere.

    Fast: what the describer was shown is stored, else boxes are compared, and no mask is unpacked.
    """
    tracks = [project.track(object_id) for object_id in expression.object_ids]
    stored = _described_frame(expression)
    if stored is not None and any(stored in track for track in tracks):
        return stored
    sizes: dict[int, int] = {}
    for track in tracks:
        for index, frame in track.items():
            sizes[index] = sizes.get(index, 0) + frame.rle.box_width * frame.rle.box_height
    seen = [index for index, size in sizes.items() if size]
    return max(seen, key=lambda index: (sizes[index], -index)) if seen else None


def _described_frame(expression: Expression) -> int | None:
    if EXTRAS_KEY not in expression.extras:
        return None
    try:
        frame = json.loads(expression.extras)[EXTRAS_KEY]["stages"][Stage.OBJECT.value]["frames"][0]
    except (ValueError, KeyError, TypeError, IndexError):
        return None
    return frame if isinstance(frame, int) else None

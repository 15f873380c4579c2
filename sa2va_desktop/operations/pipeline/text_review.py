"""Going through texts: which are to be looked at, in which order, and what a reviewer makes of them."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.language_tags import is_of_language
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Expression,
    ExpressionId,
    ExpressionKind,
    ExpressionState,
    MediaId,
    ObjectId,
)
from sa2va_desktop.editing.commands import put_expression, remove_expressions
from sa2va_desktop.operations.pipeline.candidates import EXTRAS_KEY, mark_edited
from sa2va_desktop.operations.pipeline.recipe import Stage
from sa2va_desktop.operations.pipeline.staged_text import StagedText, edited
from sa2va_desktop.operations.pipeline.text_provenance import instead_of, with_instead_of, with_trip


@dataclass(frozen=True)
class TextFilter:
    """Which texts are shown.

    Attributes:
        state: None is all.
        below_iou: only texts whose round trip gave less; texts without one are left out. None is all.
        media_id: None is all of the project.
        kind: None is both.
        language: a BCP 47 tag with its kinds ("zh" is also "zh-Hans"); "" are texts of no language, None is all.
        object_ids: only texts about one of them; None is all, also those about nothing.
    """

    state: ExpressionState | None = None
    below_iou: float | None = None
    media_id: MediaId | None = None
    kind: ExpressionKind | None = None
    language: str | None = None
    object_ids: frozenset[ObjectId] | None = None

    def has(self, expression: Expression) -> bool:
        if self.state is not None and expression.state is not self.state:
            return False
        if self.below_iou is not None:
            iou = expression.round_trip_iou
            if iou is None or iou >= self.below_iou:
                return False
        if self.kind is not None and expression.kind is not self.kind:
            return False
        if self.language is not None and not is_of_language(expression.language, self.language):
            return False
        if self.object_ids is not None and not self.object_ids & set(expression.object_ids):
            return False
        return self.media_id is None or expression.media_id == self.media_id


class TextOrder(enum.Enum):
    """How texts are listed."""

    OBJECT = "object"  # clip by clip, object by object in list order; a proposal beside the text that it is for
    LOWEST = "lowest"  # those that find their object worst first; those without a round trip at the end
    HIGHEST = "highest"


def texts_to_review(
    project: Project, wanted: TextFilter, order: TextOrder = TextOrder.OBJECT
) -> list[Expression]:
    """The texts that a filter leaves, in that order; of equals as they were made."""
    found: list[Expression] = []
    for media_id in project.media:
        if wanted.media_id not in (None, media_id):
            continue
        places = {each.object_id: place for place, each in enumerate(project.objects_of(media_id))}
        texts = [each for each in project.expressions_of(media_id) if wanted.has(each)]
        found += sorted(
            texts,
            key=lambda each: (
                [places[object_id] for object_id in each.object_ids] or [len(places)],
                instead_of(each) or each.expression_id,
            ),
        )
    if order is TextOrder.OBJECT:
        return found
    sign = 1 if order is TextOrder.LOWEST else -1
    return sorted(found, key=lambda each: (each.round_trip_iou is None, sign * (each.round_trip_iou or 0.0)))


def new_text(
    project: Project,
    media_id: MediaId,
    object_ids: Iterable[ObjectId],
    text: str,
    *,
    kind: ExpressionKind,
    language: str,
) -> Expression:
    """A text that a person typed: it is accepted. It is not in the project yet; pass it to `put_expression`.

    Args:
        language: a BCP 47 tag, or "".
    """
    return Expression(
        expression_id=project.allocate_expression_id(),
        media_id=media_id,
        object_ids=tuple(sorted(object_ids)),
        text=" ".join(text.split()),
        kind=kind,
        language=language,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def change_texts(
    project: Project,
    expression_ids: Iterable[ExpressionId],
    *,
    kind: ExpressionKind | None = None,
    language: str | None = None,
    object_ids: Iterable[ObjectId] | None = None,
) -> list[Change]:
    """Give texts another kind, language, or other objects; what is None stays. Other objects forget the round trip."""
    changes: list[Change] = []
    for expression_id in expression_ids:
        before = project.expressions[expression_id]
        about = before.object_ids if object_ids is None else tuple(sorted(object_ids))
        is_same = about == before.object_ids
        after = replace(
            before,
            kind=before.kind if kind is None else kind,
            language=before.language if language is None else language,
            object_ids=about,
            round_trip_iou=before.round_trip_iou if is_same else None,
            extras=before.extras if is_same else with_trip(before.extras, None),
        )
        if after != before:
            changes += put_expression(project, after)
    return changes


def take_instead(project: Project, expression_ids: Iterable[ExpressionId]) -> list[Change]:
    """Accept texts, each in the place of the one that it was proposed for, which is removed."""
    changes, gone, taken = [], set(), list(expression_ids)
    for expression_id in taken:
        text = project.expressions[expression_id]
        old = instead_of(text)
        if old is not None and old in project.expressions and old not in taken:
            gone.add(old)
        extras = with_instead_of(text.extras, None)
        changes += put_expression(
            project, replace(text, state=ExpressionState.ACCEPTED, note="", extras=extras)
        )
    return [*changes, *remove_expressions(project, gone)]


def languages_of(project: Project) -> list[str]:
    """Tags that texts have, sorted; "" first if there are texts of none."""
    return sorted({each.language for each in project.expressions.values()})


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
        extras=with_trip(mark_edited(before.extras), None),
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

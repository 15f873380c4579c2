"""Which texts are checked by round trip, how, and what is needed of the document for that."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass

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
from sa2va_desktop.operations.pipeline.rephrasing import DEFAULT_ATTEMPTS
from sa2va_desktop.operations.pipeline.round_trip import DEFAULT_MOST_FRAMES, GOOD_IOU, Meant


class CheckScope(enum.Enum):
    """Which texts are checked."""

    SELECTED = "selected"  # in the list of texts
    OBJECTS = "objects"  # of the selected objects
    PROPOSED = "proposed"
    UNCHECKED = "unchecked"  # those without a round trip
    LOW = "low"  # those whose round trip was below what is good
    CLIP = "clip"
    PROJECT = "project"


@dataclass(frozen=True)
class CheckRules:
    """How texts are checked.

    Attributes:
        most_frames: how many frames of a clip are looked at; 1 is a still, None the whole clip.
        good_iou: texts below it are low.
        rephrases: the model proposes other words for the low ones.
        attempts: how often it is asked for other words of one text at most.
    """

    most_frames: int | None = DEFAULT_MOST_FRAMES
    good_iou: float = GOOD_IOU
    rephrases: bool = False
    attempts: int = DEFAULT_ATTEMPTS


@dataclass(frozen=True, eq=False)
class CheckedText:
    """A text to be checked, or one to be written first.

    Attributes:
        before: the text; None asks for one.
        about: its one object; None for a text about several or none, which is not rephrased.
        known: texts that are there about the object, which are not proposed again.
    """

    meant: Meant
    kind: ExpressionKind
    before: Expression | None
    about: AnnotationObject | None
    known: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What progress calls it."""
        return self.before.text if self.before is not None else self.about.name if self.about else ""


def texts_in_scope(
    project: Project,
    scope: CheckScope,
    *,
    selected: Iterable[ExpressionId] = (),
    object_ids: Iterable[ObjectId] = (),
    media_id: MediaId | None = None,
) -> list[Expression]:
    """The texts of a scope, clip by clip as they were made. Rejected ones only if they were selected themselves."""
    ids, things = set(selected), set(object_ids)
    wanted: dict[CheckScope, Callable[[Expression], bool]] = {
        CheckScope.SELECTED: lambda each: each.expression_id in ids,
        CheckScope.OBJECTS: lambda each: bool(things & set(each.object_ids)),
        CheckScope.PROPOSED: lambda each: each.state is ExpressionState.PROPOSED,
        CheckScope.UNCHECKED: lambda each: each.round_trip_iou is None,
        CheckScope.LOW: lambda each: each.round_trip_iou is not None and each.round_trip_iou < GOOD_IOU,
        CheckScope.CLIP: lambda each: each.media_id == media_id,
        CheckScope.PROJECT: lambda each: True,
    }
    texts = (each for item_id in project.media for each in project.expressions_of(item_id))
    kept = (
        each for each in texts if scope is CheckScope.SELECTED or each.state is not ExpressionState.REJECTED
    )
    return [each for each in kept if each.text.strip() and wanted[scope](each)]


def prepare_check(project: Project, expression_ids: Iterable[ExpressionId]) -> list[CheckedText]:
    """Snapshots of texts that are still there. Fast: masks stay packed, and texts of the same objects share their tracks."""
    found: list[CheckedText] = []
    of_objects: dict[tuple[MediaId, tuple[ObjectId, ...]], Meant] = {}
    for expression_id in expression_ids:
        before = project.expressions.get(expression_id)
        if before is None:
            continue
        key = (before.media_id, before.object_ids)
        if key not in of_objects:
            of_objects[key] = Meant.of(project, project.media[before.media_id], before.object_ids)
        about = project.objects[before.object_ids[0]] if len(before.object_ids) == 1 else None
        found.append(CheckedText(of_objects[key], before.kind, before, about, _known(project, about)))
    return found


def prepare_captions(
    project: Project, object_ids: Iterable[ObjectId], kind: ExpressionKind
) -> list[CheckedText]:
    """Texts of that kind to be written about objects that are still there."""
    found = []
    for object_id in object_ids:
        about = project.objects.get(object_id)
        if about is not None:
            meant = Meant.of(project, project.media[about.media_id], (object_id,))
            found.append(CheckedText(meant, kind, None, about, _known(project, about)))
    return found


def _known(project: Project, about: AnnotationObject | None) -> tuple[str, ...]:
    return () if about is None else tuple(each.text for each in project.expressions_about(about.object_id))

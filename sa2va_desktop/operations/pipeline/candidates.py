"""Which objects texts are written about: a snapshot of their tracks, judged by the filters of the recipe."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Expression,
    MediaItem,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.editing.shown_mask import shown_track
from sa2va_desktop.operations.pipeline.filters import Filters, TrackFacts, track_facts
from sa2va_desktop.translation import translate

EXTRAS_KEY = "pipeline"
_EDITED = "edited"
"""Of `Expression.extras`: where a text that the pipeline wrote keeps how it was made."""

_OWN_START = f'{{"{EXTRAS_KEY}": {{"recipe": '


@dataclass(frozen=True, eq=False)
class TrackSnapshot:
    """One object as it was when it was asked for; taken on the document's thread, read on any.

    `has_texts`: the recipe has written about it already.
    """

    item: MediaItem
    about: AnnotationObject
    label: str
    track: Mapping[int, ObjectFrame] = field(repr=False)
    has_texts: bool = False


@dataclass(frozen=True, eq=False)
class Candidate:
    """An object that passes."""

    item: MediaItem
    about: AnnotationObject
    label: str
    track: Mapping[int, ObjectFrame] = field(repr=False)
    facts: TrackFacts


@dataclass(frozen=True, eq=False)
class Choice:
    """`left_out`: the others, each with the reason why."""

    candidates: tuple[Candidate, ...]
    left_out: tuple[tuple[AnnotationObject, str], ...]


def snapshots(
    project: Project, recipe_name: str, object_ids: Iterable[ObjectId] | None = None
) -> list[TrackSnapshot]:
    """The objects, or all of the project, clip by clip in list order. Fast: masks stay packed.

    Raises:
        KeyError: there is no such object.
    """
    wanted = None if object_ids is None else set(object_ids)
    if wanted is not None:
        unknown = wanted - project.objects.keys()
        if unknown:
            raise KeyError(min(unknown))
    found = []
    for item in project.media.values():
        for about in project.objects_of(item.media_id):
            if wanted is None or about.object_id in wanted:
                found.append(_snapshot(project, item, about, recipe_name))
    return found


def choose(taken: Sequence[TrackSnapshot], filters: Filters, *, again: bool = False) -> Choice:
    """Those that pass the filters and have no text of the recipe yet, or with `again` those that have, too.

    Unpacks all masks, so not for the GUI thread.
    """
    candidates, left_out = [], []
    for each in taken:
        if each.has_texts and not again:
            left_out.append((each.about, translate("operations", "It has texts of this recipe already.")))
            continue
        facts = track_facts(each.item, each.track)
        reason = filters.reason(facts)
        if reason or facts is None:
            left_out.append((each.about, reason))
        else:
            candidates.append(Candidate(each.item, each.about, each.label, each.track, facts))
    return Choice(tuple(candidates), tuple(left_out))


def is_of_recipe(expression: Expression, recipe_name: str) -> bool:
    """Whether a recipe of that name wrote a text."""
    extras = expression.extras
    if extras.startswith(_OWN_START):  # as we write it ourselves: thousands of texts need no reading
        return extras.startswith(_OWN_START + json.dumps(recipe_name, ensure_ascii=False))
    if EXTRAS_KEY not in extras:
        return False
    try:
        return bool(json.loads(extras)[EXTRAS_KEY]["recipe"] == recipe_name)
    except (ValueError, KeyError, TypeError):
        return False


def mark_edited(extras: str) -> str:
    """`Expression.extras` of a text that a person changed; what no pipeline made stays as it is."""
    made = _made(extras)
    return (
        extras
        if made is None
        else json.dumps({**made, EXTRAS_KEY: {**made[EXTRAS_KEY], _EDITED: True}}, ensure_ascii=False)
    )


def is_marked_edited(extras: str) -> bool:
    """Whether `mark_edited` was there: where words were only taken away, the text itself does not tell."""
    made = _made(extras) if _EDITED in extras else None
    return made is not None and made[EXTRAS_KEY].get(_EDITED) is True


def _made(extras: str) -> dict[str, Any] | None:
    try:
        fields = json.loads(extras) if EXTRAS_KEY in extras else None
    except ValueError:
        return None
    is_ours = isinstance(fields, dict) and isinstance(fields.get(EXTRAS_KEY), dict)
    return fields if is_ours else None


def _snapshot(project: Project, item: MediaItem, about: AnnotationObject, recipe_name: str) -> TrackSnapshot:
    category = project.categories.get(about.category_id) if about.category_id is not None else None
    texts = project.expressions_about(about.object_id)
    return TrackSnapshot(
        item,
        about,
        category.name if category is not None else "",
        shown_track(project, about.object_id),
        any(is_of_recipe(each, recipe_name) for each in texts),
    )

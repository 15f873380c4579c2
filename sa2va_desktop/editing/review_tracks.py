"""What becomes of reviews when tracks are split, swapped, joined or copied: they go along with the masks they are about.

Pure functions to changes. Objects need not be in the project yet: the changes that make them come before these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import ObjectId


def move_reviews(project: Project, source: ObjectId, target: ObjectId, frames: Iterable[int]) -> list[Change]:
    """Reviews on these frames are of another, new object."""
    changes, reviews = [], project.reviews_of(source)
    for frame_index in frames:
        if frame_index in reviews:
            changes += _put(project, target, frame_index, reviews[frame_index])
            changes += _put(project, source, frame_index, None)
    return changes


def swap_reviews(project: Project, first: ObjectId, second: ObjectId, frames: range) -> list[Change]:
    """On these frames the reviews of each are those of the other."""
    changes = []
    mine, theirs = project.reviews_of(first), project.reviews_of(second)
    for frame_index in sorted({*mine, *theirs}):
        if frame_index in frames:
            changes += _put(project, first, frame_index, theirs.get(frame_index))
            changes += _put(project, second, frame_index, mine.get(frame_index))
    return changes


def join_reviews(project: Project, object_ids: Sequence[ObjectId]) -> list[Change]:
    """The first of several objects that become one keeps its reviews, and has the others' where it has none.

    What a person said comes before what a model found when it was asked; all comments stay, one after the other. The
    others' reviews are not touched; they go when the objects do.
    """
    found: dict[int, list[FrameReview]] = {}
    for object_id in object_ids:
        for frame_index, review in project.reviews_of(object_id).items():
            found.setdefault(frame_index, []).append(review)
    changes = []
    for frame_index in sorted(found):
        changes += _put(project, object_ids[0], frame_index, _joined(found[frame_index]))
    return changes


def copy_reviews(project: Project, source: ObjectId, target: ObjectId) -> list[Change]:
    """A new object has the reviews that another one has."""
    reviews = project.reviews_of(source)
    return [change for index, review in reviews.items() for change in _put(project, target, index, review)]


def _joined(reviews: Sequence[FrameReview]) -> FrameReview:
    """One review of several on the same frame, the first object's first."""
    judged = [each for each in reviews if each.verdict is not Verdict.NONE]
    said = [each for each in reviews if each.comment]
    comments = dict.fromkeys(each.comment for each in said)
    return replace((*judged, *said, *reviews)[0], comment="; ".join(comments))


def _put(project: Project, object_id: ObjectId, frame_index: int, review: FrameReview | None) -> list[Change]:
    """The change to this review, as of that object; none when it is there already."""
    old = project.reviews_of(object_id).get(frame_index)
    new = None if review is None else replace(review, object_id=object_id)
    return [] if old == new else [Change(Table.REVIEW, (object_id, frame_index), old, new)]

"""The order in which a person should look at masks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.tracking import CLIP, add_clip, add_track

from sa2va_desktop.annotation.records import FrameState, ObjectId
from sa2va_desktop.editing.commands import put_frame, put_object
from sa2va_desktop.operations.frame_states import give_state
from sa2va_desktop.operations.review import (
    ReviewPlace,
    ReviewReason,
    next_place,
    objects_with_stale_frames,
    review_order,
)
from sa2va_desktop.storage.session import OpenProject, open_project

S = FrameState


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with open_project(tmp_path / "p.sa2va", create=True) as opened:
        add_clip(opened, 30)
        yield opened


def score(session: OpenProject, object_id: ObjectId, scores: dict[int, float]) -> None:
    for index, value in scores.items():
        frame = session.project.frame(object_id, index)
        assert frame is not None
        scored = replace(frame, predicted_iou=value)
        session.do("Score", [put_frame(session.project, object_id, index, scored)])


def places(session: OpenProject, *object_ids: ObjectId) -> list[tuple[int, ReviewReason]]:
    return [(place.frame_index, place.reason) for place in review_order(session.project, object_ids)]


def test_flagged_then_the_least_sure_then_stale(session: OpenProject) -> None:
    dog = add_track(
        session,
        dict.fromkeys(range(20), S.TRACKED)
        | {7: S.FLAGGED, 3: S.FLAGGED, 4: S.FLAGGED}
        | dict.fromkeys((18, 19), S.STALE),
    )
    score(session, dog, {10: 0.6, 11: 0.3, 12: 0.5, 15: 0.1})

    assert places(session, dog) == [
        (3, ReviewReason.FLAGGED),
        (7, ReviewReason.FLAGGED),
        (15, ReviewReason.UNSURE),
        (11, ReviewReason.UNSURE),
        (18, ReviewReason.STALE),
    ]


def test_a_place_that_was_confirmed_leaves_the_queue_and_the_next_neighbour_comes(session: OpenProject) -> None:
    dog = add_track(session, dict.fromkeys((3, 4), S.FLAGGED))
    session.do("Confirm", give_state(session.project, [dog], [3], S.CONFIRMED))

    assert places(session, dog) == [(4, ReviewReason.FLAGGED)]


def test_several_objects_share_one_queue(session: OpenProject) -> None:
    dog = add_track(session, {5: S.FLAGGED})
    cat = add_track(session, {2: S.FLAGGED, 9: S.STALE}, name="cat")

    order = review_order(session.project, [dog, cat])

    assert [(place.object_id, place.frame_index) for place in order] == [(cat, 2), (dog, 5), (cat, 9)]


def test_stepping_goes_round_and_starts_with_the_most_urgent() -> None:
    dog = ObjectId(1)
    order = [ReviewPlace(dog, frame, ReviewReason.FLAGGED) for frame in (3, 7, 12)]
    selected = frozenset({dog})

    assert next_place(order, 0, selected, 1) == order[0]
    assert next_place(order, 3, selected, 1) == order[1]
    assert next_place(order, 12, selected, 1) == order[0]
    assert next_place(order, 3, selected, -1) == order[2]
    assert next_place(order, 3, frozenset(), 1) == order[0]
    assert next_place(order, 5, selected, -1) == order[2]
    assert next_place([], 0, selected, 1) is None


def test_objects_with_stale_frames_are_those_that_may_be_changed(session: OpenProject) -> None:
    dog = add_track(session, {0: S.PROMPTED, 1: S.STALE})
    cat = add_track(session, {0: S.PROMPTED, 1: S.STALE}, name="cat")
    add_track(session, {0: S.PROMPTED}, name="bird")
    item = replace(session.project.objects[cat], is_locked=True)
    session.do("Lock", put_object(session.project, item))

    assert objects_with_stale_frames(session.project, CLIP) == [dog]

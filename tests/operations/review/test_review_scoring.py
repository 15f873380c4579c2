"""Each fault raises the score where it is, and a calm track has none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.reviewing import CLIP, FRAMES, disc, frame, gone, moving, project_of, scores_of

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    Category,
    CategoryId,
    FrameState,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.errors import CancelledError
from sa2va_desktop.operations.review.asked_mask import mask_digest
from sa2va_desktop.operations.review.places import LIMIT, PlaceFilter, PlaceState, places_of, ranked
from sa2va_desktop.operations.review.reasons import reasons, speaking
from sa2va_desktop.operations.review.scoring import ClipScorer, FrameScores, snapshot
from sa2va_desktop.operations.review.witness import WITNESSES, Witness
from sa2va_desktop.tasks import CancelToken

ONE, TWO = ObjectId(1), ObjectId(2)


def doubtful(scores: FrameScores) -> list[int]:
    return scores.frames[scores.scores > LIMIT].tolist()


def review(project: Project, review: FrameReview) -> None:
    known = project.reviews_of(review.object_id).get(review.frame_index)
    project.apply([Change(Table.REVIEW, review.slot_key, known, review)])


def test_a_calm_track_has_no_doubt() -> None:
    scores = scores_of(project_of(moving()))[ONE]

    assert doubtful(scores) == []
    assert places_of(CLIP, {ONE: scores}) == []


def test_a_mask_that_vanishes_in_the_open_is_doubtful_until_it_comes_back() -> None:
    track = moving()
    for index in range(20, 26):
        track[index] = frame(gone())

    scores = scores_of(project_of(track))[ONE]

    assert set(range(20, 26)) <= set(doubtful(scores)) <= set(range(20, 27))
    assert speaking(scores, 22)[0] is Witness.GONE


def test_a_mask_that_leaves_by_the_border_is_not() -> None:
    track = {index: frame(disc(100 + 8 * index, 60)) for index in range(FRAMES)}
    track[0] = replace(track[0], state=FrameState.PROMPTED)

    scores = scores_of(project_of(track))[ONE]

    assert track[20].rle.is_empty
    assert not set(doubtful(scores)) & set(range(20, FRAMES))


def test_what_a_person_called_absent_is_not() -> None:
    track = moving()
    for index in range(20, 26):
        track[index] = ObjectFrame(gone(), FrameState.ABSENT)

    assert set(doubtful(scores_of(project_of(track))[ONE])) <= {26}


def test_exchanged_objects_are_doubtful_from_there_on_and_the_words_say_with_whom() -> None:
    first, second = moving(30), moving(90)
    for index in range(25, FRAMES):
        first[index], second[index] = second[index], first[index]

    project = project_of(first, second)
    scores = scores_of(project)

    for object_id in (ONE, TWO):
        assert doubtful(scores[object_id]) == list(range(25, FRAMES))
        assert scores[object_id].swapped_with[25] == 3 - object_id
    assert "it is where “thing 2” was" in reasons(project, scores[ONE], 25)


def test_objects_that_swap_back_are_trusted_again() -> None:
    first, second = moving(30), moving(90)
    for index in range(15, 20):
        first[index], second[index] = second[index], first[index]

    found = doubtful(scores_of(project_of(first, second))[ONE])

    assert set(range(15, 20)) <= set(found)
    assert not set(found) & set(range(23, FRAMES))


def test_a_frame_that_somebody_confirmed_vouches_for_its_stretch() -> None:
    first, second = moving(30), moving(90)
    for index in range(25, FRAMES):
        first[index], second[index] = second[index], first[index]
    first[30] = replace(first[30], state=FrameState.CONFIRMED)

    scores = scores_of(project_of(first, second))[ONE]

    after = WITNESSES.index(Witness.AFTER_BREAK)
    assert scores.doubts[28, after] == 0.0
    assert scores.scores[30] == 0.0


def test_a_mask_of_another_size_says_by_how_much() -> None:
    track = moving()
    track[20] = frame(disc(110, 30, radius=26))

    project = project_of(track)
    scores = scores_of(project)[ONE]

    assert 20 in doubtful(scores)
    assert len([words for words in reasons(project, scores, 20) if words.startswith("area ×3.")]) == 1


def test_questions_that_find_something_else_raise_what_lies_between_them() -> None:
    project = project_of(moving(), expression="the ball")
    for index, iou in ((5, 0.95), (15, 0.1), (25, 0.0), (35, 0.9)):
        review(project, FrameReview(ONE, index, asked_iou=iou, asked_text="the ball", model_name="m"))

    scores = scores_of(project)[ONE]

    assert set(range(15, 26)) <= set(doubtful(scores))
    assert not set(doubtful(scores)) & {5, 35}
    assert "asked again: IoU 0.10" in reasons(project, scores, 15)
    assert any("frame 15" in words or "frame 25" in words for words in reasons(project, scores, 19))


def test_an_answer_about_another_mask_counts_no_longer() -> None:
    track = moving()
    project = project_of(track, expression="the ball")
    asked = FrameReview(ONE, 15, asked_iou=0.0, asked_text="the ball", model_name="m")
    review(project, replace(asked, asked_mask=mask_digest(track[15].rle)))
    assert doubtful(scores_of(project)[ONE]) != []

    review(project, replace(asked, asked_mask=mask_digest(track[16].rle)))

    assert doubtful(scores_of(project)[ONE]) == []


def test_a_label_that_the_model_does_not_see_is_one_place() -> None:
    project = project_of(moving())
    thing = project.objects[ONE]
    cat = Category(CategoryId(1), "cat", (9, 9, 9))
    named = replace(thing, category_id=cat.category_id)
    project.apply([Change(Table.CATEGORY, cat.category_id, None, cat), Change(Table.OBJECT, ONE, thing, named)])
    review(project, FrameReview(ONE, 7, asked_iou=0.0, asked_text="cat", model_name="m"))

    scores = scores_of(project)[ONE]

    assert doubtful(scores) == [7]
    assert reasons(project, scores, 7) == ["it does not look like “cat”"]


def test_rejected_and_flagged_come_first_and_stale_last() -> None:
    track = moving()
    track[10] = replace(track[10], state=FrameState.FLAGGED)
    track[20] = replace(track[20], state=FrameState.FLAGGED)
    track[30] = replace(track[30], state=FrameState.STALE)
    project = project_of(track)
    review(project, FrameReview(ONE, 20, Verdict.REJECTED))

    order = ranked(places_of(CLIP, scores_of(project)))

    assert [(each.frame_index, each.state) for each in order] == [
        (10, PlaceState.OPEN),
        (20, PlaceState.REJECTED),
        (30, PlaceState.OPEN),
    ]


def test_a_place_has_the_first_words_that_were_said_of_its_frames() -> None:
    track = moving()
    track[10] = replace(track[10], state=FrameState.FLAGGED)
    track[20] = replace(track[20], state=FrameState.FLAGGED)
    project = project_of(track)
    for frame_index, words in ((9, "before"), (10, "here"), (11, "behind")):
        review(project, FrameReview(ONE, frame_index, comment=words))

    words = {each.frame_index: each.comment for each in places_of(CLIP, scores_of(project))}

    assert words == {10: "here", 20: ""}


def test_filters_leave_what_fits() -> None:
    track = moving()
    track[10] = replace(track[10], state=FrameState.FLAGGED)
    [place] = places_of(CLIP, scores_of(project_of(track)))

    assert PlaceFilter().has(place, [])
    assert PlaceFilter(object_id=ONE, media_id=CLIP).has(place, [])
    assert not PlaceFilter(object_id=TWO).has(place, [])
    assert not PlaceFilter(witness=Witness.GONE).has(place, [Witness.AREA])
    assert PlaceFilter(witness=Witness.GONE).has(place, [Witness.AREA, Witness.GONE])
    assert not PlaceFilter(states=frozenset({PlaceState.CONFIRMED})).has(place, [])


def test_scoring_again_after_a_change_gives_what_scoring_anew_gives() -> None:
    first, second = moving(30), moving(90)
    project = project_of(first, second)
    scorer = ClipScorer()
    scorer.score(snapshot(project, CLIP))
    changes = [
        Change(Table.FRAME, (ONE, index), first[index], frame(disc(200, 90, 6 + index)))
        for index in (12, 13, FRAMES - 1)
    ]
    changes.append(Change(Table.FRAME, (ONE, 20), first[20], None))
    project.apply(changes)

    again = scorer.score(snapshot(project, CLIP, frozenset({ONE})))

    anew = scores_of(project)
    for object_id in (ONE, TWO):
        assert np.array_equal(again[object_id].frames, anew[object_id].frames)
        assert np.allclose(again[object_id].doubts, anew[object_id].doubts)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_changes_scores_are_those_of_a_first_look(seed: int) -> None:
    random = np.random.default_rng(seed)
    tracks = [moving(30 + 12 * each, 4 if each % 2 else -1) for each in range(4)]
    project, scorer = project_of(*tracks), ClipScorer()
    scorer.score(snapshot(project, CLIP, frozenset({ONE, TWO})))
    scorer.score(snapshot(project, CLIP, frozenset(project.objects)))
    for _ in range(6):
        object_id = ObjectId(int(random.integers(1, 5)))
        start, stop = np.sort(random.integers(0, FRAMES, 2)).tolist()
        changes = []
        for index in range(start, min(stop, start + 6) + 1):
            place = random.uniform(0, 240), random.uniform(0, 120)
            choice = random.integers(4)
            made = [None, frame(gone()), frame(disc(*place)), frame(disc(110, 50, 20))][choice]
            was = project.frame(object_id, index)
            if was is not None or made is not None:
                changes.append(Change(Table.FRAME, (object_id, index), was, made))
        project.apply(changes)

        again = scorer.score(snapshot(project, CLIP, frozenset({object_id})))

        for each, anew in scores_of(project).items():
            assert np.array_equal(again[each].frames, anew.frames)
            assert np.array_equal(again[each].doubts, anew.doubts)
            assert np.array_equal(again[each].swapped_with, anew.swapped_with)


def test_a_change_leaves_the_scores_of_what_it_does_not_meet() -> None:
    first, far = moving(20), moving(100)
    project, scorer = project_of(first, far), ClipScorer()
    before = scorer.score(snapshot(project, CLIP))
    project.apply([Change(Table.FRAME, (ONE, 7), first[7], frame(disc(58, 20, 16)))])

    after = scorer.score(snapshot(project, CLIP, frozenset({ONE})))

    assert after[TWO] is before[TWO]
    assert after[ONE] is not before[ONE]


def test_what_was_cancelled_is_made_up_for() -> None:
    project, scorer, token = project_of(moving(30), moving(60)), ClipScorer(), CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        scorer.score(snapshot(project, CLIP), token)

    found = scorer.score(snapshot(project, CLIP, frozenset()))

    for each, anew in scores_of(project).items():
        assert np.array_equal(found[each].doubts, anew.doubts)


def test_an_object_that_is_gone_is_forgotten() -> None:
    project = project_of(moving(), {})
    scorer = ClipScorer()
    assert set(scorer.score(snapshot(project, CLIP))) == {ONE, TWO}
    project.apply([Change(Table.OBJECT, TWO, project.objects[TWO], None)])

    assert set(scorer.score(snapshot(project, CLIP, frozenset()))) == {ONE}


@pytest.mark.parametrize("seed", range(8))
def test_scores_are_chances_whatever_the_tracks_are(seed: int) -> None:
    random = np.random.default_rng(seed)
    tracks = []
    for _ in range(3):
        track: dict[int, ObjectFrame] = {}
        for index in random.choice(FRAMES, size=int(random.integers(0, FRAMES)), replace=False).tolist():
            place = random.uniform(-20, 260), random.uniform(-20, 140)
            rle = gone() if random.random() < 0.2 else disc(*place, radius=float(random.uniform(0.3, 40)))
            state = FrameState(int(random.integers(1, 10)))
            scored = random.random() < 0.7
            track[index] = ObjectFrame(rle, state, 0.5 if scored else None, -1.0 if scored else None)
        tracks.append(track)

    project = project_of(*tracks)

    for scores in scores_of(project).values():
        assert np.isfinite(scores.doubts).all()
        assert ((scores.scores >= 0) & (scores.scores <= 1)).all()
        assert (np.abs(scores.doubts) <= 1).all()
        for index in scores.frames.tolist():
            assert all(reasons(project, scores, index))

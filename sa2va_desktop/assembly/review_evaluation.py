"""Faults planted into scenes that a model tracks, and how soon the review queue shows them: `evaluate review`.

The scenes are drawn, tracked from one mask of each object, spoiled, and put into a project in memory; the queue is that
of the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sa2va_desktop.evaluation.planted_faults import (
    WRONG_IOU,
    FaultKind,
    KindRecall,
    PlantedFault,
    QueuedFrame,
    Tracks,
    iou,
    plant,
    recall,
)
from sa2va_desktop.tasks import CancelToken

if TYPE_CHECKING:
    from sa2va_desktop.annotation.project import Project
    from sa2va_desktop.annotation.rle import MaskRle
    from sa2va_desktop.inference.api import Predictor
    from sa2va_desktop.operations.review.scoring import FrameScores
    from sa2va_desktop.scenes.clip import Clip

FRAME_COUNT = 48
SIZE_HW = (240, 320)
OWN_MISTAKES = 0.05
"""Objects of which the tracker itself loses more frames are left out, else its faults would stand before the planted ones."""
SHARE = 0.1
"""Of the queue's frames: so much is looked at."""
WITNESS_SETS = ("scores", "scores + geometry", "scores + geometry + asking")


@dataclass(frozen=True, eq=False)
class SpoiledClip:
    """A clip with one fault, as a project; `scores` of each of `WITNESS_SETS`."""

    fault: PlantedFault
    project: Project
    wrong: frozenset[tuple[int, int]]
    scores: dict[str, dict[int, FrameScores]]
    question_count: int


@dataclass(frozen=True)
class ReviewResult:
    """Figures of one set of witnesses.

    Attributes:
        frame_count: masks in the queue; looked_at: those in its first tenth.
        wrong_count: masks that disagree with the truth, planted or made by the tracker; found_wrong: of those looked at.
    """

    witnesses: str
    kinds: dict[FaultKind, KindRecall]
    frame_count: int
    looked_at: int
    wrong_count: int
    found_wrong: int


class _Pictures:
    """The pictures of a drawn clip as a provider of frames."""

    def __init__(self, clip: Clip) -> None:
        self._frames = clip.frames
        self.frame_count = len(clip.frames)
        self.size_hw = (clip.frames.shape[1], clip.frames.shape[2])

    def read_rgb(self, frame_index: int) -> np.ndarray:
        return self._frames[frame_index]


def spoiled_clips(
    predictor: Predictor,
    *,
    clip_count: int,
    seed: int,
    limit: int,
    token: CancelToken,
    on_clip: Callable[[int], None] = lambda done: None,
) -> Iterator[SpoiledClip]:
    """Draw, track, spoil and score one clip after the other; the kinds of faults take turns.

    Args:
        limit: of questions a clip.
    """
    from sa2va_desktop.scenes.clip import Split, sample_clip

    kinds = tuple(FaultKind)
    made = drawn = 0
    while made < clip_count:
        clip = sample_clip(Split.EVALUATION, seed, 50_000 + drawn, size_hw=SIZE_HW, frame_count=FRAME_COUNT)
        rng = np.random.default_rng([seed, drawn])
        drawn += 1
        spoiled = _spoiled(predictor, clip, kinds[made % len(kinds)], rng, limit, token)
        if spoiled is not None:
            made += 1
            yield spoiled
            on_clip(made)


def _spoiled(
    predictor: Predictor, clip: Clip, kind: FaultKind, rng: np.random.Generator, limit: int, token: CancelToken
) -> SpoiledClip | None:
    """None where the fault cannot be planted."""
    from sa2va_desktop.operations.review.asking import asking_events, plan_questions
    from sa2va_desktop.operations.review.scoring import ClipScorer, snapshot
    from sa2va_desktop.operations.review.witness import GEOMETRY, SCORES

    truth = {each.object_id: each.masks for each in clip.objects}
    tracks = {
        object_id: track
        for object_id, track in _tracked(predictor, clip, token).items()
        if sum(iou(frame.rle, truth[object_id][index]) < WRONG_IOU for index, frame in track.items())
        <= OWN_MISTAKES * len(track)
    }
    planted = plant(
        kind,
        tracks,
        truth,
        rng,
        lambda _object_id, frame_index, rle: _score_after(predictor, clip, frame_index, rle, token),
    )
    if planted is None:
        return None
    tracks, fault = planted
    project = _project(clip, tracks, fault, rng)
    media_id = next(iter(project.media))
    scores = {
        name: ClipScorer(heard).score(snapshot(project, media_id))
        for name, heard in ((WITNESS_SETS[0], SCORES), (WITNESS_SETS[1], SCORES | GEOMETRY))
    }
    plan = plan_questions(project, media_id, scores[WITNESS_SETS[1]], limit=limit)
    frames = _Pictures(clip)
    for asked in asking_events(predictor, plan.questions, lambda: nullcontext(frames), token):
        _keep(project, asked)
    scores[WITNESS_SETS[2]] = ClipScorer().score(snapshot(project, media_id))
    wrong = frozenset(
        (object_id, index)
        for object_id, track in tracks.items()
        for index, frame in track.items()
        if iou(frame.rle, truth[object_id][index]) < WRONG_IOU
    )
    return SpoiledClip(fault, project, wrong, scores, len(plan.questions))  # type: ignore[arg-type]


def result_of(clips: Sequence[SpoiledClip], witnesses: str, share: float = SHARE) -> ReviewResult:
    """What the first part of the queue over all clips shows."""
    queue = [each for number, clip in enumerate(clips) for each in _queue(number, clip, witnesses)]
    queue.sort(key=lambda each: -each[0])
    looked_at = [each for _, each in queue[: round(share * len(queue))]]
    faults = [(number, clip.fault) for number, clip in enumerate(clips)]
    shown = {(each.clip, each.object_id, each.frame_index) for each in looked_at}
    wrong = {(number, *place) for number, clip in enumerate(clips) for place in clip.wrong}
    return ReviewResult(
        witnesses, recall(faults, looked_at), len(queue), len(looked_at), len(wrong), len(wrong & shown)
    )


def _queue(number: int, clip: SpoiledClip, witnesses: str) -> Iterator[tuple[float, QueuedFrame]]:
    """Every mask with the key of its place in the queue: places by their worst frame, all frames of one together."""
    from sa2va_desktop.operations.review.places import places_of
    from sa2va_desktop.operations.review.reasons import speaking
    from sa2va_desktop.operations.review.witness import Witness

    scores = clip.scores[witnesses]
    media_id = next(iter(clip.project.media))
    rank: dict[tuple[int, int], float] = {}
    for place in places_of(media_id, scores):  # type: ignore[arg-type]
        for index in range(place.start, place.stop):
            rank[place.object_id, index] = 1.0 + place.score
    for object_id, each in scores.items():
        for at, index in enumerate(each.frames.tolist()):
            says = Witness.LABEL in speaking(each, at) and witnesses == WITNESS_SETS[2]
            key = rank.get((object_id, index), float(each.scores[at]))
            yield key, QueuedFrame(number, object_id, index, says)


def _tracked(predictor: Predictor, clip: Clip, token: CancelToken) -> Tracks:
    """Each object from one mask, the first on which it is large enough to be marked, through the whole clip."""
    from sa2va_desktop.annotation.records import FrameState, ObjectFrame
    from sa2va_desktop.annotation.rle import rle_to_mask
    from sa2va_desktop.inference.api import ObjectPrompt, TrackRequest

    prompts: list[ObjectPrompt] = []
    names: list[int] = []
    for thing in clip.objects:
        largest = max(mask.area for mask in thing.masks)
        start = next((n for n, mask in enumerate(thing.masks) if mask.area > 0.5 * largest), None)
        if start is not None and largest:
            prompts.append(ObjectPrompt(len(names), start, mask=rle_to_mask(thing.masks[start])))
            names.append(thing.object_id)
    tracks: Tracks = {object_id: {} for object_id in names}
    request = TrackRequest(_Pictures(clip), tuple(prompts), (0, len(clip.frames)))
    for event in predictor.track(request, token):
        for mask in event.masks:
            state = (
                FrameState.PROMPTED
                if mask.is_key
                else FrameState.ABSENT
                if mask.rle.is_empty
                else FrameState.TRACKED
            )
            tracks[names[mask.object_index]][event.frame_index] = ObjectFrame(
                mask.rle, state, mask.predicted_iou, mask.object_score
            )
    return tracks


def _score_after(
    predictor: Predictor, clip: Clip, frame_index: int, rle: MaskRle, token: CancelToken
) -> tuple[float, float]:
    """What the tracker says of the next frame when it has followed something as far as this mask."""
    from sa2va_desktop.annotation.rle import rle_to_mask
    from sa2va_desktop.inference.api import ObjectPrompt, TrackDirection, TrackRequest

    start = max(0, frame_index - 1)
    request = TrackRequest(
        _Pictures(clip),
        (ObjectPrompt(0, start, mask=rle_to_mask(rle)),),
        (start, frame_index + 1),
        TrackDirection.FORWARD,
    )
    last = [event for event in predictor.track(request, token) if event.frame_index == frame_index][-1].masks[0]
    return last.predicted_iou, last.object_score


def _project(clip: Clip, tracks: Tracks, fault: PlantedFault, rng: np.random.Generator) -> Project:
    """What a person would have: objects called by an expression and a label, with the tracks."""
    from sa2va_desktop.annotation.changes import Change, Table
    from sa2va_desktop.annotation.project import Project
    from sa2va_desktop.annotation.records import CategoryId, ObjectId
    from sa2va_desktop.scenes.clip_records import records_of

    known = records_of(clip)
    project = Project()
    changes = [Change(Table.MEDIA, known.item.media_id, None, known.item)]
    categories = dict(known.categories)
    labels = {each.object_id: each.category_id for each in known.objects}
    if fault.kind is FaultKind.LABEL:
        categories, labels = _mislabelled(categories, labels, ObjectId(fault.object_ids[0]), rng)
    changes += [
        Change(Table.CATEGORY, CategoryId(each.category_id), None, each) for each in categories.values()
    ]
    for item in known.objects:
        if item.object_id in tracks:
            said = [each.text for each in clip.expressions if each.object_ids == (int(item.object_id),)]
            named = replace(item, expression=said[0] if said else "", category_id=labels[item.object_id])
            changes.append(Change(Table.OBJECT, item.object_id, None, named))
            changes += [
                Change(Table.FRAME, (item.object_id, index), None, frame)
                for index, frame in tracks[item.object_id].items()
            ]
    project.apply(changes)
    return project


def _mislabelled(categories, labels, object_id, rng):  # type: ignore[no-untyped-def]
    """Another noun for an object: one that something else in the clip has, or any that the scenes know."""
    from sa2va_desktop.annotation.palette import distinct_color
    from sa2va_desktop.annotation.records import Category, CategoryId
    from sa2va_desktop.scenes.nouns import NOUNS

    right = categories[labels[object_id]].name
    names = {each.name: each.category_id for each in categories.values()}
    wrong = str(rng.choice([noun for noun in sorted(NOUNS) if noun != right]))
    category_id = names.get(wrong, CategoryId(1_000))
    grown = {**categories, category_id: Category(category_id, wrong, distinct_color(40))}
    return grown, {**labels, object_id: category_id}


def _keep(project: Project, asked) -> None:  # type: ignore[no-untyped-def]
    from sa2va_desktop.annotation.changes import Change, Table
    from sa2va_desktop.annotation.frame_review import FrameReview

    review = FrameReview(
        asked.question.object_id,
        asked.frame_index,
        asked_iou=asked.iou,
        asked_text=asked.question.text,
        model_name=asked.model_name,
    )
    known = project.reviews_of(review.object_id).get(review.frame_index)
    project.apply([Change(Table.REVIEW, review.slot_key, known, review)])

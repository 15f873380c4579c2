"""Draws the scene of a planned sample, and finds what is asked about it. The same numbers always give the same sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.datasets.benchmark_records import BenchmarkSample, SampleKind
from sa2va_desktop.errors import UsageError
from sa2va_desktop.evaluation.scene_plan import OTHER_NOUN, PlannedSample, Quota, SceneTask
from sa2va_desktop.scenes.clip import Clip, ClipObject, Split, sample_clip, scene_rng
from sa2va_desktop.scenes.expressions import ExpressionKind
from sa2va_desktop.scenes.facts import NUMBERS
from sa2va_desktop.scenes.nouns import HELD_OUT_PAIRS
from sa2va_desktop.scenes.questions import QuestionKind
from sa2va_desktop.scenes.scene import Composition

SIZE_HW = (240, 320)
CLIP_FRAMES = 32
CLEAR_SHARE = 0.004
"""Of the picture's pixels; a person would not click or mark something smaller."""

_TRIES = 400
_COMPOSITIONS = {
    ExpressionKind.NEEDS_BOTH.value: Composition.NEEDS_BOTH,
    ExpressionKind.EXTREME_NOUN.value: Composition.TWINS,
    ExpressionKind.GROUP.value: Composition.TWINS,
}
"""Where most scenes would not do."""
_WANTED_ANSWERS = {
    QuestionKind.COUNT.value: NUMBERS[:5],
    QuestionKind.PLACE.value: ("left", "middle", "right"),
    QuestionKind.EXISTS.value: ("yes", "no"),
    QuestionKind.RELATION.value: ("yes", "no"),
}
"""Taken in turns, so that always giving one answer earns little."""


@dataclass(frozen=True, eq=False)
class AskedScene:
    """A scene and what is asked about it.

    Attributes:
        text: expression or question, "" where the task has none.
        meant: ids of the things that are meant, in the order of the words.
        answer: the words that are right, "" where masks are wanted.
    """

    quota: Quota
    clip: Clip
    text: str = ""
    meant: tuple[int, ...] = ()
    answer: str = ""


_Found = tuple[str, tuple[int, ...], str]
"""Text, ids, answer."""


def draw(planned: PlannedSample, seed: int) -> AskedScene:
    """Scenes of one random stream are drawn until one has what is wanted."""
    quota = planned.quota
    is_clip = quota.task in (SceneTask.CLIP, SceneTask.TRACK)
    for attempt in range(_TRIES):
        index = (planned.quota_index * 1_000 + planned.number) * 1_000 + attempt
        clip = sample_clip(
            Split.EVALUATION,
            seed,
            index,
            size_hw=SIZE_HW,
            frame_count=CLIP_FRAMES if is_clip else 1,
            composition=_COMPOSITIONS.get(quota.kind),
            held_out=quota.held_out,
        )
        found = _askable(clip, planned)
        if found:
            chosen = found[int(scene_rng(Split.EVALUATION, seed, index, 999_999).integers(len(found)))]
            return AskedScene(quota, clip, *chosen)
    raise UsageError(f"{planned.key}: expected a scene with what is asked among {_TRIES}, found none")


def sample_of(planned: PlannedSample, scene: AskedScene) -> BenchmarkSample:
    """What is shown and sent. Expressions are typed bare and, every other one, in the words of the task "Segment"."""
    clip, task = scene.clip, scene.quota.task
    region = mask_to_rle(clip.ids[0] == scene.meant[0]) if task is SceneTask.REGION else None
    point = deepest_point(clip, scene.meant[0]) if task in (SceneTask.CLICK, SceneTask.TRACK) else (0.0, 0.0)
    return BenchmarkSample(
        planned.key,
        _sample_kind(planned),
        scene.text,
        drawn=clip.frames,
        region=region,
        point_xy=point,
        details=scene,
    )


def deepest_point(clip: Clip, object_id: int) -> tuple[float, float]:
    """The point of a thing, on the first frame, that is farthest from its edge, in picture pixels."""
    inside = np.pad((clip.ids[0] == object_id).astype(np.uint8), 1)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 5)[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return (float(x) + 0.5, float(y) + 0.5)


def _sample_kind(planned: PlannedSample) -> SampleKind:
    fixed = {
        SceneTask.CLICK: SampleKind.CLICK,
        SceneTask.TRACK: SampleKind.CLICK,
        SceneTask.REGION: SampleKind.MARKED_THING,
        SceneTask.GROUNDED: SampleKind.GROUNDED_CAPTION,
        SceneTask.QUESTION: SampleKind.CHAT,
    }
    return fixed.get(planned.quota.task, SampleKind.REFERRING if planned.number % 2 else SampleKind.INSTRUCTION)


def _askable(clip: Clip, planned: PlannedSample) -> Sequence[_Found]:
    quota = planned.quota
    match quota.task:
        case SceneTask.STILL | SceneTask.CLIP:
            return _expressions(clip, quota)
        case SceneTask.SEVERAL:
            return _several(clip, int(quota.kind))
        case SceneTask.ABSENT:
            words = 2 if quota.kind == OTHER_NOUN else 3  # "the boat", "the blue boat"
            absent = [each.text for each in clip.more if each.kind is ExpressionKind.ABSENT]
            return [(text, (), "") for text in absent if len(text.split()) == words]
        case SceneTask.QUESTION:
            return _questions(clip, planned)
        case SceneTask.GROUNDED:
            ids = tuple(object_id for _, _, object_id in clip.description.phrases)
            return [("", ids, clip.description.text)] if ids else []
        case SceneTask.REGION:
            return [("", (each.object_id,), each.caption) for each in _clear_things(clip, quota)]
        case _:
            return [("", (each.object_id,), "") for each in _clear_things(clip, quota)]


def _expressions(clip: Clip, quota: Quota) -> list[_Found]:
    allowed = {each.object_id for each in clip.objects if not quota.held_out or _is_held_out(each)}
    return [
        (each.text, each.object_ids, "")
        for each in (*clip.expressions, *clip.more)
        if each.kind.value == quota.kind and allowed.issuperset(each.object_ids)
    ]


def _several(clip: Clip, count: int) -> list[_Found]:
    """Where there is a thing that is not named, unless all four are wanted: more are never in a scene."""
    if count < 4 and len(clip.objects) <= count:
        return []
    return [
        (each.text, each.object_ids, "")
        for each in clip.more
        if each.kind is ExpressionKind.SEVERAL and len(each.object_ids) == count
    ]


def _questions(clip: Clip, planned: PlannedSample) -> list[_Found]:
    wanted = _WANTED_ANSWERS.get(planned.quota.kind)
    word = wanted[planned.number % len(wanted)] if wanted else ""
    return [
        (each.text, (), each.answer)
        for each in clip.questions
        if each.kind.value == planned.quota.kind and word in each.answer.lower()
    ]


def _clear_things(clip: Clip, quota: Quota) -> list[ClipObject]:
    return [
        each
        for each in clip.objects
        if (clip.ids[0] == each.object_id).mean() >= CLEAR_SHARE and (not quota.held_out or _is_held_out(each))
    ]


def _is_held_out(thing: ClipObject) -> bool:
    return (thing.colour, thing.noun) in HELD_OUT_PAIRS

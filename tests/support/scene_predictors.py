"""Predictors for the benchmark of unseen scenes: one that always knows the truth, and one that never finds anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from support.scripted_predictor import Script, ScriptedPredictor

from sa2va_desktop.annotation.rle import empty_rle, mask_to_rle
from sa2va_desktop.evaluation.benchmark import Benchmark
from sa2va_desktop.evaluation.scene_drawing import AskedScene
from sa2va_desktop.evaluation.scene_plan import SceneTask
from sa2va_desktop.inference.api import AnswerFinished, FrameMasks, History, ObjectMask, SegmentFound

SAYS_NOTHING = Script(("I see nothing.",))


class KnowingPredictor(ScriptedPredictor):
    """Answers the samples of a benchmark in their order, from the truth that they carry."""

    def __init__(self, benchmark: Benchmark) -> None:
        super().__init__()
        self._scenes = (sample.details for sample in benchmark.samples())

    def ask(self, request: Any, *args: Any, **named: Any) -> Iterator[Any]:
        self.requests.append(request)
        scene: AskedScene = next(self._scenes)
        answer = scene.answer or "It is that."
        phrases = [(start, stop) for start, stop, _ in scene.clip.description.phrases]
        if scene.quota.task is not SceneTask.GROUNDED:
            phrases = [(0, 0)] * len(scene.meant)
        has_masks = scene.quota.task not in (SceneTask.REGION, SceneTask.QUESTION)
        spans = phrases if has_masks else []
        for index, (start, stop) in enumerate(spans):
            yield SegmentFound(index, start, stop)
        yield AnswerFinished(answer, answer, History(()), len(spans), is_truncated=False)
        yield from _masks(scene) if spans else ()

    def track(self, request: Any, token: Any) -> Iterator[FrameMasks]:
        self.requests.append(request)
        yield from _masks(next(self._scenes))

    def segment(self, request: Any, token: Any) -> Sequence[ObjectMask]:
        self.requests.append(request)
        return next(_masks(next(self._scenes))).masks


class BlindPredictor(ScriptedPredictor):
    """Says one sentence to everything, and its clicks give empty masks."""

    def __init__(self) -> None:
        super().__init__(SAYS_NOTHING)

    def track(self, request: Any, token: Any) -> Iterator[FrameMasks]:
        return (_emptied(event) for event in super().track(request, token))

    def segment(self, request: Any, token: Any) -> Sequence[ObjectMask]:
        return _emptied(FrameMasks(0, tuple(super().segment(request, token)), 1, 1)).masks


def _masks(scene: AskedScene) -> Iterator[FrameMasks]:
    count = len(scene.clip.ids)
    for frame, ids in enumerate(scene.clip.ids):
        masks = tuple(
            ObjectMask(index, mask_to_rle(ids == object_id), 0.9, 6.0, is_key=frame == 0)
            for index, object_id in enumerate(scene.meant)
        )
        yield FrameMasks(frame, masks, frame + 1, count)


def _emptied(event: FrameMasks) -> FrameMasks:
    masks = tuple(replace(each, rle=empty_rle(*each.rle.size_hw)) for each in event.masks)
    return replace(event, masks=masks)

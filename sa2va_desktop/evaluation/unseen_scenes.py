"""The benchmark behind the table of aims: scenes that are drawn while it runs, from a split that no training draws from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sa2va_desktop.datasets.benchmark_records import BenchmarkSample, FigureTable, Prediction, Scored
from sa2va_desktop.evaluation.benchmark import Benchmark, Row
from sa2va_desktop.evaluation.scene_drawing import AskedScene, draw, sample_of
from sa2va_desktop.evaluation.scene_plan import DEFAULT_PLAN, Quota, scheduled
from sa2va_desktop.evaluation.scene_scores import score_scene
from sa2va_desktop.evaluation.scene_tables import scene_tables

DEFAULT_SEED = 6
_FINGERPRINTED = 8


class UnseenScenes(Benchmark):
    """Needs no data set. The same seed and plan always give the same samples, in the same order."""

    benchmark_id = "unseen-scenes"
    title = "Unseen scenes"
    frames = "uniform:5"  # what the window shows unless told otherwise

    def __init__(self, seed: int = DEFAULT_SEED, plan: Sequence[Quota] = DEFAULT_PLAN) -> None:
        super().__init__(lambda: iter(()))
        self._seed = seed
        self._planned = scheduled(plan)
        self._by_key = {each.key: each for each in self._planned}

    def conditions(self) -> Mapping[str, str | int]:
        """The seed, and what changes when other scenes are drawn of the same seed."""
        known = hashlib.sha256()
        for planned in self._planned[:_FINGERPRINTED]:
            scene = draw(planned, self._seed)
            known.update(scene.text.encode() + scene.answer.encode() + scene.clip.frames[0].tobytes())
        return {"seed": self._seed, "planned_samples": len(self._planned), "scenes": known.hexdigest()[:12]}

    def samples(self) -> Iterator[BenchmarkSample]:
        for planned in self._planned:
            yield sample_of(planned, draw(planned, self._seed))

    def score(self, sample: BenchmarkSample, prediction: Prediction) -> Scored:
        scene = sample.details
        assert isinstance(scene, AskedScene)
        return score_scene(scene, prediction, sample.key)

    def tables(self, rows: Sequence[Row]) -> list[FigureTable]:
        return scene_tables(rows)

    def picture(self, key: str) -> npt.NDArray[np.uint8] | None:
        return draw(self._by_key[key], self._seed).clip.frames[0]

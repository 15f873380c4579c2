"""Where the clips of a batch are worked on: here, one after the other. `ray_engine` has the other way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from sa2va_desktop.operations.batch.clip_job import ClipJob, LoadPredictor, run_clip
from sa2va_desktop.operations.batch.clip_result import ClipResult
from sa2va_desktop.operations.batch.recipe import Recipe
from sa2va_desktop.tasks import CancelToken


class BatchEngine(Protocol):
    """Works on clips and gives back their results in any order, each as soon as it is there."""

    def run(self, jobs: Sequence[ClipJob], recipe: Recipe, token: CancelToken) -> Iterator[ClipResult]:
        """Raises:
        CancelledError: cancelled; clips in work are lost and done again next time.
        ModelError: the model cannot be loaded.
        """
        ...


class LocalEngine:
    """One model in this process."""

    def __init__(self, load: LoadPredictor) -> None:
        self._load = load

    def run(self, jobs: Sequence[ClipJob], recipe: Recipe, token: CancelToken) -> Iterator[ClipResult]:
        if not jobs:
            return
        predictor = self._load(recipe)
        try:
            for job in jobs:
                token.raise_if_cancelled()
                yield run_clip(job, recipe, predictor, token)
        finally:
            predictor.close()

"""Clips over many GPUs and machines by Ray Data: a model a worker, and clips of a worker that is lost are done again.

Ray is an extra. Sources have to lie under the same path on every machine; results come back over the network and only
the calling process writes.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sa2va_desktop.errors import ModelError, UsageError
from sa2va_desktop.operations.batch.clip_job import ClipJob, LoadPredictor, run_clip
from sa2va_desktop.operations.batch.clip_result import ClipResult, result_from_bytes, result_to_bytes
from sa2va_desktop.operations.batch.recipe import Recipe
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_RESTARTS = 20
"""Of one worker. Unbounded, a model that breaks its process at once would be loaded for ever."""
_RETRIES = 3
"""Of one clip that a lost worker had in work."""


@dataclass(frozen=True)
class RayWorkers:
    """How many there are, and what each of them holds. `address`: of a running cluster, "" starts one on this machine."""

    count: int = 1
    cpus: float = 1
    gpus: float = 0
    address: str = ""


class RayEngine:
    """See the module."""

    def __init__(self, load: LoadPredictor, workers: RayWorkers) -> None:
        self._load = load
        self._workers = workers

    def run(self, jobs: Sequence[ClipJob], recipe: Recipe, token: CancelToken) -> Iterator[ClipResult]:
        """See `BatchEngine.run`.

        Raises:
            UsageError: Ray is not installed.
            ModelError: Ray gave up: no worker could load the model, or the cluster is gone.
        """
        if not jobs:
            return
        ray = _started(self._workers)
        try:
            rows = [{"name": job.name, "source": job.source} for job in jobs]
            # A block a clip: what is done again after a loss is the clip in work and no other.
            clips = ray.data.from_items(rows, override_num_blocks=len(rows))
            done = clips.map(
                _Worker,
                fn_constructor_args=(self._load, recipe),
                compute=ray.data.ActorPoolStrategy(size=self._workers.count),
                num_cpus=self._workers.cpus,
                num_gpus=self._workers.gpus,
                max_restarts=_RESTARTS,
                max_task_retries=_RETRIES,
            )
            for row in done.iter_rows():
                token.raise_if_cancelled()
                yield result_from_bytes(row["result"])
        except ray.exceptions.RayError as error:
            said = str(error).strip().splitlines()[-1]
            raise ModelError(translate("operations", "Ray ended the batch: {0}").format(said)) from error
        finally:
            ray.shutdown()


class _Worker:
    """Lives in a process of its own, with one model for all its clips."""

    def __init__(self, load: LoadPredictor, recipe: Recipe) -> None:
        self._recipe = recipe
        self._predictor = load(recipe)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        job = ClipJob(row["name"], row["source"])
        return {"result": result_to_bytes(run_clip(job, self._recipe, self._predictor, CancelToken()))}


def _started(workers: RayWorkers) -> Any:
    # It would tell its makers that it is used.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise UsageError(
            translate(
                "operations", "--engine ray needs Ray: install it with `uv sync --extra ray` ({0})"
            ).format(error)
        ) from error
    ray.init(
        address=workers.address or "local",
        include_dashboard=False if not workers.address else None,
        logging_level=logging.WARNING,
        log_to_driver=False,
    )
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.enable_operator_progress_bars = False
    return ray

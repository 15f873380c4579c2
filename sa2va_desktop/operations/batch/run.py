"""A batch from its recipe to its data set: goes on where it was stopped, writes results as they come, exports at the end.

OUT/batch.json       the recipe, the sources and the version; a batch goes on only if the same is asked of the same model
OUT/clips/NAME.json  the result of each clip, written at once and whole
OUT/dataset/         the export of all clips
OUT/report.json, report.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sa2va_desktop import __version__
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import safe_file_name, unique_names
from sa2va_desktop.datasets.lazy_sequence import LazySequence
from sa2va_desktop.errors import FolderNotEmptyError, InputError, OutputError
from sa2va_desktop.operations.batch.clip_job import ClipJob
from sa2va_desktop.operations.batch.clip_result import (
    ClipResult,
    ResultError,
    result_from_bytes,
    result_to_bytes,
)
from sa2va_desktop.operations.batch.engine import BatchEngine
from sa2va_desktop.operations.batch.recipe import Recipe
from sa2va_desktop.operations.batch.report import write_report
from sa2va_desktop.operations.export import ExportOptions, Loss, annotated_clips, write_export
from sa2va_desktop.operations.media_items import expand_media_paths
from sa2va_desktop.operations.relink import is_changed
from sa2va_desktop.operations.whole_file import write_whole
from sa2va_desktop.tasks import CancelToken, Progress
from sa2va_desktop.translation import translate


@dataclass(frozen=True)
class BatchOutcome:
    """How many clips there are, were done now, and failed; what the data set cannot hold."""

    clip_count: int
    done_now: int
    failed: int
    losses: tuple[Loss, ...]


def run_batch(
    recipe: Recipe,
    sources: Sequence[Path],
    out: Path,
    engine: BatchEngine,
    *,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    on_clip: Callable[[ClipResult], None] = lambda result: None,
    token: CancelToken | None = None,
) -> BatchOutcome:
    """Work on every source that has no result yet, then write data set and report.

    Clips that failed before are tried again, and so are those whose source has changed. `out` is made, or holds a batch
    of the same recipe; a source keeps the name that it had there.

    Raises:
        InputError: no sources, or another process works on the same batch.
        FolderNotEmptyError: `out` holds something else, or a batch that asks something else.
        OutputError: the disk refused.
        CancelledError: what was finished stays; the same call goes on from there.
    """
    token = token or CancelToken()
    paths = _paths(sources)
    with _folder(out):
        known = _known_sources(out, recipe)
        jobs = _jobs(paths, known)
        pending = [job for job in jobs if not _is_done(out, job)]
        write_whole(out / "batch.json", _manifest(recipe, jobs, known))
        done = len(jobs) - len(pending)
        on_progress(Progress(done, len(jobs), "clips"))
        for result in engine.run(pending, recipe, token):
            write_whole(_result_path(out, result.name), result_to_bytes(result))
            done += 1
            on_clip(result)
            on_progress(Progress(done, len(jobs), "clips", result.name))
        results = _Results(out, jobs)
        failed = sum(bool(result.error) for result in results)
        write_report(out, recipe, results, ())  # it is there even if the format refuses the document
        losses = _export(recipe, results, out, token)
        write_report(out, recipe, results, losses)
    return BatchOutcome(len(jobs), len(pending), failed, tuple(losses))


def _paths(sources: Sequence[Path]) -> list[Path]:
    paths = [path.absolute() for path in expand_media_paths(sources)]
    if not paths:
        raise InputError(translate("operations", "expected pictures or clips to work on, found none"))
    return list(dict.fromkeys(paths))


def _jobs(paths: Sequence[Path], known: Mapping[str, str]) -> list[ClipJob]:
    """A source that is known keeps its name: under another one it would take the place of another's result."""
    new = [path for path in paths if path.as_posix() not in known]
    names = unique_names([*known.values(), *(path.stem for path in new)])[len(known) :]
    name_of = {**known, **{path.as_posix(): name for path, name in zip(new, names, strict=True)}}
    return [ClipJob(name_of[path.as_posix()], path.as_posix()) for path in paths]


def _manifest(recipe: Recipe, jobs: Sequence[ClipJob], known: Mapping[str, str]) -> bytes:
    fields = {
        "batch": 1,
        "version": __version__,
        "recipe": recipe.text,
        "asked": recipe.asked,
        "sources": {name: source for source, name in known.items()} | {job.name: job.source for job in jobs},
    }
    return (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _known_sources(out: Path, recipe: Recipe) -> dict[str, str]:
    """Names in the batch by source, of all calls so far. Raises: see `run_batch`."""
    path = out / "batch.json"
    if not path.exists():
        if any(each.name not in (_LOCK, f"{path.name}.part") for each in out.iterdir()):
            raise FolderNotEmptyError(
                translate(
                    "operations", "{0}: expected a new folder or one of a batch, found other files"
                ).format(out)
            )
        return {}
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        asked = fields["asked"]
        names = {str(source): name for name, source in fields["sources"].items() if _is_name(name)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            translate("operations", "{0}: expected the description of a batch ({1})").format(path, error)
        ) from error
    if asked != recipe.asked:
        raise FolderNotEmptyError(
            translate("operations", "{0} holds a batch of another recipe; choose another folder").format(out)
        )
    return names


def _is_name(text: str) -> bool:
    """Whether it can be a name of `unique_names`, so that nobody's file leads out of the folder."""
    return re.fullmatch(re.escape(safe_file_name(text)) + r"( \d+)?", text) is not None


def _result_path(out: Path, name: str) -> Path:
    return out / "clips" / f"{name}.json"


def _is_done(out: Path, job: ClipJob) -> bool:
    """A result that is damaged, of a source that has changed, or an error, is made anew."""
    try:
        result = _read(out, job)
    except InputError:
        return False
    if result.source != job.source or result.error:
        return False
    return not any(is_changed(item) for item in result.project.media.values())


def _read(out: Path, job: ClipJob) -> ClipResult:
    path = _result_path(out, job.name)
    try:
        return result_from_bytes(path.read_bytes())
    except (OSError, ResultError) as error:
        raise InputError(
            translate("operations", "{0}: expected the result of a clip ({1})").format(path, error)
        ) from error


_LOCK = ".lock"


@contextmanager
def _folder(out: Path) -> Iterator[None]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / _LOCK)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise InputError(
            translate("operations", "{0}: another process works on this batch").format(out)
        ) from error
    except OSError as error:
        raise OutputError(
            translate("operations", "{0} cannot be written: {1}").format(out, error.strerror or error)
        ) from error
    try:
        yield
    finally:
        lock.release()


class _Results(LazySequence[ClipResult]):
    """Results in the order of the sources, read from the disk one at a time."""

    def __init__(self, out: Path, jobs: Sequence[ClipJob]) -> None:
        self._out, self._jobs = out, jobs

    def __len__(self) -> int:
        return len(self._jobs)

    def _make(self, index: int) -> ClipResult:
        return _read(self._out, self._jobs[index])


class _Clips(LazySequence[AnnotatedClip]):
    """What exporters are given; each clip is read from the disk when it is looked at, and forgotten after."""

    def __init__(self, results: Sequence[ClipResult], places: Sequence[int]) -> None:
        self._results, self._places = results, places

    def __len__(self) -> int:
        return len(self._places)

    def _make(self, index: int) -> AnnotatedClip:
        result = self._results[self._places[index]]
        [clip] = annotated_clips(result.project, list(result.project.media))
        return replace(clip, name=result.name)


def _export(recipe: Recipe, results: _Results, out: Path, token: CancelToken) -> list[Loss]:
    """The data set is made anew each time; what a batch before it wrote there is replaced when this is complete."""
    places = [place for place, result in enumerate(results) if not result.error]
    if not places:
        return []
    return write_export(
        _Clips(results, places),
        format_id=recipe.export.format_id,
        out=out / "dataset",
        options=ExportOptions(write_images=recipe.export.images, choices=recipe.export.choices),
        overwrite=True,
        token=token,
    )


def describe(outcome: BatchOutcome) -> dict[str, Any]:
    """For `--json`."""
    return {
        "type": "batch",
        "clips": outcome.clip_count,
        "done_now": outcome.done_now,
        "failed": outcome.failed,
        "losses": [{"kind": str(loss.kind), "what": loss.what, "count": loss.count} for loss in outcome.losses],
    }

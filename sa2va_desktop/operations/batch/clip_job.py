"""One clip of a batch: asked everything that the recipe says, measured, thinned out by its thresholds."""

from __future__ import annotations

import logging
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Answer, Category, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.editing.commands import put_category, put_frame, put_object
from sa2va_desktop.errors import CancelledError, Sa2vaDesktopError
from sa2va_desktop.inference.api import Predictor
from sa2va_desktop.operations.answer_writer import AnswerWriter
from sa2va_desktop.operations.ask import ask_events, parse_grounding_mode, prepare_ask
from sa2va_desktop.operations.batch.clip_result import ClipResult, ObjectSummary
from sa2va_desktop.operations.batch.recipe import Instruction, Recipe, Thresholds
from sa2va_desktop.operations.headless_run import open_probed, run_to_end
from sa2va_desktop.operations.media_items import OpenProject, add_probed_media, probe
from sa2va_desktop.operations.removal import remove_objects
from sa2va_desktop.storage.session import open_project
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_log = logging.getLogger(__name__)

LoadPredictor = Callable[[Recipe], Predictor]
"""Loads what a recipe names; the caller closes it."""


@dataclass(frozen=True)
class ClipJob:
    """A source and its name in the batch, unique and safe as a file name."""

    name: str
    source: str


def run_clip(job: ClipJob, recipe: Recipe, predictor: Predictor, token: CancelToken) -> ClipResult:
    """Ask everything about one clip. What goes wrong with it is in the result, so that a batch goes on.

    Raises:
        CancelledError: cancelled; the clip is done again next time.
    """
    began = time.monotonic()
    project, error = Project(), ""
    summaries: tuple[ObjectSummary, ...] = ()
    try:
        with _session() as session:
            summaries = _asked(session, job, recipe, predictor, token)
            project = _timeless(session.project)
    except CancelledError:
        raise
    except Sa2vaDesktopError as problem:
        project, summaries, error = Project(), (), str(problem)
    except (
        Exception
    ) as problem:  # one odd clip must not keep a batch from all the others, however often it is resumed
        _log.warning("%s could not be worked on", job.source, exc_info=True)
        unexpected = translate("operations", "Unexpected: {0!r}").format(problem)
        project, summaries, error = Project(), (), " ".join(unexpected.split())
    made = {
        "seconds": round(time.monotonic() - began, 3),
        "host": platform.node(),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return ClipResult(job.name, job.source, project, summaries, error, made)


def _asked(
    session: OpenProject, job: ClipJob, recipe: Recipe, predictor: Predictor, token: CancelToken
) -> tuple[ObjectSummary, ...]:
    probed = probe(Path(job.source), token=token)
    [media_id] = add_probed_media(session, [probed])
    labels = _put_labels(session, recipe)
    summaries: list[ObjectSummary] = []
    for instruction in recipe.instructions_of(Path(job.source)):
        prepared = prepare_ask(
            session.project.media[media_id],
            instruction.text,
            frames_spec=recipe.model.frames,
            task=instruction.task,
            grounding_mode=parse_grounding_mode(recipe.model.grounding),
            max_new_tokens=recipe.model.max_new_tokens,
        )
        writer = AnswerWriter(session, prepared, predictor.description)
        error = run_to_end(writer, ask_events(predictor, prepared, partial(open_probed, probed), token))
        if error is not None:
            raise error
        for object_id in writer.object_ids:
            summaries.append(_judged(session, object_id, instruction, recipe.thresholds))
        _label(session, writer.object_ids, labels.get(instruction.label))
    return tuple(summaries)


def _put_labels(session: OpenProject, recipe: Recipe) -> dict[str, Category]:
    """All labels of the recipe in its order, so that numbers of labels are the same in every clip."""
    asked = [*recipe.instructions, *(each for own in recipe.own_instructions.values() for each in own)]
    names = dict.fromkeys([*recipe.labels, *(each.label for each in asked if each.label)])
    found = {}
    for name in names:
        project = session.project
        color = recipe.labels.get(name) or project.next_category_color()
        found[name] = Category(project.allocate_category_id(), name, color)
        session.do(translate("operations", "Add Label"), put_category(project, found[name]))
    return found


def _label(session: OpenProject, object_ids: list[ObjectId], label: Category | None) -> None:
    project = session.project
    changes = [
        change
        for object_id in object_ids
        if label is not None and object_id in project.objects
        for change in put_object(project, replace(project.objects[object_id], category_id=label.category_id))
    ]
    if changes:
        session.do(translate("operations", "Set Label"), changes)


def _judged(
    session: OpenProject, object_id: ObjectId, instruction: Instruction, thresholds: Thresholds
) -> ObjectSummary:
    """Measure an object; leave it out, or flag its weak frames."""
    project = session.project
    item, track = project.objects[object_id], project.track(object_id)
    masks = {index: frame for index, frame in sorted(track.items()) if not frame.rle.is_empty}
    scores = [frame.predicted_iou for frame in masks.values() if frame.predicted_iou is not None]
    media = project.media[item.media_id]
    mean_iou = round(fmean(scores), 5) if scores else None
    area = fmean(frame.rle.area for frame in masks.values()) / (media.height * media.width) if masks else 0.0
    weak = [index for index, frame in masks.items() if _is_weak(frame, thresholds)]
    dropped = _reason_to_drop(len(masks), mean_iou, area, thresholds)
    if dropped:
        session.do(translate("operations", "Leave Out"), remove_objects(project, [object_id]))
    elif weak:
        flagged = [
            put_frame(project, object_id, index, replace(track[index], state=FrameState.FLAGGED))
            for index in weak
        ]
        session.do(translate("operations", "Flag"), flagged)
    return ObjectSummary(
        item.name, instruction.text, instruction.label, len(masks), len(weak), mean_iou, round(area, 7), dropped
    )


def _is_weak(frame: ObjectFrame, thresholds: Thresholds) -> bool:
    limit = thresholds.flag_below_iou
    return limit is not None and frame.predicted_iou is not None and frame.predicted_iou < limit


def _reason_to_drop(frame_count: int, mean_iou: float | None, area: float, thresholds: Thresholds) -> str:
    if frame_count < thresholds.drop_below_frames:
        sentence = translate("operations", "on {0} frames, fewer than {1}")
        return sentence.format(frame_count, thresholds.drop_below_frames)
    limit = thresholds.drop_below_iou
    if limit is not None and mean_iou is not None and mean_iou < limit:
        return translate("operations", "predicted IoU {0:.3f}, below {1}").format(mean_iou, limit)
    if thresholds.drop_below_area is not None and area < thresholds.drop_below_area:
        return translate("operations", "{0:.6f} of the picture, below {1}").format(
            area, thresholds.drop_below_area
        )
    return ""


def _timeless(project: Project) -> Project:
    """The document without when it was asked, which stands in `ClipResult.made`: the same whenever it is made."""
    copy = Project()
    for change in project.all_changes():
        record = change.new
        if isinstance(record, Answer):
            record = replace(record, created_at="")
        copy.apply([Change(change.table, change.key, None, record)])
    return copy


@contextmanager
def _session() -> Iterator[OpenProject]:
    with (
        TemporaryDirectory(prefix="sa2va-batch-") as folder,
        open_project(Path(folder) / "clip.sa2va", create=True) as session,
    ):
        yield session

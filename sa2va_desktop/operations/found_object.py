"""Make an object of what a search has found: masks on the frames that showed it plainly, tracked through each stretch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    AnswerId,
    AnswerState,
    AnswerTask,
    FrameState,
    MediaId,
    ObjectFrame,
    Phrase,
    PresenceSpan,
)
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.editing.commands import new_object
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import (
    LANGUAGE_FRAME_LIMIT,
    FrameMasks,
    FrameProvider,
    ObjectMask,
    ObjectPrompt,
    Predictor,
    TrackRequest,
)
from sa2va_desktop.operations.find_in_clip import look_for
from sa2va_desktop.operations.frame_choice import uniform_frames
from sa2va_desktop.operations.instructions import object_name
from sa2va_desktop.operations.run_writer import OpenFrames, RunWriter
from sa2va_desktop.operations.sightings import FrameRange, frames_in, read_record
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_MOST_KEYS = 60  # questions, for any number of stretches


@dataclass(frozen=True)
class FoundStretch:
    """Half-open frames, and those at which the model is asked for the mask: at most five, ascending."""

    frames: FrameRange
    keys: tuple[int, ...]


@dataclass(frozen=True)
class PreparedFoundObject:
    """What is to become an object."""

    media_id: MediaId
    answer_id: AnswerId
    sentence: str
    stretches: tuple[FoundStretch, ...]

    @property
    def total(self) -> int:
        """Frames that will get a mask."""
        return sum(stretch.frames[1] - stretch.frames[0] for stretch in self.stretches)


def prepare_found_object(
    project: Project, answer_id: AnswerId, spans: Sequence[PresenceSpan] | None = None
) -> PreparedFoundObject:
    """Choose the frames on which a found thing is asked for once more.

    Args:
        spans: some of the answer's; None takes all.

    Raises:
        UsageError: the answer is gone, or has found nothing.
    """
    answer = project.answers.get(answer_id)
    if answer is None or answer.task is not AnswerTask.FIND or answer.state is AnswerState.RUNNING:
        raise UsageError(translate("operations", "the search is gone, or is not over yet"))
    wanted = answer.spans if spans is None else spans
    if not wanted:
        raise UsageError(
            translate("operations", "“{0}” was not found, so there is nothing to make an object of").format(
                answer.instruction
            )
        )
    sightings = read_record(answer.raw_text).sightings
    each_gets = max(1, min(LANGUAGE_FRAME_LIMIT, _MOST_KEYS // len(wanted)))
    stretches = []
    for span in wanted:
        seen = frames_in(sightings, (span.start, span.stop))
        plain = sorted(seen, key=lambda each: (-each.is_alone, -(each.score or 0.0)))[
            : 2 * LANGUAGE_FRAME_LIMIT
        ]
        frames = sorted(each.frame_index for each in plain) or [(span.start + span.stop) // 2]
        stretches.append(FoundStretch((span.start, span.stop), uniform_frames(frames, each_gets)))
    return PreparedFoundObject(answer.media_id, answer_id, answer.instruction, tuple(stretches))


def found_object_events(
    predictor: Predictor, prepared: PreparedFoundObject, open_frames: OpenFrames, token: CancelToken
) -> Iterator[FrameMasks]:
    """Run it on the model's thread: key frames first, then what lies between them, stretch by stretch.

    Raises: what `Predictor.ask` and `track` raise; events that were yielded stay valid.
    """
    done = 0
    with open_frames() as frames:
        for stretch in prepared.stretches:
            keys = list(_key_masks(predictor, prepared.sentence, frames, stretch.keys, token))
            tracked = {frame_index for frame_index, _ in keys}
            for frame_index, mask in keys:
                done += 1
                yield FrameMasks(
                    frame_index, (replace(mask, object_index=0, is_key=True),), done, prepared.total
                )
            if not keys:
                continue
            prompts = tuple(
                ObjectPrompt(0, frame_index, mask=rle_to_mask(mask.rle)) for frame_index, mask in keys
            )
            for event in predictor.track(TrackRequest(frames, prompts, stretch.frames), token):
                if event.frame_index not in tracked:
                    done += 1
                    yield replace(event, done=done, total=prepared.total)


class FoundObjectWriter(RunWriter[FrameMasks]):
    """Writes the object with its masks as one step; the search is bound to it."""

    def __init__(
        self,
        session: OpenProject,
        prepared: PreparedFoundObject,
        *,
        cancel: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the run. `cancel` is called when the user undoes it while it is running."""
        project = session.project
        name = object_name(prepared.sentence)
        self._object = new_object(project, prepared.media_id, name, expression=prepared.sentence)
        self._masks: dict[int, ObjectFrame] = {}
        self._done, self._total = 0, prepared.total
        changes = [Change(Table.OBJECT, self._object.object_id, None, self._object)]
        answer = project.answers.get(prepared.answer_id)
        if answer is not None:
            bound = replace(answer, phrases=(*answer.phrases, Phrase(0, 0, self._object.object_id)))
            changes.append(Change(Table.ANSWER, answer.answer_id, answer, bound))
        label = translate("operations", "Make an Object of “{0}”").format(name)
        super().__init__(session, label, changes, cancel)

    @property
    def object_id(self) -> int:
        return self._object.object_id

    def _take(self, event: FrameMasks) -> None:
        self._done = event.done
        for mask in event.masks:
            self._masks[event.frame_index] = _object_frame(mask)

    def _collected(self) -> list[Change]:
        project, object_id = self._session.project, self._object.object_id
        changes = [
            Change(Table.FRAME, (object_id, frame), project.frame(object_id, frame), record)
            for frame, record in self._masks.items()
        ]
        self._masks = {}
        return changes

    def _kept(self) -> str:
        if not self._done:
            return ""
        return translate("operations", "{0} of {1} frames are kept").format(self._done, self._total)


def _key_masks(
    predictor: Predictor, sentence: str, frames: FrameProvider, keys: tuple[int, ...], token: CancelToken
) -> Iterator[tuple[int, ObjectMask]]:
    """Each asked for by itself: among others the model takes more for the thing than is."""
    for frame_index in keys:
        for event in look_for(predictor, sentence, frames, (frame_index,), token):
            if isinstance(event, tuple) and not event[1].rle.is_empty and event[1].object_score > 0:
                yield event


def _object_frame(mask: ObjectMask) -> ObjectFrame:
    if mask.rle.is_empty or mask.object_score <= 0:
        return ObjectFrame(mask.rle, FrameState.ABSENT, mask.predicted_iou, mask.object_score)
    state = FrameState.PROMPTED if mask.is_key else FrameState.TRACKED
    return ObjectFrame(mask.rle, state, mask.predicted_iou, mask.object_score)

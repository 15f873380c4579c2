"""Carry objects through a clip: from marks or from masks that are there, forward, backward or both, as far as wanted.

`prepare_track` makes an immutable request on the document's thread, `track_events` runs it on the model's, and a
`TrackWriter` (in `track_writer`) writes what comes as one history entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import (
    FrameProvider,
    ObjectMask,
    Predictor,
    TrackDirection,
    TrackRequest,
)
from sa2va_desktop.operations.marks import Marks, check_marks, settled_by_marks
from sa2va_desktop.operations.presence import PresenceMemory, judge_presence
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.operations.track_plan import (
    KEY_STATES,
    UNSURE_STATES,
    FrameRange,
    TrackPass,
    TrackReach,
    TrackRun,
    TrackScope,
    frames_to_compute,
    group_runs,
    plan_runs,
)
from sa2va_desktop.operations.track_writer import FrameTracked
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

MarkedFrame = tuple[ObjectId, int]


@dataclass(frozen=True)
class PreparedTrack:
    """A request without its frames (they are opened by the model's thread).

    Attributes:
        passes: what the predictor is asked, one after the other.
        prompts: what each anchor is given as.
        marks: anchors whose own mask is made by this request and written as PROMPTED.
        targets: frames that will be written, by object; marked ones not included.
    """

    media_id: MediaId
    label: str
    passes: tuple[TrackPass, ...]
    prompts: Mapping[MarkedFrame, Marks]
    marks: Mapping[MarkedFrame, Marks]
    targets: Mapping[ObjectId, tuple[int, ...]]

    @property
    def total(self) -> int:
        """Masks that will be made."""
        return sum(len(frames) for frames in self.targets.values()) + len(self.marks)


def prepare_track(
    project: Project,
    media_id: MediaId,
    object_ids: Sequence[ObjectId],
    *,
    marks: Mapping[MarkedFrame, Marks] | None = None,
    start_frame: int | None = None,
    frame_range: FrameRange | None = None,
    direction: TrackDirection = TrackDirection.BOTH,
    reach: TrackReach = TrackReach.RANGE,
    scope: TrackScope = TrackScope.NEEDED,
) -> PreparedTrack:
    """Plan the tracks of several objects.

    Args:
        object_ids: objects that exist, all of the media item.
        marks: points, boxes or masks on frames that have no mask yet (or a worse one); they become key frames.
        start_frame: carry the masks of this frame (the one that is shown); None carries every key frame, or every
            mask of an object that has no key frame.
        frame_range: half-open, such as the in/out range; None is the whole clip.
        reach, scope: how far, and what on the way; see `TrackReach` and `TrackScope`.

    Raises:
        UsageError: a bad range, marks that nothing can be made of, a locked object, a marked frame that is protected,
            or an object without any mask to start from.
    """
    item, given = project.media[media_id], dict(marks or {})
    wanted = frame_range or (0, item.frame_count)
    if not 0 <= wanted[0] < wanted[1] <= item.frame_count:
        raise UsageError(
            translate("operations", "range {0}:{1}: expected 0 <= START < STOP <= {2}").format(
                wanted[0], wanted[1], item.frame_count
            )
        )
    for (object_id, frame_index), each in given.items():
        check_marks(item, frame_index, each)
        _check_markable(project, object_id, frame_index)
    planner = _Planner(project, given, start_frame, wanted, direction, reach, scope)
    ordered = list(dict.fromkeys(object_ids))
    runs = [run for object_id in ordered for run in planner.runs(object_id)]
    names = [project.objects[object_id].name for object_id in ordered]
    targets: dict[ObjectId, list[int]] = {object_id: [] for object_id in ordered}
    for run in runs:
        targets[run.object_id] += [f for f in range(*run.frame_range) if (run.object_id, f) not in given]
    return PreparedTrack(
        media_id=media_id,
        label=_label(names),
        passes=tuple(group_runs(runs)),
        prompts={(run.object_id, f): planner.prompt(run.object_id, f) for run in runs for f in run.anchors},
        marks=given,
        targets={object_id: tuple(sorted(frames)) for object_id, frames in targets.items()},
    )


def track_events(
    predictor: Predictor, prepared: PreparedTrack, open_frames: OpenFrames, token: CancelToken
) -> Iterator[FrameTracked]:
    """Run a request on the model's thread. A frame may come several times, with different objects.

    Raises: what `Predictor.track` raises; events that were yielded stay valid.
    """
    made: set[MarkedFrame] = set()  # a marked frame starts a pass in either direction
    with open_frames() as frames:
        for track_pass in prepared.passes:
            for frame_index, masks in _pass_frames(predictor, prepared, track_pass, frames, token):
                found = {owner: each for owner, each in masks.items() if (owner, frame_index) not in made}
                made.update((owner, frame_index) for owner in found)
                if found:
                    yield FrameTracked(frame_index, found, len(made), prepared.total)


def track_request(
    frames: FrameProvider, track_pass: TrackPass, prompts: Mapping[MarkedFrame, Marks], frame_range: FrameRange
) -> TrackRequest:
    """What the predictor is asked; an object's index is the place of its run in the pass."""
    return TrackRequest(
        frames=frames,
        prompts=tuple(
            prompts[run.object_id, frame_index].as_prompt(index, frame_index)
            for index, run in enumerate(track_pass.runs)
            for frame_index in run.anchors
        ),
        frame_range=frame_range,
        direction=track_pass.direction,
    )


class FrameJudge:
    """Turns masks of one object along one run into records; call it in the order of tracking."""

    def __init__(self, known: Marks | None) -> None:
        """`known` is what the run starts from; its mask, if it has one, tells the usual area."""
        area = known.mask.area if known is not None and known.mask is not None else 0
        self._memory = PresenceMemory().seen(area)

    def frame(self, mask: ObjectMask) -> ObjectFrame:
        if mask.is_key:
            self._memory = self._memory.seen(mask.rle.area)
            return ObjectFrame(mask.rle, FrameState.PROMPTED, mask.predicted_iou, mask.object_score)
        state, self._memory = judge_presence(
            self._memory,
            area=mask.rle.area,
            object_score=mask.object_score,
            picture_area=mask.rle.height * mask.rle.width,
        )
        rle = empty_rle(*mask.rle.size_hw) if state is FrameState.ABSENT else mask.rle
        return ObjectFrame(rle, state, mask.predicted_iou, mask.object_score)


def _pass_frames(
    predictor: Predictor,
    prepared: PreparedTrack,
    track_pass: TrackPass,
    frames: FrameProvider,
    token: CancelToken,
) -> Iterator[tuple[int, dict[ObjectId, ObjectFrame]]]:
    """What one pass finds on the frames that were asked for."""
    runs = track_pass.runs
    anchors = [f for run in runs for f in run.anchors if (run.object_id, f) in prepared.marks]
    start, stop = track_pass.frame_range
    frame_range = (min([start, *anchors]), max([stop, *(f + 1 for f in anchors)]))
    judges = [FrameJudge(prepared.prompts[run.object_id, _nearest(run)]) for run in runs]
    for event in predictor.track(track_request(frames, track_pass, prepared.prompts, frame_range), token):
        found = {}
        for mask in event.masks:
            run, frame_index = runs[mask.object_index], event.frame_index
            is_marked = mask.is_key and (run.object_id, frame_index) in prepared.marks
            if is_marked or (not mask.is_key and run.frame_range[0] <= frame_index < run.frame_range[1]):
                found[run.object_id] = judges[mask.object_index].frame(mask)
        if found:
            yield event.frame_index, found


def _label(names: Sequence[str]) -> str:
    if len(names) == 1:
        return translate("operations", "Track “{0}”").format(names[0])
    return translate("operations", "Track %n object(s)", n=len(names))


def _nothing_to_start_from(name: str, start_frame: int | None) -> str:
    if start_frame is None:
        return translate("operations", "“{0}” has no mask to start from; mark it first").format(name)
    sentence = translate("operations", "“{0}” has no mask on frame {1} to start from; mark it first")
    return sentence.format(name, start_frame)


def _nearest(run: TrackRun) -> int:
    return run.anchors[-1 if run.direction is TrackDirection.FORWARD else 0]


@dataclass(frozen=True)
class _Planner:
    """Looks up in the document what the pure planning asks for."""

    project: Project
    marks: Mapping[MarkedFrame, Marks]
    start_frame: int | None
    frame_range: FrameRange
    direction: TrackDirection
    reach: TrackReach
    scope: TrackScope

    def runs(self, object_id: ObjectId) -> list[TrackRun]:
        """Raises UsageError when there is nothing to start from, or the object is locked."""
        tracked = self.project.objects[object_id]
        if tracked.is_locked:
            raise UsageError(
                translate("operations", "“{0}” is locked; unlock it to track it").format(tracked.name)
            )
        marked = {frame for owner, frame in self.marks if owner == object_id}
        carried = self._carried(object_id, marked)
        if not carried:
            raise UsageError(_nothing_to_start_from(tracked.name, self.start_frame))
        states = {index: frame.state for index, frame in self.project.track(object_id).items()}
        targets = frames_to_compute(
            states, carried, self.frame_range, self.direction, reach=self.reach, scope=self.scope
        )
        settled = settled_by_marks(self.project, object_id)
        targets = [frame for frame in targets if frame not in settled]
        anchors = (self._usable(object_id) | marked) - set(targets)
        keys = {f for f in anchors if states.get(f) in KEY_STATES} | carried
        runs = plan_runs(object_id, targets, anchors, self.direction, keys=keys)
        used = {frame for run in runs for frame in run.anchors}
        # Marks that lead nowhere (on a still, say) still have to become masks.
        alone = [TrackRun(object_id, (f, f + 1), TrackDirection.FORWARD, (f,)) for f in sorted(marked - used)]
        return runs + alone

    def prompt(self, object_id: ObjectId, frame_index: int) -> Marks:
        """New marks, else the mask that is there."""
        given = self.marks.get((object_id, frame_index))
        if given is not None:
            return given
        frame = self.project.frame(object_id, frame_index)
        assert frame is not None
        return Marks(mask=frame.rle)

    def _usable(self, object_id: ObjectId) -> set[int]:
        track = self.project.track(object_id)
        return {f for f, frame in track.items() if not frame.rle.is_empty and frame.state not in UNSURE_STATES}

    def _carried(self, object_id: ObjectId, marked: set[int]) -> set[int]:
        usable = self._usable(object_id)
        if self.start_frame is not None:
            return marked | (usable & {self.start_frame})
        track = self.project.track(object_id)
        return marked | {f for f in usable if track[f].state in KEY_STATES} or usable


_PROTECTED = {
    FrameState.EDITED: QT_TRANSLATE_NOOP("operations", "edited"),
    FrameState.CONFIRMED: QT_TRANSLATE_NOOP("operations", "confirmed"),
    FrameState.LOCKED: QT_TRANSLATE_NOOP("operations", "locked"),
}


def _check_markable(project: Project, object_id: ObjectId, frame_index: int) -> None:
    frame = project.frame(object_id, frame_index)
    if frame is not None and frame.state.is_protected:
        name, state = project.objects[object_id].name, translate("operations", _PROTECTED[frame.state])
        raise UsageError(
            translate("operations", "“{0}” is {1} on frame {2}; its mask there cannot be marked anew").format(
                name, state, frame_index
            )
        )

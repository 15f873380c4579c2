"""Carry objects through a clip: from marks or from masks that are there, forward, backward or both, as far as wanted.

`prepare_track` makes an immutable request on the document's thread, `track_events` (in `track_run`) runs it on the
model's, and a `TrackWriter` (in `track_writer`) writes what comes as one history entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectId
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import (
    TrackDirection,
)
from sa2va_desktop.operations.frame_states import settled_frames
from sa2va_desktop.operations.marks import Marks, check_marks
from sa2va_desktop.operations.scene_cuts import CutMap
from sa2va_desktop.operations.track_plan import (
    KEY_STATES,
    UNSURE_STATES,
    FrameRange,
    TrackReach,
    TrackRun,
    TrackScope,
    frames_to_compute,
    group_runs,
    plan_runs,
    scene_around,
)
from sa2va_desktop.operations.track_run import MarkedFrame, PreparedTrack
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate


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
    cuts: CutMap | None = None,
) -> PreparedTrack:
    """Plan the tracks of several objects.

    Args:
        object_ids: objects that exist, all of the media item.
        marks: points, boxes or masks on frames that have no mask yet (or a worse one); they become key frames.
        start_frame: carry the masks of this frame (the one that is shown); None carries every key frame, or every
            mask of an object that has no key frame.
        frame_range: half-open, such as the in/out range; None is the whole clip.
        reach, scope: how far, and what on the way; see `TrackReach` and `TrackScope`.
        cuts: scene cuts as far as they are known, at which the tracks end; None carries them across all cuts.

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
    planner = _Planner(
        project, given, start_frame, wanted, direction, reach, scope, cuts.frames if cuts else ()
    )
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
        cuts=cuts,
        ends_at=tuple(sorted({cut for object_id in ordered for cut in planner.ends_at(object_id)})),
    )


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
    cuts: tuple[int, ...]

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
        targets = self._targets(object_id, carried, self.cuts)
        anchors = (self._usable(object_id) | marked) - set(targets)
        track = self.project.track(object_id)
        keys = {f for f in anchors if f in track and track[f].state in KEY_STATES} | carried
        runs = plan_runs(object_id, targets, anchors, self.direction, keys=keys, cuts=self.cuts)
        used = {frame for run in runs for frame in run.anchors}
        # Marks that lead nowhere (on a still, say) still have to become masks.
        alone = [TrackRun(object_id, (f, f + 1), TrackDirection.FORWARD, (f,)) for f in sorted(marked - used)]
        return runs + alone

    def ends_at(self, object_id: ObjectId) -> set[int]:
        """Cuts at the ends of the carried scenes beyond which there would be something to compute."""
        carried = self._carried(object_id, {frame for owner, frame in self.marks if owner == object_id})
        inside = set(self._targets(object_id, carried, self.cuts)) if self.cuts else set()
        beyond = self._targets(object_id, carried, ()) if self.cuts else []
        left_out = [frame for frame in beyond if frame not in inside]
        found = set()
        for frame in carried if left_out else ():
            start, stop = scene_around(self.cuts, frame, self.frame_range)
            if start in self.cuts and left_out[0] < start:
                found.add(start)
            if stop in self.cuts and left_out[-1] >= stop:
                found.add(stop)
        return found

    def prompt(self, object_id: ObjectId, frame_index: int) -> Marks:
        """New marks, else the mask that is there."""
        given = self.marks.get((object_id, frame_index))
        if given is not None:
            return given
        frame = self.project.frame(object_id, frame_index)
        assert frame is not None
        return Marks(mask=frame.rle)

    def _targets(self, object_id: ObjectId, carried: set[int], cuts: tuple[int, ...]) -> list[int]:
        states = {index: frame.state for index, frame in self.project.track(object_id).items()}
        found = frames_to_compute(
            states, carried, self.frame_range, self.direction, reach=self.reach, scope=self.scope, cuts=cuts
        )
        settled = settled_frames(self.project, object_id)
        return [frame for frame in found if frame not in settled]

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


def _label(names: Sequence[str]) -> str:
    if len(names) == 1:
        return translate("operations", "Track “{0}”").format(names[0])
    return translate("operations", "Track %n object(s)", n=len(names))


def _nothing_to_start_from(name: str, start_frame: int | None) -> str:
    if start_frame is None:
        return translate("operations", "“{0}” has no mask to start from; mark it first").format(name)
    sentence = translate("operations", "“{0}” has no mask on frame {1} to start from; mark it first")
    return sentence.format(name, start_frame)

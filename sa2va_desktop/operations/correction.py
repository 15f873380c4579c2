"""Correct a mask and the track follows: the frames around a corrected one are computed again, as far as it matters.

First the mask is corrected (by brush, by marks, …), which makes its frame a key frame. Then `prepare_correction` makes
an immutable request on the document's thread, `correction_events` runs it on the model's, and a `TrackWriter` writes
what comes as one history entry.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import FrameProvider, Predictor, TrackDirection
from sa2va_desktop.operations.correction_plan import (
    Agreement,
    CorrectionSide,
    merge_sides,
    plan_correction,
)
from sa2va_desktop.operations.cut_watch import CutWatch, frames_beyond, watch_cuts
from sa2va_desktop.operations.frame_states import settled_frames
from sa2va_desktop.operations.marks import Marks
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.operations.scene_cuts import CutMap
from sa2va_desktop.operations.track_plan import FrameRange, TrackPass, TrackRun, scene_around
from sa2va_desktop.operations.track_run import FrameJudge, track_request
from sa2va_desktop.operations.track_writer import CutFound, FramesKept, FrameTracked, TrackEvent
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_OPPOSITE = {
    TrackDirection.FORWARD: TrackDirection.BACKWARD,
    TrackDirection.BACKWARD: TrackDirection.FORWARD,
}


@dataclass(frozen=True)
class PreparedCorrection:
    """A request without its frames (they are opened by the model's thread).

    Attributes:
        anchors: masks of the corrected frame and of the settled frames that end its sides; empty ones left out.
        before: the frames of the sides as they were.
        cuts: what is known of scene cuts, if the correction ends at them; those that nobody knows yet end it too.
        ends_at: known cuts that keep it from going on.
    """

    media_id: MediaId
    object_id: ObjectId
    label: str
    sides: tuple[CorrectionSide, ...]
    anchors: Mapping[int, MaskRle]
    before: Mapping[int, ObjectFrame]
    cuts: CutMap | None = None
    ends_at: tuple[int, ...] = ()

    @property
    def targets(self) -> Mapping[ObjectId, tuple[int, ...]]:
        """Frames that may be computed again, by object."""
        return {self.object_id: tuple(sorted(self.before))}

    @property
    def marks(self) -> Mapping[tuple[ObjectId, int], Marks]:
        """None: the corrected frame keeps those it has."""
        return {}

    @property
    def is_empty(self) -> bool:
        """The correction changes nothing beyond its own frame."""
        return not self.before


def prepare_correction(
    project: Project,
    object_id: ObjectId,
    corrected_frame: int,
    *,
    frame_range: FrameRange | None = None,
    settled: Collection[int] | None = None,
    cuts: CutMap | None = None,
) -> PreparedCorrection:
    """Plan what follows from a corrected mask; see `plan_correction`.

    A side needs a mask to be carried into it: where the corrected mask is empty (the person said that the object is
    not there) it is computed from its far end alone, and not at all if there is none either.

    Args:
        frame_range: what lies outside is left alone; None is the whole clip.
        settled: frames that end it beside edited, confirmed and locked ones; None takes those that a person marked or
            called absent or occluded.
        cuts: scene cuts as far as they are known, at which it ends; None goes across all cuts.

    Raises:
        UsageError: the object is locked, or has nothing on that frame.
    """
    corrected = project.objects[object_id]
    if corrected.is_locked:
        raise UsageError(
            translate("operations", "“{0}” is locked; unlock it to correct its track").format(corrected.name)
        )
    track = project.track(object_id)
    if corrected_frame not in track:
        raise UsageError(
            translate("operations", "“{0}” has no mask on frame {1} that could be carried on").format(
                corrected.name, corrected_frame
            )
        )
    wanted = frame_range or (0, project.media[corrected.media_id].frame_count)
    scene = scene_around(cuts.frames if cuts else (), corrected_frame, wanted)
    states = {index: frame.state for index, frame in track.items()}
    planned = plan_correction(
        states,
        corrected_frame,
        frame_range=scene,
        settled=settled_frames(project, object_id) if settled is None else settled,
    )
    ends = {corrected_frame, *(side.far_anchor for side in planned if side.far_anchor is not None)}
    anchors = {index: track[index].rle for index in ends if index in track and not track[index].rle.is_empty}
    sides = tuple(side for side in planned if corrected_frame in anchors or side.far_anchor in anchors)
    return PreparedCorrection(
        media_id=corrected.media_id,
        object_id=object_id,
        label=translate("operations", "Correct the track of “{0}”").format(corrected.name),
        sides=sides,
        anchors=anchors,
        before={index: track[index] for side in sides for index in side.outward},
        cuts=cuts,
        ends_at=_cuts_that_end(sides, scene, wanted, states),
    )


def _cuts_that_end(
    sides: Sequence[CorrectionSide], scene: FrameRange, wanted: FrameRange, states: Mapping[int, FrameState]
) -> tuple[int, ...]:
    """Ends of the scene that a side comes to, if there is a track beyond."""
    found = []
    for side in sides:
        start, stop = side.frame_range
        if side.direction is TrackDirection.FORWARD:
            is_ended, cut, beyond = stop == scene[1] < wanted[1], scene[1], scene[1]
        else:
            is_ended, cut, beyond = start == scene[0] > wanted[0], scene[0], scene[0] - 1
        if is_ended and states.get(beyond, FrameState.UNTOUCHED) is not FrameState.UNTOUCHED:
            found.append(cut)
    return tuple(sorted(found))


def correction_events(
    predictor: Predictor, prepared: PreparedCorrection, open_frames: OpenFrames, token: CancelToken
) -> Iterator[TrackEvent]:
    """Run a request on the model's thread: each side outwards from the corrected frame, then back from its far end.

    Raises: what `Predictor.track` raises; events that were yielded stay valid.
    """
    if prepared.is_empty:
        return
    with open_frames() as frames:
        watch = None if prepared.cuts is None else watch_cuts(frames, prepared.cuts)
        run = _CorrectionRun(predictor, prepared, watch or frames, watch, token)
        for side in prepared.sides:
            yield from run.events(side)


class _CorrectionRun:
    """One request on the model's thread."""

    def __init__(
        self,
        predictor: Predictor,
        prepared: PreparedCorrection,
        frames: FrameProvider,
        watch: CutWatch | None,
        token: CancelToken,
    ) -> None:
        self._predictor = predictor
        self._prepared = prepared
        self._frames = frames
        self._watch = watch
        self._token = token
        self._done = 0
        self._total = sum(self._pass_count(side) * len(side.outward) for side in prepared.sides)

    def events(self, side: CorrectionSide) -> Iterator[TrackEvent]:
        near: dict[int, ObjectFrame] = {}
        if side.corrected_frame in self._prepared.anchors:
            is_over = yield from self._near_events(side, near)
            if is_over:
                return
        if side.far_anchor in self._prepared.anchors:
            yield from self._far_events(side, near)

    def _near_events(
        self, side: CorrectionSide, near: dict[int, ObjectFrame]
    ) -> Generator[TrackEvent, None, bool]:
        """Outwards from the corrected frame; fills `near`. Returns whether it agrees with what is there, or met a cut."""
        agreement = Agreement()
        order, before = side.outward, side.corrected_frame
        for frame_index, found in self._track(side, side.corrected_frame, side.direction):
            cut = yield from self._cut_between(before, frame_index)
            before = frame_index
            if cut is not None:
                beyond = frames_beyond(cut, side.frame_range, side.direction)
                yield FramesKept(self._prepared.object_id, tuple(beyond))
                return True
            near[frame_index] = found
            yield self._tracked(frame_index, found)
            agreement = agreement.after(found.rle, self._prepared.before[frame_index].rle)
            rest = order[order.index(frame_index) + 1 :]
            if agreement.is_settled and self._are_valid(rest):
                if rest:
                    yield FramesKept(self._prepared.object_id, tuple(rest))
                return True
        return False

    def _far_events(self, side: CorrectionSide, near: Mapping[int, ObjectFrame]) -> Iterator[TrackEvent]:
        """Back from the far end, merged with what came from the corrected frame, until both agree."""
        assert side.far_anchor is not None
        agreement = Agreement()
        before = side.far_anchor
        for frame_index, found in self._track(side, side.far_anchor, _OPPOSITE[side.direction]):
            cut = yield from self._cut_between(before, frame_index)
            before = frame_index
            if cut is not None:
                beyond = frames_beyond(cut, side.frame_range, _OPPOSITE[side.direction])
                kept = tuple(frame for frame in beyond if frame not in near)
                yield FramesKept(self._prepared.object_id, kept)
                return
            if frame_index not in near:
                yield self._tracked(frame_index, found)
                continue
            merged = merge_sides(near[frame_index], found, side.far_weight(frame_index))
            yield self._tracked(frame_index, merged)
            agreement = agreement.after(found.rle, near[frame_index].rle)
            if agreement.is_settled:
                return

    def _track(
        self, side: CorrectionSide, anchor: int, direction: TrackDirection
    ) -> Iterator[tuple[int, ObjectFrame]]:
        prepared = self._prepared
        run = TrackRun(prepared.object_id, side.frame_range, direction, (anchor,))
        marks = Marks(mask=prepared.anchors[anchor])
        prompts = {(prepared.object_id, anchor): marks}
        judge = FrameJudge(marks)
        request = track_request(
            self._frames, TrackPass(run.frame_range, direction, (run,)), prompts, run.frame_range
        )
        for event in self._predictor.track(request, self._token):
            yield event.frame_index, judge.frame(event.masks[0])

    def _cut_between(self, before: int, frame_index: int) -> Generator[TrackEvent, None, int | None]:
        """The cut between two frames, if there is one; says so when it is a new one."""
        if self._watch is None:
            return None
        known = len(self._watch.found)
        cut = self._watch.cut_on_the_way(before, frame_index)
        yield from map(CutFound, self._watch.found[known:])
        return cut

    def _tracked(self, frame_index: int, found: ObjectFrame) -> FrameTracked:
        self._done += 1
        return FrameTracked(frame_index, {self._prepared.object_id: found}, self._done, self._total)

    def _are_valid(self, frame_indices: range) -> bool:
        """Frames that were stale before cannot be what is right."""
        before = self._prepared.before
        return all(before[frame_index].state is not FrameState.STALE for frame_index in frame_indices)

    def _pass_count(self, side: CorrectionSide) -> int:
        anchors = self._prepared.anchors
        return (side.corrected_frame in anchors) + (side.far_anchor in anchors)

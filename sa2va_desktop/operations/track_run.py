"""Run a planned track on the model's thread: each pass of the plan, up to a scene cut, as events for a writer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.inference.api import FrameProvider, ObjectMask, Predictor, TrackDirection, TrackRequest
from sa2va_desktop.operations.cut_watch import CutWatch, frames_beyond, watch_cuts
from sa2va_desktop.operations.marks import Marks
from sa2va_desktop.operations.presence import PresenceMemory, judge_presence
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.operations.scene_cuts import CutMap
from sa2va_desktop.operations.track_plan import FrameRange, TrackPass, TrackRun
from sa2va_desktop.operations.track_writer import CutFound, FramesKept, FrameTracked, TrackEvent
from sa2va_desktop.tasks import CancelToken

MarkedFrame = tuple[ObjectId, int]


@dataclass(frozen=True)
class PreparedTrack:
    """A request without its frames (they are opened by the model's thread).

    Attributes:
        passes: what the predictor is asked, one after the other.
        prompts: what each anchor is given as.
        marks: anchors whose own mask is made by this request and written as PROMPTED.
        targets: frames that will be written, by object; marked ones not included.
        cuts: what is known of scene cuts, if the tracks end at them; those that nobody knows yet end them too.
        ends_at: known cuts that keep the tracks from going on.
    """

    media_id: MediaId
    label: str
    passes: tuple[TrackPass, ...]
    prompts: Mapping[MarkedFrame, Marks]
    marks: Mapping[MarkedFrame, Marks]
    targets: Mapping[ObjectId, tuple[int, ...]]
    cuts: CutMap | None = None
    ends_at: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """Masks that will be made."""
        return sum(len(frames) for frames in self.targets.values()) + len(self.marks)


def track_events(
    predictor: Predictor, prepared: PreparedTrack, open_frames: OpenFrames, token: CancelToken
) -> Iterator[TrackEvent]:
    """Run a request on the model's thread. A frame may come several times, with different objects.

    Raises: what `Predictor.track` raises; events that were yielded stay valid.
    """
    made: set[MarkedFrame] = set()  # a marked frame starts a pass in either direction
    with open_frames() as frames:
        watch = None if prepared.cuts is None else watch_cuts(frames, prepared.cuts)
        for track_pass in prepared.passes:
            run = _PassRun(predictor, prepared, track_pass, watch or frames, watch)
            for event in run.events(token):
                if not isinstance(event, _PassFrame):
                    yield event
                    continue
                frame_index = event.frame_index
                found = {own: each for own, each in event.masks.items() if (own, frame_index) not in made}
                made.update((own, frame_index) for own in found)
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


@dataclass(frozen=True)
class _PassFrame:
    frame_index: int
    masks: Mapping[ObjectId, ObjectFrame]


class _PassRun:
    """One pass on the model's thread: what it finds on the frames that were asked for, up to a scene cut."""

    def __init__(
        self,
        predictor: Predictor,
        prepared: PreparedTrack,
        track_pass: TrackPass,
        frames: FrameProvider,
        watch: CutWatch | None,
    ) -> None:
        self._predictor = predictor
        self._prepared = prepared
        self._pass = track_pass
        self._frames = frames
        self._watch = watch
        self._judges = [FrameJudge(prepared.prompts[run.object_id, _nearest(run)]) for run in track_pass.runs]
        self._reached = [_nearest(run) for run in track_pass.runs]
        self._beyond: dict[int, range] = {}  # by the place of a run that came to a cut: frames behind it

    def events(self, token: CancelToken) -> Iterator[_PassFrame | TrackEvent]:
        prepared, runs = self._prepared, self._pass.runs
        anchors = [f for run in runs for f in run.anchors if (run.object_id, f) in prepared.marks]
        start, stop = self._pass.frame_range
        frame_range = (min([start, *anchors]), max([stop, *(f + 1 for f in anchors)]))
        request = track_request(self._frames, self._pass, prepared.prompts, frame_range)
        for event in self._predictor.track(request, token):
            masks = {}
            for mask in event.masks:
                if self._is_wanted(mask, event.frame_index):
                    yield from self._look_for_cut(mask.object_index, event.frame_index)
                    if event.frame_index not in self._beyond.get(mask.object_index, ()):
                        masks[runs[mask.object_index].object_id] = self._judges[mask.object_index].frame(mask)
            if masks:
                yield _PassFrame(event.frame_index, masks)
            if len(self._beyond) == len(runs):
                return

    def _is_wanted(self, mask: ObjectMask, frame_index: int) -> bool:
        run = self._pass.runs[mask.object_index]
        if mask.is_key:
            return (run.object_id, frame_index) in self._prepared.marks
        return run.frame_range[0] <= frame_index < run.frame_range[1]

    def _look_for_cut(self, place: int, frame_index: int) -> Iterator[TrackEvent]:
        """End a run if a cut lies between where it was and a frame; what is beyond the cut stays as it was."""
        watch, run = self._watch, self._pass.runs[place]
        before = self._reached[place]
        if watch is None or place in self._beyond or not _is_ahead(before, frame_index, run.direction):
            return
        self._reached[place] = frame_index
        known = len(watch.found)
        cut = watch.cut_on_the_way(before, frame_index)
        yield from map(CutFound, watch.found[known:])
        if cut is not None:
            self._beyond[place] = frames_beyond(cut, run.frame_range, run.direction)
            yield FramesKept(run.object_id, tuple(self._beyond[place]))


def _is_ahead(before: int, frame_index: int, direction: TrackDirection) -> bool:
    """Marked frames are made first, in any order; they say nothing of what the track went over."""
    return frame_index > before if direction is TrackDirection.FORWARD else frame_index < before


def _nearest(run: TrackRun) -> int:
    return run.anchors[-1 if run.direction is TrackDirection.FORWARD else 0]

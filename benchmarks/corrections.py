"""How far a corrected mask spreads, and what that is worth: tracks with a planted error, corrected on one frame.

A thing of an unseen synthetic clip is clicked on the first frame and tracked through it, as in the window. Then an
error is planted in a stretch of the track, the true mask is drawn on one frame of it, and `correction_events` follows.
The same correction is also made by computing the whole track again from the corrected frame.
"""

from __future__ import annotations

import argparse
import enum
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from machine import RESULTS, machine, write_result

from sa2va_desktop.annotation.records import FrameState, MediaId, MediaItem, MediaKind, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle, rle_to_mask
from sa2va_desktop.assembly import load_predictor
from sa2va_desktop.editing.commands import edit_mask, put_media, put_track
from sa2va_desktop.inference.api import Predictor
from sa2va_desktop.media.array_frames import ArrayFrames
from sa2va_desktop.operations.click import add_objects
from sa2va_desktop.operations.correction import correction_events, prepare_correction
from sa2va_desktop.operations.correction_plan import AGREE_FRAMES, AGREE_IOU
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.marks import Marks
from sa2va_desktop.operations.track import prepare_track
from sa2va_desktop.operations.track_plan import TrackScope
from sa2va_desktop.operations.track_run import track_events
from sa2va_desktop.operations.track_writer import TrackEvent, TrackWriter
from sa2va_desktop.scenes.clip import Clip, ClipObject, Split, sample_clip
from sa2va_desktop.storage.session import OpenProject, open_project
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.nano.simulated_person import deepest_point, iou

SEED = 4200
CLIP = MediaId(1)
SMALLEST_SHARE = 0.01
"""A thing must cover so much of the picture on every frame: what hides is another question than where to stop."""


class Error(enum.Enum):
    """What is wrong with a stretch of a track."""

    OTHER_THING = "the mask of another thing for 12 frames"
    LEAK = "another thing is in the mask for 12 frames"
    HALF = "half of the mask is missing for 12 frames"
    LOST = "the mask of another thing up to the end"


@dataclass(frozen=True, eq=False)
class Case:
    """One thing of a clip with another one, and the stretch that goes wrong."""

    clip: Clip
    thing: ClipObject
    other: ClipObject
    error: Error
    stretch: range

    @property
    def corrected_frame(self) -> int:
        """A person corrects the first bad frame of a track that is lost, and one amid a bad stretch."""
        is_lost = self.error is Error.LOST
        return self.stretch.start if is_lost else self.stretch[len(self.stretch) // 2]

    def spoiled(self, frame_index: int, mask: BoolMask) -> BoolMask:
        other = rle_to_mask(self.other.masks[frame_index])
        if self.error is Error.LEAK:
            return mask | other
        if self.error is not Error.HALF:
            return other
        columns = np.flatnonzero(mask.any(axis=0))
        half = mask.copy()
        half[:, int(columns.mean()) if columns.size else 0 :] = False
        return half


@dataclass(frozen=True)
class Outcome:
    """What one correction did.

    Attributes:
        wrong: frames that the error changed by more than the agreement allows, the corrected one not counted.
        recomputed: frames that were computed again and written.
        changed: those of them whose mask is another one now, by more than the agreement allows.
        missed: wrong ones among those that were kept.
        overrun: right ones among those that were computed again, by side; the rule needs `AGREE_FRAMES` of them.
        is_stopped: whether a side ended before its end, by side.
        j_*: mean IoU with the truth over all frames.
    """

    clip: str
    error: str
    wrong: int
    recomputed: int
    changed: int
    missed: int
    overrun: tuple[int, ...]
    is_stopped: tuple[bool, ...]
    j_tracked: float
    j_before: float
    j_after: float
    j_everything: float
    j_stretch_before: float
    j_stretch_after: float
    seconds: float
    seconds_everything: float


def cases(count: int, seed: int, frame_count: int) -> Iterator[Case]:
    """The first clips of a seed with two things that are seen on every frame, the kinds of error in turn."""
    found = index = 0
    while found < count:
        clip = sample_clip(Split.SYNTH, seed, index, frame_count=frame_count)
        index += 1
        smallest = SMALLEST_SHARE * clip.ids[0].size
        seen = [each for each in clip.objects if min(mask.area for mask in each.masks) >= smallest]
        if len(seen) < 2:
            continue
        error = list(Error)[found % len(Error)]
        start = frame_count // 2 - 6
        stretch = range(start, frame_count if error is Error.LOST else start + 12)
        yield Case(clip, seen[0], seen[1], error, stretch)
        found += 1


def correct(predictor: Predictor, case: Case, folder: Path) -> Outcome:
    """One case from the click to the corrected track, and the same by computing everything again."""
    with open_project(folder / "p.sa2va", create=True) as session:
        object_id = tracked_object(predictor, case, session)
        clean = masks_of(session, object_id)
        plant_error(session, object_id, case)
        spoiled = masks_of(session, object_id)
        truth = case.thing.masks[case.corrected_frame]
        session.do("Draw", edit_mask(session.project, object_id, case.corrected_frame, truth))

        started = time.process_time()
        prepared = prepare_correction(session.project, object_id, case.corrected_frame)
        recomputed: set[int] = set()

        def note(event: TrackEvent) -> None:
            if hasattr(event, "frame_index"):
                recomputed.add(event.frame_index)

        frames = ArrayFrames(case.clip.frames)  # a new one, so that no features of it are known
        events = correction_events(predictor, prepared, lambda: nullcontext(frames), CancelToken())
        run_to_end(TrackWriter(session, prepared), events, on_event=note)
        seconds = time.process_time() - started
        after = masks_of(session, object_id)
        sides = [set(side.outward) for side in prepared.sides]

        session.undo()
        seconds_everything = compute_everything(predictor, case, session, object_id)
        everything = masks_of(session, object_id)

    wrong = {f for f in case.stretch if iou(clean[f], spoiled[f]) <= AGREE_IOU} - {case.corrected_frame}
    stretch = case.stretch
    return Outcome(
        clip=case.clip.name,
        error=case.error.name,
        wrong=len(wrong),
        recomputed=len(recomputed),
        changed=sum(iou(spoiled[f], after[f]) <= AGREE_IOU for f in recomputed),
        missed=len(wrong - recomputed),
        overrun=tuple(len(side & recomputed - wrong) for side in sides),
        is_stopped=tuple(not side <= recomputed for side in sides),
        j_tracked=j_of(case, clean),
        j_before=j_of(case, spoiled),
        j_after=j_of(case, after),
        j_everything=j_of(case, everything),
        j_stretch_before=j_of(case, spoiled, stretch),
        j_stretch_after=j_of(case, after, stretch),
        seconds=round(seconds, 3),
        seconds_everything=round(seconds_everything, 3),
    )


def tracked_object(predictor: Predictor, case: Case, session: OpenProject) -> ObjectId:
    """Click on the thing on the first frame and track it."""
    count, height, width = case.clip.ids.shape
    item = MediaItem(CLIP, MediaKind.VIDEO, "clip.mp4", height, width, tuple(range(count)), (1, case.clip.fps))
    session.do("Add", put_media(session.project, item))
    [object_id] = add_objects(session, CLIP, [case.thing.noun])
    point = deepest_point(rle_to_mask(case.thing.masks[0]))
    prepared = prepare_track(
        session.project, CLIP, [object_id], marks={(object_id, 0): Marks().with_point(point)}
    )
    frames = ArrayFrames(case.clip.frames)
    run_to_end(
        TrackWriter(session, prepared),
        track_events(predictor, prepared, lambda: nullcontext(frames), CancelToken()),
    )
    return object_id


def plant_error(session: OpenProject, object_id: ObjectId, case: Case) -> None:
    track = session.project.track(object_id)
    spoiled = {
        index: ObjectFrame(
            mask_to_rle(case.spoiled(index, rle_to_mask(track[index].rle))), FrameState.TRACKED, 0.9, 9.0
        )
        for index in case.stretch
    }
    session.do("Spoil", put_track(session.project, object_id, spoiled))


def compute_everything(predictor: Predictor, case: Case, session: OpenProject, object_id: ObjectId) -> float:
    """CPU seconds of tracking the whole clip again from the corrected frame and the clicked one."""
    started = time.process_time()
    prepared = prepare_track(session.project, CLIP, [object_id], scope=TrackScope.ALL)
    frames = ArrayFrames(case.clip.frames)
    run_to_end(
        TrackWriter(session, prepared),
        track_events(predictor, prepared, lambda: nullcontext(frames), CancelToken()),
    )
    return time.process_time() - started


def masks_of(session: OpenProject, object_id: ObjectId) -> dict[int, BoolMask]:
    return {index: rle_to_mask(frame.rle) for index, frame in session.project.track(object_id).items()}


def j_of(case: Case, masks: dict[int, BoolMask], frames: range | None = None) -> float:
    wanted = range(len(case.clip.frames)) if frames is None else frames
    return round(statistics.mean(iou(masks[f], rle_to_mask(case.thing.masks[f])) for f in wanted), 4)


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    recomputed = sum(each.recomputed for each in outcomes)
    wrong, missed = sum(each.wrong for each in outcomes), sum(each.missed for each in outcomes)
    overruns = [count for each in outcomes for count in each.overrun]
    stops = [stopped for each in outcomes for stopped in each.is_stopped]
    return {
        "corrections": len(outcomes),
        "precision": round((wrong - missed) / recomputed, 3),
        "share_changed": round(sum(each.changed for each in outcomes) / recomputed, 3),
        "recall": round((wrong - missed) / wrong, 3),
        "stopped_too_early": sum(each.missed > 0 for each in outcomes),
        "sides": len(stops),
        "sides_stopped_before_their_end": sum(stops),
        "right_frames_computed_again_per_side": {
            "median": statistics.median(overruns),
            "most": max(overruns),
            "least_possible": AGREE_FRAMES,
        },
        "j": {
            name: round(statistics.mean(getattr(each, f"j_{name}") for each in outcomes), 3)
            for name in ("tracked", "before", "after", "everything", "stretch_before", "stretch_after")
        },
        "worse_than_everything": [each.clip for each in outcomes if each.j_after < each.j_everything - 0.01],
        "seconds_ratio_to_everything": round(
            statistics.median(each.seconds / each.seconds_everything for each in outcomes), 3
        ),
    }


def measure(model: str, *, count: int, seed: int, frame_count: int) -> dict[str, Any]:
    predictor = load_predictor(model, device="cpu", dtype="float32")
    outcomes = []
    for case in cases(count, seed, frame_count):
        with tempfile.TemporaryDirectory() as folder:
            outcomes.append(correct(predictor, case, Path(folder)))
        print(outcomes[-1], file=sys.stderr, flush=True)
    predictor.close()
    by_error = {error.name: [each for each in outcomes if each.error == error.name] for error in Error}
    return {
        "what": "a planted error corrected on one frame by the true mask; the track follows until it agrees",
        "model": predictor.description.name,
        "seed": seed,
        "frames": frame_count,
        "errors": {error.name: error.value for error in Error},
        "all": summary(outcomes),
        "by_error": {name: summary(own) for name, own in by_error.items() if own},
        "corrections": [asdict(each) for each in outcomes],
        "machine": machine(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="sa2va-nano")
    parser.add_argument("--clips", type=int, default=24)
    parser.add_argument("--frames", type=int, default=64)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=RESULTS / "corrections.json")
    options = parser.parse_args()
    torch.set_num_threads(1)
    write_result(
        options.out,
        measure(options.model, count=options.clips, seed=options.seed, frame_count=options.frames),
    )


if __name__ == "__main__":
    main()

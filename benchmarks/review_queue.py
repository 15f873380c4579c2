"""What the review of a long clip costs: measuring its masks, looking again after a change, and how late the window is meanwhile.

`uv run python benchmarks/review_queue.py`; needs no display. `--frames` and `--objects` make it small.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
from machine import RESULTS, machine, write_result

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.operations.review.places import places_of
from sa2va_desktop.operations.review.scoring import ClipScorer, ClipSnapshot, ReviewedObject

_SIZE_HW = (480, 640)
_KINDS = 2000


def drawn_masks(number: int, count: int, size_hw: tuple[int, int]) -> list[MaskRle]:
    """An ellipse that wanders, turns and breathes; now and then with a hole or an island."""
    height, width = size_hw
    masks = []
    for t in range(count):
        mask = np.zeros(size_hw, np.uint8)
        x = int(width * (0.35 + 0.23 * np.sin(t / 40 + 2 * number)))
        y = int(height * (0.5 + 0.2 * np.cos(t / 55 + number)))
        radius = int(height * (0.08 + 0.008 * np.sin(t / 7)))
        cv2.ellipse(mask, (x, y), (radius, radius + height // 24), t % 180, 0, 360, 1, -1)
        if t % 3 == 0:
            cv2.circle(mask, (x, y), max(1, height // 80), 0, -1)
        if t % 11 == 0:
            cv2.circle(mask, (min(width - 1, x + 2 * radius), y), max(1, height // 96), 1, -1)
        masks.append(mask_to_rle(mask))
    return masks


def track_of(number: int, frame_count: int, size_hw: tuple[int, int]) -> dict[int, ObjectFrame]:
    """Each frame with a mask of its own, none of them settled."""
    masks = drawn_masks(number, min(_KINDS, frame_count), size_hw)
    return {
        index: ObjectFrame(replace(masks[index % len(masks)]), FrameState.TRACKED, 0.9, 5.0)
        for index in range(frame_count)
    }


def scoring(frame_count: int, object_count: int) -> dict[str, Any]:
    """CPU seconds without a window."""
    tracks = {ObjectId(n + 1): track_of(n, frame_count, _SIZE_HW) for n in range(object_count)}
    objects = tuple(ReviewedObject(each) for each in tracks)
    scorer, nothing_said = ClipScorer(), {each: {} for each in tracks}
    start_s = time.process_time()
    places = places_of(MediaId(1), scorer.score(ClipSnapshot(MediaId(1), objects, tracks, nothing_said)))
    first_s = time.process_time() - start_s
    one = ObjectId(1)
    track = {**tracks[one], frame_count // 2: tracks[one][0]}
    start_s = time.process_time()
    scorer.score(ClipSnapshot(MediaId(1), objects, {one: track}, {one: {}}))
    return {
        "masks": frame_count * object_count,
        "first_pass_s": round(first_s, 2),
        "a_mask_us": round(1e6 * first_s / (frame_count * object_count), 1),
        "after_an_edit_s": round(time.process_time() - start_s, 3),
        "places": len(places),
    }


def window(frame_count: int, object_count: int) -> dict[str, Any]:
    """The queue of a clip that is opened while it is looked through; lateness of a 10 ms timer, GUI thread's CPU time."""
    from ui_clip import OpenClip, write_long_clip
    from window_stalls import Lateness

    from sa2va_desktop.app import make_application

    with tempfile.TemporaryDirectory() as folder:
        clip = OpenClip(make_application(), write_long_clip(Path(folder) / "clip.mp4", frame_count))
        item = clip.window.media_switch.shown
        assert item is not None
        for number in range(object_count):
            _add_track(clip, track_of(number, frame_count, (item.height, item.width)))
        clip.rest(500)
        review, lateness, cpu_s = clip.window.review, Lateness(), time.thread_time()
        lateness.phase = "first pass"
        review.show_queue()
        clip.wait(lambda: review.queue.is_complete)
        row: dict[str, Any] = {"gui_cpu_first_pass_s": round(time.thread_time() - cpu_s, 2)}
        lateness.phase = "curves"
        axis = clip.window.timeline._axis
        review.lane_trust.set_all_curves(True)
        row["zoom"] = clip.timed(lambda: axis.set_scale(axis.scale.zoomed(1.3, 200)), 9)
        row["scroll"] = clip.timed(lambda: axis.set_scale(axis.scale.scrolled_to(axis.scale.offset_px + 40)), 9)
        lateness.phase = "judging"
        row["next_place"] = clip.timed(lambda: review.step(1), 9)
        row["confirm"] = clip.timed(review.panel.confirm, 9)
        clip.wait(lambda: review.queue.is_complete)
        row["places"] = len(review.panel.item_model.places)
        lateness.timer.stop()
        row["late"] = lateness.summary()
        clip.wait(lambda: clip.window.document.pending_count == 0)
        clip.close()
    return row


def _add_track(clip: Any, track: dict[int, ObjectFrame]) -> None:
    from sa2va_desktop.annotation.journal import EntryState

    session, object_id, items = clip.window.document.session, clip.add_object(), list(track.items())
    run = session.begin_run("Track")
    for start in range(0, len(items), 500):
        part = items[start : start + 500]
        session.append(run, [Change(Table.FRAME, (object_id, index), None, each) for index, each in part])
        clip.rest(1)
    session.seal(run, EntryState.COMPLETE)
    clip.wait(lambda: clip.window.document.pending_count == 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--objects", type=int, default=2)
    parser.add_argument("--out", type=Path, default=RESULTS / "review_queue.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["SA2VA_DESKTOP_HOME"] = home
        result = {"scoring": scoring(options.frames, options.objects)}
        result |= {"window": window(options.frames, options.objects), "machine": machine()}
    write_result(options.out, result)


if __name__ == "__main__":
    main()

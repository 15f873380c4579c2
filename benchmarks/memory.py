"""Peak memory of tracking a short against a long clip: it must not depend on the length.

Every measurement is a process of its own. The network is a random miniature, because only growth is measured, not
size: what a real network keeps per frame is kept in the same places.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from machine import RESULTS, machine, write_result

SIZE_HW = (480, 640)
CORRECTIONS = 20
CACHE_BYTES = 4 * 2**20
"""Small enough to be full after 150 frames of the miniature network: the cache is a constant, not part of growth."""
TARGET_RATIO = 1.05


def measure(frame_count: int, object_count: int) -> dict[str, Any]:
    """Track in this process, dropping the masks as they come, and report its memory."""
    import psutil
    from synthetic_clip import MINIATURE, SyntheticClip, random_network

    from sa2va_desktop.inference.api import ObjectPrompt, TrackDirection
    from sa2va_desktop.inference.grounding import FeatureCache, GroundingModel, GroundingSession
    from sa2va_desktop.tasks import CancelToken

    clip = SyntheticClip(frame_count, SIZE_HW)
    model = GroundingModel(random_network(MINIATURE), MINIATURE)
    session = GroundingSession(model, clip, media_key="clip", cache=FeatureCache(CACHE_BYTES))
    key_frames = sorted({index * (frame_count - 1) // max(1, CORRECTIONS) for index in range(CORRECTIONS + 1)})
    prompts = [
        ObjectPrompt(index, frame, mask=clip.mask(index, frame))
        for index in range(object_count)
        for frame in key_frames
    ]
    before_bytes = psutil.Process().memory_info().rss
    stream = session.track(
        prompts, frame_range=(0, frame_count), direction=TrackDirection.BOTH, token=CancelToken()
    )
    mask_count = sum(len(event.masks) for event in stream)
    assert mask_count == frame_count * object_count
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {
        "frames": frame_count,
        "objects": object_count,
        "key_frames": len(key_frames),
        "peak_mib": round(peak_bytes / 2**20, 1),
        "before_tracking_mib": round(before_bytes / 2**20, 1),
    }


def measure_in_subprocess(frame_count: int, object_count: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", str(frame_count), str(object_count)]
    outcome = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(outcome.stdout)
    return measured


def compare(frame_counts: list[int], object_counts: list[int]) -> dict[str, Any]:
    rows = [measure_in_subprocess(frames, objects) for objects in object_counts for frames in frame_counts]
    ratios = {}
    for objects in object_counts:
        peaks = {row["frames"]: row["peak_mib"] for row in rows if row["objects"] == objects}
        ratios[str(objects)] = round(peaks[max(frame_counts)] / peaks[min(frame_counts)], 4)
    return {
        "what": "peak resident memory of tracking, each row its own process",
        "network": "miniature, random weights, 128 px input",
        "picture": "640x480",
        "feature_cache_mib": CACHE_BYTES / 2**20,
        "rows": rows,
        "ratio_long_to_short_by_objects": ratios,
        "target": f"<= {TARGET_RATIO}",
        "is_met": all(ratio <= TARGET_RATIO for ratio in ratios.values()),
        "machine": machine(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, nargs=2, default=[300, 3000], help="short and long clip")
    parser.add_argument("--objects", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--out", type=Path, default=RESULTS / "memory.json")
    parser.add_argument("--one", type=int, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(*options.one)))
    else:
        write_result(options.out, compare(options.frames, options.objects))


if __name__ == "__main__":
    main()

"""What the planner says a checkpoint and a request take, beside what a process really takes. On the CPU, on Linux.

    uv run python benchmarks/memory_plan.py                    # the embedded model and the small size
    uv run python benchmarks/memory_plan.py --shapes small 1b  # random weights in released sizes

Every row is a process of its own. Measured is the highest resident memory less that of the process before it loaded
anything; planned is `memory_plan.plan_run` for the very same request. See README.md beside it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from machine import RESULTS, machine, write_result

NANO = "nano"
REQUESTS = {
    "clip, 1 object": (1, 4),
    "clip, 4 objects": (4, 4),
    "still, 1 object": (1, 0),
}
"""[SEG] in the answer, and frames of the clip; 0 for a still."""
SIZE_HW = (480, 640)
AIM = (0.8, 1.6)
"""Planned over measured: too little ends in a step down, too much refuses what would fit."""


def peak_bytes() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM:"))


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def measure(folder: Path, name: str) -> dict[str, Any]:
    """One request in this process."""
    import torch
    from synthetic_clip import SyntheticClip

    from sa2va_desktop.inference.api import AskRequest, FrameMasks
    from sa2va_desktop.inference.memory_plan import Budget, plan_run
    from sa2va_desktop.inference.predictor import load_predictor
    from sa2va_desktop.inference.request_sizes import ask_sizes
    from sa2va_desktop.tasks import CancelToken

    torch.set_num_threads(1)
    torch.nn.functional.linear(
        torch.ones(64, 64), torch.ones(64, 64)
    )  # so that libraries have their work space
    forget_peak()
    before = peak_bytes()
    segments, frame_count = REQUESTS[name]
    clip = SyntheticClip(max(1, frame_count), SIZE_HW)
    predictor = load_predictor(folder, dtype="float32")
    loaded_peak = peak_bytes() - before
    forget_peak()
    request = AskRequest(
        "Please segment all.",
        frames=clip,
        is_video=frame_count > 0,
        language_frames=(0, 1) if frame_count else (0,),
        frame_range=(0, max(1, frame_count)),
        forced_answer="It is" + " [SEG]" * segments + ".<|im_end|>",
        max_segments=segments,
        max_new_tokens=64,
    )
    checkpoint = predictor._opened().checkpoint
    sizes = ask_sizes(request, checkpoint)
    plan = plan_run(
        checkpoint.sizes, checkpoint.plan, sizes, free_bytes=1 << 40, budget=Budget(cache_bytes=512 << 20)
    )
    masks = sum(
        len(event.masks) for event in predictor.ask(request, CancelToken()) if isinstance(event, FrameMasks)
    )
    assert masks == segments * max(1, frame_count)
    measured = max(loaded_peak, peak_bytes() - before)
    weights = checkpoint.sizes.counts.weight_bytes("float32")
    return {
        "request": name,
        "weights_mib": round(weights / 2**20, 1),
        "loading_peak_mib": round(loaded_peak / 2**20, 1),
        "measured_mib": round(measured / 2**20, 1),
        "planned_mib": round(plan.needed_bytes / 2**20, 1),
        "planned_over_measured": round(plan.needed_bytes / measured, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shapes", nargs="+", default=[NANO, "small"], help=f"{NANO}, or shapes of gpu.py")
    parser.add_argument("--requests", nargs="+", choices=list(REQUESTS), default=list(REQUESTS))
    parser.add_argument("--out", type=Path, default=RESULTS / "memory_plan.json")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(Path(options.one[0]), options.one[1])))
        return
    rows = []
    with tempfile.TemporaryDirectory() as kept:
        for shape in options.shapes:
            folder = checkpoint_folder(shape, Path(kept))
            rows += [{"shape": shape, **in_process(folder, name)} for name in options.requests]
    low, high = AIM
    write_result(
        options.out,
        {
            "what": "memory that the planner names against the highest resident memory; each row its own process",
            "picture": f"{SIZE_HW[1]}x{SIZE_HW[0]}",
            "dtype": "float32",
            "rows": rows,
            "aim": f"planned / measured from {low} to {high}",
            "is_met": all(low <= row["planned_over_measured"] <= high for row in rows),
            "machine": machine(),
        },
    )


def in_process(folder: Path, name: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", str(folder), name]
    outcome = subprocess.run(command, check=True, capture_output=True, text=True)
    row: dict[str, Any] = json.loads(outcome.stdout.splitlines()[-1])
    return row


def checkpoint_folder(shape: str, kept: Path) -> Path:
    if shape == NANO:
        return Path(__file__).resolve().parents[1] / "models" / "sa2va-nano"
    from shapes import SHAPES, write_checkpoint

    return write_checkpoint(SHAPES[shape], kept)


if __name__ == "__main__":
    main()

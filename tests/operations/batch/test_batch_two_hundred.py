"""Two hundred clips with the embedded model, killed half-way and resumed, here and by Ray: the same bytes.

uv run pytest -n 0 -s -m slow tests/operations/batch/test_batch_two_hundred.py
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.batches import content_of

ROOT = Path(__file__).parents[3]
CLIPS = 200
RECIPE = """
[model]
checkpoint = "sa2va-nano"
threads = 1
frames = "first:2"

[[instructions]]
text = "the red thing"
label = "thing"

[thresholds]
flag_below_iou = 0.8
drop_below_iou = 0.2

[export]
format = "coco"
"""


def command(*arguments: object) -> list[str]:
    return [sys.executable, str(ROOT / "main.py"), *map(str, arguments)]


def finished_clips(out: Path) -> int:
    return len(list(out.glob("clips/*.json")))


def run_and_kill(arguments: list[str], out: Path) -> int:
    """Kill −9 with half of the clips done; returns how many were."""
    with subprocess.Popen(arguments, start_new_session=True) as process:
        while finished_clips(out) < CLIPS // 2:
            assert process.poll() is None, "the batch ended before it was killed"
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
    return finished_clips(out)


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_two_hundred_clips_killed_and_resumed_give_the_same_bytes_here_and_by_ray(tmp_path: Path) -> None:
    clips, recipe = tmp_path / "clips", tmp_path / "recipe.toml"
    recipe.write_text(RECIPE, encoding="utf-8")
    sizes = ("--frames", 4, "--size", "128x96")
    subprocess.run(command("synth", "--out", clips, "--clips", CLIPS, "--seed", 5, *sizes), check=True)
    sources = sorted(clips.glob("*/video.mp4"))
    assert len(sources) == CLIPS
    for number, source in enumerate(sources):  # distinct names, as in a person's folder
        source.rename(clips / f"{number:03d}.mp4")
    sources = sorted(clips.glob("*.mp4"))

    whole = tmp_path / "whole"
    subprocess.run(command("batch", recipe, *sources, "--out", whole), check=True)
    expected = content_of(whole)
    for engine in ("local", "ray"):
        out = tmp_path / engine
        arguments = command("batch", recipe, *sources, "--out", out, "--engine", engine)
        done = run_and_kill(arguments, out)
        subprocess.run(arguments, check=True)
        print(f"{engine}: killed after {done} of {CLIPS} clips, resumed to {finished_clips(out)}")
        assert content_of(out) == expected

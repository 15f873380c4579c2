"""Scores of a trained state on unseen clips and pictures, with the training's own graph and no export.

`python -m sa2va_desktop.training.nano.score CONFIG`. An exported folder is measured by `sa2va-desktop evaluate scenes`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch

from sa2va_desktop.scenes.clip import Clip, Split, sample_clip, scene_rng
from sa2va_desktop.scenes.demo import INSTRUCTION, demo_clip
from sa2va_desktop.training.nano.config import DEFAULT_MIX
from sa2va_desktop.training.nano.measure import ClipScore, score_clip
from sa2va_desktop.training.nano.run import load_state
from sa2va_desktop.training.nano.still_scores import score_stills


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sa2va_desktop.training.nano.score", description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--clips", type=int, default=10)
    parser.add_argument("--batches", type=int, default=20, help="of six pictures each")
    parser.add_argument("--seed", type=int, default=100)
    options = parser.parse_args()
    torch.set_num_threads(1)
    model, tokenizer = load_state(options.config)
    for held_out in (False, True):
        scores, clicks = score_stills(
            model, tokenizer, seed=options.seed, batches=options.batches, mix=DEFAULT_MIX, held_out=held_out
        )
        print("held-out pairs" if held_out else "pictures", {k: round(v, 3) for k, v in clicks.items()})
        for s in scores:
            print(f"  {s.kind:14} n={s.count:4} IoU {s.iou:.2f}  right {s.right:.2f}  chance {s.chance:.2f}")
    _print_clips(partial(score_clip, model, tokenizer), options)
    return 0


def _print_clips(score: Callable[[Clip, str, int], ClipScore], options: argparse.Namespace) -> None:
    """The demo clip, then one random expression on each of the clips as `synth` writes them."""
    demo = demo_clip()
    target = next(e.object_ids[0] for e in demo.expressions if e.text == INSTRUCTION)
    print(_line(score(demo, INSTRUCTION, target)), flush=True)
    found: list[ClipScore] = []
    for index in range(options.clips):
        clip = sample_clip(Split.SYNTH, options.seed, index)
        found.append(score(clip, *draw_instruction(clip, index)))
        print(_line(found[-1]), flush=True)
    if found:
        mean = np.mean([s.region_j for s in found])
        right = np.mean([s.is_right for s in found])
        chance = np.mean([s.chance_right for s in found])
        print(f"clips: J {mean:.3f}, right object {right:.2f} (chance {chance:.2f}), n={len(found)}")


def draw_instruction(clip: Clip, index: int) -> tuple[str, int]:
    """A random expression of a clip and the object that it names."""
    rng = scene_rng(Split.SYNTH, clip.seed, index, 1_000)
    expression = clip.expressions[int(rng.integers(len(clip.expressions)))]
    return expression.text, expression.object_ids[0]


def _line(score: ClipScore) -> str:
    mark = "right" if score.is_right else "WRONG"
    return f"  {score.clip:16} {score.text!r:28} J {score.region_j:.2f} {mark}"


if __name__ == "__main__":
    raise SystemExit(main())

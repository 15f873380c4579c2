"""Scores on unseen clips and pictures.

`python -m sa2va_desktop.training.nano.score CONFIG` scores the trained state with the training's own graph;
with `--checkpoint DIR` an exported folder, clips only, through the application's predictor.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch

from sa2va_desktop.inference.api import Predictor
from sa2va_desktop.scenes.clip import Clip, Split, sample_clip, scene_rng
from sa2va_desktop.scenes.demo import INSTRUCTION, demo_clip
from sa2va_desktop.training.nano.config import DEFAULT_MIX
from sa2va_desktop.training.nano.measure import ClipScore, score_clip
from sa2va_desktop.training.nano.run import load_state
from sa2va_desktop.training.nano.runtime_scores import load_runtime, score_asked, score_clicked, score_regions
from sa2va_desktop.training.nano.still_scores import score_stills


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sa2va_desktop.training.nano.score", description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--clips", type=int, default=10)
    parser.add_argument("--batches", type=int, default=20, help="of six pictures each")
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--checkpoint", type=Path, metavar="DIR", help="score this folder by the predictor")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.checkpoint:
        predictor = load_runtime(options.checkpoint)
        _print_clips("typed", partial(score_asked, predictor), options)
        _print_clips("clicked", lambda clip, _text, target: score_clicked(predictor, clip, target), options)
        _print_regions(predictor, options)
        predictor.close()
        return 0
    model, tokenizer = load_state(options.config)
    for held_out in (False, True):
        scores, clicks = score_stills(
            model, tokenizer, seed=options.seed, batches=options.batches, mix=DEFAULT_MIX, held_out=held_out
        )
        print("held-out pairs" if held_out else "pictures", {k: round(v, 3) for k, v in clicks.items()})
        for s in scores:
            print(f"  {s.kind:14} n={s.count:4} IoU {s.iou:.2f}  right {s.right:.2f}  chance {s.chance:.2f}")
    _print_clips("typed", partial(score_clip, model, tokenizer), options)
    return 0


def _print_clips(title: str, score: Callable[[Clip, str, int], ClipScore], options: argparse.Namespace) -> None:
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
        print(f"{title}: J {mean:.3f}, right object {right:.2f} (chance {chance:.2f}), n={len(found)}")


def _print_regions(predictor: Predictor, options: argparse.Namespace) -> None:
    """Every thing of the first frames of the same clips, asked about by its mask."""
    if "region_prompts" in predictor.description.capabilities.reasons:
        return
    found = [
        score
        for index in range(options.clips)
        for score in score_regions(predictor, sample_clip(Split.SYNTH, options.seed, index))
    ]
    for wrong in (score for score in found if not score.is_exact):
        print(f"  {wrong.clip:16} {wrong.answer!r} is {wrong.truth!r}")
    if found:
        exact = np.mean([s.is_exact for s in found])
        noun = np.mean([s.has_right_noun for s in found])
        print(f"regions: exact {exact:.2f}, noun {noun:.2f}, n={len(found)}")


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

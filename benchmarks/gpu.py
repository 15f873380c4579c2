"""What one released size costs: loading, reading, writing, looking and tracking, beside the alternatives.

    uv run python benchmarks/gpu.py                                  # the small size, on the CPU
    uv run python benchmarks/gpu.py --shapes 1b 4b 8b --device cuda  # random weights in released sizes
    … --published CHECKOUT --published-python PYTHON                 # beside the published runtime

Random weights cost what real ones cost. Beside ours run `transformers`' own generate, `sam2`'s own video predictor and,
where somebody has it, the published runtime; same weights, same answer, pairs interleaved. See README.md beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import gc
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from machine import RESULTS, machine, write_result
from sam2_baseline import add_prompt, propagate, sam2_predictor, start_state
from shapes import SHAPES, write_checkpoint
from synthetic_clip import SyntheticClip
from transformers import GenerationConfig

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.inference.api import (
    AskRequest,
    FrameMasks,
    ObjectPrompt,
    PointPrompt,
    TextDelta,
    TrackDirection,
    TrackRequest,
)
from sa2va_desktop.inference.checkpoint import with_captured_decoding
from sa2va_desktop.inference.generation import FixedDecoding, PromptRows, generate
from sa2va_desktop.inference.predictor import Sa2vaPredictor, load_predictor
from sa2va_desktop.tasks import CancelToken

AIMS = {
    "published_over_ours_1_seg": ">= 2.0 on a GPU",
    "published_over_ours_8_seg": ">= 5.0 on a GPU, >= 2.5 on a CPU",
    "sam2_over_ours_1_object": ">= 1.3 on a GPU",
    "sam2_over_ours_8_objects": ">= 3.0 on a GPU",
    "decode_share_of_bandwidth": ">= 0.7 at 4B on a GPU",
    "first_mask_s": "<= 1.0 at 4B on a GPU",
    "load_share_of_raw_read": ">= 0.8",
}
SEGMENTS = (1, 8)
PARTS = ("load", "language", "tracking", "ask")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=["small"])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", default=None, choices=["float32", "bfloat16", "float16"])
    parser.add_argument("--frames", type=int, default=7, help="length of the clip")
    parser.add_argument("--size", type=int, nargs=2, default=(480, 854), metavar=("H", "W"))
    parser.add_argument("--repeat", type=int, default=3, help="interleaved pairs")
    parser.add_argument("--prompt-tokens", type=int, default=1024)
    parser.add_argument("--new-tokens", type=int, default=32)
    parser.add_argument("--capture", action="store_true", help="write by a captured CUDA graph")
    parser.add_argument("--published", type=Path, help="a clone of the published repository")
    parser.add_argument("--published-python", default=sys.executable, help="Python of its own environment")
    parser.add_argument("--weights", type=Path, help="keep the random checkpoints in this folder")
    parser.add_argument("--out", type=Path, default=RESULTS / "gpu.json")
    args = parser.parse_args()
    if args.published is not None and shutil.which(args.published_python) is None:
        parser.error(f"--published-python {args.published_python}: expected a Python, found none")
    with contextlib.ExitStack() as stack:
        folder = args.weights or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rows = [measure(write_checkpoint(SHAPES[name], folder), args) for name in args.shapes]
    where = {**machine(), "device": device_name(args.device)}
    write_result(args.out, {"machine": where, "aims": AIMS, "options": options(args), "rows": rows})


def options(args: argparse.Namespace) -> dict[str, Any]:
    """What the figures depend on; no paths."""
    names = ("device", "dtype", "frames", "size", "repeat", "prompt_tokens", "new_tokens", "capture", "parts")
    return {name: getattr(args, name) for name in names}


def device_name(device: str) -> str:
    return torch.cuda.get_device_name(device) if device.startswith("cuda") else device


def measure(checkpoint: Path, args: argparse.Namespace) -> dict[str, Any]:
    """The wanted parts of one checkpoint; loading is always measured on the way."""
    row: dict[str, Any] = {"shape": checkpoint.name.removeprefix("sa2va-")}
    reset_peak(args.device)
    row["load"], predictor = measure_load(checkpoint, args)
    description = predictor.description
    row |= {"parameters": description.parameter_count, "weights_bytes": description.memory_bytes}
    checkpoint_in_use = predictor._opened().checkpoint
    fixed = with_captured_decoding(checkpoint_in_use).fixed if args.capture else checkpoint_in_use.fixed
    row["decoding"] = fixed.value
    if "language" in args.parts:
        row["language"] = measure_language(predictor, fixed, args)
    if "tracking" in args.parts:
        row["tracking"] = {f"{count}_objects": measure_tracking(predictor, count, args) for count in SEGMENTS}
    if "ask" in args.parts:
        row["ask"] = {f"{count}_seg": measure_ask(predictor, checkpoint, count, args) for count in SEGMENTS}
    row["peak_bytes"] = peak_bytes(args.device)
    predictor.close()
    return row


def measure_load(checkpoint: Path, args: argparse.Namespace) -> tuple[dict[str, Any], Sa2vaPredictor]:
    """Both read a file that the system has in memory already."""
    shards = sorted(checkpoint.glob("*.safetensors"))
    raw, loads = [], []
    predictor = None
    for _ in range(max(2, args.repeat)):
        raw.append(seconds(lambda: raw_read(shards))[0])
        if predictor is not None:
            predictor.close()
            del predictor
            gc.collect()
        taken, predictor = seconds(
            lambda: load_predictor(checkpoint, device=args.device, dtype=args.dtype), args.device
        )
        loads.append(taken)
    assert predictor is not None
    found = {"bytes": sum(shard.stat().st_size for shard in shards), **pair("raw", raw, "ours", loads)}
    return {
        **found,
        "share_of_raw_read": round(statistics.median(raw) / statistics.median(loads), 3),
    }, predictor


def raw_read(shards: list[Path]) -> None:
    buffer = bytearray(16 << 20)
    for shard in shards:
        with shard.open("rb", buffering=0) as file:
            while file.readinto(buffer):
                pass


def measure_language(
    predictor: Sa2vaPredictor, fixed: FixedDecoding, args: argparse.Namespace
) -> dict[str, Any]:
    """Reading a prompt and writing tokens, against `transformers`' generate over the same modules."""
    network = predictor._opened().checkpoint.network
    language, causal = network.language, network.language_model
    ids = torch.randint(0, 300, (args.prompt_tokens,), generator=torch.Generator().manual_seed(0)).tolist()
    count = args.new_tokens
    ours: dict[str, list[float]] = {"prefill": [], "decode": []}
    theirs: dict[str, list[float]] = {"prefill": [], "decode": []}
    same = []
    for _ in range(args.repeat):
        first, rest, own = write_ours(language, ids, count, fixed, args.device)
        ours["prefill"].append(first)
        ours["decode"].append(rest)
        first, rest, other = write_transformers(causal, ids, count, args.device)
        theirs["prefill"].append(first)
        theirs["decode"].append(rest)
        same.append(own == other)
    weights = sum(
        p.nbytes
        for name, p in causal.named_parameters()
        if "embed_tokens" not in name or causal.lm_head.weight is p
    )
    step = statistics.median(ours["decode"]) / (count - 1)
    bandwidth = memory_bandwidth(args.device)
    return {
        "prefill_tokens_per_s": round(args.prompt_tokens / statistics.median(ours["prefill"])),
        "decode_tokens_per_s": round(1 / step, 1),
        **{
            f"{name}_{key}": value
            for name in ours
            for key, value in pair("generate", theirs[name], "ours", ours[name]).items()
        },
        "same_tokens": all(same),
        "bytes_a_token": weights,
        "bandwidth_bytes_per_s": round(bandwidth),
        "decode_share_of_bandwidth": round(weights / bandwidth / step, 3),
    }


def write_ours(
    language: Any, ids: list[int], count: int, fixed: FixedDecoding, device: str
) -> tuple[float, float, list[int]]:
    synchronise(device)
    start = time.perf_counter()
    cache = language.new_cache()
    steps = generate(
        language,
        PromptRows(tuple(ids), image_token_id=-1),
        cache,
        max_new_tokens=count,
        cancel=CancelToken(),
        fixed=fixed,
    )
    tokens = [next(steps).token_id]
    synchronise(device)
    middle = time.perf_counter()
    tokens += [step.token_id for step in steps]
    synchronise(device)
    return middle - start, time.perf_counter() - middle, tokens


def write_transformers(causal: Any, ids: list[int], count: int, device: str) -> tuple[float, float, list[int]]:
    """Two calls, one of a single token: their difference is the decoding."""
    prompt = torch.tensor([ids], device=causal.device)
    everything = torch.ones_like(prompt)  # else it takes the ids that are also the padding's for padding

    def write(tokens: int) -> tuple[float, Any]:
        settings = GenerationConfig(
            max_new_tokens=tokens, min_new_tokens=tokens, do_sample=False, eos_token_id=None, pad_token_id=0
        )
        with torch.inference_mode():
            return seconds(
                lambda: causal.generate(prompt, attention_mask=everything, generation_config=settings), device
            )

    first, _ = write(1)
    whole, output = write(count)
    return first, max(whole - first, 1e-9), output[0, len(ids) :].tolist()


def measure_tracking(predictor: Sa2vaPredictor, count: int, args: argparse.Namespace) -> dict[str, Any]:
    """A clip of marked objects, against `sam2`'s video predictor over the same modules."""
    network = predictor._opened().checkpoint.network
    baseline = sam2_predictor(network.sam2)
    ours, theirs, differences = [], [], []
    for number in range(args.repeat):
        clip = SyntheticClip(args.frames, tuple(args.size))
        prompts = tuple(
            ObjectPrompt(index, 0, (PointPrompt(clip.center_xy(index, 0)),)) for index in range(count)
        )
        request = TrackRequest(clip, prompts, (0, args.frames), TrackDirection.FORWARD)

        def track(request: TrackRequest = request) -> list[FrameMasks]:
            return list(predictor.track(request, CancelToken()))

        def sam2_track(clip: SyntheticClip = clip, prompts: tuple[ObjectPrompt, ...] = prompts) -> list[Any]:
            with autocast(args.device), torch.inference_mode():
                state = start_state(baseline, clip, device=args.device)
                for prompt in prompts:
                    add_prompt(baseline, state, prompt)
                return [
                    (index, (logits[:, 0] > 0).cpu().numpy()) for index, _, logits in propagate(baseline, state)
                ]

        order = (track, sam2_track) if number % 2 == 0 else (sam2_track, track)
        results = {step: seconds(step, args.device) for step in order}
        ours.append(results[track][0])
        theirs.append(results[sam2_track][0])
        differences.append(disagreement(results[track][1], dict(results[sam2_track][1])))
    return {
        "frames_per_s": round(args.frames / statistics.median(ours), 3),
        **pair("sam2", theirs, "ours", ours),
        "worst_difference": max(differences),
    }


def disagreement(ours: list[FrameMasks], theirs: dict[int, Any]) -> float:
    """Largest share of pixels of an object on a frame on which the two differ."""
    shares = [
        float((rle_to_mask(mask.rle) != theirs[frame.frame_index][mask.object_index]).mean())
        for frame in ours
        for mask in frame.masks
    ]
    return round(max(shares), 6)


def measure_ask(
    predictor: Sa2vaPredictor, checkpoint: Path, count: int, args: argparse.Namespace
) -> dict[str, Any]:
    """An imposed answer with `count` `[SEG]` over the clip."""
    clip = SyntheticClip(args.frames, tuple(args.size))
    stop = predictor._opened().checkpoint.template.stop_words[0]
    answer = "It is " + " and ".join(["[SEG]"] * count) + "." + stop
    firsts: dict[str, list[float]] = {"first_token_s": [], "first_mask_s": []}
    ours = []
    for _ in range(args.repeat):
        forget(predictor)
        total, times, masks = ask(predictor, clip, answer, args)
        ours.append(total)
        for name, value in times.items():
            firsts[name].append(value)
    found: dict[str, Any] = {
        "frames_per_s": round(args.frames / statistics.median(ours), 3),
        "ours_s": [round(value, 3) for value in ours],
        **{name: round(statistics.median(values), 3) for name, values in firsts.items()},
    }
    if args.published is None:
        return {**found, "published": "not measured"}
    return found | published(checkpoint, clip, answer, masks, statistics.median(ours), args)


def ask(
    predictor: Sa2vaPredictor, clip: SyntheticClip, answer: str, args: argparse.Namespace
) -> tuple[float, dict[str, float], np.ndarray]:
    """Compatible grounding, which is what the published runtime does."""
    request = AskRequest(
        "<image>Please segment them.",
        frames=clip,
        is_video=True,
        language_frames=tuple(range(min(5, args.frames))),
        frame_range=(0, args.frames),
        grounding_mode=predictor.description.capabilities.grounding_modes[0],
        forced_answer=answer,
        parse_special_tokens=True,
        image_placeholder=False,
    )
    synchronise(args.device)
    start = time.perf_counter()
    times: dict[str, float] = {}
    frames: dict[int, list[np.ndarray]] = {}
    for event in predictor.ask(request, CancelToken()):
        if isinstance(event, TextDelta):
            times.setdefault("first_token_s", time.perf_counter() - start)
        if isinstance(event, FrameMasks):
            times.setdefault("first_mask_s", time.perf_counter() - start)
            frames[event.frame_index] = [rle_to_mask(mask.rle) for mask in event.masks]
    total = time.perf_counter() - start
    return total, times, np.stack([frames[index] for index in sorted(frames)], axis=1)


def published(
    checkpoint: Path,
    clip: SyntheticClip,
    answer: str,
    masks: np.ndarray,
    ours_s: float,
    args: argparse.Namespace,
) -> dict[str, Any]:
    """The published runtime in its own process and environment; loading is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        frames, theirs = Path(folder) / "frames.npz", Path(folder) / "masks.npz"
        np.savez(frames, frames=np.stack([clip.read_rgb(index) for index in range(args.frames)]))
        command = [args.published_python, str(Path(__file__).with_name("published.py")), str(args.published)]
        command += [str(checkpoint), str(frames), "--answer", answer, "--device", args.device]
        command += ["--masks", str(theirs), "--repeat", str(args.repeat)]
        finished = subprocess.run(command, check=True, capture_output=True, text=True)
        result = json.loads(finished.stdout.strip().splitlines()[-1])
        with np.load(theirs) as file:
            difference = float((file["masks"] != masks).mean())
    taken = statistics.median(result["seconds"])
    return {
        "published_s": [round(value, 3) for value in result["seconds"]],
        "published_over_ours": round(taken / ours_s, 2),
        "differing_pixels": round(difference, 6),
        "published_peak_bytes": result["peak_bytes"],
    }


def forget(predictor: Sa2vaPredictor) -> None:
    """So that a repetition finds neither features, nor pictures, nor a conversation of the one before."""
    loaded = predictor._opened()
    loaded.sessions.features.clear()
    pictures = loaded.checkpoint.family.picture_encoder(loaded.checkpoint)
    predictor._loaded = dataclasses.replace(loaded, pictures=pictures)
    predictor._conversations.clear()


# ---- clocks and memory


def seconds(step: Callable[[], Any], device: str = "cpu") -> tuple[float, Any]:
    synchronise(device)
    start = time.perf_counter()
    outcome = step()
    synchronise(device)
    return time.perf_counter() - start, outcome


def synchronise(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.synchronize(device)
    elif device == "mps":
        torch.mps.synchronize()


def pair(their_name: str, theirs: list[float], our_name: str, ours: list[float]) -> dict[str, Any]:
    """Seconds of both sides and the spread of the ratios of the interleaved pairs."""
    ratios = [other / own for other, own in zip(theirs, ours, strict=True)]
    return {
        f"{their_name}_s": round(statistics.median(theirs), 4),
        f"{our_name}_s": round(statistics.median(ours), 4),
        f"{their_name}_over_{our_name}": round(statistics.median(ratios), 3),
        "spread": [round(min(ratios), 3), round(max(ratios), 3)],
    }


def memory_bandwidth(device: str) -> float:
    """Bytes a second of reading a large tensor once: the floor of a token is the weights over this."""
    size = (64 if device == "cpu" else 1024) * 2**20
    values = torch.ones(size // 4, device=device)
    values.sum()
    times = [seconds(values.sum, device)[0] for _ in range(5)]
    return size / min(times)


def autocast(device: str) -> contextlib.AbstractContextManager[Any]:
    if device.startswith("cuda"):
        return torch.autocast("cuda", dtype=torch.bfloat16)
    return contextlib.nullcontext()


def reset_peak(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.reset_peak_memory_stats(device)


def peak_bytes(device: str) -> int:
    """Of the device, or of the process since it began (on the CPU the alternatives' share is in it)."""
    if device.startswith("cuda"):
        return torch.cuda.max_memory_allocated(device)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()

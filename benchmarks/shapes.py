"""Checkpoints with random weights in the sizes of released ones: they cost what the real ones cost.

`miniature` and `small` are for a CPU. The others are made from the derived layouts in `tests/data/layouts`, all of
them in bfloat16, as the model cards load them.
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from synthetic_clip import HIERA_TINY, MINIATURE
from torch import Tensor

from sa2va_desktop.modeling.sam2_network import GroundingConfig, build_sam2_network

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "data" / "golden"
LAYOUTS = ROOT / "tests" / "data" / "layouts"
_SAM2 = "grounding_encoder.sam2_model."
_SHARD_BYTES = 4 * 2**30


@dataclass(frozen=True)
class Shape:
    """One size.

    Attributes:
        layout: file of a derived layout; "" for sizes made from the recorded miniature.
        tokenizer: folder under `tests/data/golden` whose tokenizer is copied.
        grounding: SAM 2 sizes where they are not the released ones.
    """

    name: str
    layout: str = ""
    tokenizer: str = "internvl_qwen2"
    grounding: GroundingConfig | None = None


def _shapes() -> Iterator[Shape]:
    yield Shape("miniature", grounding=MINIATURE)
    yield Shape("small", grounding=GroundingConfig(**{**asdict(HIERA_TINY), "image_size": 1024}))
    yield Shape("1b", "Sa2VA-1B.json")
    yield Shape("4b", "Sa2VA-4B.json")
    yield Shape("8b", "Sa2VA-8B.json", tokenizer="internvl_internlm2")


SHAPES = {shape.name: shape for shape in _shapes()}


def write_checkpoint(shape: Shape, folder: Path, *, seed: int = 0) -> Path:
    """A folder that both runtimes load; made once, found again by its name."""
    target = folder / f"sa2va-{shape.name}"
    if (target / "config.json").is_file():
        return target
    partial = folder / f"sa2va-{shape.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    recorded = GOLDEN / shape.tokenizer / "checkpoint"
    for file in recorded.iterdir():
        if file.name not in ("config.json", "model.safetensors"):
            shutil.copy(file, partial)
    generator = torch.Generator().manual_seed(seed)
    if shape.layout:
        config, tensors = _of_layout(shape, generator)
    else:
        config, tensors = _of_miniature(shape, recorded, generator)
    _save_shards(tensors, partial)
    (partial / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    partial.rename(target)
    return target


def _of_miniature(
    shape: Shape, recorded: Path, generator: torch.Generator
) -> tuple[dict[str, Any], Iterator[tuple[str, Tensor]]]:
    """The recorded vision tower and language model, which answer sensibly, with another SAM 2."""
    assert shape.grounding is not None
    config = json.loads((recorded / "config.json").read_text(encoding="utf-8"))
    sizes = {key: value for key, value in asdict(shape.grounding).items() if key != "unknown"}
    config["grounding_encoder_config"] = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in sizes.items()
        if value is not None and key in (*config["grounding_encoder_config"], "num_maskmem")
    }
    with torch.random.fork_rng():
        torch.manual_seed(generator.initial_seed())
        network = build_sam2_network(shape.grounding)

    def tensors() -> Iterator[tuple[str, Tensor]]:
        for name, tensor in load_file(recorded / "model.safetensors").items():
            if name.startswith("text_hidden_fcs.2."):
                yield name, torch.randn(shape.grounding.d_model, *tensor.shape[1:], generator=generator) * 0.1
            elif not name.startswith("grounding_encoder."):
                yield name, tensor
        for name, tensor in network.state_dict().items():
            yield _SAM2 + _stored_name(name), _present(name, tensor.clone())

    return config, tensors()


def _stored_name(name: str) -> str:
    return name.replace(".gamma", ".g_weight") if name.startswith("memory_encoder.fuser") else name


def _of_layout(shape: Shape, generator: torch.Generator) -> tuple[dict[str, Any], Iterator[tuple[str, Tensor]]]:
    layout = json.loads((LAYOUTS / shape.layout).read_text(encoding="utf-8"))
    groups: dict[str, Any] = dict(layout["tensors"])
    for other in [layout.get("tensors_also_in") or []]:
        for name in [other] if isinstance(other, str) else other:
            groups |= json.loads((LAYOUTS / name).read_text(encoding="utf-8"))["tensors"]
    config = {**layout["config"], "torch_dtype": "bfloat16"}
    for section, values in layout["left_out"].items():  # older exports write what equals a default, too
        config[section] = {**values, **config[section]}
    return config, _random_tensors(groups, generator)


def _random_tensors(groups: Mapping[str, Any], generator: torch.Generator) -> Iterator[tuple[str, Tensor]]:
    for pattern, (size, _dtype) in groups.items():
        for name in _expanded(pattern):
            values = torch.empty(size, dtype=torch.bfloat16)
            if len(size) == 1 and name.endswith("weight"):
                values.fill_(1.0)  # a norm; zeros would silence the network
            else:
                values.normal_(0.0, 0.02, generator=generator)
            yield name, _present(name, values)


def _present(name: str, values: Tensor) -> Tensor:
    """The object score says that the object is there, so that no side empties a mask."""
    return values.fill_(5.0) if name.endswith("pred_obj_score_head.layers.2.bias") else values


def _expanded(pattern: str) -> list[str]:
    """`layers.{0-23}.x` → 24 names; a range may have holes, as in `{0-3,5}`."""
    fixed, numbers = re.split(r"\{[\d,-]+\}", pattern), re.findall(r"\{([\d,-]+)\}", pattern)
    names = []
    for chosen in itertools.product(*map(_numbers, numbers)):
        names.append("".join(itertools.chain.from_iterable(zip(fixed, (*chosen, ""), strict=True))))
    return names


def _numbers(ranges: str) -> list[str]:
    found = []
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        found += [str(number) for number in range(int(first), int(last or first) + 1)]
    return found


def _save_shards(tensors: Iterator[tuple[str, Tensor]], folder: Path) -> None:
    """As the hub does it: shards of some gigabytes and an index."""
    weight_map: dict[str, str] = {}
    shard: dict[str, Tensor] = {}
    number = 0

    def flush() -> None:
        nonlocal shard, number
        number += 1
        name = f"model-{number:05}.safetensors"
        save_file(shard, folder / name, metadata={"format": "pt"})
        weight_map.update(dict.fromkeys(shard, name))
        shard = {}

    for name, tensor in tensors:
        shard[name] = tensor.contiguous()
        if sum(value.nbytes for value in shard.values()) > _SHARD_BYTES:
            flush()
    flush()
    if number == 1:
        (folder / "model-00001.safetensors").rename(folder / "model.safetensors")
        return
    index = {"metadata": {}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")

"""The derived layouts of the ten released checkpoints, and full-size folders of them that take no room on the disk.

A fake folder has the config.json, the tensor names, shapes, number types and shards of a real one. Its tensor data is
a hole in a sparse file, so 100 GB of it cost a few kilobytes and read as zeros.
"""

from __future__ import annotations

import json
import math
import re
import struct
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LAYOUTS = Path(__file__).parent.parent / "data" / "layouts"
NAMES = (
    "Sa2VA-1B",
    "Sa2VA-4B",
    "Sa2VA-8B",
    "Sa2VA-26B",
    "Sa2VA-InternVL3-2B",
    "Sa2VA-InternVL3-8B",
    "Sa2VA-InternVL3-14B",
    "Sa2VA-Qwen2_5-VL-3B",
    "Sa2VA-Qwen2_5-VL-7B",
    "Sa2VA-Qwen3-VL-4B",
)
ITEM_BYTES = {"BF16": 2, "F16": 2, "F32": 4}
SHARD_BYTES = 5_000_000_000
"""The size at which the library's export starts the next file."""


@dataclass(frozen=True)
class Variant:
    """How an export may differ from the one the published tool writes.

    Attributes:
        tied: the language model's head is its embedding and is not stored.
        dtype: one number type for all tensors, in safetensors' word; None is what the published export writes.
        sizes_in_full: config.json also has the values that the library leaves out when they are its defaults.
    """

    tied: bool = False
    dtype: str | None = None
    sizes_in_full: bool = False

    def __str__(self) -> str:
        return "-".join(
            [
                "tied" if self.tied else "untied",
                self.dtype or "as-exported",
                *(["full-config"] if self.sizes_in_full else []),
            ]
        )


VARIANTS = (
    Variant(),
    Variant(dtype="BF16"),
    Variant(dtype="F32", sizes_in_full=True),
    Variant(tied=True),
    Variant(tied=True, dtype="BF16", sizes_in_full=True),
)


@dataclass(frozen=True)
class Layout:
    """Names, shapes and number types of one released checkpoint, and its config.json."""

    name: str
    config: dict[str, Any]
    tensors: dict[str, tuple[tuple[int, ...], str]]

    @property
    def data_bytes(self) -> int:
        return sum(math.prod(shape) * ITEM_BYTES[dtype] for shape, dtype in self.tensors.values())

    @property
    def parameters(self) -> int:
        return sum(math.prod(shape) for shape, _ in self.tensors.values())


def layout(name: str, variant: Variant = Variant()) -> Layout:
    raw = read_layout(name)
    tensors = dict(raw["tensors"])
    config = deepcopy(raw["config"])
    if variant.tied:
        config |= deepcopy(raw["tied_config"])
        for key in raw["tied_config_lacks"]:
            del config[key]
        for absent in raw["absent_when_tied"]:
            del tensors[absent]
    if variant.sizes_in_full:
        for section, values in raw["left_out"].items():
            config[section] = {**values, **config[section]}
    if variant.dtype is not None:
        tensors = {key: (shape, variant.dtype) for key, (shape, _) in tensors.items()}
    return Layout(name, config, tensors)


@cache
def read_layout(name: str) -> dict[str, Any]:
    """One derived file, the SAM 2 part of all of them joined in, groups of names written out."""
    raw: dict[str, Any] = json.loads((LAYOUTS / f"{name}.json").read_text(encoding="utf-8"))
    shared = json.loads((LAYOUTS / raw["tensors_also_in"]).read_text(encoding="utf-8"))
    raw["tensors"] = {
        each: (tuple(shape), dtype)
        for group, (shape, dtype) in {**raw["tensors"], **shared["tensors"]}.items()
        for each in written_out(group)
    }
    return raw


def written_out(group: str) -> list[str]:
    """`a.{0-2,5}.b` → a.0.b, a.1.b, a.2.b, a.5.b."""
    found = re.search(r"\{([\d,-]+)\}", group)
    if not found:
        return [group]
    numbers: list[int] = []
    for run in found.group(1).split(","):
        first, _, last = run.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return [f"{group[: found.start()]}{number}{group[found.end() :]}" for number in numbers]


def write_fake_folder(wanted: Layout, folder: Path) -> Path:
    """config.json and sparse weights under the names that the library's export gives them; no tokenizer."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(wanted.config), encoding="utf-8")
    shards = _shards(wanted)
    if len(shards) == 1:
        _write_sparse(folder / "model.safetensors", shards[0])
        return folder
    weight_map = {}
    for number, shard in enumerate(shards, start=1):
        path = folder / f"model-{number:05}-of-{len(shards):05}.safetensors"
        _write_sparse(path, shard)
        weight_map |= dict.fromkeys(shard, path.name)
    index = {"metadata": {"total_size": wanted.data_bytes}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    return folder


Shard = dict[str, tuple[tuple[int, ...], str]]


def _shards(wanted: Layout) -> list[Shard]:
    shards: list[Shard] = [{}]
    filled = 0
    for name, (shape, dtype) in wanted.tensors.items():
        size = math.prod(shape) * ITEM_BYTES[dtype]
        if shards[-1] and filled + size > SHARD_BYTES:
            shards.append({})
            filled = 0
        shards[-1][name] = (shape, dtype)
        filled += size
    return shards


def _write_sparse(path: Path, shard: Shard) -> None:
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    # The format wants wider number types first, so that all are aligned.
    for name, (shape, dtype) in sorted(shard.items(), key=lambda item: -ITEM_BYTES[item[1][1]]):
        start, end = end, end + math.prod(shape) * ITEM_BYTES[dtype]
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [start, end]}
    raw = json.dumps(header).encode()
    raw += b" " * (-len(raw) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(raw)) + raw)
        file.truncate(8 + len(raw) + end)

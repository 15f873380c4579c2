"""Reads `*.safetensors` of a checkpoint folder, after checking that their headers keep what they promise.

The files may come from a stranger: headers are bounded, offsets are compared with the file before anything is
mapped, and pickled weights are refused by name. Knows nothing of what the tensors mean.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import math
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.translation import translate

HEADER_LIMIT_BYTES = 100_000_000
JSON_LIMIT_BYTES = 100_000_000
PICKLED_SUFFIXES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".p")
INDEX_NAME = "model.safetensors.index.json"
DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
_ITEM_BYTES = {name: dtype.itemsize for name, dtype in DTYPES.items()}


@dataclass(frozen=True)
class StoredTensor:
    """One tensor as its file describes it. `dtype` is safetensors' own word, such as "BF16"; data starts at that byte."""

    name: str
    path: Path
    shape: tuple[int, ...]
    dtype: str
    data_start: int = 0

    @property
    def data_bytes(self) -> int:
        return math.prod(self.shape) * _ITEM_BYTES[self.dtype]


class TensorFiles:
    """All tensors of a checkpoint folder by name; nothing is read before `read_all`."""

    def __init__(self, folder: Path, only: Path | None = None) -> None:
        """
        Args:
            only: one file of the folder, whatever others there are.

        Raises:
            CheckpointError: the folder has no safetensors, lacks a shard, or a file breaks its format.
        """
        self.folder = folder
        self.tensors: dict[str, StoredTensor] = {}
        for path in _weight_files(folder) if only is None else [only]:
            for tensor in _read_header(path):
                if tensor.name in self.tensors:
                    other = self.tensors[tensor.name].path.name
                    raise CheckpointError(
                        translate("inference", "{0}: tensor {1} is in both {2} and {3}.").format(
                            folder, tensor.name, other, path.name
                        )
                    )
                self.tensors[tensor.name] = tensor

    def read_all(self, *, on_meta: bool = False) -> Iterator[tuple[str, Tensor]]:
        """Every tensor, memory-mapped from its file, one file after the other.

        Args:
            on_meta: only shapes and number types; mapping alone would already bring the numbers into memory.

        Raises:
            CheckpointError: a file vanished or changed since its header was read.
        """
        for path in dict.fromkeys(tensor.path for tensor in self.tensors.values()):
            with _opened(path) as file:
                for name in file.keys():  # noqa: SIM118 (not a dict)
                    yield name, _hollow(file.get_slice(name)) if on_meta else file.get_tensor(name)

    def read(self, names: Iterable[str]) -> Iterator[tuple[str, Tensor]]:
        """Some tensors in the given order, memory-mapped. Raises: as `read_all`."""
        for path, group in itertools.groupby(names, key=lambda name: self.tensors[name].path):
            with _opened(path) as file:
                for name in group:
                    yield name, file.get_tensor(name)

    def stretches(self, tensor: StoredTensor, count: int) -> Iterator[Tensor]:
        """The numbers of one tensor, at most `count` at a time: flat, without mapping, each good until the next one.

        Raises:
            CheckpointError: the file vanished or became shorter since its header was read.
        """
        dtype = DTYPES[tensor.dtype]
        left = tensor.data_bytes
        buffer = bytearray(min(left, count * dtype.itemsize))
        try:
            with tensor.path.open("rb", buffering=0) as file:
                file.seek(tensor.data_start)
                while left:
                    view = memoryview(buffer)[: min(left, len(buffer))]
                    _read_fully(file, view)
                    left -= len(view)
                    yield torch.frombuffer(view, dtype=dtype)
        except OSError as error:
            raise CheckpointError(
                translate("inference", "{0} can no longer be read: {1}.").format(
                    tensor.path, error.strerror or error
                )
            ) from error


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with safe_open(str(path), framework="pt") as file:
            yield file
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            translate("inference", "{0} can no longer be read: {1}.").format(path, error)
        ) from error


def _hollow(described: Any) -> Tensor:
    """What safetensors calls a slice, of which nothing is taken."""
    return torch.empty(described.get_shape(), dtype=DTYPES[described.get_dtype()], device="meta")


def _read_fully(file: RawIOBase, view: memoryview) -> None:
    filled = 0
    while filled < len(view):
        count = file.readinto(view[filled:])
        if not count:
            raise OSError(translate("inference", "it became shorter"))
        filled += count


def read_json(path: Path) -> Mapping[str, Any]:
    """A JSON object from a checkpoint folder.

    Raises:
        CheckpointError: missing, too large, no JSON, or not an object.
    """
    try:
        if path.stat().st_size > JSON_LIMIT_BYTES:
            raise CheckpointError(
                translate("inference", "{0} is larger than {1} bytes, which no checkpoint needs.").format(
                    path, JSON_LIMIT_BYTES
                )
            )
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CheckpointError(
            translate("inference", "{0} is no checkpoint folder: it has no {1}.").format(path.parent, path.name)
        ) from error
    except OSError as error:
        raise CheckpointError(
            translate("inference", "{0} cannot be read: {1}.").format(path, error.strerror or error)
        ) from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(
            translate("inference", "{0} is not valid JSON: {1}.").format(path, error)
        ) from error
    if not isinstance(value, dict):
        raise CheckpointError(
            translate("inference", "{0} must hold a JSON object, found {1}.").format(path, type(value).__name__)
        )
    return value


def _weight_files(folder: Path) -> list[Path]:
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        raise CheckpointError(
            translate("inference", "{0} cannot be read: {1}.").format(folder, error.strerror or error)
        ) from error
    if INDEX_NAME in names:
        return _shards_of_index(folder)
    found = [folder / name for name in names if name.endswith(".safetensors")]
    if found:
        return found
    pickled = [name for name in names if name.endswith(PICKLED_SUFFIXES)]
    if pickled:
        raise CheckpointError(
            translate(
                "inference",
                "{0} holds its weights only as {1}, a pickle, which is never opened; a folder with *.safetensors is needed.",
            ).format(folder, pickled[0])
        )
    raise CheckpointError(translate("inference", "{0} has no *.safetensors.").format(folder))


def _shards_of_index(folder: Path) -> list[Path]:
    index = folder / INDEX_NAME
    weight_map = read_json(index).get("weight_map")
    if not isinstance(weight_map, dict) or not weight_map:
        raise CheckpointError(translate("inference", "{0} has no weight_map.").format(index))
    names = sorted({str(name) for name in weight_map.values()})
    for name in names:
        if Path(name).name != name or not name.endswith(".safetensors"):
            raise CheckpointError(
                translate("inference", "{0} names {1!r}, which is no *.safetensors in the same folder.").format(
                    index, name
                )
            )
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise CheckpointError(
            translate("inference", "{0} lacks {1} of {2} shards: {3}.").format(
                folder, len(missing), len(names), ", ".join(missing)
            )
        )
    return [folder / name for name in names]


def _read_header(path: Path) -> list[StoredTensor]:
    """Check one file's header against its size; the order and gaps of the data are checked too."""
    try:
        file_bytes = path.stat().st_size
        with path.open("rb") as file:
            prefix = file.read(8)
            header_bytes = struct.unpack("<Q", prefix)[0] if len(prefix) == 8 else -1
            if header_bytes > HEADER_LIMIT_BYTES:
                raise CheckpointError(
                    translate(
                        "inference", "{0} claims a header of {1} bytes; at most {2} are accepted."
                    ).format(path, header_bytes, HEADER_LIMIT_BYTES)
                )
            raw = file.read(max(0, header_bytes))
    except OSError as error:
        raise CheckpointError(
            translate("inference", "{0} cannot be read: {1}.").format(path, error.strerror or error)
        ) from error
    if header_bytes < 2 or len(raw) != header_bytes:
        raise CheckpointError(
            translate("inference", "{0} is no safetensors file or is cut off in its header.").format(path)
        )
    try:
        header = json.loads(raw)
        entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
        return _check_entries(path, entries, 8 + header_bytes, file_bytes)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CheckpointError(
            translate("inference", "{0} has a broken safetensors header: {1}.").format(path, error)
        ) from error


def _check_entries(
    path: Path, entries: Mapping[str, Any], data_start: int, file_bytes: int
) -> list[StoredTensor]:
    tensors, end, data_bytes = [], 0, file_bytes - data_start
    for name, entry in sorted(entries.items(), key=lambda item: item[1]["data_offsets"]):
        shape = tuple(entry["shape"])
        if not all(type(length) is int and length >= 0 for length in shape):
            raise CheckpointError(
                translate("inference", "{0}: tensor {1} has the impossible shape {2}.").format(
                    path, name, list(shape)
                )
            )
        if entry["dtype"] not in _ITEM_BYTES:
            raise CheckpointError(
                translate("inference", "{0}: tensor {1} has the unknown dtype {2}.").format(
                    path, name, entry["dtype"]
                )
            )
        start, stop = entry["data_offsets"]
        wanted_bytes = math.prod(shape) * _ITEM_BYTES[entry["dtype"]]
        if start != end or stop - start != wanted_bytes:
            raise CheckpointError(
                translate(
                    "inference", "{0}: tensor {1} should take bytes {2} to {3}, found {4} to {5}."
                ).format(path, name, end, end + wanted_bytes, start, stop)
            )
        if stop > data_bytes:
            raise CheckpointError(
                translate(
                    "inference", "{0}: tensor {1} ends at byte {2} of the data, but the file has only {3}."
                ).format(path, name, stop, data_bytes)
            )
        end = stop
        tensors.append(StoredTensor(name, path, shape, entry["dtype"], data_start + start))
    if end != data_bytes:
        raise CheckpointError(
            translate("inference", "{0} has {1} bytes that belong to no tensor.").format(path, data_bytes - end)
        )
    return tensors

"""Public SAM 2 files: read, recognised by their tensors, and converted once to the form that our loader accepts.

The one module that opens a pickle. It lets torch rebuild tensors and nothing else (`tensor_pickle` looks first), and maps
them from the file, so that a file claims no more memory than it has bytes. What it holds must be exactly one of the public networks.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pickle
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.devices import translated_memory_errors
from sa2va_desktop.inference.tensor_files import TensorFiles, read_json
from sa2va_desktop.inference.tensor_pickle import what_is_unusual
from sa2va_desktop.modeling.sam2_network import build_sam2_network
from sa2va_desktop.modeling.sam2_variants import SAM2_VARIANTS, Sam2Variant
from sa2va_desktop.translation import translate

MODEL_TYPE = "sam2_tracker"
"""`model_type` in the config.json of a converted folder."""

FILE_LIMIT_BYTES = 2 << 30
"""The largest public file has 0.9 GB; training states with more in them are not read."""

_WEIGHTS, _CONFIG = "model.safetensors", "config.json"
_SUFFIXES = (".pt", ".safetensors")
_BLOCK = r"image_encoder\.trunk\.blocks\.\d+\.norm1\.weight"


def is_converted(folder: Path) -> bool:
    """Whether a folder was written by `convert_sam2`. Raises CheckpointError when its config.json cannot be read."""
    path = folder / _CONFIG
    return path.is_file() and read_json(path).get("model_type") == MODEL_TYPE


def names_sa2va(folder: Path) -> bool:
    """Whether a folder's config.json speaks of a Sa2VA. Raises CheckpointError when it cannot be read."""
    path = folder / _CONFIG
    architectures = read_json(path).get("architectures") if path.is_file() else None
    return isinstance(architectures, list) and any("sa2va" in str(name).lower() for name in architectures)


def public_file(source: Path) -> Path | None:
    """The public SAM 2 file that is meant: the file itself, or the only one in a folder that is named like one."""
    if source.is_file():
        return source if source.suffix in _SUFFIXES else None
    names = {variant.name + suffix for variant in SAM2_VARIANTS for suffix in _SUFFIXES}
    found = sorted(path for path in source.glob("sam2*") if path.name in names) if source.is_dir() else []
    return found[0] if len(found) == 1 else None


def weights_file(source: Path) -> Path:
    """The file with the tensors of a converted folder, of a folder with one public file, or of a public file.

    Raises:
        CheckpointError: `source` is none of these.
    """
    if is_converted(source):
        return source / _WEIGHTS
    file = public_file(source)
    if file is None:
        raise CheckpointError(
            translate(
                "inference", "{0}: expected one public SAM 2 file, such as sam2.1_hiera_tiny.pt, found none."
            ).format(source)
        )
    return file


def converted_folder(source: Path, *, keep_in: Path) -> Path:
    """A folder with config.json and safetensors for any form in which SAM 2 comes; converted unless that was done.

    Args:
        source: a converted folder, a folder with one public file, or a public file.
        keep_in: where converted folders are kept.

    Raises:
        CheckpointError: `source` is none of these.
        OutOfMemoryError: the machine has no memory for it.
    """
    if is_converted(source):
        return source
    file = weights_file(source)
    place = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:8]
    target = keep_in / f"{file.stem}-{place}"
    if not _is_conversion_of(file, target):
        convert_sam2(file, target)
    return target


def _is_conversion_of(file: Path, folder: Path) -> bool:
    """Whether a folder that is kept still holds this file; one that lost a part is made anew."""
    if not (folder / _WEIGHTS).is_file():
        return False
    try:
        return is_converted(folder) and read_json(folder / _CONFIG).get("source") == _identity(file)
    except CheckpointError:
        return False


def convert_sam2(file: Path, target: Path, *, variants: Sequence[Sam2Variant] = SAM2_VARIANTS) -> Sam2Variant:
    """Write a public file as a folder of ours, whole or not at all; an older `target` is replaced.

    Raises:
        CheckpointError: the file cannot be read, is no public SAM 2, or the folder cannot be written.
    """
    with translated_memory_errors(translate("inference", "loading {0}").format(file.name)):
        state = read_public_tensors(file)
        variant = recognised({name: tuple(tensor.shape) for name, tensor in state.items()}, file, variants)
        config = {
            "model_type": MODEL_TYPE,
            "variant": variant.name,
            "title": variant.title,
            "source": _identity(file),
            "grounding_encoder_config": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in asdict(variant.config).items()
                if name != "unknown"
            },
        }
        _write_folder(target, state, config)
    return variant


def recognised(
    shapes: Mapping[str, tuple[int, ...]], file: Path, variants: Sequence[Sam2Variant] = SAM2_VARIANTS
) -> Sam2Variant:
    """The variant whose network has exactly these tensors.

    Raises:
        CheckpointError: none has; the sentence names a tensor in which it differs from the nearest one.
    """
    nearest = max(variants, key=lambda variant: _likeness(shapes, variant))
    with torch.device("meta"):
        network = build_sam2_network(nearest.config)
    wanted = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    differing = [name for name in sorted(shapes.keys() | wanted.keys()) if shapes.get(name) != wanted.get(name)]
    if differing:
        raise CheckpointError(
            translate(
                "inference",
                "{0} holds no public SAM 2 network: it differs from {1} in %n tensor(s), such as {2}.",
                n=len(differing),
            ).format(file, nearest.title, differing[0][:80])
        )
    return nearest


def _likeness(shapes: Mapping[str, tuple[int, ...]], variant: Sam2Variant) -> tuple[bool, bool, bool]:
    """Width, depth and version, which tell the variants apart; building all of them would take seconds."""
    config = variant.config
    width = shapes.get("image_encoder.trunk.patch_embed.proj.weight", (0,))[:1]
    depth = sum(re.fullmatch(_BLOCK, name) is not None for name in shapes)
    is_newer = "no_obj_embed_spatial" in shapes
    return width == (config.embed_dim,), depth == sum(config.stages), is_newer is config.absent_memory_code


def read_public_tensors(file: Path) -> dict[str, Tensor]:
    """The tensors of a public file, mapped, by their own names.

    Raises:
        CheckpointError: the file cannot be read, is too large, or holds something else.
    """
    try:
        size = file.stat().st_size
    except OSError as error:
        raise _unreadable(file, error.strerror or str(error)) from error
    if size > FILE_LIMIT_BYTES:
        raise CheckpointError(
            translate("inference", "{0} has {1} bytes; the public SAM 2 files have at most {2}.").format(
                file, size, FILE_LIMIT_BYTES
            )
        )
    state: dict[str, Any]
    if file.suffix == ".safetensors":
        state = dict(TensorFiles(file.parent, only=file).read_all())
    else:
        state = _pickled_model(file)
    if not all(
        isinstance(name, str) and isinstance(tensor, Tensor) and tensor.is_floating_point()
        for name, tensor in state.items()
    ):
        raise _unreadable(file, translate("inference", "it should hold named floating-point tensors only"))
    return {name: tensor.detach() for name, tensor in state.items()}


def _pickled_model(file: Path) -> dict[str, Any]:
    try:
        if reason := what_is_unusual(file):
            raise _unreadable(file, reason)
        content = torch.load(file, map_location="cpu", weights_only=True, mmap=True)
    except (OSError, RuntimeError, ValueError, KeyError, EOFError, pickle.UnpicklingError) as error:
        reason = translate("inference", "it is no file of tensors that torch can map ({0})").format(
            (str(error).splitlines() or [type(error).__name__])[0][:160]
        )
        raise _unreadable(file, reason) from error
    model = content.get("model") if isinstance(content, dict) else None
    if not isinstance(model, dict):
        raise _unreadable(file, translate("inference", "it has no table of tensors named “model”"))
    return model


def _unreadable(file: Path, reason: str) -> CheckpointError:
    return CheckpointError(
        translate("inference", "{0} cannot be used as a SAM 2 file: {1}.").format(file, reason.rstrip("."))
    )


def _identity(file: Path) -> dict[str, Any]:
    status = file.stat()
    return {"file": file.name, "bytes": status.st_size, "modified_ns": status.st_mtime_ns}


def _write_folder(target: Path, state: Mapping[str, Tensor], config: Mapping[str, Any]) -> None:
    """Through a folder beside it, which takes its name when it is complete."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        partial.mkdir(parents=True)
        save_file(
            {name: tensor.float().contiguous().clone() for name, tensor in state.items()}, partial / _WEIGHTS
        )
        (partial / _CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        partial.replace(target)
    except OSError as error:
        raise CheckpointError(
            translate("inference", "{0} cannot be written: {1}.").format(target, error.strerror or error)
        ) from error
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(partial)

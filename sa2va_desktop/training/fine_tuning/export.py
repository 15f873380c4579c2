"""Writes a fine-tuned checkpoint in the layout of the one it comes from: same names, same number types, adapters merged.

What was not trained is copied as it was stored. The folder is there whole or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from sa2va_desktop.datasets.export_folder import new_folder_content
from sa2va_desktop.errors import FolderNotEmptyError, ModelError
from sa2va_desktop.inference.checkpoint_plan import PreparedCheckpoint, prepare_checkpoint
from sa2va_desktop.inference.tensor_files import DTYPES, INDEX_NAME, PICKLED_SUFFIXES, StoredTensor, read_json
from sa2va_desktop.inference.tensor_map import Assignment
from sa2va_desktop.training.fine_tuning.config import SegTokens
from sa2va_desktop.training.fine_tuning.loss_parts import TrainingGraph
from sa2va_desktop.training.fine_tuning.tokenizer_files import add_tokens
from sa2va_desktop.translation import translate

MARKER_FILE = "fine_tuning.json"
"""Tells what in a folder is ours, which may be replaced, from what somebody else put there."""
WRITTEN_FILES = "files"
SHARD_BYTES = 5_000_000_000
"""Largest file of weights, as on the hub."""
_COPIED_BYTES = 100_000_000
_NOT_COPIED = ("config.json", INDEX_NAME, MARKER_FILE, "README.md")


def export_checkpoint(
    graph: TrainingGraph,
    base: Path,
    folder: Path,
    *,
    card: str,
    record: Mapping[str, Any],
    seg_tokens: SegTokens = SegTokens.SINGLE,
    shard_bytes: int = SHARD_BYTES,
) -> None:
    """Write the checkpoint `base` with what `graph` trained.

    Args:
        folder: new, empty, or an export of ours to which nothing was added, which is replaced when the new one is complete.
        card: text of README.md.
        record: what is written into `MARKER_FILE`.
        seg_tokens: what the answers were trained with; the runtime loads `SINGLE` only, and says so of others.

    Raises:
        FolderNotEmptyError: `folder` holds something else.
        CheckpointError: `base` can no longer be read.
        ModelError: a weight has become too large for its number type.
        OutputError: the system refused to write.
    """
    check_own(folder)
    prepared = prepare_checkpoint(base)
    with new_folder_content(folder, lambda: check_own(folder)) as new:
        _copy_files(base, new)
        _write_weights(prepared, graph.trained_tensors(), new, shard_bytes)
        _write_config(prepared, graph, seg_tokens, new)
        add_tokens(new, graph.added_tokens)
        (new / "README.md").write_text(card, encoding="utf-8")
        names = sorted(path.name for path in new.iterdir())
        _write_json(new / MARKER_FILE, {**record, WRITTEN_FILES: names})


def check_own(folder: Path) -> None:
    """
    Raises:
        FolderNotEmptyError: it holds what no export of ours wrote.
    """
    if not folder.exists():
        return
    # An export that was killed leaves a hidden folder, which is not anybody's work.
    own = _written(folder)
    if not folder.is_dir() or any(
        not each.name.startswith(".") for each in folder.iterdir() if each.name not in own
    ):
        raise FolderNotEmptyError(
            translate(
                "training", "{0}: expected a new folder or a checkpoint of a training, found other files"
            ).format(folder)
        )


def _written(folder: Path) -> set[str]:
    """Names that an export of ours says it wrote; none where there is no such export."""
    try:
        record = json.loads((folder / MARKER_FILE).read_text(encoding="utf-8"))
        return {MARKER_FILE, *map(str, record[WRITTEN_FILES])}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()


def _copy_files(base: Path, new: Path) -> None:
    """All but weights and what is written anew: tokenizer, templates, preprocessing, a licence, code that we never run."""
    left_out = (".safetensors", ".part", ".gguf", *PICKLED_SUFFIXES)
    for path in sorted(base.iterdir()):
        is_wanted = path.name not in _NOT_COPIED and not path.name.startswith(".")
        if (
            is_wanted
            and path.is_file()
            and not path.name.endswith(left_out)
            and path.stat().st_size < _COPIED_BYTES
        ):
            shutil.copyfile(path, new / path.name)


# ---- weights


def _write_weights(
    prepared: PreparedCheckpoint, trained: Mapping[str, Tensor], new: Path, shard_bytes: int
) -> None:
    stored = prepared.files.tensors
    shards = _shards(stored, shard_bytes)
    names = (
        ["model.safetensors"]
        if len(shards) == 1
        else [f"model-{number:05}-of-{len(shards):05}.safetensors" for number in range(1, len(shards) + 1)]
    )
    total = 0
    for name, wanted in zip(names, shards, strict=True):
        tensors = {
            each: _tuned(value, prepared.assignments[each], trained, stored[each])
            for each, value in prepared.files.read(wanted)
        }
        total += sum(tensor.nbytes for tensor in tensors.values())
        save_file(tensors, new / name, metadata={"format": "pt"})
        (new / name).chmod(0o644)  # the library writes it for the owner alone
        with (new / name).open("rb") as file:
            os.fsync(file.fileno())
    if len(shards) > 1:
        places = {tensor: name for name, wanted in zip(names, shards, strict=True) for tensor in wanted}
        _write_json(new / INDEX_NAME, {"metadata": {"total_size": total}, "weight_map": places})


def _shards(stored: Mapping[str, StoredTensor], shard_bytes: int) -> list[list[str]]:
    """Names in the order in which they are stored, as many a file as fit."""
    shards: list[list[str]] = [[]]
    filled = 0
    for name, tensor in stored.items():
        if shards[-1] and filled + tensor.data_bytes > shard_bytes:
            shards.append([])
            filled = 0
        shards[-1].append(name)
        filled += tensor.data_bytes
    return shards


def _tuned(
    value: Tensor, assignment: Assignment, trained: Mapping[str, Tensor], stored: StoredTensor
) -> Tensor:
    """A stored tensor with what of it was trained; in the number type that it was stored in."""
    if not any(target in trained for target in assignment.targets):
        return value
    pieces = {
        target: trained[target].detach().cpu().float() if target in trained else piece.float()
        for target, piece in assignment.pieces(value)
    }
    rows = sum(len(piece) for piece in pieces.values())
    tuned = assignment.joined(rows, pieces).to(DTYPES[stored.dtype]).contiguous()
    if not bool(torch.isfinite(tuned).all()):
        raise ModelError(
            translate("training", "{0}: expected numbers that fit {1}, found larger ones").format(
                stored.name, stored.dtype
            )
        )
    return tuned


# ---- config


def _write_config(prepared: PreparedCheckpoint, graph: TrainingGraph, seg_tokens: SegTokens, new: Path) -> None:
    """As it was, but for the length of the vocabulary where tokens were added, and what the runtime has to refuse."""
    config = json.loads(json.dumps(read_json(prepared.folder / "config.json")))
    if graph.added_tokens:
        rows = _vocabulary_rows(prepared, graph.trained_tensors())
        for section in (config, config.get("llm_config"), config.get("text_config")):
            if isinstance(section, dict) and "vocab_size" in section:
                section["vocab_size"] = rows
    if seg_tokens is not SegTokens.SINGLE:
        config["sa2va_desktop"] = {**config.get("sa2va_desktop", {}), "seg_tokens": seg_tokens.value}
    _write_json(new / "config.json", config)


def _vocabulary_rows(prepared: PreparedCheckpoint, trained: Mapping[str, Tensor]) -> int:
    """Of the embedding, the longest trained tensor that was as long as the vocabulary."""
    old = prepared.config.vocabulary
    lengths = [
        len(trained[name])
        for name in trained
        if name in prepared.wanted
        and prepared.wanted[name].dim() == 2
        and prepared.wanted[name].shape[0] == old
    ]
    return max([old, *lengths])


def _write_json(path: Path, value: Mapping[str, Any] | Sequence[Any]) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

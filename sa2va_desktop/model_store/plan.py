"""What getting a model would do: which files at which commit, how many bytes, and whether the disk has room."""

from __future__ import annotations

import fnmatch
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from sa2va_desktop.errors import HubError
from sa2va_desktop.model_store.download_record import (
    DownloadRecord,
    Stage,
    is_plain_name,
    part_path,
    read_record,
    whole_path,
)
from sa2va_desktop.model_store.hub import HubFile, RepositoryState, look_up
from sa2va_desktop.model_store.local_folders import models_folder
from sa2va_desktop.model_store.records import DownloadPlan, ModelKind, PlannedFile, ReleasedModel
from sa2va_desktop.translation import translate

WANTED = (
    *("*.safetensors", "*.json", "*.jinja", "merges.txt", "vocab.txt", "*.model", "*.tiktoken"),
    *("LICENSE*", "NOTICE*", "README.md"),
)
"""Weights, configuration, tokenizer, papers. No code and nothing pickled: those are never fetched."""

MARGIN_BYTES = 1 << 30
"""Left free beside what is fetched, for projects and caches."""

_DIGEST = re.compile(r"[0-9a-f]{64}|[0-9a-f]{40}", re.ASCII)


def plan_download(model: ReleasedModel, *, revision: str = "", update: bool = False) -> DownloadPlan:
    """Ask the hub what there is; fetch nothing yet.

    Args:
        revision: branch, tag or commit; "" is the commit that was recorded at the first time, else `main` as it is now.
        update: look what `main` (or the revision once named) is now, whatever was recorded.

    Raises:
        HubError: the hub has no such thing, or lists something that we do not take.
        HubUnreachableError: it cannot be reached, or offline mode is on.
        CheckpointError: the record of an earlier download cannot be read.
    """
    folder = models_folder() / model.name
    record = read_record(folder)
    wanted = revision or _known_revision(record, update=update)
    state = look_up(model.repo_id, wanted)
    files = _wanted_files(model, state)
    total = sum(file.size_bytes for file in files)
    here = sum(bytes_here(folder, file, record) for file in files)
    return DownloadPlan(
        model,
        folder,
        state.commit,
        files,
        total_bytes=total,
        bytes_here=here,
        needed_bytes=total - here + MARGIN_BYTES if here < total else 0,
        free_bytes=free_bytes(folder),
        license=state.license,
        wanted=revision or (record.wanted if record is not None else ""),
    )


def bytes_here(folder: Path, file: PlannedFile, record: DownloadRecord | None) -> int:
    """How much of a file need not be fetched: all that is in its place or waiting for it, or the part that came."""
    if is_here(folder, file, record):
        return file.size_bytes
    return min(_size(part_path(folder, file)), file.size_bytes)


def is_here(folder: Path, file: PlannedFile, record: DownloadRecord | None) -> bool:
    """Whether all of a file is here and was checked when it came, in its place or waiting for the others."""
    if _size(whole_path(folder, file)) == file.size_bytes and whole_path(folder, file).is_file():
        return True
    is_placed = record is not None and record.stage is not Stage.GETTING and file in record.files
    return is_placed and (folder / file.name).is_file() and _size(folder / file.name) == file.size_bytes


def free_bytes(folder: Path) -> int:
    """Free space where a folder is or would be made."""
    existing = next(path for path in (folder, *folder.parents) if path.is_dir())
    return shutil.disk_usage(existing).free


def _known_revision(record: DownloadRecord | None, *, update: bool) -> str:
    if record is None:
        return ""
    return record.wanted if update else record.commit


def _wanted_files(model: ReleasedModel, state: RepositoryState) -> tuple[PlannedFile, ...]:
    patterns = (model.weights_file,) if model.kind is ModelKind.TRACKER else WANTED
    for file in state.files:
        _refuse_outside(model, file.name)
    files = tuple(_planned(model, file) for file in state.files if _is_wanted(file.name, patterns))
    if not any(file.name.endswith((".safetensors", ".pt")) for file in files):
        expected = model.weights_file or "*.safetensors"
        raise HubError(
            translate("model_store", "{0} at {1}: expected {2}, found none").format(
                model.repo_id, state.commit[:12], expected
            )
        )
    if len({file.name.casefold() for file in files}) != len(files):
        raise HubError(
            translate("model_store", "{0} at {1} lists names that differ only in case").format(
                model.repo_id, state.commit[:12]
            )
        )
    return files


def _refuse_outside(model: ReleasedModel, name: str) -> None:
    """A repository that lists a path out of its folder is not to be trusted with anything else either."""
    parts = name.replace("\\", "/").split("/")
    if not name or ".." in parts or "" in parts or ":" in name or not name.isprintable():
        raise HubError(
            translate(
                "model_store",
                "{0} lists a file named {1!r}, which lies outside its folder; nothing is fetched",
            ).format(model.repo_id, name)
        )


def _is_wanted(name: str, patterns: Sequence[str]) -> bool:
    return is_plain_name(name) and any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _planned(model: ReleasedModel, file: HubFile) -> PlannedFile:
    digest = file.sha256 or file.blob_id
    if file.size_bytes is None or file.size_bytes < 0 or not _DIGEST.fullmatch(digest):
        raise HubError(
            translate("model_store", "{0}: the hub gives no size or no checksum for {1}").format(
                model.repo_id, file.name
            )
        )
    return PlannedFile(file.name, file.size_bytes, digest)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

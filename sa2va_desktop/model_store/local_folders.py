"""Looks on the disk: which models are here, whole or in part, in our folder, in the hub's cache, or in a folder added."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.model_store.download_record import PARTS_FOLDER, DownloadRecord, read_record
from sa2va_desktop.model_store.known_folders import last_check
from sa2va_desktop.model_store.records import LocalModel, ModelPlace, ModelState, ReleasedModel
from sa2va_desktop.model_store.released import RELEASED
from sa2va_desktop.settings.paths import data_folder

_INDEX = "model.safetensors.index.json"
_MAX_INDEX_BYTES = 64 << 20


def models_folder() -> Path:
    """Below it, one folder a downloaded model."""
    return data_folder() / "models"


def is_ours(folder: Path) -> bool:
    """Whether a folder lies where we download to; a copy elsewhere is the person's."""
    return folder.absolute().parent.resolve() == models_folder().absolute().resolve()


def hub_cache_folder() -> Path:
    """The cache that other programs of this machine share, where the hub's own variables say it is."""
    named = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE")
    if named:
        return Path(named).expanduser()
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME", "~/.cache"), "huggingface")
    return Path(home).expanduser() / "hub"


def find_local(model: ReleasedModel) -> LocalModel | None:
    """Where a model is: a whole download first, then the hub's cache, then a part of a download."""
    downloaded = look_at_download(models_folder() / model.name)
    if downloaded is not None and downloaded.state is ModelState.PRESENT:
        return downloaded
    return find_in_hub_cache(model) or downloaded


def find_in_hub_cache(model: ReleasedModel) -> LocalModel | None:
    """The model in the hub's cache, if it is whole there; what `main` last was comes first."""
    for snapshot in _snapshots(hub_cache_folder() / f"models--{model.repo_id.replace('/', '--')}"):
        if is_whole(snapshot, model.weights_file):
            return LocalModel(
                ModelPlace.HUB_CACHE,
                snapshot,
                ModelState.PRESENT,
                _visible_bytes(snapshot),
                revision=snapshot.name,
                check=last_check(snapshot),
            )
    return None


def look_at_download(folder: Path) -> LocalModel | None:
    """A folder that we downloaded into, whole or not; None when it is none of ours."""
    try:
        record = read_record(folder)
    except CheckpointError:
        return LocalModel(ModelPlace.DOWNLOADED, folder, ModelState.PARTIAL, _all_bytes(folder))
    if record is None:
        return None
    if record.is_complete and all(_has_size(folder / file.name, file.size_bytes) for file in record.files):
        return LocalModel(
            ModelPlace.DOWNLOADED,
            folder,
            ModelState.PRESENT,
            _all_bytes(folder),
            revision=record.commit,
            check=last_check(folder),
        )
    return LocalModel(
        ModelPlace.DOWNLOADED, folder, ModelState.PARTIAL, _all_bytes(folder), revision=record.commit
    )


def look_at_folder(folder: Path, place: ModelPlace) -> LocalModel:
    """A folder that somebody named: whole when it has a configuration and all weights that its index lists, or a public
    SAM 2 file."""
    state = ModelState.PRESENT if is_whole(folder, "") or has_tracker(folder) else ModelState.PARTIAL
    return LocalModel(place, folder, state, _visible_bytes(folder), check=last_check(folder))


def downloads() -> Iterator[tuple[Path, DownloadRecord]]:
    """Every folder of ours with the record of its download; those without a readable one are left out."""
    root = models_folder()
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        try:
            record = read_record(folder)
        except CheckpointError:
            continue
        if record is not None:
            yield folder, record


def is_whole(folder: Path, weights_file: str) -> bool:
    """Whether weights and configuration are all there; contents are not looked at."""
    if weights_file:
        return (folder / weights_file).is_file()
    if not (folder / "config.json").is_file():
        return False
    index = folder / _INDEX
    if not index.is_file():
        return any(path.is_file() for path in folder.glob("*.safetensors"))
    try:
        if index.stat().st_size > _MAX_INDEX_BYTES:
            return False
        shards = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return bool(shards) and all(isinstance(name, str) and (folder / name).is_file() for name in shards)


def has_tracker(folder: Path) -> bool:
    """Whether one of the public SAM 2 files lies in a folder."""
    return any((folder / model.weights_file).is_file() for model in RELEASED if model.weights_file)


def _snapshots(repository: Path) -> list[Path]:
    """Snapshot folders of a repository in the hub's cache: that of `main`, then the newest."""
    folders = [path for path in (repository / "snapshots").glob("*") if path.is_dir()]
    try:
        main = (repository / "refs" / "main").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        main = ""
    return sorted(folders, key=lambda path: (path.name != main, -path.stat().st_mtime))


def _has_size(path: Path, size_bytes: int) -> bool:
    try:
        return path.stat().st_size == size_bytes
    except OSError:
        return False


def _visible_bytes(folder: Path) -> int:
    """Bytes of the files right inside a folder; a link counts as what it names."""
    return sum(path.stat().st_size for path in folder.glob("*") if path.is_file())


def _all_bytes(folder: Path) -> int:
    parts = (path for path in (folder / PARTS_FOLDER).rglob("*") if path.is_file())
    return _visible_bytes(folder) + sum(path.stat().st_size for path in parts)

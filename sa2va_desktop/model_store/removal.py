"""Removes a model: our own download, or, when asked for by name, what the hub's cache holds of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from sa2va_desktop.errors import CheckpointError, OutputError
from sa2va_desktop.model_store.download_record import PARTS_FOLDER, RECORD_NAME, read_record
from sa2va_desktop.model_store.folder_lock import LOCK_NAME, alone_in
from sa2va_desktop.model_store.local_folders import hub_cache_folder, is_ours
from sa2va_desktop.model_store.records import LocalModel, ModelPlace, ReleasedModel, Removal
from sa2va_desktop.translation import translate


def remove_download(local: LocalModel) -> Removal:
    """Remove the files that we fetched, whole or in part; what a person put beside them stays.

    Raises:
        CheckpointError: the folder is no download of ours.
        OutputError: a file cannot be removed (those before it are gone), or somebody is getting this model now.
    """
    folder = local.folder
    if local.place is not ModelPlace.DOWNLOADED or not is_ours(folder):
        raise CheckpointError(
            translate("model_store", "{0} was not downloaded here, so it is not removed").format(folder)
        )
    try:
        record = read_record(folder)
        names = [file.name for file in record.files] if record is not None else []
    except CheckpointError:  # a record that cannot be read; then only it and the parts are known to be ours
        names = []
    freed = 0
    try:
        with alone_in(folder):
            for path in [folder / name for name in names]:
                freed += _remove(path)
            freed += sum(path.stat().st_size for path in (folder / PARTS_FOLDER).rglob("*") if path.is_file())
            if (folder / PARTS_FOLDER).is_dir():
                shutil.rmtree(folder / PARTS_FOLDER)
            (folder / RECORD_NAME).unlink(missing_ok=True)
        (folder / LOCK_NAME).unlink(missing_ok=True)
        kept = tuple(sorted(path.name for path in folder.iterdir()))
        if not kept:
            folder.rmdir()
    except OSError as error:
        raise OutputError(
            translate("model_store", "{0}: cannot be removed: {1}").format(folder, error)
        ) from error
    return Removal(freed, kept)


def remove_from_hub_cache(model: ReleasedModel) -> Removal:
    """Remove all snapshots of a repository from the cache that other programs use, too.

    Raises:
        CheckpointError: it is not there.
    """
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        found = scan_cache_dir(hub_cache_folder())
    except CacheNotFound:
        revisions, strategy = [], None
    else:
        revisions = [
            revision.commit_hash
            for repository in found.repos
            if repository.repo_id == model.repo_id and repository.repo_type == "model"
            for revision in repository.revisions
        ]
        strategy = found.delete_revisions(*revisions)
    if strategy is None or not revisions:
        raise CheckpointError(translate("model_store", "{0} is not in the hub's cache").format(model.repo_id))
    strategy.execute()
    return Removal(strategy.expected_freed_size)


def _remove(path: Path) -> int:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return 0
    path.unlink()
    return size

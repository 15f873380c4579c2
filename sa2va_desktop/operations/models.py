"""The verbs of the model list, for the window and for `models`: list, get, check, repair, remove, add a folder.

Everything here looks at the disk or the hub, so the window calls it on a worker (the pool lane). How it goes:

    rows = list_models()                         # every released model, the bundled one, downloads, added folders
    plan = plan_get(row.name)                    # one request to the hub; show plan.bytes_to_get, plan.license, plan.fits
    local = yield from get_model(plan, token)    # a generator of DownloadProgress that returns the LocalModel
    predictor = assembly.load_predictor(row.name)  # takes the name, the repository or a folder; never fetches

Cancelling, or closing the generator, keeps what came; the same two calls go on from there. Errors are sentences
(`HubError`, `HubUnreachableError`, `OutputError`), meant to be shown as they are.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from sa2va_desktop.errors import CheckpointError, OutputError
from sa2va_desktop.model_store import known_folders
from sa2va_desktop.model_store.local_folders import (
    downloads,
    find_in_hub_cache,
    find_local,
    has_tracker,
    is_whole,
    look_at_download,
    look_at_folder,
    models_folder,
)
from sa2va_desktop.model_store.records import (
    Ability,
    Check,
    DownloadPlan,
    DownloadProgress,
    FileCheck,
    LocalModel,
    ModelKind,
    ModelPlace,
    ModelRow,
    ModelState,
    ParameterCounts,
    Precision,
    ReleasedModel,
    Removal,
    Scores,
)
from sa2va_desktop.model_store.released import (
    RELEASED,
    layout_text,
    license_text,
    model_of_repository,
    released_model,
    similar_name,
    weights_and_overhead_bytes,
)
from sa2va_desktop.resources import bundled_model_path
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

__all__ = [
    "RELEASED",
    "Ability",
    "Check",
    "DownloadPlan",
    "DownloadProgress",
    "FileCheck",
    "LocalModel",
    "ModelKind",
    "ModelPlace",
    "ModelRow",
    "ModelState",
    "ParameterCounts",
    "Precision",
    "ReleasedModel",
    "Removal",
    "Scores",
    "add_folder",
    "check_files",
    "find_row",
    "folder_title",
    "forget_folder",
    "get_model",
    "layout_text",
    "license_text",
    "list_models",
    "local_folder",
    "plan_get",
    "public_sam2_file",
    "remember_verified",
    "remove_model",
    "repair_model",
    "weights_and_overhead_bytes",
]

_BUNDLED = (("sa2va-nano", "Sa2VA-Nano"),)


def list_models() -> list[ModelRow]:
    """The bundled model, every released one in the order of the table, other downloads, folders that were added."""
    rows = [_bundled_row(name, title) for name, title in _BUNDLED]
    rows += [ModelRow(model.name, model.title, model, find_local(model)) for model in RELEASED]
    named = {row.name for row in rows}
    for folder, record in downloads():
        if folder.name not in named:
            model = model_of_repository(record.repo_id)
            rows.append(ModelRow(folder.name, record.repo_id, model, look_at_download(folder)))
    for folder in known_folders.added_folders():
        rows.append(ModelRow(str(folder), folder_title(folder), None, look_at_folder(folder, ModelPlace.ADDED)))
    return rows


def folder_title(folder: Path) -> str:
    """What a checkpoint folder is called: the one that a fine-tuning wrote goes by the name of the whole."""
    while folder.name in ("checkpoint", "training") and folder.parent != folder:
        folder = folder.parent
    return folder.name


def find_row(name_or_folder: str) -> ModelRow:
    """The row that a person means: a name of the list, a repository (OWNER/NAME), or a folder.

    Raises:
        CheckpointError: none of these.
    """
    for name, title in _BUNDLED:
        if name_or_folder in (name, title, "embedded"):
            return _bundled_row(name, title)
    model = released_model(name_or_folder)
    if model is None:
        folder = Path(name_or_folder).expanduser()
        if folder.is_dir():
            return ModelRow(name_or_folder, folder_title(folder), None, _look_at(folder))
        model = model_of_repository(name_or_folder.replace("--", "/", 1))
    return ModelRow(model.name, model.title, model, find_local(model))


def local_folder(name_or_folder: str) -> Path | None:
    """Folder of a model that is here: a name of the list, a folder, or a repository that was fetched; None otherwise.

    For `assembly.model_folder`. Fetches nothing.

    Raises:
        CheckpointError: it is a model of the list and not, or not wholly, here; names the command that gets it. Or it
            is almost the name of one.
    """
    model = released_model(name_or_folder)
    if model is None:
        folder = Path(name_or_folder).expanduser()
        if folder.is_dir():
            return folder
        try:
            model = model_of_repository(name_or_folder.replace("--", "/", 1))
        except CheckpointError:
            if similar_name(name_or_folder):
                raise
            return None
    local = find_local(model)
    if local is not None and local.state is ModelState.PRESENT:
        return local.folder
    if local is not None:
        raise CheckpointError(
            translate(
                "operations", "{0} is only partly here; `sa2va-desktop models get {0}` fetches the rest"
            ).format(model.name)
        )
    if model not in RELEASED:
        return None
    raise CheckpointError(
        translate("operations", "{0} is not on this machine; `sa2va-desktop models get {0}` fetches it").format(
            model.name
        )
    )


def plan_get(name: str, *, revision: str = "", update: bool = False) -> DownloadPlan:
    """What getting a model would fetch; one request to the hub. See `model_store.plan.plan_download`.

    Raises:
        CheckpointError: no such model, or it ships with the application.
        HubError, HubUnreachableError: see there.
    """
    from sa2va_desktop.model_store.plan import plan_download

    model = find_row(name).model
    if model is None:
        raise CheckpointError(translate("operations", "{0} is here already and not fetched").format(name))
    return plan_download(model, revision=revision, update=update)


def get_model(plan: DownloadPlan, token: CancelToken) -> Generator[DownloadProgress, None, LocalModel]:
    """Fetch what is missing and check it. See `model_store.download.download` for errors, all of which keep what came."""
    from sa2va_desktop.model_store.download import download

    return (yield from download(plan, token))


def check_files(row: ModelRow, token: CancelToken) -> Generator[DownloadProgress, None, FileCheck]:
    """Compare the files of a model with the checksums that the hub named; reads all of them.

    Raises:
        CheckpointError: it is not here, or a file cannot be read.
        CancelledError: the token was cancelled.
    """
    from sa2va_desktop.model_store.file_check import check_files as check

    return (yield from check(_here(row), token))


def repair_model(row: ModelRow, token: CancelToken) -> Generator[DownloadProgress, None, FileCheck]:
    """As `check_files`, and remove the wrong files of a download, so that `plan_get` and `get_model` fetch just those.

    Raises: as `check_files`; CheckpointError also for what was not downloaded here.
    """
    from sa2va_desktop.model_store.file_check import drop_wrong_files

    return (yield from drop_wrong_files(_here(row), token))


def remember_verified(folder: Path) -> None:
    """Keep that every tensor of these weights was found to be right; it counts until a weights file changes.

    Raises:
        OutputError: it cannot be kept.
    """
    with _keeping():
        known_folders.remember_check(folder, Check.TENSORS)


def public_sam2_file() -> Path | None:
    """The public SAM 2 file that the released checkpoints were trained from, if it is on this machine."""
    large = released_model("sam2-large")
    local = None if large is None else find_local(large)
    if large is None or local is None or local.state is not ModelState.PRESENT:
        return None
    return local.folder / large.weights_file


def remove_model(row: ModelRow, *, from_hub_cache: bool = False) -> Removal:
    """Remove a download; what lies in the hub's cache only when that is asked for, because others use it, too.

    Raises:
        CheckpointError: not here, or not ours to remove; says what to do instead.
        OutputError: a file cannot be removed.
    """
    from sa2va_desktop.model_store.removal import remove_download, remove_from_hub_cache

    if from_hub_cache and row.model is not None:
        return remove_from_hub_cache(row.model)
    ours = look_at_download(models_folder() / row.model.name) if row.model is not None else row.local
    if ours is not None and ours.place is ModelPlace.DOWNLOADED:
        return remove_download(ours)
    raise CheckpointError(_why_not_removed(row))


def add_folder(folder: Path) -> ModelRow:
    """Put a checkpoint folder on the list; it is used where it is.

    Raises:
        CheckpointError: it has no configuration or not all of its weights.
        OutputError: the list cannot be kept.
    """
    folder = folder.expanduser().resolve()
    if not is_whole(folder, "") and not has_tracker(folder):
        raise CheckpointError(
            translate(
                "operations", "{0}: expected config.json and all *.safetensors that its index names"
            ).format(folder)
        )
    with _keeping():
        known_folders.add_folder(folder)
    return ModelRow(str(folder), folder_title(folder), None, look_at_folder(folder, ModelPlace.ADDED))


def forget_folder(folder: Path) -> bool:
    """Take a folder off the list and leave its files alone; False when it was not on it. Raises OutputError."""
    with _keeping():
        return known_folders.forget_folder(folder)


@contextmanager
def _keeping() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            translate("operations", "the list of models cannot be kept: {0}").format(error)
        ) from error


def _bundled_row(name: str, title: str) -> ModelRow:
    try:
        folder = bundled_model_path(name)
    except FileNotFoundError:
        return ModelRow(name, title, None, None)
    return ModelRow(name, title, None, look_at_folder(folder, ModelPlace.BUNDLED))


def _look_at(folder: Path) -> LocalModel:
    return look_at_download(folder) or look_at_folder(folder, ModelPlace.ADDED)


def _here(row: ModelRow) -> LocalModel:
    if row.local is None:
        raise CheckpointError(translate("operations", "{0} is not on this machine").format(row.name))
    return row.local


def _why_not_removed(row: ModelRow) -> str:
    if row.model is not None and find_in_hub_cache(row.model) is not None:
        return translate(
            "operations",
            "{0} lies in the hub's cache, which other programs use; `models remove {0} --hub-cache` removes it there",
        ).format(row.name)
    if row.local is None:
        return translate("operations", "{0} is not on this machine").format(row.name)
    if row.local.place is ModelPlace.BUNDLED:
        return translate("operations", "{0} ships with the application and is not removed").format(row.name)
    return translate("operations", "{0} is a folder of yours and is not removed").format(row.name)

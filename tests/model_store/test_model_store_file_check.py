"""Checking what was downloaded, mending it, and removing it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from support.loopback_hub import COMMIT, FIRST, NAME, REPO_ID, SECOND, LoopbackHub, model_files, wanted_files

from sa2va_desktop.errors import CancelledError, CheckpointError, OutputError
from sa2va_desktop.model_store.known_folders import last_check
from sa2va_desktop.model_store.records import Check, FileCheck, ModelState
from sa2va_desktop.operations.models import (
    add_folder,
    check_files,
    find_row,
    get_model,
    plan_get,
    remember_verified,
    remove_model,
    repair_model,
)
from sa2va_desktop.tasks import CancelToken


def result_of(steps: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def get() -> Path:
    folder: Path = result_of(get_model(plan_get(NAME), CancelToken())).folder
    return folder


def check(name: str = NAME) -> FileCheck:
    found: FileCheck = result_of(check_files(find_row(name), CancelToken()))
    return found


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cached_snapshot() -> Path:
    """The model in the hub's cache: links to blobs that are named by their checksum."""
    repository = Path(os.environ["HF_HUB_CACHE"]) / f"models--{REPO_ID.replace('/', '--')}"
    snapshot = repository / "snapshots" / COMMIT
    (repository / "blobs").mkdir(parents=True)
    (repository / "refs").mkdir()
    snapshot.mkdir(parents=True)
    (repository / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    for name, content in wanted_files().items():
        git = hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
        blob = repository / "blobs" / (hashlib.sha256(content).hexdigest() if name == FIRST else git)
        blob.write_bytes(content)
        (snapshot / name).symlink_to(blob)
    return snapshot


def test_files_as_they_came_are_right(hub: LoopbackHub) -> None:
    get()

    assert check() == FileCheck(len(wanted_files()), ())


def test_a_changed_and_a_missing_file_are_named(hub: LoopbackHub) -> None:
    folder = get()
    flip_a_byte(folder / FIRST)
    (folder / "tokenizer.json").unlink()

    problems = check().problems

    assert len(problems) == 2
    assert any(problem.startswith(f"{FIRST}: not the file that the hub names") for problem in problems)


def test_repair_fetches_only_what_was_wrong(hub: LoopbackHub) -> None:
    folder = get()
    flip_a_byte(folder / SECOND)
    hub.served.clear()

    dropped = result_of(repair_model(find_row(NAME), CancelToken()))
    between = find_row(NAME).state
    get()

    assert dropped.problems == (SECOND,)
    assert between is ModelState.PARTIAL
    assert [served.name for served in hub.served] == [SECOND]
    assert check().problems == ()


def test_checking_obeys_cancel(hub: LoopbackHub) -> None:
    get()
    token = CancelToken()
    token.cancel()

    with pytest.raises(CancelledError):
        result_of(check_files(find_row(NAME), token))


def test_the_hub_cache_is_checked_by_the_names_of_its_blobs() -> None:
    snapshot = cached_snapshot()
    right = check()
    flip_a_byte((snapshot / FIRST).resolve())

    assert right.problems == ()
    assert right.file_count == len(wanted_files())
    assert find_row(NAME).local.check is Check.NONE  # type: ignore[union-attr]
    assert len(check().problems) == 1


def test_removing_a_download_frees_it_and_keeps_what_is_not_ours(hub: LoopbackHub) -> None:
    folder = get()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")

    removal = remove_model(find_row(NAME))

    assert removal.freed_bytes == sum(map(len, wanted_files().values()))
    assert removal.kept_names == ("notes.txt",)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    assert find_row(NAME).state is ModelState.ABSENT


def test_removing_a_part_of_a_download_leaves_nothing(hub: LoopbackHub) -> None:
    steps = get_model(plan_get(NAME), CancelToken())
    for step in steps:
        if step.file_name == FIRST:
            break
    steps.close()

    removal = remove_model(find_row(NAME))

    assert removal.freed_bytes > 0
    assert not plan_get(NAME).folder.exists()


def test_the_hub_cache_is_removed_only_when_asked_for() -> None:
    cached_snapshot()

    with pytest.raises(CheckpointError, match=r"hub's cache, which other programs use.*--hub-cache"):
        remove_model(find_row(NAME))
    removal = remove_model(find_row(NAME), from_hub_cache=True)

    assert removal.freed_bytes > 1_200_000
    assert find_row(NAME).state is ModelState.ABSENT
    with pytest.raises(CheckpointError, match="is not in the hub's cache"):
        remove_model(find_row(NAME), from_hub_cache=True)


def test_what_is_not_ours_is_not_removed(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, content in model_files().items():
        if "/" not in name:
            (folder / name).write_bytes(content)
    add_folder(folder)

    with pytest.raises(CheckpointError, match="ships with the application"):
        remove_model(find_row("sa2va-nano"))
    with pytest.raises(CheckpointError, match="is not on this machine"):
        remove_model(find_row(NAME))
    with pytest.raises(CheckpointError, match="is a folder of yours"):
        remove_model(find_row(str(folder)))
    assert (folder / FIRST).is_file()


def test_only_what_was_summed_is_called_right(hub: LoopbackHub) -> None:
    """A file that lies in its place with the right size is kept, and nothing is said of it."""
    folder = get()
    flip_a_byte(folder / SECOND)

    get()
    after_getting = last_check(folder)
    repaired = result_of(repair_model(find_row(NAME), CancelToken()))
    get()
    check()

    assert after_getting is Check.NONE
    assert repaired.problems == (SECOND,)
    assert last_check(folder) is Check.FILES


def test_getting_again_does_not_forget_that_the_weights_were_verified(hub: LoopbackHub) -> None:
    folder = get()
    remember_verified(folder)

    get()

    assert last_check(folder) is Check.TENSORS


def test_repair_and_removal_leave_a_running_download_alone(hub: LoopbackHub) -> None:
    steps = get_model(plan_get(NAME), CancelToken())
    while (step := next(steps)).done_bytes < 300_000:
        pass

    for disturb in (remove_model, lambda row: result_of(repair_model(row, CancelToken()))):
        with pytest.raises(OutputError, match="another window or program"):
            disturb(find_row(NAME))
    result_of(steps)

    assert step.done_bytes < step.total_bytes
    assert check().problems == ()


def test_a_copy_of_a_download_belongs_to_the_person(hub: LoopbackHub, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(get(), tmp_path / "copy"))
    before = sorted(path.name for path in copy.iterdir())

    with pytest.raises(CheckpointError, match="was not downloaded here"):
        remove_model(find_row(str(copy)))
    with pytest.raises(CheckpointError, match="was not downloaded here"):
        result_of(repair_model(find_row(str(copy)), CancelToken()))

    assert sorted(path.name for path in copy.iterdir()) == before

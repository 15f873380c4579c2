"""Which models are found on the disk, and what is known of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.loopback_hub import COMMIT, FIRST, NAME, NEXT_COMMIT, REPO_ID, wanted_files

from sa2va_desktop.model_store.download_record import DownloadRecord, Stage, write_record
from sa2va_desktop.model_store.known_folders import (
    add_folder,
    added_folders,
    forget_folder,
    last_check,
    remember_check,
)
from sa2va_desktop.model_store.local_folders import (
    find_local,
    hub_cache_folder,
    is_whole,
    look_at_download,
    models_folder,
)
from sa2va_desktop.model_store.records import Check, ModelPlace, ModelState, PlannedFile, ReleasedModel
from sa2va_desktop.model_store.released import released_model
from sa2va_desktop.settings.paths import state_folder


def the_model() -> ReleasedModel:
    model = released_model(NAME)
    assert model is not None
    return model


def write_model(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, content in wanted_files().items():
        (folder / name).write_bytes(content)
    return folder


def write_snapshot(commit: str, *, is_main: bool = False) -> Path:
    """A snapshot in the hub's cache, as the library lays it out."""
    repository = hub_cache_folder() / f"models--{REPO_ID.replace('/', '--')}"
    if is_main:
        (repository / "refs").mkdir(parents=True, exist_ok=True)
        (repository / "refs" / "main").write_text(commit, encoding="utf-8")
    return write_model(repository / "snapshots" / commit)


def write_download(stage: Stage) -> Path:
    folder = write_model(models_folder() / NAME)
    files = tuple(PlannedFile(name, len(content), "0" * 40) for name, content in wanted_files().items())
    write_record(folder, DownloadRecord(REPO_ID, COMMIT, "", files, stage))
    return folder


def test_nothing_is_found_where_nothing_is() -> None:
    assert find_local(the_model()) is None


def test_the_hub_cache_is_used_as_it_is_and_its_main_comes_first() -> None:
    write_snapshot(NEXT_COMMIT, is_main=True)
    write_snapshot(COMMIT)

    local = find_local(the_model())

    assert local is not None
    assert (local.place, local.state, local.revision) == (ModelPlace.HUB_CACHE, ModelState.PRESENT, NEXT_COMMIT)
    assert local.bytes_here == sum(map(len, wanted_files().values()))


def test_a_snapshot_that_lacks_a_shard_is_not_used() -> None:
    snapshot = write_snapshot(COMMIT, is_main=True)
    (snapshot / FIRST).unlink()

    assert find_local(the_model()) is None


def test_a_whole_download_comes_before_the_hub_cache() -> None:
    write_snapshot(COMMIT)
    folder = write_download(Stage.COMPLETE)

    local = find_local(the_model())

    assert local is not None
    assert (local.place, local.folder) == (ModelPlace.DOWNLOADED, folder)


def test_the_hub_cache_comes_before_a_part_of_a_download() -> None:
    write_snapshot(COMMIT)
    write_download(Stage.GETTING)

    local = find_local(the_model())

    assert local is not None
    assert local.place is ModelPlace.HUB_CACHE


def test_a_download_that_lost_a_file_is_only_partly_here() -> None:
    folder = write_download(Stage.COMPLETE)
    (folder / FIRST).write_bytes(b"short")

    local = find_local(the_model())

    assert local is not None
    assert local.state is ModelState.PARTIAL


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"version": 2}',
        b"\xff",
        b'{"version": 1, "files": [{"name": "../x", "size": 1, "digest": "a"}]}',
    ],
)
def test_a_record_that_cannot_be_read_is_a_part(content: bytes) -> None:
    folder = write_download(Stage.COMPLETE)
    (folder / ".sa2va-download.json").write_bytes(content)

    local = look_at_download(folder)

    assert local is not None
    assert local.state is ModelState.PARTIAL


@pytest.mark.parametrize("index", [b"{", b"[]", b'{"weight_map": {}}', b'{"weight_map": {"t": 5}}', b"\xff"])
def test_a_broken_index_is_no_whole_model(tmp_path: Path, index: bytes) -> None:
    folder = write_model(tmp_path / "model")
    (folder / "model.safetensors.index.json").write_bytes(index)

    assert not is_whole(folder, "")


def test_added_folders_are_remembered_once_and_forgotten(tmp_path: Path) -> None:
    add_folder(tmp_path)
    add_folder(tmp_path / "." / "..")
    add_folder(tmp_path)

    assert added_folders() == [tmp_path, tmp_path.parent]
    assert forget_folder(tmp_path)
    assert not forget_folder(tmp_path)
    assert added_folders() == [tmp_path.parent]


def test_a_check_counts_until_the_weights_change(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    remember_check(folder, Check.TENSORS)
    before = last_check(folder)

    (folder / FIRST).write_bytes(b"other weights")

    assert (before, last_check(folder)) == (Check.TENSORS, Check.NONE)


@pytest.mark.parametrize("content", ['{"folders": 3, "checked": []}', "{}"])
def test_a_list_that_somebody_edited_badly_is_empty(content: str) -> None:
    state_folder().mkdir(parents=True)
    (state_folder() / "models.json").write_text(content, encoding="utf-8")

    assert added_folders() == []


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_list_that_cannot_be_read_is_empty_and_logged(content: str, caplog: pytest.LogCaptureFixture) -> None:
    state_folder().mkdir(parents=True)
    (state_folder() / "models.json").write_text(content, encoding="utf-8")

    assert added_folders() == []
    assert "is not used" in caplog.text


def test_a_damaged_list_is_kept_when_a_new_one_is_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state_folder().mkdir(parents=True)
    damaged = '{"folders": ["/somewhere/mine"'
    (state_folder() / "models.json").write_text(damaged, encoding="utf-8")

    add_folder(tmp_path)

    assert added_folders() == [tmp_path.resolve()]
    assert (state_folder() / "models.json.damaged").read_text(encoding="utf-8") == damaged
    assert "is kept as" in caplog.text


def test_folders_that_are_added_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    wanted = [tmp_path / str(number) for number in range(40)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_folder, wanted))

    assert set(added_folders()) == {folder.resolve() for folder in wanted}


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"HF_HUB_CACHE": "/a/hub"}, "/a/hub"),
        ({"HF_HOME": "/b"}, "/b/hub"),
        ({"XDG_CACHE_HOME": "/c"}, "/c/huggingface/hub"),
    ],
)
def test_the_hub_cache_is_where_the_hubs_own_variables_say(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert hub_cache_folder() == Path(expected)

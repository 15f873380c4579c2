"""Getting a model from a hub on loopback: what comes, and what stays after every kind of interruption."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from support.loopback_hub import (
    COMMIT,
    FIRST,
    NAME,
    NEXT_COMMIT,
    REPO_ID,
    SECOND,
    LoopbackHub,
    model_files,
    wanted_files,
)

from sa2va_desktop.errors import CancelledError, HubError, HubUnreachableError, OutputError
from sa2va_desktop.model_store import download as download_module
from sa2va_desktop.model_store.download import download
from sa2va_desktop.model_store.download_record import PARTS_FOLDER, Stage, read_record
from sa2va_desktop.model_store.local_folders import find_local, models_folder
from sa2va_desktop.model_store.plan import plan_download
from sa2va_desktop.model_store.records import Check, DownloadProgress, LocalModel, ModelState, ReleasedModel
from sa2va_desktop.model_store.released import released_model
from sa2va_desktop.tasks import CancelToken


def the_model(name: str = NAME) -> ReleasedModel:
    model = released_model(name)
    assert model is not None
    return model


def get(name: str = NAME, **options: Any) -> tuple[LocalModel, list[DownloadProgress]]:
    """Plan and fetch; the place of the model and every step that was reported."""
    steps = download(plan_download(the_model(name), **options), CancelToken())
    reported = []
    while True:
        try:
            reported.append(next(steps))
        except StopIteration as end:
            return end.value, reported


def go_on(steps: Iterator[DownloadProgress], byte_count: int, action: Callable[[], None]) -> None:
    """To the end, and do something from when that many bytes are there."""
    for step in steps:
        if step.done_bytes >= byte_count:
            action()


def cancel_at(byte_count: int, **options: Any) -> None:
    """Fetch, and cancel as soon as that many bytes are there."""
    token = CancelToken()
    steps = download(plan_download(the_model(), **options), token)
    with pytest.raises(CancelledError):
        go_on(steps, byte_count, token.cancel)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


@pytest.fixture(autouse=True)
def every_piece_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that tests can stop at a byte; and nobody waits before trying again."""
    monkeypatch.setattr("sa2va_desktop.model_store.speed._BETWEEN_REPORTS_S", 0.0)
    monkeypatch.setattr(download_module, "_WAIT_S", 0.0)


def test_a_model_comes_with_weights_and_papers_and_without_code(hub: LoopbackHub) -> None:
    local, _ = get()

    assert files_in(local.folder) == wanted_files()
    assert not (local.folder / PARTS_FOLDER).exists()
    assert (local.state, local.revision, local.check) == (ModelState.PRESENT, COMMIT, Check.FILES)
    assert find_local(the_model()) == local


def test_the_hub_is_asked_for_the_model_and_for_nothing_else(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    # The library would fetch a registry from the hub to see which programs run here.
    monkeypatch.setattr("huggingface_hub.utils._headers.detect_agent", lambda: looked.append("registry"))

    get()

    assert looked == []
    asked = {request.split()[1].split("?")[0] for request in hub.requests}
    assert asked
    assert all(the_model().repo_id in path for path in asked), asked


def test_progress_counts_up_to_all_bytes_and_names_the_file(hub: LoopbackHub) -> None:
    _, steps = get()

    done = [step.done_bytes for step in steps]
    assert done == sorted(done)
    assert done[0] == 0
    assert done[-1] == steps[-1].total_bytes == sum(map(len, wanted_files().values()))
    assert {FIRST, SECOND, "config.json"} <= {step.file_name for step in steps}
    assert any(0 < step.done_bytes < 600_000 for step in steps), "a large file is reported while it comes"
    assert any(step.bytes_per_second > 0 and step.seconds_left is not None for step in steps)


def test_a_tracker_is_one_file(hub: LoopbackHub) -> None:
    content = os.urandom(50_000)
    other = {"config.json": b"{}", "model.safetensors": b"x", "sam2_hiera_tiny.pt": b"y"}
    hub.add("facebook/sam2.1-hiera-tiny", {"sam2.1_hiera_tiny.pt": content, **other})

    local, _ = get("sam2.1-tiny")

    assert files_in(local.folder) == {"sam2.1_hiera_tiny.pt": content}
    assert local.state is ModelState.PRESENT


def test_after_a_cancel_the_rest_is_fetched_and_nothing_twice(hub: LoopbackHub) -> None:
    cancel_at(300_000)
    here, plan = find_local(the_model()), plan_download(the_model())

    local, steps = get()

    assert here is not None
    assert here.state is ModelState.PARTIAL
    assert 300_000 <= plan.bytes_here < plan.total_bytes
    assert any(step.is_checking for step in steps), "the part that was here is summed first"
    resumed = [served for served in hub.served if served.name == FIRST][-1]
    assert resumed.start > 200_000
    assert resumed.start + resumed.byte_count == len(model_files()[FIRST])
    assert all(hub.sent_bytes(name) == len(model_files()[name]) for name in ("config.json", SECOND))
    assert files_in(local.folder) == wanted_files()


def test_closing_the_generator_keeps_what_came(hub: LoopbackHub) -> None:
    steps = download(plan_download(the_model()), CancelToken())
    for step in steps:
        if step.done_bytes > 300_000:
            break
    steps.close()

    assert plan_download(the_model()).bytes_here >= 300_000


def test_after_a_kill_the_rest_is_fetched(hub: LoopbackHub) -> None:
    program = (
        "import os, signal\n"
        "from sa2va_desktop.operations.models import plan_get, get_model\n"
        "from sa2va_desktop.tasks import CancelToken\n"
        f"for step in get_model(plan_get({NAME!r}), CancelToken()):\n"
        f"    if step.file_name == {FIRST!r} and step.done_bytes > 600_000:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], check=False, timeout=120)
    assert killed.returncode != 0
    assert find_local(the_model()) is not None

    local, _ = get()

    assert hub.sent_bytes(FIRST) == len(model_files()[FIRST]), "the file that was whole came once"
    assert files_in(local.folder) == wanted_files()


def test_a_kill_between_placing_two_files_is_finished_without_fetching(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_replace = os.replace

    def killed_at_the_second_shard(source: Path, target: Path) -> None:
        if Path(target) == models_folder() / NAME / SECOND:
            raise KeyboardInterrupt
        real_replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killed_at_the_second_shard)
        with pytest.raises(KeyboardInterrupt):
            get()
    record = read_record(models_folder() / NAME)
    assert record is not None
    assert record.stage is Stage.PLACING
    hub.served.clear()

    local, _ = get()

    assert hub.served == []
    assert files_in(local.folder) == wanted_files()


def test_a_connection_that_breaks_is_taken_up_where_it_broke(hub: LoopbackHub) -> None:
    hub.cut_after = {FIRST: 200_000}

    local, _ = get()

    first, second = [served for served in hub.served if served.name == FIRST]
    assert (first.start, first.byte_count) == (0, 200_000)
    assert second.start + second.byte_count == len(model_files()[FIRST])
    assert 0 < second.start <= 200_000
    assert files_in(local.folder) == wanted_files()


def test_another_host_that_serves_large_files_is_resumed_and_never_shown_the_login(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    hub.sends_elsewhere = True
    cancel_at(300_000)

    local, _ = get()

    assert [served.start > 0 for served in hub.served if served.name == FIRST] == [False, True]
    assert files_in(local.folder) == wanted_files()
    assert ("/api/models/ByteDance/Sa2VA-1B", "Bearer hf_secret") in hub.tokens
    assert not [path for path, _ in hub.tokens if path.startswith("/elsewhere")]


def test_a_hub_that_sends_all_again_is_understood(hub: LoopbackHub) -> None:
    cancel_at(300_000)
    hub.ignores_ranges = True

    local, _ = get()

    assert files_in(local.folder) == wanted_files()


def test_a_part_that_is_longer_than_the_file_is_thrown_away(hub: LoopbackHub) -> None:
    cancel_at(300_000)
    (part,) = (models_folder() / NAME / PARTS_FOLDER).rglob("*.part")
    part.write_bytes(bytes(len(model_files()[FIRST]) + 1))

    local, _ = get()

    assert files_in(local.folder) == wanted_files()


def test_a_corrupted_file_is_named_removed_and_fetched_again(hub: LoopbackHub) -> None:
    hub.corrupt = {FIRST}
    with pytest.raises(HubError, match=f"{FIRST}: what came has the checksum [0-9a-f]{{12}}.*removed"):
        get()
    assert not list((models_folder() / NAME).rglob(f"*{FIRST}*"))
    hub.corrupt = set()

    local, _ = get()

    assert files_in(local.folder) == wanted_files()


def test_a_corrupted_beginning_on_the_disk_is_found(hub: LoopbackHub) -> None:
    cancel_at(300_000)
    (part,) = (models_folder() / NAME / PARTS_FOLDER).rglob("*.part")
    part.write_bytes(bytes(part.stat().st_size))

    with pytest.raises(HubError, match="checksum"):
        get()
    local, _ = get()

    assert files_in(local.folder) == wanted_files()


def test_no_space_is_said_before_anything_is_fetched(hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_module, "free_bytes", lambda folder: 1_500_000_000 - 500_000_000)

    with pytest.raises(OutputError, match=r"1\.1 GB are needed for Sa2VA-1B, 1\.0 GB are free; .*nothing was"):
        get()

    assert hub.served == []
    assert not models_folder().exists()


def full_after(limit: int) -> Callable[..., IO[Any]]:
    """`Path.open` on a disk that takes that many bytes of parts."""
    real_open, written = Path.open, 0

    def opened(path: Path, mode: str = "r", *args: Any, **options: Any) -> IO[Any]:
        stream = real_open(path, mode, *args, **options)
        if mode != "ab":
            return stream
        real_write = stream.write

        class Full:
            def __enter__(self) -> Full:
                return self

            def __exit__(self, *error: object) -> None:
                stream.close()

            def write(self, data: bytes) -> int:
                nonlocal written
                if written + len(data) > limit:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                written += len(data)
                return int(real_write(data))

        return Full()  # type: ignore[return-value]

    return opened


def test_a_disk_that_fills_up_keeps_what_came(hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", full_after(400_000))
        with pytest.raises(OutputError, match="the disk is full; what came is kept"):
            get()
    here = plan_download(the_model()).bytes_here
    sent_before = sum(served.byte_count for served in hub.served if served.name in wanted_files())

    local, _ = get()

    assert 300_000 < here <= 400_000
    assert sent_before > 0
    assert [served.start for served in hub.served if served.name == FIRST][-1] > 0
    assert files_in(local.folder) == wanted_files()


def test_a_folder_that_takes_no_file_is_one_sentence(hub: LoopbackHub) -> None:
    models_folder().parent.mkdir(parents=True)
    models_folder().write_bytes(b"a file in the place of the folder")

    with pytest.raises(OutputError, match="cannot be written"):
        get()


def test_two_at_once_are_refused(hub: LoopbackHub) -> None:
    first = download(plan_download(the_model()), CancelToken())
    next(first)

    with pytest.raises(OutputError, match="another window or program is getting this model"):
        get()

    first.close()
    get()


def test_the_hub_going_away_in_the_middle_is_said_and_what_came_stays(hub: LoopbackHub) -> None:
    plan = plan_download(the_model())
    steps = download(plan, CancelToken())

    # Whether the stream ends first or the next connection is refused depends on what was on its way.
    with pytest.raises(HubUnreachableError, match=r"cannot be reached|stops at [\d,]+ of [\d,]+ bytes"):
        go_on(steps, 300_000, hub.go_away)

    here = find_local(the_model())
    assert here is not None
    assert here.bytes_here > 300_000


def test_later_downloads_keep_to_the_commit_of_the_first(hub: LoopbackHub) -> None:
    cancel_at(300_000)
    hub.repositories[REPO_ID].commits[NEXT_COMMIT] = model_files(seed=1)
    hub.repositories[REPO_ID].branches["main"] = NEXT_COMMIT

    local, _ = get()

    assert local.revision == COMMIT
    assert files_in(local.folder) == wanted_files()


def test_an_update_replaces_what_changed_and_the_old_one_works_until_then(hub: LoopbackHub) -> None:
    get()
    newer = model_files() | {SECOND: os.urandom(600_002), "chat_template.jinja": b"{{ messages }}"}
    del newer["added_tokens.json"]
    hub.repositories[REPO_ID].commits[NEXT_COMMIT] = newer
    hub.repositories[REPO_ID].branches["main"] = NEXT_COMMIT
    hub.served.clear()

    cancel_at(900_000, update=True)
    between = find_local(the_model())
    files_between = files_in(models_folder() / NAME)
    local, _ = get(update=True)

    assert between is not None
    assert (between.state, between.revision) == (ModelState.PRESENT, COMMIT)
    assert files_between == wanted_files()
    assert local.revision == NEXT_COMMIT
    expected = wanted_files() | {SECOND: newer[SECOND], "chat_template.jinja": b"{{ messages }}"}
    del expected["added_tokens.json"]
    assert files_in(local.folder) == expected
    assert {served.name for served in hub.served} == {SECOND, "chat_template.jinja"}


def test_a_revision_that_was_named_is_fetched(hub: LoopbackHub) -> None:
    hub.repositories[REPO_ID].commits[NEXT_COMMIT] = model_files(seed=1)
    hub.repositories[REPO_ID].branches["v2"] = NEXT_COMMIT

    local, _ = get(revision="v2")

    assert local.revision == NEXT_COMMIT
    assert files_in(local.folder) == wanted_files(seed=1)
    assert get()[0].revision == NEXT_COMMIT


def new_commit(hub: LoopbackHub, changed: dict[str, bytes], *gone: str) -> None:
    """`main` moves on to the same files but for these."""
    files = {name: content for name, content in model_files().items() if name not in gone}
    hub.repositories[REPO_ID].commits[NEXT_COMMIT] = files | changed
    hub.repositories[REPO_ID].branches["main"] = NEXT_COMMIT


def interrupt_placing(monkeypatch: pytest.MonkeyPatch, at: Path) -> None:
    """Get, and be killed when that file is about to be put in its place."""
    real_replace = os.replace

    def killed(source: Path, target: Path) -> None:
        if Path(target) == at:
            raise KeyboardInterrupt
        real_replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            get()


def test_weights_of_an_older_commit_are_never_taken_for_those_of_a_newer_one(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fine-tune has files of the same sizes. Killed while placing, then while updating, then got once more."""
    interrupt_placing(monkeypatch, models_folder() / NAME / SECOND)
    newer = bytes(byte ^ 1 for byte in model_files()[FIRST])
    new_commit(hub, {FIRST: newer})
    cancel_at(300_000, update=True)
    get()

    local, _ = get(update=True)

    assert local.revision == NEXT_COMMIT
    assert files_in(local.folder) == wanted_files() | {FIRST: newer}


def test_files_that_a_new_commit_lacks_do_not_outlive_a_kill(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index or a shard that stayed would be read instead of the new weights."""
    get()
    new_commit(hub, {"model.safetensors": b"all of it"}, FIRST, SECOND, "model.safetensors.index.json")

    real_unlink = Path.unlink

    def killed(path: Path, missing_ok: bool = False) -> None:
        if path == models_folder() / NAME / SECOND:
            raise KeyboardInterrupt
        real_unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            get(update=True)
    local, _ = get(update=True)

    expected = {name: wanted_files()[name] for name in wanted_files() if not name.startswith("model")}
    assert files_in(local.folder) == expected | {"model.safetensors": b"all of it"}

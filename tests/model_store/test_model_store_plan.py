"""What the hub says before anything is fetched, and every way in which it says no: one sentence, at once."""

from __future__ import annotations

import socket

import huggingface_hub
import pytest
from support.loopback_hub import COMMIT, NAME, NEXT_COMMIT, REPO_ID, LoopbackHub, model_files, wanted_files

from sa2va_desktop.errors import CheckpointError, HubError, HubUnreachableError
from sa2va_desktop.model_store.download_record import is_plain_name
from sa2va_desktop.model_store.local_folders import models_folder
from sa2va_desktop.model_store.plan import MARGIN_BYTES, plan_download
from sa2va_desktop.model_store.records import DownloadPlan
from sa2va_desktop.model_store.released import model_of_repository


def plan(repo_id: str = REPO_ID, revision: str = "") -> DownloadPlan:
    return plan_download(model_of_repository(repo_id), revision=revision)


def test_the_plan_says_what_would_be_fetched_and_fetches_nothing(hub: LoopbackHub) -> None:
    planned = plan()

    assert planned.commit == COMMIT
    assert planned.license == "apache-2.0"
    assert {file.name for file in planned.files} == set(wanted_files())
    assert planned.bytes_to_get == planned.total_bytes == sum(map(len, wanted_files().values()))
    assert planned.needed_bytes == planned.total_bytes + MARGIN_BYTES
    assert hub.requests == [f"GET /api/models/{REPO_ID}"]
    assert not models_folder().exists()


def test_a_model_that_is_not_in_the_table_can_be_named_by_its_repository(hub: LoopbackHub) -> None:
    hub.add("someone/finetune", {"config.json": b"{}", "model.safetensors": b"weights"})

    planned = plan("someone/finetune")

    assert planned.folder == models_folder() / "someone--finetune"
    assert [file.name for file in planned.files] == ["config.json", "model.safetensors"]


def test_a_repository_that_is_not_there(hub: LoopbackHub) -> None:
    with pytest.raises(HubError, match="nobody/nothing: the hub knows no such repository"):
        plan("nobody/nothing")


def test_a_revision_that_is_not_there(hub: LoopbackHub) -> None:
    with pytest.raises(HubError, match="Sa2VA-1B has no revision 'v9'"):
        plan(revision="v9")


def test_a_gated_repository_says_how_to_be_let_in(hub: LoopbackHub) -> None:
    hub.repositories[REPO_ID].is_gated = True

    with pytest.raises(HubError, match=r"is gated: accept its terms at http://.*/ByteDance/Sa2VA-1B.*HF_TOKEN"):
        plan()


@pytest.mark.parametrize(
    ("status", "words"), [(403, "refuses access"), (429, "asks to wait"), (503, "fails with 503")]
)
def test_a_hub_that_fails(hub: LoopbackHub, status: int, words: str) -> None:
    hub.status = status

    with pytest.raises(HubError, match=words):
        plan()

    assert len(hub.requests) == 1, "nothing is tried again behind the person's back"


def test_a_hub_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{taken.getsockname()[1]}")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")

        with pytest.raises(HubUnreachableError, match=r"cannot be reached .* check the network or HTTPS_PROXY"):
            plan()


def test_offline_mode_is_honoured(hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)

    with pytest.raises(HubUnreachableError, match=r"offline mode is on \(HF_HUB_OFFLINE\)"):
        plan()

    assert hub.requests == []


def test_a_proxy_is_honoured(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, hub.url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    huggingface_hub.close_session()  # proxies are read when the session is made
    request.addfinalizer(huggingface_hub.close_session)

    plan()

    assert hub.requests == [f"GET /api/models/{REPO_ID}"], "the proxy was asked for what the hub has"


def test_what_is_no_hub_is_said_to_be_none(hub: LoopbackHub) -> None:
    hub.body = b"<html>Log in to the hotel's network</html>"

    with pytest.raises(HubError, match="does not answer as a hub does"):
        plan()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.safetensors",
        "sub/../../evil.json",
        "/etc/evil.json",
        "..\\evil.json",
        "C:evil.json",
        "a//b.json",
        "evil\n.json",
    ],
)
def test_a_name_that_leaves_the_folder_refuses_the_whole_repository(hub: LoopbackHub, name: str) -> None:
    hub.repositories[REPO_ID].commits[COMMIT] = model_files() | {name: b"{}"}

    with pytest.raises(HubError, match="lies outside its folder; nothing is fetched"):
        plan()


@pytest.mark.parametrize(
    "name", [".sa2va-download.json", "config.json ", "config.json.", ".", "..", "", "a/b", "a\\b"]
)
def test_only_visible_plain_names_are_files_of_a_model(name: str) -> None:
    assert not is_plain_name(name)


def test_names_that_differ_only_in_case_are_refused(hub: LoopbackHub) -> None:
    hub.repositories[REPO_ID].commits[COMMIT] = model_files() | {"Config.json": b"{}"}

    with pytest.raises(HubError, match="differ only in case"):
        plan()


def test_a_repository_without_safetensors_is_refused(hub: LoopbackHub) -> None:
    hub.repositories[REPO_ID].commits[COMMIT] = {"config.json": b"{}", "pytorch_model.bin": b"pickled"}

    with pytest.raises(HubError, match=r"expected \*\.safetensors, found none"):
        plan()


@pytest.mark.parametrize("name", ["no model", "a/b/c", "a/../b", "--/x", "a--b/c", ""])
def test_a_name_that_is_nothing(name: str) -> None:
    with pytest.raises(CheckpointError, match="neither a model of the list nor an OWNER/NAME"):
        model_of_repository(name)


def test_the_commit_of_a_named_revision_is_planned(hub: LoopbackHub) -> None:
    hub.repositories[REPO_ID].commits[NEXT_COMMIT] = model_files(seed=1)

    assert plan(revision=NEXT_COMMIT).commit == NEXT_COMMIT
    assert plan().model.name == NAME

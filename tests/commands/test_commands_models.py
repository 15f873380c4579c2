"""`models`: what it says and returns, against a hub on loopback."""

from __future__ import annotations

import io
import json
import re
import socket
from pathlib import Path

import huggingface_hub
import pytest
from support.loopback_hub import (
    COMMIT,
    FIRST,
    NAME,
    NEXT_COMMIT,
    REPO_ID,
    LoopbackHub,
    model_files,
    wanted_files,
)

from sa2va_desktop import assembly
from sa2va_desktop.cli import main
from sa2va_desktop.commands import models as command
from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference import planned_loading
from sa2va_desktop.inference.memory_plan import DeviceSpace
from sa2va_desktop.model_store.local_folders import models_folder
from sa2va_desktop.model_store.records import ModelKind
from sa2va_desktop.model_store.released import RELEASED
from sa2va_desktop.tasks import CancelToken


def run(*arguments: str) -> int:
    return main(["models", *arguments])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_list_names_every_model_and_where_it_is(
    hub: LoopbackHub, capsys: pytest.CaptureFixture[str]
) -> None:
    run("get", NAME, "--yes")
    capsys.readouterr()

    assert run("list") == 0
    table = capsys.readouterr().out
    assert run("list", "--details") == 0

    out = capsys.readouterr().out
    assert all(f"\n{model.name}" in table and f"\n{model.name} " in out for model in RELEASED)
    assert re.search(r"\nsa2va-4b\* +7.9 GB +17.4 GB +10.0 GB +7.3 GB +5.9 GB  not here\n", table)
    assert re.search(r"\nsa2va-1b\* .* GB  here: downloaded, files are those of the hub\n", table)
    assert re.search(r"\nsam2.1-tiny +0.2 GB +1.8 GB +– +– +–  not here\n", table)
    assert "\n* layout derived, not yet seen on real weights\n" in table
    assert (
        f"sa2va-1b               here: downloaded, files are those of the hub, 0.00 GB, {models_folder()}"
        in out
    )
    assert "ByteDance/Sa2VA-4B, about 7.9 GB, InternVL2.5-4B" in out
    assert "layout derived, not yet seen on real weights" in out
    assert hub.requests.count(f"GET /api/models/{REPO_ID}") == 1, "listing asks nobody"


def test_the_list_as_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--json") == 0

    rows = {row["name"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert rows["sa2va-nano"]["place"] == "bundled"
    assert rows["sa2va-8b"]["state"] == "not here"
    assert rows["sa2va-8b"]["weights_and_overhead_bytes"]["int4"] < rows["sa2va-8b"]["about_bytes"]
    assert rows["sam2.1-tiny"]["abilities"] == ["clicks and tracking"]


def test_get_says_the_size_first_and_prints_where_it_is(
    hub: LoopbackHub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("get", "ByteDance/Sa2VA-1B", "--yes") == 0

    out, err = capsys.readouterr()
    assert out.strip() == str(models_folder() / NAME)
    assert err.startswith(f"{REPO_ID} at {COMMIT[:12]}; 1.2 MB to fetch of 1.2 MB; ")
    assert "licence: apache-2.0" in err
    assert (models_folder() / NAME / FIRST).read_bytes() == model_files()[FIRST]


def test_get_of_what_is_here_asks_nobody(hub: LoopbackHub, capsys: pytest.CaptureFixture[str]) -> None:
    run("get", NAME, "--yes")
    hub.requests.clear()

    assert run("get", NAME) == 0
    assert hub.requests == []


def test_nothing_is_fetched_where_nobody_can_be_asked(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))

    assert run("get", NAME) == 2

    assert "add --yes" in capsys.readouterr().err
    assert hub.served == []


@pytest.mark.parametrize(("answer", "exit_code"), [("y\n", 0), ("n\n", 2), ("\n", 2), ("", 2)])
def test_a_person_is_asked(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch, answer: str, exit_code: int
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))

    assert run("get", NAME) == exit_code
    assert bool(hub.served) == (exit_code == 0)


def test_update_fetches_the_newer_commit(hub: LoopbackHub, capsys: pytest.CaptureFixture[str]) -> None:
    run("get", NAME, "--yes")
    hub.repositories[REPO_ID].commits[NEXT_COMMIT] = model_files(seed=1)
    hub.repositories[REPO_ID].branches["main"] = NEXT_COMMIT

    assert run("get", NAME, "--update", "--yes") == 0

    assert (models_folder() / NAME / FIRST).read_bytes() == model_files(seed=1)[FIRST]


def test_a_wrong_file_is_found_and_repaired(hub: LoopbackHub, capsys: pytest.CaptureFixture[str]) -> None:
    run("get", NAME, "--yes")
    broken = models_folder() / NAME / FIRST
    broken.write_bytes(bytes(broken.stat().st_size))
    hub.served.clear()
    capsys.readouterr()

    assert run("verify", NAME) == 4
    out, err = capsys.readouterr()
    assert f"{FIRST}: not the file that the hub names" in out
    assert "models get sa2va-1b --repair" in err

    assert run("get", NAME, "--repair", "--yes") == 0
    assert [served.name for served in hub.served] == [FIRST]
    assert broken.read_bytes() == model_files()[FIRST]


def test_ctrl_c_keeps_what_came(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sa2va_desktop.model_store.speed._BETWEEN_REPORTS_S", 0.0)
    real_text = command._progress_text
    tokens: list[CancelToken] = []
    real_token = CancelToken.__init__

    def remembered(token: CancelToken) -> None:
        real_token(token)
        tokens.append(token)

    def interrupted(step: object) -> str:
        if getattr(step, "done_bytes", 0) > 300_000:
            tokens[-1].cancel()
        return real_text(step)  # type: ignore[arg-type]

    monkeypatch.setattr(CancelToken, "__init__", remembered)
    monkeypatch.setattr(command, "_progress_text", interrupted)

    assert run("get", NAME, "--yes") == 130
    monkeypatch.setattr(command, "_progress_text", real_text)
    assert run("get", NAME, "--yes") == 0
    assert re.search(r"; 0\.[5-9] MB to fetch of 1\.2 MB", capsys.readouterr().err)


def test_remove_says_what_it_frees(hub: LoopbackHub, capsys: pytest.CaptureFixture[str]) -> None:
    run("get", NAME, "--yes")
    capsys.readouterr()

    assert run("remove", NAME) == 0

    assert capsys.readouterr().out == "1.2 MB freed\n"
    assert not (models_folder() / NAME).exists()


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (["get", "sa2va-9000b"], 4, "neither a model of the list"),
        (["get", "sa2va4b"], 4, "did you mean sa2va-4b?"),
        (["path", "sam2.1-tinny"], 4, "did you mean sam2.1-tiny?"),
        (["get", "sa2va-nano"], 4, "is here already"),
        (["get", "nobody/nothing", "--yes"], 4, "knows no such repository"),
        (["get", NAME, "--revision", "v9", "--yes"], 4, "has no revision 'v9'"),
        (["verify", NAME], 4, "`sa2va-desktop models get sa2va-1b` fetches it"),
        (["remove", NAME], 4, "is not on this machine"),
        (["remove", "sa2va-nano"], 4, "ships with the application"),
        (["path", NAME], 4, "`sa2va-desktop models get sa2va-1b` fetches it"),
        (["path", "no/such"], 4, "expected a model of `sa2va-desktop models list`, or a folder"),
        (["add", "."], 4, "expected config.json and all"),
        (["forget", "."], 4, "is not on the list"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    hub: LoopbackHub, capsys: pytest.CaptureFixture[str], arguments: list[str], exit_code: int, words: str
) -> None:
    assert run(*arguments) == exit_code

    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1


def test_offline_is_one_sentence(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)

    assert run("get", NAME, "--yes") == 4
    assert "offline mode is on" in capsys.readouterr().err


def test_a_downloaded_model_goes_by_every_name_it_has(hub: LoopbackHub) -> None:
    run("get", NAME, "--yes")

    for name in (NAME, "Sa2VA-1B", REPO_ID, str(models_folder() / NAME)):
        assert assembly.model_folder(name) == models_folder() / NAME


def test_a_repository_that_is_not_in_the_table_goes_by_its_name_once_it_is_here(
    hub: LoopbackHub, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.add("someone/finetune", {"config.json": b"{}", "model.safetensors": b"weights"})
    with pytest.raises(CheckpointError, match="expected a model of"):
        assembly.model_folder("someone/finetune")

    assert run("get", "someone/finetune", "--yes") == 0

    assert assembly.model_folder("someone/finetune") == models_folder() / "someone--finetune"
    assert run("list") == 0
    assert "someone--finetune" in capsys.readouterr().out
    assert run("remove", "someone--finetune") == 0


def test_a_model_that_is_partly_here_is_not_loaded(hub: LoopbackHub) -> None:
    hub.corrupt = {FIRST}
    assert run("get", NAME, "--yes") == 4

    with pytest.raises(CheckpointError, match="only partly here"):
        assembly.model_folder(NAME)


def test_a_folder_is_added_listed_and_forgotten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "my model"
    folder.mkdir()
    for name, content in wanted_files().items():
        (folder / name).write_bytes(content)

    assert run("add", str(folder)) == 0
    run("list")
    assert f"{folder} " in capsys.readouterr().out
    assert run("forget", str(folder)) == 0
    run("list")
    assert str(folder) not in capsys.readouterr().out


def test_loading_a_model_connects_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _socket, address: asked.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_options: asked.append(address))

    assembly.load_predictor("sa2va-nano", device="cpu").close()

    assert asked == []


def test_what_would_fit_is_told_for_every_released_sa2va(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    free = DeviceSpace("cuda:0", 12 << 30)
    monkeypatch.setattr(planned_loading, "space_of", lambda _device: free)

    assert run("list", "--fits", "cpu") == 0

    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert list(lines) == [model.name for model in RELEASED if model.kind is ModelKind.SA2VA]
    assert lines["sa2va-1b"].startswith("fits in bfloat16; takes about ")
    assert re.match(r"fits in (8|4) bit; takes about|fits with a part in main memory", lines["sa2va-8b"])
    assert lines["sa2va-26b"].startswith("does not fit: takes at least ")


def test_a_device_that_is_not_here_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--fits", "cuda:77") == 2
    assert "There is no device 'cuda:77' here" in capsys.readouterr().err

"""Devices by name, number types, and running out of memory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from sa2va_desktop.errors import OutOfMemoryError, UsageError
from sa2va_desktop.inference.devices import (
    free_main_memory,
    leave_one_core_free,
    list_devices,
    pick_device,
    pick_devices,
    pick_dtype,
    translated_memory_errors,
)


def test_the_cpu_is_always_there_and_last():
    assert list_devices()[-1].name == "cpu"
    assert pick_device("cpu") == torch.device("cpu")
    assert pick_device(None).type == list_devices()[0].name.split(":")[0]


def test_an_unknown_device_is_refused_with_those_that_exist():
    with pytest.raises(UsageError, match=r"no device 'cuda:77' here; found .*cpu"):
        pick_device("cuda:77")


def test_the_cpu_computes_in_float32_unless_told_otherwise():
    assert pick_dtype(None, torch.device("cpu")) == torch.float32
    assert pick_dtype("bfloat16", torch.device("cpu")) == torch.bfloat16


def test_an_unknown_number_type_is_refused():
    with pytest.raises(UsageError, match="no number type 'int4'"):
        pick_dtype("int4", torch.device("cpu"))


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory"),
        MemoryError(),
        RuntimeError(
            "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"
        ),
    ],
)
def test_every_way_of_running_out_of_memory_is_one_error(error: Exception):
    with (
        pytest.raises(OutOfMemoryError, match="Memory ran out while it ran"),
        translated_memory_errors("it ran"),
    ):
        raise error


def test_a_real_allocation_that_is_too_large_is_translated():
    with pytest.raises(OutOfMemoryError), translated_memory_errors("it ran"):
        torch.empty(2**60, dtype=torch.uint8)


def test_other_errors_pass():
    with pytest.raises(RuntimeError, match="shapes"), translated_memory_errors("it ran"):
        raise RuntimeError("shapes do not fit")


def test_one_core_stays_free_and_a_smaller_limit_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    before = torch.get_num_threads()
    try:
        monkeypatch.setattr(os, "cpu_count", lambda: 4)
        torch.set_num_threads(4)
        leave_one_core_free()
        assert torch.get_num_threads() == 3

        torch.set_num_threads(1)
        leave_one_core_free()
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)


def test_free_main_memory_is_what_the_system_says_within_a_containers_limit(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal:       8000 kB\nMemAvailable:   6000 kB\n")
    group = tmp_path / "group"
    group.mkdir()

    assert free_main_memory(meminfo, group) == 6000 << 10
    (group / "memory.max").write_text("max\n")
    assert free_main_memory(meminfo, group) == 6000 << 10
    (group / "memory.max").write_text(f"{3000 << 10}\n")
    (group / "memory.current").write_text(f"{1000 << 10}\n")
    assert free_main_memory(meminfo, group) == 2000 << 10
    assert free_main_memory(tmp_path / "none", group) is None


def test_several_devices_must_be_different_gpus() -> None:
    assert pick_devices("cpu") == [torch.device("cpu")]
    with pytest.raises(UsageError, match="different CUDA devices such as cuda:0,cuda:1, found 'cpu,cpu'"):
        pick_devices("cpu,cpu")
    with pytest.raises(UsageError, match="no device 'cuda:9'"):
        pick_devices("cpu,cuda:9")


@pytest.mark.skipif(torch.cuda.is_available(), reason="says what is said without a GPU")
def test_all_gpus_need_one() -> None:
    with pytest.raises(UsageError, match="no device 'cuda'"):
        pick_devices("gpus")

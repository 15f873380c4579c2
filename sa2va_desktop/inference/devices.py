"""Which devices there are, which one to take, in which number type, and what running out of memory looks like."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from sa2va_desktop.errors import OutOfMemoryError, UsageError
from sa2va_desktop.translation import translate

ALL_GPUS = "gpus"
"""In place of the names of all CUDA devices."""
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


@dataclass(frozen=True)
class Device:
    """One place to compute. `name` is what `--device` takes; bytes are None where nothing can tell."""

    name: str
    label: str
    total_bytes: int | None
    free_bytes: int | None


def list_devices() -> list[Device]:
    """Best first; the CPU is always last."""
    devices = []
    for index in range(torch.cuda.device_count()):
        free_bytes, total_bytes = torch.cuda.mem_get_info(index)
        devices.append(
            Device(f"cuda:{index}", torch.cuda.get_device_name(index), int(total_bytes), int(free_bytes))
        )
    if torch.backends.mps.is_available():
        devices.append(Device("mps", "Apple GPU", None, None))
    devices.append(Device("cpu", f"CPU, {os.cpu_count()} cores", _machine_bytes(), None))
    return devices


def memory_of(name: str) -> tuple[int, int] | None:
    """(used, total) bytes of a GPU by its torch name, all programs together; None for other devices."""
    device = torch.device(name)
    if device.type != "cuda" or not torch.cuda.is_available():
        return None
    free, total = torch.cuda.mem_get_info(device)
    return total - free, total


def pick_device(name: str | None = None) -> torch.device:
    """The named device, or the best one for None and "auto".

    Raises:
        UsageError: no such device here.
    """
    names = [device.name for device in list_devices()]
    if name in (None, "auto"):
        return torch.device(names[0])
    wanted = "cuda:0" if name == "cuda" else name
    if wanted not in names:
        raise UsageError(
            translate("inference", "There is no device {0!r} here; found {1}.").format(name, ", ".join(names))
        )
    return torch.device(str(wanted))


def pick_devices(names: str | None) -> list[torch.device]:
    """As `pick_device`, for one name or several with commas between; the first one computes pictures and masks.

    Raises:
        UsageError: a device that is not here, one named twice, or several that are not all CUDA devices.
    """
    if names == ALL_GPUS:
        names = ",".join(f"cuda:{index}" for index in range(torch.cuda.device_count())) or "cuda"
    devices = [pick_device(name.strip() or None) for name in (names or "auto").split(",")]
    if len(devices) > 1 and (len({*devices}) < len(devices) or any(each.type != "cuda" for each in devices)):
        raise UsageError(
            translate(
                "inference", "Expected different CUDA devices such as cuda:0,cuda:1, found {0!r}."
            ).format(names)
        )
    return devices


def has_bfloat16(device: torch.device) -> bool:
    """The device computes in bfloat16 itself, not by way of float32."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device.type == "cpu" and torch.backends.mkldnn.is_available() and _cpu_has_bfloat16()


def _cpu_has_bfloat16() -> bool:
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def usable_bytes(device: torch.device) -> int:
    """What may still be allocated there; memory that torch holds without using it counts."""
    if device.type == "cuda":
        free_bytes, _total = torch.cuda.mem_get_info(device)
        return int(free_bytes) + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    if device.type == "mps":
        return int(torch.mps.recommended_max_memory() - torch.mps.current_allocated_memory())
    return free_main_memory() or (_machine_bytes() or 0) // 2


def free_main_memory(meminfo: Path = Path("/proc/meminfo"), group: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Bytes that can be had without swapping, a container's limit included; None where nothing tells (not Linux)."""
    try:
        lines = meminfo.read_text(encoding="ascii").splitlines()
        available = next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return None
    try:
        limit = int((group / "memory.max").read_text(encoding="ascii"))
        used = int((group / "memory.current").read_text(encoding="ascii"))
    except (OSError, ValueError):  # no container, or one without a limit ("max")
        return available
    return min(available, max(0, limit - used))


def pick_dtype(name: str | None, device: torch.device) -> torch.dtype:
    """float32 on the CPU, where it is fastest and exact; bfloat16 on GPUs that have it, else float16.

    Raises:
        UsageError: no such number type.
    """
    if name is not None:
        if name not in DTYPES:
            raise UsageError(
                translate("inference", "There is no number type {0!r}; found {1}.").format(
                    name, ", ".join(DTYPES)
                )
            )
        return DTYPES[name]
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.float16 if device.type == "mps" else torch.float32


def leave_one_core_free() -> None:
    """Let torch use all cores but one, so that the window stays fluid; a smaller limit set by the person stays.

    With a thread on every core, torch's workers also spin while they wait for each other on a busy machine.
    """
    torch.set_num_threads(max(1, min(torch.get_num_threads(), (os.cpu_count() or 2) - 1)))


@contextlib.contextmanager
def translated_memory_errors(doing: str) -> Iterator[None]:
    """Turn the many ways of running out of memory into OutOfMemoryError; `doing` ends its sentence."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise _out_of_memory(doing) from error
    except RuntimeError as error:
        # The CPU allocator has no exception of its own.
        if "can't allocate memory" in str(error) or "out of memory" in str(error):
            raise _out_of_memory(doing) from error
        raise


def release_memory(device: torch.device) -> None:
    """Hand cached blocks back to the device, so that other programs see them as free."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def _out_of_memory(doing: str) -> OutOfMemoryError:
    return OutOfMemoryError(
        translate("inference", "Memory ran out while {0}; what was finished is kept.").format(doing)
    )


def _machine_bytes() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on every system
        return None

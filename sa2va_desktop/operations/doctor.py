"""What is installed, what would fail, and how to mend it: one finding a line, without changing anything."""

from __future__ import annotations

import enum
import importlib.metadata
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sa2va_desktop import __version__

PACKAGES = (
    "PySide6-Essentials",
    "numpy",
    "av",
    "opencv-python-headless",
    "pillow",
    "pycocotools",
    "torch",
    "transformers",
    "sam2",
    "safetensors",
    "tokenizers",
    "accelerate",
    "huggingface-hub",
)
MIN_FREE_BYTES = 2 << 30


class Health(enum.Enum):
    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, and what to do about it ("" when nothing)."""

    topic: str
    health: Health
    detail: str
    remedy: str = ""


def environment_findings(data_folder: Path) -> Iterator[Finding]:
    """Python, packages, and the folder for settings and unsaved projects."""
    yield Finding("application", Health.OK, f"sa2va-desktop {__version__}")
    yield _python()
    yield Finding("system", Health.OK, platform.platform())
    for package in PACKAGES:
        yield _package(package)
    yield _optional("bitsandbytes", "8- and 4-bit weights")
    yield _data_folder(data_folder)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding("Python", Health.OK, version)
    return Finding("Python", Health.PROBLEM, version, "Use Python 3.11, 3.12 or 3.13.")


def _package(name: str) -> Finding:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            name, Health.PROBLEM, "not installed", "Run the application with `uv run sa2va-desktop`."
        )
    if name == "PySide6-Essentials" and version.startswith("6.12.") and sys.version_info < (3, 12):
        return Finding(
            name, Health.PROBLEM, f"{version} aborts on Python 3.11", "Install a version below 6.12."
        )
    return Finding(name, Health.OK, version)


def _optional(name: str, purpose: str) -> Finding:
    try:
        return Finding(name, Health.OK, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            name, Health.OK, f"not installed, and needed for {purpose} only: `uv sync --extra quant`"
        )


def _data_folder(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding(
            "data folder",
            Health.PROBLEM,
            f"{folder}: {error}",
            "Set SA2VA_DESKTOP_HOME to a folder you can write to.",
        )
    free_bytes = shutil.disk_usage(folder).free
    detail = f"{folder}, {free_bytes / (1 << 30):.1f} GiB free"
    if free_bytes < MIN_FREE_BYTES:
        return Finding(
            "data folder", Health.WARNING, detail, "Free some space, or set SA2VA_DESKTOP_HOME elsewhere."
        )
    return Finding("data folder", Health.OK, detail)

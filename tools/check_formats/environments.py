"""Environments of other tools, one each, so that nothing of theirs is installed beside the program; asks what runs there."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

CHECKERS = Path(__file__).parent / "checkers"

PACKAGES: dict[str, tuple[str, ...]] = {
    "evaluators": (
        *("pycocotools", "trackeval==1.3.0", "pandas", "tqdm", "scikit-image", "matplotlib"),
        "opencv-python-headless",
    ),
    "datumaro": ("datumaro==1.13.12",),
    "labelling": ("labelme==6.3.1", "label-studio-sdk", "cvat-sdk", "supervision", "pycocotools"),
    "hub": ("datasets", "webdataset", "pillow", "pandas", "av", "pycocotools"),
    "yolo": ("ultralytics", "torch==2.13.0", "opencv-python-headless"),
    "x-anylabeling": ("PyQt6", "numpy", "pillow", "opencv-python-headless", "pyyaml"),
}

ALONE: dict[str, tuple[str, ...]] = {"x-anylabeling": ("x-anylabeling-cvhub",)}
"""Packages of which one module is used, without what the rest of them needs."""


def interpreter(folder: Path, name: str) -> Path:
    """The Python of an environment, which is made when it is not there. Downloads a few hundred megabytes at first."""
    python = folder / name / "bin" / "python"
    if not python.exists():
        subprocess.run(["uv", "venv", "--python", sys.executable, str(folder / name)], check=True)
        subprocess.run(["uv", "pip", "install", "--python", str(python), *PACKAGES[name]], check=True)
        if name in ALONE:
            subprocess.run(
                ["uv", "pip", "install", "--no-deps", "--python", str(python), *ALONE[name]], check=True
            )
    return python


def answer_of(
    python: Path, script: str, name: str, source: Path, expected: Mapping[str, object]
) -> dict[str, Any]:
    """What a checker found: "ok", "says", and "masks" of a reader of others' files."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as wanted:
        json.dump(expected, wanted)
        wanted.flush()
        command = [str(python), f"{script}.py", name, str(source), wanted.name]
        run = subprocess.run(command, cwd=CHECKERS, capture_output=True, text=True, timeout=600, check=False)
    line = next((each for each in reversed(run.stdout.splitlines()) if each.startswith("RESULT ")), "")
    if not line:
        last = run.stderr.strip().splitlines()[-1:] or ["no answer"]
        return {"ok": False, "says": last[0]}
    found: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
    return found


def fingerprint(mask: np.ndarray) -> str:
    """As the checkers make it of a mask."""
    return f"{mask.shape[0]}x{mask.shape[1]}:{np.packbits(mask).tobytes().hex()}"

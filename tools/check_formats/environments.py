"""Environments of other tools, one each, so that nothing of theirs is installed beside the program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PACKAGES: dict[str, tuple[str, ...]] = {
    "evaluators": (
        *("pycocotools", "trackeval==1.3.0", "pandas", "tqdm", "scikit-image", "matplotlib"),
        "opencv-python-headless",
    ),
    "datumaro": ("datumaro==1.13.12",),
    "labelling": ("labelme==6.3.1", "label-studio-sdk", "cvat-sdk", "supervision"),
    "hub": ("datasets", "webdataset", "pillow"),
}


def interpreter(folder: Path, name: str) -> Path:
    """The Python of an environment, which is made when it is not there. Downloads a few hundred megabytes at first."""
    python = folder / name / "bin" / "python"
    if not python.exists():
        subprocess.run(["uv", "venv", "--python", sys.executable, str(folder / name)], check=True)
        subprocess.run(["uv", "pip", "install", "--python", str(python), *PACKAGES[name]], check=True)
    return python

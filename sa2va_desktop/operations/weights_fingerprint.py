"""Tells one checkpoint from another that was written into the same folder, without reading all of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

_STRETCH = 1 << 12
_STRETCHES = 64
"""Spread over each file: training changes many numbers in many tensors."""
_SMALL_BYTES = 1 << 20


def weights_fingerprint(folder: str) -> str:
    """Of the configuration and of samples of the weights; "" where there is no folder with weights.

    Equal for equal files, wherever and whenever they were written.
    """
    files = sorted(Path(folder).glob("*.safetensors")) if folder else []
    if not files:
        return ""
    known = hashlib.sha256()
    try:
        known.update(_head(Path(folder) / "config.json"))
        for path in files:
            size = path.stat().st_size
            known.update(f"{path.name} {size}\n".encode())
            with path.open("rb") as file:
                for number in range(_STRETCHES):
                    file.seek(number * max(0, size - _STRETCH) // (_STRETCHES - 1))
                    known.update(file.read(_STRETCH))
    except OSError:  # what cannot be read now was loaded before; the run is then one of its own
        known.update(b"unreadable")
    return known.hexdigest()[:12]


def _head(path: Path) -> bytes:
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(_SMALL_BYTES)

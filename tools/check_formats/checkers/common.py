"""What every checker does: reads what it should find, compares, and says one line. Runs without the program."""

from __future__ import annotations

import hashlib
import json
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

CHECKS: dict[str, Callable[[Path, dict], str | Iterable[np.ndarray]]] = {}


def check(function: Callable[[Path, dict], str | Iterable[np.ndarray]]) -> Callable:
    """A check by the name of its function: takes a data set's folder and what it holds, says what was found.

    It raises when something differs. A reader of others' files gives its masks instead; empty ones say nothing.
    """
    CHECKS[function.__name__] = function
    return function


def fingerprint(mask: np.ndarray) -> str:
    """Equal for equal masks of equal size."""
    solid = np.asarray(mask) != 0
    return f"{solid.shape[0]}x{solid.shape[1]}:{np.packbits(solid).tobytes().hex()}"


def same_masks(found: Iterable[np.ndarray], expected: Iterable[str]) -> str:
    """Raises AssertionError unless both have the same masks, as often."""
    got, wanted = Counter(map(fingerprint, found)), Counter(expected)
    assert got == wanted, (
        f"{sum((wanted - got).values())} of {sum(wanted.values())} masks are missing or differ"
    )
    return f"{sum(got.values())} masks equal"


def main() -> None:
    name, folder, expected = sys.argv[1:4]
    extra = json.loads(Path(expected).read_text(encoding="utf-8"))
    try:
        found = CHECKS[name](Path(folder), extra)
        if isinstance(found, str):
            result = {"ok": True, "says": found}
        else:
            digests = [hashlib.sha256(fingerprint(mask).encode()).hexdigest() for mask in found if mask.any()]
            result = {"ok": True, "says": "", "masks": digests}
    except Exception as error:
        traceback.print_exc()
        result = {"ok": False, "says": f"{type(error).__name__}: {error}"[:300]}
    print("\nRESULT " + json.dumps(result))

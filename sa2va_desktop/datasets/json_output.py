"""JSON that other tools read: UTF-8, without what is no JSON, and large objects member by member."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def json_bytes(value: Any) -> bytes:
    """A value as UTF-8; a file name that is no valid text is escaped, which JSON readers undo.

    Raises:
        ValueError: a number that is none.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace")


@contextmanager
def json_object(path: Path, *, opening: str = "{", closing: str = "}") -> Iterator[Callable[[str, Any], None]]:
    """A JSON object that is written member by member, so that none of them stays in memory."""
    with path.open("wb") as file:
        file.write(opening.encode())
        separator = b""

        def write(key: str, value: Any) -> None:
            nonlocal separator
            file.write(separator + json_bytes(key) + b": " + json_bytes(value))
            separator = b",\n"

        yield write
        file.write(closing.encode())

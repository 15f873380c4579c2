"""What an imported file said beyond the document: JSON text by format id, with a few keys of our own that begin with @.

`MediaItem.extras`, `AnnotationObject.extras` and `Expression.extras` hold `{"FORMAT_ID": {key: value}}`. A format that
writes its own unknown keys back takes them from `extras_of`; keys that begin with @ are ours and never written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

KEY = "@key"
"""What the data set calls the thing: `NAME OF THE CLIP`, a line break, the object's key in it."""
SPLIT = "@split"
"""The part of the data set that a media item was in: "train", "val" …"""


def extras_of(text: str, format_id: str) -> dict[str, Any]:
    """What a file of that format said, without our own keys; {} when there is nothing, or the text is none of ours."""
    return {key: value for key, value in _of_format(text, format_id).items() if not key.startswith("@")}


def mark_of(text: str, format_id: str, mark: str) -> str:
    """`KEY` or `SPLIT` of a format, or ""."""
    value = _of_format(text, format_id).get(mark, "")
    return value if isinstance(value, str) else ""


def split_of(text: str) -> str:
    """The split that the latest import gave, or ""."""
    for values in reversed(list(_by_format(text).values())):
        split = values.get(SPLIT) if isinstance(values, dict) else None
        if isinstance(split, str) and split:
            return split
    return ""


def with_extras(text: str, format_id: str, values: Mapping[str, Any]) -> str:
    """The text with values of a format added or replaced, the format last; unchanged when there is nothing to add.

    Raises:
        ValueError: a value is no JSON.
    """
    if not values:
        return text
    every = _by_format(text)
    merged = {**_of_format(text, format_id), **values}
    every.pop(format_id, None)  # the latest one is last
    every[format_id] = merged
    return json.dumps(every, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _of_format(text: str, format_id: str) -> dict[str, Any]:
    values = _by_format(text).get(format_id)
    return values if isinstance(values, dict) else {}


def _by_format(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        every = json.loads(text)
    except ValueError:  # a stranger's project may hold any text here
        return {}
    return every if isinstance(every, dict) else {}

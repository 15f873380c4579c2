"""The marks that Sa2VA reads and writes in texts, such as `[SEG]`, `<p>` and `<image>`, for files it is trained on."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([<\[])(/?p|image|video|SEG)([>\]])")
_MARK = re.compile(r"<p>(?P<words>.*?)</p>(?P<named>\s*\[SEG\])?|(?P<bare> ?\[SEG\])", re.DOTALL)


def plain(text: str) -> str:
    """Words with typed signs written apart: a reader puts a picture wherever `<image>` stands, and counts `[SEG]`."""
    return _SIGNS.sub(r"\1 \2 \3", text)


def sign_count(text: str) -> int:
    """Typed signs that `plain` writes apart."""
    return len(_SIGNS.findall(text))


def read_marked(text: str) -> tuple[str, list[tuple[int, int, int | None]]]:
    """A marked answer for reading, and its phrases: (start, stop, which `[SEG]` of the text, or None without one).

    A `[SEG]` outside a phrase is one of no characters.
    """
    said, at, segments = "", 0, 0
    phrases: list[tuple[int, int, int | None]] = []
    for mark in _MARK.finditer(text):
        said += text[at : mark.start()]
        at, start = mark.end(), len(said)
        said += (mark["words"] or "").strip()
        has_mask = mark["named"] is not None or mark["bare"] is not None
        phrases.append((start, len(said), segments if has_mask else None))
        segments += has_mask
    return said + text[at:], phrases

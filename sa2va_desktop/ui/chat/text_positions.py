"""Positions in Qt's texts count UTF-16 units, ours count characters; they differ behind an emoji. Knows nothing of Qt."""

from __future__ import annotations


def units_before(text: str, character: int) -> int:
    """How many UTF-16 units lie before a character of the text."""
    return len(text[:character].encode("utf-16-le", "surrogatepass")) // 2


def character_at(text: str, units: int) -> int:
    """The character that begins at, or holds, a UTF-16 unit; the length of the text behind its end."""
    if units <= 0:
        return 0
    if text.isascii():
        return min(units, len(text))
    seen = 0
    for index, character in enumerate(text):
        seen += 2 if ord(character) > 0xFFFF else 1
        if seen > units:
            return index
    return len(text)

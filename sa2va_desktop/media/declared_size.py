"""How long a video file says it is, for containers that would otherwise hide that their end is missing."""

from __future__ import annotations

from pathlib import Path

_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"


def declared_bytes(path: Path) -> int:
    """Length that the header of a Matroska, WebM or AVI file promises; 0 when it promises nothing."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head[:4] == b"RIFF" and head[8:11] == b"AVI":
        return 8 + int.from_bytes(head[4:8], "little")
    if head[:4] != _EBML:
        return 0
    size, position = _ebml_size(head, 4)
    position += size
    if size < 0 or head[position : position + 4] != _SEGMENT:
        return 0
    size, position = _ebml_size(head, position + 4)
    return position + size if size >= 0 else 0


def _ebml_size(head: bytes, position: int) -> tuple[int, int]:
    """A variable-length size and the position after it; -1 for "unknown" (live recordings) and for nonsense.

    Source: RFC 8794, section 4.
    """
    if position >= len(head) or head[position] == 0:
        return -1, position
    length = 9 - head[position].bit_length()
    value = int.from_bytes(head[position : position + length], "big") & ((1 << 7 * length) - 1)
    is_unknown = value == (1 << 7 * length) - 1
    return (-1 if is_unknown else value), position + length

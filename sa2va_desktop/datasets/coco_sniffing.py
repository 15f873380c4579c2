"""Telling COCO files from other JSON by their beginnings and ends, and finding them in a folder."""

from __future__ import annotations

from pathlib import Path

from sa2va_desktop.datasets.frame_files import entries

_HEAD, _TAIL = 1 << 16, 1 << 13
SUBFOLDERS = ("annotations", "", "train", "valid", "val", "test")
_OTHERS = tuple(
    f'"{key}"'.encode()
    for key in (
        "segments_info",
        "isthing",
        "videos",
        "video_id",
        "segmentations",
        "tokens_positive",
        "shapes",
        "dm_format_version",
        "masklet",
    )
)
"""Keys of formats that look like COCO otherwise."""


def looks_like_coco(source: Path) -> bool:
    """Whether a file, or one in a folder where they usually are, is COCO. Never raises."""
    return bool(coco_files(source, only_first=True))


def coco_files(source: Path, *, only_first: bool = False) -> list[Path]:
    """The COCO files of a data set, those of instances before those of captions; other ones only without these."""
    if source.is_file():
        return [source] if is_coco_file(source) else []
    if any(path.name.startswith(("refs(", "grefs(")) for path in entries(source)):
        return []  # the instances below are those of referring expressions
    found: list[Path] = []
    for folder in SUBFOLDERS:
        for path in entries(source / folder):
            if path.suffix.lower() == ".json" and is_coco_file(path):
                found.append(path)
                if only_first:
                    return found
    known = [path for path in found if path.stem.startswith(("instances", "captions"))]
    has_instances = any(path.stem.startswith("instances") for path in known)
    return sorted(known if has_instances else found, key=lambda path: path.stem.startswith("captions"))


def is_coco_file(path: Path) -> bool:
    """Whether the beginning and end of a JSON file have the keys of COCO's images or results."""
    text = json_ends(path)
    if any(key in text for key in _OTHERS):
        return False
    start = text.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"["):
        return b'"image_id"' in text and (b'"segmentation"' in text or b'"bbox"' in text)
    return start.startswith(b"{") and (
        b'"images"' in text
        or b'"image_id"' in text
        or (b'"annotations"' in text and b'"categories"' in text and b'"items"' not in text)  # else Datumaro
    )


def is_list(path: Path) -> bool:
    """Whether a JSON file is a list, as results are."""
    return json_ends(path).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


def json_ends(path: Path) -> bytes:
    """Beginning and end of a file; b"" when it cannot be read, or is none, such as a pipe, which would keep us waiting."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(max(len(head), path.stat().st_size - _TAIL))
            return head + file.read(_TAIL)
    except OSError:
        return b""

"""Which things in a folder are media: what "open folder" and dropping a folder offer."""

from __future__ import annotations

import os
from pathlib import Path

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.picture_names import (
    PICTURE_SUFFIXES,
    VIDEO_SUFFIXES,
    is_sequence,
    list_pictures,
    list_visible,
)
from sa2va_desktop.translation import translate


def find_media(folder: Path) -> list[Path]:
    """Media of a folder in natural order, judged by names only; nothing is opened.

    A folder whose pictures are the numbered frames of one clip is itself the only answer, unless videos lie beside
    them. Otherwise: its pictures, its videos, and those direct subfolders that are such clips. Hidden files are left
    out. What is found may still turn out unreadable when it is opened.

    Raises:
        MediaError: not a folder, or one that cannot be listed.
    """
    if not os.path.isdir(folder):
        raise MediaError(translate("media", "'{0}' is not a folder.").format(folder))
    entries = list_visible(folder)
    videos = [path for path in entries if path.suffix.lower() in VIDEO_SUFFIXES and os.path.isfile(path)]
    pictures = [path for path in entries if path.suffix.lower() in PICTURE_SUFFIXES and os.path.isfile(path)]
    if is_sequence(pictures) and not videos:
        return [folder]
    clips = [path for path in entries if os.path.isdir(path) and _is_clip_folder(path)]
    wanted = {*videos, *pictures, *clips}
    return [path for path in entries if path in wanted]


def _is_clip_folder(folder: Path) -> bool:
    try:
        return is_sequence(list_pictures(folder))
    except MediaError:
        return False  # a subfolder without permission is not offered

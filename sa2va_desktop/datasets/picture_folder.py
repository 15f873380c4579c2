"""Pictures and videos that lie apart from their data set, found by name in a folder that a person names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from sa2va_desktop.datasets.clip_frames import is_single
from sa2va_desktop.datasets.imported_clip import ImportedClip
from sa2va_desktop.errors import FormatError
from sa2va_desktop.media.picture_names import PICTURE_SUFFIXES, VIDEO_SUFFIXES
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_FILES_LIMIT = 2_000_000
"""So many names of the folder that a person names are looked at."""


class PictureFolder:
    """A folder with media at any depth; its names are read at the first look."""

    def __init__(self, folder: Path, token: CancelToken) -> None:
        self._folder, self._token = folder, token
        self._files: dict[str, list[Path]] | None = None

    def paths_of(self, clip: ImportedClip) -> Iterator[Path]:
        """Files and folders that are called as the clip, or what it was made of. Raises: FormatError: no folder."""
        if self._files is None:
            self._files = _names_below(self._folder, self._token)
        seen = set()
        for name in clip_names(clip):
            keys = (PurePosixPath(name).name.casefold(), PurePosixPath(name).stem.casefold())
            paths = {path: None for key in keys for path in self._files.get(key, ())}
            for path in sorted(paths, key=lambda each: (-common_tail(each.as_posix(), name), each)):
                is_folder = os.path.isdir(path)
                if path not in seen and (not is_folder or not is_single(clip)):
                    seen.add(path)
                    yield path


def clip_names(clip: ImportedClip) -> list[str]:
    """What the media may be called, the surest first."""
    names = [clip.source_name, clip.frames[0] if is_single(clip) and clip.frames else "", clip.name]
    if not is_single(clip) and clip.frames and PurePosixPath(clip.frames[0]).parent.name:
        names.append(PurePosixPath(clip.frames[0]).parent.as_posix())
    return list(dict.fromkeys(name.replace("\\", "/") for name in names if name))


def common_tail(path: str, name: str) -> int:
    """How many parts two paths have in common at their ends; the suffix of the last part may differ."""
    ours, theirs = list(PurePosixPath(path).parts), list(PurePosixPath(name).parts)
    count = 0
    while ours and theirs:
        a, b = ours.pop().casefold(), theirs.pop().casefold()
        is_same = a == b or (count == 0 and PurePosixPath(a).stem == PurePosixPath(b).stem)
        if not is_same:
            break
        count += 1
    return count


def _names_below(folder: Path, token: CancelToken) -> dict[str, list[Path]]:
    """Media files and folders below a folder, by name and by stem."""
    found: dict[str, list[Path]] = {}
    count = 0
    for root, folders, files in os.walk(folder):
        token.raise_if_cancelled()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        media = [name for name in sorted(files) if _is_media(name)]
        for name in (*folders, *media):
            for key in {name.casefold(), PurePosixPath(name).stem.casefold()}:
                found.setdefault(key, []).append(Path(root, name))
        count += len(media)
        if count >= _FILES_LIMIT:
            break
    if not folder.is_dir():
        raise FormatError(translate("datasets", "{0}: expected a folder with pictures").format(folder))
    return found


def _is_media(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in PICTURE_SUFFIXES | VIDEO_SUFFIXES

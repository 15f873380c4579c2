"""Which frames of a media item the frames of an imported clip are: as the file says, by file name, by position, by number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path, PurePosixPath

from sa2va_desktop.annotation.records import MediaItem, MediaKind
from sa2va_desktop.datasets.imported_clip import ImportedClip
from sa2va_desktop.errors import FormatError, MediaError
from sa2va_desktop.media.picture_names import list_pictures
from sa2va_desktop.translation import translate

_LAST_NUMBER = re.compile(r"(\d{1,9})\D*$")


def frames_in(item: MediaItem, clip: ImportedClip) -> tuple[int, ...]:
    """The frame index in `item` of each of `clip.frames`. Lists the folder of a clip of pictures.

    Raises:
        FormatError: the pictures have another size, or nothing says which frames are meant.
    """
    _check_size(item, clip)
    count = item.frame_count
    if clip.frame_indices is not None:
        if len(clip.frame_indices) == len(clip.frames) and all(
            0 <= each < count for each in clip.frame_indices
        ):
            return clip.frame_indices
        raise FormatError(
            translate(
                "datasets", "{0}: the file means frames up to {1}, but '{2}' has {3}; it is another clip"
            ).format(clip.name, max(clip.frame_indices, default=0), _name(item), count)
        )
    if item.kind is MediaKind.IMAGE and len(clip.frames) == 1:
        return (0,)
    found = _by_file_name(item, clip) or _by_position(count, clip) or _by_number(count, clip.frames)
    if found is None:
        raise FormatError(
            translate(
                "datasets",
                "{0}: it has {1} frames and '{2}' has {3}, and their names do not tell which ones are meant",
            ).format(clip.name, len(clip.frames), _name(item), count)
        )
    return found


def picture_in_sequence(item: MediaItem, name: str) -> int | None:
    """The frame of a clip of pictures that has the stem of a name, or None."""
    return _stems(item).get(PurePosixPath(name).stem) if item.kind is MediaKind.SEQUENCE else None


def frames_of(item: MediaItem, clip: ImportedClip, *, is_own: bool = False) -> tuple[int, ...]:
    """As `frames_in`, also for a single picture that is one of the pictures of a clip.

    Args:
        is_own: the media are the data set's own, so that pictures which are only some frames of the source are counted
            by themselves, whatever frames they were there.

    Raises: FormatError, as `frames_in`.
    """
    if is_own and item.kind is not MediaKind.VIDEO and clip.frame_indices is not None:
        with suppress(FormatError):  # it may be the whole source after all
            return frames_of(item, replace(clip, frame_indices=None))
    if is_single(clip) and clip.frame_indices is None and item.kind is MediaKind.SEQUENCE:
        for name in (clip.frames[0], clip.name):
            frame = picture_in_sequence(item, name)
            if frame is not None:
                return frames_in(item, replace(clip, frame_indices=(frame,)))
    return frames_in(item, clip)


def is_single(clip: ImportedClip) -> bool:
    """Whether a clip is one picture that follows no other."""
    return len(clip.frames) == 1 and not clip.is_clip


def _check_size(item: MediaItem, clip: ImportedClip) -> None:
    has_masks = any(each.track for each in clip.objects)
    if (clip.height, clip.width) == (item.height, item.width) or not (clip.height or has_masks):
        return
    numbers = (clip.name, clip.width, clip.height, _name(item), item.width, item.height)
    if (clip.width, clip.height) == (item.height, item.width):
        raise FormatError(
            translate(
                "datasets",
                "{0}: the masks are {1}x{2}, but '{3}' is shown as {4}x{5}; they were made on the picture lying on its side",
            ).format(*numbers)
        )
    raise FormatError(
        translate("datasets", "{0}: the masks are {1}x{2}, but '{3}' is {4}x{5}").format(*numbers)
    )


def _by_file_name(item: MediaItem, clip: ImportedClip) -> tuple[int, ...] | None:
    if item.kind is not MediaKind.SEQUENCE:
        return None
    stems = _stems(item)
    found = [stems.get(PurePosixPath(name).stem) for name in clip.frames]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) == len(set(known)) else None


def _by_position(count: int, clip: ImportedClip) -> tuple[int, ...] | None:
    return tuple(range(count)) if len(clip.frames) == count else None


def _by_number(count: int, names: Sequence[str]) -> tuple[int, ...] | None:
    """By the last number in each name; one that begins after 0 and ends with the number of frames counts from 1."""
    matches = [_LAST_NUMBER.search(PurePosixPath(name).stem) for name in names]
    numbers = [int(match[1]) for match in matches if match is not None]
    if not numbers or len(numbers) < len(names) or any(b <= a for a, b in pairwise(numbers)):
        return None
    if numbers[-1] == count and numbers[0] >= 1:
        numbers = [number - 1 for number in numbers]
    return tuple(numbers) if numbers[-1] < count else None


def _stems(item: MediaItem) -> dict[str, int]:
    try:
        files = list_pictures(Path(item.path))
    except MediaError:
        return {}  # the folder is gone; names and numbers may still tell
    stems = {file.stem: index for index, file in enumerate(files)}
    return stems if len(stems) == item.frame_count else {}


def _name(item: MediaItem) -> str:
    return PurePosixPath(item.path).name

"""Which names are pictures, their natural order, and whether a folder of them is a clip or a set of pictures."""

from __future__ import annotations

import itertools
import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sa2va_desktop.errors import MediaError
from sa2va_desktop.translation import translate

# fmt: off
PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".tif", ".tiff", ".bmp", ".dib", ".gif", ".ppm", ".pgm", ".pbm", ".pnm", ".jp2", ".avif"})
VIDEO_SUFFIXES = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".flv", ".wmv", ".asf", ".ogv", ".ogg", ".mxf", ".nut", ".ivf", ".3gp", ".3g2", ".vob", ".h264", ".264", ".h265", ".hevc", ".mjpeg", ".mjpg", ".y4m"})
# fmt: on

_DIGITS = re.compile(r"(\d+)")
_LAST_NUMBER = re.compile(r"^(.*?)(\d+)(\D*)$")
# Cameras and phones number unrelated pictures, too.
_CAMERA_PREFIX = re.compile(r"^(IMG|DSC[FN]?|PICT|PXL|MVIMG|GOPR|DJI)[ _-]?$")
_REGULAR_SHARE = 0.9


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key by which "2.png" comes before "10.png"; upper and lower case are alike."""
    parts = _DIGITS.split(name.casefold())
    numbered = tuple((0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts if part)
    return (*numbered, (2, 0, name))


def list_pictures(folder: Path) -> list[Path]:
    """The picture files of a folder in natural order; hidden and other files are left out.

    Raises:
        MediaError: the folder cannot be listed.
    """
    return [
        path
        for path in list_visible(folder)
        if path.suffix.lower() in PICTURE_SUFFIXES and os.path.isfile(path)
    ]


def list_visible(folder: Path) -> list[Path]:
    """Everything in a folder that is not hidden, in natural order.

    Raises:
        MediaError: the folder cannot be listed.
    """
    try:
        entries = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        raise MediaError(
            translate("media", "'{0}' cannot be listed: {1}.").format(folder, error.strerror or error)
        ) from error
    return sorted(entries, key=lambda path: natural_key(path.name))


def is_sequence(pictures: Sequence[Path]) -> bool:
    """Whether pictures, in natural order, look like the frames of one clip, judged by their names alone.

    They do when there are at least two, all are called prefix + number + suffix with the same prefix and suffix, nine
    of ten steps between the numbers are equal, and the prefix is not one that cameras give (`IMG_0001.jpg` and the
    like are pictures). A person can open any folder as a sequence whatever this says.
    """
    matches = [_LAST_NUMBER.match(path.stem) for path in pictures]
    if len(pictures) < 2 or not all(matches):
        return False
    frames = {(match[1], match[3], path.suffix.lower()) for match, path in zip(matches, pictures) if match}
    if len(frames) != 1 or _CAMERA_PREFIX.match(next(iter(frames))[0]):
        return False
    numbers = [int(match[2]) for match in matches if match]
    steps = [after - before for before, after in itertools.pairwise(numbers)]
    step, count = Counter(steps).most_common(1)[0]
    return step > 0 and count >= _REGULAR_SHARE * len(steps)

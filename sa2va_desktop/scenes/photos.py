"""A person's photos as backgrounds: found in a folder, read within bounds, cut to the scene's shape, a little out of focus."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.errors import UsageError
from sa2va_desktop.media.picture import decode_picture
from sa2va_desktop.media.picture_header import read_picture_header
from sa2va_desktop.media.picture_names import list_pictures

_MEGAPIXELS = 100
"""Larger photos are refused before they are decoded: they would take gigabytes."""
_KEPT_PX = 1600  # the longer side of what is kept of a photo
_STREAM = 0x9407


def photos_in(folder: Path) -> tuple[Path, ...]:
    """The photos of a folder, not of those below it, sorted by name; each is looked at, so that a broken one is found now.

    Raises:
        UsageError: no folder, or no photo in it.
        MediaError: a file that is no picture, or too large.
    """
    if not folder.is_dir():
        found_instead = "a file" if folder.exists() else "nothing"
        raise UsageError(f"{folder}: expected a folder with photos, found {found_instead}")
    found = tuple(list_pictures(folder))
    if not found:
        raise UsageError(f"{folder}: expected photos, found none")
    for path in found:
        read_picture_header(path, max_megapixels=_MEGAPIXELS)
    return found


def photo_for(photos: Sequence[Path], seed: int) -> Path:
    """The photo of a scene; the same for the same seed and the same names."""
    return photos[int(np.random.default_rng([_STREAM, seed]).integers(len(photos)))]


def photo_background(path: Path, seed: int, size_hw: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """A stretch of a photo as (H, W, 3) uint8 RGB: cut at random, perhaps mirrored, blurred a little, less colourful, so
    that what is in front stays the clearest.

    Raises:
        MediaError: it cannot be read.
    """
    rng = np.random.default_rng([_STREAM, seed, 1])
    photo = _read(path)
    height, width = size_hw
    full_height, full_width = photo.shape[:2]
    share = float(rng.uniform(0.6, 1.0))
    scale = share * min(full_height / height, full_width / width)
    cut_height, cut_width = max(1, round(height * scale)), max(1, round(width * scale))
    top = int(rng.integers(full_height - cut_height + 1))
    left = int(rng.integers(full_width - cut_width + 1))
    cut = photo[top : top + cut_height, left : left + cut_width]
    if rng.random() < 0.5:
        cut = cut[:, ::-1]
    way = cv2.INTER_AREA if cut_width > width else cv2.INTER_CUBIC
    picture = cv2.resize(np.ascontiguousarray(cut), (width, height), interpolation=way).astype(np.float32)
    picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.004, 0.012)) * height)
    grey = picture.mean(axis=-1, keepdims=True)
    return np.clip(grey + 0.6 * (picture - grey), 0, 255).astype(np.uint8)


@lru_cache(maxsize=2)
def _read(path: Path) -> npt.NDArray[np.uint8]:
    photo, _ = decode_picture(path, max_megapixels=_MEGAPIXELS)
    share = _KEPT_PX / max(photo.shape[:2])
    if share >= 1:
        return photo
    return cv2.resize(photo, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)

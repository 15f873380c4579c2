"""Frames of a clip as pictures of object indices, written and read: what DAVIS, YouTube-VOS, VOC and MOTS share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_box_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.frame_files import FrameNames, report_file
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.imported_clip import ImportedMask, ImportReport
from sa2va_desktop.datasets.index_png import MAX_OBJECTS, VOID, read_index_png, write_index_png
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

Indices = npt.NDArray[Any]
"""(H, W) unsigned numbers, 0 background."""


def seen_objects(clip: AnnotatedClip, frames: Iterable[int]) -> list[AnnotationObject]:
    """Objects with a mask on one of some frames, in the order of `clip.objects`."""
    wanted = frozenset(frames)
    return [
        each
        for each in clip.objects
        if any(
            frame in wanted and not record.rle.is_empty
            for frame, record in clip.tracks.get(each.object_id, {}).items()
        )
    ]


def visible_on(clip: AnnotatedClip, frame_index: int) -> set[ObjectId]:
    """Objects of which a pixel is left on a frame where each pixel belongs to the uppermost one."""
    found = set()
    above = np.zeros((clip.item.height, clip.item.width), np.bool_)
    for each, record in reversed(list(clip.masks_on(frame_index))):
        x, y, width, height = record.rle.box_xywh
        box, inside = above[y : y + height, x : x + width], rle_to_box_mask(record.rle)
        if (inside & ~box).any():
            found.add(each.object_id)
        box |= inside
    return found


def visible_objects(clip: AnnotatedClip, frames: Iterable[int]) -> list[AnnotationObject]:
    """Objects of which a pixel is left on one of some frames, in the order of `clip.objects`."""
    missing = {each.object_id for each in seen_objects(clip, frames)}
    seen = set(missing)
    for frame in sorted(frozenset(frames).intersection(clip.annotated_frames())):
        if not missing:
            break
        if any(each.object_id in missing for each, _ in clip.masks_on(frame)):
            missing -= visible_on(clip, frame)
    return [each for each in clip.objects if each.object_id in seen - missing]


def object_numbers(clip: AnnotatedClip, frames: Iterable[int]) -> dict[ObjectId, int]:
    """Pixel value of each object of which a pixel is left on one of some frames: 1, 2, … in the order of `clip.objects`.

    The others get no number, because evaluators stumble over gaps.

    Raises:
        FormatError: more objects than 8 bits can tell apart.
    """
    return numbered(clip, visible_objects(clip, frames))


def numbered(clip: AnnotatedClip, objects: Iterable[AnnotationObject]) -> dict[ObjectId, int]:
    """1, 2, … in the order given. Raises: as `object_numbers`."""
    numbers = {each.object_id: number for number, each in enumerate(objects, start=1)}
    if len(numbers) > MAX_OBJECTS:
        raise FormatError(
            translate("datasets", "{0}: index PNGs hold at most {1} objects, found {2}").format(
                clip.name, MAX_OBJECTS, len(numbers)
            )
        )
    return numbers


def late_objects(clip: AnnotatedClip, frames: range) -> list[AnnotationObject]:
    """Objects that are visible on one of some frames, but not on the first of them."""
    first = visible_on(clip, frames[0]) if frames else set()
    return [each for each in visible_objects(clip, frames) if each.object_id not in first]


def index_mask(
    clip: AnnotatedClip,
    frame_index: int,
    number: Mapping[ObjectId, int],
    dtype: type[np.unsignedinteger[Any]] = np.uint8,
) -> Indices:
    """(H, W): 0 background, else the object's number; later in drawing order wins. Objects without number are left out."""
    indices = np.zeros((clip.item.height, clip.item.width), dtype)
    for annotation_object, record in clip.masks_on(frame_index):
        if annotation_object.object_id in number:
            x, y, width, height = record.rle.box_xywh
            box = indices[y : y + height, x : x + width]
            box[rle_to_box_mask(record.rle)] = number[annotation_object.object_id]
    return indices


def write_index_frames(
    clip: AnnotatedClip,
    folder: Path,
    frames: Iterable[int],
    number: Mapping[ObjectId, int],
    progress: FrameProgress,
) -> None:
    """Write `00000.png` … named by frame index into a folder that is made here."""
    folder.mkdir(parents=True)
    for frame_index in progress.each(frames):
        write_index_png(folder / f"{frame_index:05d}.png", index_mask(clip, frame_index, number))


class MaskTracks:
    """Collects the masks of one clip while its frames are read; all of them have one size.

    Attributes:
        size_hw: of the first picture that could be read, or None.
        tracks: object number → position of the frame → mask.
    """

    def __init__(self) -> None:
        self.size_hw: tuple[int, int] | None = None
        self.tracks: dict[int, dict[int, ImportedMask]] = {}

    def check_size(self, size_hw: tuple[int, ...]) -> None:
        """Raises FormatError (without a place) for another size than that of the pictures before."""
        if self.size_hw is None:
            self.size_hw = (size_hw[0], size_hw[1])
        if size_hw != self.size_hw:
            raise FormatError(
                translate("datasets", "expected a mask of {0}x{1} pixels, found {2}x{3}").format(
                    self.size_hw[1], self.size_hw[0], size_hw[1], size_hw[0]
                )
            )

    def add_indices(self, indices: Indices, position: int, *, void: int | None = VOID) -> None:
        """Masks of all objects of one picture; pixels of value `void` belong to none. Raises: as `check_size`."""
        self.check_size(indices.shape)
        for value in np.unique(indices).tolist():
            if value not in (0, void):
                self.add(value, position, mask_of_value(indices, value))

    def add(self, number: int, position: int, mask: ImportedMask) -> None:
        self.tracks.setdefault(number, {})[position] = mask


def mask_of_value(indices: Indices, value: int) -> ImportedMask:
    return ImportedMask(mask_to_rle(indices == value))


def read_index_frames(
    files: Mapping[str, Path],
    frames: FrameNames,
    report: ImportReport,
    token: CancelToken,
    *,
    void: int | None = VOID,
    on_frame: Callable[[int, Indices], None] = lambda position, indices: None,
) -> MaskTracks:
    """The masks in a clip's index PNGs, one picture in memory at a time; those that cannot be read are reported.

    A grey picture whose only value beside 0 is 255 shows one object in white (number 1), as DAVIS 2016 has it.

    Args:
        files: name of the frame → its picture.
        void: value of pixels that belong to no object, or None.
        on_frame: called with (position, indices) of each picture that was read.
    """
    found = MaskTracks()
    for name, path in files.items():
        token.raise_if_cancelled()
        position = frames.position(name)
        try:
            if position is None:
                raise FormatError(translate("datasets", "expected a picture of that name, found none"))
            indices, has_palette = read_index_png(path)
            if not has_palette and not np.any((indices > 0) & (indices < VOID)):
                indices = (indices > 0).astype(np.uint8)
            found.add_indices(indices, position, void=void)
        except FormatError as error:
            report_file(report, path, error)
            continue
        on_frame(position, indices)
    return found

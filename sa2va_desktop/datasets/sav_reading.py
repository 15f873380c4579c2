"""Reading SA-V: the files of masklets beside their videos, and the folders of its val and test sets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.datasets.coco_rle import coco_to_rle
from sa2va_desktop.datasets.frame_files import (
    files_by_name,
    frames_of,
    is_plain_name,
    report_file,
    subfolders,
    video_beside,
)
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedMask, ImportedObject, ImportReport
from sa2va_desktop.datasets.index_frames import read_index_frames
from sa2va_desktop.datasets.index_png import read_index_png
from sa2va_desktop.datasets.json_fields import as_object, list_field, whole_field
from sa2va_desktop.datasets.json_input import read_json
from sa2va_desktop.datasets.object_folders import read_clip_of_objects
from sa2va_desktop.datasets.sav_fields import MASKLET_KEYS, STEP
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

KINDS = ("manual", "auto")
_SIDE_LIMIT = 1 << 16


def file_kind(path: Path) -> str:
    """ "manual" or "auto", as the name of a file says, or ""."""
    return next((kind for kind in KINDS if path.stem.endswith(f"_{kind}")), "")


def video_name(path: Path) -> str:
    """The name of the video that a file is about."""
    kind = file_kind(path)
    return path.stem.removesuffix(f"_{kind}") if kind else path.stem


def read_masklet_files(paths: Sequence[Path], report: ImportReport, token: CancelToken) -> ImportedClip | None:
    """The objects of the files about one video, as one clip; files that cannot be used are reported."""
    name = video_name(paths[0])
    objects: list[ImportedObject] = []
    first: tuple[tuple[int, int], int, dict[str, Any]] | None = None
    for path in paths:
        try:
            fields = as_object(read_json(path), str(path))
            size_hw, length, found = _masklets(path, fields, report, token)
            if first is not None and (size_hw, length) != first[:2]:
                raise FormatError(
                    translate(
                        "datasets",
                        "expected {0} frames of {1}x{2}, as the other file has, found {3} of {4}x{5}",
                    ).format(first[1], first[0][1], first[0][0], length, size_hw[1], size_hw[0])
                )
        except FormatError as error:
            report_file(report, path, error)
            continue
        first = first or (size_hw, length, fields)
        objects += found
    if first is None:
        return None
    size_hw, length, fields = first
    indices = tuple(range(0, STEP * length, STEP))
    return ImportedClip(
        name=name,
        height=size_hw[0],
        width=size_hw[1],
        frames=tuple(f"{index:05d}" for index in indices),
        media=video_beside(paths[0].parent, name),
        frame_indices=indices,
        source_name=f"{name}.mp4",
        objects=tuple(objects),
        split=split if isinstance(split := fields.get("video_split"), str) else "",
        is_clip=True,
        extras={key: value for key, value in fields.items() if not key.startswith("masklet")},
    )


def _masklets(
    path: Path, fields: Mapping[str, Any], report: ImportReport, token: CancelToken
) -> tuple[tuple[int, int], int, list[ImportedObject]]:
    """Height and width, number of annotated frames, and the objects of one file. Raises: FormatError."""
    if "masklet" not in fields:
        raise FormatError(translate("datasets", "expected a list as 'masklet', found none"))
    rows = list_field(fields, "masklet")
    height = whole_field(fields, "video_height", low=1, high=_SIDE_LIMIT)
    width = whole_field(fields, "video_width", low=1, high=_SIDE_LIMIT)
    expected = math.ceil(whole_field(fields, "video_frame_count", STEP * len(rows)) / STEP)
    if expected != len(rows):
        report.add(
            str(path),
            translate("datasets", "expected {0} annotated frames, found {1}").format(expected, len(rows)),
        )
    widths = [len(row) if isinstance(row, list) else 0 for row in rows]
    count = max(widths, default=0)
    tracks: list[dict[int, ImportedMask]] = [{} for _ in range(count)]
    for place, row in enumerate(rows):
        token.raise_if_cancelled()
        if not isinstance(row, list):
            report.add(
                f"{path}, masklet[{place}]",
                translate("datasets", "expected a list, found {0:.60}").format(repr(row)),
            )
            continue
        for number in range(count):
            try:
                value = row[number] if number < len(row) else None
                tracks[number][place] = ImportedMask(coco_to_rle(value, size_hw=(height, width)))
            except FormatError as error:
                report.add(f"{path}, masklet[{place}][{number}]", str(error))
    kind = file_kind(path)
    return (
        (height, width),
        len(rows),
        [_object(fields, number, track, kind) for number, track in enumerate(tracks)],
    )


def _object(
    fields: Mapping[str, Any], number: int, track: Mapping[int, ImportedMask], kind: str
) -> ImportedObject:
    extras: dict[str, Any] = {}
    for key, value in fields.items():
        if key.startswith("masklet_") and isinstance(value, list) and _is_kept(key):
            extras |= _column(key, value, number)
    said = extras.get("masklet_type")
    kind = said if said in KINDS else kind or KINDS[0]
    ids = fields.get("masklet_id")
    own = (
        ids[number] if isinstance(ids, list) and number < len(ids) and isinstance(ids[number], int) else number
    )
    return ImportedObject(key=f"{kind} {own}", name="", track=track, extras={**extras, "masklet_type": kind})


def _is_kept(key: str) -> bool:
    return key not in MASKLET_KEYS or key in (
        "masklet_edited_frame_count",
        "masklet_type",
        "masklet_stability_score",
    )


def _column(key: str, values: Sequence[Any], number: int) -> dict[str, Any]:
    """One object's part of a list: a value an object, or, of the stability of automatic masklets, a list a frame."""
    if key == "masklet_stability_score" and values and all(isinstance(row, list) for row in values):
        if all(number < len(row) and isinstance(row[number], int | float) for row in values):
            return {key: [row[number] for row in values]}
        return {}
    return {key: values[number]} if number < len(values) and values[number] is not None else {}


def annotation_folders(source: Path) -> list[Path]:
    """Folders of annotated videos as the val and test sets have them, in a folder or in those below it."""
    return [path for home in (source, *subfolders(source)) if (path := home / "Annotations_6fps").is_dir()]


def read_video_folder(
    folder: Path, split: str, report: ImportReport, token: CancelToken
) -> ImportedClip | None:
    """One video: a folder an object with black-and-white PNGs, or index PNGs, in which 255 is an object, too."""
    pictures = folder.parent.parent / "JPEGImages_24fps" / folder.name
    objects = [each for each in subfolders(folder) if files_by_name(each)]
    if objects:
        return read_clip_of_objects(
            folder, objects, _binary_mask, report, token, pictures=pictures, split=split
        )
    files = files_by_name(folder)
    frames = frames_of(files, pictures)
    found = read_index_frames(files, frames, report, token, void=None)
    if found.size_hw is None:
        return None
    return ImportedClip(
        name=folder.name,
        height=found.size_hw[0],
        width=found.size_hw[1],
        frames=frames.names,
        media=frames.media,
        objects=tuple(
            ImportedObject(key=str(number), name="", track=track)
            for number, track in sorted(found.tracks.items())
        ),
        split=split,
        is_clip=True,
    )


def _binary_mask(path: Path) -> BoolMask:
    """Raises FormatError for more than two values, at which the published evaluation stops."""
    indices, _ = read_index_png(path)
    values = np.unique(indices)
    if len(values[values > 0]) > 1:
        raise FormatError(
            translate("datasets", "expected a mask of one object, found the values {0}").format(
                ", ".join(map(str, values[:10].tolist()))
            )
        )
    return indices > 0


def is_masklet_file(path: Path) -> bool:
    """Whether a JSON file begins as one of SA-V."""
    try:
        with path.open("rb") as file:
            start = file.read(1 << 16)
    except OSError:
        return False
    return is_plain_name(path.name) and b'"masklet"' in start

"""Pascal VOC segmentation: per picture one PNG of classes and one of objects, a list of labels, and lists of names.

Pictures stand alone, so tracks fall apart into one object a frame. Class and object PNG have the same support. Lossy:
one object per pixel, at most 254 objects a picture and 254 labels, no texts, no states.
Source: Everingham et al., "The Pascal Visual Object Classes Challenge"; `labelmap.txt` as CVAT and Datumaro write it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.records import MediaKind, ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    annotated_frames,
    unique_names,
)
from sa2va_desktop.datasets.frame_files import files_by_name, read_lines, report_file
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedObject, ImportReport
from sa2va_desktop.datasets.index_frames import index_mask, mask_of_value, numbered, visible_objects, visible_on
from sa2va_desktop.datasets.index_png import MAX_OBJECTS, VOID, davis_palette, open_png, write_index_png
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.split_lists import read_split_lists, split_name, write_split_lists
from sa2va_desktop.errors import FormatError
from sa2va_desktop.media.picture_names import PICTURE_SUFFIXES
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_CLASSES, _OBJECTS, _PICTURES = "SegmentationClass", "SegmentationObject", "JPEGImages"
_LISTS = Path("ImageSets") / "Segmentation"
_LABEL_MAP = "labelmap.txt"
_VOID_COLOR = (224, 224, 192)
# fmt: off
_VOC_LABELS = ("aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor")
# fmt: on
_Colors = Mapping[int, str]
"""Colour as one number (red, green, blue from the high end) → label."""


class VocFormat:
    """SegmentationClass/NAME.png, SegmentationObject/NAME.png, labelmap.txt, ImageSets/Segmentation/SPLIT.txt and, if
    wanted, JPEGImages/NAME.jpg. A frame of a clip is called CLIP_00000."""

    format_id = "voc"
    title = QT_TRANSLATE_NOOP("datasets", "Pascal VOC segmentation (index PNG)")
    holds = Holds(overlap=False, labels=True)
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        renamed = sum(
            _label_text(name) != name
            for clip in clips
            for each in visible_objects(clip, annotated_frames(clip, options))
            if each.category_id is not None
            for name in [clip.category_name(each)]
        )
        frames_of = partial(annotated_frames, options=options)
        return losses_of(clips, self.holds, frames_of, more={LossKind.LABELS: renamed})

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        frames = {clip.name: annotated_frames(clip, options) for clip in clips}
        progress = FrameProgress(sum(map(len, frames.values())), on_progress, token)
        labels = _label_numbers(clips)
        names = _picture_names(clips, frames)
        for part in (_CLASSES, _OBJECTS):
            (folder / part).mkdir()
        for clip in clips:
            name = {frame: names[clip.name, frame] for frame in frames[clip.name]}
            for frame in progress.each(frames[clip.name]):
                _write_picture(clip, frame, labels, folder, f"{name[frame]}.png")
            if options.write_images and clip.open_frames is not None:
                (folder / _PICTURES).mkdir(exist_ok=True)
                write_jpeg_frames(clip, folder / _PICTURES, frames[clip.name], token, name=name.__getitem__)
        lists = [
            (split_name(clip, "train"), names[clip.name, frame])
            for clip in clips
            for frame in frames[clip.name]
        ]
        write_split_lists(folder / _LISTS, lists)
        (folder / _LABEL_MAP).write_bytes(os.fsencode(_label_map(labels)))

    def recognises(self, source: Path) -> bool:
        return bool(files_by_name(source / _CLASSES) or files_by_name(source / _OBJECTS))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        files = {**files_by_name(source / _CLASSES), **files_by_name(source / _OBJECTS)}
        if not files:
            raise FormatError(
                translate("datasets", "{0}: expected PNGs in {1} or {2}, found none").format(
                    source, _CLASSES, _OBJECTS
                )
            )
        colors = _read_label_map(source / _LABEL_MAP, report)
        splits = read_split_lists([source / _LISTS], files, report)
        pictures = files_by_name(source / _PICTURES, PICTURE_SUFFIXES)
        for name in files:
            token.raise_if_cancelled()
            try:
                size_hw, objects = _read_picture(source, name, colors, report)
            except FormatError as error:
                report_file(report, files[name], error)
                continue
            yield ImportedClip(
                name=name,
                height=size_hw[0],
                width=size_hw[1],
                frames=(name,),
                media=pictures.get(name),
                objects=objects,
                split=splits.get(name, ""),
            )


def _write_picture(
    clip: AnnotatedClip, frame: int, labels: Mapping[str, int], folder: Path, file_name: str
) -> None:
    visible = visible_on(clip, frame)
    shown = [each for each, _ in clip.masks_on(frame) if each.object_id in visible]
    number = numbered(clip, shown)
    objects = index_mask(clip, frame, number)
    classes: Mapping[ObjectId, int] = {
        each.object_id: labels[_label_text(clip.category_name(each))] for each in shown
    }
    of_number = np.zeros(256, np.uint8)
    for object_id, value in number.items():
        of_number[value] = classes[object_id]
    write_index_png(folder / _OBJECTS / file_name, objects)
    write_index_png(folder / _CLASSES / file_name, of_number[objects])


def _picture_names(
    clips: Sequence[AnnotatedClip], frames: Mapping[str, Sequence[int]]
) -> dict[tuple[str, int], str]:
    """(clip, frame) → name without spaces, which lists of names could not hold; all of them different."""
    wanted = {
        (clip.name, frame): re.sub(
            r"\s+", "_", clip.name if clip.item.kind is MediaKind.IMAGE else f"{clip.name}_{frame:05d}"
        )
        for clip in clips
        for frame in frames[clip.name]
    }
    return dict(
        zip(wanted, (name.replace(" ", "_") for name in unique_names(list(wanted.values()))), strict=True)
    )


def _label_text(name: str) -> str:
    """A label as labelmap.txt can hold it: colons separate its fields, and # begins a comment."""
    return re.sub(r"[\s:]+", " ", name).strip().lstrip("#").strip() or "object"


def _label_numbers(clips: Sequence[AnnotatedClip]) -> dict[str, int]:
    """Label → class index from 1, by the alphabet. Raises FormatError for more than 254."""
    names = sorted({_label_text(clip.category_name(each)) for clip in clips for each in clip.objects})
    if len(names) > MAX_OBJECTS:
        raise FormatError(
            translate("datasets", "Pascal VOC holds at most {0} labels, found {1}").format(
                MAX_OBJECTS, len(names)
            )
        )
    return {name: number for number, name in enumerate(names, start=1)}


def _label_map(labels: Mapping[str, int]) -> str:
    palette = davis_palette()
    rows = [("background", 0), *labels.items()]
    lines = (f"{name}:{','.join(map(str, palette[3 * value : 3 * value + 3]))}::\n" for name, value in rows)
    return "# label:color_rgb:parts:actions\n" + "".join(lines)


def _read_label_map(path: Path, report: ImportReport) -> _Colors:
    """Labels by colour, from labelmap.txt or, where there is none, those of the challenge. Background is left out."""
    palette = np.array(davis_palette()).reshape(256, 3)
    if not path.is_file():
        return {_color_number(palette[value]): name for value, name in enumerate(_VOC_LABELS, start=1)}
    found: dict[int, str] = {}
    try:
        lines = read_lines(path)
    except FormatError as error:
        report_file(report, path, error)
        return found
    for number, line in enumerate(lines, start=1):
        if line.startswith("#"):
            continue
        name, _, rest = line.partition(":")
        channels = rest.split(":")[0].split(",") if rest.split(":")[0] else []
        if (
            not name.strip()
            or len(channels) != 3
            or not all(c.strip().isdecimal() and int(c) < 256 for c in channels)
        ):
            report.add(
                translate("datasets", "{0}, line {1}").format(path, number),
                translate("datasets", "expected name:red,green,blue:parts:actions, found {0:.60}").format(
                    repr(line)
                ),
            )
            continue
        found[_color_number([int(channel) for channel in channels])] = name.strip()
    return {color: name for color, name in found.items() if color and color != _color_number(_VOID_COLOR)}


def _color_number(channels: Sequence[int] | npt.NDArray[Any]) -> int:
    return int(channels[0]) << 16 | int(channels[1]) << 8 | int(channels[2])


@dataclass(frozen=True)
class _Picture:
    """One PNG of indices or colours. `values`: (H, W), 0 background; `colors`: value → colour as a number."""

    values: npt.NDArray[Any]
    colors: Mapping[int, int]


def _read_values(path: Path) -> _Picture:
    """Index PNGs, and those whose colours are what tells; void counts as background. Raises FormatError."""
    with open_png(path) as picture:
        mode = picture.mode
        palette = picture.getpalette() if mode == "P" else None
        if mode not in ("P", "L", "RGB", "RGBA"):
            raise FormatError(
                translate("datasets", "{0}: expected a PNG of indices or colours, found mode {1}").format(
                    path, mode
                )
            )
        pixels = np.array(picture)
    if mode in ("RGB", "RGBA"):
        channels = pixels[..., :3].astype(np.uint32)
        values = channels[..., 0] << 16 | channels[..., 1] << 8 | channels[..., 2]
        values[values == _color_number(_VOID_COLOR)] = 0
        return _Picture(values, {value: value for value in np.unique(values).tolist() if value})
    colors = np.array(davis_palette()).reshape(256, 3)
    if palette is not None:
        colors[: len(palette) // 3] = np.array(palette[: len(palette) // 3 * 3]).reshape(-1, 3)
    pixels[pixels == VOID] = 0
    return _Picture(
        pixels, {value: _color_number(colors[value]) for value in np.unique(pixels).tolist() if value}
    )


def _read_picture(
    source: Path, name: str, labels: _Colors, report: ImportReport
) -> tuple[tuple[int, int], tuple[ImportedObject, ...]]:
    """Size and objects of one picture: those of the object PNG, or one a class where there is none.

    Raises: FormatError.
    """
    paths = [source / part / f"{name}.png" for part in (_OBJECTS, _CLASSES)]
    objects, classes = (_read_values(path) if path.is_file() else None for path in paths)
    shown = objects or classes
    assert shown is not None
    if objects and classes:
        if objects.values.shape != classes.values.shape:
            raise FormatError(
                translate("datasets", "expected the size of its class PNG, {0}x{1}, found {2}x{3}").format(
                    *classes.values.shape[::-1], *objects.values.shape[::-1]
                )
            )
        if differing := int(np.count_nonzero((objects.values > 0) != (classes.values > 0))):
            report.add(
                str(paths[0]),
                translate(
                    "datasets", "expected objects where its class PNG has classes, found {0} pixels that differ"
                ).format(differing),
            )
    found = [
        ImportedObject(
            key=str(place),
            name="",
            category=_label_of(shown.values == value, classes, labels),
            track={0: mask_of_value(shown.values, value)},
        )
        for place, value in enumerate(shown.colors, start=1)
    ]
    return (shown.values.shape[0], shown.values.shape[1]), tuple(found)


def _label_of(inside: npt.NDArray[np.bool_], classes: _Picture | None, labels: _Colors) -> str:
    """The label that most pixels of an object have, or ""."""
    if classes is None:
        return ""
    values, counts = np.unique(classes.values[inside], return_counts=True)
    known = [(count, value) for value, count in zip(values.tolist(), counts.tolist(), strict=True) if value]
    return labels.get(classes.colors[max(known)[1]], "") if known else ""


FORMAT = VocFormat()

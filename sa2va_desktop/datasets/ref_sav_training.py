"""The training form of Ref-SAV: `Ref-SAV.json` names for each video its SA-V files and a text for each masklet.

`{VIDEO: {"video_path", "anno_path", "objects": {INDEX: {"formated": TEXT}}}}` -- the key is spelt so. INDEX is the place of the
object in every entry of the SA-V file's `masklet`; paths are below `sam_v_full`, some with a folder named twice.
Source: bytedance/Sa2VA 9832e1a, `projects/sa2va/datasets/sa2va_data_03_refvos.py` and `data_utils.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import ClipText, referring_texts
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.dataset_format import ExportOptions
from sa2va_desktop.datasets.extras import extras_of
from sa2va_desktop.datasets.frame_pictures import write_video
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression, ImportReport
from sa2va_desktop.datasets.index_frames import seen_objects
from sa2va_desktop.datasets.json_fields import as_object, list_field, text_field
from sa2va_desktop.datasets.json_input import stream_fields
from sa2va_desktop.datasets.json_output import json_bytes, json_object
from sa2va_desktop.datasets.sav_fields import sav_document
from sa2va_desktop.datasets.sav_reading import read_masklet_files
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

FILE_NAME = "Ref-SAV.json"
_HOME, _SET = "sam_v_full", "sav_train"
_TEXTS = "expressions"
"""Our own key of an object: all its texts, `[{"exp", "length"}]`; others read `formated` alone."""
_OBJECT_KEYS = frozenset({"formated", _TEXTS})


def texts_of_objects(clip: AnnotatedClip, objects: Sequence[ObjectId]) -> dict[ObjectId, list[ClipText]]:
    """Object → the texts about it alone, a long one first, which is what others read."""
    texts = referring_texts(clip)
    found = {each: [text for text in texts if text.object_ids == (each,)] for each in objects}
    return {each: sorted(some, key=lambda text: text.length != "long") for each, some in found.items() if some}


def write_training(
    clips: Sequence[AnnotatedClip],
    folder: Path,
    options: ExportOptions,
    frames_of: Mapping[str, range],
    progress: FrameProgress,
    format_id: str,
) -> None:
    """`Ref-SAV.json`, and below `sam_v_full` the SA-V files and, if wanted, the videos."""
    home = folder / _HOME / _SET
    home.mkdir(parents=True)
    with json_object(folder / FILE_NAME) as write:
        for clip in clips:
            frames = frames_of[clip.name]
            objects = seen_objects(clip, frames)
            document = sav_document(clip, objects, frames, "manual", progress.each)
            (home / f"{clip.name}_manual.json").write_bytes(json_bytes(document))
            if options.write_images and clip.open_frames is not None:
                write_video(clip, home / f"{clip.name}.mp4", range(clip.item.frame_count), progress.again)
            texts = texts_of_objects(clip, [each.object_id for each in objects])
            write(
                clip.name,
                {
                    "video_path": f"{_SET}/{clip.name}.mp4",
                    "anno_path": f"{_SET}/{clip.name}_manual.json",
                    "objects": {
                        str(index): _fields(texts[each.object_id], format_id)
                        for index, each in enumerate(objects)
                        if each.object_id in texts
                    },
                },
            )


def read_training(path: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    """The videos of a `Ref-SAV.json` whose SA-V files are there.

    Raises:
        FormatError: the file is missing or damaged.
        CancelledError: between videos.
    """
    for name, value in stream_fields(path, ""):
        token.raise_if_cancelled()
        place = f"{path.name}, {name!r}"
        try:
            fields = as_object(value, name)
            objects = as_object(fields.get("objects"), "objects")
            masklets = _found(path.parent, text_field(fields, "anno_path", None))
            clip = read_masklet_files([masklets], report, token)
            if clip is None:
                continue
            video = _path_inside(path.parent, text_field(fields, "video_path"))
            texts = tuple(_texts(objects, len(clip.objects), report, place))
            yield replace(clip, media=video or clip.media, expressions=texts)
        except FormatError as error:
            report.add(place, str(error))


def _fields(texts: Sequence[ClipText], format_id: str) -> dict[str, Any]:
    said = extras_of(texts[0].extras, format_id)
    return {
        **{key: value for key, value in said.items() if key not in _OBJECT_KEYS},
        "formated": texts[0].text,
        _TEXTS: [{"exp": text.text, "length": text.length} for text in texts],
    }


def _texts(
    objects: Mapping[str, Any], count: int, report: ImportReport, place: str
) -> Iterator[ImportedExpression]:
    for key, value in objects.items():
        here = f"{place}, objects[{key!r}]"
        try:
            fields = as_object(value, key)
            if not (key.isascii() and key.isdecimal() and int(key[:9]) < count):
                raise FormatError(
                    translate("datasets", "expected one of {0} masklets, counted from 0, found {1!r}").format(
                        count, key
                    )
                )
            extras = {name: each for name, each in fields.items() if name not in _OBJECT_KEYS}
            own = list_field(fields, _TEXTS) or [
                {"exp": text_field(fields, "formated", None), "length": "long"}
            ]
            for number, each in enumerate(own):
                text = text_field(as_object(each, _TEXTS), "exp", None)
                if not text.strip():
                    raise FormatError(translate("datasets", "expected a text, found an empty one"))
                length = text_field(each, "length")
                yield ImportedExpression(
                    text,
                    (int(key),),
                    length=length if length in ("long", "short") else "",
                    extras=extras,
                    key=f"{key} {number}",
                )
        except FormatError as error:
            report.add(here, str(error))


def _found(root: Path, name: str) -> Path:
    path = _path_inside(root, name)
    if path is None:
        raise FormatError(
            translate("datasets", "expected the file {0!r}, found none of that name").format(name)
        )
    return path


def _path_inside(root: Path, name: str) -> Path | None:
    """A file below the data set; `sav_000/sav_train/sav_000/…` stands for `sav_train/sav_000/…`."""
    parts = name.replace("\\", "/").split("/")
    if _SET in parts:
        place = parts.index(_SET)
        if 0 < place < len(parts) - 1 and parts[place - 1] == parts[place + 1]:
            del parts[place - 1]
    path = path_inside(root, "/".join(parts), folders=(_HOME, ""))
    return path if path is not None and path.is_file() else None

"""Reads expressions about the objects of index PNGs: what Ref-YouTube-VOS and Ref-DAVIS17 share.

`meta_expressions/SPLIT/meta_expressions.json` is `{"videos": {VIDEO: {"frames": [...], "expressions": {ID: {"exp", "obj_id":
"1"}}}}}`, where `obj_id` is a value of `SPLIT/Annotations/VIDEO/FRAME.png`; `SPLIT/meta.json` has the categories. Parts
that are kept for a server have texts alone. Some copies have a file of masks in place of the pictures: its keys are
running numbers over the videos and the ids of their expressions, sorted as texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.expression_videos import (
    VIDEO_KEY,
    ExpressionFile,
    MaskTracks,
    VideoReader,
    frame_names,
    picture_size_of,
    text_or_nothing,
)
from sa2va_desktop.datasets.frame_files import FrameNames, files_by_name
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
    ImportReport,
)
from sa2va_desktop.datasets.index_frames import read_index_frames
from sa2va_desktop.datasets.index_png import MAX_OBJECTS
from sa2va_desktop.datasets.json_fields import as_object, text_field
from sa2va_desktop.datasets.json_input import read_json, stream_fields
from sa2va_desktop.datasets.json_members import JsonMembers
from sa2va_desktop.datasets.restricted_pickle import read_plain_pickle
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_VIDEO_KEYS = frozenset({"frames", "expressions"})
_TOLD_KEYS = frozenset({"exp", "obj_id", "anno_id"})


@dataclass(frozen=True)
class IndexedPart:
    """One split of such a data set.

    Attributes:
        folders: of the split, and others that may hold its pictures; `Annotations` and `JPEGImages` are below them.
        sorts_videos: whether running numbers go over the videos by name, not in the order of the file.
    """

    path: Path
    folders: tuple[Path, ...]
    split: str
    sorts_videos: bool = False


class _PickledTracks:
    """Tracks of a pickle, in memory."""

    def __init__(self, path: Path, token: CancelToken) -> None:
        self._path = path
        self._tracks = as_object(read_plain_pickle(path, token), path.name)

    def __contains__(self, key: object) -> bool:
        return key in self._tracks

    def __iter__(self) -> Iterator[str]:
        return iter(self._tracks)

    def read(self, key: str) -> Any:
        if key not in self._tracks:
            raise FormatError(
                translate("datasets", "{0}: expected {1!r}, found no such key").format(self._path, key)
            )
        return self._tracks[key]


def indexed_part(source: Path, names: Mapping[str, str], *, sorts_videos: bool = False) -> list[IndexedPart]:
    """The splits of a data set, or that of a file that was pointed at; [] where there are none.

    Args:
        names: folder of a split → what it is called here; others keep their names.
    """
    try:
        if source.is_file():
            is_ours = source.name == "meta_expressions.json" and source.parent.parent.name == "meta_expressions"
            paths, root = ([source], source.parent.parent.parent) if is_ours else ([], source)
        else:
            root = source.parent if source.name == "meta_expressions" else source
            paths = sorted((root / "meta_expressions").glob("*/meta_expressions.json"))
    except OSError:
        return []
    return [
        IndexedPart(
            path,
            # The pictures of the test part are among those of the validation part.
            folders=tuple(dict.fromkeys((root / path.parent.name, root / "valid", root))),
            split=names.get(path.parent.name, path.parent.name),
            sorts_videos=sorts_videos,
        )
        for path in paths
    ]


def read_indexed_part(part: IndexedPart, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    """The videos of a split in the order of its file.

    Raises:
        FormatError: the file of expressions is missing or damaged.
        CancelledError: between videos and frames.
    """
    categories = _categories(part.folders[0] / "meta.json", report)
    masks = None if _has_annotations(part) else _mask_file(part, token)
    starts = _running_numbers(part) if masks is not None else {}
    count = 0
    for name, value in stream_fields(part.path, "videos"):
        token.raise_if_cancelled()
        count += 1
        place = f"{part.path.parent.name}/{part.path.name}, videos[{name!r}]"
        try:
            video = as_object(value, name)
            if masks is not None:
                yield _from_tracks(part, name, _with_anno_ids(video, starts[name]), masks, report, place)
            else:
                media, annotations = (
                    folder_of(part.folders, kind, name) for kind in ("JPEGImages", "Annotations")
                )
                known = categories.get(name, {})
                yield read_indexed_video(
                    name, video, media, annotations, known, report, token, place=place, split=part.split
                )
        except FormatError as error:
            report.add(place, str(error))
    if not count:
        raise FormatError(
            translate("datasets", "{0}: expected 'videos' with expressions, found none").format(part.path)
        )


def read_indexed_video(
    name: str,
    video: Mapping[str, Any],
    media: Path | None,
    annotations: Path | None,
    categories: Mapping[str, str],
    report: ImportReport,
    token: CancelToken,
    *,
    place: str,
    split: str,
) -> ImportedClip:
    """One video with its index PNGs, as far as there are any.

    Args:
        media, annotations: folders of its pictures and of its index PNGs, or None.
        categories: obj_id → category.

    Raises: FormatError when nothing of it can be used.
    """
    names = frame_names(video)
    expressions = as_object(video.get("expressions"), "expressions")
    files = files_by_name(annotations) if annotations is not None else {}
    read: set[int] = set()
    found = read_index_frames(
        {stem: path for stem, path in files.items() if stem in set(names)},
        FrameNames(names, media),
        report,
        token,
        on_frame=lambda position, _: read.add(position),
    )
    size_hw = found.size_hw or (picture_size_of(media) if media else None)
    texts = list(_texts(expressions, report, place, is_told=found.size_hw is not None))
    numbers = sorted({*found.tracks, *(number for _, number in texts if number)}) if found.size_hw else []
    position = {number: index for index, number in enumerate(numbers)}
    height, width = size_hw or (0, 0)
    absent = ImportedMask(empty_rle(height, width), FrameState.ABSENT)
    return ImportedClip(
        name=name,
        height=height,
        width=width,
        frames=names,
        media=media,
        objects=tuple(
            ImportedObject(
                key=str(number),
                name="",
                category=categories.get(str(number), ""),
                track={frame: found.tracks.get(number, {}).get(frame, absent) for frame in sorted(read)},
                extras={"obj_id": str(number)},
            )
            for number in numbers
        ),
        expressions=tuple(
            replace(text, objects=(position[number],)) if number else text for text, number in texts
        ),
        split=split,
        is_clip=True,
        extras={
            **{key: value for key, value in video.items() if key not in _VIDEO_KEYS},
            **({VIDEO_KEY: name} if "/" in name else {}),
        },
    )


def _texts(
    expressions: Mapping[str, Any], report: ImportReport, place: str, *, is_told: bool
) -> Iterator[tuple[ImportedExpression, int]]:
    """Texts and the value of the object that each is about, 0 where that is not told."""
    for exp_id, value in expressions.items():
        try:
            fields = as_object(value, exp_id)
            text = text_field(fields, "exp", None)
            if not text.strip():
                raise FormatError(translate("datasets", "expected a text, found an empty one"))
            number = _number(fields["obj_id"]) if is_told and fields.get("obj_id") is not None else 0
            said = {
                key: value for key, value in fields.items() if key not in (_TOLD_KEYS if number else {"exp"})
            }
            yield (
                ImportedExpression(
                    text, (), extras={"exp_id": exp_id, **said}, is_told=bool(number), key=exp_id
                ),
                number,
            )
        except FormatError as error:
            report.add(f"{place}, expressions[{exp_id!r}]", str(error))


def _number(value: object) -> int:
    text = str(value)
    if (
        isinstance(value, str | int)
        and text.isascii()
        and text.isdecimal()
        and 1 <= int(text[:9]) <= MAX_OBJECTS
    ):
        return int(text)
    raise FormatError(
        translate("datasets", "expected a number from 1 to {0} as obj_id, found {1:.60}").format(
            MAX_OBJECTS, repr(value)
        )
    )


def folder_of(folders: Sequence[Path], kind: str, name: str) -> Path | None:
    """The folder of a video below one of some folders, or None."""
    found = (path_inside(folder / kind, name) for folder in folders)
    return next((path for path in found if path is not None and path.is_dir()), None)


def _categories(path: Path, report: ImportReport) -> dict[str, dict[str, str]]:
    """Video → obj_id → category; what is damaged is passed over, because nothing else rests on it."""
    if not path.is_file():
        return {}
    try:
        videos = as_object(as_object(read_json(path), path.name).get("videos"), "videos")
    except FormatError as error:
        report.add(str(path), str(error))
        return {}
    found: dict[str, dict[str, str]] = {}
    for name, video in videos.items():
        objects = video.get("objects") if isinstance(video, dict) else None
        for number, fields in (objects if isinstance(objects, dict) else {}).items():
            category = text_or_nothing(fields.get("category") if isinstance(fields, dict) else None)
            found.setdefault(name, {})[number] = category
    return found


def _has_annotations(part: IndexedPart) -> bool:
    return any((folder / "Annotations").is_dir() for folder in part.folders)


def _mask_file(part: IndexedPart, token: CancelToken) -> MaskTracks | None:
    """Beside the split's pictures; that of the training part may lie in the data set's own folder."""
    for folder in (part.folders[0], *([part.folders[-1]] if part.split == "train" else [])):
        if (folder / "mask_dict.json").is_file():
            return JsonMembers(folder / "mask_dict.json", token)
        if (folder / "mask_dict.pkl").is_file():
            return _PickledTracks(folder / "mask_dict.pkl", token)
    return None


def _running_numbers(part: IndexedPart) -> dict[str, int]:
    """Video → running number of its first expression."""
    counts = {
        name: len(video["expressions"])
        if isinstance(video, dict) and isinstance(video.get("expressions"), dict)
        else 0
        for name, video in stream_fields(part.path, "videos")
    }
    starts, total = {}, 0
    for name in sorted(counts) if part.sorts_videos else counts:
        starts[name] = total
        total += counts[name]
    return starts


def _with_anno_ids(video: Mapping[str, Any], start: int) -> dict[str, Any]:
    """The video with the running numbers as `anno_id`; one for all expressions about one object."""
    expressions = as_object(video.get("expressions"), "expressions")
    first: dict[str, str] = {}
    numbered = {}
    for number, exp_id in enumerate(sorted(expressions), start):
        fields = as_object(expressions[exp_id], exp_id)
        thing = str(fields.get("obj_id", exp_id))
        numbered[exp_id] = {**fields, "anno_id": [first.setdefault(thing, str(number))], "obj_id": [thing]}
    return {**video, "expressions": {exp_id: numbered[exp_id] for exp_id in expressions}}


def _from_tracks(
    part: IndexedPart, name: str, video: dict[str, Any], masks: MaskTracks, report: ImportReport, place: str
) -> ImportedClip:
    file = ExpressionFile(
        part.path, tuple(folder / "JPEGImages" for folder in part.folders), masks=masks, split=part.split
    )
    return VideoReader(file, name, video, report, place).clip()

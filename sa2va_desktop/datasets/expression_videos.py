"""Reads the layout that MeViS, ReVOS and Ref-SAV share: videos with expressions in one file, masks by `anno_id` in another.

The expressions' file is `{"videos": {VIDEO: {"frames": [...], "expressions": {ID: {"exp", "obj_id": [...], "anno_id":
[...]}}}}}`, that of masks `{ANNO_ID: [COCO run lengths or null, ...]}` with one entry for each frame in the order of
their names. What an expression means is the union of its masks; an empty `anno_id` means nothing, none at all that the
file keeps it to itself. One video's masks are in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.annotation.rle import MaskRle, empty_rle
from sa2va_desktop.datasets.coco_rle import coco_to_rle
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
    ImportReport,
)
from sa2va_desktop.datasets.json_fields import as_object, text_field
from sa2va_desktop.datasets.json_input import stream_fields
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.errors import FormatError, MediaError
from sa2va_desktop.media.picture_header import read_picture_header
from sa2va_desktop.media.picture_names import list_pictures
from sa2va_desktop.media.records import MediaSettings
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

FRAME_LIMIT = 1_000_000
OBJECTS_KEY = "objects"
"""Our own key of a video: `{ANNO_ID: {"obj_id", "name", "category"}}`; others ignore it."""
VIDEO_KEY = "video"
"""In the extras of a clip: what its data set calls it, where that is a path."""

FRAMES_KEY = "frame_names"
"""In the extras of a clip: names of its frames, where these are not its numbers."""


class MaskTracks(Protocol):
    """Masks by `anno_id`: `JsonMembers`, or a dict of what a pickle held."""

    def __contains__(self, key: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def read(self, key: str) -> Any: ...


@dataclass(frozen=True)
class ExpressionFile:
    """A file of expressions and what belongs to it.

    Attributes:
        pictures: folders that may hold VIDEO/FRAME.jpg.
        masks: None where the data set keeps them to itself.
        length_of: "long", "short" or "" by an expression's fields.
    """

    path: Path
    pictures: tuple[Path, ...] = ()
    masks: MaskTracks | None = None
    split: str = ""
    length_of: Callable[[Mapping[str, Any]], str] = lambda fields: ""


def read_expression_videos(
    file: ExpressionFile, report: ImportReport, token: CancelToken, *, used: set[str] | None = None
) -> Iterator[ImportedClip]:
    """The videos of a file in its order; one that cannot be used goes into the report.

    Args:
        used: gets the ids of masks that were looked at.

    Raises:
        FormatError: missing, no JSON, or no videos in it.
        CancelledError: between videos.
    """
    count = 0
    for name, video in stream_fields(file.path, "videos"):
        token.raise_if_cancelled()
        count += 1
        place = f"{file.path.name}, videos[{name!r}]"
        try:
            reader = VideoReader(file, name, as_object(video, name), report, place)
            clip = reader.clip()
        except FormatError as error:
            report.add(place, str(error))
            continue
        if used is not None:
            used.update(reader.anno_ids)
        yield clip
    if not count:
        raise FormatError(
            translate("datasets", "{0}: expected 'videos' with expressions, found none").format(file.path)
        )


def report_unused(masks: MaskTracks, used: set[str], place: str, report: ImportReport) -> None:
    """Note masks that no expression names: nothing says of which video they are."""
    left = sum(key not in used for key in masks)
    if left:
        report.add(place, translate("datasets", "{0} tracks of masks are named by no expression").format(left))


def frame_names(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of a video's frames, sorted as every reader sorts them. Raises: FormatError."""
    names = fields.get("frames")
    if not isinstance(names, list) or not names or not all(isinstance(each, str) and each for each in names):
        raise FormatError(translate("datasets", "expected names of frames, found {0:.60}").format(repr(names)))
    if len(names) > FRAME_LIMIT or len(set(names)) != len(names):
        raise FormatError(
            translate(
                "datasets", "expected at most {0} frames with different names, found {1} with {2} names"
            ).format(FRAME_LIMIT, len(names), len(set(names)))
        )
    return tuple(sorted(names))


class VideoReader:
    """One video of a file of expressions; keys that have a place in the document are `VIDEO_KEYS`, `EXPRESSION_KEYS`."""

    VIDEO_KEYS = frozenset({"frames", "expressions", "height", "width", OBJECTS_KEY})
    EXPRESSION_KEYS = frozenset({"exp"})

    def __init__(
        self, file: ExpressionFile, name: str, fields: Mapping[str, Any], report: ImportReport, place: str
    ) -> None:
        self._file = file
        self._name = name
        self._fields = fields
        self._report = report
        self._place = place
        self._frames = frame_names(fields)
        self._expressions = as_object(fields.get("expressions"), "expressions")
        known = fields.get(OBJECTS_KEY)
        self._known: dict[str, Any] = known if isinstance(known, dict) else {}
        self._size_hw = self._said_size()
        self.anno_ids = self._ids_of_objects()

    def clip(self) -> ImportedClip:
        """Raises: FormatError when nothing of it can be used."""
        media = self._media()
        objects = self._objects()
        if self._size_hw is None and media is not None:
            self._size_hw = picture_size_of(media)
        height, width = self._size_hw or (0, 0)
        position = {each.key: number for number, each in enumerate(objects)}
        return ImportedClip(
            name=self._name,
            height=height,
            width=width,
            frames=self._frames,
            media=media,
            objects=tuple(objects),
            expressions=tuple(self._texts(position)),
            split=self._file.split,
            is_clip=True,
            extras={
                **{key: value for key, value in self._fields.items() if key not in self.VIDEO_KEYS},
                **({VIDEO_KEY: self._name} if "/" in self._name else {}),
                **({} if _are_numbers(self._frames) else {FRAMES_KEY: list(self._frames)}),
            },
        )

    def _said_size(self) -> tuple[int, int] | None:
        sides = (self._fields.get("height"), self._fields.get("width"))
        if all(isinstance(side, int) and not isinstance(side, bool) and 0 < side < 1 << 16 for side in sides):
            return sides  # type: ignore[return-value]
        return None

    def _media(self) -> Path | None:
        found = (path_inside(folder, self._name) for folder in self._file.pictures)
        return next((path for path in found if path is not None and path.is_dir()), None)

    def _ids_of_objects(self) -> dict[str, object]:
        """anno_id → obj_id."""
        ids: dict[str, object] = {}
        for fields in self._expressions.values():
            annos, things = _ids(fields, "anno_id") or [], _ids(fields, "obj_id") or []
            for index, anno in enumerate(annos):
                ids.setdefault(anno, things[index] if len(things) == len(annos) else None)
        for anno, fields in self._known.items():
            ids.setdefault(anno, fields.get("obj_id") if isinstance(fields, dict) else None)
        # The order in which they were written, not that in which texts speak of them.
        return dict(sorted(ids.items(), key=lambda each: _place(each[0])))

    def _objects(self) -> list[ImportedObject]:
        objects: list[ImportedObject] = []
        if self._file.masks is None:
            return objects
        for anno_id, obj_id in self.anno_ids.items():
            try:
                track = self._track(anno_id)
            except FormatError as error:
                self._report.add(f"{self._place}, anno_id {anno_id}", str(error))
                continue
            known = self._known.get(anno_id)
            fields = known if isinstance(known, dict) else {}
            objects.append(
                ImportedObject(
                    key=anno_id,
                    name=text_or_nothing(fields.get("name")),
                    category=text_or_nothing(fields.get("category")),
                    track=track,
                    extras={
                        "anno_id": _as_number(anno_id),
                        **({} if obj_id is None else {"obj_id": _as_number(obj_id)}),
                    },
                )
            )
        return objects

    def _track(self, anno_id: str) -> dict[int, ImportedMask]:
        assert self._file.masks is not None
        values = self._file.masks.read(anno_id)
        if not isinstance(values, list) or len(values) != len(self._frames):
            found = len(values) if isinstance(values, list) else repr(values)[:60]
            raise FormatError(
                translate("datasets", "expected a mask or null for each of {0} frames, found {1}").format(
                    len(self._frames), found
                )
            )
        masks: dict[int, MaskRle | None] = {}
        for index, value in enumerate(values):
            try:
                masks[index] = None if not value else union_of(value, self._size_hw)
            except FormatError as error:
                raise FormatError(
                    translate("datasets", "frame {0}: {1}").format(self._frames[index], error)
                ) from error
            self._size_hw = self._size_hw or (masks[index].size_hw if masks[index] else None)  # type: ignore[union-attr]
        return self._as_track(masks)

    def _as_track(self, masks: Mapping[int, MaskRle | None]) -> dict[int, ImportedMask]:
        if self._size_hw is None:  # of an object that is seen nowhere, in a video of unknown size
            return {}
        empty = ImportedMask(empty_rle(*self._size_hw), FrameState.ABSENT)
        return {
            index: empty if rle is None or rle.is_empty else ImportedMask(rle) for index, rle in masks.items()
        }

    def _texts(self, position: Mapping[str, int]) -> Iterator[ImportedExpression]:
        for exp_id, fields in self._expressions.items():
            place = f"{self._place}, expressions[{exp_id!r}]"
            try:
                yield self._text(exp_id, as_object(fields, exp_id), position)
            except FormatError as error:
                self._report.add(place, str(error))

    def _text(self, exp_id: str, fields: Mapping[str, Any], position: Mapping[str, int]) -> ImportedExpression:
        text = text_field(fields, "exp", None)
        if not text.strip():
            raise FormatError(translate("datasets", "expected a text, found an empty one"))
        annos = _ids(fields, "anno_id") if self._file.masks is not None else None
        missing = [anno for anno in annos or [] if anno not in position]
        if missing:
            raise FormatError(
                translate("datasets", "expected masks of anno_id {0}, found none that can be used").format(
                    missing[0]
                )
            )
        told = self.EXPRESSION_KEYS | ({"obj_id", "anno_id"} if annos is not None else set())
        return ImportedExpression(
            text=text,
            objects=tuple(sorted({position[anno] for anno in annos or []})),
            length=self._file.length_of(fields),
            extras={"exp_id": exp_id, **{key: value for key, value in fields.items() if key not in told}},
            is_told=annos is not None,
            key=exp_id,
        )


def union_of(value: object, size_hw: tuple[int, int] | None) -> MaskRle:
    """A mask of one or several COCO run lengths, which some files give as a list. Raises: FormatError."""
    if not isinstance(value, list):
        return coco_to_rle(value, size_hw=size_hw)
    rles = [coco_to_rle(each, size_hw=size_hw) for each in value]
    if any(rle.size_hw != rles[0].size_hw for rle in rles):
        raise FormatError(translate("datasets", "expected masks of one size, found several"))
    return mask_union(rles)


def picture_size_of(folder: Path) -> tuple[int, int] | None:
    """(height, width) of the first picture of a folder; None when there is none that can be read."""
    try:
        pictures = list_pictures(folder)
        header = (
            read_picture_header(pictures[0], max_megapixels=MediaSettings.max_megapixels) if pictures else None
        )
    except MediaError:  # the person hears of it when the pictures are opened
        return None
    return header.size_hw if header else None


def text_or_nothing(value: object) -> str:
    return value if isinstance(value, str) else ""


def _ids(fields: object, key: str) -> list[str] | None:
    """Ids of an expression as texts; a single one counts as a list, None says that the key is not there."""
    value = fields.get(key) if isinstance(fields, dict) else None
    if value is None:
        return None
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str | int) and not isinstance(each, bool) for each in values):
        raise FormatError(
            translate("datasets", "expected numbers as {0!r}, found {1:.60}").format(key, repr(value))
        )
    return [str(each) for each in values]


def _place(anno_id: str) -> int:
    return int(anno_id) if anno_id.isascii() and anno_id.isdecimal() and len(anno_id) < 19 else -1


def _are_numbers(frames: Sequence[str]) -> bool:
    return all(name == f"{index:05d}" for index, name in enumerate(frames))


def _as_number(value: object) -> object:
    text = str(value)
    return (
        int(text)
        if text.isascii() and text.isdecimal() and len(text) < 16 and str(int(text)) == text
        else value
    )

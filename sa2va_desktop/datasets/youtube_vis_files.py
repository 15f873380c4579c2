"""Reading files of the YouTube-VIS family: ground truth with videos, and results without."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import ExpressionKind, FrameState
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.clip_notes import ClipGatherer, mask_with_attributes
from sa2va_desktop.datasets.coco_files import read_categories
from sa2va_desktop.datasets.coco_masks import coco_mask_of, loose_id, loose_number
from sa2va_desktop.datasets.coco_sniffing import SUBFOLDERS, is_list, json_ends
from sa2va_desktop.datasets.coco_vid import PictureTracks
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.frame_files import entries
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression, ImportedMask, ImportReport
from sa2va_desktop.datasets.json_fields import as_object, list_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import stream_fields, stream_items
from sa2va_desktop.datasets.record_groups import RecordGroups
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_VIDEO_KEYS = ("width", "height", "length", "file_names", "clip", "frame_indices", "times_s")
_TRACK_KEYS = (
    *("video_id", "segmentations", "bboxes", "areas", "avg_area", "width", "height", "length"),
    *("object", "name", "caption", "expressions", "states", "predicted_ious", "object_scores"),
)
_SPLIT_FOLDERS = ("train", "valid", "val", "test")


def youtube_vis_files(source: Path) -> list[Path]:
    """The files of a data set, by their beginnings; never raises."""
    if source.is_file():
        return [source] if _is_youtube_vis(source) else []
    usual = [path for folder in SUBFOLDERS for path in entries(source / folder)]
    splits = [path / "instances.json" for path in entries(source) if path.is_dir()]
    return [
        path
        for path in dict.fromkeys([*usual, *splits])
        if path.suffix.lower() == ".json" and path.is_file() and _is_youtube_vis(path)
    ]


def _is_youtube_vis(path: Path) -> bool:
    text = json_ends(path)
    start = text.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"["):
        return b'"video_id"' in text and b'"segmentations"' in text
    # In the files of referring expressions "videos" are an object.
    return re.search(rb'"videos"\s*:\s*\[', text) is not None or (
        b'"video_id"' in text and b'"segmentations"' in text
    )


def read_youtube_vis(source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    """Clips of a file or folder; see `ReadableFormat.read`."""
    files = youtube_vis_files(source)
    if not files:
        raise FormatError(
            translate("datasets", "{0}: expected a YouTube-VIS file such as train/instances.json").format(
                source
            )
        )
    for path in files:
        yield from _File(path, report, token).clips()


class _File:
    def __init__(self, path: Path, report: ImportReport, token: CancelToken) -> None:
        self._path, self._report, self._token = path, report, token
        is_below = path.parent.name in ("annotations", *_SPLIT_FOLDERS)
        self._root = path.parent.parent if is_below else path.parent
        place = path.parent.name if is_below else ""
        self._folders = [
            f"{place}/JPEGImages",
            f"{path.stem}/JPEGImages",
            f"{path.stem}",
            "JPEGImages",
            "images",
            "",
        ]
        self._split = next((name for name in (path.parent.name, path.stem) if name in _SPLIT_FOLDERS), "")
        self._categories: dict[int | str, dict[str, Any]] = {}
        self._names: set[str] = set()
        self._is_results = is_list(path)
        self._pictures = PictureTracks()

    def clips(self) -> Iterator[ImportedClip]:
        if not self._is_results:
            self._pictures.read(self._path, self._report)
        with RecordGroups[int | str]() as groups:
            self._group("item" if self._is_results else "annotations.item", groups)
            if self._is_results:
                for key in groups.left():
                    records = groups.take(key)
                    clip = self._result(key, records)
                    if clip is not None:
                        yield clip
                return
            notes = dict(stream_fields(self._path, "info")).get("clips")
            notes = notes if isinstance(notes, list) else []
            gatherer = ClipGatherer(notes, str(self._path), self._root, self._report, folders=self._folders)
            self._categories = read_categories(self._path, self._report)
            yield from self._videos(groups, gatherer)
            yield from gatherer.rest()
            for key in groups.left():
                for place, _ in groups.take(key):
                    self._report.add(
                        place, translate("datasets", "expected the id of a video, found {0!r}").format(key)
                    )

    def _group(self, prefix: str, groups: RecordGroups[int | str]) -> None:
        for index, each in stream_items(self._path, prefix):
            self._token.raise_if_cancelled()
            place = translate("datasets", "{0}, annotation {1}").format(self._path, index)
            try:
                fields = as_object(each, "an annotation")
                groups.add(loose_id(self._pictures.video_of(fields), "video_id"), [place, fields])
            except FormatError as error:
                self._report.add(place, str(error))

    def _videos(self, groups: RecordGroups[int | str], gatherer: ClipGatherer) -> Iterator[ImportedClip]:
        seen: set[int | str] = set()
        for index, each in stream_items(self._path, "videos.item"):
            self._token.raise_if_cancelled()
            place = translate("datasets", "{0}, video {1}").format(self._path, index)
            try:
                video = as_object(each, "a video")
                key = loose_id(video.get("id"), "id")
                if key in seen:
                    raise FormatError(
                        translate("datasets", "expected an id of its own, found {0!r} a second time").format(
                            key
                        )
                    )
                seen.add(key)
                clip = self._video(*self._pictures.completed(video, key, groups.take(key)), key, gatherer)
            except FormatError as error:
                self._report.add(place, str(error))
                continue
            if clip is not None:
                yield clip

    def _video(
        self, video: Mapping[str, Any], records: Sequence[Any], key: int | str, gatherer: ClipGatherer
    ) -> ImportedClip | None:
        files = [
            text_field({"file_names": each}, "file_names", None) for each in list_field(video, "file_names")
        ]
        extras = {name: value for name, value in video.items() if name not in _VIDEO_KEYS}
        clip_name, indices = video.get("clip"), video.get("frame_indices")
        if isinstance(indices, list) and len(indices) == len(files):
            builder = None
            for frame, file in zip(indices, files, strict=True):
                builder = gatherer.builder(clip_name, frame, file.rpartition("/")[2])
            if builder is not None:
                self._add_tracks(records, builder, indices, is_own=True)
                done = gatherer.finished(builder)
                return None if done is None else replace(done, extras=extras)
        folders = {file.replace("\\", "/").rpartition("/")[0] for file in files}
        folder = folders.pop() if len(folders) == 1 else ""
        name = folder.rpartition("/")[2] or str(key)
        name = name if name not in self._names else f"{name} ({key})"
        self._names.add(name)
        sides = {side: loose_number(video.get(side)) for side in ("height", "width")}
        builder = ClipBuilder(name, whole_field(sides, "height"), whole_field(sides, "width"))
        for index, file in enumerate(files):
            builder.add_frame(index, file.removeprefix(f"{folder}/") if folder else file)
        builder.extras = extras
        self._add_tracks(records, builder, range(len(files)), is_own=False)
        media = path_inside(self._root, folder, folders=self._folders) if folder else None
        clip = builder.build(media=media, split=self._split, is_clip=True)
        # Which frames of the source these are is told by their names alone.
        return replace(clip, frame_indices=None)

    def _result(self, key: int | str, records: Sequence[Any]) -> ImportedClip | None:
        """A video of which results alone are known: its size is that of the first mask."""
        try:
            lists = [list_field(fields, "segmentations") for _, fields in records]
            sizes = [
                list_field(rle, "size")
                for each in lists
                for rle in each
                if isinstance(rle, dict) and rle.get("size")
            ]
            sides = dict(zip(("height", "width"), sizes[0] if sizes else (), strict=False))
            builder = ClipBuilder(str(key), whole_field(sides, "height"), whole_field(sides, "width"))
        except FormatError as error:
            self._report.add(records[0][0], str(error))
            return None
        count = max(map(len, lists))
        for index in range(count):
            builder.add_frame(index, f"{index:05d}")
        builder.extras = {"id": key}
        self._add_tracks(records, builder, range(count), is_own=False)
        return replace(builder.build(is_clip=True), frame_indices=None)

    def _add_tracks(
        self, records: Sequence[Any], builder: ClipBuilder, frames: Sequence[int], *, is_own: bool
    ) -> None:
        for number, (place, annotation) in enumerate(records):
            try:
                self._add_track(place, annotation, builder, frames, number, is_own=is_own)
            except FormatError as error:
                self._report.add(place, str(error))

    def _add_track(
        self,
        place: str,
        annotation: Mapping[str, Any],
        builder: ClipBuilder,
        frames: Sequence[int],
        number: int,
        *,
        is_own: bool,
    ) -> None:
        shapes = list_field(annotation, "segmentations")
        boxes = list_field(annotation, "bboxes")
        counts = [len(each) for each in (shapes, boxes) if each] or [0]
        if set(counts) != {len(frames)}:
            raise FormatError(
                translate("datasets", "expected masks of {0} frames, found {1}").format(
                    len(frames), min(counts)
                )
            )
        own = annotation.get("object")
        is_known = is_own and isinstance(own, str) and builder.has_object(own)
        key = str(own) if is_known else str(annotation.get("id", f"annotation {number}"))
        if not is_known:
            if builder.has_object(key):
                raise FormatError(
                    translate("datasets", "expected an id of its own, found {0!r} a second time").format(key)
                )
            self._add_object(place, annotation, builder, key)
        score = loose_number(annotation.get("score"))
        for position, frame in enumerate(frames):
            fields = {
                "segmentation": shapes[position] if shapes else None,
                "bbox": boxes[position] if boxes else None,
            }
            if not fields["segmentation"] and not fields["bbox"]:
                if not is_known and not self._is_results:  # our notes say more exactly where it is absent
                    absent = ImportedMask(empty_rle(*builder.size_hw), FrameState.ABSENT)
                    builder.add_mask(key, frame, absent)
                continue
            try:
                mask = self._mask(annotation, fields, position, builder.size_hw)
            except FormatError as error:
                self._report.add(place, translate("datasets", "frame {0}: {1}").format(position, error))
                continue
            if isinstance(score, int | float) and 0 <= score <= 1:
                mask = replace(mask, predicted_iou=float(score))
            builder.add_mask(key, frame, mask)

    def _mask(
        self, annotation: Mapping[str, Any], fields: Mapping[str, Any], position: int, size_hw: tuple[int, int]
    ) -> ImportedMask:
        problems: list[str] = []
        found = coco_mask_of(fields, size_hw, problems.append)
        if problems:
            raise FormatError(problems[0])
        said = {
            name: _at(annotation.get(f"{name}s"), position)
            for name in ("state", "predicted_iou", "object_score")
        }
        fallback = FrameState.TRACKED if self._is_results else FrameState.CONFIRMED
        if _at(annotation.get("occlusion"), position) == "severe_occlusion":  # OVIS
            fallback = FrameState.OCCLUDED
        return mask_with_attributes(found.rle, said, state=FrameState.FLAGGED if found.is_box else fallback)

    def _add_object(self, place: str, annotation: Mapping[str, Any], builder: ClipBuilder, key: str) -> None:
        extras = {name: value for name, value in annotation.items() if name not in _TRACK_KEYS}
        if extras.get("iscrowd") in (0, False):
            del extras["iscrowd"]
        label = ""
        if annotation.get("category_id") is not None:
            number = loose_id(annotation["category_id"], "category_id")
            category = self._categories.get(number, {})
            label = str(category.get("name", number))
            if not category and not self._is_results:
                self._report.add(
                    place, translate("datasets", "expected the id of a category, found {0!r}").format(number)
                )
            if category.get("supercategory"):
                extras["supercategory"] = category["supercategory"]
        name = annotation.get("name")
        builder.add_object(key, name=name if isinstance(name, str) else "", category=label, extras=extras)
        caption, texts = annotation.get("caption"), annotation.get("expressions")
        if isinstance(caption, str) and caption.strip():
            builder.add_text(ImportedExpression(caption.strip(), (), ExpressionKind.CAPTION), [key])
        for each in texts if isinstance(texts, list) else ():
            if isinstance(each, str) and each.strip():
                builder.add_text(ImportedExpression(each.strip(), ()), [key])


def _at(values: object, position: int) -> Any:
    return values[position] if isinstance(values, list) and position < len(values) else None

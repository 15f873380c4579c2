"""ReasonSeg: pictures with a question or a short phrase each, and the area that answers it, as polygons in one JSON each.

`{train,val,test}/NAME.jpg` and `NAME.json`: `{"text": [...], "is_sentence": bool, "shapes": [{"label": "target" | "ignore",
"points": [[x, y], ...]}]}`. All texts of a file mean the same area. Shapes are painted with their borders from the largest
to the smallest, so that smaller ones lie above; areas to ignore are an object of their own here. `explanatory/train.json` has
answers in words. Some published files are cp1252.
Source: dvlab-research/LISA, `utils/data_processing.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.clip_texts import ClipText
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    annotated_frames,
    safe_file_name,
)
from sa2va_desktop.datasets.extras import extras_of
from sa2va_desktop.datasets.frame_files import files_by_name
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedTurn,
    ImportReport,
)
from sa2va_desktop.datasets.json_fields import as_object, list_field, text_field, whole_field
from sa2va_desktop.datasets.json_input import read_json
from sa2va_desktop.datasets.json_output import json_bytes
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.datasets.picture_items import (
    SOURCE_KEYS,
    picture_name,
    picture_size,
    source_keys,
    source_of,
)
from sa2va_desktop.datasets.polygons import hole_free_center_pieces, polygons_to_rle_filled
from sa2va_desktop.datasets.refer_writing import refer_pictures, text_losses
from sa2va_desktop.errors import FormatError
from sa2va_desktop.media.picture_names import PICTURE_SUFFIXES
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

_PARTS = ("train", "val", "test")
_FILE_LIMIT = 64 << 20
_BEGINNING = 256 << 10
"""Bytes in which the key that no other format has is looked for; published files are smaller."""
_TARGET, _IGNORE, _MEANINGLESS = "target", "ignore", "flag"
_TARGET_VALUE, _IGNORE_VALUE = 1, 255
_OWN_KEYS = frozenset({"text", "is_sentence", "shapes", "height", "width", *SOURCE_KEYS})
_IGNORED_KEY = "is_ignored"
_ENDS_OF_SENTENCES = (".", "?", "!")


@dataclass(frozen=True)
class _Item:
    """One file: an area, the texts that mean it, and what is to be ignored on the same frame."""

    frame: int
    number: int
    target: MaskRle
    object_ids: tuple[ObjectId, ...]
    ignored: MaskRle | None
    texts: Sequence[ClipText]
    is_sentence: bool


class ReasonSegFormat:
    """SPLIT/NAME.json, and NAME.jpg beside it."""

    format_id = "reasonseg"
    title = QT_TRANSLATE_NOOP("datasets", "ReasonSeg (questions about pictures)")
    holds = Holds(expressions=True)
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        kept: dict[tuple[str, int], set[ObjectId]] = {}
        for clip in clips:
            for item in _items(clip, annotated_frames(clip, options)):
                # Several things that are meant together become one, which may be equal to one of them.
                kept.setdefault((clip.name, item.frame), set()).update(
                    each.object_id
                    for each, record in clip.masks_on(item.frame)
                    if record.rle in (item.target, item.ignored)
                )
        return losses_of(
            clips,
            self.holds,
            lambda clip: self.frames_of(clip, options),
            objects_on=lambda clip, frame: kept.get((clip.name, frame), set()),
            more=text_losses(clips, lambda clip: annotated_frames(clip, options), is_group=False),
        )

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> list[int]:
        """The frame indices that are written of a clip: those on which a text means something."""
        return sorted({item.frame for item in _items(clip, annotated_frames(clip, options))})

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        items = {clip.name: list(_items(clip, annotated_frames(clip, options))) for clip in clips}
        if not any(items.values()):
            raise FormatError(translate("datasets", "there is no mask with a text that means it"))
        progress = FrameProgress(sum(map(len, items.values())), on_progress, token)
        for clip in clips:
            home = folder / safe_file_name(clip.split or _PARTS[0])
            home.mkdir(exist_ok=True)
            for place in progress.each(range(len(items[clip.name]))):
                item = items[clip.name][place]
                stem = _stem(clip, item)
                (home / f"{stem}.json").write_bytes(json_bytes(_document(clip, item, f"{stem}.jpg")))
                if options.write_images and clip.open_frames is not None:
                    write_jpeg_frames(clip, home, [item.frame], token, name=partial(_same, stem))

    def recognises(self, source: Path) -> bool:
        homes = [] if source.is_file() else _homes(source)
        paths = [path for home in homes[:9] for path in list(files_by_name(home, (".json",)).values())[:3]]
        return any(map(_looks_right, paths or [source]))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        homes = [home for home in _homes(source) if _files(home)]
        files = [source] if source.is_file() else [path for home in homes for path in _files(home)]
        if not files:
            raise FormatError(
                translate(
                    "datasets", "{0}: expected NAME.json beside NAME.jpg in it or in {1}, found none"
                ).format(source, " / ".join(_PARTS))
            )
        turns = _turns(source, report)
        for path in files:
            token.raise_if_cancelled()
            split = path.parent.name if path.parent.name in _PARTS or path.parent.parent == source else ""
            try:
                yield _read_picture(path, split, turns, report)
            except FormatError as error:
                report.add(str(path), str(error).removeprefix(f"{path}: "))


def _items(clip: AnnotatedClip, frames: Sequence[int]) -> Iterator[_Item]:
    for picture in refer_pictures(clip, frames, is_group=True):
        masks = {each.object_id: record.rle for each, record in picture.masks}
        ignored = [masks[each] for each in _ignored_on(clip, picture.frame)]
        number = 0
        for meant, texts in picture.groups.items():
            if not meant:
                continue
            target = mask_union([masks[each] for each in meant])
            for is_sentence in (True, False):
                own = [text for text in texts if _is_sentence(text) is is_sentence]
                if own:
                    left = _without(mask_union(ignored), target) if ignored else None
                    yield _Item(picture.frame, number, target, meant, left, own, is_sentence)
                    number += 1


def _ignored_on(clip: AnnotatedClip, frame: int) -> list[ObjectId]:
    return [each.object_id for each, _ in clip.masks_on(frame) if _is_ignored(each)]


def _is_ignored(each: AnnotationObject) -> bool:
    return extras_of(each.extras, ReasonSegFormat.format_id).get(_IGNORED_KEY) is True


def _is_sentence(text: ClipText) -> bool:
    return text.length == "long" or (not text.length and text.text.rstrip().endswith(_ENDS_OF_SENTENCES))


def _without(rle: MaskRle, above: MaskRle) -> MaskRle:
    return mask_to_rle(rle_to_mask(rle) & ~rle_to_mask(above))


def _stem(clip: AnnotatedClip, item: _Item) -> str:
    """A picture that is asked about twice comes twice: readers know one file of either kind by its name."""
    stem = picture_name(clip, item.frame).removesuffix(".jpg")
    return f"{stem}-{item.number + 1}" if item.number else stem


def _same(stem: str, frame_index: int) -> str:
    return stem


def _document(clip: AnnotatedClip, item: _Item, picture: str) -> dict[str, Any]:
    ignored = item.ignored
    shapes = [(_TARGET, piece) for piece in hole_free_center_pieces(item.target)]
    shapes += [(_IGNORE, piece) for piece in (hole_free_center_pieces(ignored) if ignored is not None else [])]
    return {
        **extras_of(clip.item.extras, ReasonSegFormat.format_id),
        "text": [text.text for text in item.texts],
        "is_sentence": item.is_sentence,
        "shapes": [
            {
                "label": label,
                "labels": [label],
                "shape_type": "polygon",
                "image_name": picture,
                "points": points.tolist(),
                "group_id": None,
                "group_ids": [None],
                "flags": {},
            }
            for label, points in shapes
        ],
        "height": clip.item.height,
        "width": clip.item.width,
        **source_keys(clip, item.frame),
    }


def _homes(source: Path) -> list[Path]:
    """The folder itself and those of its splits."""
    try:
        below = sorted(path for path in source.iterdir() if path.is_dir() and path.name != "explanatory")
    except OSError:
        return []
    return [source, *below]


def _files(home: Path) -> list[Path]:
    """JSON files that have a picture beside them, or that need none because they name their size."""
    pictures = files_by_name(home, PICTURE_SUFFIXES)
    files = files_by_name(home, (".json",))
    return [path for name, path in files.items() if name in pictures or _looks_right(path)]


def _looks_right(path: Path) -> bool:
    """Whether a file has the one key that no other format has."""
    try:
        with path.open("rb") as file:
            return path.suffix.lower() == ".json" and b'"is_sentence"' in file.read(_BEGINNING)
    except OSError:
        return False


def _read_picture(
    path: Path, split: str, turns: Mapping[str, Sequence[ImportedTurn]], report: ImportReport
) -> ImportedClip:
    fields = as_object(read_json(path, limit=_FILE_LIMIT, encodings=("utf-8-sig", "cp1252")), "a picture")
    media = files_by_name(path.parent, PICTURE_SUFFIXES).get(path.stem)
    size_hw = _size(fields, media)
    source = source_of(fields)
    frame = source.pop("frame_indices", (0,))[0]
    name = media.name if media is not None else path.stem
    builder = ClipBuilder(f"{split}/{name}" if split else name, *size_hw)
    builder.add_frame(frame, name)
    builder.extras = {key: value for key, value in fields.items() if key not in _OWN_KEYS}
    painted = _painted(list_field(fields, "shapes"), size_hw, path, report)
    targets = painted == _TARGET_VALUE
    builder.add_object(_TARGET, name=_TARGET)
    builder.add_mask(_TARGET, frame, ImportedMask(mask_to_rle(targets)))
    if (painted == _IGNORE_VALUE).any():
        builder.add_object(_IGNORE, name=_IGNORE, extras={_IGNORED_KEY: True})
        builder.add_mask(_IGNORE, frame, ImportedMask(mask_to_rle(painted == _IGNORE_VALUE)))
    length = "long" if fields.get("is_sentence") is True else "short"
    for index, text in enumerate(list_field(fields, "text")):
        if isinstance(text, str) and text.strip():
            builder.add_text(ImportedExpression(text, (), length=length, key=str(index)), [_TARGET])
        else:
            report.add(
                f"{path}, text[{index}]",
                translate("datasets", "expected a text, found {0:.60}").format(repr(text)),
            )
    return builder.build(media=media, split=split, turns=tuple(turns.get(name, ())), **source)


def _size(fields: Mapping[str, Any], media: Path | None) -> tuple[int, int]:
    """That of the picture; without one, as the file says."""
    if media is not None:
        return picture_size(media)
    for height, width in (("height", "width"), ("imageHeight", "imageWidth")):
        if height in fields and width in fields:
            return whole_field(fields, height, low=1), whole_field(fields, width, low=1)
    raise FormatError(translate("datasets", "expected a picture of the same name beside it, found none"))


def _painted(
    shapes: Sequence[Any], size_hw: tuple[int, int], path: Path, report: ImportReport
) -> npt.NDArray[np.uint8]:
    """(H, W) uint8: 1 target, 255 to ignore. Smaller shapes lie above larger ones."""
    layers: list[tuple[int, MaskRle]] = []
    for index, value in enumerate(shapes):
        place = f"{path}, shapes[{index}]"
        try:
            shape = as_object(value, "shape")
            label = text_field(shape, "label", None).lower()
            if label == _MEANINGLESS:
                continue
            rle = polygons_to_rle_filled([list_field(shape, "points")], size_hw)
            layers.append((_IGNORE_VALUE if _IGNORE in label else _TARGET_VALUE, rle))
        except FormatError as error:
            report.add(place, str(error))
    painted = np.zeros(size_hw, np.uint8)
    for index in np.argsort([rle.area for _, rle in layers])[::-1]:
        label_value, rle = layers[index]
        painted[rle_to_mask(rle)] = label_value
    return painted


def _turns(source: Path, report: ImportReport) -> dict[str, list[ImportedTurn]]:
    """Picture → questions with answers in words."""
    path = next(
        (
            home / "explanatory" / "train.json"
            for home in (source, source.parent, source.parent.parent)
            if (home / "explanatory" / "train.json").is_file()
        ),
        None,
    )
    if path is None:
        return {}
    found: dict[str, list[ImportedTurn]] = {}
    try:
        values = read_json(path, encodings=("utf-8-sig", "cp1252"))
        for index, value in enumerate(values if isinstance(values, list) else []):
            try:
                fields = as_object(value, "an answer")
                turn = ImportedTurn(text_field(fields, "query", None), text_field(fields, "outputs", None))
                found.setdefault(text_field(fields, "image", None), []).append(turn)
            except FormatError as error:
                report.add(f"{path}[{index}]", str(error))
    except FormatError as error:
        report.add(str(path), str(error))
    return found


FORMAT = ReasonSegFormat()

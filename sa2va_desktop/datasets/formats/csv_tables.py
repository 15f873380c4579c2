"""CSV for spreadsheets and scripts: a row for each object on each frame, and tables of the texts and of the clips.

Masks are COCO run lengths as text. Cells that a spreadsheet would compute have an apostrophe before them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import AnnotationObject, MediaKind, ObjectFrame
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_notes import finite, key_of, segments_of, text_fields_of
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.csv_attributes import attribute_fields_of, attribute_rows
from sa2va_desktop.datasets.csv_files import CsvWriter, csv_rows
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, annotated_frames
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.holds import ALL_BUT_TALK
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.row_reader import RowReader
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

Cells = Mapping[str, str]

_OBJECTS, _TEXTS, _CLIPS = "objects.csv", "texts.csv", "clips.csv"
_ATTRIBUTES = "attributes.csv"
_CLIP_COLUMNS = ("clip", "kind", "height", "width", "frame_count", "split", "source", "source_hash")
_OBJECT_COLUMNS = (
    *("clip", "frame", "time_s", "object", "name", "label", "color", "state", "predicted_iou", "object_score"),
    *("box_x", "box_y", "box_width", "box_height", "area", "height", "width", "mask"),
)
_TEXT_COLUMNS = ("clip", "kind", "text", "objects", "length", "language", "segments")
_ATTRIBUTE_COLUMNS = (
    *("clip", "object", "attribute", "frame", "value", "kind", "changes_over_time", "labels", "choices"),
    *("question", "low", "high"),
)
_NEEDED = ("clip", "frame", "object", "height", "width", "mask")


class CsvFormat:
    """objects.csv, texts.csv, clips.csv, attributes.csv where there are attributes, and, if wanted, images/CLIP/00000.jpg for every annotated frame."""

    format_id = "csv"
    title = QT_TRANSLATE_NOOP("datasets", "CSV tables")
    holds = ALL_BUT_TALK
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        return annotated_frames(clip, options)

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        return losses_of(clips, self.holds, lambda clip: annotated_frames(clip, options))

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        total = sum(len(annotated_frames(clip, options)) for clip in clips)
        done = 0
        with (
            CsvWriter(folder / _CLIPS, _CLIP_COLUMNS) as clip_table,
            CsvWriter(folder / _OBJECTS, _OBJECT_COLUMNS) as objects,
            CsvWriter(folder / _TEXTS, _TEXT_COLUMNS) as texts,
        ):
            if any(clip.attributes for clip in clips):
                _write_attributes(folder / _ATTRIBUTES, clips)
            for clip in clips:
                frames = annotated_frames(clip, options)
                clip_table.add(_clip_row(clip))
                for each in clip.objects:
                    token.raise_if_cancelled()
                    _write_object(objects, clip, each, frames)
                for row in _text_rows(clip):
                    texts.add(row)
                if options.write_images and clip.open_frames is not None and frames:
                    images = folder / "images" / clip.name
                    images.mkdir(parents=True)
                    write_jpeg_frames(clip, images, frames, token)
                done += len(frames)
                on_progress(done, total)

    def recognises(self, source: Path) -> bool:
        path = source / _OBJECTS if source.is_dir() else source
        try:
            if not path.is_file():
                return False
            with path.open("rb") as file:
                header = file.read(1000).decode("utf-8-sig", "replace").splitlines()[:1]
        except OSError:
            return False
        return bool(header) and set(_NEEDED) <= set(header[0].split(","))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        path = source / _OBJECTS if source.is_dir() else source
        root = path.parent
        texts = _by_clip(root / _TEXTS, ("clip", "kind", "text", "objects"))
        attributes = _by_clip(root / _ATTRIBUTES, _ATTRIBUTE_COLUMNS[:6])
        clips = {name: rows[0] for name, rows in _by_clip(root / _CLIPS, ("clip", "height", "width")).items()}
        seen: set[str] = set()
        for name, rows in groupby(csv_rows(path, _NEEDED), lambda row: row[1]["clip"]):
            token.raise_if_cancelled()
            members = list(rows)
            if name in seen:
                report.add(
                    members[0][0],
                    translate(
                        "datasets", "expected the rows of clip {0!r} together, found more of them further down"
                    ).format(name),
                )
                continue
            seen.add(name)
            place, cells = clips.get(name, members[0])
            told = texts.get(name, []), attributes.get(name, [])
            yield from _clip(place, cells, members, *told, root, report)
        for name in clips:
            if name not in seen:
                told = texts.get(name, []), attributes.get(name, [])
                yield from _clip(*clips[name], [], *told, root, report)


def _clip_row(clip: AnnotatedClip) -> dict[str, Any]:
    return {
        "clip": clip.name,
        "kind": clip.item.kind.value,
        "height": clip.item.height,
        "width": clip.item.width,
        "frame_count": clip.item.frame_count,
        "split": clip.split,
        "source": Path(clip.item.path).name,
        "source_hash": clip.item.edge_hash,
    }


def _write_object(table: CsvWriter, clip: AnnotatedClip, each: AnnotationObject, frames: Sequence[int]) -> None:
    """A row for each of its frames; an object of no frame has one row without."""
    about: dict[str, Any] = {
        "clip": clip.name,
        "object": key_of(each),
        "name": each.name,
        "label": clip.category_name(each) if each.category_id is not None else "",
        "color": "#{:02x}{:02x}{:02x}".format(*each.color),
        "height": clip.item.height,
        "width": clip.item.width,
    }
    track = clip.tracks.get(each.object_id, {})
    shown = [frame for frame in frames if frame in track]
    for frame in shown:
        table.add({**about, "frame": frame, "time_s": clip.item.time_s(frame), **_record_cells(track[frame])})
    if not shown:
        table.add(about)


def _record_cells(record: ObjectFrame) -> dict[str, Any]:
    x, y, width, height = record.rle.box_xywh
    return {
        "state": record.state.name.lower(),
        "predicted_iou": finite(record.predicted_iou),
        "object_score": finite(record.object_score),
        "box_x": x,
        "box_y": y,
        "box_width": width,
        "box_height": height,
        "area": record.rle.area,
        "mask": rle_to_coco(record.rle)["counts"],
    }


def _write_attributes(path: Path, clips: Sequence[AnnotatedClip]) -> None:
    """Of all clips, one after the other."""
    with CsvWriter(path, _ATTRIBUTE_COLUMNS) as table:
        for clip in clips:
            for row in attribute_rows(clip):
                table.add(row)


def _text_rows(clip: AnnotatedClip) -> Iterator[dict[str, Any]]:
    keys = [key_of(each) for each in clip.objects]
    for fields in text_fields_of(clip):
        segments = fields.get("segments")
        yield {
            "clip": clip.name,
            **{name: fields.get(name, "") for name in ("kind", "text", "length", "language")},
            "objects": " ".join(keys[number] for number in fields["objects"]),
            "segments": json.dumps(segments) if segments else "",
        }


def _by_clip(path: Path, needed: Sequence[str]) -> dict[str, list[tuple[str, Cells]]]:
    """Rows of a small table by their clip; none where there is no such file."""
    rows: dict[str, list[tuple[str, Cells]]] = {}
    for place, cells in csv_rows(path, needed) if path.is_file() else ():
        rows.setdefault(cells["clip"], []).append((place, cells))
    return rows


def _clip(
    place: str,
    cells: Cells,
    members: Sequence[tuple[str, Cells]],
    texts: Sequence[tuple[str, Cells]],
    attributes: Sequence[tuple[str, Cells]],
    root: Path,
    report: ImportReport,
) -> Iterator[ImportedClip]:
    kind = cells.get("kind") or MediaKind.VIDEO.value
    row: dict[str, Any] = {name: cells.get(name, "") for name in ("clip", "split", "source", "source_hash")}
    row |= {"kind": kind, "height": _whole(cells["height"]), "width": _whole(cells["width"])}
    row["objects"] = [
        _object_row(each) for each in {each["object"]: each for _, each in reversed(members)}.values()
    ]
    row["objects"].reverse()
    try:
        reader = RowReader(row, place, report)
    except FormatError as error:
        report.add(place, str(error))
        return
    for where, each in texts:
        try:
            reader.add_expression(_text_row(each))
        except FormatError as error:
            report.add(where, str(error))
    try:
        reader.add_attributes(attribute_fields_of(attributes))
    except FormatError as error:
        report.add(attributes[0][0], str(error))
    for where, each in members:
        if each["frame"] == "" and each["mask"] == "":
            continue  # an object of no frame
        try:
            reader.add_frame(_frame_row(each), where, _picture(each["frame"]))
        except FormatError as error:
            report.add(where, str(error))
    folder = path_inside(root, row["clip"], folders=("images",))
    if folder is not None and kind == MediaKind.IMAGE.value:
        folder = path_inside(folder, _picture("0"))
    yield reader.build(folder)


def _picture(frame: str) -> str:
    return f"{frame:0>5}.jpg"


def _object_row(cells: Cells) -> dict[str, Any]:
    color = cells.get("color", "").removeprefix("#")
    is_color = len(color) == 6 and all(each in "0123456789abcdefABCDEF" for each in color)
    return {
        "key": cells["object"],
        "name": cells.get("name", ""),
        "label": cells.get("label", ""),
        "color": list(bytes.fromhex(color)) if is_color else [],
    }


def _frame_row(cells: Cells) -> dict[str, Any]:
    size = _whole(cells["height"]), _whole(cells["width"])
    record = {
        "key": cells["object"],
        "state": cells.get("state") or "confirmed",
        "predicted_iou": _number(cells.get("predicted_iou", "")),
        "object_score": _number(cells.get("object_score", "")),
        "mask": {"size": list(size), "counts": cells["mask"]},
    }
    return {"frame_index": _whole(cells["frame"]), "height": size[0], "width": size[1], "objects": [record]}


def _text_row(cells: Cells) -> dict[str, Any]:
    text = cells["text"]
    try:
        segments = json.loads(cells.get("segments") or "[]")
    except (ValueError, RecursionError):
        segments = None
    if not isinstance(segments, list):
        raise FormatError(
            translate("datasets", "expected a list as segments, found {0:.60}").format(
                repr(cells.get("segments"))
            )
        )
    return {
        **{name: cells.get(name, "") for name in ("kind", "length", "language")},
        "text": text,
        "object_keys": cells["objects"].split(),
        "segments": [
            {"start": each.start, "stop": each.stop, "stage": each.stage}
            for each in segments_of(segments, len(text))
        ],
    }


def _whole(cell: str) -> object:
    """The number in a cell, or the cell itself for the reader to complain about."""
    text = cell.strip()
    return int(text) if text.isascii() and text.removeprefix("-").isdecimal() and len(text) < 12 else cell


def _number(cell: str) -> object:
    try:
        return float(cell) if cell.strip() else None
    except ValueError:
        return cell


FORMAT = CsvFormat()

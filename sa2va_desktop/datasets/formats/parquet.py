"""Tables that lose nothing: one row a frame with its picture and masks, and one row a clip with the rest.

They are Parquet, or shards of WebDataset with the same rows as JSON, which need no library.

The schema is our own; other readers see plain columns, and the library of Hugging Face sees pictures, because the
schema's metadata says so as that library writes it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from PIL import Image

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip, FrameReader
from sa2va_desktop.datasets.clip_rows import clip_row, frame_row, turn_count_without_text
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    annotated_frames,
)
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.holds import ALL_BUT_TALK
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.json_fields import whole_field
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.parquet_tables import TableWriter, clip_schema, frame_schema, load_arrow, table_rows
from sa2va_desktop.datasets.row_reader import RowReader
from sa2va_desktop.datasets.tar_tables import ShardWriter, shard_rows
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

CONTAINER = "container"
PARQUET, SHARDS = "parquet", "webdataset"
PICTURES = "pictures"
IN_TABLES, AS_FILES = "tables", "files"
_MAGIC = b"PAR1"
_CLIP_COLUMNS = ("clip", "height", "width", "objects")
_FRAME_COLUMNS = ("clip", "frame_index", "height", "width", "objects")
_Writer = TableWriter | ShardWriter


class ParquetFormat:
    """frames/SPLIT-00000.parquet …, clips/SPLIT.parquet and README.md, which tells which tables are one configuration.

    As shards: frames/SPLIT-000000.tar …, clips/SPLIT-000000.tar …
    """

    format_id = "parquet"
    title = QT_TRANSLATE_NOOP("datasets", "Parquet tables (everything, for Hugging Face datasets)")
    holds = replace(ALL_BUT_TALK, phrases=True, turns=True, times=True)
    takes_answers = True
    choices: tuple[Choice, ...] = (
        Choice(
            CONTAINER,
            QT_TRANSLATE_NOOP("datasets", "Files"),
            {
                PARQUET: QT_TRANSLATE_NOOP("datasets", "Parquet tables"),
                SHARDS: QT_TRANSLATE_NOOP("datasets", "WebDataset shards (tar)"),
            },
        ),
        Choice(
            PICTURES,
            QT_TRANSLATE_NOOP("datasets", "Pictures"),
            {
                IN_TABLES: QT_TRANSLATE_NOOP("datasets", "In the tables"),
                AS_FILES: QT_TRANSLATE_NOOP(
                    "datasets", "As files beside them, so that they can be imported, too"
                ),
            },
        ),
    )

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        return annotated_frames(clip, options)

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        lost = losses_of(clips, self.holds, lambda clip: annotated_frames(clip, options))
        silent = sum(map(turn_count_without_text, clips))
        return [*lost, Loss(translate("datasets", "answers without text"), silent)] if silent else lost

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        as_shards = options.choices.get(CONTAINER, PARQUET) == SHARDS
        if options.write_images and options.choices.get(PICTURES, IN_TABLES) == AS_FILES:
            _write_files(clips, folder, options, token)
            options = replace(options, write_images=False)
        by_split: dict[str, list[AnnotatedClip]] = {}
        for clip in clips:
            # A table needs a split with a plain name; which one it was stands in the clip's row.
            by_split.setdefault(re.sub(r"[^0-9A-Za-z_]+", "_", clip.split) or "train", []).append(clip)
        total = sum(len(annotated_frames(clip, options)) for clip in clips)
        done = 0
        for name in ("frames", "clips"):
            (folder / name).mkdir()
        for split, members in by_split.items():
            with _clip_writer(folder / "clips", split, as_shards=as_shards) as clip_table:
                for clip in members:
                    clip_table.add(clip_row(clip))
            with _frame_writer(folder / "frames", split, options, as_shards=as_shards) as table:
                for row in chain.from_iterable(_frame_rows(clip, options) for clip in members):
                    token.raise_if_cancelled()
                    table.add(row)
                    done += 1
                    on_progress(done, total)
        card = _card(sorted(by_split), as_shards=as_shards)
        (folder / "README.md").write_text(card, encoding="utf-8", newline="\n")

    def recognises(self, source: Path) -> bool:
        files = [source] if source.is_file() else _table_files(source, "frames")
        return bool(files) and _is_table(files[0])

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        files = [source] if source.is_file() else _table_files(source, "frames")
        if not files:
            raise FormatError(
                translate(
                    "datasets", "{0}: expected a Parquet file, or a folder with frames/SPLIT-00000.parquet"
                ).format(source)
            )
        clip_files = _table_files(source, "clips") if source.is_dir() else []
        root = source if source.is_dir() else source.parent.parent
        rows = _Frames(files, token)
        for place, row in chain.from_iterable(_rows(path, _CLIP_COLUMNS) for path in clip_files):
            try:
                reader = RowReader(row, place, report)
            except FormatError as error:
                report.add(place, str(error))
                continue
            yield from _with_frames(reader, rows, root, report)
        while (following := rows.following()) is not None:  # frames whose clip has no row
            place, row = following
            try:
                reader = RowReader(row, place, report)
            except FormatError as error:
                report.add(place, str(error))
                rows.skip()
                continue
            yield from _with_frames(reader, rows, root, report)


def _with_frames(reader: RowReader, rows: _Frames, root: Path, report: ImportReport) -> Iterator[ImportedClip]:
    """The clip with the frames that come next in the tables."""
    while (following := rows.following()) is not None and following[1].get("clip") == reader.name:
        place, row = following
        rows.skip()
        try:
            reader.add_frame(row, place, f"{whole_field(row, 'frame_index'):05d}.jpg")
        except FormatError as error:
            report.add(place, str(error))
    try:
        folder = path_inside(root, reader.name, folders=("images",))
        if folder is not None and reader.is_still:
            folder = path_inside(folder, "00000.jpg")
        yield reader.build(folder)
    except FormatError as error:
        report.add(reader.name, str(error))


class _Frames:
    """Rows of all tables of frames, with a look at the next one."""

    def __init__(self, files: Sequence[Path], token: CancelToken) -> None:
        self._rows = chain.from_iterable(_rows(path, _FRAME_COLUMNS) for path in files)
        self._token = token
        self._next: tuple[str, dict[str, Any]] | None = None

    def following(self) -> tuple[str, dict[str, Any]] | None:
        if self._next is None:
            self._token.raise_if_cancelled()
            self._next = next(self._rows, None)
        return self._next

    def skip(self) -> None:
        self._next = None


def _frame_rows(clip: AnnotatedClip, options: ExportOptions) -> Iterator[dict[str, Any]]:
    with ExitStack() as stack:
        frames = annotated_frames(clip, options)
        reader = None
        if options.write_images and clip.open_frames is not None and frames:
            reader = stack.enter_context(clip.open_frames())
        for frame in frames:
            row = frame_row(clip, frame)
            if reader is not None:
                row["image"] = {"bytes": _jpeg(reader, frame), "path": f"{clip.name}_{frame:05d}.jpg"}
            yield row


def _jpeg(reader: FrameReader, frame: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(reader.read_rgb(frame)).save(buffer, "JPEG", quality=95, subsampling=0)
    return buffer.getvalue()


def _write_files(
    clips: Sequence[AnnotatedClip], folder: Path, options: ExportOptions, token: CancelToken
) -> None:
    for clip in clips:
        frames = annotated_frames(clip, options)
        if clip.open_frames is not None and frames:
            images = folder / "images" / clip.name
            images.mkdir(parents=True)
            write_jpeg_frames(clip, images, frames, token)


def _clip_writer(folder: Path, split: str, *, as_shards: bool) -> _Writer:
    if as_shards:
        return ShardWriter(folder, f"{split}-*.tar")
    arrow = load_arrow()
    return TableWriter(arrow, folder, f"{split}.parquet", clip_schema(arrow))


def _frame_writer(folder: Path, split: str, options: ExportOptions, *, as_shards: bool) -> _Writer:
    if as_shards:
        return ShardWriter(folder, f"{split}-*.tar")
    arrow = load_arrow()
    schema = frame_schema(arrow, with_pictures=options.write_images)
    return TableWriter(arrow, folder, f"{split}-*.parquet", schema)


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    if path.suffix.lower() == ".tar":
        return shard_rows(path)
    return table_rows(load_arrow(), path, needed, ("image",))


def _table_files(folder: Path, kind: str) -> list[Path]:
    """Parquet files, or shards where there are none."""
    inside = folder / kind
    if not inside.is_dir():
        return []
    return sorted(inside.glob("*.parquet")) or sorted(inside.glob("*.tar"))


def _is_table(path: Path) -> bool:
    if path.suffix.lower() == ".tar":
        try:
            first = next(shard_rows(path), None)
        except FormatError:
            return False
        return first is None or set(_FRAME_COLUMNS) <= first[1].keys()
    try:
        with path.open("rb") as file:
            return file.read(4) == _MAGIC
    except OSError:
        return False


def _card(splits: Sequence[str], *, as_shards: bool) -> str:
    """The card that tells the library of Hugging Face which files are which split of which table."""
    lines = ["---", "configs:"]
    patterns = {"frames": "frames/{}-*.parquet", "clips": "clips/{}.parquet"}
    if as_shards:
        patterns = {kind: f"{kind}/{{}}-*.tar" for kind in patterns}
    for config, pattern in patterns.items():
        lines += [f"- config_name: {config}", "  data_files:"]
        for split in splits:
            lines += [f"  - split: {json.dumps(split)}", f"    path: {json.dumps(pattern.format(split))}"]
    lines += [
        "---",
        "",
        "Exported by Sa2VA Desktop. `frames` has one row for each annotated frame: its picture and the",
    ]
    lines += [
        "objects on it with COCO run-length masks. `clips` has one row for each clip: its objects, texts and times."
    ]
    return "\n".join(lines) + "\n"


FORMAT = ParquetFormat()

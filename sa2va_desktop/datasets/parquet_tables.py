"""Parquet files as rows, and the schemas of ours; the library is imported when it is needed, because it is an extra."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

_GROUP_ROWS = 100
"""Pictures that viewers of a file have to load at once."""
_FILE_ROWS = 2000
_READ_ROWS = 16
_GROUP_LIMIT = 1 << 30
"""Bytes and values of one row group's columns that are read; more is refused before anything is unpacked."""


class TableWriter:
    """Writes rows into files of bounded length, in groups of bounded length; equal rows give equal bytes.

    `name`: with a `*` for the number of the file, or of one file only.
    """

    def __init__(self, arrow: Any, folder: Path, name: str, schema: Any) -> None:
        self._arrow, self._folder, self._name, self._schema = arrow, folder, name, schema
        self._rows: list[dict[str, Any]] = []
        self._stack = ExitStack()
        self._writer: Any = None
        self._file_count = self._rows_in_file = 0

    def __enter__(self) -> TableWriter:
        self._open()
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        if kind is None:
            self._flush()
        self._stack.close()

    def add(self, row: dict[str, Any]) -> None:
        if "*" in self._name and self._rows_in_file >= _FILE_ROWS:
            self._flush()
            self._stack.close()
            self._open()
        self._rows.append(row)
        self._rows_in_file += 1
        if len(self._rows) >= _GROUP_ROWS:
            self._flush()

    def _open(self) -> None:
        path = self._folder / self._name.replace("*", f"{self._file_count:05d}")
        writer = self._arrow.parquet.ParquetWriter(path, self._schema, compression="zstd", version="2.6")
        self._writer = self._stack.enter_context(writer)
        self._file_count += 1
        self._rows_in_file = 0

    def _flush(self) -> None:
        if self._rows:
            table = self._arrow.Table.from_pylist([_valid(row) for row in self._rows], schema=self._schema)
            self._writer.write_table(table, row_group_size=_GROUP_ROWS)
            self._rows.clear()


def _valid(value: Any) -> Any:
    """The same with texts that every reader can decode: single surrogates, as in odd file names, are escaped."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, list):
        return [_valid(each) for each in value]
    return {key: _valid(each) for key, each in value.items()} if isinstance(value, dict) else value


def table_rows(
    arrow: Any, path: Path, needed: Sequence[str], left_out: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, row) of a table, a few in memory at a time. Raises: FormatError: no Parquet, or not these columns."""
    try:
        with arrow.parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if missing := [name for name in needed if name not in names]:
                raise FormatError(
                    translate("datasets", "{0}: expected the columns {1}, found {2}").format(
                        path, ", ".join(needed), ", ".join(names)[:200] or missing
                    )
                )
            columns = [name for name in names if name not in left_out]
            _check_groups(path, file.metadata, columns)
            number = 0
            for batch in file.iter_batches(_READ_ROWS, columns=columns):
                for row in batch.to_pylist():
                    yield translate("datasets", "{0}, row {1}").format(path, number), row
                    number += 1
    except (arrow.ArrowException, OSError, UnicodeDecodeError) as error:
        sentence = " ".join(str(error).split())[:200]
        raise FormatError(
            translate("datasets", "{0}: expected Parquet, found {1}").format(path, sentence)
        ) from error


def _check_groups(path: Path, metadata: Any, columns: Sequence[str]) -> None:
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        chunks = [group.column(index) for index in range(group.num_columns)]
        chunks = [each for each in chunks if each.path_in_schema.split(".")[0] in columns]
        size = max(
            sum(each.total_uncompressed_size for each in chunks), sum(each.num_values for each in chunks)
        )
        if size > _GROUP_LIMIT:
            raise FormatError(
                translate("datasets", "{0}, row group {1}: expected at most {2} MB, found {3}").format(
                    path, number, _GROUP_LIMIT >> 20, size >> 20
                )
            )


def load_arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise FormatError(
            translate(
                "datasets",
                "Parquet needs the package pyarrow, which is not installed: add sa2va-desktop[parquet]",
            )
        ) from error
    return pyarrow


def frame_schema(arrow: Any, *, with_pictures: bool) -> Any:
    mask = arrow.struct([("size", arrow.list_(arrow.int32())), ("counts", arrow.string())])
    record = arrow.struct(
        [
            *((name, arrow.string()) for name in ("key", "name", "label", "state")),
            *((name, arrow.float64()) for name in ("predicted_iou", "object_score")),
            ("box", arrow.list_(arrow.int32())),
            ("area", arrow.int64()),
            ("mask", mask),
        ]
    )
    fields = [
        ("clip", arrow.string()),
        ("frame_index", arrow.int32()),
        ("time_s", arrow.float64()),
        ("height", arrow.int32()),
        ("width", arrow.int32()),
        ("objects", arrow.list_(record)),
    ]
    if not with_pictures:
        return arrow.schema(fields)
    features = {"info": {"features": {"image": {"_type": "Image"}}}}
    image = ("image", arrow.struct([("bytes", arrow.binary()), ("path", arrow.string())]))
    return arrow.schema([image, *fields], metadata={"huggingface": json.dumps(features)})


def clip_schema(arrow: Any) -> Any:
    text, whole = arrow.string(), arrow.int64()

    def texts(*names: str) -> list[tuple[str, Any]]:
        return [(name, text) for name in names]

    segment = arrow.struct([("start", whole), ("stop", whole), ("stage", text)])
    phrase = arrow.struct([("start", whole), ("stop", whole), ("key", text)])
    thing = [
        *texts("key", "name", "label", "expression", "model_name", "extras"),
        ("color", arrow.list_(whole)),
    ]
    expression = [
        *texts("text", "kind", "length", "language", "model_name", "prompt", "created_at", "note", "extras"),
        ("object_keys", arrow.list_(text)),
        ("segments", arrow.list_(segment)),
        ("round_trip_iou", arrow.float64()),
    ]
    turn = [
        *texts("instruction", "question", "text", "task", "state", "grounding_mode", "model_name", "prompt"),
        *texts("raw_text", "created_at"),
        ("phrases", arrow.list_(phrase)),
        ("is_continued", arrow.bool_()),
        ("language_frames", arrow.list_(whole)),
        ("frame_range", arrow.list_(whole)),
    ]
    return arrow.schema(
        [
            *texts("clip", "kind", "split", "source", "source_hash", "attributes", "extras"),
            ("height", whole),
            ("width", whole),
            ("pts", arrow.list_(whole)),
            ("time_base", arrow.list_(whole)),
            ("objects", arrow.list_(arrow.struct(thing))),
            ("expressions", arrow.list_(arrow.struct(expression))),
            ("turns", arrow.list_(arrow.struct(turn))),
        ]
    )

"""Chat sets as files: TSV as VLMEvalKit has them, JSON lists and JSON lines; a question a row, with its picture in it or beside it.

Columns: `index`, `question`, `answer`, `A`, `B` … (or `candidates`, a list), `image` (base64, or the index of the row that has
it), `image_path` or `video` (relative to the file), `hint`, `category`, `l2-category`. Others are kept for what is handed in.
"""

from __future__ import annotations

import base64
import binascii
import csv
import json
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sa2va_desktop.datasets.json_input import stream_items
from sa2va_desktop.errors import FormatError

PICTURE_LIMIT = 64 << 20
"""Bytes of a picture in a row."""

ROW_LIMIT = 4 << 20
"""Rows of a file."""

_LIST_LIMIT = 65536
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
"""Texts in Python's way of writing a list, as some tables have it."""

_REFERENCE_LENGTH = 64
"""A shorter `image` names the row whose picture is meant."""


@dataclass(frozen=True, eq=False)
class ChatRow:
    """One question.

    Attributes:
        index: number of the row in its file's own count.
        fields: all columns but the picture, as text.
        options: letter → text; {} for questions without a choice.
        pictures: bytes of picture files; several where a question is about several.
        media: a picture or a video beside the file, or None.
    """

    index: int
    fields: Mapping[str, str]
    options: Mapping[str, str]
    pictures: tuple[bytes, ...] = ()
    media: Path | None = None

    @property
    def question(self) -> str:
        return self.fields.get("question", "")

    @property
    def answer(self) -> str:
        return self.fields.get("answer", "").strip()

    @property
    def category(self) -> str:
        return self.fields.get("category", "") or self.fields.get("l2-category", "")


def is_chat_set(path: Path) -> bool:
    """By the ending and the first row; never raises."""
    if path.suffix.lower() not in (".tsv", ".json", ".jsonl") or not path.is_file():
        return False
    try:
        first = next(iter(_raw_rows(path)), None)
    except FormatError:
        return False
    return first is not None and "question" in first[1]


def read_chat_rows(path: Path) -> Iterator[ChatRow]:
    """Rows in the order of the file, one in memory at a time (and the one picture that others refer to).

    Raises:
        FormatError: missing, not of one of the forms, or a row without a question, with file and row.
    """
    pictures_of: tuple[int, tuple[bytes, ...]] = (-1, ())
    for number, fields in _raw_rows(path):
        place = f"{path}, row {number + 1}"
        if not fields.get("question", "").strip():
            raise FormatError(f"{place}: expected a question, found none")
        index = _whole(fields.get("index", ""), number)
        image = fields.pop("image", "")
        pictures: tuple[bytes, ...] = ()
        if image and len(image) <= _REFERENCE_LENGTH and image.strip().isdecimal():
            wanted = int(image)
            # Rows about one picture follow each other, and refer to the first of them.
            pictures = pictures_of[1] if wanted == pictures_of[0] else _referred(path, wanted, place)
            pictures_of = (wanted, pictures)
        elif image:
            pictures = _decoded(image, place)
            pictures_of = (index, pictures)
        yield ChatRow(index, fields, _options(fields), pictures, _media(path, fields, place))


def _raw_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    suffix = path.suffix.lower()
    rows = (
        _tsv_rows(path)
        if suffix == ".tsv"
        else _line_rows(path)
        if suffix == ".jsonl"
        else stream_items(path, "item")
    )
    for number, row in rows:
        if number >= ROW_LIMIT:
            raise FormatError(f"{path}: expected at most {ROW_LIMIT} rows")
        if not isinstance(row, dict):
            raise FormatError(f"{path}, row {number + 1}: expected an object, found {row!r:.60}")
        yield number, {str(key): _text(value) for key, value in row.items() if key is not None}


def _tsv_rows(path: Path) -> Iterator[tuple[int, object]]:
    before = csv.field_size_limit(2 * PICTURE_LIMIT)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file, delimiter="\t")):
                if None in row:
                    raise FormatError(
                        f"{path}, row {number + 1}: expected as many columns as in the first line"
                    )
                yield number, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FormatError(f"{path}: expected a table with tabs between columns ({error})") from error
    finally:
        csv.field_size_limit(before)


def _line_rows(path: Path) -> Iterator[tuple[int, object]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(line for line in file if line.strip()):
                try:
                    yield number, json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise FormatError(f"{path}, row {number + 1}: expected JSON, found {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path}: cannot be read ({error})") from error


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _options(fields: Mapping[str, str]) -> dict[str, str]:
    found = {
        letter: fields[letter] for letter in string.ascii_uppercase if fields.get(letter, "") not in ("", "nan")
    }
    listed = fields.get("candidates") or fields.get("options") or ""
    if found or not listed.strip().startswith("["):
        return found
    try:
        values = json.loads(listed)
    except (ValueError, RecursionError):
        return _quoted_options(listed)
    return _lettered([str(value) for value in values])


def _quoted_options(listed: str) -> dict[str, str]:
    found = [single or double for single, double in _QUOTED.findall(listed[:_LIST_LIMIT])]
    return _lettered([re.sub(r"\\(.)", r"\1", value) for value in found])


def _lettered(values: list[str]) -> dict[str, str]:
    """ "A. a dog" and "a dog" alike."""
    found = {}
    for letter, value in zip(string.ascii_uppercase, values, strict=False):
        start = value.lstrip()
        has_letter = start[:1] == letter and start[1:2] in (".", ")", ":")
        found[letter] = start[2:].strip() if has_letter else value.strip()
    return found


def _media(path: Path, fields: Mapping[str, str], place: str) -> Path | None:
    for column, folders, endings in (
        ("image_path", ("", "images"), ("",)),
        ("video", ("", "video", "videos"), ("", ".mp4")),
        ("videoID", ("video", "videos"), (".mp4",)),
    ):
        name = fields.get(column, "")
        if not name or name.startswith("["):
            continue
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise FormatError(f"{place}: expected a path inside the data set's folder, found {name!r}")
        for folder in folders:
            for ending in endings:
                candidate = path.parent / folder / f"{name}{ending}"
                if candidate.exists():
                    return candidate
    return None


def _referred(path: Path, wanted: int, place: str) -> tuple[bytes, ...]:
    for number, fields in _raw_rows(path):
        if (
            _whole(fields.get("index", ""), number) == wanted
            and len(fields.get("image", "")) > _REFERENCE_LENGTH
        ):
            return _decoded(fields["image"], place)
    raise FormatError(f"{place}: expected a picture in the row with index {wanted}, found none")


def _decoded(text: str, place: str) -> tuple[bytes, ...]:
    """One picture, or those of a list."""
    if len(text) > 2 * PICTURE_LIMIT:
        raise FormatError(f"{place}: expected pictures of at most {PICTURE_LIMIT >> 20} MB")
    texts = re.findall(r"[A-Za-z0-9+/=]{64,}", text) if text.lstrip().startswith("[") else [text]
    try:
        return tuple(
            base64.b64decode(each.rpartition(",")[2] if each.startswith("data:") else each) for each in texts
        )
    except (binascii.Error, ValueError) as error:
        raise FormatError(f"{place}: expected a picture in base64 ({error})") from error


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.strip().isdecimal() and len(text) < 16 else otherwise

"""Reading YOLO data sets: data.yaml, its splits as folders or lists, and the label file of each picture."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.datasets.clip_builder import ClipBuilder
from sa2va_desktop.datasets.data_set_paths import path_inside
from sa2va_desktop.datasets.frame_files import entries, read_lines
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedMask, ImportReport
from sa2va_desktop.datasets.json_fields import list_field, whole_field
from sa2va_desktop.datasets.json_input import read_json
from sa2va_desktop.datasets.picture_items import SOURCE_KEYS, source_of
from sa2va_desktop.datasets.yolo_rows import YoloRow, row_of
from sa2va_desktop.errors import FormatError, MediaError
from sa2va_desktop.media.picture_header import read_picture_header
from sa2va_desktop.media.picture_names import PICTURE_SUFFIXES, natural_key
from sa2va_desktop.media.records import MediaSettings
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

NOTES = "pictures.json"
"""A file of our own beside data.yaml: size and source of each picture, so that the pictures need not be there."""
_YAML_LIMIT, _LABEL_LIMIT = 4 << 20, 64 << 20
_NO_SPLITS = ("path", "names", "nc", "download", "yaml_file", "channels", "kpt_shape", "flip_idx", "roboflow")


def looks_like_yolo(source: Path) -> bool:
    """Whether there is a data.yaml with classes, or folders of pictures and labels. Never raises."""
    try:
        path = _yaml_of(source)
        if path is None:
            return source.is_dir() and _has_labels(source)
        return "names" in _read_yaml(path)
    except (FormatError, OSError):
        return False


def _has_labels(folder: Path) -> bool:
    places = [folder / "labels", *(path for path in entries(folder / "labels") if path.is_dir())]
    return (folder / "images").is_dir() and any(
        path.suffix == ".txt" for place in places for path in entries(place)[:50]
    )


def _yaml_of(source: Path) -> Path | None:
    if source.is_file():
        return source if source.suffix.lower() in (".yaml", ".yml") else None
    found = [path for path in entries(source) if path.suffix.lower() in (".yaml", ".yml") and path.is_file()]
    return next((path for path in found if path.stem == "data"), found[0] if found else None)


def _read_yaml(path: Path) -> dict[str, Any]:
    """Raises: FormatError: no YAML of plain values, too large, or no mapping."""
    try:
        if (size := path.stat().st_size) > _YAML_LIMIT:
            raise FormatError(
                translate("datasets", "{0}: expected at most {1} bytes, found {2}").format(
                    path, _YAML_LIMIT, size
                )
            )
        value = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise FormatError(
            translate("datasets", "{0} cannot be read: {1}").format(path, error.strerror or error)
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise FormatError(
            translate("datasets", "{0}: expected YAML, found {1:.200}").format(path, reason)
        ) from error
    if not isinstance(value, dict):
        raise FormatError(translate("datasets", "{0}: expected keys such as train and names").format(path))
    return value


def read_yolo(source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    """A picture at a time; see `ReadableFormat.read`."""
    path = _yaml_of(source)
    if path is None and not _has_labels(source):
        raise FormatError(
            translate("datasets", "{0}: expected data.yaml, or folders images and labels").format(source)
        )
    root = source if path is None else path.parent
    reader = _Reader(root, {} if path is None else _read_yaml(path), path, report)
    seen: set[Path] = set()
    for split, picture, labels in reader.pictures():
        token.raise_if_cancelled()
        if labels not in seen:  # the same folder often stands for two splits
            seen.add(labels)
            clip = reader.read(split, picture, labels)
            if clip is not None:
                yield clip


class _Reader:
    def __init__(self, root: Path, data: Mapping[str, Any], path: Path | None, report: ImportReport) -> None:
        self._root, self._data, self._path, self._report = root, data, path, report
        self._names = self._class_names()
        self._notes = self._read_notes()

    def _class_names(self) -> dict[int, str] | None:
        names = self._data.get("names")
        if isinstance(names, list):
            names = dict(enumerate(names))
        if isinstance(names, dict):
            for key, name in names.items():
                # Not written out: what YAML refers to again and again may be endless as text.
                if not isinstance(key, int) or not isinstance(name, str | int | float):
                    raise FormatError(
                        translate(
                            "datasets", "{0}: expected numbers and names of classes, found another value"
                        ).format(self._path)
                    )
            return {key: str(name) for key, name in names.items()}
        if self._path is not None:
            raise FormatError(
                translate("datasets", "{0}: expected names of classes, found none").format(self._path)
            )
        listed = self._root / "classes.txt"
        return dict(enumerate(read_lines(listed))) if listed.is_file() else None

    def _read_notes(self) -> Mapping[str, Any]:
        path = self._root / NOTES
        if not path.is_file():
            return {}
        try:
            value = read_json(path)
        except FormatError as error:
            self._report.add(str(path), str(error))
            return {}
        return value if isinstance(value, dict) else {}

    def pictures(self) -> Iterator[tuple[str, Path | None, Path]]:
        """(split, picture or None, label file) of every picture and of every label file without one."""
        if self._path is None:
            yield from self._of_folder("", self._root / "images")
            return
        base = self._root
        if isinstance(self._data.get("path"), str):
            base = path_inside(self._root, self._data["path"]) or self._root
        for split, values in self._data.items():
            if split in _NO_SPLITS or values is None:
                continue
            for value in values if isinstance(values, list) else [values]:
                place = path_inside(base, value.removeprefix("../")) if isinstance(value, str) else None
                if place is None:
                    if split in ("train", "val", "test"):
                        self._report.add(
                            f"{self._path}, {split}",
                            translate(
                                "datasets", "expected a folder or list in the data set, found {0:.60}"
                            ).format(value if isinstance(value, str) else type(value).__name__),
                        )
                elif place.is_dir():
                    yield from self._of_folder(str(split), place)
                elif place.suffix == ".txt":
                    yield from self._of_list(str(split), place)

    def _of_folder(self, split: str, folder: Path) -> Iterator[tuple[str, Path | None, Path]]:
        found: dict[Path, Path | None] = {}
        for path in _walk(self._labels_of(folder), (".txt",)):
            found[path] = None
        for path in _walk(folder, PICTURE_SUFFIXES):
            found[self._labels_of(path).with_suffix(".txt")] = path
        for labels in sorted(found, key=lambda path: natural_key(str(path))):
            yield split, found[labels], labels

    def _of_list(self, split: str, path: Path) -> Iterator[tuple[str, Path | None, Path]]:
        for number, line in enumerate(read_lines(path), start=1):
            inside = path.parent.relative_to(self._root)
            below = os.path.normpath(os.path.join(inside, line.replace("\\", "/")))
            picture = path_inside(self._root, below)
            if picture is None:
                self._report.add(
                    translate("datasets", "{0}, line {1}").format(path, number),
                    translate("datasets", "expected a picture in the data set, found {0:.100}").format(line),
                )
            else:
                yield split, picture, self._labels_of(picture).with_suffix(".txt")

    def _labels_of(self, path: Path) -> Path:
        """The same path below `labels` instead of the last `images`; beside the picture where there is none."""
        parts = list(path.relative_to(self._root).parts)
        if "images" in parts:
            parts[len(parts) - 1 - parts[::-1].index("images")] = "labels"
        return self._root.joinpath(*parts)

    def read(self, split: str, picture: Path | None, labels: Path) -> ImportedClip | None:
        """One picture, or None when nothing of it can be used."""
        place = labels if picture is None else picture
        notes = self._notes.get(f"{labels.parent.name}/{labels.stem}")
        notes = notes if isinstance(notes, dict) else {}
        try:
            lines = _lines(labels)
            size = self._size(picture, notes)
            name = place.relative_to(self._root).with_suffix("").as_posix()
            for start in ("images/", "labels/"):
                name = name.removeprefix(start)
            builder = ClipBuilder(name, *size)
        except (FormatError, MediaError) as error:
            self._report.add(str(place), str(error).removeprefix(f"{place}: "))
            return None
        source = source_of({key: notes[key] for key in SOURCE_KEYS if key in notes})
        frame = source.pop("frame_indices", (0,))[0]
        builder.add_frame(frame, place.name)
        self._add_rows(lines, labels, builder, frame)
        return builder.build(media=picture, split=split, **source)

    def _size(self, picture: Path | None, notes: Mapping[str, Any]) -> tuple[int, int]:
        if picture is not None:
            return read_picture_header(picture, max_megapixels=MediaSettings.max_megapixels).size_hw
        sides = dict(zip(("height", "width"), list_field(notes, "size"), strict=False))
        if not sides:
            raise FormatError(
                translate(
                    "datasets", "expected the picture of these labels, without which their size is not known"
                )
            )
        return whole_field(sides, "height"), whole_field(sides, "width")

    def _add_rows(self, lines: list[tuple[int, str]], labels: Path, builder: ClipBuilder, frame: int) -> None:
        kinds: set[bool] = set()
        for number, line in lines:
            try:
                row = row_of(line, builder.size_hw, None if self._names is None else self._class_limit())
            except FormatError as error:
                self._report.add(translate("datasets", "{0}, line {1}").format(labels, number), str(error))
                continue
            kinds.add(row.is_box)
            self._add(row, f"{frame}:{number}", builder, frame)
        if len(kinds) > 1:
            self._report.add(
                str(labels),
                translate(
                    "datasets",
                    "expected boxes or outlines, found both, which other readers refuse; read all the same",
                ),
            )

    def _class_limit(self) -> int:
        return max(self._names or {0: ""}, default=-1) + 1

    def _add(self, row: YoloRow, key: str, builder: ClipBuilder, frame: int) -> None:
        name = (
            str(row.class_index)
            if self._names is None
            else self._names.get(row.class_index, str(row.class_index))
        )
        # A box says where to look, and is no outline that a person confirmed.
        state = FrameState.FLAGGED if row.is_box else FrameState.CONFIRMED
        builder.add_object(key, category=name, extras={"shape": "box"} if row.is_box else {})
        builder.add_mask(key, frame, ImportedMask(row.rle, state))


def _walk(folder: Path, suffixes: Collection[str]) -> Iterator[Path]:
    """Files below a folder, links to folders not followed."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if path.suffix.lower() in suffixes and not name.startswith("."):
                yield path


def _lines(path: Path) -> list[tuple[int, str]]:
    """Numbered lines that say something; none where there is no file, which is a picture of background."""
    if not path.is_file():
        return []
    try:
        if (size := path.stat().st_size) > _LABEL_LIMIT:
            raise FormatError(
                translate("datasets", "{0}: expected at most {1} bytes, found {2}").format(
                    path, _LABEL_LIMIT, size
                )
            )
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(
            translate("datasets", "{0}: expected text in utf-8, found {1}").format(path, error)
        ) from error
    return [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]

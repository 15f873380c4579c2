"""Reads the texts of Ref-DAVIS17 as they were published: four text files beside the DAVIS data set.

`davis_text_annotations/Davis17_annot1.txt`, `Davis17_annot1_full_video.txt` and the same of `annot2`: lines of a sequence,
the value of an object in its index PNGs, and a quoted text. Two people wrote a text for each object after its first frame,
and one after the whole video.
Source: wjn922/ReferFormer, `tools/data/convert_davis_to_ytvos.py`, for the order of expressions and the misspelt names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop.datasets.frame_files import files_by_name, read_lines, report_file
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.indexed_expressions import folder_of, read_indexed_video
from sa2va_desktop.errors import FormatError
from sa2va_desktop.media.picture_names import PICTURE_SUFFIXES
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

TEXTS_PER_OBJECT = 4
_FOLDER = "davis_text_annotations"
_FILES = (
    "Davis17_annot1.txt",
    "Davis17_annot1_full_video.txt",
    "Davis17_annot2.txt",
    "Davis17_annot2_full_video.txt",
)
_MISSPELT = {"clasic-car": "classic-car", "dog-scale": "dogs-scale", "motor-bike": "motorbike"}
_SIZES = ("480p", "Full-Resolution")
_MASKS = (
    "Annotations_unsupervised",
    "Annotations",
)  # the texts are about the objects of both; some have more in the former
_LINE = re.compile(r'(\S+)\s+(\d{1,3})\s+"?(.*?)"?\s*')
_LIMIT = 64 << 20


def davis_text_folder(source: Path) -> Path | None:
    """The folder of text files at or in a place, or None."""
    for folder in (source, source / _FOLDER):
        if any((folder / name).is_file() for name in _FILES):
            return folder
    return None


def read_davis_texts(folder: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    """The sequences that the text files name, by name, with the DAVIS folders beside them as far as they are there.

    Raises:
        FormatError: a text file cannot be read.
        CancelledError: between sequences and frames.
    """
    texts = _texts(folder, report)
    homes = [folder.parent / "DAVIS", folder.parent]
    splits = _splits(homes, report)
    for name in sorted(texts):
        token.raise_if_cancelled()
        place = f"{folder.name}, {name}"
        try:
            media, annotations = _folders(homes, ("JPEGImages",), name), _folders(homes, _MASKS, name)
            files = files_by_name(media, PICTURE_SUFFIXES) if media else {}
            files = files or (files_by_name(annotations) if annotations else {})
            if not files:
                raise FormatError(
                    translate("datasets", "expected its frames in JPEGImages or Annotations, found none")
                )
            video = {"frames": list(files), "expressions": texts[name]}
            split = splits.get(name, "")
            yield read_indexed_video(
                name, video, media, annotations, {}, report, token, place=place, split=split
            )
        except FormatError as error:
            report.add(place, str(error))


def _folders(homes: Sequence[Path], kinds: Sequence[str], name: str) -> Path | None:
    """JPEGImages/480p/SEQUENCE or such, the first that is there."""
    return next(
        (
            found
            for home in homes
            for kind in kinds
            for size in _SIZES
            if (found := folder_of([home / kind], size, name)) is not None
        ),
        None,
    )


def _splits(homes: Sequence[Path], report: ImportReport) -> dict[str, str]:
    """Sequence → "train" or "val"."""
    splits: dict[str, str] = {}
    for home in homes:
        for name, path in files_by_name(home / "ImageSets" / "2017", (".txt",)).items():
            try:
                splits |= {line: name for line in read_lines(path) if line not in splits}
            except FormatError as error:
                report_file(report, path, error)
    return splits


def _texts(folder: Path, report: ImportReport) -> dict[str, dict[str, Any]]:
    """Sequence → expression id → text and object; ids are four times the place of the object, plus that of the file."""
    found: dict[str, dict[str, dict[int, str]]] = {}
    for column, name in enumerate(_FILES):
        path = folder / name
        if not path.is_file():
            report.add(str(path), translate("datasets", "expected this file of texts, found none"))
            continue
        for number, line in enumerate(_lines(path), start=1):
            if not line.strip():
                continue
            match = _LINE.fullmatch(line)
            if match is None or not match[3].strip():
                report.add(
                    translate("datasets", "{0}, line {1}").format(path, number),
                    translate(
                        "datasets", 'expected a sequence, the number of an object and a "text", found {0:.60}'
                    ).format(repr(line)),
                )
                continue
            sequence = _MISSPELT.get(match[1], match[1])
            found.setdefault(sequence, {}).setdefault(match[2], {}).setdefault(column, match[3].strip())
    return {
        sequence: {
            str(TEXTS_PER_OBJECT * place + column): {"exp": text, "obj_id": number}
            for place, number in enumerate(sorted(objects))
            for column, text in sorted(objects[number].items())
        }
        for sequence, objects in found.items()
    }


def _lines(path: Path) -> list[str]:
    """Those of the second annotator are no UTF-8."""
    try:
        if path.stat().st_size > _LIMIT:
            raise FormatError(translate("datasets", "{0}: expected at most 64 MB of text").format(path))
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(
            translate("datasets", "{0} cannot be read: {1}").format(path, error.strerror or error)
        ) from error
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return data.decode("latin-1").splitlines()

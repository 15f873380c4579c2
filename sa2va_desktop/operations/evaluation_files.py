"""Files of an evaluation: the journal of scores, which survives being killed, and the predictions.

OUT/journal.jsonl              a line a sample: {"run", "sample", "place", "row", "quality"}, and one {"run", "settings"} a run
OUT/predictions/RUN/NAME.json  what the model answered
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.benchmark_records import Prediction, StoredPrediction
from sa2va_desktop.datasets.coco_rle import coco_to_rle, rle_to_coco
from sa2va_desktop.datasets.json_input import read_json
from sa2va_desktop.errors import FormatError, OutputError
from sa2va_desktop.operations.whole_file import write_whole
from sa2va_desktop.translation import translate

JOURNAL = "journal.jsonl"
_FIRST = b'{"run": "'
_LINE_LIMIT = 64 << 20


@dataclass(frozen=True)
class JournalRow:
    """The score of one sample. `place`: its number in the data set; `error`: why there is none, or ""."""

    sample: str
    place: int
    row: Mapping[str, Any]
    quality: float | None = None
    error: str = ""


def run_key(settings: Mapping[str, Any]) -> str:
    """Names a run: rows count together only if model, wordings and all settings are the same."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]


def is_journal(path: Path) -> bool:
    """Whether a file is a journal of ours, or the beginning of one; never raises."""
    try:
        with path.open("rb") as file:
            return file.read(len(_FIRST)) in (_FIRST, b"")
    except OSError:
        return False


class Journal:
    """Scores on the disk, one line each, synchronised before the next sample begins.

    A line that was cut off when the process died is dropped. Damaged lines and rows of other runs stay in the file and are
    not looked at.

    Raises:
        OutputError: the disk refuses.
    """

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self._path = folder / JOURNAL
        self._run = run_key(settings)
        self.rows: dict[str, JournalRow] = {}
        is_known = self._read()
        try:
            self._file = self._path.open("ab", buffering=0)
        except OSError as error:
            raise _refused(self._path, error) from error
        if not is_known:
            self._append({"run": self._run, "settings": dict(settings)})

    @property
    def run(self) -> str:
        return self._run

    def add(self, row: JournalRow) -> None:
        """Raises: OutputError."""
        self._append(
            {
                "run": self._run,
                "sample": row.sample,
                "place": row.place,
                "row": dict(row.row),
                "quality": row.quality,
                "error": row.error,
            }
        )
        self.rows[row.sample] = row

    def close(self) -> None:
        self._file.close()

    def _read(self) -> bool:
        """Whether the run is in the journal; cuts off an unfinished end."""
        is_known, last, size = False, b"\n", 0
        try:
            if not self._path.exists():
                return False
            with self._path.open("rb") as file:
                for line in iter(lambda: file.readline(_LINE_LIMIT), b""):
                    last = line
                    size += len(line)
                    fields = _line(line)
                    if fields is None or fields.get("run") != self._run:
                        continue
                    is_known = True
                    row = _row(fields) if "sample" in fields else None
                    if row is not None:
                        self.rows[row.sample] = row
            if not last.endswith(b"\n"):
                os.truncate(self._path, size - len(last))
        except OSError as error:
            raise _refused(self._path, error) from error
        return is_known

    def _append(self, fields: Mapping[str, Any]) -> None:
        self._write((json.dumps(fields, allow_nan=False) + "\n").encode())

    def _write(self, data: bytes) -> None:
        try:
            while data:  # unbuffered, so that closing does not try once more what the disk has refused
                data = data[self._file.write(data) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _refused(self._path, error) from error


class Predictions:
    """What the model answered, one file a sample."""

    def __init__(self, folder: Path, run: str) -> None:
        self._folder = folder / "predictions" / run

    def put(self, stored: StoredPrediction) -> None:
        """Whole or not at all. Raises: OutputError."""
        write_whole(self._path(stored.key), json.dumps(_as_json(stored), allow_nan=False).encode())

    def has(self, key: str) -> bool:
        return self._path(key).is_file()

    def get(self, key: str) -> StoredPrediction | None:
        """None when there is none, or one that cannot be read."""
        path = self._path(key)
        if not path.is_file():
            return None
        try:
            return _from_json(read_json(path))
        except (FormatError, KeyError, TypeError, ValueError):
            return None

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json"


def _line(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _row(fields: Mapping[str, Any]) -> JournalRow | None:
    """None for a row that this application has not written."""
    try:
        return JournalRow(
            str(fields["sample"]),
            int(fields.get("place", 0)),
            dict(fields.get("row") or {}),
            fields.get("quality"),
            str(fields.get("error", "")),
        )
    except (ValueError, TypeError, OverflowError):
        return None


def _as_json(stored: StoredPrediction) -> dict[str, Any]:
    prediction = stored.prediction
    return {
        "sample": stored.key,
        "question": stored.question,
        "text": prediction.text,
        "phrases": list(prediction.phrases),
        "spoken_phrases": list(prediction.spoken_phrases),
        "objects": [[rle_to_coco(rle) for rle in track] for track in prediction.objects],
        "group": stored.group,
        "name": stored.name,
        "frames": list(stored.frame_names),
        "size": list(stored.size_hw),
        "media": "" if stored.media is None else stored.media.as_posix(),
        "shown": {
            "position": stored.shown_position,
            "frame": stored.shown_frame,
            "truth": None if stored.shown_truth is None else rle_to_coco(stored.shown_truth),
        },
    }


def _from_json(fields: Mapping[str, Any]) -> StoredPrediction:
    shown = fields["shown"]
    truth: MaskRle | None = None if shown["truth"] is None else coco_to_rle(shown["truth"])
    height, width = fields["size"]
    return StoredPrediction(
        fields["sample"],
        fields["question"],
        Prediction(
            fields["text"],
            tuple(fields["phrases"]),
            tuple(tuple(coco_to_rle(rle) for rle in track) for track in fields["objects"]),
            tuple(fields["spoken_phrases"]),
        ),
        fields["group"],
        fields["name"],
        tuple(fields["frames"]),
        (int(height), int(width)),
        Path(fields["media"]) if fields["media"] else None,
        int(shown["position"]),
        int(shown["frame"]),
        truth,
    )


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(
        translate("operations", "{0} cannot be written: {1}").format(path, error.strerror or error)
    )

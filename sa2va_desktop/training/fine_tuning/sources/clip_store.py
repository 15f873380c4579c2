"""Clips that are trained on, in a temporary file: a data set of a million masks takes hardly more memory than one of ten."""

from __future__ import annotations

import json
import tempfile
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sa2va_desktop.annotation.rle import MaskRle, rle_from_bytes, rle_to_bytes
from sa2va_desktop.training.fine_tuning.sample import SampleTask
from sa2va_desktop.training.fine_tuning.sources.located_clip import LocatedClip
from sa2va_desktop.training.fine_tuning.sources.units import Asks, Unit, UnitTurn

_IN_MEMORY = 32 << 20
"""Bytes that are kept in memory before the disk is used."""
_KEPT = 32
"""Clips that are kept as they were read last."""


@dataclass(frozen=True)
class StoredClip:
    """What is needed of a clip to make samples; masks are read when they are asked for.

    Attributes:
        place: which one it is, for reports.
        masks: for each object, frame → (start, length) in the file.
    """

    place: str
    path: Path | None
    size_hw: tuple[int, int]
    is_video: bool
    frames: tuple[int, ...]
    units: tuple[Unit, ...]
    masks: tuple[dict[int, tuple[int, int]], ...]


class ClipStore:
    """Clips by number. Used by one thread at a time; closed by its owner."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 -- closed by close
        self._end = 0
        self._places = array("q")
        self._lengths = array("q")
        self._read: OrderedDict[int, StoredClip] = OrderedDict()

    def __len__(self) -> int:
        return len(self._places)

    def add(self, place: str, located: LocatedClip, units: Sequence[Unit]) -> int:
        """Keep a clip with the masks that its units need. Returns: its number."""
        used = {
            each
            for unit in units
            for each in (*unit.regions, *(o for turn in unit.turns for o in turn.objects))
        }
        masks: list[dict[int, tuple[int, int]]] = []
        for number, track in enumerate(located.tracks):
            kept = track if number in used else {}
            masks.append({frame: self._write(rle_to_bytes(rle)) for frame, rle in sorted(kept.items())})
        fields = {
            "place": place,
            "path": None if located.path is None else str(located.path),
            "size": located.size_hw,
            "video": located.is_video,
            "frames": _runs(located.frames),
            "units": [_unit_fields(unit) for unit in units],
            "masks": [[[frame, *where] for frame, where in track.items()] for track in masks],
        }
        start, length = self._write(json.dumps(fields, separators=(",", ":")).encode("ascii"))
        self._places.append(start)
        self._lengths.append(length)
        return len(self._places) - 1

    def clip(self, number: int) -> StoredClip:
        """A clip without its masks."""
        known = self._read.get(number)
        if known is None:
            known = _stored(json.loads(self._bytes(self._places[number], self._lengths[number])))
            self._read[number] = known
            if len(self._read) > _KEPT:
                self._read.popitem(last=False)
        self._read.move_to_end(number)
        return known

    def mask(self, clip: StoredClip, place: int, frame: int) -> MaskRle | None:
        """The mask of an object of a clip, or None where nothing is known."""
        where = clip.masks[place].get(frame)
        return None if where is None else rle_from_bytes(self._bytes(*where), size_hw=clip.size_hw)

    def close(self) -> None:
        self._file.close()

    def _write(self, data: bytes) -> tuple[int, int]:
        self._file.seek(self._end)
        self._file.write(data)
        start, self._end = self._end, self._end + len(data)
        return start, len(data)

    def _bytes(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        return self._file.read(length)


def _unit_fields(unit: Unit) -> list[Any]:
    turns = [[turn.asks.value, turn.text, turn.answer, turn.segments, turn.region] for turn in unit.turns]
    return [unit.task.value, turns, _runs(unit.known), unit.regions]


def _stored(fields: dict[str, Any]) -> StoredClip:
    return StoredClip(
        fields["place"],
        None if fields["path"] is None else Path(fields["path"]),
        tuple(fields["size"]),
        fields["video"],
        _frames(fields["frames"]),
        tuple(_unit(*each) for each in fields["units"]),
        tuple({frame: (start, length) for frame, start, length in track} for track in fields["masks"]),
    )


def _unit(task: str, turns: list[Any], known: list[list[int]], regions: list[int]) -> Unit:
    return Unit(SampleTask(task), tuple(_turn(*turn) for turn in turns), _frames(known), tuple(regions))


def _turn(asks: str, text: str, answer: str, segments: list[list[int]], region: int) -> UnitTurn:
    return UnitTurn(Asks(asks), text, answer, tuple(tuple(each) for each in segments), region)


def _runs(frames: Sequence[int]) -> list[list[int]]:
    """Ascending frames as half-open ranges: mostly one, however long the clip is."""
    runs: list[list[int]] = []
    for frame in frames:
        if runs and runs[-1][1] == frame:
            runs[-1][1] = frame + 1
        else:
            runs.append([frame, frame + 1])
    return runs


def _frames(runs: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(frame for start, stop in runs for frame in range(start, stop))

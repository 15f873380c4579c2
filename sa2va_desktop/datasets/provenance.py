"""Writes `sa2va-provenance.jsonl`: where the frames and masks of an export come from, whatever its format can hold.

One JSON object a line: `dataset`, then for each clip `clip` and its `object`s. The same document gives the same bytes:
no time of writing, no path, no name of the machine stands in it. `side_file` reads it again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.records import AnnotationObject, ObjectFrame
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip, FrameReader
from sa2va_desktop.datasets.lazy_sequence import LazySequence
from sa2va_desktop.datasets.losses import Loss
from sa2va_desktop.datasets.side_file import SIDE_FILE
from sa2va_desktop.tasks import CancelToken

_HASH_BYTES = 16

FrameHashes = dict[str, dict[int, str]]
"""Clip name → frame index → hash of the frame's pixels."""


def frame_hash(rgb: npt.NDArray[np.uint8]) -> str:
    """BLAKE2b (16 bytes, hex) over the height and width as text and the (H, W, 3) uint8 RGB pixels, upright as shown."""
    digest = blake2b(f"{rgb.shape[0]}x{rgb.shape[1]}\n".encode(), digest_size=_HASH_BYTES)
    digest.update(np.ascontiguousarray(rgb).data)
    return digest.hexdigest()


class WatchedClips(LazySequence[AnnotatedClip]):
    """The same clips, with readers that note a hash of each frame that a format takes from them.

    Attributes:
        hashes: of the frames that were read so far.
    """

    def __init__(self, clips: Sequence[AnnotatedClip]) -> None:
        self._clips = clips
        self.hashes: FrameHashes = {}

    def __len__(self) -> int:
        return len(self._clips)

    def _make(self, index: int) -> AnnotatedClip:
        return self._watched(self._clips[index])

    def _watched(self, clip: AnnotatedClip) -> AnnotatedClip:
        if clip.open_frames is None:
            return clip
        noted = self.hashes.setdefault(clip.name, {})
        return replace(clip, open_frames=partial(_watching, clip.open_frames, noted))


@contextmanager
def _watching(
    open_frames: Callable[[], AbstractContextManager[FrameReader]], noted: dict[int, str]
) -> Iterator[FrameReader]:
    with open_frames() as reader:
        yield _WatchingReader(reader, noted)


class _WatchingReader:
    def __init__(self, reader: FrameReader, noted: dict[int, str]) -> None:
        self._reader, self._noted = reader, noted

    def read_rgb(self, frame_index: int) -> npt.NDArray[np.uint8]:
        rgb = self._reader.read_rgb(frame_index)
        self._noted.setdefault(frame_index, frame_hash(rgb))
        return rgb


def write_side_file(
    folder: Path,
    clips: Sequence[AnnotatedClip],
    *,
    about: Mapping[str, Any],
    losses: Sequence[Loss],
    frames_of: Callable[[AnnotatedClip], Sequence[int]],
    hashes: FrameHashes,
    hash_all: bool,
    token: CancelToken,
) -> None:
    """Write the side file of a data set.

    Args:
        about: what was exported and how: format, application, options.
        frames_of: the frames of a clip that the format wrote, as far as they were not read.
        hash_all: read frames whose pictures were not written, too, to hash them.
    """
    lost = [
        {"kind": str(each.kind), "count": each.count, **({"what": each.what} if each.kind == "other" else {})}
        for each in losses
    ]
    with (folder / SIDE_FILE).open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        file.write(_line({"record": "dataset", **about, "losses": lost}))
        for clip in clips:
            token.raise_if_cancelled()
            known = hashes.get(clip.name, {})
            frames = sorted(known) or sorted(frames_of(clip))
            if hash_all:
                known = _all_hashes(clip, frames, known, token)
            file.write(_line(_clip_record(clip, frames, known)))
            for each in clip.objects:
                file.write(_line(_object_record(clip, each)))


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _all_hashes(
    clip: AnnotatedClip, frames: Iterable[int], known: Mapping[int, str], token: CancelToken
) -> dict[int, str]:
    found = dict(known)
    missing = [frame for frame in frames if frame not in found]
    if missing and clip.open_frames is not None:
        with clip.open_frames() as reader:
            for frame in missing:
                token.raise_if_cancelled()
                found[frame] = frame_hash(reader.read_rgb(frame))
    return found


def _clip_record(clip: AnnotatedClip, frames: Sequence[int], hashes: Mapping[int, str]) -> dict[str, Any]:
    item = clip.item
    return {
        "record": "clip",
        "name": clip.name,
        "split": clip.split,
        "source": {
            "name": PurePosixPath(item.path).name,
            "kind": item.kind.value,
            "edge_hash": item.edge_hash,
            "size_bytes": item.size_bytes,
            "width": item.width,
            "height": item.height,
            "frame_count": item.frame_count,
            "time_base": list(item.time_base),
        },
        "frames": list(frames),
        "pts": [item.pts[frame] for frame in frames],
        "frame_hashes": [hashes.get(frame) for frame in frames],
    }


def _object_record(clip: AnnotatedClip, each: AnnotationObject) -> dict[str, Any]:
    category = clip.categories.get(each.category_id) if each.category_id is not None else None
    return {
        "record": "object",
        "clip": clip.name,
        "name": each.name,
        "category": category.name if category is not None else "",
        "expression": each.expression,
        "made_by": _makers(clip, each),
        "masks": [_range_record(run) for run in _runs(clip.tracks.get(each.object_id, {}))],
    }


def _makers(clip: AnnotatedClip, each: AnnotationObject) -> list[dict[str, Any]]:
    """The turns that gave the object, with the half-open range of frames in which they were asked for masks."""
    makers = [
        {
            "frames": list(answer.frame_range),
            "model": answer.model_name,
            "grounding_mode": answer.grounding_mode,
            "instruction": answer.instruction,
            "prompt": answer.prompt,
            "created_at": answer.created_at,
        }
        for answer in clip.answers
        if each.object_id in answer.object_ids
    ]
    model = clip.model_names.get(each.object_id, "")
    return makers or ([{"frames": [0, clip.item.frame_count], "model": model}] if model else [])


def _runs(track: Mapping[int, ObjectFrame]) -> Iterator[list[tuple[int, ObjectFrame]]]:
    """Stretches of frames that follow each other and have the same state."""
    run: list[tuple[int, ObjectFrame]] = []
    for frame, record in sorted(track.items()):
        if run and (frame != run[-1][0] + 1 or record.state is not run[-1][1].state):
            yield run
            run = []
        run.append((frame, record))
    if run:
        yield run


def _range_record(run: Sequence[tuple[int, ObjectFrame]]) -> dict[str, Any]:
    records = [record for _, record in run]
    scores = {
        "predicted_iou": [_rounded(record.predicted_iou) for record in records],
        "object_score": [_rounded(record.object_score) for record in records],
    }
    return {
        "frames": [run[0][0], run[-1][0] + 1],
        "state": records[0].state.name.lower(),
        **{name: values for name, values in scores.items() if any(value is not None for value in values)},
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 5)

"""`sa2va-provenance.jsonl`, which lies in every exported data set, as it is read: what its clips and frames were made of.

The import of every format finds its source media by it. It says nothing of masks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.translation import translate

SIDE_FILE = "sa2va-provenance.jsonl"

_LEVELS = 3  # folders above the file that a person pointed at
_LINE_LIMIT = 64 << 20
_CLIPS_LIMIT = 1_000_000
_NUMBER = re.compile(r"^(.*?)[ _/.-]*(\d+)$")


@dataclass(frozen=True)
class SourceClip:
    """What one clip of an export was made of: file name, `MediaItem.edge_hash`, and the exported frame indices."""

    name: str
    source_name: str
    source_hash: str
    frames: tuple[int, ...]
    frame_count: int


@dataclass(frozen=True)
class SideFile:
    """`format_id`: the format that was exported. `clips`: by the name that they have in the data set."""

    format_id: str
    clips: Mapping[str, SourceClip]

    def completed(self, clip: ImportedClip) -> ImportedClip:
        """The clip with what is known of its source; what a file says itself is not replaced."""
        found = self._source_of(clip)
        if found is None or clip.source_hash:
            return clip
        source, frames = found
        return replace(
            clip,
            source_name=clip.source_name or source.source_name,
            source_hash=source.source_hash,
            frame_indices=clip.frame_indices if clip.frame_indices is not None else frames,
        )

    def _source_of(self, clip: ImportedClip) -> tuple[SourceClip, tuple[int, ...] | None] | None:
        for name in (clip.name, PurePosixPath(clip.name).stem, PurePosixPath(clip.name).name):
            if name in self.clips:
                return self.clips[name], _frames_of(clip, self.clips[name])
        # A single picture of a clip is called after the clip and the frame, in whatever manner of its format.
        for name in (*clip.frames[:1], clip.name) if len(clip.frames) == 1 else ():
            source, frame = self._picture_of(name)
            if source is not None and frame is not None:
                return source, (frame,)
        return None

    def _picture_of(self, name: str) -> tuple[SourceClip | None, int | None]:
        match = _NUMBER.match(PurePosixPath(name).with_suffix("").as_posix())
        if match is None:
            return None, None
        frame = int(match[2])
        parts = PurePosixPath(match[1]).parts
        for start in range(len(parts)):
            source = self.clips.get("/".join(parts[start:]))
            if source is not None and frame in source.frames:
                return source, frame
        return None, None


def read_side_file(source: Path, report: ImportReport) -> SideFile | None:
    """The side file of the data set that a person pointed at, or None where there is none.

    A line that cannot be used is told to the report and left out: the data set itself may be fine.
    """
    path = _find(source)
    if path is None:
        return None
    format_id, clips = "", dict[str, SourceClip]()
    try:
        with path.open("rb") as file:
            number = 0
            while (line := file.readline(_LINE_LIMIT)) and len(clips) < _CLIPS_LIMIT:
                number += 1
                try:
                    record = json.loads(line)
                    if record["record"] == "dataset":
                        format_id = str(record["format"])
                    elif record["record"] == "clip":
                        clip = _clip(record)
                        clips[clip.name] = clip
                except (ValueError, KeyError, TypeError, RecursionError) as error:
                    sentence = translate("datasets", "expected a record of this application, found {0!r}")
                    report.add(f"{path.name}:{number}", sentence.format(error))
    except OSError as error:
        sentence = translate("datasets", "{0} cannot be read: {1}")
        report.add(path.name, sentence.format(path, error.strerror or error))
    return SideFile(format_id, clips)


def _find(source: Path) -> Path | None:
    start = source if source.is_dir() else source.parent
    folders = (start, *start.absolute().parents[: _LEVELS - 1])
    return next((path for folder in folders if (path := folder / SIDE_FILE).is_file()), None)


def _clip(record: Mapping[str, Any]) -> SourceClip:
    source = record["source"]
    frames = tuple(int(each) for each in record["frames"])
    return SourceClip(
        str(record["name"]),
        str(source["name"]),
        str(source["edge_hash"]),
        frames,
        int(source["frame_count"]),
    )


def _frames_of(clip: ImportedClip, source: SourceClip) -> tuple[int, ...] | None:
    """The source's frames of the clip's frames; None lets file names or positions tell."""
    numbers = []
    for name in clip.frames:
        match = _NUMBER.match(PurePosixPath(name).stem)
        numbers.append(int(match[2]) if match is not None else -1)
    if len(set(numbers)) == len(numbers) and set(numbers) <= set(source.frames):
        return tuple(numbers)
    return source.frames if len(source.frames) == len(clip.frames) else None

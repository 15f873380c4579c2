"""Reading MOTS: folders of 16-bit PNGs, and lines of text with COCO run lengths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.coco_rle import coco_to_rle
from sa2va_desktop.datasets.frame_files import (
    FrameNames,
    files_by_name,
    first_of,
    frames_of,
    read_lines,
    report_file,
)
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedMask, ImportedObject, ImportReport
from sa2va_desktop.datasets.index_frames import MaskTracks
from sa2va_desktop.datasets.index_png import read_deep_index_png
from sa2va_desktop.datasets.mots_numbers import (
    FIRST_FRAME,
    IGNORED_CLASS,
    INSTANCES_A_CLASS,
    KNOWN_LABELS,
    is_object,
)
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_LINE_LIMIT = 16 << 20
_KITTI_FOLDERS = ("label_02", "instances_txt")  # frames are counted from 0


@dataclass(frozen=True)
class MotsLine:
    """One object on one frame. `number`: class × 1000 + instance, also where the file has the instance alone."""

    frame: int
    number: int
    mots_class: int
    rle: MaskRle


def looks_like_mots(path: Path) -> bool:
    """Whether the first line of a text file is one of MOTS."""
    try:
        with path.open("rb") as file:
            return _fields(file.readline(_LINE_LIMIT)) is not None
    except OSError:
        return False


def read_mots_lines(path: Path, report: ImportReport) -> Iterator[MotsLine]:
    """The lines of a text file one by one; broken ones are reported with their number and left out.

    Raises:
        FormatError: it cannot be read.
    """
    size_hw: tuple[int, int] | None = None
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(_LINE_LIMIT):
                number += 1
                if not line.strip():
                    continue
                try:
                    found = _mots_line(line, size_hw)
                except FormatError as error:
                    report.add(translate("datasets", "{0}, line {1}").format(path, number), str(error))
                    continue
                size_hw = found.rle.size_hw
                yield found
    except OSError as error:
        raise FormatError(
            translate("datasets", "{0} cannot be read: {1}").format(path, error.strerror or error)
        ) from error


def _mots_line(line: bytes, size_hw: tuple[int, int] | None) -> MotsLine:
    """Raises FormatError without a place."""
    fields = _fields(line)
    if fields is None:
        raise FormatError(
            translate("datasets", "expected: frame id class height width run-lengths, found {0:.60}").format(
                repr(line.decode("utf-8", "replace").strip())
            )
        )
    frame, number, mots_class, height, width = fields[0]
    rle = coco_to_rle({"size": [height, width], "counts": fields[1]}, size_hw=size_hw)
    if number < INSTANCES_A_CLASS:
        number += mots_class * INSTANCES_A_CLASS
    return MotsLine(frame, number, mots_class, rle)


def _fields(line: bytes) -> tuple[list[int], str] | None:
    parts = line.split()
    if len(parts) != 6 or not all(part.isdigit() and len(part) < 10 for part in parts[:5]):
        return None
    return [int(part) for part in parts[:5]], parts[5].decode("ascii", "replace")


def _labels(folder: Path, report: ImportReport) -> Mapping[int, str]:
    """Class → label, from labels.txt or, where there is none, those of KITTI MOTS."""
    path = next((p for p in (folder / "labels.txt", folder.parent / "labels.txt") if p.is_file()), None)
    if path is None:
        return KNOWN_LABELS
    try:
        return dict(enumerate(read_lines(path), start=1))
    except FormatError as error:
        report_file(report, path, error)
        return {}


def read_pngs(folder: Path, report: ImportReport, token: CancelToken) -> ImportedClip | None:
    """The clip whose frames are in a folder of PNGs, or None when none of them can be read; broken ones are reported."""
    home = folder.parent if folder.name == "instances" else folder.parent.parent
    name = home.name if folder.name == "instances" else folder.name
    pictures = (
        home / "images"
        if folder.name == "instances"
        else first_of([home / "images" / name, home / "image_02" / name])
    )
    files = files_by_name(folder)
    frames = frames_of(files, pictures)
    found = MaskTracks()
    ignored = 0
    for frame_name, path in files.items():
        token.raise_if_cancelled()
        position = frames.position(frame_name)
        try:
            if position is None:
                raise FormatError(translate("datasets", "expected a picture of that name, found none"))
            found.add_indices(read_deep_index_png(path), position, void=None)
        except FormatError as error:
            report_file(report, path, error)
    for number in [each for each in found.tracks if not is_object(each)]:
        ignored += len(found.tracks.pop(number))
    _report_ignored(folder, ignored, report)
    if found.size_hw is None:
        return None
    return _clip(name, found, frames, None, _labels(folder, report))


def _report_ignored(place: Path, count: int, report: ImportReport) -> None:
    if count:
        report.add(
            str(place), translate("datasets", "{0} regions that evaluations ignore are left out").format(count)
        )


def read_text(path: Path, report: ImportReport, token: CancelToken) -> ImportedClip | None:
    """The clip of a text file, or None when no line of it can be read; broken ones are reported.

    Raises:
        FormatError: it cannot be read.
    """
    is_ground_truth = path.parent.name == "gt" and path.name == "gt.txt"
    home = path.parent.parent if is_ground_truth else path.parent
    found, ignored = MaskTracks(), 0
    for line in read_mots_lines(path, report):
        token.raise_if_cancelled()
        found.check_size(line.rle.size_hw)
        if line.mots_class == IGNORED_CLASS or not is_object(line.number):
            ignored += 1
        elif line.frame in found.tracks.get(line.number, {}):
            report.add(
                translate("datasets", "{0}, frame {1}").format(path, line.frame),
                translate("datasets", "expected object {0} once, found it again").format(line.number),
            )
        else:
            found.add(line.number, line.frame, ImportedMask(line.rle))
    _report_ignored(path, ignored, report)
    if found.size_hw is None:
        return None
    named = sorted({frame for track in found.tracks.values() for frame in track})
    counts_from_zero = path.parent.name in _KITTI_FOLDERS or named[:1] == [0]
    first = 0 if counts_from_zero else FIRST_FRAME
    frames = frames_of([f"{frame:06d}" for frame in named], home / "img1" if is_ground_truth else None)
    places = {frame: frames.position(f"{frame:06d}") for frame in named}
    for frame, place in places.items():
        if place is None:
            report.add(
                translate("datasets", "{0}, frame {1}").format(path, frame),
                translate("datasets", "expected a picture of that number, found none"),
            )
    for number, track in found.tracks.items():
        found.tracks[number] = {
            place: mask for frame, mask in sorted(track.items()) if (place := places[frame]) is not None
        }
    indices = tuple(frame - first for frame in named) if frames.media is None else None
    name = home.name if is_ground_truth else path.stem
    return _clip(name, found, frames, indices, _labels(path.parent, report))


def _clip(
    name: str,
    found: MaskTracks,
    frames: FrameNames,
    frame_indices: tuple[int, ...] | None,
    labels: Mapping[int, str],
) -> ImportedClip:
    assert found.size_hw is not None
    objects = tuple(
        ImportedObject(
            key=str(number),
            name="",
            category=labels.get(number // INSTANCES_A_CLASS, f"class {number // INSTANCES_A_CLASS}"),
            track=track,
        )
        for number, track in sorted(found.tracks.items())
    )
    return ImportedClip(
        name=name,
        height=found.size_hw[0],
        width=found.size_hw[1],
        frames=frames.names,
        media=frames.media,
        frame_indices=frame_indices,
        objects=objects,
        is_clip=True,
    )

"""A folder an object, a picture a frame: what mattes and cut-outs share. CLIP/001 NAME/00000.png

Each object has pictures of its own, so overlaps survive; a picture without pixels of it says that it is absent there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from sa2va_desktop.annotation.records import AnnotationObject
from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, annotated_frames, safe_file_name
from sa2va_desktop.datasets.frame_files import files_by_name, frames_of, report_file, subfolders
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedMask, ImportedObject, ImportReport
from sa2va_desktop.datasets.index_frames import MaskTracks, seen_objects
from sa2va_desktop.datasets.index_png import open_png
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.errors import FormatError
from sa2va_desktop.media.picture_names import natural_key
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

HOLDS = Holds(tracks=True, absence=True, names=True)

_NUMBERED = re.compile(r"^\d{3,}(?: (.*))?$")


def folder_losses(clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
    """What is lost: as `HOLDS` says, and names that no folder can have."""
    changed = sum(
        _folder_text(each) != each.name
        for clip in clips
        for each in seen_objects(clip, annotated_frames(clip, options))
    )
    return losses_of(clips, HOLDS, partial(written_frames, options=options), more={LossKind.NAMES: changed})


def written_frames(clip: AnnotatedClip, options: ExportOptions) -> list[int]:
    """Frames of which a picture is written: something is known there of an object that has a mask anywhere."""
    frames = annotated_frames(clip, options)
    tracks = [clip.tracks[each.object_id] for each in seen_objects(clip, frames)]
    return [frame for frame in frames if any(frame in track for track in tracks)]


def object_folders(clip: AnnotatedClip, folder: Path, options: ExportOptions) -> dict[AnnotationObject, Path]:
    """A new folder for each object with a mask, numbered in the order of `clip.objects`."""
    found = {}
    for number, each in enumerate(seen_objects(clip, annotated_frames(clip, options)), start=1):
        found[each] = folder / clip.name / f"{number:03d} {_folder_text(each)}".rstrip()
        found[each].mkdir(parents=True)
    return found


def _folder_text(annotation_object: AnnotationObject) -> str:
    return safe_file_name(annotation_object.name) if annotation_object.name else ""


def has_modes(source: Path, modes: Sequence[str]) -> bool:
    """Whether the first PNG of a first object is of one of Pillow's modes; the decision between mattes and cut-outs."""
    for _, objects in _clip_folders(source):
        path = next(iter(files_by_name(objects[0]).values()))
        try:
            with open_png(path) as picture:
                return picture.mode in modes
        except FormatError:
            return False
    return False


def read_object_folders(
    source: Path,
    read_mask: Callable[[Path], BoolMask],
    report: ImportReport,
    token: CancelToken,
    *,
    expected: str,
) -> Iterator[ImportedClip]:
    """The clips of a data set's folder, or the one clip whose folder it is.

    Args:
        read_mask: gives the mask in a picture, or raises FormatError.
        expected: what is said to be missing when there is no such folder.

    Raises:
        FormatError: no folder of an object.
    """
    found = False
    for folder, objects in _clip_folders(source):
        found = True
        clip = read_clip_of_objects(folder, objects, read_mask, report, token)
        if clip is None:
            report.add(
                str(folder), translate("datasets", "expected pictures of objects, found none that can be read")
            )
        else:
            yield clip
    if not found:
        raise FormatError(
            translate("datasets", "{0}: expected {1} as CLIP/OBJECT/00000.png, found none").format(
                source, expected
            )
        )


def _clip_folders(source: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Folders of clips with those of their objects."""
    for folder in (source, *subfolders(source)):
        objects = [each for each in subfolders(folder) if files_by_name(each)]
        if objects:
            yield folder, objects


def read_clip_of_objects(
    folder: Path,
    objects: Sequence[Path],
    read_mask: Callable[[Path], BoolMask],
    report: ImportReport,
    token: CancelToken,
    *,
    pictures: Path | None = None,
    split: str = "",
) -> ImportedClip | None:
    """One clip from the folders of its objects, or None when none of their pictures can be read."""
    files = [files_by_name(each) for each in objects]
    names = sorted({name for each in files for name in each}, key=natural_key)
    frames = frames_of(names, pictures)
    found = MaskTracks()
    for number, own in enumerate(files):
        for name, path in own.items():
            token.raise_if_cancelled()
            position = frames.position(name)
            try:
                if position is None:
                    raise FormatError(translate("datasets", "expected a picture of that name, found none"))
                mask = read_mask(path)
                found.check_size(mask.shape)
            except FormatError as error:
                report_file(report, path, error)
                continue
            found.add(number, position, ImportedMask(mask_to_rle(mask)))
    if found.size_hw is None:
        return None
    return ImportedClip(
        name=folder.name,
        height=found.size_hw[0],
        width=found.size_hw[1],
        frames=frames.names,
        media=frames.media,
        objects=tuple(
            ImportedObject(
                key=objects[number].name, name=_name_of(objects[number]), track=dict(sorted(track.items()))
            )
            for number, track in sorted(found.tracks.items())
        ),
        split=split,
        is_clip=len(frames.names) > 1,
    )


def _name_of(folder: Path) -> str:
    match = _NUMBERED.match(folder.name)
    return (match[1] or "") if match else folder.name

"""DAVIS 2017: palette PNGs with one object index per pixel, and lists of sequences.

Lossy: one object per pixel (the one drawn on top wins), at most 254 objects, no texts, no states. Objects of the first
frame get the low numbers, because evaluators take its highest index for the number of objects.
Source: Pont-Tuset et al., "The 2017 DAVIS Challenge on Video Object Segmentation", and its evaluation code's layout.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, all_frames
from sa2va_desktop.datasets.frame_files import files_by_name, first_of, frames_of, report_file, subfolders
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedObject, ImportReport
from sa2va_desktop.datasets.index_frames import (
    late_objects,
    numbered,
    read_index_frames,
    visible_objects,
    write_index_frames,
)
from sa2va_desktop.datasets.index_png import open_png
from sa2va_desktop.datasets.json_input import read_json
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.split_lists import read_split_lists, split_name, write_split_lists
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

RESOLUTION_FOLDER = "480p"  # what readers of the data set expect, whatever the pictures' real size
_MASK_FOLDERS = ("Annotations", "Annotations_unsupervised")
_YEARS = ("2017", "2019", "2016")
_OTHER_FORMATS = ("meta.json", "SegmentationClass", "SegmentationObject")  # index PNGs of YouTube-VOS and VOC
_SEMANTICS = "davis_semantics.json"


class DavisFormat:
    """Annotations/480p/CLIP/00000.png, ImageSets/2017/SPLIT.txt and, if wanted, JPEGImages/480p/CLIP/00000.jpg.

    Labels go into davis_semantics.json. Read are such a data set, its folder of masks, a folder of results (SEQUENCE/
    00000.png) and one sequence's folder.
    """

    format_id = "davis"
    title = QT_TRANSLATE_NOOP("datasets", "DAVIS 2017 (index PNG)")
    holds = Holds(overlap=False, tracks=True, labels=True)
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        late = sum(len(late_objects(clip, all_frames(clip, options))) for clip in clips)
        frames_of = partial(all_frames, options=options)
        return losses_of(clips, self.holds, frames_of, more={LossKind.FIRST_FRAME: late})

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        progress = FrameProgress(sum(len(all_frames(clip, options)) for clip in clips), on_progress, token)
        semantics = {}
        for clip in clips:
            frames = all_frames(clip, options)
            number = davis_numbers(clip, frames)
            masks_folder = folder / "Annotations" / RESOLUTION_FOLDER / clip.name
            write_index_frames(clip, masks_folder, frames, number, progress)
            if options.write_images and clip.open_frames is not None:
                images_folder = folder / "JPEGImages" / RESOLUTION_FOLDER / clip.name
                images_folder.mkdir(parents=True)
                write_jpeg_frames(clip, images_folder, frames, token)
            semantics[clip.name] = _categories(clip, number)
        write_split_lists(
            folder / "ImageSets" / "2017", [(split_name(clip, "val"), clip.name) for clip in clips]
        )
        if any(semantics.values()):
            text = json.dumps(semantics, ensure_ascii=False, indent=1)
            (folder / _SEMANTICS).write_bytes(text.encode("utf-8", "backslashreplace"))

    def recognises(self, source: Path) -> bool:
        if any((source / "ImageSets" / year).is_dir() for year in _YEARS):
            return _mask_folder(source) is not None
        if any((source / name).exists() for name in _OTHER_FORMATS):
            return False
        sequences = [source, *subfolders(_mask_folder(source) or source)[:3]]
        return any(map(_has_index_pngs, sequences))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        layout = _layout(source)
        names = [folder.name for folder in layout.sequences]
        splits = read_split_lists((source / "ImageSets" / year for year in _YEARS), names, report)
        semantics = _read_semantics(source, report)
        for folder in layout.sequences:
            clip = _read_sequence(folder, layout.pictures, report, token)
            if clip is None:
                report.add(
                    str(folder), translate("datasets", "expected index PNGs, found none that can be read")
                )
                continue
            yield _with_labels(clip, semantics.get(clip.name, {}), splits.get(clip.name, ""))


def davis_numbers(clip: AnnotatedClip, frames: range) -> dict[ObjectId, int]:
    """Pixel value of each object with a mask: those of the first frame first, else in the order of `clip.objects`.

    Raises:
        FormatError: more than 254.
    """
    late = {each.object_id for each in late_objects(clip, frames)}
    return numbered(clip, sorted(visible_objects(clip, frames), key=lambda each: each.object_id in late))


def _categories(clip: AnnotatedClip, number: Mapping[ObjectId, int]) -> dict[str, str]:
    return {
        str(number[each.object_id]): clip.category_name(each)
        for each in sorted(clip.objects, key=lambda each: number.get(each.object_id, 0))
        if each.object_id in number and each.category_id is not None
    }


@dataclass(frozen=True)
class _Layout:
    """The folders of masks, one a sequence, and the folder that has folders of pictures by the same names, or None."""

    sequences: list[Path]
    pictures: Path | None


def _layout(source: Path) -> _Layout:
    """Raises FormatError when there is no folder with index PNGs where DAVIS has them."""
    masks = _mask_folder(source)
    if masks is not None:
        pictures = first_of([source / "JPEGImages" / masks.name, source / "JPEGImages"])
        sequences = subfolders(masks)
    else:
        pictures = None
        sequences = (
            [source] if files_by_name(source) else [each for each in subfolders(source) if files_by_name(each)]
        )
    if not sequences:
        raise FormatError(
            translate(
                "datasets", "{0}: expected DAVIS masks as Annotations/480p/SEQUENCE/00000.png, found none"
            ).format(source)
        )
    return _Layout(sequences, pictures)


def _mask_folder(source: Path) -> Path | None:
    """The folder whose subfolders are sequences, below a data set's folder; 480p where there are several sizes."""
    for name in _MASK_FOLDERS:
        masks = source / name
        sizes = [each for each in subfolders(masks) if not files_by_name(each) and subfolders(each)]
        if sizes:
            return first_of([masks / RESOLUTION_FOLDER]) or sizes[0]
        if subfolders(masks):
            return masks
    return None


def _has_index_pngs(folder: Path) -> bool:
    path = next(iter(files_by_name(folder).values()), None)
    if path is None or path.with_suffix(".json").is_file():
        return False  # a picture with few colors and its labels
    try:
        with open_png(path) as picture:
            return picture.mode == "P"
    except FormatError:
        return False


def _read_sequence(
    folder: Path, pictures: Path | None, report: ImportReport, token: CancelToken
) -> ImportedClip | None:
    files = files_by_name(folder)
    frames = frames_of(files, pictures / folder.name if pictures else None)
    found = read_index_frames(files, frames, report, token)
    if found.size_hw is None:
        return None
    objects = tuple(
        ImportedObject(key=str(number), name="", track=track) for number, track in sorted(found.tracks.items())
    )
    return ImportedClip(
        name=folder.name,
        height=found.size_hw[0],
        width=found.size_hw[1],
        frames=frames.names,
        media=frames.media,
        objects=objects,
        is_clip=True,
    )


def _read_semantics(source: Path, report: ImportReport) -> Mapping[str, Mapping[str, str]]:
    """Sequence → object number → label; what is not so is left out."""
    for path in (source / _SEMANTICS, source / "DAVIS" / _SEMANTICS):
        if not path.is_file():
            continue
        try:
            value = read_json(path)
        except FormatError as error:
            report_file(report, path, error)
            continue
        if isinstance(value, dict):
            return {name: labels for name, labels in value.items() if isinstance(labels, dict)}
        report.add(str(path), translate("datasets", "expected sequences by name, found another value"))
    return {}


def _with_labels(clip: ImportedClip, labels: Mapping[str, object], split: str) -> ImportedClip:
    objects = tuple(
        replace(each, category=label) if isinstance(label := labels.get(each.key), str) else each
        for each in clip.objects
    )
    return replace(clip, objects=objects, split=split)


FORMAT = DavisFormat()

"""MOTS: multi-object tracking with masks, as 16-bit PNGs of class × 1000 + instance or as text with run lengths.

PNGs are laid out as Datumaro and CVAT have them, text as MOTSChallenge has it (frames from 1). Lossy: objects of a frame
do not overlap, at most 999 objects of a label, no texts, no states.
Source: Voigtlaender et al., "MOTS: Multi-Object Tracking and Segmentation", and the readers of TrackEval.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    all_frames,
    safe_file_name,
    unique_names,
)
from sa2va_desktop.datasets.frame_files import files_by_name, subfolders
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.index_frames import index_mask, mask_of_value, visible_objects
from sa2va_desktop.datasets.index_png import write_deep_index_png
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.mots_numbers import (
    FIRST_FRAME,
    INSTANCES_A_CLASS,
    class_numbers,
    label_lines,
    label_text,
    mots_numbers,
)
from sa2va_desktop.datasets.mots_reading import looks_like_mots, read_pngs, read_text
from sa2va_desktop.datasets.split_lists import split_name
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate


class MotsFormat:
    """CLIP/instances/000000.png with labels.txt, or MOTS-SPLIT/CLIP/gt/gt.txt with seqinfo.ini and a map of sequences.

    Read are both, the layouts of KITTI MOTS (`instances/SEQUENCE`, `label_02/SEQUENCE.txt` with frames from 0), a folder
    of text files as trackers give them, and one text file.
    """

    format_id = "mots"
    title = QT_TRANSLATE_NOOP("datasets", "MOTS (16-bit PNG or text)")
    holds = Holds(overlap=False, tracks=True, labels=True)
    takes_answers = False
    choices = (
        Choice(
            "container",
            QT_TRANSLATE_NOOP("datasets", "Masks as"),
            {
                "png": QT_TRANSLATE_NOOP("datasets", "16-bit PNGs and labels.txt"),
                "txt": QT_TRANSLATE_NOOP("datasets", "Text of MOTSChallenge (gt.txt)"),
            },
        ),
    )

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        renamed = sum(
            each.category_id is not None and label_text(name) != name
            for clip in clips
            for each in visible_objects(clip, all_frames(clip, options))
            for name in [clip.category_name(each)]
        )
        frames_of = partial(all_frames, options=options)
        return losses_of(clips, self.holds, frames_of, more={LossKind.LABELS: renamed})

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        progress = FrameProgress(sum(len(all_frames(clip, options)) for clip in clips), on_progress, token)
        classes = class_numbers(clips)
        names = [re.sub(r"[\s,]+", "_", clip.name) for clip in clips]  # a map of sequences holds no others
        as_text = options.choices.get("container", "png") == "txt"
        for clip, name in zip(clips, unique_names(names), strict=True):
            frames = all_frames(clip, options)
            number = mots_numbers(clip, frames, classes)
            if as_text:
                home = folder / f"MOTS-{split_name(clip, 'train')}" / name.replace(" ", "_")
                _write_text(clip, home, frames, number, classes, progress)
            else:
                home = folder / clip.name
                _write_pngs(clip, home / "instances", frames, number, classes, progress)
            if options.write_images and clip.open_frames is not None:
                pictures = home / ("img1" if as_text else "images")
                pictures.mkdir()
                called = _text_frame_name if as_text else "{:06d}".format
                write_jpeg_frames(clip, pictures, frames, token, name=called)
        if as_text:
            _write_sequence_maps(folder)

    def recognises(self, source: Path) -> bool:
        if source.is_file():
            return source.suffix.lower() == ".txt" and looks_like_mots(source)
        return bool(_instance_folders(source)) or any(map(looks_like_mots, _text_files(source)[:3]))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        folders = [] if source.is_file() else _instance_folders(source)
        texts = [source] if source.is_file() else _text_files(source)
        if not folders and not texts:
            raise FormatError(
                translate(
                    "datasets", "{0}: expected MOTS masks as instances/000000.png or gt/gt.txt, found neither"
                ).format(source)
            )
        for folder in folders:
            clip = read_pngs(folder, report, token)
            if clip is None:
                report.add(
                    str(folder), translate("datasets", "expected 16-bit PNGs, found none that can be read")
                )
            else:
                yield clip
        for path in texts if not folders else []:
            clip = read_text(path, report, token)
            if clip is None:
                report.add(
                    str(path), translate("datasets", "expected lines of MOTS, found none that can be read")
                )
            else:
                yield clip


def _write_pngs(
    clip: AnnotatedClip,
    folder: Path,
    frames: range,
    number: Mapping[ObjectId, int],
    classes: Mapping[str, int],
    progress: FrameProgress,
) -> None:
    folder.mkdir(parents=True)
    for frame in progress.each(frames):
        write_deep_index_png(folder / f"{frame:06d}.png", index_mask(clip, frame, number, np.uint16))
    (folder / "labels.txt").write_bytes(label_lines(classes).encode("utf-8", "backslashreplace"))


def _text_frame_name(frame: int) -> str:
    return f"{frame + FIRST_FRAME:06d}"


def _write_text(
    clip: AnnotatedClip,
    home: Path,
    frames: range,
    number: Mapping[ObjectId, int],
    classes: Mapping[str, int],
    progress: FrameProgress,
) -> None:
    (home / "gt").mkdir(parents=True)
    with (home / "gt" / "gt.txt").open("w", encoding="ascii", newline="\n") as file:
        for frame in progress.each(frames):
            indices = index_mask(clip, frame, number, np.uint16)
            for value in np.unique(indices[indices > 0]).tolist():
                coded = rle_to_coco(mask_of_value(indices, value).rle)
                height, width = coded["size"]
                place, mots_class = frame + FIRST_FRAME, value // INSTANCES_A_CLASS
                file.write(f"{place} {value} {mots_class} {height} {width} {coded['counts']}\n")
    fields = {
        "name": home.name,
        "imDir": "img1",
        "frameRate": f"{clip.nominal_fps():g}",
        "seqLength": clip.item.frame_count,
        "imWidth": clip.item.width,
        "imHeight": clip.item.height,
        "imExt": ".jpg",
    }
    text = "[Sequence]\n" + "".join(f"{key}={value}\n" for key, value in fields.items())
    (home / "seqinfo.ini").write_bytes(os.fsencode(text))
    # Not part of MOTSChallenge, which has one class; other readers pass over it.
    (home / "gt" / "labels.txt").write_bytes(label_lines(classes).encode("utf-8", "backslashreplace"))


def _write_sequence_maps(folder: Path) -> None:
    splits = subfolders(folder)
    (folder / "seqmaps").mkdir()
    for split in splits:
        lines = "".join(f"{home.name}\n" for home in subfolders(split))
        (folder / "seqmaps" / f"{safe_file_name(split.name)}.txt").write_bytes(os.fsencode(f"name\n{lines}"))


def _instance_folders(source: Path) -> list[Path]:
    """Folders of 16-bit PNGs: `instances` itself, or its subfolders, in the source or one folder below it."""
    found = []
    for home in (source, *subfolders(source)):
        instances = home / "instances"
        found += [instances] if files_by_name(instances) else []
        found += [folder for folder in subfolders(instances) if files_by_name(folder)]
    return found


def _text_files(source: Path) -> list[Path]:
    """gt/gt.txt of sequences up to two folders down, else the text files of the folder or of its `label_02`, `data` …"""
    homes = [source, *subfolders(source), *(below for each in subfolders(source) for below in subfolders(each))]
    found = [path for home in homes if (path := home / "gt" / "gt.txt").is_file()]
    if found:
        return found
    for folder in (source, source / "label_02", source / "instances_txt", source / "gt", source / "data"):
        found = [path for path in files_by_name(folder, (".txt",)).values() if looks_like_mots(path)]
        if found:
            return found
    return []


FORMAT = MotsFormat()

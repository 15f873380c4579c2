"""SA-V: masklets on every 4th frame of a video as COCO run lengths, with numbers about each, or as folders of PNGs.

Every object has a mask on every annotated frame, all zero where it is not seen, so that frames about which nothing is
known become absent ones. Objects may overlap. Lossy: frames between, labels, names, texts, states.
Source: Ravi et al., "SAM 2: Segment Anything in Images and Videos", and the data set's own README and evaluation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from sa2va_desktop.annotation.records import AnnotationObject, MediaKind
from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import Choice, ExportOptions, ProgressCallback, all_frames
from sa2va_desktop.datasets.frame_files import files_by_name, subfolders
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames, write_video
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.index_frames import seen_objects
from sa2va_desktop.datasets.index_png import write_index_png
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.sav_fields import FORMAT_ID, STEP, masklet_type_of, sav_document
from sa2va_desktop.datasets.sav_reading import (
    KINDS,
    annotation_folders,
    file_kind,
    is_masklet_file,
    read_masklet_files,
    read_video_folder,
    video_name,
)
from sa2va_desktop.datasets.split_lists import read_split_lists, split_name, write_split_lists
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate


class SaVFormat:
    """CLIP_manual.json (and CLIP_auto.json) beside CLIP.mp4, or sav_SPLIT/Annotations_6fps/CLIP/000/00000.png.

    Read are a folder of such files, one file, and the folders of the val and test sets with a folder an object or with
    index PNGs.
    """

    format_id = FORMAT_ID
    title = QT_TRANSLATE_NOOP("datasets", "SA-V (masklets)")
    holds = Holds(tracks=True, absence=True, times=True)
    takes_answers = False
    choices = (
        Choice(
            "layout",
            QT_TRANSLATE_NOOP("datasets", "Layout"),
            {
                "json": QT_TRANSLATE_NOOP("datasets", "JSON beside the video, as the training set"),
                "folders": QT_TRANSLATE_NOOP("datasets", "Folders of PNGs, as the val and test sets"),
            },
        ),
    )

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        return _frames(clip, options)

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        in_folders = _in_folders(options)
        unknown = unseen = 0
        for clip in clips:
            frames = _frames(clip, options)
            for each in seen_objects(clip, frames):
                track = clip.tracks[each.object_id]
                unknown += sum(frame not in track for frame in frames)
                inner = frames[1:-1]
                unseen += not any(frame in track and not track[frame].rle.is_empty for frame in inner)
        timeless = sum(
            clip.item.kind is not MediaKind.IMAGE and not _keeps_times(clip, options) for clip in clips
        )
        losses = losses_of(
            clips, self.holds, partial(_frames, options=options), more={LossKind.TIMES: timeless}
        )
        if unknown:
            what = translate("datasets", "frames without a record of an object, on which it becomes absent")
            losses.append(Loss(what, unknown))
        if in_folders and unseen:
            what = translate(
                "datasets",
                "objects seen on the first and last annotated frame only (the published evaluation stops)",
            )
            losses.append(Loss(what, unseen))
        return losses

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        progress = FrameProgress(sum(len(_frames(clip, options)) for clip in clips), on_progress, token)
        for clip in clips:
            if _in_folders(options):
                _write_folders(clip, folder / f"sav_{split_name(clip, 'val')}", options, progress)
            else:
                _write_files(clip, folder, options, progress)
        if _in_folders(options):
            for home in subfolders(folder):
                own = [
                    (home.name, clip.name) for clip in clips if f"sav_{split_name(clip, 'val')}" == home.name
                ]
                write_split_lists(home, own)

    def recognises(self, source: Path) -> bool:
        if source.is_file():
            return source.suffix.lower() == ".json" and is_masklet_file(source)
        return bool(annotation_folders(source)) or any(map(is_masklet_file, _masklet_files(source)[:3]))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        if source.is_file():
            clip = read_masklet_files([source], report, token)
            if clip is None:
                raise FormatError(f"{source}: {report.problems[-1].sentence}")
            yield clip
            return
        files, folders = _masklet_files(source), annotation_folders(source)
        if not files and not folders:
            raise FormatError(
                translate(
                    "datasets",
                    "{0}: expected VIDEO_manual.json, VIDEO_auto.json or Annotations_6fps, found none",
                ).format(source)
            )
        by_video: dict[Path, list[Path]] = {}
        for path in files:
            by_video.setdefault(path.with_name(video_name(path)), []).append(path)
        for paths in by_video.values():
            clip = read_masklet_files(
                sorted(paths, key=lambda path: KINDS.index(file_kind(path))), report, token
            )
            if clip is not None:
                yield clip
        for folder in folders:
            yield from _read_folders(folder, report, token)


def _in_folders(options: ExportOptions) -> bool:
    return options.choices.get("layout", "json") == "folders"


def _frames(clip: AnnotatedClip, options: ExportOptions) -> range:
    return all_frames(clip, options, step=STEP)


def _keeps_times(clip: AnnotatedClip, options: ExportOptions) -> bool:
    return options.write_images and clip.open_frames is not None and not _in_folders(options)


def _write_files(clip: AnnotatedClip, folder: Path, options: ExportOptions, progress: FrameProgress) -> None:
    frames = _frames(clip, options)
    kinds: dict[str, list[AnnotationObject]] = {}
    for each in seen_objects(clip, frames):
        kinds.setdefault(masklet_type_of(each), []).append(each)
    each_frame = progress.each
    for kind, objects in (kinds or {KINDS[0]: []}).items():
        document = sav_document(clip, objects, frames, kind, each_frame)
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        (folder / f"{clip.name}_{kind}.json").write_bytes(text.encode("utf-8", "backslashreplace"))
        each_frame = progress.again  # frames of a second file count once
    if options.write_images and clip.open_frames is not None:
        frames = range(clip.item.frame_count)
        write_video(clip, folder / f"{clip.name}.mp4", frames, progress.again, keeps_size=True)


def _write_folders(clip: AnnotatedClip, home: Path, options: ExportOptions, progress: FrameProgress) -> None:
    frames = _frames(clip, options)
    objects = seen_objects(clip, frames)
    masks = home / "Annotations_6fps" / clip.name
    for number, _ in enumerate(objects):
        (masks / f"{number:03d}").mkdir(parents=True)
    masks.mkdir(parents=True, exist_ok=True)
    nothing = np.zeros((clip.item.height, clip.item.width), np.uint8)
    for frame in progress.each(frames):
        for number, each in enumerate(objects):
            record = clip.tracks[each.object_id].get(frame)
            indices = rle_to_mask(record.rle).astype(np.uint8) if record is not None else nothing
            write_index_png(masks / f"{number:03d}" / f"{frame:05d}.png", indices)
    if options.write_images and clip.open_frames is not None:
        pictures = home / "JPEGImages_24fps" / clip.name
        pictures.mkdir(parents=True)
        write_jpeg_frames(clip, pictures, range(clip.item.frame_count), progress.token)


def _masklet_files(source: Path) -> list[Path]:
    """In a folder and up to two folders below it, as the training set is packed."""
    homes = [source, *subfolders(source), *(below for each in subfolders(source) for below in subfolders(each))]
    return [path for home in homes for path in files_by_name(home, (".json",)).values() if file_kind(path)]


def _read_folders(folder: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    videos = subfolders(folder)
    splits = read_split_lists([folder.parent], [each.name for each in videos], report)
    for video in videos:
        split = splits.get(video.name, "").removeprefix("sav_")
        clip = read_video_folder(video, split, report, token)
        if clip is None:
            report.add(
                str(video), translate("datasets", "expected PNGs of objects, found none that can be read")
            )
        else:
            yield clip


FORMAT = SaVFormat()

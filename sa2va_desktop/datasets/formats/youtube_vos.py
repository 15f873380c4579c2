"""YouTube-VOS: palette PNGs, and a meta.json that names the category of each object and the frames that speak of it.

An object may start on any frame. Where every listed frame has a picture, a frame that meta.json lists for an object
without pixels of it says that it is absent there; the list begins with its first mask. Lossy: one object per pixel, at most 254 objects, no texts, no states.
Source: Xu et al., "YouTube-VOS: A Large-Scale Video Object Segmentation Benchmark", and the layout of its 2019 release.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import FrameState, MediaKind, ObjectId
from sa2va_desktop.annotation.rle import empty_rle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    all_frames,
    safe_file_name,
)
from sa2va_desktop.datasets.frame_files import files_by_name, frames_of, is_plain_name, subfolders
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import Holds, LossKind
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedMask, ImportedObject, ImportReport
from sa2va_desktop.datasets.index_frames import (
    MaskTracks,
    object_numbers,
    read_index_frames,
    visible_on,
    write_index_frames,
)
from sa2va_desktop.datasets.index_png import MAX_OBJECTS
from sa2va_desktop.datasets.json_fields import as_object, list_field, text_field
from sa2va_desktop.datasets.json_input import stream_fields
from sa2va_desktop.datasets.losses import SAID_STATES, Loss, losses_of
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP, translate

ANNOTATED_STEP = 5
"""Of 30 frames a second six are annotated; meant for videos of about that rate, all frames of others are taken."""
_RATES = (27.0, 33.0)
_FOLDERS = {"val": "valid", "validation": "valid"}
_SPLITS = {"valid": "val"}


class YoutubeVosFormat:
    """SPLIT/Annotations/CLIP/00000.png, SPLIT/meta.json and, if wanted, SPLIT/JPEGImages/CLIP/00000.jpg.

    Splits are `train` and `valid`. Read are a folder of splits, and a split's folder.
    """

    format_id = "youtube-vos"
    title = QT_TRANSLATE_NOOP("datasets", "YouTube-VOS (index PNG)")
    holds = Holds(overlap=False, tracks=True, absence=True, labels=True)
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        return written_frames(clip, options)

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        more: Counter[LossKind] = Counter()
        for clip in clips:
            more.update(_lost_with_early_absences(clip, written_frames(clip, options)))
        frames_of = partial(written_frames, options=options)
        return losses_of(clips, self.holds, frames_of, more=more)

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        total = sum(len(written_frames(clip, options)) for clip in clips)
        progress = FrameProgress(total, on_progress, token)
        videos: dict[str, dict[str, Any]] = {}
        for clip in clips:
            frames = written_frames(clip, options)
            split = safe_file_name(_FOLDERS.get(clip.split, clip.split or "train"))
            number = object_numbers(clip, frames)
            write_index_frames(clip, folder / split / "Annotations" / clip.name, frames, number, progress)
            if options.write_images and clip.open_frames is not None:
                images_folder = folder / split / "JPEGImages" / clip.name
                images_folder.mkdir(parents=True)
                write_jpeg_frames(clip, images_folder, frames, token)
            listed = _listed_frames(clip, frames)
            objects = {
                str(number[each.object_id]): {
                    "category": clip.category_name(each),
                    "frames": [f"{frame:05d}" for frame in listed[each.object_id]],
                }
                for each in clip.objects
                if each.object_id in listed
            }
            videos.setdefault(split, {})[clip.name] = {"objects": objects}
        for split, named in videos.items():
            text = json.dumps({"videos": named}, ensure_ascii=False)
            (folder / split / "meta.json").write_bytes(text.encode("utf-8", "backslashreplace"))

    def recognises(self, source: Path) -> bool:
        # Ref-YouTube-VOS has the same folders, and expressions beside them.
        return not (source / "meta_expressions").exists() and bool(_split_folders(source))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        folders = _split_folders(source)
        if not folders:
            raise FormatError(
                translate(
                    "datasets",
                    "{0}: expected meta.json and Annotations, or splits that have them, found neither",
                ).format(source)
            )
        for folder in folders:
            split = _SPLITS.get(folder.name, folder.name) if folder != source else ""
            yield from _read_split(folder, split, report, token)


def written_frames(clip: AnnotatedClip, options: ExportOptions) -> range:
    """Every fifth frame of a video of about 30 frames a second, all of others, or every n-th if asked for."""
    is_fast = clip.item.kind is MediaKind.VIDEO and _RATES[0] <= clip.nominal_fps() <= _RATES[1]
    return all_frames(clip, options, step=ANNOTATED_STEP if is_fast else 1)


def _listed_frames(clip: AnnotatedClip, frames: range) -> dict[ObjectId, list[int]]:
    """Frames that speak of each visible object: those on which it is visible and, after the first, known to be absent.

    Not listed are frames on which others cover it wholly, because they would say that it is absent.
    """
    visible = {frame: visible_on(clip, frame) for frame in clip.annotated_frames() if frame in frames}
    listed = {}
    for each in clip.objects:
        key, track = each.object_id, clip.tracks.get(each.object_id, {})
        shown = [frame for frame in visible if key in visible[frame]]
        if shown:
            absent = [frame for frame in visible if frame in track and track[frame].rle.is_empty]
            listed[key] = sorted([*shown, *(frame for frame in absent if frame > shown[0])])
    return listed


def _lost_with_early_absences(clip: AnnotatedClip, frames: range) -> Counter[LossKind]:
    """Absences before an object is seen are lost as a whole, so that what else they say is not counted again."""
    counts: Counter[LossKind] = Counter()
    for key, listed in _listed_frames(clip, frames).items():
        for frame, record in clip.tracks[key].items():
            if frame in frames and record.rle.is_empty and frame < listed[0]:
                counts[LossKind.ABSENCE] += 1
                counts[LossKind.SCORES] -= record.predicted_iou is not None
                counts[LossKind.STATES] -= record.state in SAID_STATES
                counts[LossKind.OCCLUSION] -= record.state is FrameState.OCCLUDED
    return counts


def _split_folders(source: Path) -> list[Path]:
    return [
        folder
        for folder in (source, *subfolders(source))
        if (folder / "meta.json").is_file() and (folder / "Annotations").is_dir()
    ]


def _read_split(folder: Path, split: str, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
    meta = folder / "meta.json"
    count = 0
    for name, info in stream_fields(meta, "videos"):
        token.raise_if_cancelled()
        count += 1
        place = translate("datasets", "{0}, video {1!r}").format(meta, name)
        try:
            if not is_plain_name(name) or not (folder / "Annotations" / name).is_dir():
                raise FormatError(
                    translate("datasets", "expected a folder of that name in Annotations, found none")
                )
            objects = as_object(as_object(info, "video").get("objects", {}), "objects")
            yield _read_video(folder, name, _objects_in_meta(objects, place, report), split, report, token)
        except FormatError as error:
            report.add(place, str(error))
    if not count:
        raise FormatError(
            translate("datasets", "{0}: expected 'videos' with keys and values, found none").format(meta)
        )


def _objects_in_meta(objects: Mapping[str, Any], place: str, report: ImportReport) -> dict[int, dict[str, Any]]:
    """Pixel value → what meta.json says of the object; those that cannot be are reported."""
    found = {}
    for key, info in objects.items():
        try:
            if not (key.isascii() and key.isdecimal() and 1 <= int(key[:9]) <= MAX_OBJECTS):
                raise FormatError(
                    translate("datasets", "expected a number from 1 to {0} as object, found {1:.60}").format(
                        MAX_OBJECTS, repr(key)
                    )
                )
            fields = as_object(info, "object")
            text_field(fields, "category")
            list_field(fields, "frames")
            found[int(key)] = fields
        except FormatError as error:
            report.add(translate("datasets", "{0}, object {1!r}").format(place, key), str(error))
    return found


def _read_video(
    folder: Path,
    name: str,
    known: Mapping[int, Mapping[str, Any]],
    split: str,
    report: ImportReport,
    token: CancelToken,
) -> ImportedClip:
    """Raises FormatError when no mask can be read."""
    files = files_by_name(folder / "Annotations" / name)
    frames = frames_of(files, folder / "JPEGImages" / name)
    read: set[int] = set()
    found = read_index_frames(files, frames, report, token, on_frame=lambda position, _: read.add(position))
    if found.size_hw is None:
        raise FormatError(translate("datasets", "expected index PNGs, found none that can be read"))
    listed = {
        number: [each for each in list_field(info, "frames") if isinstance(each, str)]
        for number, info in known.items()
    }
    # `valid` has pictures only of frames on which objects start, and there 0 means "no label".
    if all(each in files for names in listed.values() for each in names):
        for number, names in listed.items():
            _add_absences(found, number, [p for each in names if (p := frames.position(each)) in read])
    objects = tuple(
        ImportedObject(
            key=str(number),
            name="",
            category=text_field(known.get(number, {}), "category"),
            track=dict(sorted(track.items())),
        )
        for number, track in sorted(found.tracks.items())
    )
    return ImportedClip(
        name=name,
        height=found.size_hw[0],
        width=found.size_hw[1],
        frames=frames.names,
        media=frames.media,
        objects=objects,
        split=split,
        is_clip=True,
    )


def _add_absences(found: MaskTracks, number: int, positions: Sequence[int | None]) -> None:
    assert found.size_hw is not None
    for position in positions:
        if position is not None and position not in found.tracks.get(number, {}):
            found.add(number, position, ImportedMask(empty_rle(*found.size_hw)))


FORMAT = YoutubeVosFormat()

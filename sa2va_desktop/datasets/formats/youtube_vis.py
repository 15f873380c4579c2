"""YouTube-VIS: one JSON file of tracks over the frames of videos; OVIS, LV-VIS and HQ-YTVIS have the same layout.

Masks are written as uncompressed column-major run lengths, which the loaders of ground truth need, and null where an
object is not seen. What it has no place for stands in `info` and in keys of our own, which other tools pass over.
Source: Yang et al., "Video Instance Segmentation", its API, and TrackEval's loader.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop import __version__
from sa2va_desktop.annotation.records import AnnotationObject
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_notes import finite, key_of, notes_of, record_attributes
from sa2va_desktop.datasets.clip_texts import referring_texts
from sa2va_desktop.datasets.coco_categories import coco_categories
from sa2va_desktop.datasets.coco_rle import rle_to_coco_counts
from sa2va_desktop.datasets.dataset_format import (
    Choice,
    ExportOptions,
    ProgressCallback,
    all_frames,
    safe_file_name,
)
from sa2va_desktop.datasets.extras import extras_of
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.holds import ALL_BUT_TALK
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.kept_ids import kept_numbers
from sa2va_desktop.datasets.losses import Loss, losses_of
from sa2va_desktop.datasets.youtube_vis_files import read_youtube_vis, youtube_vis_files
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import QT_TRANSLATE_NOOP

_NOT_WRITTEN_BACK = ("id", "category_id", "supercategory", "shape", "score")


class YoutubeVisFormat:
    """SPLIT/instances.json and, if wanted, SPLIT/JPEGImages/CLIP/00000.jpg; the split is "train" where there is none."""

    format_id = "youtube-vis"
    title = QT_TRANSLATE_NOOP("datasets", "YouTube-VIS (tracks, JSON)")
    holds = ALL_BUT_TALK
    takes_answers = False
    choices: tuple[Choice, ...] = ()

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        return losses_of(clips, self.holds, lambda clip: all_frames(clip, options))

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        progress = FrameProgress(sum(len(clip.objects) or 1 for clip in clips), on_progress, token)
        for split in dict.fromkeys(clip.split for clip in clips) or [""]:
            own = folder / (safe_file_name(split) if split else "train")
            own.mkdir(exist_ok=True)
            members = [clip for clip in clips if clip.split == split]
            _write_file(own / "instances.json", members, options, progress)
            for clip in members:
                if options.write_images and clip.open_frames is not None:
                    pictures = own / "JPEGImages" / clip.name
                    pictures.mkdir(parents=True)
                    write_jpeg_frames(clip, pictures, all_frames(clip, options), token)

    def recognises(self, source: Path) -> bool:
        return bool(youtube_vis_files(source))

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        yield from read_youtube_vis(source, report, token)


def _write_file(
    path: Path, clips: Sequence[AnnotatedClip], options: ExportOptions, progress: FrameProgress
) -> None:
    """One track in memory at a time; ASCII, so that any name survives."""
    categories, category_ids = coco_categories(clips, "youtube-vis")
    video_ids = kept_numbers([extras_of(clip.item.extras, "youtube-vis").get("id") for clip in clips])
    tracks = [
        (clip, video_id, each)
        for clip, video_id in zip(clips, video_ids, strict=True)
        for each in clip.objects
        if _is_seen(clip, each, all_frames(clip, options))
    ]
    track_ids = kept_numbers([extras_of(each.extras, "youtube-vis").get("id") for _, _, each in tracks])
    head = {
        "info": {
            "description": "Exported by Sa2VA Desktop",
            "version": __version__,
            "clips": [notes_of(clip, list(all_frames(clip, options))) for clip in clips],
        },
        "licenses": [],
        "videos": [
            _video(clip, video_id, all_frames(clip, options))
            for clip, video_id in zip(clips, video_ids, strict=True)
        ],
        "categories": categories,
    }
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(json.dumps(head, allow_nan=False)[:-1] + ', "annotations": [')
        separator = "\n"
        for number in progress.each(range(len(tracks))):
            clip, video_id, each = tracks[number]
            annotation = {
                **_kept(each),
                "id": track_ids[number],
                "video_id": video_id,
                "category_id": category_ids[clip.category_name(each)],
                **_track(clip, each, all_frames(clip, options)),
            }
            file.write(separator + json.dumps(annotation, allow_nan=False))
            separator = ",\n"
        file.write("\n]}\n")


def _is_seen(clip: AnnotatedClip, each: AnnotationObject, frames: range) -> bool:
    track = clip.tracks.get(each.object_id, {})
    return any(frame in frames and not record.rle.is_empty for frame, record in track.items())


def _kept(each: AnnotationObject) -> Mapping[str, Any]:
    extras = extras_of(each.extras, "youtube-vis")
    return {key: value for key, value in extras.items() if key not in _NOT_WRITTEN_BACK}


def _video(clip: AnnotatedClip, video_id: int, frames: range) -> dict[str, Any]:
    kept = extras_of(clip.item.extras, "youtube-vis")
    return {
        **kept,
        "id": video_id,
        "width": clip.item.width,
        "height": clip.item.height,
        "length": len(frames),
        "file_names": [f"{clip.name}/{frame:05d}.jpg" for frame in frames],
        "clip": clip.name,
        "frame_indices": list(frames),
        "times_s": [round(clip.item.time_s(frame), 6) for frame in frames],
    }


def _track(clip: AnnotatedClip, each: AnnotationObject, frames: range) -> dict[str, Any]:
    """Lists over the frames; null where the object is not seen."""
    track = clip.tracks.get(each.object_id, {})
    records = [track.get(frame) for frame in frames]
    seen = [record if record is not None and not record.rle.is_empty else None for record in records]
    areas = [None if record is None else float(record.rle.area) for record in seen]
    sizes = [area for area in areas if area is not None]
    said = next(record_attributes(clip, each, record) for record in seen if record is not None)
    texts = [text.text for text in referring_texts(clip) if text.object_ids == (each.object_id,)]
    return {
        "iscrowd": int(_kept(each).get("iscrowd") == 1),
        "width": clip.item.width,
        "height": clip.item.height,
        "length": len(frames),
        "segmentations": [None if record is None else rle_to_coco_counts(record.rle) for record in seen],
        "bboxes": [
            None if record is None else [float(value) for value in record.rle.box_xywh] for record in seen
        ],
        "areas": areas,
        "avg_area": sum(sizes) / len(sizes),
        "object": key_of(each),
        "name": each.name,
        **({"caption": said["caption"]} if "caption" in said else {}),
        **({"expressions": texts} if texts else {}),
        "states": [None if record is None else record.state.name.lower() for record in seen],
        "predicted_ious": [None if record is None else finite(record.predicted_iou) for record in seen],
        "object_scores": [None if record is None else finite(record.object_score) for record in seen],
    }


FORMAT = YoutubeVisFormat()

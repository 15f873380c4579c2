"""Writes the layout that MeViS, ReVOS and Ref-SAV share; see `expression_videos`. Masks go to the disk track by track."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import MediaKind, ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.clip_texts import ClipText, referring_texts
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.dataset_format import safe_file_name
from sa2va_desktop.datasets.expression_videos import FRAMES_KEY, OBJECTS_KEY, VIDEO_KEY, text_or_nothing
from sa2va_desktop.datasets.extras import extras_of
from sa2va_desktop.datasets.frame_files import is_plain_name
from sa2va_desktop.datasets.frame_pictures import write_jpeg_frames
from sa2va_desktop.datasets.frame_progress import FrameProgress
from sa2va_desktop.datasets.json_output import json_object
from sa2va_desktop.datasets.kept_ids import kept_names, kept_numbers
from sa2va_desktop.datasets.losses import Loss
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_OWN_KEYS = frozenset({"exp_id", "exp", "obj_id", "anno_id"})
TextFields = Callable[[ClipText, Mapping[str, Any]], Mapping[str, Any]]
"""Further fields of an expression, by its text and what an imported file said of it."""


@dataclass(frozen=True)
class ExpressionVideo:
    """A clip with the ids that it is written with.

    Attributes:
        key: name of the video, a relative path.
        frames: indices of the frames that are written.
        anno_ids: object → id of its track, unique in the data set; obj_ids: in the clip.
        texts: expression id → text.
    """

    clip: AnnotatedClip
    key: str
    frames: Sequence[int]
    anno_ids: Mapping[ObjectId, int]
    obj_ids: Mapping[ObjectId, int]
    texts: Mapping[str, ClipText]
    extras: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def _picture_names(self) -> list[str]:
        """Names that the pictures came with, or nothing when they cannot be used."""
        names = self.extras.get(FRAMES_KEY)
        is_usable = (
            self.clip.item.kind is MediaKind.SEQUENCE
            and isinstance(names, list)
            and len(names) == self.clip.item.frame_count
            and all(is_plain_name(name) for name in names)
            and names == sorted(set(names))
        )
        return names if is_usable and names else []

    def frame_name(self, frame_index: int) -> str:
        """The name that a picture came with, which may be its number in a video; else the frame's number."""
        return self._picture_names[frame_index] if self._picture_names else f"{frame_index:05d}"

    def fields(self, format_id: str, video_id: int, text_fields: TextFields) -> dict[str, Any]:
        """The video as it stands in the file of expressions."""
        return {
            "vid_id": video_id,
            **{key: value for key, value in self.extras.items() if key not in (VIDEO_KEY, FRAMES_KEY)},
            "height": self.clip.item.height,
            "width": self.clip.item.width,
            "frames": [self.frame_name(frame) for frame in self.frames],
            "expressions": {
                exp_id: self._expression(text, extras_of(text.extras, format_id), text_fields)
                for exp_id, text in self.texts.items()
            },
            OBJECTS_KEY: {
                str(self.anno_ids[each.object_id]): {
                    "obj_id": self.obj_ids[each.object_id],
                    "name": each.name,
                    **({"category": self.clip.category_name(each)} if each.category_id is not None else {}),
                }
                for each in self.clip.objects
            },
        }

    def _expression(self, text: ClipText, extras: Mapping[str, Any], text_fields: TextFields) -> dict[str, Any]:
        meant = [each for each in text.object_ids if each in self.anno_ids]
        return {
            "exp": text.text,
            "obj_id": [self.obj_ids[each] for each in meant],
            "anno_id": [self.anno_ids[each] for each in meant],
            **{key: value for key, value in extras.items() if key not in _OWN_KEYS},
            **text_fields(text, extras),
        }


def numbered_videos(
    clips: Sequence[AnnotatedClip],
    format_id: str,
    frames_of: Callable[[AnnotatedClip], Sequence[int]],
    *,
    first: int = 0,
    keys: Sequence[str] | None = None,
) -> list[ExpressionVideo]:
    """Clips with ids, those of the file that they came from where they can be kept.

    Args:
        first: lowest id of an object and a track.
        keys: names of the videos; those of the clips unless given.
    """
    said = [extras_of(each.extras, format_id) for clip in clips for each in clip.objects]
    annos = iter(kept_numbers([each.get("anno_id") for each in said], first=first))
    videos = []
    for clip, key in zip(clips, keys or [clip.name for clip in clips], strict=True):
        ids = [each.object_id for each in clip.objects]
        things = kept_numbers(
            [extras_of(each.extras, format_id).get("obj_id") for each in clip.objects], first=first
        )
        texts = referring_texts(clip)
        names = kept_names([extras_of(text.extras, format_id).get("exp_id") for text in texts])
        videos.append(
            ExpressionVideo(
                clip=clip,
                key=key,
                frames=frames_of(clip),
                anno_ids={each: next(annos) for each in ids},
                obj_ids=dict(zip(ids, things, strict=True)),
                texts=dict(zip(names, texts, strict=True)),
                extras=extras_of(clip.item.extras, format_id),
            )
        )
    return videos


def kept_keys(clips: Sequence[AnnotatedClip], format_id: str) -> list[str]:
    """Names of the videos: the relative paths that they had in the file they came from, where those can be folders."""
    said = [text_or_nothing(extras_of(clip.item.extras, format_id).get(VIDEO_KEY)) for clip in clips]
    return [
        key if said.count(key) == 1 and key == "/".join(map(safe_file_name, key.split("/"))) else clip.name
        for clip, key in zip(clips, said, strict=True)
    ]


def write_expressions(
    path: Path,
    videos: Sequence[ExpressionVideo],
    format_id: str,
    text_fields: TextFields = lambda text, extras: {},
) -> None:
    """The file of expressions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    numbers = kept_numbers([video.extras.get("vid_id") for video in videos], first=0)
    with json_object(path, opening='{"videos": {', closing="}}") as write:
        for number, video in zip(numbers, videos, strict=True):
            write(video.key, {**video.fields(format_id, number, text_fields), "vid_id": number})


def write_masks(path: Path, videos: Sequence[ExpressionVideo], progress: FrameProgress) -> None:
    """The file of masks; `null` stands for an absent object."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with json_object(path) as write:
        for video in videos:
            for each in video.clip.objects:
                progress.token.raise_if_cancelled()
                track = video.clip.tracks.get(each.object_id, {})
                records = (track.get(frame) for frame in video.frames)
                masks = [
                    rle_to_coco(record.rle) if record and not record.rle.is_empty else None
                    for record in records
                ]
                write(str(video.anno_ids[each.object_id]), masks)
            for _ in progress.each(video.frames):
                pass


def write_frame_pictures(video: ExpressionVideo, folder: Path, token: CancelToken) -> None:
    """VIDEO/00000.jpg … below `folder`; nothing where the pictures are not available."""
    if video.clip.open_frames is not None:
        own = folder / video.key
        own.mkdir(parents=True, exist_ok=True)
        write_jpeg_frames(video.clip, own, video.frames, token, name=video.frame_name)


def by_split(
    clips: Sequence[AnnotatedClip], folder_names: Mapping[str, str], default: str
) -> dict[str, list[AnnotatedClip]]:
    """Clips by the name that their split has in a data set, in the order in which splits come up.

    Args:
        folder_names: split → name; others keep theirs.
        default: of clips without a split.
    """
    parts: dict[str, list[AnnotatedClip]] = {}
    for clip in clips:
        name = folder_names.get(clip.split, clip.split) if clip.split else default
        parts.setdefault(name, []).append(clip)
    return parts


def loss_of_untouched(
    clips: Sequence[AnnotatedClip], frames_of: Callable[[AnnotatedClip], Sequence[int]]
) -> list[Loss]:
    """Frames of which nothing is known for an object, in formats that say of every frame whether it is there."""
    count = 0
    for clip in clips:
        frames = frozenset(frames_of(clip))
        count += sum(
            len(frames) - len(frames & clip.tracks.get(each.object_id, {}).keys()) for each in clip.objects
        )
    what = translate("datasets", "frames on which nothing is known of an object (it counts as absent there)")
    return [Loss(what, count)] if count else []

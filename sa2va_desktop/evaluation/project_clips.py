"""The clips of a project as a data set that can be evaluated on: what its texts mean, on the frames where that is known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path, PurePosixPath

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.annotation.rle import rle_to_bytes
from sa2va_desktop.datasets.dataset_format import unique_names
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
    ImportReport,
)
from sa2va_desktop.datasets.meant_objects import referring_texts
from sa2va_desktop.datasets.project_clips import COUNTED, clip_of_item
from sa2va_desktop.storage.loading import load_project

SUFFIX = ".sa2va"


def read_project_clips(path: Path, report: ImportReport) -> Iterator[ImportedClip]:
    """Media of a project about which something is said, with the texts that are asked.

    Args:
        report: media without a frame on which all that is meant is known, and objects that are no truth, are added there.

    Raises:
        ProjectError: no project, damaged, or written by a newer version.
    """
    loaded = load_project(path, read_only=True)
    with closing(loaded.file):
        items = list(loaded.project.media.values())
        names = unique_names([PurePosixPath(item.path).stem for item in items])
        for item, name in zip(items, names, strict=True):
            told = clip_of_item(loaded.project, item, name)
            unseen = found_by_a_model(loaded.project, item)
            if unseen:
                report.add(
                    told.name,
                    f"objects that a model found and nobody has confirmed or repaired are no truth: {len(unseen)}",
                )
            clip = known_part(_without_masks(told, unseen))
            if not clip.expressions:
                continue
            if clip.frames:
                yield clip
            else:
                report.add(
                    clip.name, "no frame on which all objects that its texts mean have a mask that counts"
                )


def found_by_a_model(project: Project, item: MediaItem) -> set[str]:
    """Objects that answers made and that have no frame a person vouches for: with them a model would be right by itself.

    Returns:
        Their keys in the clip.
    """
    made = (answer for answer in project.answers_of(item.media_id) if not answer.task.is_about_given_objects)
    spoken_of = {each for answer in made for each in answer.object_ids}
    return {
        str(each)
        for each in spoken_of
        if each in project.objects and not any(frame.is_protected for frame in project.track(each).values())
    }


def _without_masks(clip: ImportedClip, keys: set[str]) -> ImportedClip:
    objects = tuple(replace(each, track={}) if each.key in keys else each for each in clip.objects)
    return replace(clip, objects=objects)


def known_part(clip: ImportedClip) -> ImportedClip:
    """With the texts that are asked, and the frames on which every object that they mean has a mask or is known to be absent.

    Frames that nobody has looked at say nothing, neither that a thing is there nor that it is not.
    """
    tracks = [
        {frame: mask for frame, mask in thing.track.items() if mask.state in COUNTED} for thing in clip.objects
    ]
    texts = [
        (text, objects) for text, objects in referring_texts(clip) if all(tracks[each] for each in objects)
    ]
    meant = sorted({each for _, objects in texts for each in objects})
    frames = [
        frame for frame in range(len(clip.frames)) if meant and all(frame in tracks[each] for each in meant)
    ]
    return replace(
        clip,
        frames=tuple(clip.frames[frame] for frame in frames),
        frame_indices=tuple(frames),
        objects=tuple(
            _on_frames(thing, track, frames) for thing, track in zip(clip.objects, tracks, strict=True)
        ),
        expressions=tuple(
            ImportedExpression(
                text, objects, key=f"{number}-{_digest(text, [tracks[o] for o in objects], frames)}"
            )
            for number, (text, objects) in enumerate(texts)
        ),
        turns=(),
    )


def _digest(text: str, tracks: Sequence[Mapping[int, ImportedMask]], frames: Sequence[int]) -> str:
    """Of what is asked and of what is right, so that nothing counts on that was answered before a project was edited."""
    known = hashlib.blake2b(f"{text}\0{list(frames)}".encode("utf-8", "backslashreplace"), digest_size=4)
    for track in tracks:
        for frame in frames:
            known.update(rle_to_bytes(track[frame].rle))
    return known.hexdigest()


def _on_frames(thing: ImportedObject, track: dict[int, ImportedMask], frames: list[int]) -> ImportedObject:
    return replace(thing, track={place: track[frame] for place, frame in enumerate(frames) if frame in track})

"""Synthetic clips with exact masks, as `synth` writes them, as a data set that can be evaluated on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
)
from sa2va_desktop.errors import FormatError
from sa2va_desktop.evaluation.truth import read_clip_truth


def scene_folders(source: Path) -> list[Path]:
    """Folders with a scene: the one itself, or those in it."""
    folders = [source, *sorted(path for path in source.iterdir() if path.is_dir())] if source.is_dir() else []
    return [
        folder
        for folder in folders
        if (folder / "scene.json").is_file()
        and (folder / "video.mp4").is_file()
        and (folder / "masks").is_dir()
    ]


def read_scene_clips(source: Path) -> Iterator[ImportedClip]:
    """One clip after the other.

    Raises:
        FormatError: no scenes there, or a broken one.
        MediaError: a mask that cannot be read.
    """
    folders = scene_folders(source)
    if not folders:
        raise FormatError(f"{source}: expected folders with scene.json, video.mp4 and masks, found none")
    for folder in folders:
        truth = read_clip_truth(folder / "masks")
        frames = [truth.index_mask(index) for index in range(len(truth.files))]
        height, width = frames[0].shape
        ids = sorted({int(value) for frame in frames for value in np.unique(frame)} - {0})
        position = {object_id: index for index, object_id in enumerate(ids)}
        objects = tuple(
            ImportedObject(
                str(object_id),
                str(object_id),
                track={
                    index: ImportedMask(mask_to_rle(frame == object_id)) for index, frame in enumerate(frames)
                },
            )
            for object_id in ids
        )
        expressions = tuple(
            ImportedExpression(
                text, tuple(position[each] for each in meant if each in position), key=str(number)
            )
            for number, (text, meant) in enumerate(truth.expressions.items())
        )
        yield ImportedClip(
            folder.name,
            height,
            width,
            tuple(path.stem for path in truth.files),
            media=folder / "video.mp4",
            objects=objects,
            expressions=expressions,
            is_clip=True,
        )

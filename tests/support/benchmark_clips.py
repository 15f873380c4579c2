"""Small pictures and clips with known masks, as a reader of a data set gives them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from sa2va_desktop.annotation.records import AnswerTask, ExpressionKind
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
    ImportedTurn,
)

SIZE_HW = (40, 60)
LEFT, RIGHT = (4, 8, 24, 28), (34, 8, 54, 28)
"""Boxes of the two things, as `ScriptedObject.box_xyxy`."""


def box_rle(box_xyxy: tuple[int, int, int, int]) -> MaskRle:
    mask = np.zeros(SIZE_HW, np.bool_)
    x0, y0, x1, y1 = box_xyxy
    mask[y0:y1, x0:x1] = True
    return mask_to_rle(mask)


def thing(
    key: str, box_xyxy: tuple[int, int, int, int], frames: int, name: str = "", **extras: Any
) -> ImportedObject:
    track = {frame: ImportedMask(box_rle(box_xyxy)) for frame in range(frames)}
    return ImportedObject(key, name, track=track, extras=extras)


def picture_file(path: Path, seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.random.default_rng(seed).integers(0, 255, (*SIZE_HW, 3), dtype=np.uint8)
    Image.fromarray(values).save(path)
    return path


def video_clip(
    folder: Path,
    name: str,
    expressions: Sequence[tuple[str, tuple[int, ...], dict[str, Any]]],
    *,
    frames: int = 3,
    is_told: bool = True,
) -> ImportedClip:
    """A folder of frames with two things; `expressions`: text, things that are meant, extras."""
    for index in range(frames):
        picture_file(folder / name / f"{index:05d}.png", index)
    return ImportedClip(
        name,
        *SIZE_HW,
        tuple(f"{index:05d}" for index in range(frames)),
        media=folder / name,
        objects=(thing("1", LEFT, frames), thing("2", RIGHT, frames)) if is_told else (),
        expressions=tuple(
            ImportedExpression(text, meant, extras=extras, key=str(number), is_told=is_told)
            for number, (text, meant, extras) in enumerate(expressions)
        ),
        is_clip=True,
    )


def picture_clip(
    folder: Path, name: str, expressions: Sequence[tuple[str, tuple[int, ...]]], **more: Any
) -> ImportedClip:
    """A picture with two things."""
    return ImportedClip(
        name,
        *SIZE_HW,
        (f"{name}.png",),
        media=picture_file(folder / f"{name}.png"),
        objects=more.pop("objects", (thing("1", LEFT, 1, "a cat"), thing("2", RIGHT, 1, "a dog"))),
        expressions=tuple(
            ImportedExpression(text, meant, key=str(number)) for number, (text, meant) in enumerate(expressions)
        ),
        **more,
    )


def caption_clip(folder: Path, name: str) -> ImportedClip:
    text = "a cat near a dog"
    turn = ImportedTurn("", text, ((0, 5, 0), (11, 16, 1)), AnswerTask.GROUNDED_CAPTION)
    return picture_clip(folder, name, (), turns=(turn,))


def region_clip(folder: Path, name: str) -> ImportedClip:
    clip = picture_clip(folder, name, (("a small cat", (0,)), ("the cat", (0,)), ("a dog", (1,))))
    captions = tuple(
        ImportedExpression(each.text, each.objects, ExpressionKind.CAPTION) for each in clip.expressions
    )
    return ImportedClip(**{**vars(clip), "expressions": captions})

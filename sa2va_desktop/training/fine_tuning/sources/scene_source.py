"""Samples of scenes that are drawn while training: each one new, the same for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sa2va_desktop.annotation.records import AnswerTask, ExpressionKind
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.imported_clip import (
    ImportedClip,
    ImportedExpression,
    ImportedMask,
    ImportedObject,
    ImportedTurn,
)
from sa2va_desktop.errors import InputError
from sa2va_desktop.inference.api import LANGUAGE_FRAME_LIMIT
from sa2va_desktop.media.array_frames import ArrayFrames
from sa2va_desktop.scenes.clip import Clip, Split, sample_clip
from sa2va_desktop.scenes.nouns import ALL_NOUNS
from sa2va_desktop.scenes.options import NOUN_GROUPS, SceneOptions
from sa2va_desktop.training.fine_tuning.config import SeveralObjects, SourceConfig
from sa2va_desktop.training.fine_tuning.sample import SampleTask, TrainingSample
from sa2va_desktop.training.fine_tuning.sources.clip_source import build_sample
from sa2va_desktop.training.fine_tuning.sources.clip_units import plan_units
from sa2va_desktop.training.fine_tuning.sources.located_clip import LocatedClip
from sa2va_desktop.translation import translate

EPOCH = 1000
"""Scenes have no end; so many count as an epoch where there is nothing else."""
HELD_OUT = 64
SIZE_HW = (240, 320)
CLIP_FRAMES = 16
STILL_SHARE = 0.5


class SceneSource:
    """Every sample is drawn anew: `rng` alone says which, so the index only counts."""

    def __init__(
        self,
        name: str,
        config: SourceConfig,
        seed: int,
        count: int,
        *,
        is_held_out: bool = False,
        mask_frames: int = LANGUAGE_FRAME_LIMIT,
    ) -> None:
        self.name, self.weight = name, config.weight
        self._tasks, self._seed = config.tasks, seed
        self._options = SceneOptions(_nouns(config.nouns))
        self._count = count
        self._is_held_out, self._mask_frames = is_held_out, mask_frames

    def __len__(self) -> int:
        return self._count

    def sample(self, index: int, rng: np.random.Generator) -> TrainingSample:
        """See `SampleSource.sample`."""
        split = Split.VALIDATION if self._is_held_out else Split.TRAIN
        while True:
            number = int(rng.integers(2**31))
            frames = 1 if rng.random() < STILL_SHARE else CLIP_FRAMES
            clip = sample_clip(
                split, self._seed, number, size_hw=SIZE_HW, frame_count=frames, options=self._options
            )
            located = located_scene(clip)
            units = plan_units(located, self._tasks, SeveralObjects.EACH).units
            if units:
                break
        present = sorted({unit.task for unit in units}, key=lambda task: task.value)
        task: SampleTask = present[int(rng.integers(len(present)))]
        own = [unit for unit in units if unit.task is task]
        unit = own[int(rng.integers(len(own)))]

        def mask_of(each: int, frame: int) -> MaskRle | None:
            return located.tracks[each].get(frame)

        return build_sample(
            f"{self.name}: {clip.name}",
            unit,
            ArrayFrames(clip.frames),
            located.frames,
            mask_of,
            rng,
            is_video=located.is_video,
            mask_frames=self._mask_frames,
        )


def _nouns(wanted: Sequence[str]) -> tuple[str, ...]:
    """Nouns and groups of them as nouns; the usual ones for none. Raises: InputError: an unknown one."""
    for word in wanted:
        if word not in ALL_NOUNS and word not in NOUN_GROUPS:
            raise InputError(
                translate(
                    "training", "scenes: expected nouns among {0}, or groups among {1}, found {2!r}"
                ).format(", ".join(ALL_NOUNS), ", ".join(NOUN_GROUPS), word)
            )
    chosen = {noun for word in wanted or ("known",) for noun in NOUN_GROUPS.get(word, (word,))}
    return tuple(noun for noun in ALL_NOUNS if noun in chosen)


def located_scene(clip: Clip) -> LocatedClip:
    """A drawn clip as if a data set had told it. Of an expression about several things the order of its words is kept."""
    frame_count, height, width = clip.ids.shape
    position = {thing.object_id: place for place, thing in enumerate(clip.objects)}
    told = [
        ImportedExpression(each.text, tuple(position[number] for number in each.object_ids))
        for each in (*clip.expressions, *clip.more)
    ]
    told += [
        ImportedExpression(each.caption, (position[each.object_id],), ExpressionKind.CAPTION)
        for each in clip.objects
    ]
    turns = [
        ImportedTurn(
            "",
            clip.description.text,
            tuple((start, stop, position[number]) for start, stop, number in clip.description.phrases),
            AnswerTask.GROUNDED_CAPTION,
        )
    ]
    turns += [ImportedTurn(each.text, each.answer) for each in clip.questions]
    known = ImportedClip(
        clip.name,
        height,
        width,
        tuple(f"{frame:05d}" for frame in range(frame_count)),
        objects=tuple(
            ImportedObject(
                str(thing.object_id),
                f"{thing.colour} {thing.noun}",
                thing.noun,
                {frame: ImportedMask(rle) for frame, rle in enumerate(thing.masks)},
            )
            for thing in clip.objects
        ),
        expressions=tuple(told),
        turns=tuple(turns),
        is_clip=frame_count > 1,
    )
    return LocatedClip(
        known,
        Path(clip.name),
        (height, width),
        frame_count > 1,
        tuple(range(frame_count)),
        tuple(dict(enumerate(thing.masks)) for thing in clip.objects),
        clip.name,
    )

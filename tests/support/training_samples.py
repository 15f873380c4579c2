"""Samples as sources make them, and a checkpoint of every family that is quick enough to be trained in a test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from support.checkpoint_folders import edit_config, edit_tensors, quick_copy
from support.golden_cases import SHIPPED
from support.grounding import ArrayFrames, moving_square
from support.language_models import NATIVE, put_random_language

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, mask_to_rle
from sa2va_desktop.inference.families import FAMILIES
from sa2va_desktop.training.fine_tuning.config import (
    AdaptationConfig,
    FineTuningConfig,
    LossConfig,
    Method,
    ScheduleConfig,
    SegTokens,
)
from sa2va_desktop.training.fine_tuning.sample import SampleTask, TrainingSample, TrainingTurn

NANO = Path(__file__).resolve().parents[2] / "models" / "sa2va-nano"
SIZE_HW = (96, 128)
FAMILY_NAMES = [family.name for family in FAMILIES]


def family_checkpoint(folder: Path, family: str) -> Path:
    """The recorded checkpoint of a family, or the shipped one with the family's language model in it, in float32."""
    is_recorded = (SHIPPED.parent / family).is_dir()
    quick_copy(folder, family if is_recorded else SHIPPED.name)
    edit_config(folder, lambda config: config.update(sa2va_desktop={"max_tiles": 1}))
    if not is_recorded:
        name = family.removeprefix("internvl_")
        assert name in NATIVE
        put_random_language(folder, name)
    # What is written back after training is then what was trained, without rounding.
    edit_tensors(
        folder, lambda tensors: tensors.update({name: value.float() for name, value in tensors.items()})
    )
    return folder


def training_config(
    model: Path,
    *,
    method: Method = Method.LORA,
    seg_tokens: SegTokens = SegTokens.SINGLE,
    checkpointing: bool = False,
    precision: str = "fp32",
) -> FineTuningConfig:
    """Small numbers everywhere; no dropout, so that a pass can be repeated."""
    return FineTuningConfig(
        model=model,
        out=model.parent / "out",
        sources=(),
        device="cpu",
        adaptation=AdaptationConfig(method=method, rank=4, alpha=8, dropout=0.0, seg_tokens=seg_tokens),
        losses=LossConfig(points=128),
        schedule=ScheduleConfig(steps=1, checkpointing=checkpointing, precision=precision),
    )


def box_rle(top: int, left: int, bottom: int, right: int) -> MaskRle:
    """A rectangle in a picture of `SIZE_HW`, its ends left out."""
    mask: BoolMask = np.zeros(SIZE_HW, np.bool_)
    mask[top:bottom, left:right] = True
    return mask_to_rle(mask)


def still_sample(
    *turns: TrainingTurn, place: str = "stills, 1", regions: Sequence[MaskRle] = ()
) -> TrainingSample:
    """A picture with two objects; by default one question about the first."""
    asked = turns or (TrainingTurn("Please segment the square.", "Sure, it is [SEG].", (0,)),)
    return TrainingSample(
        place=place,
        task=SampleTask.REFERRING,
        frames=ArrayFrames([moving_square(1).read_rgb(0)]),
        is_video=False,
        shown_frames=(0,),
        mask_frames=(0,),
        turns=asked,
        objects=({0: box_rle(10, 10, 50, 60)}, {0: box_rle(60, 70, 90, 120)}),
        regions=tuple(regions),
    )


def clip_sample(*turns: TrainingTurn, place: str = "clips, 1") -> TrainingSample:
    """A clip of four frames, of which the first and the third are shown; the second object leaves it."""
    asked = turns or (
        TrainingTurn("Please segment the square.", "Sure, it is [SEG].", (0,)),
        TrainingTurn("And both?", "<p> one </p> [SEG] and <p> another </p> [SEG].", (1, 0)),
    )
    return TrainingSample(
        place=place,
        task=SampleTask.REFERRING,
        frames=moving_square(4),
        is_video=True,
        shown_frames=(0, 2),
        mask_frames=(0, 1, 2, 3),
        turns=asked,
        objects=(
            {frame: box_rle(10, 10 + frame, 50, 60 + frame) for frame in range(4)},
            {0: box_rle(60, 70, 90, 120)},
        ),
    )


def chat_sample(answer: str = "A small square on a wall.") -> TrainingSample:
    """Words alone."""
    turn = TrainingTurn("What is a wall?", answer)
    return TrainingSample("chats, 1", SampleTask.CHAT, None, False, (), (), (turn,))

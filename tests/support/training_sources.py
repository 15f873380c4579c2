"""Small folders to train on, and configurations that name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, export_dataset
from sa2va_desktop.scenes.clip_records import SyntheticClip
from sa2va_desktop.training.fine_tuning.config import (
    FineTuningConfig,
    ScheduleConfig,
    SourceConfig,
    SourceKind,
    ValidationConfig,
)

SIZE_HW = (64, 96)


@cache
def synthetic_clips(count: int = 2, frame_count: int = 4, seed: int = 3) -> tuple[AnnotatedClip, ...]:
    """Clips as `synth` writes them, small."""
    clips = []
    for index in range(count):
        drawn = SyntheticClip(seed, index, SIZE_HW, frame_count)
        name, known = drawn.records()
        clips.append(
            AnnotatedClip(
                name,
                known.item,
                known.objects,
                known.tracks,
                known.categories,
                open_frames=drawn.open_frames,
                expressions=known.expressions,
                answers=known.answers,
                questions={each.answer_id: each.instruction for each in known.answers},
            )
        )
    return tuple(clips)


def written(
    out: Path, format_id: str, clips: Sequence[AnnotatedClip], choices: dict[str, str] | None = None
) -> Path:
    """A data set with its pictures."""
    export_dataset(list(clips), format_id=format_id, out=out, options=ExportOptions(choices=choices or {}))
    return out


def data_set(path: Path, **more: Any) -> SourceConfig:
    return SourceConfig(SourceKind.DATA_SET, path, **more)


def training_config(
    folder: Path, *sources: SourceConfig, share: float = 0.0, batch: int = 2, **more: Any
) -> FineTuningConfig:
    config = FineTuningConfig(
        folder / "model",
        folder / "out",
        sources,
        schedule=ScheduleConfig(steps=10, batch=batch),
        validation=ValidationConfig(share=share),
    )
    return replace(config, **more)

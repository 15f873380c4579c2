"""What of a project goes into an export: which media, only what was confirmed, and in which split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Answer, Expression, FrameState, MediaId, ObjectId
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.drawn_clips import SplitClips
from sa2va_desktop.datasets.splits import SplitPlan, parse_fractions, with_splits, without_splits
from sa2va_desktop.errors import InputError
from sa2va_desktop.translation import translate

__all__ = [
    "AS_IMPORTED",
    "SplitPlan",
    "confirmed_only",
    "media_called",
    "split_clips",
    "split_plan",
    "split_sizes",
]

AS_IMPORTED = "imported"
"""In the place of fractions: the splits that an imported data set had."""

_CONFIRMED = (FrameState.CONFIRMED, FrameState.LOCKED)


def media_called(project: Project, names: Iterable[str]) -> list[MediaId]:
    """Media by file name, name without suffix, or path; the order is that of the project.

    Raises: InputError: nothing is called so.
    """
    wanted: set[MediaId] = set()
    for name in names:
        found = {
            item.media_id
            for item in project.media.values()
            if name in (item.path, PurePosixPath(item.path).name, PurePosixPath(item.path).stem)
        }
        if not found:
            raise InputError(
                translate("operations", "no picture or clip of the project is called {0!r}").format(name)
            )
        wanted |= found
    return [media_id for media_id in project.media if media_id in wanted]


def confirmed_only(clips: Sequence[AnnotatedClip]) -> list[AnnotatedClip]:
    """The clips with the frames that a person confirmed or locked; objects without any are left out, and so are texts
    about them and clips without objects."""
    return [kept for kept in map(_confirmed, clips) if kept.objects]


def split_plan(text: str, seed: int = 0) -> SplitPlan | None:
    """ "" means no splits, "imported" those of the imported data sets (None for both), else fractions by name.

    Raises: FormatError.
    """
    return None if text in ("", AS_IMPORTED) else SplitPlan(parse_fractions(text), seed)


def split_clips(clips: Sequence[AnnotatedClip], text: str, seed: int = 0) -> Sequence[AnnotatedClip]:
    """The clips with the splits that a text like "train=0.8,val=0.2", "imported" or "" asks for. Raises: FormatError."""
    plan = split_plan(text, seed)
    if plan is not None:
        return with_splits(clips, plan)
    return clips if text == AS_IMPORTED else without_splits(clips)


def split_sizes(clips: Sequence[AnnotatedClip]) -> dict[str, int]:
    """How many clips each split has; "" those that are in none. Clips that `split_clips` dealt are not looked at."""
    splits = clips.splits if isinstance(clips, SplitClips) else (clip.split for clip in clips)
    return dict(Counter(splits))


def _confirmed(clip: AnnotatedClip) -> AnnotatedClip:
    tracks = {
        object_id: {frame: record for frame, record in track.items() if record.state in _CONFIRMED}
        for object_id, track in clip.tracks.items()
    }
    objects = tuple(each for each in clip.objects if tracks.get(each.object_id))
    kept = {each.object_id for each in objects}
    return replace(
        clip,
        objects=objects,
        tracks={object_id: track for object_id, track in tracks.items() if object_id in kept},
        answers=tuple(_without_others(answer, kept) for answer in clip.answers),
        expressions=tuple(each for each in clip.expressions if _is_about(each, kept)),
    )


def _is_about(expression: Expression, kept: set[ObjectId]) -> bool:
    return kept.issuperset(expression.object_ids)


def _without_others(answer: Answer, kept: set[ObjectId]) -> Answer:
    phrases = tuple(
        phrase if phrase.object_id in kept else replace(phrase, object_id=None) for phrase in answer.phrases
    )
    return replace(answer, phrases=phrases)

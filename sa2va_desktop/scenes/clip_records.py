"""A synthetic clip as records of the document: media item, objects with exact masks, labels, and everything that is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.palette import distinct_color
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    AnswerState,
    AnswerTask,
    Category,
    CategoryId,
    Expression,
    ExpressionId,
    ExpressionKind,
    FrameState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectFrame,
    ObjectId,
    Phrase,
)
from sa2va_desktop.scenes.captions import GroundedText
from sa2va_desktop.scenes.clip import Clip, synth_clip
from sa2va_desktop.scenes.expressions import ExpressionKind as Kind
from sa2va_desktop.scenes.nouns import NEW_NOUNS, NOUNS
from sa2va_desktop.scenes.options import DEFAULT_OPTIONS, SceneOptions
from sa2va_desktop.scenes.patterns import PATTERNS


@dataclass(frozen=True)
class ClipRecords:
    """What is known of a clip, without its pictures."""

    item: MediaItem
    objects: tuple[AnnotationObject, ...]
    tracks: dict[ObjectId, dict[int, ObjectFrame]]
    categories: dict[CategoryId, Category]
    expressions: tuple[Expression, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class SyntheticClip:
    """A clip that is drawn anew each time it is asked for, so that hundreds of them take no memory.

    `index`: which one of its seed; the same numbers always give the same clip.
    """

    seed: int
    index: int
    size_hw: tuple[int, int]
    frame_count: int
    options: SceneOptions = DEFAULT_OPTIONS

    def draw(self) -> Clip:
        return _drawn(self)

    def records(self) -> tuple[str, ClipRecords]:
        """(name, records); masks are exact, and empty ones say that a thing is hidden or outside."""
        clip = self.draw()
        return clip.name, records_of(clip)

    @contextmanager
    def open_frames(self) -> Iterator[_Frames]:
        """A reader of its pictures."""
        yield _Frames(self.draw())


@lru_cache(maxsize=1)  # what is written of a clip is mostly asked for in one go: texts, masks, pictures
def _drawn(clip: SyntheticClip) -> Clip:
    size_hw, frame_count = clip.size_hw, clip.frame_count
    return synth_clip(clip.seed, clip.index, size_hw=size_hw, frame_count=frame_count, options=clip.options)


class _Frames:
    def __init__(self, clip: Clip) -> None:
        self._clip = clip

    def read_rgb(self, frame_index: int) -> npt.NDArray[np.uint8]:
        return self._clip.frames[frame_index]


def records_of(clip: Clip) -> ClipRecords:
    """Labels are the nouns, colours those of the palette, ids from 1; every mask is CONFIRMED: it is the truth."""
    frame_count, height, width = clip.ids.shape
    media_id = MediaId(1)
    kind = MediaKind.SEQUENCE if frame_count > 1 else MediaKind.IMAGE  # there is no video file to copy
    pts = tuple(range(frame_count))
    item = MediaItem(media_id, kind, clip.name, height, width, pts, (1, clip.fps))
    nouns = [*sorted(NOUNS), *sorted(NEW_NOUNS)]
    categories = {
        CategoryId(number): Category(CategoryId(number), noun, distinct_color(number - 1))
        for number, noun in enumerate(nouns, start=1)
        if any(thing.noun == noun for thing in clip.objects)
    }
    objects = tuple(
        AnnotationObject(
            ObjectId(thing.object_id),
            media_id,
            " ".join([*([thing.texture] if thing.texture in PATTERNS else []), thing.colour, thing.noun]),
            distinct_color(place),
            CategoryId(nouns.index(thing.noun) + 1),
            order=place,
        )
        for place, thing in enumerate(clip.objects)
    )
    tracks = {
        ObjectId(thing.object_id): {
            frame: ObjectFrame(rle, FrameState.ABSENT if rle.is_empty else FrameState.CONFIRMED)
            for frame, rle in enumerate(thing.masks)
        }
        for thing in clip.objects
    }
    return ClipRecords(item, objects, tracks, categories, _expressions(clip), _answers(clip))


def _expressions(clip: Clip) -> tuple[Expression, ...]:
    """Referring ones, and a caption of each thing."""
    told = [
        (each.text, each.object_ids, ExpressionKind.REFERRING, "long" if each.kind is Kind.LONG else "")
        for each in clip.all_expressions
    ]
    told += [(each.caption, (each.object_id,), ExpressionKind.CAPTION, "") for each in clip.objects]
    return tuple(
        Expression(
            ExpressionId(number),
            MediaId(1),
            tuple(sorted(ObjectId(each) for each in object_ids)),
            text,
            kind,
            length=length,
            language="en",
        )
        for number, (text, object_ids, kind, length) in enumerate(told, start=1)
    )


def _phrases(told: GroundedText) -> tuple[Phrase, ...]:
    return tuple(Phrase(start, stop, ObjectId(object_id)) for start, stop, object_id in told.phrases)


def _answers(clip: Clip) -> tuple[Answer, ...]:
    """The description with its phrases, the long one where there is one, and every question by itself."""
    frame_count = len(clip.ids)
    described = clip.long_description or clip.description  # one answer to one question
    told = [("", described.text, _phrases(described), AnswerTask.GROUNDED_CAPTION)]
    told += [(each.text, each.answer, (), AnswerTask.ASK) for each in clip.questions]
    return tuple(
        Answer(
            AnswerId(number),
            MediaId(1),
            instruction=instruction,
            prompt="",
            text=text,
            phrases=named,
            language_frames=(0,),
            frame_range=(0, frame_count),
            grounding_mode="",
            model_name="",
            created_at="",
            state=AnswerState.COMPLETE,
            task=task,
        )
        for number, (instruction, text, named, task) in enumerate(told, start=1)
    )

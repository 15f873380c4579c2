"""What an importer gives: one picture or clip of a data set, in the terms of the document, detached from any project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.attributes import AttributeKind, Value
from sa2va_desktop.annotation.records import AnswerTask, ExpressionKind, FrameState, Rgb, TextSegment
from sa2va_desktop.annotation.rle import MaskRle


@dataclass(frozen=True)
class ImportedMask:
    """One object on one frame; an empty `rle` says that it is known to be absent there."""

    rle: MaskRle
    state: FrameState = FrameState.CONFIRMED
    predicted_iou: float | None = None
    object_score: float | None = None


@dataclass(frozen=True)
class ImportedAttribute:
    """An attribute as a data set declares it, or as its values suggest.

    Attributes:
        kind: None where the data set says nothing; the values tell.
        labels: names of the labels whose objects have it; () is all, or with `kind` None those that have a value.
    """

    name: str
    kind: AttributeKind | None = None
    labels: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    changes_over_time: bool = False
    question: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ImportedValues:
    """What one attribute is of one object: (frame, value), ascending; a value holds up to the next frame.

    Attributes:
        attribute: position in `ImportedClip.attributes`.
        keys: frames as in `ImportedClip.frame_indices`, or positions where that is None.
    """

    attribute: int
    keys: tuple[tuple[int, Value], ...]


@dataclass(frozen=True)
class ImportedObject:
    """One thing over the frames of its clip.

    Attributes:
        key: what the file calls it, unique in the clip; a second import of the same file finds the object by it.
        name: for reading, "" where the file has none.
        category: label, "" where the file has none.
        track: position in `ImportedClip.frames` → mask. Frames that are left out are untouched.
        extras: keys of the file that the document has no place for, as JSON values.
        values: of attributes.
    """

    key: str
    name: str
    category: str = ""
    track: Mapping[int, ImportedMask] = field(default_factory=dict)
    color: Rgb | None = None
    expression: str = ""
    extras: Mapping[str, Any] = field(default_factory=dict)
    values: tuple[ImportedValues, ...] = ()


@dataclass(frozen=True)
class ImportedExpression:
    """A text about objects of the clip, by their positions in `ImportedClip.objects`.

    Attributes:
        objects: () says that nothing in the clip is meant, or, without `is_told`, that the data set keeps it to itself.
        is_told: whether the data set says what is meant; valid and test parts of benchmarks give texts alone.
        key: what the file calls it, unique in the clip; submissions name it so. "" where the file has none.
    """

    text: str
    objects: tuple[int, ...]
    kind: ExpressionKind = ExpressionKind.REFERRING
    length: str = ""
    language: str = ""
    segments: tuple[TextSegment, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)
    is_told: bool = True
    key: str = ""


@dataclass(frozen=True)
class ImportedTurn:
    """A question and its answer. `phrases`: (start, stop, position in `ImportedClip.objects` or None) of `text`."""

    instruction: str
    text: str
    phrases: tuple[tuple[int, int, int | None], ...] = ()
    task: AnswerTask = AnswerTask.ASK
    is_continued: bool = False
    """It goes on from the turn before it."""


@dataclass(frozen=True)
class ImportedClip:
    """One picture, or the frames of one clip, with what a data set says of them.

    Attributes:
        name: unique in the data set, as it calls the picture or clip.
        height, width: of the masks, in pixels; 0 where there are neither masks nor pictures.
        frames: names of the frames in order of time, as the data set calls them; one for a picture, none for words alone.
        media: the picture, video or folder of pictures inside the data set, or None where it has none.
        frame_indices: the frame of the source of each of `frames`, ascending, where the data set says so; None: by name.
        source_name: file name of what was annotated, where the data set says so, or "".
        source_hash: `MediaItem.edge_hash` of it, or "".
        split: "train", "val" … or "".
        pts, time_base: as `MediaItem`, of all frames of what was annotated, where the data set says so; else ().
        is_clip: whether `frames` follow each other in time even if there is one only.
        attributes: those that its objects have values of, or that the data set declares.
        media_position: which one of `frames` `media` shows, where it is a picture that was cut out of a clip, or None.
    """

    name: str
    height: int
    width: int
    frames: tuple[str, ...]
    media: Path | None = None
    frame_indices: tuple[int, ...] | None = None
    source_name: str = ""
    source_hash: str = ""
    objects: tuple[ImportedObject, ...] = ()
    expressions: tuple[ImportedExpression, ...] = ()
    turns: tuple[ImportedTurn, ...] = ()
    split: str = ""
    is_clip: bool = False
    pts: tuple[int, ...] = ()
    time_base: tuple[int, int] = (1, 1)
    extras: Mapping[str, Any] = field(default_factory=dict)
    media_position: int | None = None
    attributes: tuple[ImportedAttribute, ...] = ()


@dataclass(frozen=True)
class Problem:
    """One thing in a data set that cannot be used. `place`: file and line, index or key."""

    place: str
    sentence: str


@dataclass
class ImportReport:
    """What was found while a data set was read; grows while its clips are taken.

    Only the first problems are kept in words, so that a broken file of millions of lines stays small.
    """

    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    clip_count: int = 0
    object_count: int = 0
    mask_count: int = 0
    text_count: int = 0

    KEPT = 1000

    def add(self, place: str, sentence: str) -> None:
        """Note an item that is left out."""
        self.problem_count += 1
        if len(self.problems) < self.KEPT:
            self.problems.append(Problem(place, sentence))

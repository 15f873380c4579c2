"""A text given back to the model: the IoU of what it finds with what the text is about, on frames that a budget allows."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import MediaItem, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.shown_mask import shown_track
from sa2va_desktop.inference.api import FrameProvider, IdentifiedFrames, RgbFrame
from sa2va_desktop.operations.frame_choice import uniform_frames
from sa2va_desktop.operations.pipeline.describer import Grounder
from sa2va_desktop.operations.pipeline.recipe import Recipe, Stage
from sa2va_desktop.operations.pipeline.stage_cache import StageCache, answer_key, masks_digest
from sa2va_desktop.operations.pipeline.track_iou import TrackFit

DEFAULT_MOST_FRAMES = 16
"""Frames of a clip that a check looks at unless told otherwise; spread over those that have a record."""

GOOD_IOU = 0.35
"""Below it a text is taken for one by which its object is not found. Chosen by measurement: docs/manual/texts-round-trip.md."""


@dataclass(frozen=True, eq=False)
class Meant:
    """What a text is about, as it was when it was asked for; taken on the document's thread, read on any.

    Attributes:
        tracks: of its objects; {} says that nothing in the clip is meant.
    """

    item: MediaItem
    tracks: Mapping[ObjectId, Mapping[int, ObjectFrame]] = field(repr=False)

    @classmethod
    def of(cls, project: Project, item: MediaItem, object_ids: Sequence[ObjectId]) -> Meant:
        """Fast: masks stay packed. Raises KeyError: there is no such object."""
        return cls(item, {object_id: shown_track(project, object_id) for object_id in object_ids})

    @cached_property
    def masks(self) -> Mapping[int, tuple[MaskRle, ...]]:
        """Masks of all objects together by frame; of nothing, no mask on any frame."""
        if not self.tracks:
            return {index: () for index in range(self.item.frame_count)}
        found: dict[int, list[MaskRle]] = {}
        for track in self.tracks.values():
            for index, frame in track.items():
                found.setdefault(index, []).append(frame.rle)
        return {index: tuple(found[index]) for index in sorted(found)}

    @cached_property
    def largest_frame(self) -> int:
        """The frame on which it covers most; the first of those of an equal size, 0 where it is nowhere."""
        areas = {index: sum(rle.area for rle in masks) for index, masks in self.masks.items()}
        return max(areas, key=lambda index: (areas[index], -index), default=0)

    @property
    def seen_frames(self) -> tuple[int, ...]:
        """Frames on which anything of it is seen, ascending."""
        return tuple(index for index, masks in self.masks.items() if any(not rle.is_empty for rle in masks))

    def frames(self, most: int | None) -> tuple[int, ...]:
        """Frames that are looked at, ascending: of those with a record at most so many, spread evenly.

        Args:
            most: None looks at the whole clip; 1 at the frame on which it is largest.
        """
        recorded = tuple(self.masks)
        if most is None or self.item.frame_count == 1:
            return tuple(range(self.item.frame_count))
        if most == 1 or not recorded:
            return (self.largest_frame,)
        return uniform_frames(recorded, most)


class ChosenFrames:
    """Some frames of a clip as a clip of their own."""

    def __init__(self, frames: FrameProvider, chosen: Sequence[int]) -> None:
        self._frames = frames
        self._chosen = tuple(chosen)

    @property
    def frame_count(self) -> int:
        return len(self._chosen)

    @property
    def size_hw(self) -> tuple[int, int]:
        return self._frames.size_hw

    def read_rgb(self, frame_index: int) -> RgbFrame:
        return self._frames.read_rgb(self._chosen[frame_index])


class IdentifiedChosenFrames(ChosenFrames):
    """The same of a clip that is known, so that the next text about it finds features of these frames."""

    def __init__(self, frames: IdentifiedFrames, chosen: Sequence[int]) -> None:
        super().__init__(frames, chosen)
        self.media_key = f"{frames.media_key} {','.join(map(str, self._chosen))}"


def chosen_frames(frames: FrameProvider, chosen: Sequence[int]) -> FrameProvider:
    """The frames themselves when all are chosen, else a clip of those."""
    if len(chosen) == frames.frame_count:
        return frames
    if isinstance(frames, IdentifiedFrames):
        return IdentifiedChosenFrames(frames, chosen)
    return ChosenFrames(frames, chosen)


def round_trip_question(recipe: Recipe, text: str) -> str:
    """The words in which a text is given back to the model."""
    return recipe.question(Stage.ROUND_TRIP, text=text)


def round_trip(
    recipe: Recipe,
    grounder: Grounder,
    meant: Meant,
    text: str,
    open_frames: Callable[[], FrameProvider],
    cache: StageCache,
    *,
    most_frames: int | None = None,
) -> Generator[int, None, float]:
    """IoU of what the model finds for a text with what it is about; see `TrackFit`.

    Yields the frames as they are looked at, so that what is urgent can go between; returns the IoU, 0..1. Everything that
    the model finds counts together.

    Args:
        open_frames: called only if the answer is not in the cache.
        most_frames: see `Meant.frames`.

    Raises: what the model and the clip raise.
    """
    question, chosen = round_trip_question(recipe, text), meant.frames(most_frames)
    key = _key(recipe, grounder, meant, question, chosen)
    known = cache.get(key)
    if known is not None and isinstance(known.get("iou"), float):
        return float(known["iou"])
    fit = TrackFit({place: meant.masks[index] for place, index in enumerate(chosen) if index in meant.masks})
    shown = chosen_frames(open_frames(), chosen)
    count = max(1, len(meant.tracks))
    for place, masks in grounder.find(shown, question, is_video=len(chosen) > 1, count=count):
        fit.add(place, masks)
        yield chosen[place]
    cache.put(key, {"iou": fit.iou})
    return fit.iou


def _key(recipe: Recipe, grounder: Grounder, meant: Meant, question: str, chosen: Sequence[int]) -> str:
    digest = masks_digest(
        (index, rle) for index in chosen if index in meant.masks for rle in meant.masks[index]
    )
    limits = (recipe.max_new_tokens, len(meant.tracks), tuple(chosen))
    return answer_key(Stage.ROUND_TRIP, meant.item, digest, grounder.identity, question, limits)

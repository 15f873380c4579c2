"""Samples of stored clips: a unit is worded, its frames are drawn, and its masks are fetched."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise

import numpy as np

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.datasets.mask_union import mask_union
from sa2va_desktop.errors import MediaError
from sa2va_desktop.inference.api import LANGUAGE_FRAME_LIMIT, FrameProvider
from sa2va_desktop.training.fine_tuning.sample import SampleError, TrainingSample, TrainingTurn
from sa2va_desktop.training.fine_tuning.sources import wordings
from sa2va_desktop.training.fine_tuning.sources.clip_store import ClipStore, StoredClip
from sa2va_desktop.training.fine_tuning.sources.faults import FaultReport
from sa2va_desktop.training.fine_tuning.sources.media_shelf import MediaShelf
from sa2va_desktop.training.fine_tuning.sources.units import Asks, Unit, UnitTurn

MaskOf = Callable[[int, int], MaskRle | None]
"""(object, frame) → mask, or None where nothing is known."""


class ClipSource:
    """Some clips of a store, as samples: one for each of their units."""

    def __init__(
        self,
        name: str,
        weight: float,
        store: ClipStore,
        shelf: MediaShelf,
        faults: FaultReport,
        clips: Sequence[int],
        unit_counts: Sequence[int],
        *,
        mask_frames: int = LANGUAGE_FRAME_LIMIT,
    ) -> None:
        """`unit_counts`: of each of `clips`. `mask_frames`: of a clip, masks are compared on at most so many."""
        self.name, self.weight = name, weight
        self._store, self._shelf, self._faults = store, shelf, faults
        self._clips = clips
        self._ends = list(accumulate(unit_counts))
        self._mask_frames = mask_frames

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def sample(self, index: int, rng: np.random.Generator) -> TrainingSample:
        """See `SampleSource.sample`."""
        place = bisect_right(self._ends, index)
        clip = self._store.clip(self._clips[place])
        number = index - (self._ends[place - 1] if place else 0)
        where = f"{self.name}: {clip.place}"
        try:
            sample = self._sample(clip, clip.units[number], where, rng)
            if sample.frames is not None:
                for frame in sorted({*sample.shown_frames, *sample.mask_frames}):
                    sample.frames.read_rgb(frame)
        except (MediaError, IndexError) as error:
            self._faults.add_late(self.name, clip.place, str(error))
            raise SampleError(f"{where}: {error}") from error
        return sample

    def _sample(self, clip: StoredClip, unit: Unit, where: str, rng: np.random.Generator) -> TrainingSample:
        def mask_of(each: int, frame: int) -> MaskRle | None:
            return self._store.mask(clip, each, frame)

        frames = None if clip.path is None else self._shelf.frames(clip.path, clip.size_hw)
        return build_sample(
            where,
            unit,
            frames,
            clip.frames,
            mask_of,
            rng,
            is_video=clip.is_video,
            mask_frames=self._mask_frames,
        )


def build_sample(
    place: str,
    unit: Unit,
    frames: FrameProvider | None,
    annotated: Sequence[int],
    mask_of: MaskOf,
    rng: np.random.Generator,
    *,
    is_video: bool,
    mask_frames: int = LANGUAGE_FRAME_LIMIT,
) -> TrainingSample:
    """Word a unit and draw its frames; `annotated`: frames of the media that the source means, ascending; none for
    words alone."""
    segments = [segment for turn in unit.turns for segment in turn.segments]
    compared: tuple[int, ...] = ()
    if unit.regions:
        shown = unit.known
    elif segments:
        compared = _compared_frames(unit, segments, mask_of, rng, mask_frames)
        shown = _with_others(compared, annotated, rng)
    else:
        shown = _spread(annotated, rng)
    is_clip = is_video and not unit.regions
    turns, objects = [], list[Mapping[int, MaskRle]]()
    for turn in _shuffled(unit.turns, rng):
        numbers = range(len(objects), len(objects) + len(turn.segments))
        objects += [_object(segment, compared, mask_of) for segment in turn.segments]
        turns.append(_worded(turn, tuple(numbers), is_video=is_clip, rng=rng))
    regions = [mask_of(each, shown[0]) for each in unit.regions]
    return TrainingSample(
        place,
        unit.task,
        frames,
        is_clip,
        shown,
        compared,
        tuple(turns),
        tuple(objects),
        tuple(each for each in regions if each is not None),
    )


def _shuffled(turns: Sequence[UnitTurn], rng: np.random.Generator) -> list[UnitTurn]:
    """Expressions have no order; turns of a conversation do."""
    if all(turn.asks is Asks.EXPRESSION and not turn.answer for turn in turns):
        return [turns[int(place)] for place in rng.permutation(len(turns))]
    return list(turns)


def _worded(
    turn: UnitTurn, objects: tuple[int, ...], *, is_video: bool, rng: np.random.Generator
) -> TrainingTurn:
    question, answer = turn.text, turn.answer
    if turn.asks is Asks.EXPRESSION:
        question = wordings.referring_question(turn.text, is_video=is_video, rng=rng)
        answer = turn.answer or wordings.referring_answer(turn.text, len(objects))
    elif turn.asks is Asks.REGION:
        question = wordings.region_question(turn.region, rng)
    elif turn.asks is Asks.GROUNDED:
        question = wordings.grounded_question(rng)
    elif turn.asks is Asks.DESCRIBE:
        question = wordings.describe_question(is_video=is_video, rng=rng)
    return TrainingTurn(question, answer, objects)


def _object(segment: Sequence[int], frames: Sequence[int], mask_of: MaskOf) -> dict[int, MaskRle]:
    """The union of what a `[SEG]` stands for, on the frames on which any of it is seen."""
    found: dict[int, MaskRle] = {}
    for frame in frames:
        masks = [mask for each in segment if (mask := mask_of(each, frame)) is not None and not mask.is_empty]
        if masks:
            found[frame] = mask_union(masks)
    return found


def _compared_frames(
    unit: Unit, segments: Sequence[Sequence[int]], mask_of: MaskOf, rng: np.random.Generator, limit: int
) -> tuple[int, ...]:
    """Random frames in order, as published; one of them shows the first thing that is asked for, wherever it is seen."""
    order = [unit.known[int(place)] for place in rng.permutation(len(unit.known))]
    seen = next(
        (
            frame
            for frame in order
            for each in segments[0]
            if (mask := mask_of(each, frame)) is not None and not mask.is_empty
        ),
        order[0],
    )
    others = [frame for frame in order if frame != seen]
    return tuple(sorted([seen, *others[: max(0, limit - 1)]]))


def _with_others(
    compared: Sequence[int], annotated: Sequence[int], rng: np.random.Generator
) -> tuple[int, ...]:
    """Up to five frames for the language model, those with masks before others."""
    shown = list(compared)
    if len(shown) > LANGUAGE_FRAME_LIMIT:
        places = sorted(rng.choice(len(shown), LANGUAGE_FRAME_LIMIT, replace=False).tolist())
        return tuple(shown[place] for place in places)
    others = [frame for frame in annotated if frame not in set(shown)]
    missing = min(LANGUAGE_FRAME_LIMIT - len(shown), len(others))
    shown += (
        [others[int(place)] for place in rng.choice(len(others), missing, replace=False)] if missing else []
    )
    return tuple(sorted(shown))


def _spread(annotated: Sequence[int], rng: np.random.Generator) -> tuple[int, ...]:
    """A random frame of each of up to five equal stretches, as published for chat about videos."""
    count = min(LANGUAGE_FRAME_LIMIT, len(annotated))
    ends = [round(number * len(annotated) / max(count, 1)) for number in range(count + 1)]
    return tuple(annotated[int(rng.integers(low, high))] for low, high in pairwise(ends))

"""One stage for one object: its pictures, its question, and the answer from the model or from the cache."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.inference.api import FrameProvider, RgbFrame
from sa2va_desktop.operations.frame_choice import uniform_frames
from sa2va_desktop.operations.outlined_crop import outlined_picture
from sa2va_desktop.operations.pipeline.candidates import Candidate
from sa2va_desktop.operations.pipeline.describer import Describer, Grounder
from sa2va_desktop.operations.pipeline.recipe import Recipe, Stage
from sa2va_desktop.operations.pipeline.round_trip import Meant, round_trip
from sa2va_desktop.operations.pipeline.stage_cache import StageCache, answer_key, masks_digest
from sa2va_desktop.operations.pipeline.stage_pictures import cropped, cut_out

ReadFrame = Callable[[int], RgbFrame]


@dataclass(frozen=True)
class StageAnswer:
    """What a stage gave and what it rests on.

    Attributes:
        stage: name of the stage; "object_bare" is the description without the background.
        question: the exact text that was asked.
        frames: frame indices that were shown.
        is_cached: it had been given before.
    """

    stage: str
    question: str
    text: str
    model: str
    frames: tuple[int, ...]
    is_cached: bool = False

    def provenance(self) -> dict[str, Any]:
        """For `Expression.extras`."""
        return {
            "model": self.model,
            "prompt": self.question,
            "text": self.text,
            "frames": list(self.frames),
        }


BARE = "object_bare"


class StageAsker:
    """Asks the stages of one recipe. Used on the model's thread only."""

    def __init__(self, recipe: Recipe, cache: StageCache) -> None:
        self._recipe = recipe
        self._cache = cache

    def describe_object(self, describer: Describer, about: Candidate, read: ReadFrame) -> list[StageAnswer]:
        """The object on the frame where it is largest: with what is around it, and without."""
        question = self._recipe.question(Stage.OBJECT, **_names(about))
        frame, rle = about.facts.largest_frame, _mask(about, about.facts.largest_frame)
        shade = self._recipe.background
        return [
            self._asked(
                Stage.OBJECT, describer, about, (frame,), question, lambda: [cropped(read(frame), rle)]
            ),
            self._asked(BARE, describer, about, (frame,), question, lambda: [cut_out(read(frame), rle, shade)]),
        ]

    def check(
        self, checker: Describer, about: Candidate, texts: Sequence[StageAnswer], read: ReadFrame
    ) -> StageAnswer:
        """Whether both descriptions are of the same thing; the checker is shown what the describer was."""
        frame, rle = about.facts.largest_frame, _mask(about, about.facts.largest_frame)
        question = self._recipe.question(
            Stage.CHECK, text=texts[0].text, bare_text=texts[1].text, **_names(about)
        )

        def pictures() -> list[RgbFrame]:
            rgb = read(frame)
            return [cropped(rgb, rle), cut_out(rgb, rle, self._recipe.background)]

        return self._asked(Stage.CHECK, checker, about, (frame,), question, pictures)

    def outlined(
        self,
        stage: Stage,
        describer: Describer,
        about: Candidate,
        read: ReadFrame,
        values: Mapping[str, str],
    ) -> StageAnswer:
        """A stage that sees whole frames with the object outlined: SCENE and SHORT one frame, VIDEO several."""
        frames: tuple[int, ...] = (about.facts.largest_frame,)
        if stage is Stage.VIDEO:
            frames = uniform_frames(about.facts.seen_frames, self._recipe.video_frames)
            values = {**values, "frame_count": str(len(frames))}
        question = self._recipe.question(stage, **values, **_names(about))

        def pictures() -> list[RgbFrame]:
            return [outlined_picture(read(frame), _mask(about, frame)) for frame in frames]

        return self._asked(stage, describer, about, frames, question, pictures)

    def round_trip(
        self, grounder: Grounder, about: Candidate, text: str, open_frames: Callable[[], FrameProvider]
    ) -> Generator[int, None, float]:
        """As `round_trip.round_trip`, over the whole clip."""
        meant = Meant(about.item, {about.about.object_id: about.track})
        return (yield from round_trip(self._recipe, grounder, meant, text, open_frames, self._cache))

    def _asked(
        self,
        stage: str,
        describer: Describer,
        about: Candidate,
        frames: tuple[int, ...],
        question: str,
        pictures: Callable[[], Sequence[RgbFrame]],
    ) -> StageAnswer:
        masks = masks_digest((frame, _mask(about, frame)) for frame in frames)
        limits = (self._recipe.max_new_tokens, self._recipe.background)
        key = answer_key(str(stage), about.item, masks, describer.identity, question, limits)
        known = self._cache.get(key)
        if known is not None and isinstance(known.get("text"), str):
            return StageAnswer(str(stage), question, known["text"], describer.name, frames, is_cached=True)
        text = describer.describe(pictures(), question)
        self._cache.put(key, {"text": text, "question": question, "model": describer.name})
        return StageAnswer(str(stage), question, text, describer.name, frames)


def _names(about: Candidate) -> dict[str, str]:
    return {"name": about.about.name, "label": about.label}


def _mask(about: Candidate, frame_index: int) -> MaskRle:
    return about.track[frame_index].rle

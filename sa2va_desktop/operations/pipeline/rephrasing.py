"""Other words for a thing: the model is asked again, with its mask marked, on several frames and in several wordings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sa2va_desktop.annotation.model_questions import RECAPTION_QUESTIONS, REPHRASING_QUESTIONS
from sa2va_desktop.annotation.records import AnnotationObject, ExpressionKind
from sa2va_desktop.inference.api import FrameProvider
from sa2va_desktop.operations.frame_choice import uniform_frames
from sa2va_desktop.operations.pipeline.describer import Speaker
from sa2va_desktop.operations.pipeline.round_trip import Meant
from sa2va_desktop.operations.pipeline.staged_text import one_line
from sa2va_desktop.operations.region_caption import PreparedRegionCaption
from sa2va_desktop.operations.region_prompts import RegionKind

DEFAULT_ATTEMPTS = 6
_FRAMES = 3
_ARTICLES = ("A ", "An ", "The ")


@dataclass(frozen=True)
class Wording:
    """One way to ask; `question` is of kind QUESTION only."""

    kind: RegionKind
    question: str = ""


_REFERRING = (
    Wording(RegionKind.EXPRESSION),
    *(Wording(RegionKind.QUESTION, each) for each in REPHRASING_QUESTIONS),
    Wording(RegionKind.DESCRIBE),
)
_CAPTION = (
    Wording(RegionKind.DESCRIBE),
    *(Wording(RegionKind.QUESTION, each) for each in RECAPTION_QUESTIONS),
    Wording(RegionKind.EXPRESSION),
)


@dataclass(frozen=True)
class Suggestion:
    """Words that the model gave, on which frame and to which exact prompt."""

    text: str
    frame_index: int
    prompt: str


def attempts(
    kind: ExpressionKind, seen_frames: Sequence[int], largest: int, most: int
) -> list[tuple[Wording, int]]:
    """Wordings and frames in the order of trying: each wording on another frame first, the best of both at the beginning.

    Args:
        seen_frames: frames that show the thing, ascending, not empty.
        largest: the one on which it is largest.
    """
    frames = [largest, *(index for index in uniform_frames(seen_frames, _FRAMES) if index != largest)]
    wordings = _CAPTION if kind is ExpressionKind.CAPTION else _REFERRING
    pairs = [(place + turn, place, turn) for place in range(len(wordings)) for turn in range(len(frames))]
    return [(wordings[place], frames[turn]) for _, place, turn in sorted(pairs)][:most]


def suggestions(
    speaker: Speaker,
    about: AnnotationObject,
    meant: Meant,
    kind: ExpressionKind,
    frames: FrameProvider,
    *,
    known: Sequence[str] = (),
    most: int = DEFAULT_ATTEMPTS,
) -> Iterator[Suggestion]:
    """Different texts about one object, at most `most`; those in `known` are not given again.

    Raises: what the model and the clip raise.
    """
    seen, track = meant.seen_frames, meant.tracks[about.object_id]
    given = {_bare(text) for text in known}
    for wording, frame_index in attempts(kind, seen, meant.largest_frame, most):
        asked = PreparedRegionCaption(
            about.media_id,
            about.object_id,
            about.name,
            frame_index,
            track[frame_index].rle,
            wording.kind,
            wording.question,
        )
        said = speaker.say(asked, frames)
        text = one_line(said.text)
        text = as_phrase(text) if kind is ExpressionKind.REFERRING else text
        if text and _bare(text) not in given:
            given.add(_bare(text))
            yield Suggestion(text, frame_index, said.prompt)


def as_phrase(text: str) -> str:
    """A sentence that names a thing as a phrase: "A red car." is "a red car"."""
    bare = text.strip().rstrip(".").strip()
    return f"{bare[0].lower()}{bare[1:]}" if bare.startswith(_ARTICLES) else bare


def _bare(text: str) -> str:
    return as_phrase(one_line(text)).casefold()

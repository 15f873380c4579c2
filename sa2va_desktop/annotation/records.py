"""The records of the document: small, frozen, comparable values that the project holds and the history stores.

Coordinates are those of the displayed picture (after EXIF or container rotation): origin at the top-left corner of
the top-left pixel, x right, y down, integer pixel k covers [k, k+1). A frame is an index into the presentation-time
table of its media item; frame ranges are half-open.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import NewType

from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.annotation.token_runs import TokenRuns

MediaId = NewType("MediaId", int)
ObjectId = NewType("ObjectId", int)
CategoryId = NewType("CategoryId", int)
AnswerId = NewType("AnswerId", int)
ExpressionId = NewType("ExpressionId", int)
EntryId = NewType("EntryId", int)

Rgb = tuple[int, int, int]


class MediaKind(enum.Enum):
    IMAGE = "image"
    VIDEO = "video"
    SEQUENCE = "sequence"  # a folder of pictures shown as a clip


@dataclass(frozen=True)
class CleanUp:
    """What is done to a mask, in this order; all zero does nothing.

    Attributes:
        island_px: separate pieces with fewer pixels go.
        hole_px: holes with at most this many pixels are filled.
        smooth_px: edges are smoothed over this radius in pixels.
        margin_px: grow by this many pixels, or shrink if it is negative.
    """

    island_px: int = 0
    hole_px: int = 0
    smooth_px: int = 0
    margin_px: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.island_px or self.hole_px or self.smooth_px or self.margin_px)


class FrameState(enum.IntEnum):
    """What is known about one object on one frame. A frame without a record is untouched.

    Automatic work never overwrites a frame that is EDITED, CONFIRMED or LOCKED (`is_protected`).
    """

    UNTOUCHED = 0
    PROMPTED = 1  # a key frame: the person or the language model marked the object here
    TRACKED = 2
    EDITED = 3  # drawn or repaired by hand
    ABSENT = 4
    OCCLUDED = 5
    STALE = 6  # computed from something that has changed since
    FLAGGED = 7  # worth a second look
    CONFIRMED = 8
    LOCKED = 9

    @property
    def is_protected(self) -> bool:
        return self in (FrameState.EDITED, FrameState.CONFIRMED, FrameState.LOCKED)


class AnswerState(enum.Enum):
    RUNNING = "running"
    COMPLETE = "complete"
    CANCELLED = "cancelled"
    FAILED = "failed"
    PARTIAL = "partial"  # found unfinished when the project was opened


class AnswerTask(enum.Enum):
    """What was wanted of the model."""

    ASK = "ask"  # the text is sent as it is typed
    SEGMENT = "segment"  # a noun phrase, wrapped into the question that gives its mask
    DESCRIBE = "describe"  # the whole picture, or a range of a clip, in words
    GROUNDED_CAPTION = "grounded_caption"  # in words, with a mask for each thing that is named
    REGION = "region"  # about one object on one frame
    OBJECTS = "objects"  # about several objects, or one over several frames
    FIND = "find"  # where in the clip something is to be seen

    @property
    def is_about_given_objects(self) -> bool:
        """The answer speaks of objects that were there before; it makes none."""
        return self in (AnswerTask.REGION, AnswerTask.OBJECTS)


@dataclass(frozen=True)
class MediaItem:
    """A picture, a video or a folder of pictures.

    Attributes:
        path: absolute, with forward slashes. In the project's file it is relative to the project's folder, so that
            both can be moved together, unless it is on another drive.
        height, width: of the displayed picture, in pixels.
        pts: presentation time of each frame in units of `time_base` seconds; `(0,)` for a picture.
        time_base: (numerator, denominator) of one unit in seconds.
        size_bytes, edge_hash: file size, and a hash of its first and last MiB, to recognise a moved file.
        full_hash: hash of the whole file, or "" until it is known.
        extras: JSON text of what an imported file said of it that the document has no place for, by format id; or "".
    """

    media_id: MediaId
    kind: MediaKind
    path: str
    height: int
    width: int
    pts: tuple[int, ...]
    time_base: tuple[int, int]
    size_bytes: int = 0
    edge_hash: str = ""
    full_hash: str = ""
    extras: str = ""

    @property
    def frame_count(self) -> int:
        return len(self.pts)

    def time_s(self, frame_index: int) -> float:
        """Presentation time of a frame in seconds since the first frame."""
        return (self.pts[frame_index] - self.pts[0]) * self.time_base[0] / self.time_base[1]


@dataclass(frozen=True)
class Category:
    """A class of objects; called "label" in the interface.

    Attributes:
        hotkey: a key sequence as in the action table, that gives this label to the selected objects, or "".
        order: position in the schema, low first.
    """

    category_id: CategoryId
    name: str
    color: Rgb
    hotkey: str = ""
    order: int = 0


@dataclass(frozen=True)
class AnnotationObject:
    """One thing in one media item; its masks over time are its track. Colour is the same everywhere.

    Attributes:
        order: position in lists and drawing order, low first.
        expression: the referring expression that made it, if any; more about it stands in `Expression` records.
        extras: as `MediaItem.extras`.
        clean_up: how its masks are cleaned up wherever they are shown or exported, or None; frames that a person
            settled are shown as they are. The stored masks stay as they were made.
    """

    object_id: ObjectId
    media_id: MediaId
    name: str
    color: Rgb
    category_id: CategoryId | None = None
    order: int = 0
    is_hidden: bool = False
    is_locked: bool = False
    expression: str = ""
    extras: str = ""
    clean_up: CleanUp | None = None


@dataclass(frozen=True)
class ObjectFrame:
    """One object on one frame: its mask and how far it can be trusted.

    Attributes:
        rle: the mask at full picture resolution; empty where the object is absent.
        predicted_iou: SAM 2's own estimate in 0..1, or None for masks drawn by hand.
        object_score: SAM 2's object-present logit, or None; above 0 means present.
    """

    rle: MaskRle
    state: FrameState
    predicted_iou: float | None = None
    object_score: float | None = None

    @property
    def is_protected(self) -> bool:
        """Whether a person said what is here, so that automatic work leaves it alone.

        Beside the protected states: a key frame, absent or occluded without the model's scores was called so by hand.
        """
        return self.state.is_protected or (self.object_score is None and self.state in _SAID_STATES)


_SAID_STATES = (FrameState.PROMPTED, FrameState.ABSENT, FrameState.OCCLUDED)


@dataclass(frozen=True)
class Phrase:
    """A stretch of an answer's text that names an object: characters [start, stop) of `Answer.text`.

    `object_id` is None when the model marked the stretch but gave no mask, or when a person unbound it. An empty
    stretch stands for an object that the text does not name.
    """

    start: int
    stop: int
    object_id: ObjectId | None


@dataclass(frozen=True)
class PresenceSpan:
    """Frames [start, stop) on which a thing that was looked for is to be seen, and how sure that is, in 0..1."""

    start: int
    stop: int
    confidence: float


@dataclass(frozen=True)
class Answer:
    """One turn of the conversation: an instruction, the text that came back, and what it rests on.

    Attributes:
        instruction: as the person typed it.
        prompt: the exact text given to the model, special tokens included; "" when no model was asked.
        text: the answer for reading, without special tokens.
        phrases: stretches of `text` that name something, in order.
        language_frames: frames that the language model was shown with this turn; () when the turn brought no picture.
        frame_range: half-open range in which masks were asked for.
        grounding_mode: "compatible", "consistent" or "".
        model_name: name of the checkpoint that answered.
        created_at: ISO 8601, UTC.
        message: why it failed or stopped early, one sentence, or "".
        task: what was wanted of the model.
        follows: the turn that this one continues, or None for one that begins anew. It may be gone.
        built_on: what that turn and those before it were when this one was asked; see `annotation.threads`.
        raw_text: the answer as the model wrote it, `[SEG]` and phrase marks included. Editing `text` leaves it alone.
            Of the task FIND: what was seen on which frame, see `operations.sightings`.
        tokens: ids of the whole conversation up to the end of this answer, for the checkpoint `model_name` only;
            () when the answer was not finished.
        spans: of the task FIND: where the thing comes and goes, ascending, without overlap.
    """

    answer_id: AnswerId
    media_id: MediaId
    instruction: str
    prompt: str
    text: str
    phrases: tuple[Phrase, ...]
    language_frames: tuple[int, ...]
    frame_range: tuple[int, int]
    grounding_mode: str
    model_name: str
    created_at: str
    state: AnswerState
    message: str = ""
    task: AnswerTask = AnswerTask.ASK
    follows: AnswerId | None = None
    built_on: str = ""
    raw_text: str = ""
    tokens: TokenRuns = ()
    spans: tuple[PresenceSpan, ...] = ()

    @property
    def object_ids(self) -> frozenset[ObjectId]:
        """Objects that the answer is bound to."""
        return frozenset(phrase.object_id for phrase in self.phrases if phrase.object_id is not None)


class ExpressionKind(enum.Enum):
    """What a text is for."""

    REFERRING = "referring"  # tells things from others, so that they can be found
    CAPTION = "caption"  # says what a thing is or does


class ExpressionState(enum.Enum):
    """Whether a person, or the rules that were set, took a text."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"  # kept with the reason, never exported


@dataclass(frozen=True)
class TextSegment:
    """Characters [start, stop) of a text that came from one stage of a pipeline, or from a person ("")."""

    start: int
    stop: int
    stage: str


@dataclass(frozen=True)
class Expression:
    """A text about things in one media item.

    Attributes:
        object_ids: what it is about, ascending; () says that nothing here is meant by it.
        length: "short", "long" or "".
        language: BCP 47 tag, or "" when nobody said.
        segments: stretches of `text` and their stages, in order, without overlap; what is not covered is of no stage.
        round_trip_iou: IoU over the track of what the model finds for the text with the objects, or None.
        model_name, prompt: what wrote it, and the exact text that was asked; "" for a person's or an imported one.
        created_at: ISO 8601, UTC, or "".
        note: why it was rejected, or a reviewer's comment.
        extras: as `MediaItem.extras`.
    """

    expression_id: ExpressionId
    media_id: MediaId
    object_ids: tuple[ObjectId, ...]
    text: str
    kind: ExpressionKind = ExpressionKind.REFERRING
    state: ExpressionState = ExpressionState.ACCEPTED
    length: str = ""
    language: str = ""
    segments: tuple[TextSegment, ...] = ()
    round_trip_iou: float | None = None
    model_name: str = ""
    prompt: str = ""
    created_at: str = ""
    note: str = ""
    extras: str = ""

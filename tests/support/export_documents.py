"""Random clips for exporters: awkward masks, states, names, texts and answers, small enough for many examples."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
    Value,
)
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
from sa2va_desktop.annotation.rle import BoolMask, empty_rle, mask_to_rle
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip

CLIP_NAMES = ("alpha", "beta two", "gämma_3")
_NAMES = ("dog", "the dog's", 'a "b" & <c>', "ä ö 犬", "x, y; z", "1", "name\twith tab", "=1+1", "emoji 🐕")
_LABELS = ("animal", "traffic light", "Tür", "a,b", "person")
_WORDS = ("dog", "left", "red", "犬", "it's", "runs", "Tür", "a&b", "of", "“so”")
_SHOWN_STATES = (
    FrameState.PROMPTED,
    FrameState.TRACKED,
    FrameState.EDITED,
    FrameState.OCCLUDED,
    FrameState.LOCKED,
    FrameState.STALE,
    FrameState.FLAGGED,
)


@st.composite
def clip_lists(draw: st.DrawFn) -> list[AnnotatedClip]:
    """One or two clips with at least one mask each. Masks of one frame differ, and so do names, labels and texts,
    so that what comes back can be told apart."""
    count = draw(st.integers(1, 2))
    return [draw(_clips(CLIP_NAMES[number], number)) for number in range(count)]


@st.composite
def _clips(draw: st.DrawFn, name: str, number: int) -> AnnotatedClip:
    height, width = draw(st.integers(5, 13)), draw(st.integers(5, 13))
    frames = draw(st.integers(1, 4))
    kind = MediaKind.IMAGE if frames == 1 and draw(st.booleans()) else MediaKind.VIDEO
    pts = tuple(range(0, 512 * frames, 512))
    suffix = "png" if kind is MediaKind.IMAGE else "mp4"
    item = MediaItem(
        MediaId(number + 1),
        kind,
        f"/media/{name}.{suffix}",
        height,
        width,
        pts,
        (1, 12800),
        1000,
        f"edge{number}",
    )
    count = draw(st.integers(1, 3))
    names = draw(st.lists(st.sampled_from(_NAMES), min_size=count, max_size=count, unique=True))
    labels = draw(
        st.lists(st.sampled_from((None, *range(1, len(_LABELS) + 1))), min_size=count, max_size=count)
    )
    first = draw(st.sampled_from((1, 7)))
    objects = tuple(
        AnnotationObject(
            ObjectId(first + place),
            item.media_id,
            f"{names[place]} n{place}",
            (10 * place, 200, 255 - place),
            category_id=CategoryId(labels[place]) if labels[place] else None,
            order=place,
        )
        for place in range(count)
    )
    tracks = draw(_tracks([each.object_id for each in objects], frames, height, width))
    ids = [each.object_id for each in objects]
    expressions = draw(_expressions(ids, item.media_id))
    answers = draw(_answers(ids, item.media_id, frames))
    return AnnotatedClip(
        name,
        item,
        objects,
        tracks,
        categories={
            CategoryId(n): Category(CategoryId(n), label, (n, n, n)) for n, label in enumerate(_LABELS, 1)
        },
        answers=tuple(answers),
        questions={answer.answer_id: answer.instruction for answer in answers},
        expressions=tuple(expressions),
        attributes=ATTRIBUTES,
        values={each: draw(_values(each, frames)) for each in ids},
    )


ATTRIBUTES = (
    Attribute(AttributeId(2), "colour", AttributeKind.CHOICE, choices=("red", "it's 犬", "a, b")),
    Attribute(AttributeId(3), "state", AttributeKind.YES_NO, changes_over_time=True, question="Is it <open>?"),
    Attribute(AttributeId(5), "speed", AttributeKind.NUMBER, changes_over_time=True, low=-2.5, order=3),
    Attribute(AttributeId(6), "note", AttributeKind.TEXT, order=4),
)
"""One is called as a key that files have for themselves."""
_VALUES: dict[AttributeKind, st.SearchStrategy[Value]] = {
    AttributeKind.CHOICE: st.sampled_from(ATTRIBUTES[0].choices),
    AttributeKind.YES_NO: st.booleans(),
    AttributeKind.NUMBER: st.sampled_from([-2.5, 0.0, 0.1, 1e12]),
    AttributeKind.TEXT: st.sampled_from(["=1+1", "true", "7", "two\nlines", 'x, "y"', "'"]),
}


@st.composite
def _values(draw: st.DrawFn, object_id: ObjectId, frames: int) -> tuple[ObjectAttribute, ...]:
    """Keys of no, some or all attributes; a key need not stand on a frame with a mask."""
    found = []
    for attribute in ATTRIBUTES:
        last = frames - 1 if attribute.changes_over_time else 0
        told = draw(st.dictionaries(st.integers(0, last), _VALUES[attribute.kind], max_size=2))
        keys = tuple(AttributeKey(frame, value) for frame, value in sorted(told.items()))
        if keys:
            found.append(ObjectAttribute(object_id, attribute.attribute_id, keys))
    return tuple(found)


@st.composite
def _tracks(
    draw: st.DrawFn, ids: list[ObjectId], frames: int, height: int, width: int
) -> dict[ObjectId, dict[int, ObjectFrame]]:
    tracks: dict[ObjectId, dict[int, ObjectFrame]] = {each: {} for each in ids}
    for frame in range(frames):
        seen: set[bytes] = set()
        for place, object_id in enumerate(ids):
            what = "mask" if frame == place == 0 else draw(st.sampled_from(("mask", "mask", "absent", "none")))
            scored = draw(st.booleans())
            scores = (0.5 + place / 8, 1.5 - frame) if scored else (None, None)
            if what == "absent":
                tracks[object_id][frame] = ObjectFrame(empty_rle(height, width), FrameState.ABSENT, *scores)
            elif what == "mask":
                mask = draw(masks(height, width))
                if not mask.any() or mask.tobytes() in seen:
                    mask = np.zeros((height, width), np.bool_)
                    mask[place, : 1 + frame] = True
                    if mask.tobytes() in seen:
                        continue
                seen.add(mask.tobytes())
                state = draw(st.sampled_from(_SHOWN_STATES))
                tracks[object_id][frame] = ObjectFrame(mask_to_rle(mask), state, *scores)
    return tracks


@st.composite
def masks(draw: st.DrawFn, height: int, width: int) -> BoolMask:
    """Blobs, rings, islands, diagonals, full pictures, lines along a border, noise."""
    mask = np.zeros((height, width), np.bool_)
    kind = draw(st.sampled_from(("box", "ring", "two", "noise", "full", "border", "diagonal", "pixel")))
    if kind == "full":
        mask[:] = True
    elif kind == "noise":
        bits = draw(st.integers(0, 2 ** (height * width) - 1))
        mask.ravel()[:] = [bits >> place & 1 for place in range(height * width)]
    elif kind == "border":
        mask[draw(st.sampled_from((0, -1)))] = True
    elif kind == "diagonal":
        np.fill_diagonal(mask, True)
    else:
        for _ in range(2 if kind == "two" else 1):
            top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
            tall, wide = (
                (1, 1) if kind == "pixel" else (draw(st.integers(1, height)), draw(st.integers(1, width)))
            )
            mask[top : top + tall, left : left + wide] = True
            if kind == "ring" and tall > 2 and wide > 2:
                mask[top + 1 : top + tall - 1, left + 1 : left + wide - 1] = False
    return mask


@st.composite
def _expressions(draw: st.DrawFn, ids: list[ObjectId], media_id: MediaId) -> list[Expression]:
    """Texts about one, several or none, each said once; captions about one object."""
    count = draw(st.integers(0, 4))
    found = []
    for number in range(count):
        kind = draw(st.sampled_from(ExpressionKind))
        about = draw(st.sets(st.sampled_from(ids), min_size=0, max_size=len(ids)))
        if kind is ExpressionKind.CAPTION:
            about = {draw(st.sampled_from(ids))}
        text = " ".join([*draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4)), f"e{number}"])
        found.append(Expression(ExpressionId(number + 1), media_id, tuple(sorted(about)), text, kind))
    return found


@st.composite
def _answers(draw: st.DrawFn, ids: list[ObjectId], media_id: MediaId, frames: int) -> list[Answer]:
    found = []
    for number in range(draw(st.integers(0, 2))):
        words = [*draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=5)), f"a{number}"]
        phrases, at = [], 0
        for word in words:
            if draw(st.booleans()):
                phrases.append(Phrase(at, at + len(word), draw(st.sampled_from((*ids, None)))))
            at += len(word) + 1
        given: dict[str, Any] = {
            "task": draw(st.sampled_from((AnswerTask.ASK, AnswerTask.DESCRIBE, AnswerTask.GROUNDED_CAPTION))),
            "language_frames": tuple(sorted(draw(st.sets(st.integers(0, frames - 1), min_size=1)))),
        }
        found.append(
            Answer(
                answer_id=AnswerId(number + 1),
                media_id=media_id,
                instruction=f"what is q{number}?",
                prompt="",
                text=" ".join(words),
                phrases=tuple(phrases),
                frame_range=(0, frames),
                grounding_mode="",
                model_name="nano",
                created_at="2026-11-22T12:00:00+00:00",
                state=AnswerState.COMPLETE,
                **given,
            )
        )
    return found


class _GreyFrames:
    """Grey frames of any index, as a reader that can be opened again and again."""

    def __init__(self, height: int, width: int) -> None:
        self._size = (height, width, 3)

    def __enter__(self) -> _GreyFrames:
        return self

    def __exit__(self, *error: object) -> None:
        return

    def read_rgb(self, frame_index: int) -> np.ndarray:
        return np.full(self._size, 90 + frame_index, np.uint8)


def damageable_clip() -> AnnotatedClip:
    """A clip of which every format has something to write: two objects on two frames, texts, an answer."""
    height, width = 8, 10
    item = MediaItem(
        MediaId(1), MediaKind.SEQUENCE, "/media/alpha", height, width, (0, 512), (1, 12800), 9, "edge"
    )
    ring, bar = np.zeros((2, height, width), np.bool_)
    ring[1:6, 1:6] = True
    ring[2:4, 2:4] = False
    bar[5:7, 3:9] = True
    objects = (
        AnnotationObject(ObjectId(1), MediaId(1), "ring", (255, 0, 0), CategoryId(1)),
        AnnotationObject(ObjectId(2), MediaId(1), "bar", (0, 255, 0), CategoryId(2), order=1),
    )
    shown = {
        frame: [ObjectFrame(mask_to_rle(mask), FrameState.EDITED, 0.5, 1.0) for mask in (ring, bar)]
        for frame in (0, 1)
    }
    answer = Answer(
        AnswerId(1),
        MediaId(1),
        "what is it?",
        "",
        "A ring and a bar.",
        (Phrase(0, 6, ObjectId(1)), Phrase(11, 16, ObjectId(2))),
        (0, 1),
        (0, 2),
        "",
        "nano",
        "2026-11-22T12:00:00+00:00",
        AnswerState.COMPLETE,
        task=AnswerTask.GROUNDED_CAPTION,
    )
    texts = (
        Expression(ExpressionId(1), MediaId(1), (ObjectId(1),), "the ring"),
        Expression(ExpressionId(2), MediaId(1), (ObjectId(2),), "the bar"),
        Expression(ExpressionId(3), MediaId(1), (ObjectId(2),), "It is a bar.", ExpressionKind.CAPTION),
    )
    return AnnotatedClip(
        "alpha",
        item,
        objects,
        {
            ObjectId(1): {f: both[0] for f, both in shown.items()},
            ObjectId(2): {f: both[1] for f, both in shown.items()},
        },
        categories={
            CategoryId(n): Category(CategoryId(n), label, (n, n, n)) for n, label in enumerate(_LABELS, 1)
        },
        answers=(answer,),
        expressions=texts,
        open_frames=lambda: _GreyFrames(height, width),
    )

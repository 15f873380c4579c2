"""Asking the model again for what the objects of a clip are called, on a few frames, and comparing what it finds.

`plan_questions` chooses on the document's thread (or a worker, from scores), `asking_events` asks on the model's, and
an `AskingWriter` keeps the answers as reviews. A clip costs a bounded number of questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.model_questions import segment_instruction
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    ExpressionKind,
    ExpressionState,
    MediaId,
    ObjectId,
)
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.editing.mask_measures import mask_iou
from sa2va_desktop.editing.mask_window import read_window, shifted_rle, union_box
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    FrameMasks,
    FrameProvider,
    Predictor,
)
from sa2va_desktop.operations.click import default_name
from sa2va_desktop.operations.language_check import require_language
from sa2va_desktop.operations.region_caption import PreparedRegionCaption, region_request
from sa2va_desktop.operations.review.asked_mask import mask_digest
from sa2va_desktop.operations.review.scoring import FrameScores
from sa2va_desktop.operations.review.witness import WITNESSES, Witness
from sa2va_desktop.operations.run_writer import OpenFrames, RunWriter
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

DEFAULT_LIMIT = 60
"""Questions a clip, if nobody says otherwise."""
LEAST_STEP = 6
"""Frames between two questions about one object, however short the clip is."""
_GONE_ENOUGH = 0.25
_LABEL_FRAMES = 2
_LARGEST = 512
_MOST_MASKS = 4
_MAX_NEW_TOKENS = 96


@dataclass(frozen=True)
class ReviewQuestion:
    """One question about one object on one frame.

    Attributes:
        text: what is looked for.
        stored: the object's mask there, which may be empty.
        label, other_labels: set where the label is asked for: "" and () else.
        alike: masks of other objects of the same label on that frame.
    """

    object_id: ObjectId
    frame_index: int
    text: str
    stored: MaskRle
    label: str = ""
    other_labels: tuple[str, ...] = ()
    alike: tuple[MaskRle, ...] = ()


@dataclass(frozen=True)
class FrameAsked:
    """One question was answered: IoU of what was found with the stored mask, 1.0 where both are empty."""

    question: ReviewQuestion
    iou: float
    model_name: str
    frame_index: int
    done: int
    total: int


@dataclass(frozen=True)
class QuestionPlan:
    """What is going to be asked.

    Attributes:
        step: a question about each object in every so many frames.
        unnamed: objects of which nobody said what they are, so that nothing can be asked.
    """

    questions: tuple[ReviewQuestion, ...]
    step: int
    unnamed: tuple[ObjectId, ...] = ()


def text_about(project: Project, item: AnnotationObject) -> str:
    """By what an object is asked for: an accepted referring expression about nothing else (the one that finds it best),
    the expression that made it, its name if somebody gave it one, its label where nothing else has it; "" for nothing."""
    accepted = [
        each
        for each in project.expressions_about(item.object_id)
        if each.object_ids == (item.object_id,)
        and each.kind is ExpressionKind.REFERRING
        and each.state is ExpressionState.ACCEPTED
    ]
    if accepted:
        return max(accepted, key=lambda each: each.round_trip_iou or 0.0).text
    if item.expression:
        return item.expression
    stem, _, tail = item.name.rpartition(" ")
    base = stem if tail.isdecimal() and stem else item.name
    if base not in (default_name(), "object", ""):
        return base
    label = _label(project, item)
    alike = [each for each in project.objects_of(item.media_id) if each.category_id == item.category_id]
    return f"the {label}" if label.isascii() and label and len(alike) == 1 else ""


def plan_questions(
    project: Project,
    media_id: MediaId,
    scores: Mapping[ObjectId, FrameScores],
    *,
    object_ids: Sequence[ObjectId] | None = None,
    limit: int = DEFAULT_LIMIT,
) -> QuestionPlan:
    """At most `limit` questions: of each stretch of N frames of an object the frame that the other witnesses doubt most
    (the middle one where they doubt none), and the label on up to two frames on which the object is large."""
    items = [
        each for each in project.objects_of(media_id) if object_ids is None or each.object_id in object_ids
    ]
    items = [each for each in items if each.object_id in scores]
    texts = {each.object_id: text_about(project, each) for each in items}
    labels = {each.object_id: _label(project, each) for each in items}
    unnamed = tuple(each for each in texts if not texts[each] and not labels[each])
    candidates = {each: _askable(scores[each]) for each in texts}
    room = max(1, limit - _LABEL_FRAMES * sum(bool(each) for each in labels.values()))
    named = [each for each in texts if texts[each]]
    sizes = [candidates[each].size for each in named]
    step, longest = LEAST_STEP, max(sizes, default=0)
    while step < longest and sum(-(-size // step) for size in sizes) > room:
        step += max(1, step // 8)
    questions = list[ReviewQuestion]()
    for object_id in named:
        for place in _worst_of_stretches(scores[object_id], candidates[object_id], step):
            questions.append(_question(project, object_id, scores[object_id], place, texts[object_id]))
    used = {(each.object_id, each.frame_index) for each in questions}
    for object_id, label in labels.items():
        if label:
            questions += _label_questions(project, object_id, scores[object_id], label, used)
    if len(questions) > max(1, limit):  # more objects than questions: what is doubted most is asked
        questions.sort(key=lambda each: -_doubt(scores[each.object_id], each.frame_index))
    questions = sorted(questions[: max(1, limit)], key=lambda each: (each.frame_index, each.object_id))
    return QuestionPlan(tuple(questions), step, unnamed)


def _label(project: Project, item: AnnotationObject) -> str:
    return project.categories[item.category_id].name if item.category_id is not None else ""


def _askable(scores: FrameScores) -> np.ndarray:
    """Positions of frames that are worth a question: nobody settled them, and a mask is there or suddenly is not."""
    gone = scores.doubts[:, WITNESSES.index(Witness.GONE)] >= _GONE_ENOUGH
    return np.flatnonzero(
        ~scores.columns.is_settled & ~scores.columns.is_damaged & (scores.columns.is_seen | gone)
    )


def _worst_of_stretches(scores: FrameScores, places: np.ndarray, step: int) -> list[int]:
    chosen = []
    for first in range(0, places.size, step):
        stretch = places[first : first + step]
        middle = np.abs(np.arange(stretch.size) - stretch.size // 2)
        # Equal doubts are none: the middle is as good as any, and best for what lies between two questions.
        order = np.lexsort((middle, -np.round(scores.scores[stretch], 1)))
        chosen.append(int(stretch[order[0]]))
    return chosen


def _doubt(scores: FrameScores, frame_index: int) -> float:
    place = scores.place_of(frame_index)
    return 0.0 if place is None else float(scores.scores[place])


def _question(
    project: Project, object_id: ObjectId, scores: FrameScores, place: int, text: str
) -> ReviewQuestion:
    frame_index = int(scores.frames[place])
    frame = project.frame(object_id, frame_index)
    assert frame is not None
    return ReviewQuestion(object_id, frame_index, text, frame.rle)


def _label_questions(
    project: Project, object_id: ObjectId, scores: FrameScores, label: str, used: set[tuple[ObjectId, int]]
) -> list[ReviewQuestion]:
    free = [
        int(place)
        for place in np.argsort(-scores.columns.areas, kind="stable")[:_LARGEST]
        if scores.columns.areas[place] and (object_id, int(scores.frames[place])) not in used
    ]
    if not free:
        return []
    far = max(free[: max(1, len(free) // 2)], key=lambda place: abs(place - free[0]))
    own = project.objects[object_id].category_id
    others = tuple(each.name for each in project.schema_categories() if each.category_id != own)
    found = []
    for place in dict.fromkeys((free[0], far)):
        frame_index = int(scores.frames[place])
        item = project.objects[object_id]
        alike = tuple(
            frame.rle
            for other, frame in project.masks_on(item.media_id, frame_index)
            if other.category_id == own and other.object_id != object_id and not frame.rle.is_empty
        )
        asked = _question(project, object_id, scores, place, label)
        found.append(replace(asked, label=label, other_labels=others, alike=alike))
    return found


# ---- on the model's thread


def asking_events(
    predictor: Predictor, questions: Sequence[ReviewQuestion], open_frames: OpenFrames, token: CancelToken
) -> Iterator[FrameAsked]:
    """Ask one question after the other.

    Raises: what `Predictor.ask` raises, MediaError; events that were yielded stay valid.
    """
    require_language(predictor.description)
    with open_frames() as frames:
        for done, question in enumerate(questions, start=1):
            token.raise_if_cancelled()
            iou = _iou_of_label(predictor, question, frames, token) if question.label else None
            if iou is None:
                iou = _iou_of_found(predictor, question, frames, token)
            yield FrameAsked(
                question, iou, predictor.description.name, question.frame_index, done, len(questions)
            )


def _iou_of_found(
    predictor: Predictor, question: ReviewQuestion, frames: FrameProvider, token: CancelToken
) -> float:
    index = question.frame_index
    request = AskRequest(
        text=segment_instruction(question.text, is_video=False),
        frames=frames,
        language_frames=(index,),
        frame_range=(index, index + 1),
        max_new_tokens=_MAX_NEW_TOKENS,
        max_segments=_MOST_MASKS if question.label else 1,
    )
    found: list[MaskRle] = []
    for event in predictor.ask(request, token):
        if isinstance(event, FrameMasks):
            found = [mask.rle for mask in event.masks if not mask.rle.is_empty]
    if not found:
        return 1.0 if question.stored.is_empty else 0.0
    united = reduce(_united, found)
    wanted = [question.stored]
    if question.alike:
        wanted.append(reduce(_united, question.alike, question.stored))
    best = max(mask_iou(united, each) for each in wanted)
    # Of several alike things the model may mean another one, which says nothing against this one's label.
    return max([best, *(mask_iou(united, each) for each in question.alike)])


def _iou_of_label(
    predictor: Predictor, question: ReviewQuestion, frames: FrameProvider, token: CancelToken
) -> float | None:
    """1.0 where the model calls the region by its label, 0.0 where it calls it by another label of the schema, None where
    it names neither."""
    said = _caption(predictor, question, frames, token)
    if _names(said, question.label):
        return 1.0
    return 0.0 if any(_names(said, other) for other in question.other_labels) else None


def _caption(predictor: Predictor, question: ReviewQuestion, frames: FrameProvider, token: CancelToken) -> str:
    about = PreparedRegionCaption(
        MediaId(0), question.object_id, question.label, question.frame_index, question.stored
    )
    request = replace(
        region_request(predictor.description, about, frames), max_new_tokens=_MAX_NEW_TOKENS, max_segments=1
    )
    for event in predictor.ask(request, token):
        if isinstance(event, AnswerFinished):
            return event.text
    return ""


def _names(said: str, label: str) -> bool:
    """Whether a sentence has the words of a label one after the other, in the singular or with an s."""
    words = [word.strip(".,;:!?\"'()").casefold() for word in said.split()]
    wanted = label.casefold().split()
    if not wanted:
        return False
    if not label.isascii():
        return label.casefold() in said.casefold()
    size = len(wanted)
    stretches = (words[at : at + size] for at in range(len(words) - size + 1))
    return any(each == wanted or each == [*wanted[:-1], wanted[-1] + "s"] for each in stretches)


def _united(left: MaskRle, right: MaskRle) -> MaskRle:
    box = union_box(left, right)
    return shifted_rle(mask_to_rle(read_window(left, box) | read_window(right, box)), box, left.size_hw)


# ---- back on the document's thread


class AskingWriter(RunWriter[FrameAsked]):
    """Keeps what was found beside what a reviewer said; an answer to an earlier question on the frame gives way.

    Attributes:
        asked_count, missed_count: questions so far, and those that found less than half of the mask.
    """

    def __init__(self, session: OpenProject, *, cancel: Callable[[], None] = lambda: None) -> None:
        self._found: list[FrameAsked] = []
        self.asked_count = self.missed_count = 0
        super().__init__(session, translate("operations", "Ask Again"), (), cancel)

    def _take(self, event: FrameAsked) -> None:
        self._found.append(event)
        self.asked_count += 1
        self.missed_count += event.iou < 0.5

    def _collected(self) -> list[Change]:
        found, self._found = self._found, []
        return [change for each in found if (change := self._change(each)) is not None]

    def _change(self, asked: FrameAsked) -> Change | None:
        project, object_id = self._session.project, asked.question.object_id
        frame = project.frame(object_id, asked.frame_index)
        if frame is None or frame.rle != asked.question.stored:
            return None  # it was asked of a mask that is no longer there
        known = project.reviews_of(object_id).get(asked.frame_index)
        review = replace(
            known or FrameReview(object_id, asked.frame_index),
            asked_iou=asked.iou,
            asked_text=asked.question.text,
            model_name=asked.model_name,
            asked_mask=mask_digest(frame.rle),
        )
        return Change(Table.REVIEW, review.slot_key, known, review)

    def _kept(self) -> str:
        count = self.asked_count
        return translate("operations", "%n answer(s) are kept", n=count) if count else ""

"""Correct a mask by words: the model looks for what was said, and the mask that is there is cut, kept or joined by it.

`prepare_words` makes an immutable request on the document's thread, `answer_words` runs it on the model's, and
`accept_words` writes the candidate that a person took, as one history entry.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

import numpy as np

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, empty_rle, rle_to_mask
from sa2va_desktop.editing.commands import edit_mask, put_frame
from sa2va_desktop.editing.mask_booleans import intersect, subtract, unite
from sa2va_desktop.editing.mask_difference import MaskDifference
from sa2va_desktop.editing.mask_window import PixelBox, shifted_rle
from sa2va_desktop.editing.shown_mask import mask_seen, shown_rle
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    FrameMasks,
    Predictor,
    PredictorDescription,
    PromptBuilt,
    RgbFrame,
)
from sa2va_desktop.operations.click import check_unlocked, default_name
from sa2va_desktop.operations.language_check import require_language
from sa2va_desktop.operations.outlined_crop import SinglePicture, crop_box, outlined_picture
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.operations.word_wishes import (
    ShownAs,
    WordVerb,
    WordWish,
    question,
    read_wish,
    way_of_showing,
)
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_MOST_THINGS = 4
_MAX_NEW_TOKENS = 128


class WordResult(enum.Enum):
    """How a candidate comes of the mask that is there and the one that was found."""

    REST = "rest"  # what is there without what was found
    COMMON = "common"  # what is in both
    TOGETHER = "together"  # what is in either
    FOUND = "found"  # what was found


_BY_VERB = {
    WordVerb.WITHOUT: WordResult.REST,
    WordVerb.ONLY: WordResult.COMMON,
    WordVerb.ALSO: WordResult.TOGETHER,
    WordVerb.ANEW: WordResult.FOUND,
}


@dataclass(frozen=True)
class PreparedWords:
    """A request without its frame. `typed` is what the person wrote; `present` the mask as it is seen."""

    media_id: MediaId
    object_id: ObjectId
    object_name: str
    frame_index: int
    typed: str
    wish: WordWish
    shown_as: ShownAs
    present: MaskRle = field(repr=False)


@dataclass(frozen=True)
class WordCandidate:
    """A mask that may be accepted, and how it differs from the one that is there."""

    result: WordResult
    rle: MaskRle
    difference: MaskDifference


@dataclass(frozen=True)
class WordAnswer:
    """What came of it.

    Attributes:
        prompt: the exact text that was sent.
        text: what the model wrote.
        found: everything that it found, together.
        predicted_iou: of the one mask that was found; None where there are several or none.
        candidates: what differs from the mask that is there, that of the verb first if it does.
    """

    prepared: PreparedWords
    prompt: str
    text: str
    found: MaskRle
    predicted_iou: float | None
    candidates: tuple[WordCandidate, ...]

    @property
    def does_what_was_said(self) -> bool:
        """The first candidate is that of the verb; otherwise doing as was said would change nothing or leave nothing."""
        return bool(self.candidates) and self.candidates[0].result is _BY_VERB[self.prepared.wish.verb]


def prepare_words(
    project: Project, object_id: ObjectId, frame_index: int, typed: str, *, shown_as: ShownAs = ShownAs.AUTO
) -> PreparedWords:
    """Turn what was typed about an object's mask on a frame into a request.

    Raises:
        UsageError: the object or its frame is locked, it has no mask there, or nothing is named.
    """
    about = project.objects[object_id]
    present = mask_seen(project, object_id, frame_index)
    check_unlocked(project, object_id, frame_index)
    if present is None:
        sentence = translate("operations", "“{0}” has no mask on frame {1} that could be corrected by words")
        raise UsageError(sentence.format(about.name, frame_index))
    category = project.categories.get(about.category_id) if about.category_id is not None else None
    name = "" if about.name.startswith(default_name()) else about.name
    noun = category.name if category is not None else name.split()[-1] if name else ""
    wish = read_wish(typed, name, noun)
    if not wish.thing:
        raise UsageError(
            translate("operations", "{0!r}: expected what to look for, such as “without its shadow”").format(
                typed
            )
        )
    way = way_of_showing(wish.verb) if shown_as is ShownAs.AUTO else shown_as
    return PreparedWords(about.media_id, object_id, about.name, frame_index, typed, wish, way, present)


def answer_words(
    predictor: Predictor, prepared: PreparedWords, open_frames: OpenFrames, token: CancelToken
) -> WordAnswer:
    """Run a request on the model's thread.

    Raises:
        CapabilityError: the model has no language, or takes no marked regions where one was wanted.
        What `Predictor.ask` raises.
    """
    require_language(predictor.description)
    with open_frames() as frames:
        rgb = frames.read_rgb(prepared.frame_index)
    request, box = words_request(predictor.description, prepared, rgb)
    prompt, text, masks = "", "", []
    for event in predictor.ask(request, token):
        match event:
            case PromptBuilt():
                prompt = event.prompt
            case AnswerFinished():
                text = event.text.strip()
            case FrameMasks():
                masks += [mask for mask in event.masks if not mask.rle.is_empty]
    size_hw = prepared.present.size_hw
    parts = [shifted_rle(mask.rle, box, size_hw) for mask in masks]
    found = unite(*parts) if parts else empty_rle(*size_hw)
    only = masks[0] if len(masks) == 1 else None
    return WordAnswer(
        prepared,
        prompt,
        text,
        found,
        None if only is None else only.predicted_iou,
        _candidates(prepared, found),
    )


def words_request(
    description: PredictorDescription, prepared: PreparedWords, rgb: RgbFrame
) -> tuple[AskRequest, PixelBox]:
    """The request, and the part of the picture that it shows: the frame goes as a still."""
    present, way = prepared.present, prepared.shown_as
    if way is ShownAs.REGION and not description.capabilities.region_prompts:
        way = ShownAs.OUTLINE
    box = PixelBox(0, 0, present.width, present.height)
    shown = rgb
    if way is ShownAs.CROP:
        box = crop_box(present)
        shown = np.ascontiguousarray(rgb[box.y0 : box.y1, box.x0 : box.x1])
    elif way is ShownAs.OUTLINE:
        shown = outlined_picture(rgb, present)
    request = AskRequest(
        text=question(prepared.wish, way),
        frames=SinglePicture(shown),
        region_masks=(rle_to_mask(present),) if way is ShownAs.REGION else (),
        max_new_tokens=_MAX_NEW_TOKENS,
        max_segments=_MOST_THINGS,
    )
    return request, box


def accept_words(session: OpenProject, answer: WordAnswer, candidate: WordCandidate) -> None:
    """Put a candidate into the document: a key frame, as one history entry.

    What the model found by itself is PROMPTED and keeps its predicted IoU; what was cut out of two masks is EDITED by hand.
    A person does this, so a frame that was edited or confirmed is replaced (a locked one is not), and without an object
    score no automatic work changes it afterwards.

    Raises:
        UsageError: the object is gone or locked, or its mask is another one by now.
    """
    project, prepared = session.project, answer.prepared
    object_id, frame_index = prepared.object_id, prepared.frame_index
    about = project.objects.get(object_id)
    frame = project.frame(object_id, frame_index)
    if about is None or frame is None or shown_rle(about, frame) != prepared.present:
        sentence = translate("operations", "“{0}”: the mask on frame {1} is another one by now; ask again")
        raise UsageError(sentence.format(prepared.object_name, frame_index))
    check_unlocked(project, object_id, frame_index)
    if candidate.result is WordResult.FOUND:
        made = ObjectFrame(candidate.rle, FrameState.PROMPTED, answer.predicted_iou)
        changes = [put_frame(project, object_id, frame_index, made)]
    else:
        changes = edit_mask(project, object_id, frame_index, candidate.rle)
    label = translate("operations", "Correct “{0}” by Words: {1}").format(about.name, prepared.typed.strip())
    session.do(label, changes)


def _candidates(prepared: PreparedWords, found: MaskRle) -> tuple[WordCandidate, ...]:
    """Different masks that are not empty and not what is there; that of the verb first."""
    if found.is_empty:
        return ()
    present = prepared.present
    made = {
        WordResult.REST: subtract(present, found),
        WordResult.COMMON: intersect(present, found),
        WordResult.TOGETHER: unite(present, found),
        WordResult.FOUND: found,
    }
    wanted = _BY_VERB[prepared.wish.verb]
    candidates: list[WordCandidate] = []
    for result in (wanted, *(each for each in WordResult if each is not wanted)):
        rle = made[result]
        if not rle.is_empty and rle != present and all(rle != each.rle for each in candidates):
            candidates.append(WordCandidate(result, rle, MaskDifference.between(present, rle)))
    return tuple(candidates)

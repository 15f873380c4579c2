"""Ask about objects that are there: several in one picture, or one and more over several frames.

`prepare_object_question` makes an immutable request on the document's thread, `object_question_events` runs it on the
model's, and an `ObjectAnswerWriter` writes the answer. In one picture the masks go to the model as region prompts;
where a checkpoint takes none, and over several frames, they are drawn into the pictures as outlines with numbers.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.mentions import find_mentions
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Answer, AnswerId, AnswerTask, MediaId, ObjectId, Phrase, Rgb
from sa2va_desktop.annotation.rle import MaskRle, rle_to_mask
from sa2va_desktop.editing.shown_mask import shown_rle
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import (
    LANGUAGE_FRAME_LIMIT,
    AnswerFinished,
    AskRequest,
    Capabilities,
    FrameProvider,
    History,
    Predictor,
    PredictorDescription,
    PromptBuilt,
    RgbFrame,
    TextDelta,
)
from sa2va_desktop.operations.frame_choice import uniform_frames
from sa2va_desktop.operations.named_objects import spoken_objects
from sa2va_desktop.operations.outlined_crop import NumberedMask, SinglePicture, numbered_picture
from sa2va_desktop.operations.picked_frames import ShownFrames
from sa2va_desktop.operations.region_prompts import Marking, objects_prompt, objects_sent
from sa2va_desktop.operations.region_size import enlarged_together, is_too_small
from sa2va_desktop.operations.region_writer import NEXT_PROMPT, RegionEvent, RegionWriter
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


class ObjectsReach(enum.Enum):
    """Which pictures a question about objects is put about."""

    HERE = "here"  # one frame
    TOGETHER = "together"  # several frames in one question
    EACH = "each"  # the same question about each of several frames


@dataclass(frozen=True)
class AskedObject:
    """One of the objects, with its mask on each frame that is shown and has one."""

    object_id: ObjectId
    name: str
    color: Rgb
    masks: tuple[tuple[int, MaskRle], ...]

    def mask_on(self, frame_index: int) -> MaskRle | None:
        return dict(self.masks).get(frame_index)


@dataclass(frozen=True)
class PreparedObjectQuestion:
    """What is asked about which masks; the objects are called by their place, from 1."""

    media_id: MediaId
    objects: tuple[AskedObject, ...]
    question: str
    frames: tuple[int, ...]
    reach: ObjectsReach
    max_new_tokens: int = 256

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.objects]

    def masks_on(self, frame_index: int) -> list[tuple[int, AskedObject, MaskRle]]:
        """Number, object and mask of those that are to be seen on a frame."""
        numbered = enumerate(self.objects, start=1)
        return [(number, each, rle) for number, each in numbered if (rle := each.mask_on(frame_index))]

    def marking(self, capabilities: Capabilities) -> Marking:
        """Regions need one picture at a time in which all of the objects are."""
        is_single = self.reach is not ObjectsReach.TOGETHER
        are_all_there = all(len(self.masks_on(frame)) == len(self.objects) for frame in self.frames)
        takes = capabilities.region_prompts and is_single and are_all_there
        return Marking.REGIONS if takes else Marking.NUMBERS


def objects_title(names: Sequence[str]) -> str:
    """Of the run and of the step that is undone."""
    if len(names) == 1:
        return translate("operations", "Ask about “{0}”").format(names[0])
    return translate("operations", "Ask about {0} Objects").format(len(names))


def object_frames(
    project: Project,
    object_ids: Sequence[ObjectId],
    frame_range: tuple[int, int],
    limit: int = LANGUAGE_FRAME_LIMIT,
) -> tuple[int, ...]:
    """At most `limit` frames of a half-open range, spread over those on which all of the objects are to be seen; where
    that is never so, over those on which any of them is. () when none is."""
    start, stop = frame_range
    seen = [
        {
            frame
            for frame, record in project.track(each).items()
            if start <= frame < stop and not record.rle.is_empty
        }
        for each in object_ids
    ]
    if not seen:
        return ()
    return uniform_frames(sorted(set.intersection(*seen) or set.union(*seen)), limit)


def prepare_object_question(
    project: Project,
    object_ids: Sequence[ObjectId],
    question: str,
    *,
    reach: ObjectsReach = ObjectsReach.HERE,
    frames: Sequence[int] = (),
    expected_count: int = 0,
    max_new_tokens: int = 256,
) -> PreparedObjectQuestion:
    """Turn a question about objects of one media item into a request.

    Args:
        object_ids: are numbered in the order in which the question names them, then in the order given.
        question: calls the objects "@" and their name, or goes without.
        expected_count: how many objects it was about when it was asked before; an object that is removed is forgotten
            by what speaks of it.
        frames: what is shown, see `object_frames`; frames on which none of the objects is are left out.

    Raises:
        UsageError: an object is gone, or is not to be seen where it is asked about.
    """
    if len(object_ids) < max(1, expected_count) or any(each not in project.objects for each in object_ids):
        raise UsageError(
            translate("operations", "an object that “{0}” was about is gone").format(question.strip())
        )
    named = find_mentions(question, [project.objects[each].name for each in object_ids])
    in_order = dict.fromkeys([*(object_ids[mention.index] for mention in named), *object_ids])
    objects = tuple(_asked(project, each, frames) for each in in_order)
    shown = tuple(sorted({frame for each in objects for frame, _ in each.masks}))
    unseen = [each.name for each in objects if not each.masks]
    if unseen and len(frames) == 1:
        raise UsageError(
            translate("operations", "“{0}” has no mask on frame {1} that could be asked about").format(
                unseen[0], frames[0]
            )
        )
    if not shown or (unseen and reach is ObjectsReach.HERE):
        name = unseen[0] if unseen else objects[0].name
        raise UsageError(
            translate("operations", "“{0}” has no mask in this range that could be asked about").format(name)
        )
    if reach is ObjectsReach.HERE:
        shown = shown[:1]
    media_id = project.objects[object_ids[0]].media_id
    return PreparedObjectQuestion(media_id, objects, question, shown, reach, max_new_tokens)


def object_question_of(project: Project, answer: Answer) -> PreparedObjectQuestion:
    """What was asked then, about the masks as they are now. Raises: UsageError, also when one of the objects is gone."""
    return prepare_object_question(
        project,
        asked_objects(answer),
        answer.instruction,
        expected_count=objects_sent(answer.prompt, answer.instruction),
        reach=reach_of(answer),
        frames=answer.language_frames,
    )


def asked_objects(answer: Answer) -> list[ObjectId]:
    """The objects that a question was about, as far as they are still there: each has an empty stretch before the text."""
    leading = (each.object_id for each in answer.phrases if each.start == each.stop == 0)
    return list(dict.fromkeys(each for each in leading if each is not None))


def reach_of(answer: Answer) -> ObjectsReach:
    """What a stored question was put about."""
    if NEXT_PROMPT in answer.prompt:
        return ObjectsReach.EACH
    return ObjectsReach.TOGETHER if len(answer.language_frames) > 1 else ObjectsReach.HERE


def marking_notice(description: PredictorDescription, prepared: PreparedObjectQuestion) -> str:
    """The sentence that is kept with an answer that rests on something else than regions in one whole picture, or ""."""
    capabilities = description.capabilities
    if prepared.marking(capabilities) is Marking.REGIONS:
        if not any(_are_enlarged(prepared, frame, capabilities.region_grid) for frame in prepared.frames):
            return ""
        return translate(
            "operations",
            "Answered from an enlarged part of the picture: in the whole picture an object is too small to be marked.",
        )
    if not capabilities.region_prompts:
        untold = translate("operations", "this model was not trained with marked regions")
        reason = capabilities.reasons.get("region_prompts", untold).strip().rstrip(".")
    elif prepared.reach is ObjectsReach.TOGETHER:
        reason = translate("operations", "regions can be marked in one picture at a time")
    else:
        reason = translate("operations", "not all of the objects are in every picture")
    sentence = translate("operations", "Answered from pictures with the objects outlined and numbered: {0}.")
    return sentence.format(reason)


def object_request(
    description: PredictorDescription, prepared: PreparedObjectQuestion, frames: FrameProvider
) -> AskRequest:
    """The request as this checkpoint takes it; of a question that is put picture by picture, that about the first."""
    if prepared.reach is ObjectsReach.TOGETHER:
        return _together(prepared, frames)
    return _about_one(description, prepared, frames, prepared.frames[0])


def object_question_events(
    predictor: Predictor, prepared: PreparedObjectQuestion, open_frames: OpenFrames, token: CancelToken
) -> Iterator[RegionEvent]:
    """Run a request on the model's thread. Masks that the model may answer with are neither wanted nor computed.

    Raises: what `Predictor.ask` raises; events that were yielded stay valid.
    """
    with open_frames() as frames:
        if prepared.reach is not ObjectsReach.EACH:
            yield from _events(predictor, object_request(predictor.description, prepared, frames), token)
            return
        said, raw = "", ""
        for frame_index in prepared.frames:
            lead = translate("operations", "Frame {0}:").format(frame_index) + " "
            yield TextDelta(lead if not said else "\n" + lead)
            request = _about_one(predictor.description, prepared, frames, frame_index)
            for event in _events(predictor, request, token):
                if isinstance(event, AnswerFinished):
                    said += ("\n" if said else "") + lead + " ".join(event.text.split())
                    raw += ("\n" if raw else "") + lead + event.raw_text
                else:
                    yield event
        yield AnswerFinished(said, raw, History(()), segment_count=0, is_truncated=False)


class ObjectAnswerWriter(RegionWriter):
    """Writes the answer; words such as "region 2" are bound to the object that they stand for."""

    def __init__(
        self,
        session: OpenProject,
        prepared: PreparedObjectQuestion,
        description: PredictorDescription,
        *,
        replaces: AnswerId | None = None,
        cancel: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the run. Raises: as `RegionWriter`."""
        self._object_ids = [each.object_id for each in prepared.objects]
        super().__init__(
            session,
            description,
            title=objects_title(prepared.names),
            media_id=prepared.media_id,
            task=AnswerTask.OBJECTS,
            instruction=prepared.question,
            frames=prepared.frames,
            notice=marking_notice(description, prepared),
            replaces=replaces,
            cancel=cancel,
        )

    def _phrases(self, text: str) -> tuple[Phrase, ...]:
        asked = (Phrase(0, 0, each) for each in self._object_ids)
        spoken = spoken_objects(text, len(self._object_ids))
        return (
            *asked,
            *(Phrase(start, stop, self._object_ids[number - 1]) for start, stop, number in spoken),
        )


# ---- inside


def _asked(project: Project, object_id: ObjectId, frames: Sequence[int]) -> AskedObject:
    asked = project.objects[object_id]
    records = ((frame, project.frame(object_id, frame)) for frame in frames)
    seen = ((frame, shown_rle(asked, each)) for frame, each in records if each is not None)
    masks = tuple((frame, rle) for frame, rle in seen if not rle.is_empty)
    return AskedObject(object_id, asked.name, asked.color, masks)


def _events(predictor: Predictor, request: AskRequest, token: CancelToken) -> Iterator[RegionEvent]:
    for event in predictor.ask(request, token):
        if isinstance(event, PromptBuilt | TextDelta | AnswerFinished):
            yield event
        if isinstance(event, AnswerFinished):
            return


def _about_one(
    description: PredictorDescription,
    prepared: PreparedObjectQuestion,
    frames: FrameProvider,
    frame_index: int,
) -> AskRequest:
    marking = prepared.marking(description.capabilities)
    request = AskRequest(
        text=objects_prompt(prepared.question, prepared.names, marking),
        frames=frames,
        max_new_tokens=prepared.max_new_tokens,
    )
    if marking is Marking.NUMBERS:
        return replace(request, frames=SinglePicture(_numbered(prepared, frames, frame_index)))
    rles = [rle for _, _, rle in prepared.masks_on(frame_index)]
    if _are_enlarged(prepared, frame_index, description.capabilities.region_grid):
        part, regions = enlarged_together(frames.read_rgb(frame_index), rles)
        return replace(request, frames=part, region_masks=tuple(regions))
    return replace(
        request,
        language_frames=(frame_index,),
        frame_range=(frame_index, frame_index + 1),
        region_masks=tuple(rle_to_mask(rle) for rle in rles),
    )


def _together(prepared: PreparedObjectQuestion, frames: FrameProvider) -> AskRequest:
    shown = tuple(_numbered(prepared, frames, frame_index) for frame_index in prepared.frames)
    text = objects_prompt(prepared.question, prepared.names, Marking.NUMBERS, picture_count=len(shown))
    return AskRequest(
        text=text,
        frames=ShownFrames(shown),
        is_video=True,
        language_frames=tuple(range(len(shown))),
        frame_range=(0, len(shown)),
        max_new_tokens=prepared.max_new_tokens,
    )


def _numbered(prepared: PreparedObjectQuestion, frames: FrameProvider, frame_index: int) -> RgbFrame:
    marked = [NumberedMask(number, rle, each.color) for number, each, rle in prepared.masks_on(frame_index)]
    return numbered_picture(frames.read_rgb(frame_index), marked)


def _are_enlarged(prepared: PreparedObjectQuestion, frame_index: int, grid: int) -> bool:
    return any(is_too_small(rle, grid) for _, _, rle in prepared.masks_on(frame_index))

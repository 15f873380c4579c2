"""Read what a marked thing is: one object on one frame of a still or clip goes to the model, a sentence comes back.

`prepare_region_caption` makes an immutable request on the document's thread, `region_caption_events` runs it on the
model's, and a `RegionCaptionWriter` writes the sentence as a turn of the conversation whose text is bound to the
object. A frame of a clip is sent as a still, because only stills take marked regions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.model_questions import with_region_named
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    Answer,
    AnswerId,
    AnswerTask,
    MediaId,
    ObjectId,
    Phrase,
)
from sa2va_desktop.annotation.rle import MaskRle, rle_to_mask
from sa2va_desktop.editing.shown_mask import mask_seen
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    FrameProvider,
    Predictor,
    PredictorDescription,
    PromptBuilt,
    TextDelta,
)
from sa2va_desktop.operations.outlined_crop import SinglePicture, outlined_crop, outlined_picture
from sa2va_desktop.operations.region_prompts import (
    RegionKind,
    kind_of_prompt,
    region_prompt,
)
from sa2va_desktop.operations.region_size import LEAST_TOKENS, enlarged, is_too_small
from sa2va_desktop.operations.region_writer import RegionEvent, RegionWriter
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


@dataclass(frozen=True)
class PreparedRegionCaption:
    """What is asked about which mask; `question` is of kind QUESTION only.

    `needs_surroundings`: the answer depends on the rest of the picture, so a small object is not enlarged.
    """

    media_id: MediaId
    object_id: ObjectId
    object_name: str
    frame_index: int
    rle: MaskRle
    kind: RegionKind = RegionKind.DESCRIBE
    question: str = ""
    max_new_tokens: int = 128
    needs_surroundings: bool = False

    def text_for(self, description: PredictorDescription) -> str:
        """What the model is sent."""
        question = with_region_named(self.question, self.object_name)
        return region_prompt(self.kind, question, takes_regions=description.capabilities.region_prompts)

    @property
    def instruction(self) -> str:
        """What the conversation shows as asked."""
        if self.kind is RegionKind.DESCRIBE:
            return translate("operations", "What is “{0}”?").format(self.object_name)
        if self.kind is RegionKind.EXPRESSION:
            return translate("operations", "A phrase for “{0}” and nothing else").format(self.object_name)
        return self.question


def region_title(kind: RegionKind, name: str) -> str:
    """Of the run and of the step that is undone."""
    titles = {
        RegionKind.DESCRIBE: translate("operations", "Describe “{0}”"),
        RegionKind.EXPRESSION: translate("operations", "Find a Phrase for “{0}”"),
        RegionKind.QUESTION: translate("operations", "Ask about “{0}”"),
    }
    return titles[kind].format(name)


def prepare_region_caption(
    project: Project,
    object_id: ObjectId,
    frame_index: int,
    *,
    kind: RegionKind = RegionKind.DESCRIBE,
    question: str = "",
    max_new_tokens: int = 128,
) -> PreparedRegionCaption:
    """Turn an object on a frame into a request.

    Args:
        question: of kind QUESTION; the object is called "region1", or "@" and its name, or goes without saying.

    Raises:
        UsageError: the object has no mask on that frame.
    """
    described = project.objects[object_id]
    rle = mask_seen(project, object_id, frame_index)
    if rle is None:
        raise UsageError(
            translate("operations", "“{0}” has no mask on frame {1} that could be described").format(
                described.name, frame_index
            )
        )
    return PreparedRegionCaption(
        described.media_id,
        object_id,
        described.name,
        frame_index,
        rle,
        kind,
        question,
        max_new_tokens,
    )


def region_caption_events(
    predictor: Predictor, prepared: PreparedRegionCaption, open_frames: OpenFrames, token: CancelToken
) -> Iterator[RegionEvent]:
    """Run a request on the model's thread. Masks that the model may answer with are neither wanted nor computed.

    Raises: what `Predictor.ask` raises; events that were yielded stay valid.
    """
    with open_frames() as frames:
        for event in predictor.ask(region_request(predictor.description, prepared, frames), token):
            if isinstance(event, PromptBuilt | TextDelta | AnswerFinished):
                yield event
            if isinstance(event, AnswerFinished):
                return


def described_object(answer: Answer) -> ObjectId | None:
    """The object that an answer is about; None for an answer about the whole picture or clip."""
    if answer.task is not AnswerTask.REGION:
        return None
    return next(iter(answer.object_ids)) if len(answer.object_ids) == 1 else None


def fallback_notice(description: PredictorDescription, prepared: PreparedRegionCaption) -> str:
    """The sentence that is kept with an answer that rests on something else than the region in the whole picture."""
    capabilities = description.capabilities
    if capabilities.region_prompts:
        if not _is_enlarged(prepared, capabilities.region_grid):
            return ""
        return translate(
            "operations",
            "Answered from an enlarged part of the picture: in the whole picture the object is too small to be marked.",
        )
    untold = translate("operations", "this model was not trained with marked regions")
    reason = capabilities.reasons.get("region_prompts", untold).strip()
    if prepared.kind is RegionKind.EXPRESSION:
        sentence = translate("operations", "Answered from the picture with the object outlined: {0}.")
    else:
        sentence = translate("operations", "Described from an outlined crop of the picture: {0}.")
    return sentence.format(reason.rstrip("."))


def region_caption_of(project: Project, answer: Answer) -> PreparedRegionCaption:
    """What was asked about an object then, of its mask as it is now.

    Raises:
        UsageError: the object, or its mask on that frame, is gone.
    """
    object_id = described_object(answer)
    if object_id is None:
        raise UsageError(
            translate("operations", "the object that “{0}” was about is gone").format(answer.instruction)
        )
    kind = kind_of_prompt(answer.prompt)
    question = answer.instruction if kind is RegionKind.QUESTION else ""
    frame_index = min(answer.language_frames, default=answer.frame_range[0])
    return prepare_region_caption(project, object_id, frame_index, kind=kind, question=question)


def region_request(
    description: PredictorDescription, prepared: PreparedRegionCaption, frames: FrameProvider
) -> AskRequest:
    """The request as this checkpoint takes it: the region marked, enlarged or outlined. Decodes the frame."""
    request = AskRequest(
        text=prepared.text_for(description), frames=frames, max_new_tokens=prepared.max_new_tokens
    )
    frame_index = prepared.frame_index
    if not description.capabilities.region_prompts:
        # What fits nothing else in the picture cannot be told from a crop of it.
        outlined = outlined_picture if _shows_all(prepared) else outlined_crop
        shown = outlined(frames.read_rgb(frame_index), prepared.rle)
        return replace(request, frames=SinglePicture(shown))
    if _is_enlarged(prepared, description.capabilities.region_grid):
        part, region = enlarged(frames.read_rgb(frame_index), prepared.rle)
        return replace(request, frames=part, region_masks=(region,))
    return replace(
        request,
        language_frames=(frame_index,),
        frame_range=(frame_index, frame_index + 1),
        region_masks=(rle_to_mask(prepared.rle),),
    )


def _is_enlarged(prepared: PreparedRegionCaption, grid: int) -> bool:
    """What fits nothing else in the picture is told from all of it, as long as anything of the region is seen there."""
    least = 1 if _shows_all(prepared) else LEAST_TOKENS
    return is_too_small(prepared.rle, grid, least=least)


def _shows_all(prepared: PreparedRegionCaption) -> bool:
    return prepared.needs_surroundings or prepared.kind is RegionKind.EXPRESSION


class RegionCaptionWriter(RegionWriter):
    """Writes the sentence as an answer; all of its text is a phrase that is bound to the object."""

    def __init__(
        self,
        session: OpenProject,
        prepared: PreparedRegionCaption,
        description: PredictorDescription,
        *,
        replaces: AnswerId | None = None,
        cancel: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the run. Raises: as `RegionWriter`."""
        self._prepared = prepared
        super().__init__(
            session,
            description,
            title=region_title(prepared.kind, prepared.object_name),
            media_id=prepared.media_id,
            task=AnswerTask.REGION,
            instruction=prepared.instruction,
            frames=(prepared.frame_index,),
            notice=fallback_notice(description, prepared),
            replaces=replaces,
            cancel=cancel,
        )

    def _phrases(self, text: str) -> tuple[Phrase, ...]:
        start = len(text) - len(text.lstrip())
        stop = max(start, len(text.rstrip()))
        return (Phrase(start, stop, self._prepared.object_id),)

"""Read what a marked thing is: one object on one frame of a still or clip goes to the model, a sentence comes back.

`prepare_region_caption` makes an immutable request on the document's thread, `region_caption_events` runs it on the
model's, and a `RegionCaptionWriter` writes the sentence as a turn of the conversation whose text is bound to the
object. A frame of a clip is sent as a still, because only stills take marked regions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import Answer, AnswerState, MediaId, ObjectId, Phrase
from sa2va_desktop.annotation.rle import MaskRle, rle_to_mask
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
from sa2va_desktop.operations.outlined_crop import SinglePicture, outlined_crop
from sa2va_desktop.operations.run_writer import OpenFrames, RunWriter
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

REGION_QUESTION = "Please give me a short description of the region in the picture marked by region1."
"""What the released checkpoints were trained with. Source: the published Sa2VA demonstration of region captions."""

OUTLINE_QUESTION = "Please give me a short description of the object inside the red outline."

RegionCaptionEvent = PromptBuilt | TextDelta | AnswerFinished


@dataclass(frozen=True)
class PreparedRegionCaption:
    """What is asked about which mask. `question` is None for the description that the model was trained to give."""

    media_id: MediaId
    object_id: ObjectId
    object_name: str
    frame_index: int
    rle: MaskRle
    question: str | None = None
    max_new_tokens: int = 128

    def text_for(self, description: PredictorDescription) -> str:
        """What the model is sent."""
        if self.question is not None:
            return self.question
        return REGION_QUESTION if description.capabilities.region_prompts else OUTLINE_QUESTION


def prepare_region_caption(
    project: Project,
    object_id: ObjectId,
    frame_index: int,
    *,
    question: str | None = None,
    max_new_tokens: int = 128,
) -> PreparedRegionCaption:
    """Turn an object on a frame into a request.

    Args:
        question: another question about the region, which it has to call "region1"; None asks what it is.

    Raises:
        UsageError: the object has no mask on that frame.
    """
    described = project.objects[object_id]
    frame = project.frame(object_id, frame_index)
    if frame is None or frame.rle.is_empty:
        raise UsageError(
            translate("operations", "“{0}” has no mask on frame {1} that could be described").format(
                described.name, frame_index
            )
        )
    return PreparedRegionCaption(
        described.media_id, object_id, described.name, frame_index, frame.rle, question, max_new_tokens
    )


def region_caption_events(
    predictor: Predictor, prepared: PreparedRegionCaption, open_frames: OpenFrames, token: CancelToken
) -> Iterator[RegionCaptionEvent]:
    """Run a request on the model's thread. Masks that the model may answer with are neither wanted nor computed.

    Raises: what `Predictor.ask` raises; events that were yielded stay valid.
    """
    with open_frames() as frames:
        for event in predictor.ask(_request(predictor, prepared, frames), token):
            if isinstance(event, PromptBuilt | TextDelta | AnswerFinished):
                yield event
            if isinstance(event, AnswerFinished):
                return


def fallback_notice(description: PredictorDescription) -> str:
    """The sentence that is kept with an answer that rests on an outlined crop; "" when it rests on the region."""
    capabilities = description.capabilities
    if capabilities.region_prompts:
        return ""
    untold = translate("operations", "this model was not trained with marked regions")
    reason = capabilities.reasons.get("region_prompts", untold).strip()
    return translate("operations", "Described from an outlined crop of the picture: {0}.").format(
        reason.rstrip(".")
    )


def _request(predictor: Predictor, prepared: PreparedRegionCaption, frames: FrameProvider) -> AskRequest:
    description = predictor.description
    request = AskRequest(
        text=prepared.text_for(description), frames=frames, max_new_tokens=prepared.max_new_tokens
    )
    frame_index = prepared.frame_index
    if not description.capabilities.region_prompts:
        crop = outlined_crop(frames.read_rgb(frame_index), prepared.rle)
        return replace(request, frames=SinglePicture(crop))
    return replace(
        request,
        language_frames=(frame_index,),
        frame_range=(frame_index, frame_index + 1),
        region_masks=(rle_to_mask(prepared.rle),),
    )


class RegionCaptionWriter(RunWriter[RegionCaptionEvent]):
    """Writes the sentence as an answer; all of its text is a phrase that is bound to the object."""

    def __init__(
        self,
        session: OpenProject,
        prepared: PreparedRegionCaption,
        description: PredictorDescription,
        *,
        cancel: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the run. `cancel` is called when the user undoes it while it is running."""
        self._prepared = prepared
        self._notice = fallback_notice(description)
        asked, label = translate("operations", "What is “{0}”?"), translate("operations", "Describe “{0}”")
        self._answer = self._stored = Answer(
            answer_id=session.project.allocate_answer_id(),
            media_id=prepared.media_id,
            instruction=prepared.question or asked.format(prepared.object_name),
            prompt="",
            text="",
            phrases=(),
            language_frames=(prepared.frame_index,),
            frame_range=(prepared.frame_index, prepared.frame_index + 1),
            grounding_mode="",
            model_name=description.name,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            state=AnswerState.RUNNING,
            message=self._notice,
        )
        opened = [Change(Table.ANSWER, self._answer.answer_id, None, self._answer)]
        super().__init__(session, label.format(prepared.object_name), opened, cancel)

    @property
    def answer(self) -> Answer:
        """The answer as far as it is known."""
        return self._answer

    def _take(self, event: RegionCaptionEvent) -> None:
        match event:
            case PromptBuilt(prompt=prompt):
                self._answer = replace(self._answer, prompt=prompt)
            case TextDelta(text=text):
                self._set_text(self._answer.text + text)
            case AnswerFinished(text=text):
                self._set_text(text)

    def _set_text(self, text: str) -> None:
        start, stop = len(text) - len(text.lstrip()), len(text.rstrip())
        phrases = (Phrase(start, stop, self._prepared.object_id),) if start < stop else ()
        self._answer = replace(self._answer, text=text, phrases=phrases)

    def _collected(self) -> list[Change]:
        if self._answer == self._stored:
            return []
        change = Change(Table.ANSWER, self._answer.answer_id, self._stored, self._answer)
        self._stored = self._answer
        return [change]

    def _seal(self, state: EntryState, message: str) -> None:
        # Sealing fills in a message only where there is none, and the notice is one.
        both = f"{message} {self._notice}".strip()
        self._answer = replace(self._answer, message=both)
        super()._seal(state, message)

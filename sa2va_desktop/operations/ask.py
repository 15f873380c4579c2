"""Ask the model about a media item and write what comes back into the document as one run.

`prepare_ask` makes an immutable request on the document's thread, `ask_events` runs it on the model's, and an
`AnswerWriter` applies the events on the document's thread again. Window and command line use the same three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerState,
    FrameState,
    MediaId,
    MediaItem,
    MediaKind,
    ObjectFrame,
    ObjectId,
    Phrase,
)
from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.editing.commands import new_object
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskEvent,
    AskRequest,
    FrameMasks,
    GroundingMode,
    ObjectMask,
    Predictor,
    PredictorDescription,
    PromptBuilt,
    SegmentFound,
    TextDelta,
)
from sa2va_desktop.operations.frame_choice import choose_language_frames
from sa2va_desktop.operations.instructions import object_name, segment_instruction
from sa2va_desktop.operations.language_check import require_language
from sa2va_desktop.operations.run_writer import OpenFrames, RunWriter
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

GROUNDING_MODES = tuple(mode.value for mode in GroundingMode)
"""What a person may choose; see `parse_grounding_mode`."""


MAX_OBJECTS = 32
"""Of one answer. A model that falls into repetition writes `[SEG]` until its token limit; nobody means 33 objects."""


@dataclass(frozen=True)
class PreparedAsk:
    """A request without its frames (they are opened by the model's thread), and what the document needs to know."""

    media_id: MediaId
    instruction: str
    request: AskRequest


def parse_grounding_mode(name: str | None) -> GroundingMode | None:
    """One of `GROUNDING_MODES`; None or "" leaves the choice to the checkpoint."""
    return GroundingMode(name) if name else None


def prepare_ask(
    item: MediaItem,
    instruction: str,
    *,
    frames_spec: str,
    frame_range: tuple[int, int] | None = None,
    region_masks: Sequence[BoolMask] = (),
    is_segment_mode: bool = False,
    grounding_mode: GroundingMode | None = None,
    max_new_tokens: int = 512,
) -> PreparedAsk:
    """Turn a typed instruction into a request.

    Args:
        frames_spec: which frames the language model sees, see `choose_language_frames`.
        frame_range: half-open range that gets masks; None is the whole clip.
        region_masks: regions to talk about, each (H, W) bool in picture coordinates; stills only.
        is_segment_mode: the instruction is a noun phrase to be wrapped into the evaluation question.

    Raises:
        UsageError: a bad SPEC or range, or regions on a clip.
    """
    is_video = item.kind is not MediaKind.IMAGE
    if is_video and region_masks:
        raise UsageError(translate("operations", "regions can be marked on a still picture only, found a clip"))
    wanted_range = frame_range or (0, item.frame_count)
    text = segment_instruction(instruction, is_video=is_video) if is_segment_mode else instruction
    request = AskRequest(
        text=text,
        is_video=is_video,
        language_frames=choose_language_frames(frames_spec, wanted_range) if is_video else (0,),
        frame_range=wanted_range,
        region_masks=tuple(region_masks),
        grounding_mode=grounding_mode,
        max_new_tokens=max_new_tokens,
        max_segments=MAX_OBJECTS,
    )
    return PreparedAsk(item.media_id, instruction, request)


def ask_events(
    predictor: Predictor, prepared: PreparedAsk, open_frames: OpenFrames, token: CancelToken
) -> Iterator[AskEvent]:
    """Run a request on the model's thread, with a reader of its own that is closed at the end.

    Raises: what `Predictor.ask` raises; events that were yielded stay valid.
    """
    with open_frames() as frames:
        yield from predictor.ask(replace(prepared.request, frames=frames), token)


class AnswerWriter(RunWriter[AskEvent]):
    """Writes an answer: its text, its objects, their masks. See `RunWriter` for its life.

    Attributes:
        frames_done, frames_total: how far the masks are; 0 of 0 before the first.
    """

    def __init__(
        self,
        session: OpenProject,
        prepared: PreparedAsk,
        description: PredictorDescription,
        *,
        cancel: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the run. `cancel` is called when the user undoes it while it is running.

        Raises:
            CapabilityError: the model has no language.
        """
        require_language(description)
        self._prepared = prepared
        self._objects: list[AnnotationObject] = []
        self._unwritten: list[AnnotationObject] = []
        self._masks: dict[tuple[ObjectId, int], ObjectFrame] = {}
        self.frames_done = 0
        self.frames_total = 0
        self._notice = ""
        request = prepared.request
        mode = request.grounding_mode or description.capabilities.default_grounding_mode
        self._answer = self._stored = Answer(
            answer_id=session.project.allocate_answer_id(),
            media_id=prepared.media_id,
            instruction=prepared.instruction,
            prompt="",
            text="",
            phrases=(),
            language_frames=request.language_frames,
            frame_range=request.frame_range,
            grounding_mode=mode.value,
            model_name=description.name,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            state=AnswerState.RUNNING,
        )
        label = translate("operations", "Ask “{0}”").format(object_name(prepared.instruction))
        opening = Change(Table.ANSWER, self._answer.answer_id, None, self._answer)
        super().__init__(session, label, [opening], cancel)

    @property
    def answer(self) -> Answer:
        """The answer as far as it is known."""
        return self._answer

    @property
    def object_ids(self) -> list[ObjectId]:
        """Objects made so far; position k is the k-th `[SEG]`."""
        return [each.object_id for each in self._objects]

    def _take(self, event: AskEvent) -> None:
        match event:
            case PromptBuilt(prompt=prompt):
                self._answer = replace(self._answer, prompt=prompt)
            case TextDelta(text=text):
                self._answer = replace(self._answer, text=self._answer.text + text)
            case SegmentFound():
                self._add_object(event)
            case AnswerFinished():
                self._finish_text(event)
            case FrameMasks():
                self.frames_done, self.frames_total = event.done, event.total
                for mask in event.masks:
                    key = (self._objects[mask.object_index].object_id, event.frame_index)
                    self._masks[key] = _object_frame(mask)

    def _finish_text(self, event: AnswerFinished) -> None:
        unbound = (Phrase(start, stop, None) for start, stop in event.unbound_phrases if start < stop)
        phrases = sorted((*self._answer.phrases, *unbound), key=lambda phrase: (phrase.start, phrase.stop))
        if event.has_too_many_segments:
            sentence = translate(
                "operations", "The answer was ended after {0} objects; the model would have named more."
            )
            self._notice = sentence.format(MAX_OBJECTS)
        elif event.is_truncated:
            sentence = translate("operations", "The answer was cut off at its limit of {0} tokens.")
            self._notice = sentence.format(self._prepared.request.max_new_tokens)
        self._answer = replace(self._answer, text=event.text, phrases=tuple(phrases))

    def _seal(self, state: EntryState, message: str) -> None:
        # Sealing fills in a message only where there is none, and the notice is one.
        said = " ".join(part for part in (message, self._notice, *self.notices[-1:]) if part)
        self._answer = replace(self._answer, message=said)
        super()._seal(state, message)

    def _collected(self) -> list[Change]:
        project = self._session.project
        changes = [Change(Table.OBJECT, each.object_id, None, each) for each in self._unwritten]
        changes += [Change(Table.FRAME, key, project.frame(*key), frame) for key, frame in self._masks.items()]
        if self._answer != self._stored:
            changes.append(Change(Table.ANSWER, self._answer.answer_id, self._stored, self._answer))
        self._masks, self._unwritten, self._stored = {}, [], self._answer
        return changes

    def _kept(self) -> str:
        if not self.frames_total:
            return ""
        return translate("operations", "{0} of {1} frames are kept").format(self.frames_done, self.frames_total)

    def _add_object(self, event: SegmentFound) -> None:
        project, media_id = self._session.project, self._prepared.media_id
        phrase = self._answer.text[event.phrase_start : event.phrase_stop]
        name = object_name(self._prepared.instruction, phrase)
        added = new_object(project, media_id, name, expression=name)
        self._objects.append(added)
        self._unwritten.append(added)
        bound = Phrase(event.phrase_start, event.phrase_stop, added.object_id)
        self._answer = replace(self._answer, phrases=(*self._answer.phrases, bound))
        self.flush()  # at once, so that the next object gets another name and colour


def _object_frame(mask: ObjectMask) -> ObjectFrame:
    if mask.rle.is_empty:
        state = FrameState.ABSENT
    else:
        state = FrameState.PROMPTED if mask.is_key else FrameState.TRACKED
    return ObjectFrame(mask.rle, state, mask.predicted_iou, mask.object_score)

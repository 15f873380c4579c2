"""Find where in a clip something is to be seen: windows of frames are asked for it, then ever closer ones.

`prepare_find` makes an immutable request on the document's thread, `find_events` runs it on the model's, and a
`FindWriter` writes the stretches into an answer as they are found. No objects are made; see `operations.found_object`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.model_questions import segment_instruction
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    Answer,
    AnswerId,
    AnswerState,
    AnswerTask,
    MediaId,
    MediaItem,
    MediaKind,
    PresenceSpan,
)
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import (
    LANGUAGE_FRAME_LIMIT,
    AskRequest,
    FrameMasks,
    FrameProvider,
    GroundingMode,
    ObjectMask,
    Predictor,
    PredictorDescription,
    PromptBuilt,
)
from sa2va_desktop.operations.find_search import FindPlan, next_frames, plan_search
from sa2va_desktop.operations.instructions import object_name
from sa2va_desktop.operations.language_check import require_language
from sa2va_desktop.operations.picked_frames import PickedFrames
from sa2va_desktop.operations.run_writer import OpenFrames, RunWriter
from sa2va_desktop.operations.sightings import (
    FindRecord,
    FrameRange,
    Sighting,
    presence_spans,
    read_record,
    record_to_json,
)
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

_MAX_TOKENS = 64
_SAID_SPANS = 20


class FindEffort(enum.Enum):
    """How many questions a search may ask, whatever the length of the clip."""

    QUICK = 24
    USUAL = 80
    THOROUGH = 240


@dataclass(frozen=True)
class PreparedFind:
    """A search without its frames.

    Attributes:
        known: what an earlier search has seen, from which this one goes on.
        replaces: the turn in whose place the answer goes, or None for a new one.
    """

    media_id: MediaId
    sentence: str
    frame_range: FrameRange
    questions: int
    known: FindRecord = field(default_factory=FindRecord)
    replaces: AnswerId | None = None

    def plan(self, description: PredictorDescription) -> FindPlan:
        """Models that know no clips are asked about one picture at a time."""
        size = LANGUAGE_FRAME_LIMIT if description.capabilities.video else 1
        return plan_search(self.frame_range, self.questions, window_size=size)


@dataclass(frozen=True)
class FramesSeen:
    """What one question has shown. `done` of at most `total` questions were asked."""

    sightings: tuple[Sighting, ...]
    done: int
    total: int


FindEvent = PromptBuilt | FramesSeen


def prepare_find(
    item: MediaItem,
    sentence: str,
    *,
    frame_range: FrameRange | None = None,
    questions: int = FindEffort.USUAL.value,
    goes_on_from: Answer | None = None,
    replaces: AnswerId | None = None,
) -> PreparedFind:
    """Turn a sentence into a search.

    Args:
        sentence: names the thing: "the red car".
        frame_range: half-open; None is the whole clip.
        questions: that may be asked, at least 1.
        goes_on_from: an earlier answer to the same sentence, whose place it takes.

    Raises:
        UsageError: a picture, an empty sentence or a range outside the clip.
    """
    if item.kind is MediaKind.IMAGE:
        raise UsageError(translate("operations", "a picture has no other frames to search"))
    if not sentence.strip():
        raise UsageError(
            translate("operations", "expected a thing to find, such as “the red car”, found nothing")
        )
    start, stop = frame_range or (0, item.frame_count)
    if not 0 <= start < stop <= item.frame_count or questions < 1:
        raise UsageError(
            translate(
                "operations", "expected frames inside 0:{0} and at least 1 question, found {1}:{2} and {3}"
            ).format(item.frame_count, start, stop, questions)
        )
    if goes_on_from is None:
        return PreparedFind(item.media_id, sentence.strip(), (start, stop), questions, replaces=replaces)
    known = read_record(goes_on_from.raw_text)
    inside = tuple(each for each in known.sightings if start <= each.frame_index < stop)
    known = replace(known, sightings=inside)
    return PreparedFind(
        item.media_id, sentence.strip(), (start, stop), questions, known, goes_on_from.answer_id
    )


def find_events(
    predictor: Predictor, prepared: PreparedFind, open_frames: OpenFrames, token: CancelToken
) -> Iterator[FindEvent]:
    """Run a search on the model's thread.

    Raises: what `Predictor.ask` raises; events that were yielded stay valid.
    """
    plan, record = prepared.plan(predictor.description), prepared.known
    with open_frames() as frames:
        while (shown := next_frames(plan, record, prepared.known.questions)) is not None:
            scores: dict[int, float | None] = {}
            for event in look_for(predictor, prepared.sentence, frames, shown, token):
                if isinstance(event, PromptBuilt):
                    if record == prepared.known:
                        yield event  # the others differ in their pictures only
                else:
                    scores[event[0]] = event[1].object_score if not event[1].rle.is_empty else None
            seen = tuple(Sighting(frame, scores.get(frame), len(shown) == 1) for frame in shown)
            record = record.with_seen(seen)
            done = record.questions - prepared.known.questions
            yield FramesSeen(seen, done, plan.questions)


def look_for(
    predictor: Predictor, sentence: str, frames: FrameProvider, shown: tuple[int, ...], token: CancelToken
) -> Iterator[PromptBuilt | tuple[int, ObjectMask]]:
    """Ask for the mask of a thing on some frames of a clip, in one question.

    Yields: the prompt, then a mask for each frame if the model gave one; its object score tells whether the thing is
        there.
    """
    is_video = predictor.description.capabilities.video
    request = AskRequest(
        text=segment_instruction(sentence, is_video=is_video),
        frames=PickedFrames(frames, shown),
        is_video=is_video,
        language_frames=tuple(range(len(shown))),
        frame_range=(0, len(shown)),
        max_new_tokens=_MAX_TOKENS,
        max_segments=1,
    )
    for event in predictor.ask(request, token):
        if isinstance(event, PromptBuilt):
            yield event
        elif isinstance(event, FrameMasks) and event.masks:
            yield shown[event.frame_index], event.masks[0]


class FindWriter(RunWriter[FindEvent]):
    """Writes the stretches into an answer; what was seen is kept with it, so that the search can go on."""

    def __init__(
        self,
        session: OpenProject,
        prepared: PreparedFind,
        description: PredictorDescription,
        *,
        cancel: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the run. `cancel` is called when the user undoes it while it is running.

        Raises:
            CapabilityError: the model has no language.
        """
        require_language(description)
        project = session.project
        replaced = project.answers.get(prepared.replaces) if prepared.replaces is not None else None
        self._prepared = prepared
        self._record = prepared.known
        self._is_stale = False
        self._done = 0
        self._answer = self._stored = _begun(project, prepared, description, replaced)
        label = translate("operations", "Find “{0}” in the Clip").format(object_name(prepared.sentence))
        super().__init__(
            session, label, [Change(Table.ANSWER, self._answer.answer_id, replaced, self._answer)], cancel
        )

    @property
    def answer(self) -> Answer:
        """The answer as far as it is known."""
        return self._answer

    def _take(self, event: FindEvent) -> None:
        if isinstance(event, PromptBuilt):
            self._answer = replace(self._answer, prompt=event.prompt)
            return
        self._record = self._record.with_seen(event.sightings)
        self._done = event.done
        self._is_stale = True

    def _collected(self) -> list[Change]:
        if self._is_stale:
            spans = presence_spans(self._record.sightings, self._prepared.frame_range)
            self._answer = replace(
                self._answer, spans=spans, text=spans_text(spans), raw_text=record_to_json(self._record)
            )
            self._is_stale = False
        if self._answer == self._stored:
            return []
        change = Change(Table.ANSWER, self._answer.answer_id, self._stored, self._answer)
        self._stored = self._answer
        return [change]

    def _kept(self) -> str:
        if not self._done:
            return ""
        return translate("operations", "what %n question(s) found is kept", n=self._done)


def spans_text(spans: tuple[PresenceSpan, ...]) -> str:
    """The stretches in words: "In frames 3–9 and 20–31."."""
    if not spans:
        return translate("operations", "Found on none of the frames that were looked at.")
    parts = [_frames(span) for span in spans[:_SAID_SPANS]]
    if len(spans) > _SAID_SPANS:
        more = len(spans) - _SAID_SPANS
        return translate("operations", "In frames {0}, and %n more stretch(es).", n=more).format(
            ", ".join(parts)
        )
    return translate("operations", "In frames {0}.").format(", ".join(parts))


def _frames(span: PresenceSpan) -> str:
    return str(span.start) if span.stop == span.start + 1 else f"{span.start}–{span.stop - 1}"


def _begun(
    project: Project, prepared: PreparedFind, description: PredictorDescription, replaced: Answer | None
) -> Answer:
    is_going_on = replaced is not None and prepared.known.questions > 0
    mode: GroundingMode = description.capabilities.default_grounding_mode
    spans = presence_spans(prepared.known.sightings, prepared.frame_range)
    return Answer(
        answer_id=project.allocate_answer_id() if replaced is None else replaced.answer_id,
        media_id=prepared.media_id,
        instruction=prepared.sentence,
        prompt="",
        text=spans_text(spans) if spans else "",
        phrases=replaced.phrases if replaced is not None and is_going_on else (),
        language_frames=(),
        frame_range=prepared.frame_range,
        grounding_mode=mode.value,
        model_name=description.name,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        state=AnswerState.RUNNING,
        task=AnswerTask.FIND,
        raw_text=record_to_json(prepared.known) if is_going_on else "",
        spans=spans,
    )

"""A picture or clip for scripts: ask, click, look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from sa2va_desktop.annotation.records import FrameState, MediaId, MediaItem, ObjectFrame
from sa2va_desktop.annotation.rle import BoolMask
from sa2va_desktop.api.model import ScriptModel
from sa2va_desktop.api.objects import FrameRange, ScriptObject
from sa2va_desktop.api.turn import ScriptAnswer
from sa2va_desktop.editing.commands import new_object, put_object, put_track
from sa2va_desktop.errors import ModelError, UsageError
from sa2va_desktop.inference.api import PointPrompt, RgbFrame
from sa2va_desktop.operations.answer_writer import AnswerWriter
from sa2va_desktop.operations.ask import AnswerTask, ask_events, parse_grounding_mode, prepare_ask
from sa2va_desktop.operations.click import (
    accept_candidate,
    click_candidates,
    default_name,
    prepare_click,
)
from sa2va_desktop.operations.conversation import conversation_up_to
from sa2va_desktop.operations.find_in_clip import FindEffort, FindWriter, find_events, prepare_find
from sa2va_desktop.operations.frame_choice import DEFAULT_SPEC
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.marks import BoxXyxy, Marks, check_marks
from sa2va_desktop.operations.media_items import OpenProject, open_item
from sa2va_desktop.operations.proposal_sieve import Proposal, SieveOptions
from sa2va_desktop.operations.run_reports import with_reports
from sa2va_desktop.operations.segment_everything import (
    EverythingOptions,
    accept_proposals,
    everything_events,
    prepare_everything,
)

PointXy = tuple[float, float]


class ScriptMedia:
    """One picture, video or folder of frames of a project. Coordinates are pixels of the displayed picture."""

    def __init__(self, session: OpenProject, media_id: MediaId) -> None:
        self._session = session
        self.media_id = media_id

    def __repr__(self) -> str:
        return f"<media {self.media_id}: {self.path.name}>"

    @property
    def record(self) -> MediaItem:
        """Kind, size, presentation times. Raises KeyError once it is gone."""
        return self._session.project.media[self.media_id]

    @property
    def path(self) -> Path:
        return Path(self.record.path)

    @property
    def frame_count(self) -> int:
        return self.record.frame_count

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return (self.record.height, self.record.width)

    @property
    def objects(self) -> list[ScriptObject]:
        """In the order of the list."""
        found = self._session.project.objects_of(self.media_id)
        return [ScriptObject(self._session, each.object_id) for each in found]

    @property
    def answers(self) -> list[ScriptAnswer]:
        """The conversation, oldest first."""
        return [
            ScriptAnswer(self._session, each.answer_id)
            for each in self._session.project.answers_of(self.media_id)
        ]

    def read_frame(self, frame_index: int) -> RgbFrame:
        """(H, W, 3) uint8 RGB.

        Raises:
            MediaError: it cannot be decoded.
            IndexError: no such frame.
        """
        with open_item(self.record) as frames:
            return frames.read_rgb(frame_index)

    def ask(
        self,
        model: ScriptModel,
        instruction: str = "",
        *,
        task: str = AnswerTask.ASK.value,
        frames: str = DEFAULT_SPEC,
        frame_range: FrameRange | None = None,
        follows: ScriptAnswer | None = None,
        grounding: str = "",
        max_new_tokens: int = 512,
    ) -> ScriptAnswer:
        """Type an instruction to the model; masks go over the range, the answer into the conversation.

        Args:
            task: "ask" sends the text as it is typed, "segment" wraps a noun phrase into the question that gives its
                mask, "describe" and "grounded_caption" need no instruction.
            frames: which frames the language model sees: "first:5", "uniform:5", "around:FRAME:5", "0,7,20" or "none".
            frame_range: half-open range that gets masks; None is the whole clip.
            follows: the turn that this one goes on from; None begins anew.
            grounding: "consistent", "compatible" or "" for what the checkpoint does best.

        Raises:
            UsageError: a bad task, frames or range.
            ModelError, MediaError, OutOfMemoryError, CancelledError: what was done by then stays.
        """
        wanted = AnswerTask(task)
        if wanted in (AnswerTask.REGION, AnswerTask.OBJECTS, AnswerTask.FIND):
            raise UsageError(f"task {task!r}: expected ask, segment, describe or grounded_caption")
        if wanted in (AnswerTask.ASK, AnswerTask.SEGMENT) and not instruction.strip():
            raise UsageError('the instruction is empty; expected a text such as "the red car"')
        project = self._session.project
        prepared = prepare_ask(
            self.record,
            instruction,
            frames_spec=frames,
            frame_range=frame_range,
            task=wanted,
            conversation=None if follows is None else conversation_up_to(project, follows.answer_id),
            grounding_mode=parse_grounding_mode(grounding),
            max_new_tokens=max_new_tokens,
        )
        writer = AnswerWriter(self._session, prepared, model.predictor.description)
        events = ask_events(model.predictor, prepared, partial(open_item, self.record), model.token)
        error = run_to_end(writer, with_reports(model.predictor, events))
        if error is not None:
            raise error
        return ScriptAnswer(self._session, writer.answer.answer_id)

    def find(
        self,
        model: ScriptModel,
        sentence: str,
        *,
        questions: int = FindEffort.USUAL.value,
        frame_range: FrameRange | None = None,
    ) -> ScriptAnswer:
        """Search a clip for the frames on which a thing is to be seen; `answer.spans` has them. No object is made.

        Args:
            sentence: names the thing: "the red car".
            questions: that may be asked, however long the clip is.
            frame_range: half-open; None is the whole clip.

        Raises:
            UsageError: a picture, an empty sentence or a range outside the clip.
            ModelError, MediaError, OutOfMemoryError, CancelledError: what was done by then stays.
        """
        prepared = prepare_find(self.record, sentence, frame_range=frame_range, questions=questions)
        writer = FindWriter(self._session, prepared, model.predictor.description)
        events = find_events(model.predictor, prepared, partial(open_item, self.record), model.token)
        error = run_to_end(writer, with_reports(model.predictor, events))
        if error is not None:
            raise error
        return ScriptAnswer(self._session, writer.answer.answer_id)

    def click(
        self,
        model: ScriptModel,
        frame_index: int,
        *,
        points: Sequence[PointXy] = (),
        outside: Sequence[PointXy] = (),
        box: BoxXyxy | None = None,
        name: str = "",
        into: ScriptObject | None = None,
    ) -> ScriptObject:
        """Mark a thing on a frame: the best mask that SAM 2 makes of the marks becomes a key frame of an object.

        Args:
            points, outside: (x, y) that belong to it, and that do not.
            box: left, top, right, bottom (exclusive) round it.
            into: an object that gets the mask; None makes a new one called `name`.

        Raises:
            UsageError: nothing is marked, a mark lies outside the picture, or the object is locked.
            ModelError: the model found nothing there.
        """
        marks = Marks().with_box(box)
        marks = marks.with_points([PointPrompt(each) for each in points])
        marks = marks.with_points([PointPrompt(each, 0) for each in outside])
        object_id = None if into is None else into.object_id
        prepared = prepare_click(self._session.project, self.media_id, frame_index, marks, object_id=object_id)
        found = click_candidates(model.predictor, prepared, partial(open_item, self.record), model.token)
        if not found:
            raise ModelError(f"{self.path}: the model found nothing at the marks on frame {frame_index}")
        return ScriptObject(self._session, accept_candidate(self._session, prepared, found[0], name=name))

    def everything(
        self,
        model: ScriptModel,
        frame_index: int,
        *,
        points_per_side: int = EverythingOptions.points_per_side,
        keeps_parts: bool = False,
    ) -> list[ScriptObject]:
        """Make an object of each thing that SAM 2 sees on a frame, the largest first, in one step of undo.

        What existing objects cover is left out. The frame becomes a key frame of each.

        Args:
            points_per_side: along the longer side of the picture; more find smaller things.
            keeps_parts: also what lies in a larger thing.

        Raises:
            UsageError: there is no such frame, or the grid has no point or too many.
        """
        sieve = SieveOptions(keeps_parts=keeps_parts)
        options = EverythingOptions(points_per_side, sieve=sieve)
        prepared = prepare_everything(self._session.project, self.media_id, frame_index, options)
        opener = partial(open_item, self.record)
        proposals: tuple[Proposal, ...] = ()
        for found in everything_events(model.predictor, prepared, opener, model.token):
            proposals = found.proposals
        added = accept_proposals(self._session, prepared, proposals)
        return [ScriptObject(self._session, object_id) for object_id in added]

    def add_object(self, name: str = "", masks: Mapping[int, BoolMask] | None = None) -> ScriptObject:
        """Add an object with masks that were made elsewhere: (H, W) bool by frame index, as key frames.

        Raises:
            UsageError: a mask is empty or not of the size of the picture, or there is no such frame.
        """
        project, frames = self._session.project, {}
        for frame_index, mask in (masks or {}).items():
            marks = Marks().with_drawn_mask(mask)
            check_marks(self.record, frame_index, marks)
            assert marks.mask is not None
            frames[frame_index] = ObjectFrame(marks.mask, FrameState.PROMPTED)
        made = new_object(project, self.media_id, name or default_name())
        changes = [*put_object(project, made), *put_track(project, made.object_id, frames)]
        self._session.do(f"Add “{made.name}”", changes)
        return ScriptObject(self._session, made.object_id)

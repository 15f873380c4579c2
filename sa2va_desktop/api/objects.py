"""An object for scripts: its masks over time, tracking, correcting, describing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from sa2va_desktop.annotation.records import AnnotationObject, Category, FrameState
from sa2va_desktop.annotation.rle import BoolMask, MaskRle, mask_to_rle, rle_to_mask
from sa2va_desktop.api.mask_edits import MaskEdits
from sa2va_desktop.api.model import ScriptModel
from sa2va_desktop.editing.commands import (
    edit_mask,
    put_category,
    put_object,
    rename_object,
)
from sa2va_desktop.editing.shown_mask import shown_rle
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.correction import correction_events, prepare_correction
from sa2va_desktop.operations.frame_states import delete_masks, give_state
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.headless_track import track_to_end
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.region_caption import (
    RegionCaptionWriter,
    prepare_region_caption,
    region_caption_events,
)
from sa2va_desktop.operations.region_prompts import RegionKind
from sa2va_desktop.operations.removal import remove_objects
from sa2va_desktop.operations.run_reports import with_reports
from sa2va_desktop.operations.scene_cuts import CutMap
from sa2va_desktop.operations.track import TrackDirection, prepare_track
from sa2va_desktop.operations.track_run import track_events
from sa2va_desktop.operations.track_writer import TrackWriter

FrameRange = tuple[int, int]


class ScriptObject(MaskEdits):
    """One thing in one picture or clip; reads the project as it is now, and each verb is one step of undo."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ScriptObject) and (other.object_id, other._session) == (
            self.object_id,
            self._session,
        )

    def __hash__(self) -> int:
        return hash(self.object_id)

    def __repr__(self) -> str:
        return f"<object {self.object_id}: {self.name!r}>"

    # -- reading

    @property
    def record(self) -> AnnotationObject:
        """Name, colour, label and so on. Raises KeyError once the object is gone."""
        return self._session.project.objects[self.object_id]

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def label(self) -> str:
        """The name of its class, or ""."""
        category_id = self.record.category_id
        return "" if category_id is None else self._session.project.categories[category_id].name

    @property
    def frames(self) -> list[int]:
        """Frame indices of which something is known, ascending."""
        return self._session.project.frame_indices(self.object_id)

    def mask(self, frame_index: int) -> BoolMask | None:
        """(H, W) bool in picture pixels, as it is seen and exported; None where nothing is known.

        Empty where the object is absent.
        """
        frame = self._session.project.frame(self.object_id, frame_index)
        return None if frame is None else rle_to_mask(shown_rle(self.record, frame))

    def masks(self) -> Iterator[tuple[int, BoolMask]]:
        """(frame index, mask) of each known frame, ascending; one mask is unpacked at a time."""
        for frame_index in self.frames:
            mask = self.mask(frame_index)
            if mask is not None:
                yield frame_index, mask

    def state(self, frame_index: int) -> FrameState:
        """What is known of it on a frame."""
        frame = self._session.project.frame(self.object_id, frame_index)
        return FrameState.UNTOUCHED if frame is None else frame.state

    # -- editing

    def rename(self, name: str) -> None:
        self._session.do(f"Rename “{self.name}”", rename_object(self._session.project, self.object_id, name))

    def set_label(self, name: str) -> None:
        """Give it a class, which is made if the project has none of that name."""
        project = self._session.project
        category = next((each for each in project.categories.values() if each.name == name), None)
        changes = []
        if category is None:
            category = Category(project.allocate_category_id(), name, project.next_category_color())
            changes = put_category(project, category)
        changes += put_object(project, replace(self.record, category_id=category.category_id))
        self._session.do(f"Label “{self.name}”", changes)

    def set_mask(self, frame_index: int, mask: BoolMask | MaskRle) -> None:
        """Set the mask by hand: (H, W) bool in picture pixels. No automatic work changes it afterwards.

        Raises:
            UsageError: the object, or the frame, is locked; or the mask is not of the size of the picture.
        """
        project = self._session.project
        item = project.media[self.record.media_id]
        rle = mask if isinstance(mask, MaskRle) else mask_to_rle(mask)
        if rle.size_hw != (item.height, item.width):
            raise UsageError(
                f"“{self.name}”, frame {frame_index}: expected a mask of {item.width}x{item.height} pixels,"
                f" found {rle.width}x{rle.height}"
            )
        if not 0 <= frame_index < item.frame_count:
            raise UsageError(
                f"“{self.name}”: expected a frame from 0 to {item.frame_count - 1}, found {frame_index}"
            )
        if self.record.is_locked or self.state(frame_index) is FrameState.LOCKED:
            raise UsageError(f"“{self.name}”, frame {frame_index}: it is locked; unlock it to change its mask")
        self._session.do(f"Edit “{self.name}”", edit_mask(project, self.object_id, frame_index, rle))

    def set_state(self, frames: Sequence[int] | range, state: FrameState) -> None:
        """Say what it is on frames: CONFIRMED, LOCKED, FLAGGED, ABSENT, OCCLUDED or PROMPTED (a key frame).

        Raises:
            UsageError: the object is locked, or there is no frame of which that can be said.
        """
        changes = give_state(self._session.project, [self.object_id], frames, state)
        self._session.do(f"{state.name.title()}: “{self.name}”", changes)

    def delete_masks(self, frames: Sequence[int] | range) -> None:
        """Make frames untouched; locked ones stay.

        Raises:
            UsageError: the object is locked, or nothing is there to delete.
        """
        changes = delete_masks(self._session.project, [self.object_id], frames)
        self._session.do(f"Delete Masks of “{self.name}”", changes)

    def delete(self) -> None:
        """Remove the object with all its masks and marks."""
        self._session.do(f"Delete “{self.name}”", remove_objects(self._session.project, [self.object_id]))

    # -- with a model

    def track(
        self,
        model: ScriptModel,
        *,
        frame_range: FrameRange | None = None,
        direction: str = TrackDirection.BOTH.value,
        across_cuts: bool = False,
    ) -> list[int]:
        """Carry its key frames through the clip; frames that have a mask, or that a person settled, stay.

        Args:
            frame_range: half-open; None is the whole clip.
            direction: "forward", "backward" or "both".

        Returns: the scene cuts at which it ended.

        Raises:
            UsageError: it is locked, or has no mask to start from.
            ModelError, MediaError, OutOfMemoryError, CancelledError: what was tracked by then stays.
        """
        project, record = self._session.project, self.record
        plan = partial(
            prepare_track,
            project,
            record.media_id,
            [self.object_id],
            frame_range=frame_range,
            direction=TrackDirection(direction),
        )
        open_frames = partial(open_item, project.media[record.media_id])
        predictor, token = model.predictor, model.token
        end = track_to_end(
            self._session,
            plan(cuts=None if across_cuts else CutMap()),
            lambda cuts: plan(cuts=cuts),
            lambda prepared: with_reports(predictor, track_events(predictor, prepared, open_frames, token)),
        )
        if end.error is not None:
            raise end.error
        return end.cuts_met

    def follow(self, model: ScriptModel, frame_index: int, *, frame_range: FrameRange | None = None) -> None:
        """Compute the tracked frames round a corrected one again, as far as the correction changes them.

        Raises: as `track`.
        """
        project = self._session.project
        prepared = prepare_correction(
            project, self.object_id, frame_index, frame_range=frame_range, cuts=CutMap()
        )
        if prepared.is_empty:
            return
        open_frames = partial(open_item, project.media[self.record.media_id])
        events = correction_events(model.predictor, prepared, open_frames, model.token)
        error = run_to_end(TrackWriter(self._session, prepared), with_reports(model.predictor, events))
        if error is not None:
            raise error

    def describe(
        self, model: ScriptModel, frame_index: int, *, question: str = "", as_expression: bool = False
    ) -> str:
        """What the model says of it on a frame; kept in the conversation.

        Args:
            question: asked about it, called region1; "" asks what it is.
            as_expression: a short phrase that fits it and nothing else in the picture.

        Raises:
            UsageError: it has no mask there.
            CapabilityError: the model has no language.
        """
        kind = RegionKind.QUESTION if question else RegionKind.DESCRIBE
        project = self._session.project
        prepared = prepare_region_caption(
            project,
            self.object_id,
            frame_index,
            kind=RegionKind.EXPRESSION if as_expression else kind,
            question=question,
        )
        writer = RegionCaptionWriter(self._session, prepared, model.predictor.description)
        open_frames = partial(open_item, project.media[self.record.media_id])
        events = region_caption_events(model.predictor, prepared, open_frames, model.token)
        error = run_to_end(writer, with_reports(model.predictor, events))
        if error is not None:
            raise error
        return writer.answer.text

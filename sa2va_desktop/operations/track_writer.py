"""Writes tracked masks into the document as one run; shared by tracking and correcting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.records import FrameState, ObjectFrame, ObjectId
from sa2va_desktop.operations.marks import Marks, put_marks
from sa2va_desktop.operations.run_writer import RunWriter
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.translation import translate


@dataclass(frozen=True)
class FrameTracked:
    """Objects on one frame as they are now known. A later event for the same object and frame replaces it.

    `done` of `total` masks were made; `total` is what it may become, and less when a correction stops early.
    """

    frame_index: int
    frames: Mapping[ObjectId, ObjectFrame]
    done: int
    total: int


@dataclass(frozen=True)
class FramesKept:
    """Frames of an object that are not computed after all, and are as they were: nothing differs, or a cut is before."""

    object_id: ObjectId
    frame_indices: tuple[int, ...]


@dataclass(frozen=True)
class CutFound:
    """A new scene begins with a frame, which nobody knew before; the track does not go over it."""

    frame_index: int


TrackEvent = FrameTracked | FramesKept | CutFound


class Tracking(Protocol):
    """The part of a prepared request that is written about.

    `targets` are the frames that will be computed, by object; `marks` are kept with the masks that they make; `ends_at`
    are known cuts that keep it from going on.
    """

    @property
    def label(self) -> str: ...

    @property
    def targets(self) -> Mapping[ObjectId, Sequence[int]]: ...

    @property
    def marks(self) -> Mapping[tuple[ObjectId, int], Marks]: ...

    @property
    def ends_at(self) -> tuple[int, ...]: ...


class TrackWriter(RunWriter[TrackEvent]):
    """Applies tracked frames. Frames that wait for it are STALE from its start on; so they stay if it is stopped.

    Attributes:
        frames_done, frames_total: as in the latest event.
        frames_kept: frames that were put back.
        cuts_found: cuts that the track came upon.
    """

    def __init__(
        self, session: OpenProject, prepared: Tracking, *, cancel: Callable[[], None] = lambda: None
    ) -> None:
        """Open the run. `cancel` is called when the user undoes it while it is running."""
        self.frames_done = self.frames_total = self.frames_kept = 0
        self.cuts_found: list[int] = []
        self._ends_at = prepared.ends_at
        self._found: dict[tuple[ObjectId, int], ObjectFrame] = {}
        project = session.project
        slots = [(object_id, f) for object_id, frames in prepared.targets.items() for f in frames]
        self._before = {slot: frame for slot in slots if (frame := project.frame(*slot)) is not None}
        opening = [
            Change(Table.FRAME, slot, frame, replace(frame, state=FrameState.STALE))
            for slot, frame in self._before.items()
            if not frame.is_protected
        ]
        for (object_id, frame_index), marks in prepared.marks.items():
            opening += put_marks(project, object_id, frame_index, marks)
        super().__init__(session, prepared.label, opening, cancel)

    @property
    def cuts_met(self) -> list[int]:
        """Cuts at which it ended, known before or found on the way; ascending."""
        return sorted({*self._ends_at, *self.cuts_found})

    def _take(self, event: TrackEvent) -> None:
        if isinstance(event, CutFound):
            self.cuts_found.append(event.frame_index)
            return
        if isinstance(event, FramesKept):
            self.frames_kept += len(event.frame_indices)
            slots = [(event.object_id, frame_index) for frame_index in event.frame_indices]
            self._found.update((slot, self._before[slot]) for slot in slots if slot in self._before)
            return
        self.frames_done, self.frames_total = event.done, event.total
        self._found.update(((object_id, event.frame_index), f) for object_id, f in event.frames.items())

    def _collected(self) -> list[Change]:
        project = self._session.project
        changes = [
            Change(Table.FRAME, slot, project.frame(*slot), frame) for slot, frame in self._found.items()
        ]
        self._found = {}
        return changes

    def _kept(self) -> str:
        if not self.frames_total:
            return ""
        return translate("operations", "{0} of {1} masks are kept").format(self.frames_done, self.frames_total)

"""A child process of the kill tests: random edits and runs on a project, each acknowledged commit said on stdout.

Every line is a digest of the document, flushed only after the step is on the disk. The parent kills this process and
compares with the same steps done in memory.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.documents import FRAMES, answer, clip, mask_frame

from sa2va_desktop.annotation.attributes import Attribute, AttributeKey, AttributeKind, ObjectAttribute
from sa2va_desktop.annotation.changes import Change, ChangeSet
from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.record_json import record_to_json
from sa2va_desktop.annotation.records import AnswerState, MediaId, ObjectFrame
from sa2va_desktop.annotation.rle import rle_to_bytes
from sa2va_desktop.editing import commands
from sa2va_desktop.editing.history import RunHandle
from sa2va_desktop.storage.session import open_project

CLIP_FRAMES = 40


def digest_of(project: Project) -> str:
    """Stands for everything in a project but the states of answers, which sealing changes."""
    lines = []
    for change in project.all_changes():
        lines.append(f"{change.table} {change.key} {_text(change)}")
    return hashlib.blake2b("\n".join(sorted(lines)).encode(), digest_size=12).hexdigest()


def _text(change: Change) -> str:
    record = change.new
    if isinstance(record, ObjectFrame):
        scores = (record.state, record.predicted_iou, record.object_score)
        return f"{scores} {rle_to_bytes(record.rle).hex()}"
    if record is None or isinstance(record, str):
        return str(record)
    if hasattr(record, "state"):
        record = replace(record, state=AnswerState.COMPLETE, message="")
    return record_to_json(record)


class Editor(Protocol):
    """What the worker needs of an open project."""

    project: Project

    def do(self, label: str, changes: Iterable[Change]) -> ChangeSet: ...
    def begin_run(self, label: str, changes: Iterable[Change] = ()) -> RunHandle: ...
    def append(self, run: RunHandle, changes: Iterable[Change]) -> ChangeSet: ...
    def seal(self, run: RunHandle, state: EntryState) -> ChangeSet: ...
    def undo(self) -> ChangeSet | None: ...
    def redo(self) -> ChangeSet | None: ...
    def is_open(self, run: RunHandle) -> bool: ...


class Worker:
    """Does one random thing at a time, the same things for the same seed. At most one run is open."""

    def __init__(self, session: Editor, seed: int) -> None:
        self.session = session
        self.random = random.Random(seed)
        self.run: RunHandle | None = None

    def step(self) -> None:
        project = self.session.project
        if not project.media:
            self.session.do("Add", commands.put_media(project, clip(1, frame_count=CLIP_FRAMES)))
            return
        if len(project.objects) < 2:
            self.session.do(
                "Object", commands.put_object(project, commands.new_object(project, MediaId(1), "dog"))
            )
            return
        choices = [self.paint, self.paint, self.rename, self.undo, self.redo, self.delete]
        choices += [self.give_value, self.review]
        choices += [self.write_masks] * 8 + [self.seal] if self.run else [self.start] * 3
        self.random.choice(choices)()

    def paint(self) -> None:
        object_id = self.random.choice(sorted(self.session.project.objects))
        mask = mask_frame(self.random.randrange(1, 10_000)).rle
        index = self.random.randrange(FRAMES)
        self.session.do("Paint", commands.edit_mask(self.session.project, object_id, index, mask))

    def rename(self) -> None:
        object_id = self.random.choice(sorted(self.session.project.objects))
        name = f"name {self.random.random()}"
        self.session.do("Rename", commands.rename_object(self.session.project, object_id, name))

    def give_value(self) -> None:
        """Of the first attribute, which is made when there is none."""
        project = self.session.project
        if not project.attributes:
            made = Attribute(
                project.allocate_attribute_id(), "colour", AttributeKind.TEXT, changes_over_time=True
            )
            self.session.do("Attribute", commands.put_attribute(project, made))
        object_id = self.random.choice(sorted(project.objects))
        frame = self.random.randrange(FRAMES)
        keys = (AttributeKey(frame, f"value {self.random.random()}"),)
        value = ObjectAttribute(object_id, min(project.attributes), keys)
        self.session.do("Value", commands.put_value(project, value))

    def review(self) -> None:
        object_id = self.random.choice(sorted(self.session.project.objects))
        review = FrameReview(object_id, self.random.randrange(FRAMES), comment=f"{self.random.random()}")
        self.session.do("Review", commands.put_review(self.session.project, review))

    def delete(self) -> None:
        object_id = self.random.choice(sorted(self.session.project.objects))
        self.session.do("Delete", commands.remove_objects(self.session.project, [object_id]))

    def undo(self) -> None:
        self.session.undo()
        self._forget_closed_run()

    def redo(self) -> None:
        self.session.redo()

    def start(self) -> None:
        project = self.session.project
        record = answer(project.allocate_answer_id(), state=AnswerState.RUNNING)
        self.run = self.session.begin_run("Track", commands.put_answer(project, record))

    def write_masks(self) -> None:
        assert self.run is not None
        project = self.session.project
        object_id = self.random.choice(sorted(project.objects))
        start = self.random.randrange(CLIP_FRAMES)
        indices = range(start, min(start + 8, CLIP_FRAMES))
        frames = {index: mask_frame(self.random.randrange(1, 10_000)) for index in indices}
        self.session.append(self.run, commands.put_track(project, object_id, frames))

    def seal(self) -> None:
        assert self.run is not None
        self.session.seal(self.run, EntryState.COMPLETE)
        self.run = None

    def _forget_closed_run(self) -> None:
        if self.run is not None and not self.session.is_open(self.run):
            self.run = None


def main(path: Path, seed: int) -> None:
    session = open_project(path, create=True)
    worker = Worker(session, seed)
    print(digest_of(session.project), flush=True)
    while True:
        worker.step()
        assert session.pending_count == 0
        print(digest_of(session.project), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

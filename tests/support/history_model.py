"""A simple model of document and history, and a machine that compares the real ones with it after every step.

The model keeps, for every entry, what it did as a list of operations, and replays all of them for every comparison:
slow, and hard to get wrong. A run's operations go to the run's own place, below the edits made since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.documents import FRAMES, answer, bytes_of, clip, mask_frame, state_of

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
)
from sa2va_desktop.annotation.changes import PAIR_TABLES, Change, ChangeSet, Record, Slot, Table
from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerState,
    Category,
    CategoryId,
    Expression,
    FrameState,
    MediaId,
    ObjectFrame,
    Phrase,
)
from sa2va_desktop.editing import commands
from sa2va_desktop.editing.attribute_values import problem_of_value
from sa2va_desktop.editing.history import RunHandle
from sa2va_desktop.operations.answer_writer import opening_changes
from sa2va_desktop.operations.marks import Marks, forget_marks, put_marks

State = dict[Slot, Record]
PROTECTED = {FrameState.EDITED, FrameState.CONFIRMED, FrameState.LOCKED}
SAID = {FrameState.PROMPTED, FrameState.ABSENT, FrameState.OCCLUDED}
SEALS = (EntryState.COMPLETE, EntryState.CANCELLED, EntryState.FAILED)


class Editor(Protocol):
    """What the machine drives: a `History`, or an open project."""

    project: Project

    def do(self, label: str, changes: Iterable[Change], *, merge_key: str | None = None) -> ChangeSet: ...
    def begin_run(self, label: str, changes: Iterable[Change] = ()) -> RunHandle: ...
    def append(self, run: RunHandle, changes: Iterable[Change]) -> ChangeSet: ...
    def seal(self, run: RunHandle, state: EntryState, message: str = "") -> ChangeSet: ...
    def undo(self) -> ChangeSet | None: ...
    def redo(self) -> ChangeSet | None: ...
    def end_merging(self) -> None: ...


@dataclass
class Operation:
    """What was meant: put a record, remove it, or set some of its fields and phrases."""

    slot: Slot
    kind: str
    record: Record | None = None
    values: dict[str, Any] = field(default_factory=dict)
    added: frozenset[Phrase] = frozenset()
    removed: frozenset[Phrase] = frozenset()


@dataclass(eq=False)
class ModelEntry:
    operations: list[Operation] = field(default_factory=list)
    run: RunHandle | None = None
    is_open: bool = False
    merge_key: str | None = None
    replaced: Slot | None = None  # the answer that gave way when the run began


def is_settled(frame: Record | None) -> bool:
    """Whether a person said what is here, by a state or by calling a mask without the model's scores so."""
    if not isinstance(frame, ObjectFrame):
        return False
    return frame.state in PROTECTED or (frame.state in SAID and frame.object_score is None)


def operation_of(slot: Slot, old: Record | None, new: Record | None) -> Operation:
    if new is None:
        return Operation(slot, "remove")
    if old is None or isinstance(new, ObjectFrame | ObjectAttribute | FrameReview | str):
        return Operation(slot, "put", new)
    values = {
        item.name: getattr(new, item.name)
        for item in fields(new)
        if item.name != "phrases" and getattr(old, item.name) != getattr(new, item.name)
    }
    before, after = set(getattr(old, "phrases", ())), set(getattr(new, "phrases", ()))
    return Operation(slot, "set", None, values, frozenset(after - before), frozenset(before - after))


def replay(entries: Iterable[ModelEntry]) -> State:
    state: State = {}
    for entry in entries:
        for step in entry.operations:
            if step.kind == "remove":
                del state[step.slot]
            elif step.kind == "put":
                assert step.record is not None
                state[step.slot] = step.record
            else:
                state[step.slot] = _with_fields(state[step.slot], step)
    return state


def _with_fields(record: Record, step: Operation) -> Record:
    assert not isinstance(record, str)
    changed = replace(record, **step.values)
    if not isinstance(changed, Answer):
        return changed
    phrases = (set(changed.phrases) - step.removed) | step.added
    return replace(changed, phrases=tuple(sorted(phrases, key=lambda p: (p.start, p.stop, p.object_id or 0))))


class HistoryMachine(RuleBasedStateMachine):
    """Edits, runs, seals, undo and redo in any order. Subclasses say what is driven."""

    editor: Editor

    def make_editor(self) -> Editor:
        raise NotImplementedError

    @initialize()
    def begin(self) -> None:
        self.editor = self.make_editor()
        self.nothing = self.stored()
        self.done: list[ModelEntry] = []
        self.undone: list[ModelEntry] = []
        self.seed = 0
        self.edit(commands.put_media(self.project, clip(1)))
        for _ in range(2):
            self.edit(commands.put_object(self.project, commands.new_object(self.project, MediaId(1), "thing")))

    # -- edits

    @rule(
        data=st.data(),
        kind=st.sampled_from(["media", "media", "no media", "category", "no category", "setting"]),
    )
    def edit_structure(self, data: st.DataObject, kind: str) -> None:
        number = data.draw(st.integers(1, 2))
        media_id, category_id = MediaId(number), CategoryId(number)
        if kind == "media" and media_id not in self.project.media:
            self.edit(commands.put_media(self.project, clip(number)))
        elif kind == "no media" and media_id in self.project.media:
            self.edit(commands.remove_media(self.project, media_id))
        elif kind == "category":
            name = data.draw(st.sampled_from("abc"))
            self.edit(commands.put_category(self.project, Category(category_id, name, (1, 2, 3))))
        elif kind == "no category" and category_id in self.project.categories:
            self.edit(commands.remove_category(self.project, category_id))
        elif kind == "setting":
            value = data.draw(st.sampled_from([None, "1", "2"]))
            self.edit(commands.set_setting(self.project, "speed", value))

    @rule(data=st.data(), kind=st.sampled_from(["new", "new", "name", "kind", "gone"]))
    def edit_attributes(self, data: st.DataObject, kind: str) -> None:
        known = sorted(self.project.attributes)
        if kind == "new" and len(known) < 2:
            self.edit(commands.put_attribute(self.project, self.draw_attribute(data)))
        elif known:
            chosen = data.draw(st.sampled_from(known))
            if kind == "gone":
                self.edit(commands.remove_attribute(self.project, chosen))
            elif kind == "kind":
                self.edit(self.other_kind(chosen))
            else:
                named = replace(self.project.attributes[chosen], name=f"name {self.next_seed()}")
                self.edit(commands.put_attribute(self.project, named))

    @rule(data=st.data(), key=st.sampled_from([None, "value"]))
    def give_value(self, data: st.DataObject, key: str | None) -> None:
        value = self.draw_value(data)
        if value is not None:
            self.edit(commands.put_value(self.project, value), key)

    @rule(data=st.data(), verdict=st.sampled_from(list(Verdict)), index=st.integers(0, FRAMES - 1))
    def review_mask(self, data: st.DataObject, verdict: Verdict, index: int) -> None:
        if self.project.objects:
            comment = f"comment {self.next_seed()}" if verdict is Verdict.NONE and index else ""
            review = FrameReview(self.draw_object_id(data), index, verdict, comment)
            self.edit(commands.put_review(self.project, review))

    @rule(data=st.data(), kind=st.sampled_from(["new", "text", "gone"]), key=st.sampled_from([None, "words"]))
    def edit_texts(self, data: st.DataObject, kind: str, key: str | None) -> None:
        known = sorted(self.project.expressions)
        if kind == "new" and self.project.objects:
            self.edit(commands.put_expression(self.project, self.draw_expression(data)))
        elif kind == "gone" and known:
            self.edit(commands.remove_expressions(self.project, [data.draw(st.sampled_from(known))]))
        elif known:
            told = self.project.expressions[data.draw(st.sampled_from(known))]
            words = replace(told, text=f"text {self.next_seed()}")
            self.edit(commands.put_expression(self.project, words), key)

    @rule(data=st.data())
    def add_object(self, data: st.DataObject) -> None:
        if self.project.media and len(self.project.objects) < 3:
            self.edit(commands.put_object(self.project, self.draw_object(data)))

    @rule(data=st.data(), key=st.sampled_from([None, "name"]), is_expression=st.booleans())
    def rename_object(self, data: st.DataObject, key: str | None, is_expression: bool) -> None:
        if self.project.objects:
            words = f"name {self.next_seed()}"
            item = self.project.objects[self.draw_object_id(data)]
            new = replace(item, expression=words) if is_expression else replace(item, name=words)
            self.edit(commands.put_object(self.project, new), key)

    @rule(data=st.data(), is_locked=st.booleans())
    def lock_object(self, data: st.DataObject, is_locked: bool) -> None:
        if self.project.objects:
            item = self.project.objects[self.draw_object_id(data)]
            self.edit(commands.put_object(self.project, replace(item, is_locked=is_locked)))

    @rule(data=st.data())
    def remove_object(self, data: st.DataObject) -> None:
        """With its marks, as the window does."""
        if self.project.objects:
            gone = [self.draw_object_id(data)]
            self.edit([*commands.remove_objects(self.project, gone), *forget_marks(self.project, gone)])

    @rule(data=st.data(), level=st.integers(0, 255), is_order=st.booleans())
    def recolor_or_reorder_objects(self, data: st.DataObject, level: int, is_order: bool) -> None:
        if is_order:
            order = data.draw(st.permutations(sorted(self.project.objects)))
            self.edit(commands.reorder_objects(self.project, order))
        elif self.project.objects:
            changes = commands.recolor_object(self.project, self.draw_object_id(data), (level, 0, 0))
            self.edit(changes, data.draw(st.sampled_from([None, "colour"])))

    @rule(data=st.data(), index=st.integers(0, FRAMES - 1), is_new=st.booleans())
    def accept_marks(self, data: st.DataObject, index: int, is_new: bool) -> None:
        """A candidate becomes an object or its mask, and its marks are kept beside it."""
        changes: list[Change] = []
        if is_new and self.project.media:
            item = self.draw_object(data)
            changes = commands.put_object(self.project, item)
            object_id = item.object_id
        elif self.project.objects:
            object_id = self.draw_object_id(data)
        else:
            return
        seed = self.next_seed()
        changes.append(
            commands.put_frame(self.project, object_id, index, mask_frame(seed, FrameState.PROMPTED))
        )
        changes += put_marks(self.project, object_id, index, Marks().with_point((seed % 8, seed % 6)))
        self.edit(changes)

    @rule(data=st.data(), key=st.sampled_from([None, "text"]))
    def edit_text(self, data: st.DataObject, key: str | None) -> None:
        if self.project.answers:
            chosen = self.project.answers[data.draw(st.sampled_from(sorted(self.project.answers)))]
            at = data.draw(st.integers(0, len(chosen.text)))
            text = f"{chosen.text[:at]}{self.next_seed()}{chosen.text[at + 1 :]}"
            self.edit(commands.edit_answer_text(self.project, chosen.answer_id, text), key)

    @rule(data=st.data(), index=st.integers(0, FRAMES - 1), key=st.sampled_from([None, "stroke"]))
    def paint(self, data: st.DataObject, index: int, key: str | None) -> None:
        if self.project.objects:
            frame = mask_frame(self.next_seed(), FrameState.EDITED)
            self.edit(commands.edit_mask(self.project, self.draw_object_id(data), index, frame.rle), key)

    @rule(data=st.data(), state=st.sampled_from(sorted(FrameState)[1:]))
    def mark_frames(self, data: st.DataObject, state: FrameState) -> None:
        if self.project.objects:
            object_id = self.draw_object_id(data)
            self.edit(commands.set_frame_states(self.project, object_id, range(0, FRAMES, 2), state))

    @rule(data=st.data(), start=st.integers(0, FRAMES), length=st.integers(0, FRAMES))
    def erase_masks(self, data: st.DataObject, start: int, length: int) -> None:
        if self.project.objects:
            object_id = self.draw_object_id(data)
            self.edit(commands.remove_masks(self.project, object_id, (start, start + length)))

    @rule(data=st.data())
    def rebind_phrase(self, data: st.DataObject) -> None:
        bound = [item for item in self.project.answers.values() if item.phrases]
        if bound:
            chosen = data.draw(st.sampled_from(bound))
            target = data.draw(st.sampled_from(self.project.objects_of(chosen.media_id)))
            changes = commands.bind_phrase(self.project, chosen.answer_id, chosen.phrases[0], target.object_id)
            self.edit(changes)

    @rule(data=st.data(), is_wanted=st.booleans())
    def remove_answer_or_end_merging(self, data: st.DataObject, is_wanted: bool) -> None:
        if is_wanted and self.project.answers:
            chosen = data.draw(st.sampled_from(sorted(self.project.answers)))
            self.edit(commands.remove_answer(self.project, chosen))
            return
        self.editor.end_merging()
        if self.done:
            self.done[-1].merge_key = None

    # -- runs

    @precondition(lambda self: len(self.open_runs()) < 2)
    @rule(data=st.data(), has_answer=st.booleans())
    def begin_run(self, data: st.DataObject, has_answer: bool) -> None:
        changes: list[Change] = []
        if has_answer and self.project.media:
            media_id = data.draw(st.sampled_from(sorted(self.project.media)))
            record = answer(self.project.allocate_answer_id(), media_id=media_id, state=AnswerState.RUNNING)
            changes = commands.put_answer(self.project, record)
        entry = self.push(changes)
        entry.run = self.editor.begin_run("run", changes)
        entry.is_open = True

    @precondition(lambda self: len(self.open_runs()) < 2)
    @rule(
        data=st.data(),
        ends=st.sampled_from([None, "finished", "masked", "worked on", "told of"]),
        fails=st.booleans(),
    )
    def begin_answer_anew(self, data: st.DataObject, ends: str | None, fails: bool) -> None:
        """An answer gives way with its objects; chance alone would seldom let the new one get as far as `ends`."""
        if not self.project.media:
            return
        known = [item for item in self.project.answers.values() if item.state is not AnswerState.RUNNING]
        if not known:
            media_id = data.draw(st.sampled_from(sorted(self.project.media)))
            known = [answer(self.project.allocate_answer_id(), media_id=media_id)]
            self.edit(commands.put_answer(self.project, known[0]))
        old = data.draw(st.sampled_from(known))
        new = replace(old, text="", phrases=(), raw_text="", state=AnswerState.RUNNING, message="")
        changes = opening_changes(self.project, new)
        entry = self.push(changes)
        entry.replaced = (Table.ANSWER, old.answer_id)
        entry.run = self.editor.begin_run("run", changes)
        entry.is_open = True
        if ends is not None:
            self.write_answer_anew(entry, old, new, ends)
        if fails:
            self.editor.seal(entry.run, EntryState.FAILED)
            self.model_seal(entry, AnswerState.FAILED)

    def write_answer_anew(self, entry: ModelEntry, old: Answer, new: Answer, ends: str) -> None:
        item = commands.new_object(self.project, old.media_id, "thing")
        told = replace(new, text="a b c", raw_text="A b c", phrases=(Phrase(0, 1, item.object_id),))
        written = [Change(Table.ANSWER, old.answer_id, new, told)]
        self.append(entry, [*commands.put_object(self.project, item), *written])
        if ends == "masked":
            frame = mask_frame(self.next_seed())
            self.append(entry, commands.put_track(self.project, item.object_id, {0: frame}))
        elif ends == "worked on":
            frame = mask_frame(self.next_seed(), FrameState.EDITED)
            self.edit(commands.edit_mask(self.project, item.object_id, 1, frame.rle))
        elif ends == "told of":
            self.edit(commands.put_expression(self.project, self.text_about(item)))

    @precondition(lambda self: len(self.open_runs()) < 2)
    @rule(data=st.data(), index=st.integers(0, FRAMES - 1))
    def begin_track(self, data: st.DataObject, index: int) -> None:
        """Frames that wait are stale from the start on, and the marks are there; kept frames are put back later."""
        unlocked = [item.object_id for item in self.project.objects.values() if not item.is_locked]
        if not unlocked:
            return
        object_id = data.draw(st.sampled_from(sorted(unlocked)))
        track = self.project.track(object_id)
        waiting = [
            f for f, frame in track.items() if not is_settled(frame) and frame.state is not FrameState.STALE
        ]
        changes = commands.set_frame_states(self.project, object_id, waiting, FrameState.STALE)
        changes += put_marks(self.project, object_id, index, Marks().with_point((self.next_seed() % 8, 1.0)))
        changes = [change for change in changes if change.old != change.new]
        before = {f: track[f] for f in waiting}
        entry = self.push(changes)
        entry.run = self.editor.begin_run("track", changes)
        entry.is_open = True
        if before and data.draw(st.booleans()):
            self.append(entry, commands.put_track(self.project, object_id, before))

    @precondition(lambda self: self.open_runs())
    @rule(data=st.data(), indices=st.sets(st.integers(0, FRAMES - 1), min_size=1))
    def run_writes_masks(self, data: st.DataObject, indices: set[int]) -> None:
        if self.project.objects:
            object_id = self.draw_object_id(data)
            frames = {index: mask_frame(self.next_seed()) for index in sorted(indices)}
            self.append(self.draw_run(data), commands.put_track(self.project, object_id, frames))

    @precondition(lambda self: self.open_runs())
    @rule(data=st.data(), way=st.sampled_from(["erase", "flag", "paint"]), is_undone=st.booleans())
    def run_writes_where_a_person_edits(self, data: st.DataObject, way: str, is_undone: bool) -> None:
        """The same frames, one right after the other, which chance alone would seldom bring about."""
        if not self.project.objects:
            return
        object_id, run = self.draw_object_id(data), self.draw_run(data)
        first = {index: mask_frame(self.next_seed()) for index in range(2)}
        self.append(run, commands.put_track(self.project, object_id, first))
        count = len(self.done)
        if way == "erase":
            self.edit(commands.remove_masks(self.project, object_id, (0, 2)))
        elif way == "flag":
            self.edit(commands.set_frame_states(self.project, object_id, range(2), FrameState.FLAGGED))
        else:
            self.edit(commands.edit_mask(self.project, object_id, 1, mask_frame(self.next_seed()).rle))
        if is_undone and len(self.done) > count:
            self.undo()
        again = {index: mask_frame(self.next_seed()) for index in range(3)}
        self.append(run, commands.put_track(self.project, object_id, again))

    @precondition(lambda self: len(self.open_runs()) < 2)
    @rule(data=st.data(), state=st.sampled_from(sorted(FrameState)[1:]))
    def run_meets_what_a_person_said(self, data: st.DataObject, state: FrameState) -> None:
        """A mask drawn by hand is called a key frame, absent, stale …, and only then does a run begin."""
        if not self.project.objects:
            return
        object_id = self.draw_object_id(data)
        frame = mask_frame(self.next_seed(), FrameState.EDITED)
        self.edit(commands.edit_mask(self.project, object_id, 0, frame.rle))
        self.edit(commands.set_frame_states(self.project, object_id, [0], state))
        self.begin_run(data, has_answer=False)
        masks = {index: mask_frame(self.next_seed()) for index in range(2)}
        self.append(self.done[-1], commands.put_track(self.project, object_id, masks))

    @precondition(lambda self: self.open_runs())
    @rule(data=st.data())
    def run_adds_object(self, data: st.DataObject) -> None:
        if self.project.media:
            item = self.draw_object(data)
            put = Change(Table.FRAME, (item.object_id, 0), None, mask_frame(self.next_seed()))
            self.append(self.draw_run(data), [*commands.put_object(self.project, item), put])

    @precondition(lambda self: self.open_runs())
    @rule(data=st.data(), way=st.sampled_from(["value", "value", "review", "attribute", "question", "both"]))
    def run_writes_values(self, data: st.DataObject, way: str) -> None:
        """Proposals, second looks, and what an import says of attributes that it brings itself."""
        run, seed = self.draw_run(data), self.next_seed()
        value = self.draw_value(data)
        if way == "value" and value is not None:
            self.append(run, commands.put_value(self.project, value))
        elif way == "review" and self.project.objects:
            index = data.draw(st.integers(0, FRAMES - 1))
            review = FrameReview(self.draw_object_id(data), index, asked_text=f"asked {seed}")
            self.append(run, commands.put_review(self.project, review))
        elif way == "question" and self.project.attributes:
            known = self.project.attributes[data.draw(st.sampled_from(sorted(self.project.attributes)))]
            asked = replace(known, question=f"question {seed}")
            self.append(run, commands.put_attribute(self.project, asked))
        elif way in ("attribute", "both") and len(self.project.attributes) < 3:
            made = self.draw_attribute(data)
            changes = commands.put_attribute(self.project, made)
            if way == "both" and self.project.objects:
                key = AttributeKey(0, f"value {seed}")
                said = ObjectAttribute(self.draw_object_id(data), made.attribute_id, (key,))
                changes += commands.put_value(self.project, said)
            self.append(run, changes)

    @precondition(lambda self: self.open_runs())
    @rule(data=st.data(), is_undone=st.booleans(), is_review=st.booleans())
    def run_writes_where_a_person_says_what_is_so(
        self, data: st.DataObject, is_undone: bool, is_review: bool
    ) -> None:
        """The same slot, one right after the other, which chance alone would seldom bring about."""
        run = self.draw_run(data)
        if not self.project.objects:
            return
        if not is_review and not self.project.attributes:
            self.edit(
                commands.put_attribute(
                    self.project, Attribute(self.project.allocate_attribute_id(), "a", AttributeKind.TEXT)
                )
            )
        object_id = self.draw_object_id(data)

        def said(is_confirmed: bool) -> list[Change]:
            if is_review:
                words = f"comment {self.next_seed()}"
                return commands.put_review(self.project, FrameReview(object_id, 0, comment=words))
            attribute_id = min(self.project.attributes)
            value = self.value_for(attribute_id)
            key = AttributeKey(0, value, None if is_confirmed else 0.5, is_confirmed)
            return commands.put_value(self.project, ObjectAttribute(object_id, attribute_id, (key,)))

        self.append(run, said(False))
        count = len(self.done)
        self.edit(said(True))
        if is_undone and len(self.done) > count:
            self.undo()
        self.append(run, said(False))

    @precondition(lambda self: self.open_runs())
    @rule(data=st.data(), is_undone=st.booleans())
    def run_fills_what_a_person_makes_of_another_kind(self, data: st.DataObject, is_undone: bool) -> None:
        """What the run was made for is no value of the attribute any more, or not where the edit is redone."""
        if not self.project.objects or not self.project.attributes:
            return
        chosen = data.draw(st.sampled_from(sorted(self.project.attributes)))
        key = AttributeKey(0, self.value_for(chosen), 0.5, False)
        value = ObjectAttribute(self.draw_object_id(data), chosen, (key,))
        self.edit(self.other_kind(chosen))
        if is_undone:
            self.undo()
        self.append(self.draw_run(data), commands.put_value(self.project, value))

    @precondition(lambda self: self.open_runs())
    @rule(data=st.data(), kind=st.sampled_from(["new", "checked", "checked"]))
    def run_writes_texts(self, data: st.DataObject, kind: str) -> None:
        known = sorted(self.project.expressions)
        run = self.draw_run(data)
        if kind == "new" and self.project.objects:
            self.append(run, commands.put_expression(self.project, self.draw_expression(data)))
        elif known:
            told = self.project.expressions[data.draw(st.sampled_from(known))]
            checked = replace(told, round_trip_iou=1 / self.next_seed())
            self.append(run, commands.put_expression(self.project, checked))

    @precondition(lambda self: self.open_runs())
    @rule(data=st.data())
    def run_describes_object(self, data: st.DataObject) -> None:
        if self.project.objects:
            # Never the same words twice: who set a field last cannot be seen when all set it to the same.
            expression = f"thing {self.next_seed()}"
            item = replace(self.project.objects[self.draw_object_id(data)], expression=expression)
            self.append(self.draw_run(data), commands.put_object(self.project, item))

    @precondition(lambda self: self.open_runs())
    @rule(data=st.data())
    def run_writes_text(self, data: st.DataObject) -> None:
        if self.project.answers:
            seed = self.next_seed()
            known = self.project.answers[data.draw(st.sampled_from(sorted(self.project.answers)))]
            things = self.project.objects_of(known.media_id)
            phrases = known.phrases
            if things:
                target = data.draw(st.sampled_from(things)).object_id
                phrases = (*phrases, Phrase(seed, seed + 1, target))
            new = replace(known, text=f"{known.text} {seed}", phrases=phrases)
            self.append(self.draw_run(data), [Change(Table.ANSWER, known.answer_id, known, new)])

    @precondition(lambda self: self.open_runs())
    @rule(data=st.data(), state=st.sampled_from(SEALS))
    def seal(self, data: st.DataObject, state: EntryState) -> None:
        entry = self.draw_run(data)
        assert entry.run is not None
        self.editor.seal(entry.run, state)
        self.model_seal(entry, AnswerState(state.value))
        assert self.editor.append(entry.run, commands.set_setting(self.project, "late", "1")).is_empty

    # -- undo and redo

    @rule()
    def undo(self) -> None:
        made = self.editor.undo()
        assert (made is None) == (not self.done)
        if not self.done:
            return
        entry = self.done[-1]
        if entry.is_open:
            self.model_seal(entry, AnswerState.CANCELLED)
        if self.done and self.done[-1] is entry:
            self.done.pop()
            self.undone.append(entry)
        entry.merge_key = None

    @rule()
    def redo(self) -> None:
        made = self.editor.redo()
        assert (made is None) == (not self.undone)
        if self.undone:
            entry = self.undone.pop()
            entry.merge_key = None
            self.done.append(entry)

    @rule(count=st.integers(2, 4))
    def undo_some(self, count: int) -> None:
        for _ in range(count):
            if self.done and not self.done[-1].is_open:
                self.undo()

    @rule(count=st.integers(2, 4))
    def redo_some(self, count: int) -> None:
        for _ in range(count):
            self.redo()

    @precondition(lambda self: not self.open_runs())
    @rule()
    def undo_all_and_redo_all(self) -> None:
        before, count = self.stored(), len(self.done)
        for _ in range(count):
            self.undo()
        assert self.stored() == self.nothing
        for _ in range(count):
            self.redo()
        assert self.stored() == before

    # -- what holds after every step

    @invariant()
    def documents_agree(self) -> None:
        if hasattr(self, "editor"):
            assert state_of(self.project) == replay(self.done)
            for object_id in self.project.objects:
                for attribute_id, value in self.project.values_of(object_id).items():
                    assert not any(self.is_misfit(attribute_id, key.value) for key in value.keys)

    def teardown(self) -> None:
        if not hasattr(self, "editor"):
            return
        for _ in range(len(self.done)):
            self.undo()
            self.documents_agree()
        assert self.project.is_empty
        for _ in range(len(self.undone)):
            self.redo()
            self.documents_agree()

    def stored(self) -> tuple[bytes, ...]:
        """The document bit for bit."""
        return (bytes_of(self.project),)

    # -- the model's side of the steps

    @property
    def project(self) -> Project:
        return self.editor.project

    def edit(self, changes: list[Change], merge_key: str | None = None) -> None:
        real = [change for change in changes if change.old != change.new]
        latest = self.done[-1] if self.done else None
        if real and merge_key and latest is not None and latest.merge_key == merge_key:
            self.undone.clear()
            latest.operations += [operation_of(change.slot, change.old, change.new) for change in real]
        elif real:
            self.push(real).merge_key = merge_key
        self.editor.do("edit", changes, merge_key=merge_key)

    def push(self, changes: list[Change]) -> ModelEntry:
        self.undone.clear()
        entry = ModelEntry([operation_of(change.slot, change.old, change.new) for change in changes])
        self.done.append(entry)
        return entry

    def append(self, entry: ModelEntry, changes: list[Change]) -> None:
        assert entry.run is not None
        above = [*self.done[self.done.index(entry) + 1 :], *reversed(self.undone)]
        admitted = self.admitted(changes, above)
        real = [change for change in admitted if change.old != change.new]
        entry.operations += [operation_of(change.slot, change.old, change.new) for change in real]
        change_set = self.editor.append(entry.run, changes)
        refused = {change.slot for change in changes} - {change.slot for change in admitted}
        assert {change.slot for change in change_set.skipped} == refused

    def admitted(self, changes: list[Change], above: list[ModelEntry]) -> list[Change]:
        """What a run may write, in the model's own words."""
        touched = {step.slot for entry in above for step in entry.operations}
        unsteady = {
            step.slot
            for entry in above
            for step in entry.operations
            if step.kind == "remove"
            or (step.kind == "put" and step.slot[0] not in (*PAIR_TABLES, Table.SETTING))
        }
        refitted = {step.slot for entry in above for step in entry.operations if "kind" in step.values}
        allowed: dict[Slot, Change] = {}

        def stands(table: Table, key: Any) -> bool:
            return (table, key) not in unsteady and (
                (table, key) in allowed or self.project.record(table, key) is not None
            )

        for change in changes:
            new = change.new
            if change.table in PAIR_TABLES:
                assert isinstance(change.key, tuple)
                item = self.project.objects.get(change.key[0])
                is_locked = item is not None and item.is_locked
                if (
                    is_settled(change.old)
                    or is_locked
                    or change.slot in touched
                    or not stands(Table.OBJECT, change.key[0])
                    or (change.table is Table.VALUE and not stands(Table.ATTRIBUTE, change.key[1]))
                    # No value fits an attribute before and after a person made another kind of it.
                    or (isinstance(new, ObjectAttribute) and (Table.ATTRIBUTE, change.key[1]) in refitted)
                ):
                    continue
            elif change.slot in unsteady:
                continue
            if isinstance(new, AnnotationObject | Answer | Expression) and not stands(
                Table.MEDIA, new.media_id
            ):
                continue
            if isinstance(new, Expression):
                about = tuple(each for each in new.object_ids if stands(Table.OBJECT, each))
                if new.object_ids and not about:
                    continue
                new = replace(new, object_ids=about)
            if isinstance(new, Attribute):
                stay = tuple(each for each in new.category_ids if stands(Table.CATEGORY, each))
                if new.category_ids and not stay:
                    continue
                new = replace(new, category_ids=stay)
            if isinstance(new, AnnotationObject) and not stands(Table.CATEGORY, new.category_id):
                new = replace(new, category_id=None)
            if isinstance(new, Answer):
                known = change.old.phrases if isinstance(change.old, Answer) else ()
                kept = tuple(
                    p for p in new.phrases if p in known or not p.object_id or stands(Table.OBJECT, p.object_id)
                )
                new = replace(new, phrases=kept)
            allowed[change.slot] = replace(change, new=new)
        return list(allowed.values())

    def is_withdrawn(self, entry: ModelEntry, above: list[ModelEntry]) -> bool:
        """Whether a run that ends early leaves the answer that was there, in the model's own words."""
        if entry.replaced is None:
            return False
        index = self.done.index(entry)
        old = replay(self.done[:index])[entry.replaced]
        own = replay(self.done[: index + 1])
        new = own[entry.replaced]
        assert isinstance(old, Answer)
        assert isinstance(new, Answer)
        slots = {step.slot for step in entry.operations}
        wanted = new.object_ids - old.object_ids
        has_mask = any((Table.FRAME, (each, f)) in slots & own.keys() for each in wanted for f in range(FRAMES))
        is_told = bool(new.raw_text) and (has_mask or not wanted)
        if new.state is not AnswerState.RUNNING or is_told:
            return False
        made = {step.slot[1] for step in entry.operations if step.slot[0] is Table.OBJECT and step.slot in own}
        for step in (each for later in above for each in later.operations):
            record = step.record
            spoken = [*step.added, *step.removed, *(record.phrases if isinstance(record, Answer) else ())]
            owners = [phrase.object_id for phrase in spoken]
            if isinstance(step.slot[1], tuple):
                owners.append(step.slot[1][0])
            if isinstance(record, Expression):
                owners += record.object_ids
            owners += step.values.get("object_ids", ())
            if step.slot in slots or not made.isdisjoint(owners):
                return False
        return True

    def model_seal(self, entry: ModelEntry, state: AnswerState, message: str = "") -> None:
        entry.is_open = False
        above = [*self.done[self.done.index(entry) + 1 :], *reversed(self.undone)]
        if state is not AnswerState.COMPLETE and self.is_withdrawn(entry, above):
            self.done.remove(entry)
            return
        removed = {step.slot for later in above for step in later.operations if step.kind == "remove"}
        document = replay(self.done)
        for slot in dict.fromkeys(step.slot for step in entry.operations):
            record = document.get(slot)
            if isinstance(record, Answer) and record.state is AnswerState.RUNNING and slot not in removed:
                values = {"state": state} | ({"message": message} if message else {})
                entry.operations.append(Operation(slot, "set", None, values))
        if not entry.operations:
            self.done.remove(entry)

    def open_runs(self) -> list[ModelEntry]:
        return [entry for entry in getattr(self, "done", []) if entry.is_open]

    # -- drawing

    def next_seed(self) -> int:
        self.seed += 1
        return self.seed

    def draw_run(self, data: st.DataObject) -> ModelEntry:
        return data.draw(st.sampled_from(self.open_runs()))

    def draw_object_id(self, data: st.DataObject) -> Any:
        return data.draw(st.sampled_from(sorted(self.project.objects)))

    def draw_expression(self, data: st.DataObject) -> Expression:
        return self.text_about(self.project.objects[self.draw_object_id(data)])

    def text_about(self, item: AnnotationObject) -> Expression:
        number = self.project.allocate_expression_id()
        return Expression(number, item.media_id, (item.object_id,), f"text {self.next_seed()}")

    def value_for(self, attribute_id: AttributeId) -> str | float:
        seed = self.next_seed()
        is_text = self.project.attributes[attribute_id].kind is AttributeKind.TEXT
        return f"value {seed}" if is_text else float(seed)

    def is_misfit(self, attribute_id: AttributeId, value: object) -> bool:
        return bool(problem_of_value(self.project.attributes[attribute_id], value))

    def other_kind(self, attribute_id: AttributeId) -> list[Change]:
        """Text becomes a number or the other way round, which takes the values away."""
        known = self.project.attributes[attribute_id]
        is_text = known.kind is AttributeKind.TEXT
        other = replace(known, kind=AttributeKind.NUMBER if is_text else AttributeKind.TEXT)
        held = [each for each in self.project.objects if attribute_id in self.project.values_of(each)]
        changes = commands.put_attribute(self.project, other)
        for each in held:
            changes += commands.put_value(self.project, ObjectAttribute(each, attribute_id, ()))
        return changes

    def draw_attribute(self, data: st.DataObject) -> Attribute:
        known = sorted(self.project.categories)
        labels = data.draw(st.sets(st.sampled_from(known), max_size=2)) if known else set()
        return Attribute(
            self.project.allocate_attribute_id(),
            f"name {self.next_seed()}",
            AttributeKind.TEXT,
            tuple(sorted(labels)),
            changes_over_time=data.draw(st.booleans()),
        )

    def draw_value(self, data: st.DataObject) -> ObjectAttribute | None:
        """Of a known object and attribute; without keys it takes away what is there."""
        if not self.project.objects or not self.project.attributes:
            return None
        frames = sorted(data.draw(st.sets(st.integers(0, FRAMES - 1), max_size=2)))
        said = data.draw(st.booleans())
        attribute_id = data.draw(st.sampled_from(sorted(self.project.attributes)))
        keys = tuple(
            AttributeKey(frame, self.value_for(attribute_id), None if said else 0.5, said) for frame in frames
        )
        return ObjectAttribute(self.draw_object_id(data), attribute_id, keys)

    def draw_object(self, data: st.DataObject) -> AnnotationObject:
        media_id = data.draw(st.sampled_from(sorted(self.project.media)))
        category_id = data.draw(st.sampled_from([None, *sorted(self.project.categories)]))
        return commands.new_object(self.project, media_id, "thing", category_id=category_id)

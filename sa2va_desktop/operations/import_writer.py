"""Puts what an import reads into the project: one entry of the history, many transactions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.annotation.palette import next_color
from sa2va_desktop.annotation.project import unique_name
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Category,
    CategoryId,
    MediaId,
    MediaItem,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.datasets.extras import KEY, SPLIT, with_extras
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedObject, ImportReport
from sa2va_desktop.editing.commands import put_category, put_frame, put_media, put_object
from sa2va_desktop.operations.import_attributes import AttributeImporter
from sa2va_desktop.operations.import_counterparts import counterparts, source_key
from sa2va_desktop.operations.import_dataset import ClipFound, ClipLeftOut, ImportEvent, MasksFound
from sa2va_desktop.operations.import_media import NEW
from sa2va_desktop.operations.import_modes import (
    ImportMode,
    ImportSummary,
    frames_to_clear,
    masks_to_put,
)
from sa2va_desktop.operations.import_texts import answers_of_turns, expressions_of_clip
from sa2va_desktop.operations.run_writer import RunWriter
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.translation import translate

CHANGES_AT_ONCE = 400
"""Changes of one transaction at most, or little more, so that the window is never held for long."""


class ImportWriter(RunWriter[ImportEvent]):
    """One import; see `RunWriter` for its life.

    Attributes:
        summary: what has been done so far.
    """

    def __init__(
        self,
        session: OpenProject,
        source: Path,
        *,
        format_id: str,
        mode: ImportMode,
        report: ImportReport,
        cancel: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(session, translate("operations", "Import {0}").format(source.name), (), cancel)
        self._project = session.project
        self._format_id = format_id
        self._mode = mode
        self._report = report
        self._changes: list[Change] = []
        self._media_ids: dict[str, MediaId] = {}
        self._media_seen = 0
        self._unwritten: set[MediaId] = set()
        self._categories = {each.name.casefold(): each for each in self._project.categories.values()}
        self._attributes = AttributeImporter(self._project, mode, report)
        self._made: set[ObjectId] = set()
        self._filled: set[tuple[ObjectId, int]] = set()
        self._found: ClipFound | None = None
        self._media_id = NEW
        self._object_ids: list[ObjectId] = []
        self.summary = ImportSummary()

    def _take(self, event: ImportEvent) -> None:
        if isinstance(event, ClipFound):
            self._begin_clip(event)
        elif isinstance(event, MasksFound):
            self._put_masks(self._object_ids[event.place], event.frames)
        elif isinstance(event, ClipLeftOut):
            self.summary.left_out += 1
        else:
            self._put_texts()
        if len(self._changes) >= CHANGES_AT_ONCE:
            self.flush()

    def _collected(self) -> list[Change]:
        changes, self._changes = self._changes, []
        self._unwritten.clear()
        return changes

    def _kept(self) -> str:
        count = self.summary.masks_added
        return translate("operations", "%n mask(s) are kept", n=count) if count else ""

    # -- a clip

    def _begin_clip(self, found: ClipFound) -> None:
        known = self._known_media(found.item)
        if known in self._unwritten:
            self.flush()  # objects of the same media item are looked up in the project
        self._found = found
        self.summary.clips += 1
        self._media_id = self._put_media(found.item, known, found.clip)
        self._unwritten.add(self._media_id)
        known_objects = counterparts(
            self._project,
            self._media_id,
            self._format_id,
            found.clip,
            found.frame_indices,
            not_among=self._made,
        )
        present = self._project.objects_of(self._media_id)
        names, colors = [each.name for each in present], [each.color for each in present]
        order = self._project.next_object_order(self._media_id)
        self._object_ids = []
        for place, wanted in enumerate(found.clip.objects):
            key = source_key(found.clip, wanted.key)
            known_object = known_objects.get(place)
            if known_object is not None and self._mode is not ImportMode.ADD:
                self.summary.objects_known += 1
                self._object_ids.append(known_object.object_id)
                category_id = self._update_object(known_object, wanted, key)
                self._put_values(found, wanted, known_object.object_id, category_id)
                if self._mode is ImportMode.REPLACE:
                    self._clear_masks(known_object, wanted, found.frame_indices)
                continue
            self.summary.clashes += known_object is not None
            new = self._new_object(wanted, key, names, colors, order + place)
            names.append(new.name)
            colors.append(new.color)
            self._object_ids.append(new.object_id)
            self._put_values(found, wanted, new.object_id, new.category_id)

    def _known_media(self, item: MediaItem) -> MediaId | None:
        if item.media_id != NEW:
            return item.media_id
        if len(self._project.media) != self._media_seen:  # others may have been added by hand since
            self._media_seen = len(self._project.media)
            self._media_ids |= {each.path: each.media_id for each in self._project.media.values()}
        return self._media_ids.get(item.path)

    def _put_media(self, item: MediaItem, known: MediaId | None, clip: ImportedClip) -> MediaId:
        values: dict[str, Any] = {**clip.extras, **({SPLIT: clip.split} if clip.split else {})}
        if known is None:
            new = replace(item, media_id=self._project.allocate_media_id())
            new = replace(new, extras=self._with_extras(new.extras, values, clip.name))
            self._changes += put_media(self._project, new)
            self._media_ids[item.path] = new.media_id
            self.summary.media_added += 1
            return new.media_id
        present = self._project.media.get(known)
        if present is not None:
            extras = self._with_extras(present.extras, values, clip.name)
            if extras != present.extras:
                self._changes += put_media(self._project, replace(present, extras=extras))
        return known

    def _put_texts(self) -> None:
        if self._found is None:
            return
        clip, frames = self._found.clip, self._found.frame_indices
        if not clip.expressions and not clip.turns:
            return
        self.flush()  # texts refer to objects that must be in the project
        if self._media_id not in self._project.media:
            return  # removed by the person meanwhile
        ids: list[ObjectId | None] = [
            object_id if object_id in self._project.objects else None for object_id in self._object_ids
        ]
        texts = expressions_of_clip(self._project, self._media_id, clip, ids, self._with_extras, self._report)
        turns = answers_of_turns(self._project, self._media_id, clip, ids, frames, self._report)
        self.summary.texts += len(texts)
        self.summary.turns += len(turns)
        self._changes += [Change(Table.EXPRESSION, each.expression_id, None, each) for each in texts]
        self._changes += [Change(Table.ANSWER, each.answer_id, None, each) for each in turns]

    # -- objects and masks

    def _new_object(
        self, wanted: ImportedObject, key: str, names: list[str], colors: list[Any], order: int
    ) -> AnnotationObject:
        name = wanted.name or wanted.category or translate("operations", "object")
        new = AnnotationObject(
            object_id=self._project.allocate_object_id(),
            media_id=self._media_id,
            name=unique_name(name, names),
            color=wanted.color or next_color(colors),
            category_id=self._category_id(wanted.category),
            order=order,
            expression=wanted.expression,
            extras=self._with_extras("", {**wanted.extras, KEY: key}, key),
        )
        self._made.add(new.object_id)
        self._changes += put_object(self._project, new)
        self.summary.objects_added += 1
        return new

    def _put_values(
        self, found: ClipFound, wanted: ImportedObject, object_id: ObjectId, category_id: CategoryId | None
    ) -> None:
        labels = {name: each.category_id for name, each in self._categories.items()}
        self._changes += self._attributes.changes_of(
            found.clip, wanted, object_id, category_id, labels, found.frame_indices
        )
        self.summary.values = self._attributes.value_count

    def _seal(self, state: EntryState, message: str) -> None:
        self.flush()
        self._changes += self._attributes.refitted()
        super()._seal(state, message)

    def _update_object(self, known: AnnotationObject, wanted: ImportedObject, key: str) -> CategoryId | None:
        """Gaps of its record are filled; a replacing import gives it the file's label and expression, too.

        Returns: its label afterwards.
        """
        is_replacing = self._mode is ImportMode.REPLACE and not known.is_locked
        category_id, expression = known.category_id, known.expression
        if wanted.category and (category_id is None or is_replacing):
            category_id = self._category_id(wanted.category)
        if wanted.expression and (not expression or is_replacing):
            expression = wanted.expression
        extras = self._with_extras(known.extras, {**wanted.extras, KEY: key}, key)
        new = replace(known, category_id=category_id, expression=expression, extras=extras)
        if new != known:
            self._changes += put_object(self._project, new)
        return category_id

    def _put_masks(self, object_id: ObjectId, wanted: Mapping[int, ObjectFrame]) -> None:
        there = self._project.track(object_id)
        known = self._project.objects.get(object_id)
        is_locked = known is not None and known.is_locked
        taken = masks_to_put(self._mode, there, wanted, is_locked=is_locked)
        self.summary.kept += len(wanted) - len(taken)
        replaced = sum(frame in there and there[frame] != mask for frame, mask in taken.items())
        self.summary.masks_replaced += replaced
        self.summary.masks_added += sum(frame not in there for frame in taken)
        self._changes += [put_frame(self._project, object_id, frame, mask) for frame, mask in taken.items()]
        if object_id not in self._made:
            self._filled |= {(object_id, frame) for frame in taken}

    def _clear_masks(
        self, known: AnnotationObject, wanted: ImportedObject, frame_indices: tuple[int, ...]
    ) -> None:
        if known.is_locked:
            return
        there = self._project.track(known.object_id)
        kept = [frame_indices[position] for position in wanted.track if 0 <= position < len(frame_indices)]
        gone = [
            frame
            for frame in frames_to_clear(there, frame_indices, kept)
            if (known.object_id, frame) not in self._filled  # another clip of the file is about the same
        ]
        self.summary.masks_removed += len(gone)
        self._changes += [Change(Table.FRAME, (known.object_id, frame), there[frame], None) for frame in gone]

    def _category_id(self, name: str) -> CategoryId | None:
        """The label of that name, in whatever case; a new one where the project has none."""
        if not name.strip():
            return None
        known = self._categories.get(name.casefold())
        if known is None:
            color = next_color([each.color for each in self._categories.values()])
            known = Category(self._project.allocate_category_id(), name, color)
            self._categories[name.casefold()] = known
            self._changes += put_category(self._project, known)
            self.summary.categories_added += 1
        return known.category_id

    def _with_extras(self, text: str, values: Mapping[str, Any], place: str) -> str:
        try:
            return with_extras(text, self._format_id, values)
        except (ValueError, TypeError, RecursionError) as error:
            sentence = translate("operations", "further keys cannot be kept: {0}")
            self._report.add(place.replace("\n", ", "), sentence.format(error))
            marks = {key: value for key, value in values.items() if key.startswith("@")}
            return with_extras(text, self._format_id, marks)

"""The document in memory: media, label schema, objects with their tracks, texts and settings. Owned by one thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, cast

from sa2va_desktop.annotation.attributes import Attribute, AttributeId, ObjectAttribute
from sa2va_desktop.annotation.changes import (
    PAIR_TABLES,
    Change,
    ChangeSet,
    Key,
    Record,
    Table,
    change_set_of,
    pair_key,
)
from sa2va_desktop.annotation.frame_review import FrameReview
from sa2va_desktop.annotation.palette import next_color
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    Answer,
    AnswerId,
    Category,
    CategoryId,
    Expression,
    ExpressionId,
    MediaId,
    MediaItem,
    ObjectFrame,
    ObjectId,
    Rgb,
)
from sa2va_desktop.annotation.rle import MaskRle

_PUT_ORDER = {table: position for position, table in enumerate(Table)}
_NO_FRAMES: Mapping[int, ObjectFrame] = MappingProxyType({})
_NO_VALUES: Mapping[AttributeId, ObjectAttribute] = MappingProxyType({})
_NO_REVIEWS: Mapping[int, FrameReview] = MappingProxyType({})
_COUNT_DIGITS = 3  # a longer number at the end of a name is a part of it, a year say


class ProjectIntegrityError(ValueError):
    """A change that does not fit the document: our own mistake, or a damaged file. The document is as it was."""


class Project:
    """All annotations of one project.

    Made empty or by `storage`; changed only through `apply`, on the one thread that owns it (the GUI thread, or the
    calling thread of a headless command). The mappings handed out are live, read-only views.
    """

    def __init__(self) -> None:
        self._media: dict[MediaId, MediaItem] = {}
        self._categories: dict[CategoryId, Category] = {}
        self._attributes: dict[AttributeId, Attribute] = {}
        self._values: dict[ObjectId, dict[AttributeId, ObjectAttribute]] = {}
        self._reviews: dict[ObjectId, dict[int, FrameReview]] = {}
        self._objects: dict[ObjectId, AnnotationObject] = {}
        self._tracks: dict[ObjectId, dict[int, ObjectFrame]] = {}
        self._answers: dict[AnswerId, Answer] = {}
        self._expressions: dict[ExpressionId, Expression] = {}
        self._settings: dict[str, str] = {}
        self._media_objects: dict[MediaId, set[ObjectId]] = {}
        self._media_answers: dict[MediaId, set[AnswerId]] = {}
        self._media_expressions: dict[MediaId, set[ExpressionId]] = {}
        self._last_ids: dict[Table, int] = {
            table: 0 for table in Table if table is not Table.SETTING and table not in PAIR_TABLES
        }

    # -- reading

    @property
    def media(self) -> Mapping[MediaId, MediaItem]:
        return MappingProxyType(self._media)

    @property
    def categories(self) -> Mapping[CategoryId, Category]:
        return MappingProxyType(self._categories)

    @property
    def attributes(self) -> Mapping[AttributeId, Attribute]:
        return MappingProxyType(self._attributes)

    @property
    def objects(self) -> Mapping[ObjectId, AnnotationObject]:
        return MappingProxyType(self._objects)

    @property
    def answers(self) -> Mapping[AnswerId, Answer]:
        return MappingProxyType(self._answers)

    @property
    def expressions(self) -> Mapping[ExpressionId, Expression]:
        return MappingProxyType(self._expressions)

    @property
    def settings(self) -> Mapping[str, str]:
        return MappingProxyType(self._settings)

    @property
    def is_empty(self) -> bool:
        return not any(self._all_rows().values())  # what belongs to objects is not there without them

    def track(self, object_id: ObjectId) -> Mapping[int, ObjectFrame]:
        """The object's frames by index, in no particular order; empty for an unknown object."""
        frames = self._tracks.get(object_id)
        return MappingProxyType(frames) if frames else _NO_FRAMES

    def track_as_it_is(self, object_id: ObjectId) -> dict[int, ObjectFrame]:
        """A copy of the object's frames, for another thread; much faster than one of the view that `track` gives."""
        return self._tracks.get(object_id, {}).copy()

    def frame(self, object_id: ObjectId, frame_index: int) -> ObjectFrame | None:
        """What is known of the object on that frame, or None when it is untouched."""
        return self._tracks.get(object_id, _NO_FRAMES).get(frame_index)

    def frame_indices(self, object_id: ObjectId) -> list[int]:
        """Frames that have a record, ascending."""
        return sorted(self._tracks.get(object_id, ()))

    def values_of(self, object_id: ObjectId) -> Mapping[AttributeId, ObjectAttribute]:
        """What is known of the object's attributes; empty for an unknown object."""
        values = self._values.get(object_id)
        return MappingProxyType(values) if values else _NO_VALUES

    def reviews_of(self, object_id: ObjectId) -> Mapping[int, FrameReview]:
        """What was said of the object's masks, by frame, in no particular order; empty for an unknown object."""
        reviews = self._reviews.get(object_id)
        return MappingProxyType(reviews) if reviews else _NO_REVIEWS

    def schema_categories(self) -> list[Category]:
        """The labels in the order of the schema."""
        return sorted(self._categories.values(), key=lambda each: (each.order, each.category_id))

    def schema_attributes(self, category_id: CategoryId | None) -> list[Attribute]:
        """The attributes that objects with a label have, in the order of the schema."""
        found = (each for each in self._attributes.values() if each.applies_to(category_id))
        return sorted(found, key=lambda each: (each.order, each.attribute_id))

    def objects_of(self, media_id: MediaId) -> list[AnnotationObject]:
        """The objects of a media item in list and drawing order."""
        found = (self._objects[object_id] for object_id in self._media_objects.get(media_id, ()))
        return sorted(found, key=lambda item: (item.order, item.object_id))

    def masks_on(self, media_id: MediaId, frame_index: int) -> list[tuple[AnnotationObject, ObjectFrame]]:
        """Objects with a record on that frame, in drawing order; hidden objects included."""
        pairs = ((item, self.frame(item.object_id, frame_index)) for item in self.objects_of(media_id))
        return [(item, frame) for item, frame in pairs if frame is not None]

    def answers_of(self, media_id: MediaId) -> list[Answer]:
        """The conversation about a media item, oldest first."""
        return [self._answers[answer_id] for answer_id in sorted(self._media_answers.get(media_id, ()))]

    def answers_about(self, object_id: ObjectId) -> list[Answer]:
        """Answers with a phrase that refers to the object, oldest first."""
        item = self._objects.get(object_id)
        return [] if item is None else [a for a in self.answers_of(item.media_id) if _refers(a, object_id)]

    def clip_as_it_is(self, media_id: MediaId) -> Project:
        """One media item, its objects and their frames as they are now, to be read on another thread.

        A million frames take some hundredths of a second: records are shared. Nothing new is made in it, for it has no ids.
        """
        taken, ids = Project(), self._media_objects.get(media_id, set())
        taken._media = {media_id: self._media[media_id]}
        taken._objects = {object_id: self._objects[object_id] for object_id in ids}
        taken._media_objects = {media_id: set(ids)}
        taken._tracks = {object_id: self.track_as_it_is(object_id) for object_id in ids}
        taken._last_ids = {}
        return taken

    def expressions_of(self, media_id: MediaId) -> list[Expression]:
        """The texts about things in a media item, in the order in which they were made."""
        found = sorted(self._media_expressions.get(media_id, ()))
        return [self._expressions[expression_id] for expression_id in found]

    def expressions_about(self, object_id: ObjectId) -> list[Expression]:
        """The texts that mean the object, alone or with others."""
        item = self._objects.get(object_id)
        if item is None:
            return []
        return [each for each in self.expressions_of(item.media_id) if object_id in each.object_ids]

    def record(self, table: Table, key: Key) -> Record | None:
        """The record at a key of any table, or None."""
        if table in PAIR_TABLES:
            object_id, number = cast("tuple[ObjectId, int]", key)
            return self._pairs(table).get(object_id, {}).get(number)
        return self._rows(table).get(key)

    def everything(self) -> ChangeSet:
        """Names every record, without looking at each: a project may have a hundred thousand masks."""
        return ChangeSet(
            media_ids=frozenset(self._media),
            category_ids=frozenset(self._categories),
            object_ids=frozenset(self._objects),
            frames=MappingProxyType({object_id: frozenset(track) for object_id, track in self._tracks.items()}),
            answer_ids=frozenset(self._answers),
            expression_ids=frozenset(self._expressions),
            attribute_ids=frozenset(self._attributes),
            valued_ids=frozenset(self._values),
            reviews=MappingProxyType(
                {object_id: frozenset(found) for object_id, found in self._reviews.items()}
            ),
            setting_names=frozenset(self._settings),
            is_structural=not self.is_empty,
        )

    def all_changes(self) -> list[Change]:
        """The changes that make this document from an empty one."""
        made = [
            Change(table, key, None, record)
            for table, rows in self._all_rows().items()
            for key, record in rows.items()
        ]
        for table in PAIR_TABLES:
            for object_id, pairs in self._pairs(table).items():
                made += [Change(table, (object_id, number), None, record) for number, record in pairs.items()]
        return made

    # -- names, colours and ids for new records

    def next_object_color(self, media_id: MediaId) -> Rgb:
        """A colour that no object of the media item has yet."""
        return next_color([item.color for item in self.objects_of(media_id)])

    def next_category_color(self) -> Rgb:
        return next_color([category.color for category in self._categories.values()])

    def unique_object_name(self, media_id: MediaId, wanted: str) -> str:
        """`wanted`, or `wanted 2`, `wanted 3`, … if an object of the media item is already called so."""
        return unique_name(wanted, {item.name for item in self.objects_of(media_id)})

    def next_object_order(self, media_id: MediaId) -> int:
        """The position after the last object of the media item."""
        return max((item.order + 1 for item in self.objects_of(media_id)), default=0)

    def allocate_media_id(self) -> MediaId:
        return MediaId(self._allocate(Table.MEDIA))

    def allocate_category_id(self) -> CategoryId:
        return CategoryId(self._allocate(Table.CATEGORY))

    def allocate_attribute_id(self) -> AttributeId:
        return AttributeId(self._allocate(Table.ATTRIBUTE))

    def allocate_object_id(self) -> ObjectId:
        return ObjectId(self._allocate(Table.OBJECT))

    def allocate_answer_id(self) -> AnswerId:
        return AnswerId(self._allocate(Table.ANSWER))

    def allocate_expression_id(self) -> ExpressionId:
        return ExpressionId(self._allocate(Table.EXPRESSION))

    def reserve_id(self, table: Table, last_id: int) -> None:
        """Never hand out ids up to `last_id`: they live on in the history."""
        self._last_ids[table] = max(self._last_ids[table], last_id)

    def _allocate(self, table: Table) -> int:
        self._last_ids[table] += 1
        return self._last_ids[table]

    # -- writing

    def apply(self, changes: Iterable[Change]) -> ChangeSet:
        """Make changes, in an order that keeps references valid, all of them or none.

        Raises:
            ProjectIntegrityError: an `old` value is not what the document holds, or the result would refer to
                something that does not exist. The document is as before.
        """
        ordered = _in_safe_order(changes)
        done: list[Change] = []
        try:
            for change in ordered:
                self._check_old(change)
                self._put(change)
                done.append(change)
            for change in ordered:
                self._check_references(change)
        except ProjectIntegrityError:
            for change in reversed(done):
                self._put(change.inverse)
            raise
        return change_set_of(ordered)

    def fill_track(self, object_id: ObjectId, frames: dict[int, ObjectFrame]) -> None:
        """Give an object that has no frames all of them at once, while a document is read from its file.

        Args:
            frames: by frame index; belongs to the project from now on.

        Raises:
            ProjectIntegrityError: the object does not exist, or a frame does not fit its media item.
        """
        for frame_index, frame in frames.items():
            problem = self._problem_of_frame(object_id, frame_index, frame.rle)
            if problem:
                raise ProjectIntegrityError(f"the {Table.FRAME} {(object_id, frame_index)} {problem}")
        self._tracks[object_id] = frames

    def _rows(self, table: Table) -> dict[Any, Any]:
        return self._all_rows()[table]

    def _all_rows(self) -> dict[Table, dict[Any, Any]]:
        return {
            Table.MEDIA: self._media,
            Table.CATEGORY: self._categories,
            Table.ATTRIBUTE: self._attributes,
            Table.OBJECT: self._objects,
            Table.ANSWER: self._answers,
            Table.EXPRESSION: self._expressions,
            Table.SETTING: self._settings,
        }

    def _pairs(self, table: Table) -> dict[ObjectId, dict[Any, Any]]:
        """Of a table of what belongs to objects: by object, then by frame or attribute."""
        if table is Table.FRAME:
            return cast("dict[ObjectId, dict[Any, Any]]", self._tracks)
        return cast("dict[ObjectId, dict[Any, Any]]", self._values if table is Table.VALUE else self._reviews)

    def _check_old(self, change: Change) -> None:
        if change.table is Table.FRAME:  # spelled out, because there may be a hundred thousand of them
            object_id, frame_index = cast("tuple[ObjectId, int]", change.key)
            current: Record | None = self._tracks.get(object_id, _NO_FRAMES).get(frame_index)
        else:
            current = self.record(change.table, change.key)
        if current is not change.old and current != change.old:
            raise ProjectIntegrityError(
                f"the {change.table} {change.key} is not what the change expected to find there"
            )

    def _put(self, change: Change) -> None:
        if change.old is None and change.new is None:
            return  # a run made it and removed it again, which is in its entry
        if change.table in PAIR_TABLES:
            self._put_pair(change)
            return
        rows = self._rows(change.table)
        if change.new is None:
            del rows[change.key]
        else:
            rows[change.key] = change.new
        if change.table in self._last_ids:
            self.reserve_id(change.table, cast(int, change.key))
        if change.table is Table.OBJECT:
            _reindex(self._media_objects, change)
        elif change.table is Table.ANSWER:
            _reindex(self._media_answers, change)
        elif change.table is Table.EXPRESSION:
            _reindex(self._media_expressions, change)

    def _put_pair(self, change: Change) -> None:
        rows = self._pairs(change.table)
        object_id, number = pair_key(change)
        if change.new is not None:
            rows.setdefault(object_id, {})[number] = change.new
            return
        of_object = rows[object_id]
        del of_object[number]
        if not of_object:
            del rows[object_id]

    def _check_references(self, change: Change) -> None:
        """The document after all changes: what was put refers to what exists, what was removed is referred to by none."""
        problem = self._problem_of_put(change) if change.new is not None else self._problem_of_removal(change)
        if problem:
            raise ProjectIntegrityError(f"the {change.table} {change.key} {problem}")

    def _problem_of_put(self, change: Change) -> str:
        match change.new:
            case ObjectFrame(rle=rle):
                return self._problem_of_frame(*pair_key(change), rle)
            case ObjectAttribute(object_id=object_id, attribute_id=attribute_id):
                if attribute_id not in self._attributes:
                    return f"is of the attribute {attribute_id}, which does not exist"
                return self._problem_of_references((object_id,))
            case FrameReview(object_id=object_id, frame_index=frame_index):
                return self._problem_of_place(object_id, frame_index)
            case Attribute(category_ids=category_ids):
                lost = set(category_ids) - self._categories.keys()
                return f"is for the category {min(lost)}, which does not exist" if lost else ""
            case MediaItem() as media:
                return self._problem_of_new_size(media, change.old)
            case AnnotationObject(media_id=media_id, category_id=category_id):
                if media_id not in self._media:
                    return f"belongs to the media item {media_id}, which does not exist"
                if category_id is not None and category_id not in self._categories:
                    return f"has the category {category_id}, which does not exist"
            case Answer() as answer:
                if answer.media_id not in self._media:
                    return f"belongs to the media item {answer.media_id}, which does not exist"
                return self._problem_of_references(answer.object_ids)
            case Expression() as expression:
                if expression.media_id not in self._media:
                    return f"belongs to the media item {expression.media_id}, which does not exist"
                return self._problem_of_references(expression.object_ids)
        return ""

    def _problem_of_references(self, object_ids: Iterable[ObjectId]) -> str:
        lost = set(object_ids) - self._objects.keys()
        return f"refers to the object {min(lost)}, which does not exist" if lost else ""

    def _problem_of_frame(self, object_id: ObjectId, frame_index: int, rle: MaskRle) -> str:
        problem = self._problem_of_place(object_id, frame_index)
        if problem:
            return problem
        media = self._media[self._objects[object_id].media_id]
        if rle.size_hw != (media.height, media.width):
            return f"is {rle.width}x{rle.height} but its picture is {media.width}x{media.height}"
        return ""

    def _problem_of_place(self, object_id: ObjectId, frame_index: int) -> str:
        item = self._objects.get(object_id)
        if item is None:
            return "belongs to an object that does not exist"
        frame_count = self._media[item.media_id].frame_count
        return (
            "" if 0 <= frame_index < frame_count else f"lies outside the {frame_count} frames of its media item"
        )

    def _problem_of_new_size(self, media: MediaItem, old: Record | None) -> str:
        """Masks belong to pixels and frames: a media item that has some keeps its size and its number of frames."""
        if not isinstance(old, MediaItem):
            return ""
        shape, old_shape = ((m.height, m.width, m.frame_count) for m in (media, old))
        has_masks = any(
            self._tracks.get(object_id) for object_id in self._media_objects.get(media.media_id, ())
        )
        return (
            "changes its size or number of frames while it has masks"
            if has_masks and shape != old_shape
            else ""
        )

    def _problem_of_removal(self, change: Change) -> str:
        match change.old:
            case MediaItem(media_id=media_id):
                if any(
                    index.get(media_id)
                    for index in (self._media_objects, self._media_answers, self._media_expressions)
                ):
                    return "is removed while it has objects, answers or expressions"
            case Category(category_id=category_id):
                if any(item.category_id == category_id for item in self._objects.values()):
                    return "is removed while objects have it"
                if any(category_id in each.category_ids for each in self._attributes.values()):
                    return "is removed while an attribute is for it"
            case Attribute(attribute_id=attribute_id):
                if any(attribute_id in values for values in self._values.values()):
                    return "is removed while objects have a value of it"
            case AnnotationObject(object_id=object_id, media_id=media_id):
                if self._tracks.get(object_id):
                    return "is removed while it has masks"
                if self._values.get(object_id) or self._reviews.get(object_id):
                    return "is removed while it has values of attributes or reviews"
                if any(_refers(answer, object_id) for answer in self.answers_of(media_id)):
                    return "is removed while an answer refers to it"
                if any(object_id in each.object_ids for each in self.expressions_of(media_id)):
                    return "is removed while an expression refers to it"
        return ""


def unique_name(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, or `wanted 2`, `wanted 3`, … if it is taken; a `wanted` that ends in such a number counts on."""
    names = set(taken)
    stem, _, tail = wanted.rpartition(" ")
    is_numbered = bool(stem) and tail.isascii() and tail.isdecimal() and len(tail) <= _COUNT_DIGITS
    base, number = (stem, int(tail) + 1) if is_numbered else (wanted, 2)
    candidate = wanted
    while candidate in names:
        candidate, number = f"{base} {number}", number + 1
    return candidate


def _refers(answer: Answer, object_id: ObjectId) -> bool:
    return object_id in answer.object_ids


def _in_safe_order(changes: Iterable[Change]) -> list[Change]:
    """Removals from the leaves to the roots, then puts from the roots to the leaves; otherwise as given."""
    given = list(changes)
    removals = [change for change in given if change.new is None]
    puts = [change for change in given if change.new is not None]
    removals.sort(key=lambda change: -_PUT_ORDER[change.table])
    puts.sort(key=lambda change: _PUT_ORDER[change.table])
    return removals + puts


def _reindex(index: dict[MediaId, set[Any]], change: Change) -> None:
    """Keep the set of objects, answers or expressions of each media item."""
    if isinstance(change.old, AnnotationObject | Answer | Expression):
        members = index[change.old.media_id]
        members.discard(change.key)
        if not members:
            del index[change.old.media_id]
    if isinstance(change.new, AnnotationObject | Answer | Expression):
        index.setdefault(change.new.media_id, set()).add(change.key)

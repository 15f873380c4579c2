"""A window with a clip of two labelled objects and a schema with one attribute of every kind."""

from __future__ import annotations

from support.masks import box_mask
from support.window_driver import CLIP_FRAMES, CLIP_SIZE_HW, WindowDriver

from sa2va_desktop.annotation.attributes import Attribute, AttributeId, AttributeKind, ObjectAttribute
from sa2va_desktop.annotation.records import Category, CategoryId, FrameState, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import mask_to_rle
from sa2va_desktop.editing import commands

COLOR, SPEED, OPEN, NOTE = AttributeId(1), AttributeId(2), AttributeId(3), AttributeId(4)

SCHEMA = (
    Attribute(
        COLOR, "colour", AttributeKind.CHOICE, choices=("red", "green", "blue"), question="What colour is it?"
    ),
    Attribute(SPEED, "speed", AttributeKind.NUMBER, low=0.0, high=10.0, changes_over_time=True, order=1),
    Attribute(
        OPEN,
        "door open",
        AttributeKind.YES_NO,
        (CategoryId(1),),
        changes_over_time=True,
        question="Is the door open?",
        order=2,
    ),
    Attribute(NOTE, "note", AttributeKind.TEXT, order=3),
)
CATEGORIES = (
    Category(CategoryId(1), "car", (230, 159, 0), "Alt+1"),
    Category(CategoryId(2), "person", (86, 180, 233), "Alt+2", 1),
)


def begin_labelled(driver: WindowDriver, *, with_schema: bool = True) -> tuple[ObjectId, ObjectId]:
    """A clip with a red car and a person, and the schema above if it is wanted; nothing is selected."""
    driver.start()
    driver.open_clip()
    document = driver.window.document
    project = document.project
    if with_schema:
        changes = [change for each in CATEGORIES for change in commands.put_category(project, each)]
        changes += [change for each in SCHEMA for change in commands.put_attribute(project, each)]
        document.do("Schema", changes)
    made = []
    for number, (name, box) in enumerate((("van", (20, 20, 60, 60)), ("walker", (100, 50, 140, 88)))):
        (media_id,) = project.media
        item = commands.new_object(
            project, media_id, name, category_id=CategoryId(number + 1) if with_schema else None
        )
        frame = ObjectFrame(mask_to_rle(box_mask(CLIP_SIZE_HW, *box)), FrameState.TRACKED, 0.9, 5.0)
        track = dict.fromkeys(range(CLIP_FRAMES), frame)
        document.do(
            "Add", [*commands.put_object(project, item), *commands.put_track(project, item.object_id, track)]
        )
        made.append(item.object_id)
    return made[0], made[1]


def told(driver: WindowDriver, object_id: ObjectId, attribute_id: AttributeId) -> list[tuple[int, object]]:
    """Frame and value of each key."""
    value: ObjectAttribute | None = driver.window.document.project.values_of(object_id).get(attribute_id)
    return [(key.frame_index, key.value) for key in value.keys] if value is not None else []

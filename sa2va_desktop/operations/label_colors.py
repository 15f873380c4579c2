"""Objects in the colours of their labels, if the project is set so: a choice that belongs to the annotations, as colours do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sa2va_desktop.annotation.changes import Change, Table
from sa2va_desktop.annotation.palette import distinct_color
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, Category, CategoryId, MediaId
from sa2va_desktop.editing import commands

SETTING = "labels.color_objects"


def colors_by_label(project: Project) -> bool:
    """Whether objects have the colours of their labels."""
    return project.settings.get(SETTING) == "true"


def set_color_by_label(project: Project, is_wanted: bool) -> list[Change]:
    """Give all objects the colours of their labels, and those to come; or each a colour of its own again."""
    changes = commands.set_setting(project, SETTING, "true" if is_wanted else None)
    for media_id in project.media:
        for place, item in enumerate(project.objects_of(media_id)):
            category = project.categories.get(item.category_id) if item.category_id is not None else None
            if category is not None:
                color = category.color if is_wanted else distinct_color(place)
                changes += commands.recolor_object(project, item.object_id, color)
    return [change for change in changes if change.old != change.new]


def with_label(project: Project, item: AnnotationObject, category_id: CategoryId | None) -> AnnotationObject:
    """An object with a label, in its colour if the project is set so."""
    category = project.categories.get(category_id) if category_id is not None else None
    takes_color = category is not None and colors_by_label(project)
    color = category.color if category is not None and takes_color else item.color
    return replace(item, category_id=category_id, color=color)


def new_labelled_object(
    project: Project, media_id: MediaId, category_id: CategoryId | None, default_name: str
) -> AnnotationObject:
    """A record for one more object that a person makes, named after its label if it has one."""
    category = project.categories.get(category_id) if category_id is not None else None
    made = commands.new_object(project, media_id, category.name if category is not None else default_name)
    return made if category is None else with_label(project, made, category_id)


def recolored_objects(project: Project, changes: Iterable[Change]) -> list[Change]:
    """What changes of labels, and of which object has which, do to the colours of objects."""
    made = list(changes)
    categories, objects = dict(project.categories), dict(project.objects)
    for change in made:
        match change.new:
            case Category() as category:
                categories[category.category_id] = category
            case AnnotationObject() as item:
                objects[item.object_id] = item
    more = []
    for item in objects.values():
        held = categories.get(item.category_id) if item.category_id is not None else None
        if held is not None and held.color != item.color:
            more.append(Change(Table.OBJECT, item.object_id, item, replace(item, color=held.color)))
    return more

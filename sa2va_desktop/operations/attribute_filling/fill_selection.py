"""Which attributes and objects a command means by their names and numbers."""

from __future__ import annotations

from collections.abc import Sequence

from sa2va_desktop.annotation.attributes import Attribute, AttributeId
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.editing.attribute_values import text_of_value
from sa2va_desktop.errors import InputError, UsageError
from sa2va_desktop.operations.attribute_filling.change_search import Stretch
from sa2va_desktop.operations.attribute_filling.fill_plan import askable_attributes
from sa2va_desktop.translation import translate


def attributes_called(project: Project, names: Sequence[str] = ()) -> list[AttributeId]:
    """The attributes with these names; without names, all that have a question.

    Raises:
        InputError: no attribute has a question.
        UsageError: none with a question has such a name.
    """
    askable = askable_attributes(project)
    if not askable:
        raise InputError(translate("operations", "No attribute of the project has a question."))
    by_name: dict[str, Attribute] = {each.name: each for each in askable}
    for name in names:
        if name not in by_name:
            sentence = translate("operations", "Expected an attribute with a question ({0}), found “{1}”.")
            raise UsageError(sentence.format(", ".join(by_name), name))
    return [each.attribute_id for each in askable if not names or each.name in names]


def objects_with_label(project: Project, label: str) -> list[ObjectId]:
    """
    Raises:
        UsageError: the project has no such label.
    """
    labels = {each.name: each.category_id for each in project.schema_categories()}
    if label not in labels:
        sentence = translate("operations", "Expected a label of the project ({0}), found “{1}”.")
        raise UsageError(sentence.format(", ".join(labels), label))
    return [each.object_id for each in project.objects.values() if each.category_id == labels[label]]


def objects_numbered(project: Project, numbers: Sequence[int]) -> list[ObjectId]:
    """
    Raises:
        UsageError: there is no such object.
    """
    for number in numbers:
        if number not in project.objects:
            raise UsageError(translate("operations", "The project has no object {0}.").format(number))
    return [ObjectId(number) for number in numbers]


def stretch_words(stretch: Stretch) -> str:
    """A value as a line of a terminal says it: "red (80%)", "blue (95%) from frame 12"."""
    words = f"{text_of_value(stretch.value)} ({stretch.confidence:.0%})"
    if not stretch.start:
        return words
    return translate("operations", "{0} from frame {1}").format(words, stretch.start)

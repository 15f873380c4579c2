"""What taking a draft of a schema does to objects and values that are there, in sentences for the person who edits it."""

from __future__ import annotations

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.operations.label_schema import (
    SchemaDraft,
    flattened_count,
    misfits,
    object_counts,
    value_counts,
)
from sa2va_desktop.translation import translate


def consequences(project: Project, draft: SchemaDraft) -> list[str]:
    """What is lost or moved, one sentence each; nothing for what is only added or renamed."""
    return [*_of_labels(project, draft), *_of_attributes(project, draft), *_of_values(project, draft)]


def _of_labels(project: Project, draft: SchemaDraft) -> list[str]:
    counts = object_counts(project)
    kept = {each.category_id for each in draft.labels}
    sentences = []
    for category_id in sorted(draft.known_categories - kept):
        category = project.categories.get(category_id)
        if category is None:
            continue
        target = draft.merged.get(category_id)
        if target is not None:
            sentence = translate(
                "operations", "%n object(s) with “{0}” will have the label “{1}”.", n=counts[category_id]
            )
            sentences.append(sentence.format(category.name, draft.label(target).name))
        elif counts[category_id]:
            sentence = translate(
                "operations", "“{0}” is deleted: %n object(s) will have no label.", n=counts[category_id]
            )
            sentences.append(sentence.format(category.name))
    return sentences


def _of_attributes(project: Project, draft: SchemaDraft) -> list[str]:
    counts = value_counts(project)
    kept = {each.attribute_id for each in draft.attributes}
    sentences = []
    for attribute_id in sorted(draft.known_attributes - kept):
        attribute = project.attributes.get(attribute_id)
        if attribute is not None and counts[attribute_id]:
            sentence = translate(
                "operations",
                "“{0}” is deleted: %n object(s) will lose their value of it.",
                n=counts[attribute_id],
            )
            sentences.append(sentence.format(attribute.name))
    return sentences


def _of_values(project: Project, draft: SchemaDraft) -> list[str]:
    sentences = []
    for attribute in draft.attributes:
        dropped = sum(each.object_count for each in misfits(project, attribute) if each.becomes is None)
        if dropped:
            sentence = translate(
                "operations", "“{0}”: values of %n object(s) do not fit and are dropped.", n=dropped
            )
            sentences.append(sentence.format(attribute.name))
        flattened = flattened_count(project, attribute)
        if flattened:
            sentence = translate(
                "operations",
                "“{0}”: of %n object(s) with several values over time the first is kept.",
                n=flattened,
            )
            sentences.append(sentence.format(attribute.name))
    return sentences

"""Clean up masks of objects on many frames, for good. What an object's own clean-up does stands in `editing.shown_mask`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import CleanUp, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.mask_cleanup import cleaned
from sa2va_desktop.operations.mask_edits import (
    EditScope,
    MaskToEdit,
    PreparedEdit,
    pick_masks,
    state_after,
)


def prepare_clean_up(
    project: Project, object_ids: Iterable[ObjectId], clean_up: CleanUp, scope: EditScope
) -> PreparedEdit:
    """Islands dropped, holes filled, edges smoothed, grown or shrunk, on the masks of objects."""
    return prepare_reshape(project, object_ids, lambda rle: cleaned(rle, clean_up), scope)


def prepare_reshape(
    project: Project, object_ids: Iterable[ObjectId], reshape: Callable[[MaskRle], MaskRle], scope: EditScope
) -> PreparedEdit:
    """Each mask by itself becomes another one.

    Args:
        reshape: pure; called on a worker.
    """

    def compute(rle: MaskRle | None, _source: MaskToEdit) -> MaskRle:
        assert rle is not None  # only masks that are there are picked
        return reshape(rle)

    masks, kept = pick_masks(project, object_ids, scope)
    return PreparedEdit(tuple(masks), compute, kept, state_after(scope))

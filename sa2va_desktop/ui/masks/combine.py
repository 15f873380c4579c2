"""Masks of several objects combined: which combination, which object changes, and the panel that sets it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, ObjectId
from sa2va_desktop.editing.commands import new_object
from sa2va_desktop.operations.mask_combining import (
    Combination,
    prepare_combination,
    prepare_cut_out,
    prepare_overlaps,
)
from sa2va_desktop.operations.mask_edits import EditScope, PreparedEdit
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.canvas.picture_view import PictureView
from sa2va_desktop.ui.masks.edit_controller import EditController, EditParts
from sa2va_desktop.ui.masks.edit_panel import EditPanel
from sa2va_desktop.ui.masks.mask_picker import Prepared


class Verb(enum.Enum):
    """What is done with the selected objects."""

    SUBTRACT = "subtract"
    UNITE = "unite"
    INTERSECT = "intersect"
    EXCLUDE = "exclude"
    CUT_OUT = "cut_out"  # of all others
    OVERLAPS = "overlaps"  # each loses what lies under the ones drawn over it

    @property
    def combination(self) -> Combination | None:
        """Of one object with others, or None for the verbs that change several."""
        return None if self in (Verb.CUT_OUT, Verb.OVERLAPS) else Combination(self.value)


class CombineController(EditController):
    """One of the selected objects changes through the others, or others through the selected ones."""

    topic = "combine masks"

    def __init__(self, parts: EditParts) -> None:
        super().__init__(parts)
        self._verb = Verb.SUBTRACT
        self._target: ObjectId | None = None
        self._as_new = False

    @property
    def verb(self) -> Verb:
        return self._verb

    @property
    def as_new(self) -> bool:
        return self._as_new

    @property
    def target(self) -> ObjectId | None:
        """The object that changes: the one that was chosen, else the first selected one."""
        ids = self.object_ids
        return self._target if self._target in ids else next(iter(ids), None)

    def set_verb(self, verb: Verb) -> None:
        if verb is not self._verb:
            self._verb = verb
            self.refresh()

    def set_target(self, object_id: ObjectId) -> None:
        if object_id != self._target:
            self._target = object_id
            self.refresh()

    def set_as_new(self, as_new: bool) -> None:
        if as_new != self._as_new:
            self._as_new = as_new
            self.refresh()

    # ---- the edit

    @property
    def is_something(self) -> bool:
        return len(self.object_ids) >= (1 if self._verb is Verb.CUT_OUT else 2)

    def preparing(self, scope: EditScope) -> Callable[[Project], PreparedEdit]:
        ids, target = self.object_ids, self.target
        if self._verb is Verb.CUT_OUT:
            return lambda project: prepare_cut_out(project, ids, scope)
        combination = self._verb.combination
        if combination is None or target is None:
            return lambda project: prepare_overlaps(project, ids, scope)
        others = [each for each in ids if each != target]
        onto = self._new_object(self.project.objects[target]) if self._as_new else None
        return lambda project: prepare_combination(project, combination, target, others, scope, onto=onto)

    def drafts(self, prepared: Prepared, results: Sequence[Any]) -> list[ShownMask]:
        """A result that becomes a new object is shown in its colour, over the masks that stay."""
        drafts = super().drafts(prepared, results)
        onto = prepared.onto if isinstance(prepared, PreparedEdit) else None
        return drafts if onto is None else [ShownMask(onto.object_id, each.rle, onto.color) for each in drafts]

    def label(self) -> str:
        return {
            Verb.SUBTRACT: self.tr("Subtract Masks"),
            Verb.UNITE: self.tr("Unite Masks"),
            Verb.INTERSECT: self.tr("Intersect Masks"),
            Verb.EXCLUDE: self.tr("Exclude Masks"),
            Verb.CUT_OUT: self.tr("Cut Out of the Others"),
            Verb.OVERLAPS: self.tr("Remove Overlaps"),
        }[self._verb]

    def done_text(self, masks: int, made: int) -> str:
        if made:
            return translate("CombineController", "A new object with %n mask(s).", n=masks)
        return translate("CombineController", "%n mask(s) changed.", n=masks)

    def _new_object(self, like: AnnotationObject) -> AnnotationObject:
        return new_object(self.project, like.media_id, like.name, category_id=like.category_id)

    def nothing_text(self) -> str:
        if self._verb in (Verb.CUT_OUT, Verb.OVERLAPS):
            return self.tr("Nothing overlaps there; no mask is different.")
        return self.tr("No mask is different: the objects have nothing to combine there.")


class CombinePanel(EditPanel):
    """The verb can still be changed; the preview follows."""

    def __init__(self, controller: CombineController, canvas: PictureView) -> None:
        super().__init__(controller, canvas, "combinePanel", "")
        self._controller = controller
        self.title.setText(self.tr("Combine Masks"))
        self.verb = self.add_choice(self.tr("What to do"), self.tr("What becomes of the masks"))
        for verb, title in (
            (Verb.SUBTRACT, self.tr("Subtract the others")),
            (Verb.UNITE, self.tr("Unite with the others")),
            (Verb.INTERSECT, self.tr("Intersect with the others")),
            (Verb.EXCLUDE, self.tr("Exclude what overlaps")),
            (Verb.CUT_OUT, self.tr("Cut out of all other objects")),
            (Verb.OVERLAPS, self.tr("Remove overlaps; the top object keeps them")),
        ):
            self.verb.addItem(title, verb)
        self.target = self.add_choice(self.tr("Change"), self.tr("This object's mask becomes the result"))
        self.as_new = self.add_check(
            self.tr("As a new object"), self.tr("The selected objects stay as they are, locked ones too")
        )
        self.verb.currentIndexChanged.connect(lambda row: controller.set_verb(self.verb.itemData(row)))
        self.target.currentIndexChanged.connect(self._choose_target)
        self.as_new.toggled.connect(controller.set_as_new)
        self.finish(self.verb)

    def follow(self) -> None:
        controller = self._controller
        _show(self.verb, self.verb.findData(controller.verb))
        with QSignalBlocker(self.target):
            self.target.clear()
            for object_id in controller.object_ids:
                self.target.addItem(controller.project.objects[object_id].name, object_id)
        _show(self.target, self.target.findData(controller.target))
        makes_new = controller.verb.combination is not None and controller.as_new
        self.has_settled = not makes_new  # then every mask stays
        self.label_of(self.target).setText(self.tr("Begin with") if makes_new else self.tr("Change"))
        is_of_one = controller.verb.combination is not None
        for widget in (self.target, self.label_of(self.target), self.as_new):
            widget.setVisible(is_of_one)

    def hint(self) -> str:
        if self._controller.is_something:
            return ""
        if self._controller.verb is Verb.CUT_OUT:
            return self.tr("Select the object that is in front of the others.")
        return self.tr("Select two objects or more: Ctrl+click adds one.")

    def _choose_target(self, row: int) -> None:
        if row >= 0:
            self._controller.set_target(self.target.itemData(row))


def _show(choice: QComboBox, row: int) -> None:
    with QSignalBlocker(choice):
        choice.setCurrentIndex(row)

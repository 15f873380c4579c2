"""Clean-up of the selected objects' masks, for good or as a setting of theirs: seen on the shown frame while it is set.

What is applied, kept or removed is one entry of the history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnnotationObject, CleanUp
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.shown_mask import ShownRle, quick_rle
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.clean_up import (
    keep_for_good,
    masks_to_keep,
    prepare_clean_up,
    prepare_setting,
    set_clean_up,
)
from sa2va_desktop.operations.mask_edits import EditedMask, EditScope, PreparedEdit
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.canvas.mask_layer import ShownMask
from sa2va_desktop.ui.masks.edit_controller import EditController, EditParts, Scope
from sa2va_desktop.ui.masks.mask_picker import Prepared


class CleanUpController(EditController):
    """Islands, holes, edges and margin."""

    topic = "clean up"

    def __init__(self, parts: EditParts) -> None:
        super().__init__(parts)
        self._clean_up = CleanUp()
        parts.view_state.selection_changed.connect(lambda _selection: self._follow_setting())

    @property
    def clean_up(self) -> CleanUp:
        return self._clean_up

    @property
    def has_setting(self) -> bool:
        """One of the selected objects is shown cleaned up."""
        return any(item.clean_up is not None for item in self._items())

    def set_clean_up(self, clean_up: CleanUp) -> None:
        if clean_up != self._clean_up:
            self._clean_up = clean_up
            self.refresh()

    def open(self) -> None:
        super().open()
        self._follow_setting()

    def apply(self) -> None:
        """A setting is stored at once: nothing has to be computed for it."""
        if self.scope is Scope.SETTING:
            self._keep(self._clean_up)
        else:
            super().apply()

    def remove_setting(self) -> None:
        """The selected objects are shown as they are stored."""
        self._keep(None)

    def keep_for_good(self) -> None:
        """What is seen of the selected objects becomes what is stored, and their settings go."""
        project, ids, session = self.project, self.object_ids, self.document.session
        label = self.tr("Apply the Clean-Up for Good")

        def keep(shown: ShownRle) -> None:
            if self.document.session is session:  # not another project
                there = [each for each in ids if each in project.objects]
                self._do(label, lambda: keep_for_good(project, there, shown))

        self.close()
        self._cleaner.with_shown(masks_to_keep(project, ids), keep, title=label, channel=self.topic)

    # ---- the edit

    @property
    def is_something(self) -> bool:
        if self.scope is not Scope.SETTING:
            return not self._clean_up.is_nothing
        wanted = None if self._clean_up.is_nothing else self._clean_up
        return any(item.clean_up != wanted for item in self._items())

    def preparing(self, scope: EditScope) -> Callable[[Project], PreparedEdit]:
        ids, clean_up = self.object_ids, self._clean_up
        if self.scope is Scope.SETTING:
            return lambda project: prepare_setting(project, ids, clean_up, scope.frame_range)
        return lambda project: prepare_clean_up(project, ids, clean_up, scope)

    def drafts(self, prepared: Prepared, results: Sequence[Any]) -> list[ShownMask]:
        """As they will be seen: for good on many frames it is below the setting that an object may have."""
        masks: Sequence[EditedMask] = results
        return [ShownMask(one.source.item.object_id, self._seen(one), one.source.item.color) for one in masks]

    def label(self) -> str:
        ids = self.object_ids
        if len(ids) == 1:
            return self.tr("Clean up “{0}”").format(self.project.objects[ids[0]].name)
        return translate("CleanUpController", "Clean up %n object(s)", n=len(ids))

    def preview_title(self) -> str:
        return self.tr("Preview the clean-up")

    def done_text(self, masks: int, made: int) -> str:
        return translate("CleanUpController", "%n mask(s) cleaned up.", n=masks)

    def nothing_text(self) -> str:
        return self.tr("There is nothing to clean up; no mask is different.")

    # ---- inside

    def _items(self) -> list[AnnotationObject]:
        return [self.project.objects[each] for each in self.object_ids]

    def _seen(self, one: EditedMask) -> MaskRle:
        if self.scope in (Scope.FRAME, Scope.SETTING) or one.source.frame is None:
            return one.rle
        return quick_rle(one.source.item, replace(one.source.frame, rle=one.rle))

    def _follow_setting(self) -> None:
        """What the selected objects are set to is what is set."""
        settings = {item.clean_up for item in self._items()}
        if self.is_open and len(settings) == 1 and (setting := settings.pop()) is not None:
            self._clean_up = setting
            self.set_scope(Scope.SETTING)
            self.refresh()

    def _keep(self, clean_up: CleanUp | None) -> None:
        ids = self.object_ids
        is_removed = clean_up is None or clean_up.is_nothing
        label = self.tr("Remove the Clean-Up Setting") if is_removed else self.tr("Set the Clean-Up")
        self.close()
        if ids and self.document.is_writable:
            self._do(label, lambda: set_clean_up(self.project, ids, clean_up))

    def _do(self, label: str, make_changes: Callable[[], list[Change]]) -> None:
        try:
            self.document.do(label, make_changes())
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=self.topic)

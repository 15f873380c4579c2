"""Clean-up of the selected objects' masks: seen on the shown frame while it is set, one history entry when applied."""

from __future__ import annotations

from sa2va_desktop.annotation.records import CleanUp
from sa2va_desktop.operations.clean_up import prepare_clean_up
from sa2va_desktop.operations.mask_edits import EditScope, PreparedEdit
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.masks.edit_controller import EditController, EditParts


class CleanUpController(EditController):
    """Islands, holes, edges and margin."""

    topic = "clean up"

    def __init__(self, parts: EditParts) -> None:
        super().__init__(parts)
        self._clean_up = CleanUp()

    @property
    def clean_up(self) -> CleanUp:
        return self._clean_up

    def set_clean_up(self, clean_up: CleanUp) -> None:
        if clean_up != self._clean_up:
            self._clean_up = clean_up
            self.refresh()

    # ---- the edit

    @property
    def is_something(self) -> bool:
        return not self._clean_up.is_nothing

    def prepare(self, scope: EditScope) -> PreparedEdit:
        return prepare_clean_up(self.project, self.object_ids, self._clean_up, scope)

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
